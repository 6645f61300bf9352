#include "tui/screens/lessonterms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/prompt.h"

enum { CARD_LEAST = 5, SAYS_BYTES = 4096, COMMAND_BYTES = 200 };

static bool before(const struct page_place *a, const struct page_place *b)
{
    return a->line < b->line || (a->line == b->line && a->col < b->col);
}

/* "attention weight" is one word, not "attention" as well. */
static bool covered(const struct lessonrun_terms *t,
                    const struct page_place *place)
{
    for (int i = 0; i < t->count; i++) {
        const struct page_place *k = &t->term[i].place;

        if (k->line == place->line && k->cols > place->cols &&
            place->col >= k->col && place->col < k->col + k->cols)
            return true;
    }
    return false;
}

static void insert(struct lessonrun_terms *t, int entry,
                   struct page_place place)
{
    int i = t->count;

    if (t->count == LESSONRUN_TERMS)
        return;
    while (i > 0 && before(&place, &t->term[i - 1].place)) {
        t->term[i] = t->term[i - 1];
        i--;
    }
    t->term[i].entry = entry;
    t->term[i].place = place;
    t->count++;
}

/* Each word once, where it stands first. */
static void find(const struct shell *s, struct lessonrun *l)
{
    struct lessonrun_terms *t = &l->terms;
    struct page_place place;
    int kept = 0;

    for (int i = 0; i < s->glossary.count; i++) {
        if (page_word(l->text, s->glossary.entry[i].term, &place))
            insert(t, i, place);
    }
    for (int i = 0; i < t->count; i++) {
        if (!covered(t, &t->term[i].place))
            t->term[kept++] = t->term[i];
    }
    t->count = kept;
    t->found = true;
}

void lessonterms_laid(struct shell *s, struct lessonrun *l)
{
    struct lessonrun_terms *t = &l->terms;
    const int entry = t->at >= 0 ? t->term[t->at].entry : -1;
    const bool card = t->card;

    *t = (struct lessonrun_terms){.at = -1};
    if (entry < 0)
        return;
    find(s, l);
    for (int i = 0; i < t->count; i++) {
        if (t->term[i].entry == entry)
            t->at = i;
    }
    t->card = card && t->at >= 0;
}

static void show(struct lessonrun *l)
{
    const int line = l->terms.term[l->terms.at].place.line;
    const int room = l->terms.card && l->room > 2 * CARD_LEAST
                         ? l->room - CARD_LEAST
                         : l->room;

    if (line < l->scroll || line >= l->scroll + room)
        lessonrun_scroll(l, line - l->scroll - room / 2);
}

/* The first step goes to the first word in sight. */
void lessonterms_move(struct shell *s, struct lessonrun *l, int way)
{
    struct lessonrun_terms *t = &l->terms;

    if (!l->text)
        return;
    if (!t->found)
        find(s, l);
    if (t->count == 0) {
        shell_say(s, "this step uses no word of the glossary");
        return;
    }
    if (t->at < 0) {
        t->at = 0;
        while (t->at + 1 < t->count && t->term[t->at].place.line < l->scroll)
            t->at++;
    } else {
        t->at = (t->at + way + t->count) % t->count;
    }
    show(l);
}

bool lessonterms_enter(struct shell *s, struct lessonrun *l)
{
    const struct lessonrun_terms *t = &l->terms;
    const struct glossary_entry *e;
    char command[COMMAND_BYTES];

    if (t->at < 0)
        return false;
    e = &s->glossary.entry[t->term[t->at].entry];
    if (!t->card) {
        l->terms.card = true;
        show(l);
        return true;
    }
    snprintf(command, sizeof command, "glossary %s", e->term);
    prompt_run(s, command);
    return true;
}

bool lessonterms_escape(struct lessonrun *l)
{
    if (l->terms.at < 0)
        return false;
    if (l->terms.card)
        l->terms.card = false;
    else
        l->terms.at = -1;
    return true;
}

static struct page *card(const struct glossary_entry *e)
{
    char says[SAYS_BYTES];
    struct page *p = page_new();

    if (!p)
        return NULL;
    page_paragraph(p);
    page_text(p, e->term, strlen(e->term), INK_TITLE | INK_BOLD);
    snprintf(says, sizeof says, "  %.2000s", e->says);
    page_text(p, says, strlen(says), INK_TEXT);
    if (e->see) {
        snprintf(says, sizeof says, "See also: %.500s.", e->see);
        page_break(p);
        page_text(p, says, strlen(says), INK_DIM);
    }
    page_break(p);
    page_text(p, "Enter: the glossary, Esc: back to the text", 42, INK_KEY);
    return p;
}

/* At the foot of the text, or at its head where the word is at the foot. */
static void draw_card(const struct glossary_entry *e, struct canvas *cv,
                      struct canvas_rect at, int word_row)
{
    struct page *p = card(e);
    struct canvas_rect box = at;

    if (!p)
        return; /* the next frame tries again */
    box.rows = page_lay(p, &cv->look, at.cols - 4) + 2;
    if (box.rows > at.rows)
        box.rows = at.rows;
    if (word_row < at.rows - box.rows)
        box.row += at.rows - box.rows;
    canvas_fill(cv, box, 0, INK_TEXT);
    page_draw(p, cv, canvas_frame(cv, box, 0, "glossary", INK_FOCUS), 0);
    page_free(p);
}

void lessonterms_draw(struct shell *s, const struct lessonrun *l,
                      struct canvas *cv, struct canvas_rect at)
{
    const struct lessonrun_terms *t = &l->terms;

    if (t->at < 0)
        return;
    const struct page_place *k = &t->term[t->at].place;
    const int row = k->line - l->scroll;

    if (row >= 0 && row < at.rows) {
        canvas_tint(
            cv, (struct canvas_rect){at.row + row, at.col + k->col, 1, k->cols},
            INK_FOCUS | INK_REVERSE | INK_BOLD);
        s->cursor_row = at.row + row;
        s->cursor_col = at.col + k->col;
    }
    if (t->card)
        draw_card(&s->glossary.entry[t->term[t->at].entry], cv, at, row);
}
