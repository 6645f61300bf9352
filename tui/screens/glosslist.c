#include "tui/screens/glosslist.h"

#include <stdio.h>

#include "tui/screens/picklist.h"

enum { SAYS_BYTES = 4096, COMMAND_BYTES = 200 };

static void add(struct picklist *p, const struct glossary_entry *e)
{
    char says[SAYS_BYTES], command[COMMAND_BYTES];
    const int used =
        snprintf(says, sizeof says, "%s: %.2000s", e->term, e->says);

    if (e->see)
        snprintf(says + used, sizeof says - (size_t)used, "\nSee also: %.500s.",
                 e->see);
    if (e->lesson)
        snprintf(command, sizeof command, "lesson %s %s", e->lesson, e->step);
    picklist_add(p, e->term, e->lesson, says, e->lesson ? command : NULL);
}

void glosslist_push(struct shell *s, const char *term)
{
    const int at = *term ? glossary_find(&s->glossary, term) : 0;
    struct picklist *p;

    if (at < 0) {
        shell_say(s, "glossary: \"%.60s\" is no term; :find all looks further",
                  term);
        return;
    }
    p = picklist_new("Glossary", "This course has no glossary.");
    for (int i = 0; i < s->glossary.count; i++)
        add(p, &s->glossary.entry[i]);
    picklist_choose(p, at);
    picklist_push(s, p);
}

static bool uses(const struct lesson_step *step, const struct glossary_entry *e)
{
    for (int b = 0; b < step->block_count; b++) {
        const struct lesson_block *block = &step->blocks[b];

        if (block->kind == LESSON_NOTES)
            continue;
        if ((block->kind == LESSON_TEXT && glossary_used(e, block->text)) ||
            (block->ask && glossary_used(e, block->ask)))
            return true;
    }
    return glossary_used(e, step->title);
}

void glosslist_push_step(struct shell *s, const struct lesson_step *step)
{
    struct picklist *p = picklist_new("Words of this step", "");

    for (int i = 0; i < s->glossary.count; i++) {
        if (uses(step, &s->glossary.entry[i]))
            add(p, &s->glossary.entry[i]);
    }
    if (picklist_count(p) > 0) {
        picklist_push(s, p);
    } else {
        picklist_free(p);
        shell_say(s, "this step uses no word of the glossary");
    }
}
