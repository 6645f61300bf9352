/* textmode_lesson.c - a lesson read aloud, block by block. */
#include <stdlib.h>
#include <string.h>

#include "tui/screens/lessontext.h"
#include "tui/textmode.h"
#include "viz/sink.h"
#include "viz/spoken.h"

enum { COLS = 76, MOST_ROWS = CANVAS_MAX_SIDE };

enum go { GO_ON, GO_BACK, GO_AGAIN, GO_MAP };

static void put(void *to, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, to);
}

/* Every formula of a text once more, as one says it. */
static void say_formulas(struct textmode *t, const char *text)
{
    char said[SPOKEN_BYTES], last[SPOKEN_BYTES] = "";
    size_t bytes;

    while (text && (text = spoken_find(text, &bytes)) != NULL) {
        spoken_formula(text, bytes, said, sizeof said);
        if (strcmp(said, last) != 0)
            textmode_say(t, "In words: %s.", said);
        memcpy(last, said, sizeof last);
        text += bytes;
        text += *text == '$';
    }
}

static bool is_slanted(const struct canvas *cv, int row, int col)
{
    return canvas_at(cv, row, col).attr & (INK_ITALIC >> 16);
}

static bool is_blank(const struct canvas *cv, int row, int col)
{
    const struct canvas_cell cell = canvas_at(cv, row, col);

    return (cell.rune == 0 || cell.rune == ' ') && !cell.mark;
}

/* Does a slanted word go on in the first words of a row? */
static bool goes_on(const struct canvas *cv, int row)
{
    int col = 0;

    while (col < cv->cols && is_blank(cv, row, col))
        col++;
    return col < cv->cols && is_slanted(cv, row, col);
}

/* The rows of a page; words that are only spoken of, slanted on a screen,
 * stand in quotes, which can be heard. */
static void say_rows(struct textmode *t, const struct canvas *cv)
{
    const struct sink out = {put, t->out};
    bool open = false;

    for (int r = 0; r < cv->rows; r++) {
        int last = cv->cols - 1;

        while (last >= 0 && is_blank(cv, r, last))
            last--;
        for (int c = 0; c <= last; c++) {
            const struct canvas_cell cell = canvas_at(cv, r, c);

            if (cell.width == 0)
                continue;
            if (is_slanted(cv, r, c) != open && (open || !is_blank(cv, r, c))) {
                fputc('"', t->out);
                open = !open;
            }
            sink_rune(out, cell.rune ? cell.rune : ' ');
            if (cell.mark)
                sink_rune(out, cell.mark);
        }
        if (open && !goes_on(cv, r + 1)) {
            fputc('"', t->out);
            open = false;
        }
        fputc('\n', t->out);
    }
    fputc('\n', t->out);
}

/* One block as lines of text. */
static void say_block(struct textmode *t, int i)
{
    struct page *page = page_new();
    struct canvas_look look = {.glyphs = CANVAS_GLYPHS_UNICODE};
    struct canvas *cv = NULL;
    int lines;

    if (!page)
        return;
    if (!lessontext_block(page, &t->reader, i,
                          (struct lessontext_show){.replies = true})
             .code) {
        lines = page_lay(page, &look, COLS);
        if (lines > 0 && lines < MOST_ROWS)
            cv = canvas_new(lines, COLS, look);
    }
    if (cv) {
        page_draw(page, cv, canvas_whole(cv), 0);
        say_rows(t, cv);
    }
    canvas_free(cv);
    page_free(page);
    if (reader_step(&t->reader)->blocks[i].kind == LESSON_TEXT)
        say_formulas(t, reader_step(&t->reader)->blocks[i].text);
}

/* Each statement of a true-false question with its answer. */
static void say_statements(struct textmode *t, const struct lesson_block *b)
{
    for (int i = 0; i < b->item_count; i++) {
        const struct lesson_item *it = &b->items[i];

        textmode_say(t, "%d is %s. %s", i + 1, it->right ? "true" : "false",
                     it->remark ? it->remark : "");
    }
}

/* What would have been right, where that was not said already. */
static void say_solution(struct textmode *t, const struct lesson_block *b,
                         const struct reader_reply *r)
{
    if (b->kind == LESSON_TASK)
        textmode_say(t, "One way to do it: %s.", b->proof);
    for (int k = 0; k < b->item_count; k++) {
        const struct lesson_item *it = &b->items[k];
        const char *remark = it->remark ? it->remark : "";

        if (b->type == LESSON_FAULT && it->right) {
            textmode_say(t, "The fault is line %d: %s", k + 1, remark);
            return;
        }
        if (b->type == LESSON_ORDER)
            textmode_say(t, "%d. %s: %s", k + 1, it->answer, remark);
        else if (b->type != LESSON_FAULT && k == r->truth)
            textmode_say(t, "It is %s. %s", it->answer, remark);
    }
}

/* How a guess, an answer or a task fared. */
static void say_verdict(struct textmode *t, int i)
{
    const struct reader_reply *r = reader_reply(&t->reader, i);
    const struct lesson_block b = reader_block(&t->reader, i);
    const bool tries = b.kind == LESSON_TASK || b.type == LESSON_FAULT;
    const bool statements = b.type == LESSON_TRUE_FALSE;

    if (r->aside[0])
        textmode_say(t, "%s", r->aside);
    if (!r->judged)
        return;
    if (b.kind == LESSON_PREDICT && b.type == LESSON_NUMBER)
        textmode_say(t, "You said %s, the run gave %.4g.", r->answer,
                     r->number);
    textmode_say(t, "%s%s%s",
                 b.type == LESSON_OWN_WORDS                       ? "Kept."
                 : r->score >= 0.999 || (tries && r->score > 0.0) ? "Right."
                 : r->score >= 0.001 ? "Partly right."
                 : tries             ? "Not yet."
                                     : "Not so.",
                 r->remark && !statements ? " " : "",
                 r->remark && !statements ? r->remark : "");
    say_formulas(t, statements ? NULL : r->remark);
    if (statements)
        say_statements(t, &b);
    else if (tries ? reader_settled(r) && r->score <= 0.0
                   : b.kind == LESSON_QUESTION && r->score < 0.999)
        say_solution(t, &b, r);
}

static const char *prompt_of(const struct lesson_block *b)
{
    switch (b->type) {
    case LESSON_CHOICE:
        return "Your answer, by its number:";
    case LESSON_NUMBER:
        return "Your answer, a number:";
    case LESSON_ORDER:
        return "Your answer, an order such as b a c:";
    case LESSON_TRUE_FALSE:
        return "Your answer, t or f for each, such as tft:";
    case LESSON_OWN_WORDS:
        return "Your answer, in your own words:";
    case LESSON_FAULT:
        return "The number of the line:";
    case LESSON_SET:
        return "The value:";
    case LESSON_REACH:
        break;
    }
    return "Your answer:";
}

/* Is something still to be typed for this block? */
static bool wants(const struct textmode *t, int i)
{
    const struct lesson_block *b = &reader_step(&t->reader)->blocks[i];
    const struct reader_reply *r = reader_reply(&t->reader, i);

    if (b->type == LESSON_REACH)
        return false;
    if (b->type == LESSON_FAULT)
        return !reader_settled(r);
    return !r->given ||
           (b->type == LESSON_SET && r->judged && !reader_settled(r));
}

void textmode_answer(struct textmode *t, int i)
{
    const struct lesson_block *b = &reader_step(&t->reader)->blocks[i];
    char answer[PROGRESS_ANSWER];

    while (wants(t, i)) {
        const bool review = !t->reader.progress; /* where it may be left */
        const char *typed = textmode_ask(
            t, review ? "Your answer, or n for not this one:" : prompt_of(b));
        struct status st;

        if (!typed || (review && strcmp(typed, "n") == 0))
            return;
        if (!*typed) {
            textmode_say(t, "%s.",
                         b->type == LESSON_FAULT ? "type the number of a line"
                                                 : lessontext_wants(b));
            continue;
        }
        if (strcmp(typed, "a") == 0 && reader_give_up(&t->reader) == i)
            break;
        lessontext_answer(b, typed, answer, sizeof answer);
        st = reader_submit(&t->reader, i, answer);
        textmode_fault(t, st);
        if (!st.code && b->type == LESSON_FAULT && wants(t, i)) {
            say_verdict(t, i);
            textmode_say(t, "Another one; a tells it.");
        }
    }
    say_verdict(t, i);
}

void textmode_guesses(struct textmode *t, int block)
{
    for (int i = 0; i < block; i++) {
        const struct lesson_block *b = &reader_step(&t->reader)->blocks[i];
        const struct reader_reply *r = reader_reply(&t->reader, i);
        const bool task = b->kind == LESSON_TASK &&
                          lesson_lab_below(reader_step(&t->reader), i) == block;

        if ((b->kind == LESSON_PREDICT && r->judged) ||
            (task && (r->judged || r->aside[0]))) {
            textmode_say(t, "Your %s, %s", task ? "task" : "guess", b->ask);
            say_verdict(t, i);
        }
    }
}

static void say_task(struct textmode *t, const struct lesson_block *b,
                     const struct reader_reply *r)
{
    textmode_say(t, "Task: %s", b->ask);
    textmode_say(t,
                 b->type == LESSON_SET
                     ? "Type a value for %s; the lab below runs with it."
                     : "Turn %s in the lab below.",
                 b->turn);
    if (r->given)
        textmode_say(t, "You have turned: %s", r->answer);
}

/* A guess or a question, its choices or lines numbered. */
static void say_question(struct textmode *t, int i)
{
    const struct lesson_block b = reader_block(&t->reader, i);
    const struct reader_reply *r = reader_reply(&t->reader, i);
    const bool listed = b.type == LESSON_CHOICE ||
                        b.type == LESSON_TRUE_FALSE || b.type == LESSON_FAULT;

    if (b.kind == LESSON_TASK) {
        say_task(t, &b, r);
        return;
    }
    if (b.type == LESSON_ORDER) { /* mixed, as the page has them */
        say_block(t, i);
        return;
    }
    textmode_say(
        t, "%s %s",
        b.kind == LESSON_PREDICT ? "Guess first:" : "Question:", b.ask);
    for (int k = 0; listed && k < b.item_count; k++) {
        textmode_say(t, b.type == LESSON_FAULT ? "%d: %s" : "%d. %s", k + 1,
                     b.items[lessontext_item(&b, k)].answer);
    }
    say_formulas(t, b.ask);
    for (int k = 0; listed && b.type != LESSON_FAULT && k < b.item_count; k++)
        say_formulas(t, b.items[lessontext_item(&b, k)].answer);
    if (r->given)
        textmode_say(t, "You have answered: %s",
                     lessontext_words(&b, r->answer));
}

void textmode_step(struct textmode *t)
{
    const struct lesson_step *step = reader_step(&t->reader);

    const char *end = step->title + strlen(step->title) - 1;

    textmode_say(t, "\nStep %d of %d, %s: %s%s\n", t->reader.step + 1,
                 t->reader.lesson->step_count, lesson_kind_name(step->kind),
                 step->title,
                 end >= step->title && strchr("?!.", *end) ? "" : ".");
    for (int i = 0; i < step->block_count && !t->ended; i++) {
        const enum lesson_block_kind kind = step->blocks[i].kind;

        if (kind == LESSON_NOTES)
            continue;
        if (kind == LESSON_PREDICT || kind == LESSON_QUESTION ||
            kind == LESSON_TASK) {
            say_question(t, i);
            textmode_answer(t, i);
        } else if (kind == LESSON_LAB) {
            if (reader_may_run(&t->reader, i) < 0)
                textmode_lab(t, i);
        } else {
            say_block(t, i);
        }
        if (kind == LESSON_EXERCISE && !reader_reply(&t->reader, i)->given) {
            textmode_task(t, i);
        }
    }
}

static enum go after_step(struct textmode *t)
{
    for (;;) {
        const char *answer = textmode_ask(
            t, t->step_told
                   ? "Enter goes on, ? for more:"
                   : "Enter goes on; b back, s say it again, m map, w WORD, c "
                     "card of C:");

        t->step_told = true;

        if (!answer || strcmp(answer, "m") == 0 || strcmp(answer, "q") == 0)
            return GO_MAP;
        if (!*answer || strcmp(answer, "n") == 0)
            return GO_ON;
        if (strcmp(answer, "b") == 0)
            return GO_BACK;
        if (strcmp(answer, "s") == 0)
            return GO_AGAIN;
        if (strcmp(answer, "c") == 0)
            textmode_ccard(t);
        else if (strncmp(answer, "w ", 2) == 0)
            textmode_term(t, answer + 2);
        else if (strcmp(answer, "?") == 0)
            t->step_told = false;
        else
            textmode_say(t, "\"%s\" is none of them.", answer);
    }
}

/* Says what is left where the line of steps ends. */
static void say_end(struct textmode *t)
{
    const struct reader *r = &t->reader;
    int first = -1, open = 0;

    if (reader_done(r)) {
        textmode_fault(
            t, progress_set_state(&t->progress, r->lesson->id, PROGRESS_DONE));
        textmode_say(t, "This lesson is done.");
        return;
    }
    for (int i = 0; i < r->lesson->step_count; i++) {
        if (r->lesson->steps[i].side || reader_complete(r, i))
            continue;
        first = first < 0 ? i : first;
        open++;
    }
    textmode_say(t, "%d steps are not done yet, the first is step %d: %s.",
                 open, first + 1, r->lesson->steps[first].title);
}

void textmode_lesson(struct textmode *t)
{
    textmode_say(t, "\n%s: %s. %d steps.", t->reader.lesson->id,
                 t->reader.lesson->title, t->reader.lesson->step_count);
    for (int step = t->reader.step; step >= 0 && !t->ended;) {
        const struct status st = reader_go(&t->reader, step);
        enum go go;

        if (st.code) {
            textmode_fault(t, st);
            return;
        }
        textmode_step(t);
        go = after_step(t);
        if (go == GO_MAP)
            break;
        if (go == GO_ON)
            step = reader_next(&t->reader, true);
        else if (go == GO_BACK && reader_previous(&t->reader, true) >= 0)
            step = reader_previous(&t->reader, true);
    }
    if (!t->ended)
        say_end(t);
}
