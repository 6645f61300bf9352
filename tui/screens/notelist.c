#include "tui/screens/notelist.h"

#include <stdio.h>

#include "lessons/jots.h"
#include "tui/screens/picklist.h"

enum { TEXT_BYTES = 300, COMMAND_BYTES = 200, SAYS_BYTES = 6000 };

/* "L16: The formula, for all rows at once", or the names where the step is
 * gone. */
static void place_name(const struct shell *s, const struct jots_jot *j,
                       char out[TEXT_BYTES])
{
    const int at = course_find(&s->course, j->lesson);
    const struct lesson *l = at >= 0 ? s->course.entries[at].lesson : NULL;
    const int step = l ? lesson_find(l, j->step) : -1;

    snprintf(out, TEXT_BYTES, "%s: %.200s", j->lesson,
             step >= 0 ? l->steps[step].title : j->step);
}

void notelist_push(struct shell *s)
{
    struct picklist *p = picklist_new(
        "Notes and bookmarks",
        "None yet: in a lesson, e writes a note and b marks the step.");
    struct jots_list l;

    shell_fault(s, jots_list(&l, &s->progress));
    for (int i = 0; i < l.count; i++) {
        const struct jots_jot *j = &l.jot[i];
        char text[TEXT_BYTES], command[COMMAND_BYTES], says[SAYS_BYTES];

        place_name(s, j, text);
        snprintf(command, sizeof command, "lesson %s %s", j->lesson, j->step);
        snprintf(says, sizeof says, "%s\n%s", text,
                 *j->text ? j->text : "A bookmark, without a note.");
        picklist_add(p, text,
                     j->marked ? *j->text ? "marked, note" : "marked" : "note",
                     says, command);
    }
    jots_release(&l);
    picklist_push(s, p);
}
