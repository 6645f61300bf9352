#include "lessons/data/town_unknown.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/town_script.h"

#define ASK  "question: "
#define TELL " answer: "

static bool unknown(const struct town_script_line *row)
{
    return row->role == TOWN_SCRIPT_ASIDE;
}

int town_unknown_count(const struct town *t)
{
    int n = 0;

    for (const struct town_script_line *row = town_voice_answer_lines;
         row->text; row++)
        n += unknown(row) ? town_script_count(t, row->scope) : 0;
    return n;
}

static struct town_unknown said(const struct town *t, int i,
                                const struct town_script_line *row, int thing)
{
    struct town_unknown u;
    struct town_phrase p;
    struct buf text;

    buf_init(&text, 4 * TOWN_TEXT_BYTES);
    town_phrase_init(&p, &text, t->seed, (uint64_t)i);
    town_script_about(&p, t, row->scope, row->kind, thing);
    town_phrase_begin(&p);
    town_phrase_say(&p, row->text);
    const char *all = buf_string(&text), *split = strstr(all, TELL);
    assert(split && "a question has no answer");
    snprintf(u.question, sizeof u.question, "%.*s",
             (int)(split - all - (int)strlen(ASK)), all + strlen(ASK));
    snprintf(u.answer, sizeof u.answer, "%s", split + strlen(TELL));
    buf_release(&text);
    return u;
}

struct town_unknown town_unknown_at(const struct town *t, int i)
{
    const struct town_script_line *row = town_voice_answer_lines;

    for (int left = i;; row++) {
        assert(row->text && "no such question");
        const int n = unknown(row) ? town_script_count(t, row->scope) : 0;
        if (left < n)
            return said(t, i, row, left);
        left -= n;
    }
}
