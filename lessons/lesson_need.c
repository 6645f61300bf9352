#include "lessons/lesson_need.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/condition.h"

static struct status condition(const struct lesson_parse *p, int line,
                               const char *text)
{
    const struct status st = condition_check(text);

    return st.code ? lesson_parse_fault(p, line - 1, "%.250s", st.text) : st;
}

static struct status need_lab(const struct lesson_parse *p,
                              const struct lesson_block *b)
{
    if (!b->text || !b->text[0]) {
        return lesson_parse_fault(p, b->line - 1,
                                  "the first line of a lab is its run");
    }
    for (int i = 0; i < b->claim_count; i++) {
        if (condition_otherwise(b->claims[i].text)) {
            return lesson_parse_fault(p, b->claims[i].line - 1,
                                      "a claim cannot be \"otherwise\"");
        }
        STATUS_TRY(condition(p, b->claims[i].line, b->claims[i].text));
    }
    return b->goal ? condition(p, b->line, b->goal) : STATUS_OK;
}

static struct status need_asked(const struct lesson_parse *p,
                                const struct lesson_block *b)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    if (!b->id || !b->ask) {
        return lesson_parse_fault(p, b->line - 1, "%s: is missing",
                                  b->id ? "ask" : "id");
    }
    if (b->id[strspn(b->id, plain)] || strlen(b->id) > 60) {
        return lesson_parse_fault(p, b->line - 1,
                                  "id: is made of letters, digits and -");
    }
    return STATUS_OK;
}

static struct status need_guess(const struct lesson_parse *p,
                                const struct lesson_block *b)
{
    if (!b->truth || !b->remark || b->item_count) {
        return lesson_parse_fault(p, b->line - 1,
                                  "a guessed number has truth: and remark: "
                                  "and no choices");
    }

    const struct status st = condition_check_number(b->truth);
    return st.code ? lesson_parse_fault(p, b->line - 1, "%.250s", st.text) : st;
}

static struct status need_predict(const struct lesson_parse *p,
                                  const struct lesson_block *b)
{
    STATUS_TRY(need_asked(p, b));
    if (b->type == LESSON_NUMBER)
        return need_guess(p, b);
    if (b->truth || b->remark) {
        return lesson_parse_fault(p, b->line - 1,
                                  "truth: and remark: go with guess: number");
    }
    if (b->item_count < 2)
        return lesson_parse_fault(p, b->line - 1, "a guess has two choices");
    for (int i = 0; i < b->item_count; i++) {
        const bool rest = condition_otherwise(b->items[i].condition);

        if (rest != (i == b->item_count - 1)) {
            return lesson_parse_fault(p, b->items[i].line - 1,
                                      "the last choice, and no other, has the "
                                      "condition \"otherwise\"");
        }
        STATUS_TRY(condition(p, b->items[i].line, b->items[i].condition));
    }
    return STATUS_OK;
}

static bool is_number(const char *text)
{
    char *end;

    (void)strtod(text, &end);
    return end != text && !*end;
}

static struct status need_numbers(const struct lesson_parse *p,
                                  const struct lesson_block *b)
{
    for (int i = 0; i < b->item_count; i++) {
        const char *answer = b->items[i].answer;
        const bool rest = strcmp(answer, "*") == 0;

        if (!rest && !is_number(answer)) {
            return lesson_parse_fault(p, b->items[i].line - 1,
                                      "\"%.40s\" is no number and not *",
                                      answer);
        }
        if (rest && b->items[i].right) {
            return lesson_parse_fault(p, b->items[i].line - 1,
                                      "\"*\" cannot be the right answer");
        }
    }
    return STATUS_OK;
}

/* A fault is written out, or made of an exercise's mutants. */
static struct status need_fault(const struct lesson_parse *p,
                                const struct lesson_block *b)
{
    int right = 0, may = 0;

    if (b->from && b->item_count) {
        return lesson_parse_fault(p, b->items[0].line - 1,
                                  "from: brings the code; no lines stand here");
    }
    for (int i = 0; i < b->item_count; i++) {
        right += b->items[i].right;
        may += b->items[i].remark != NULL;
        if (b->items[i].right && !b->items[i].remark) {
            return lesson_parse_fault(p, b->items[i].line - 1,
                                      "the line with the fault needs a reason");
        }
    }
    if (!b->from && (right < 1 || may < 3)) {
        return lesson_parse_fault(p, b->line - 1,
                                  right < 1
                                      ? "no line is marked [x] as the fault"
                                      : "at least three lines have a reason");
    }
    return STATUS_OK;
}

static struct status need_task(const struct lesson_parse *p,
                               const struct lesson_block *b)
{
    int right = 0;

    STATUS_TRY(need_asked(p, b));
    if (b->type == LESSON_CHOICE)
        return lesson_parse_fault(p, b->line - 1, "type: is missing");
    if (!b->turn || !b->proof) {
        return lesson_parse_fault(p, b->line - 1, "%s: is missing",
                                  b->turn ? "proof" : "turn");
    }
    if (b->type == LESSON_SET && strchr(b->turn, ','))
        return lesson_parse_fault(p, b->line - 1,
                                  "turn: of type set is one knob");
    if (b->item_count < 2)
        return lesson_parse_fault(p, b->line - 1, "too few outcomes");
    for (int i = 0; i < b->item_count; i++) {
        const struct lesson_item *item = &b->items[i];
        const bool rest = condition_otherwise(item->condition);

        right += item->right;
        if (rest != (i == b->item_count - 1) || (rest && item->right)) {
            return lesson_parse_fault(p, item->line - 1,
                                      "the last outcome, and no other, is "
                                      "\"- [ ] otherwise\"");
        }
        STATUS_TRY(condition(p, item->line, item->condition));
    }
    return right
               ? STATUS_OK
               : lesson_parse_fault(p, b->line - 1, "no outcome is marked [x]");
}

static struct status need_question(const struct lesson_parse *p,
                                   const struct lesson_block *b)
{
    int right = 0;

    STATUS_TRY(need_asked(p, b));
    if (b->type == LESSON_FAULT)
        return need_fault(p, b);
    if (b->from)
        return lesson_parse_fault(p, b->line - 1,
                                  "from: goes with type: fault");
    for (int i = 0; i < b->item_count; i++)
        right += b->items[i].right;
    if (b->type == LESSON_NUMBER)
        STATUS_TRY(need_numbers(p, b));
    if ((b->type == LESSON_CHOICE || b->type == LESSON_NUMBER) && right != 1) {
        return lesson_parse_fault(p, b->line - 1,
                                  "exactly one answer is marked [x]");
    }
    if (b->item_count < (b->type == LESSON_OWN_WORDS ? 1 : 2))
        return lesson_parse_fault(p, b->line - 1, "too few answers");
    return STATUS_OK;
}

struct status lesson_need_check(const struct lesson_parse *p,
                                const struct lesson_block *b)
{
    switch (b->kind) {
    case LESSON_LAB:
        return need_lab(p, b);
    case LESSON_PREDICT:
        return need_predict(p, b);
    case LESSON_QUESTION:
        return need_question(p, b);
    case LESSON_TASK:
        return need_task(p, b);
    case LESSON_EXERCISE:
        if (!b->text || !b->text[0]) {
            return lesson_parse_fault(p, b->line - 1,
                                      "the first line of an exercise is its "
                                      "name");
        }
        return STATUS_OK;
    case LESSON_SHELF:
        if (!b->item_count)
            return lesson_parse_fault(p, b->line - 1, "an empty shelf");
        return STATUS_OK;
    case LESSON_TEXT:
    case LESSON_NOTES:
    default:
        return STATUS_OK;
    }
}
