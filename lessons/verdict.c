#include "lessons/verdict.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lessons/condition.h"

/* A rounded answer is right where the lesson's number has a point; whole
 * numbers are meant exactly. */
#define ROUNDED 0.01

static bool read_number(const char *text, double *out)
{
    char *end;

    *out = strtod(text, &end);
    end += strspn(end, " ");
    return end != text && !*end && isfinite(*out);
}

/* The item that a text chooses, by number from 1 or by its words; or -1. */
static int chosen(const struct lesson_block *b, const char *answer)
{
    char *end;
    const long n = strtol(answer, &end, 10);

    if (end != answer && !*end && n >= 1 && n <= b->item_count)
        return (int)n - 1;
    for (int i = 0; i < b->item_count; i++) {
        if (strcasecmp(b->items[i].answer, answer) == 0)
            return i;
    }
    return -1;
}

/* "2 1 3" into places; false where it is no order of all items. */
static bool read_order(const struct lesson_block *b, const char *answer,
                       int order[LESSON_MAX_ITEMS])
{
    bool used[LESSON_MAX_ITEMS] = {false};
    int n = 0;

    while (*answer) {
        char *end;
        const long at = strtol(answer, &end, 10);

        if (end == answer || at < 1 || at > b->item_count || used[at - 1])
            return false;
        used[at - 1] = true;
        order[n++] = (int)at - 1;
        answer = end + strspn(end, " ,");
    }
    return n == b->item_count;
}

/* "12" as a line from 0, or -1. */
static int line_of(const struct lesson_block *b, const char *answer)
{
    char *end;
    const long n = strtol(answer, &end, 10);

    end += strspn(end, " ");
    return end != answer && !*end && n >= 1 && n <= b->item_count ? (int)n - 1
                                                                  : -1;
}

bool verdict_may_choose(const struct lesson_block *b, int line)
{
    return line >= 0 && line < b->item_count && b->items[line].remark;
}

static struct status check_marks(const struct lesson_block *b,
                                 const char *answer)
{
    if (strlen(answer) != (size_t)b->item_count ||
        answer[strspn(answer, "tf")]) {
        return status_fail(STATUS_BAD_USAGE,
                           "the answer is %d letters, t or f, one a statement",
                           b->item_count);
    }
    return STATUS_OK;
}

struct status verdict_check(const struct lesson_block *b, const char *answer)
{
    int order[LESSON_MAX_ITEMS];
    double number;

    switch (b->type) {
    case LESSON_CHOICE:
        if (chosen(b, answer) < 0) {
            return status_fail(STATUS_BAD_USAGE,
                               "the answer is a number from 1 to %d",
                               b->item_count);
        }
        return STATUS_OK;
    case LESSON_NUMBER:
        if (!read_number(answer, &number)) {
            return status_fail(STATUS_BAD_USAGE,
                               "\"%.40s\" is no number, such as 0.5", answer);
        }
        return STATUS_OK;
    case LESSON_ORDER:
        if (!read_order(b, answer, order)) {
            return status_fail(STATUS_BAD_USAGE,
                               "the answer is all numbers from 1 to %d in "
                               "their order, such as 2 1 3",
                               b->item_count);
        }
        return STATUS_OK;
    case LESSON_TRUE_FALSE:
        return check_marks(b, answer);
    case LESSON_FAULT:
        if (!verdict_may_choose(b, line_of(b, answer))) {
            return status_fail(STATUS_BAD_USAGE,
                               "that is no line to choose: type the number "
                               "beside one");
        }
        return STATUS_OK;
    case LESSON_OWN_WORDS:
    case LESSON_SET:
    case LESSON_REACH:
    default:
        if (!answer[strspn(answer, " \t\n")])
            return status_fail(STATUS_BAD_USAGE, "there is nothing written");
        return STATUS_OK;
    }
}

static int right_item(const struct lesson_block *b)
{
    for (int i = 0; i < b->item_count; i++) {
        if (b->items[i].right)
            return i;
    }
    return -1;
}

/* The item whose number is `x`, or the one for any other, or -1. */
static int number_item(const struct lesson_block *b, double x)
{
    int rest = -1;

    for (int i = 0; i < b->item_count; i++) {
        const char *text = b->items[i].answer;
        double item;

        if (strcmp(text, "*") == 0) {
            rest = i;
            continue;
        }
        const double slack = strpbrk(text, ".e") ? ROUNDED : 1e-9;
        if (read_number(text, &item) &&
            fabs(x - item) <= slack * fmax(fabs(item), 1e-6))
            return i;
    }
    return rest;
}

static struct verdict of_item(const struct lesson_block *b, int item)
{
    return (struct verdict){.score =
                                item >= 0 && b->items[item].right ? 1.0 : 0.0,
                            .remark = item >= 0 ? b->items[item].remark : NULL,
                            .truth = right_item(b)};
}

/* The share of pairs that stand the right way round. */
static struct verdict of_order(const struct lesson_block *b, const char *answer)
{
    struct verdict v = {.truth = -1};
    int order[LESSON_MAX_ITEMS];
    int pairs = 0;
    int right = 0;

    if (!read_order(b, answer, order))
        return v;
    for (int i = 0; i < b->item_count; i++) {
        for (int j = i + 1; j < b->item_count; j++) {
            pairs++;
            right += order[i] < order[j];
        }
    }
    v.score = pairs ? (double)right / pairs : 1.0;
    for (int i = b->item_count - 1; i >= 0; i--) {
        if (order[i] != i || right == pairs)
            v.remark = b->items[i].remark; /* of the first out of place */
    }
    return v;
}

static struct verdict of_marks(const struct lesson_block *b, const char *answer)
{
    struct verdict v = {.truth = -1};
    int right = 0;

    for (int i = b->item_count - 1; i >= 0; i--) {
        if ((answer[i] == 't') == b->items[i].right) {
            right++;
        } else {
            v.remark = b->items[i].remark; /* of the first that is wrong */
        }
    }
    v.score = (double)right / b->item_count;
    return v;
}

struct verdict verdict_of_answer(const struct lesson_block *b,
                                 const char *answer)
{
    double number = 0.0;

    switch (b->type) {
    case LESSON_CHOICE:
        return of_item(b, chosen(b, answer));
    case LESSON_NUMBER:
        read_number(answer, &number);
        return of_item(b, number_item(b, number));
    case LESSON_ORDER:
        return of_order(b, answer);
    case LESSON_TRUE_FALSE:
        return of_marks(b, answer);
    case LESSON_FAULT:
        return of_item(b, line_of(b, answer));
    case LESSON_SET: /* tasks are judged by their run */
    case LESSON_REACH:
        return (struct verdict){.truth = -1};
    case LESSON_OWN_WORDS:
    default: /* compared by the learner, with the items in sight */
        return (struct verdict){
            .score = 1.0, .remark = b->items[0].remark, .truth = -1};
    }
}

struct verdict verdict_of_right_guess(const struct lesson_block *b,
                                      const char *answer)
{
    const int i = chosen(b, answer);
    struct verdict v = {.score = 1.0, .truth = i};

    if (i >= 0)
        v.remark = b->items[i].remark;
    return v;
}

/* 1 where they are equal, 0 where one is nothing beside the other. */
static double closeness(double guess, double truth)
{
    const double larger = fmax(fabs(guess), fabs(truth));

    if (larger <= 0.0)
        return 1.0;
    return fmax(0.0, 1.0 - fabs(guess - truth) / larger);
}

struct status verdict_of_task(const struct lesson_block *b, const json_t *run,
                              struct verdict *out)
{
    *out = (struct verdict){.truth = -1};
    for (int i = 0; i < b->item_count && out->truth < 0; i++) {
        bool holds;

        STATUS_TRY(condition_holds(b->items[i].condition, run, &holds));
        if (holds)
            out->truth = i;
    }
    if (out->truth >= 0) {
        out->remark = b->items[out->truth].remark;
        out->score = b->items[out->truth].right ? 1.0 : 0.0;
    }
    return STATUS_OK;
}

struct status verdict_of_guess(const struct lesson_block *b, const char *answer,
                               const json_t *run, struct verdict *out)
{
    double guess = 0.0;

    *out = (struct verdict){.truth = -1};
    if (b->type == LESSON_NUMBER) {
        read_number(answer, &guess);
        STATUS_TRY(condition_number(b->truth, run, &out->number));
        out->score = closeness(guess, out->number);
        out->remark = b->remark;
        return STATUS_OK;
    }
    for (int i = 0; i < b->item_count && out->truth < 0; i++) {
        bool holds;

        STATUS_TRY(condition_holds(b->items[i].condition, run, &holds));
        if (holds)
            out->truth = i;
    }
    if (out->truth >= 0)
        out->remark = b->items[out->truth].remark;
    out->score = out->truth >= 0 && chosen(b, answer) == out->truth ? 1.0 : 0.0;
    return STATUS_OK;
}
