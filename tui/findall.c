#include "tui/findall.h"

#include <stdio.h>
#include <string.h>

#include "lessons/jots.h"
#include "tui/screens/picklist.h"
#include "viz/hits.h"

enum { BEFORE = 24, SNIPPET = 160, NAME = 200, COMMAND = 200 };

struct search {
    struct picklist *list;
    const char *text;
};

/* The hit with some text around it, on one line. */
static void snippet(char out[SNIPPET], const char *text, const char *hit)
{
    const char *from = hit - text > BEFORE ? hit - BEFORE : text;
    size_t n = 0;

    while (from > text && ((unsigned char)*from & 0xC0) == 0x80)
        from--;
    if (from > text)
        n = (size_t)snprintf(out, SNIPPET, "... ");
    for (; *from && n + 1 < SNIPPET; from++) {
        const bool blank = *from == '\n' || *from == ' ' || *from == '\t';

        if (!blank || (n > 0 && out[n - 1] != ' '))
            out[n++] = blank ? ' ' : *from;
    }
    while (n > 0 && ((unsigned char)out[n - 1] & 0x80) && *from)
        n--; /* no half of a character at the cut */
    out[n] = '\0';
}

/* One row where `text` holds it. Answers whether it does. */
static bool try(const struct search *f, const char *text, const char *note,
                const char *command)
{
    const char *hit = text ? hits_next(text, f->text, 0) : NULL;
    char line[SNIPPET];

    if (!hit)
        return false;
    snippet(line, text, hit);
    picklist_add(f->list, line, note, text, command);
    return true;
}

/* A step is one row, whichever of its texts holds it. */
static void in_step(const struct search *f, const struct lesson *l, int i)
{
    const struct lesson_step *step = &l->steps[i];
    char note[NAME], command[COMMAND];
    bool found;

    snprintf(note, sizeof note, "%s step %d", l->id, i + 1);
    snprintf(command, sizeof command, "lesson %s %s", l->id, step->slug);
    found = try(f, step->title, note, command);
    for (int b = 0; b < step->block_count && !found; b++) {
        const struct lesson_block *block = &step->blocks[b];

        if (block->kind == LESSON_NOTES)
            continue; /* for the presenter only */
        found = try(f, block->text, note, command) ||
                try(f, block->ask, note, command);
        for (int k = 0; k < block->item_count && !found; k++)
            found = try(f, block->items[k].answer, note, command);
    }
}

static void in_lessons(const struct search *f, const struct shell *s)
{
    char command[COMMAND];

    for (int i = 0; i < s->course.catalogue.count; i++) {
        const struct course_entry *e = &s->course.entries[i];

        snprintf(command, sizeof command, "lesson %s", e->row->id);
        try(f, e->row->title, e->lesson ? e->row->id : "planned", command);
        for (int k = 0; e->lesson && k < e->lesson->step_count; k++)
            in_step(f, e->lesson, k);
    }
}

static void in_labs(const struct search *f)
{
    char command[COMMAND];

    for (int i = 0; i < lab_count(); i++) {
        const struct lab *lab = lab_at(i);

        snprintf(command, sizeof command, "lab %s", lab->name);
        if (!try(f, lab->name, "lab", command) &&
            !try(f, lab->question, "lab", command))
            try(f, lab->about, "lab", command);
    }
}

static void in_exercises(const struct search *f, const struct shell *s)
{
    char command[COMMAND];
    struct buf folder, text;

    buf_init(&folder, 4096);
    buf_init(&text, EXERCISE_BYTES);
    for (int i = 0; i < s->exercises.count; i++) {
        const char *name = s->exercises.name[i];

        snprintf(command, sizeof command, "exercise %s", name);
        if (try(f, name, "exercise", command))
            continue;
        buf_clear(&folder);
        buf_clear(&text);
        if (!exercise_folder(&folder, name).code &&
            !exercise_text(&text, buf_string(&folder), "prompt.md").code)
            try(f, buf_string(&text), "exercise", command);
    }
    buf_release(&text);
    buf_release(&folder);
}

static void in_glossary(const struct search *f, const struct shell *s)
{
    char command[COMMAND];

    for (int i = 0; i < s->glossary.count; i++) {
        const struct glossary_entry *e = &s->glossary.entry[i];

        snprintf(command, sizeof command, "glossary %s", e->term);
        if (!try(f, e->term, "glossary", command))
            try(f, e->says, "glossary", command);
    }
}

static void in_notes(const struct search *f, struct shell *s)
{
    char command[COMMAND];
    struct jots_list l;
    const struct status st = jots_list(&l, &s->progress);

    shell_fault(s, st);
    for (int i = 0; i < l.count; i++) {
        snprintf(command, sizeof command, "lesson %s %s", l.jot[i].lesson,
                 l.jot[i].step);
        try(f, l.jot[i].text, "my note", command);
    }
    jots_release(&l);
}

void findall_push(struct shell *s, const char *text)
{
    char title[NAME];
    struct search f = {.text = text};

    snprintf(title, sizeof title, "Found everywhere: %.80s", text);
    f.list = picklist_new(title, "Nothing holds it.");
    if (f.list) {
        in_glossary(&f, s);
        in_lessons(&f, s);
        in_labs(&f);
        in_exercises(&f, s);
        in_notes(&f, s);
    }
    picklist_push(s, f.list);
}
