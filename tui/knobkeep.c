#include "tui/knobkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lesson.h"
#include "tui/shell.h"

/* The note: a place, a blank, a run string. */
#define NOTE "knobs"

void knobkeep_place(struct labpanel *p, const struct lesson *lesson, int step,
                    int block)
{
    snprintf(p->place, sizeof p->place, "%s/%s/%d", lesson->id,
             lesson->steps[step].slug, block);
}

void knobkeep_panel(struct shell *s, struct labpanel *p)
{
    char note[PROGRESS_ANSWER];
    char *run;
    int n;

    if (!p->place[0] || !p->stirred)
        return;
    p->stirred = false;
    run = labplan_string(&p->plan);
    if (!run)
        return;
    n = snprintf(note, sizeof note, "%s %s", p->place, run);
    free(run);
    if (n < (int)sizeof note) /* a text of many pages is typed anew */
        shell_fault(s, progress_set_note(&s->progress, NOTE, note));
}

void knobkeep_restore(struct shell *s, struct labpanel *p)
{
    const size_t bytes = strlen(p->place);
    struct labplan was = {0};
    char note[PROGRESS_ANSWER];

    if (bytes == 0 || progress_get_note(&s->progress, NOTE, note).code ||
        strncmp(note, p->place, bytes) != 0 || note[bytes] != ' ')
        return;
    /* A lesson may have got another lab meanwhile, or the lab other knobs. */
    if (labplan_parse(&was, note + bytes + 1).code)
        return;
    for (int i = 0; was.lab == p->lab && i < labplan_count(p->lab); i++) {
        if (strcmp(was.text[i], p->plan.text[i]) != 0)
            labpanel_turn(s, p, i, was.text[i]);
    }
    labplan_release(&was);
}
