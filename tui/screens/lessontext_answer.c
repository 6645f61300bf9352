/* lessontext_answer.c - in which order items are shown, and what of a typed
 * answer the reader gets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/screens/lessontext_parts.h"

/* The greatest common factor. */
static int common(int a, int b)
{
    while (b > 0) {
        const int rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* The file lists the items in their right order, and answers count them like
 * that. They are shown turned around, with letters: item (k * step + 1) mod n
 * is shown as letter k; a step without a common factor meets every item. */
static int item_at(int k, int n)
{
    int step = 2;

    while (n > 1 && common(step, n) > 1)
        step++;
    return n > 0 ? (k * step + 1) % n : 0;
}

/* FNV-1a: any spread will do, but it stays the same for ever. */
static unsigned spread(const char *id)
{
    unsigned h = 2166136261U;

    for (; id && *id; id++)
        h = (h ^ (unsigned char)*id) * 16777619U;
    return h;
}

int lessontext_item(const struct lesson_block *b, int place)
{
    if (b->type == LESSON_ORDER)
        return item_at(place, b->item_count);
    if (b->kind == LESSON_QUESTION && b->type == LESSON_CHOICE) {
        return (int)(((unsigned)place + spread(b->id)) %
                     (unsigned)b->item_count);
    }
    return place;
}

void lessontext_answer(const struct lesson_block *b, const char *typed,
                       char *out, size_t bytes)
{
    size_t used = 0;

    if (b->type == LESSON_CHOICE) {
        char *end;
        const long n = strtol(typed, &end, 10);

        if (end != typed && !*end && n >= 1 && n <= b->item_count) {
            snprintf(out, bytes, "%d", lessontext_item(b, (int)n - 1) + 1);
            return;
        }
    }
    if (b->type != LESSON_ORDER) {
        snprintf(out, bytes, "%s", typed);
        return;
    }
    out[0] = '\0';
    for (; *typed && used + 8 < bytes; typed++) {
        const int k = *typed - (*typed >= 'a' ? 'a' : 'A');

        if (k >= 0 && k < b->item_count) {
            used += (size_t)snprintf(out + used, bytes - used, "%d ",
                                     item_at(k, b->item_count) + 1);
        }
    }
}

const char *lessontext_words(const struct lesson_block *b, const char *answer)
{
    char *end;
    const long n = strtol(answer, &end, 10);
    const char *words;

    if ((b->type != LESSON_CHOICE && b->type != LESSON_FAULT) ||
        end == answer || *end || n < 1 || n > b->item_count)
        return answer;
    words = b->items[n - 1].answer;
    return words + strspn(words, " ");
}

/* "2 1 3" as the letters that were typed. */
void lessontext_letters(const struct lesson_block *b, const char *answer,
                        char *out, size_t bytes)
{
    size_t used = 0;
    char *end = NULL;

    for (long n; used + 3 < bytes; answer = end) {
        n = strtol(answer, &end, 10);
        if (end == answer)
            break;
        for (int k = 0; k < b->item_count; k++) {
            if (lessontext_item(b, k) == n - 1) {
                used +=
                    (size_t)snprintf(out + used, bytes - used, "%c ", 'a' + k);
            }
        }
    }
}
