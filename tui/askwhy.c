#include "tui/askwhy.h"

#include <stdio.h>
#include <string.h>

#include "engine/app/reading.h"
#include "lessons/assistant.h"
#include "tui/screens/picklist.h"

enum { HITS = 8, LINE = 200, SAYS = 4096 };

/* Markdown's marks and line ends out of a sentence. */
static void plain(char *out, size_t room, const char *text, size_t bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes && n + 1 < room; i++) {
        const bool blank = text[i] == '\n' || text[i] == ' ';

        if (strchr("*`#|>", text[i]) || (blank && (!n || out[n - 1] == ' ')))
            continue;
        out[n++] = blank ? ' ' : text[i];
    }
    while (n && ((unsigned char)out[n - 1] & 0xC0) == 0x80 && n + 1 >= room)
        n--; /* no half of a character at the cut */
    out[n] = '\0';
}

/* "L16 mixture" as "L16 step 4". */
static void place(const struct shell *s, const char *path, char out[40])
{
    char id[8] = "";
    int taken = 0;

    snprintf(out, 40, "%.30s", path);
    if (sscanf(path, "%7s %n", id, &taken) != 1)
        return;
    const int at = course_find(&s->course, id);
    if (at < 0 || !s->course.entries[at].lesson)
        return;
    snprintf(out, 40, "%s step %d", id,
             lesson_find(s->course.entries[at].lesson, path + taken) + 1);
}

static void add(const struct shell *s, struct picklist *list,
                const struct docstore_passage *p, const char *line)
{
    char note[40], command[LINE], says[SAYS];

    place(s, p->path, note);
    snprintf(command, sizeof command, "lesson %s", p->path);
    plain(says, sizeof says, p->text, strlen(p->text));
    picklist_add(list, line, note, says, command);
}

/* First the sentences that say it, then the other steps, by their titles. */
static void fill(const struct shell *s, struct picklist *list,
                 const struct docstore_passage *hit, int n,
                 const struct reading *r)
{
    bool shown[HITS] = {false};
    char line[LINE];

    for (int i = 0; r->cover >= READING_LEAST && i < r->parts; i++) {
        const struct reading_part *part = &r->part[i];
        const struct docstore_passage *p = &hit[part->passage];

        if (shown[part->passage])
            continue;
        plain(line, sizeof line, p->text + part->from, part->to - part->from);
        add(s, list, p, line);
        shown[part->passage] = true;
    }
    for (int i = 0; i < n; i++)
        if (!shown[i])
            add(s, list, &hit[i], hit[i].title);
}

void askwhy_push(struct shell *s, const char *question)
{
    struct docstore_passage hit[HITS] = {{0}};
    struct assistant a;
    struct reading r = {0};
    struct picklist *list;
    char title[LINE];
    int n = 0;
    struct status st = assistant_open(&a, &s->course);

    if (!st.code) {
        st = assistant_search(&a, question, DOCVECTORS_BOTH, hit, HITS, &n);
        if (!st.code)
            st = reading_find(&a.store, question, hit, n, &r);
        assistant_close(&a);
    }
    shell_fault(s, st);
    snprintf(title, sizeof title, "%s: %.100s",
             r.cover >= READING_LEAST ? "The course says"
                                      : "The course has no answer; near it",
             question);
    list = picklist_new(title, "No step has a word of that.");
    if (list)
        fill(s, list, hit, n, &r);
    picklist_push(s, list);
    docstore_drop(hit, n);
}
