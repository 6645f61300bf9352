#include "lessons/data/town_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/town_match.h"
#include "lessons/data/town_names.h"

/*
 * A sentence is compared with every row of the script: first with the words of
 * the rows and any names, then with the facts, last with any words.
 */
enum { MORNING_EVERY = 64, LINE_ROOM = 4096, MOST_DAYS = 100000 };

/* Between a riddle and its answer; its sentence ends before the space. */
#define ASK      "what am i? "
#define ASK_STOP 10

struct town_judge {
    struct town_lexicon *lexicon;
    struct town *morning; /* every MORNING_EVERY days, before the day */
    int days;
    struct town today; /* the evening of the day in work */
    struct town_phrase said;
};

/* What an entry has settled so far. */
struct entry {
    int day; /* -1: no day, or none of the simulation */
    bool dated;
    char ship[TOWN_PHRASE_TEXT], reader[TOWN_PHRASE_TEXT];
};

/* The best row for a place in the line. */
struct found {
    size_t bytes;
    enum town_judge_verdict verdict;
    const struct town_script_line *row;
    char ship[TOWN_PHRASE_TEXT], reader[TOWN_PHRASE_TEXT];
};

const char *town_judge_word(enum town_judge_verdict v)
{
    static const char *const words[] = {"no sentence", "false", "true"};

    return words[v];
}

void town_judge_free(struct town_judge *j)
{
    if (!j)
        return;
    town_lexicon_free(j->lexicon);
    free(j->morning);
    free(j);
}

struct status town_judge_new(struct town_judge **out, uint64_t seed, int days)
{
    struct town_judge *j = NULL;

    *out = NULL;
    if (days < 1 || days > MOST_DAYS)
        return status_fail(STATUS_BAD_USAGE, "a town of %d days: 1 to %d", days,
                           MOST_DAYS);
    j = calloc(1, sizeof *j);
    if (j) {
        j->lexicon = town_lexicon_new();
        j->morning =
            malloc(((size_t)days / MORNING_EVERY + 1) * sizeof *j->morning);
    }
    if (!j || !j->lexicon || !j->morning) {
        town_judge_free(j);
        return status_fail(STATUS_NO_MEMORY, "no memory for a town");
    }
    j->days = days;
    j->today = town_init(seed);
    for (int d = 0; d < days; d++) {
        if (d % MORNING_EVERY == 0)
            j->morning[d / MORNING_EVERY] = j->today;
        town_next_day(&j->today);
    }
    *out = j;
    return STATUS_OK;
}

static void go_to(struct town_judge *j, int day)
{
    if (day < j->today.day || day >= j->today.day + MORNING_EVERY)
        j->today = j->morning[day / MORNING_EVERY];
    while (j->today.day < day)
        town_next_day(&j->today);
}

static bool about_a_day(enum town_script_scope scope)
{
    return scope == TOWN_SCRIPT_DAY || scope == TOWN_SCRIPT_EVENT ||
           scope == TOWN_SCRIPT_BERTH || scope == TOWN_SCRIPT_GOOD;
}

static void copy(char out[TOWN_PHRASE_TEXT], const char *text, size_t bytes)
{
    if (bytes >= TOWN_PHRASE_TEXT)
        bytes = TOWN_PHRASE_TEXT - 1;
    memcpy(out, text, bytes);
    out[bytes] = '\0';
}

/* In a radio call one ship speaks; a letter is signed to its reader. */
static bool goes_on(const struct town_judge *j, const struct entry *e,
                    const struct town_script_line *row)
{
    if (row->scope != TOWN_SCRIPT_EVENT)
        return true;
    if (e->reader[0] && row->role == TOWN_SCRIPT_CLOSE &&
        row->kind == TOWN_POST)
        return strcmp(j->said.var['Y' - 'A'], e->reader) == 0;
    return !e->ship[0] || strcmp(j->said.var['S' - 'A'], e->ship) == 0;
}

/* Whether the row says this text of something today. */
static bool true_today(struct town_judge *j, const struct entry *e,
                       const struct town_script_line *row, const char *text,
                       size_t bytes)
{
    struct town_match m = {.lexicon = j->lexicon, .town = &j->today};
    const int n = town_script_count(&j->today, row->scope);

    m.known = &j->said;
    for (int i = 0; i < n; i++) {
        if (town_script_about(&j->said, &j->today, row->scope, row->kind, i) &&
            goes_on(j, e, row) &&
            town_match_row(&m, row, row->text, text) == bytes)
            return true;
    }
    return false;
}

static bool is_true(struct town_judge *j, const struct entry *e,
                    const struct town_script_line *row, const char *text,
                    size_t bytes)
{
    if (!about_a_day(row->scope) || e->day >= 0) {
        if (e->day >= 0)
            go_to(j, e->day);
        return true_today(j, e, row, text, bytes);
    }
    for (int d = 0; d < j->days && !e->dated; d++) {
        go_to(j, d);
        if (true_today(j, e, row, text, bytes))
            return true;
    }
    return false;
}

static void keep(struct found *f, const struct town_match *m,
                 const struct town_script_line *row, size_t bytes,
                 enum town_judge_verdict v)
{
    *f = (struct found){.bytes = bytes, .verdict = v, .row = row};
    if (row->scope != TOWN_SCRIPT_EVENT || row->role != TOWN_SCRIPT_HEAD)
        return;
    if (m->said['S' - 'A'])
        copy(f->ship, m->said['S' - 'A'], m->said_bytes['S' - 'A']);
    if (m->said['Y' - 'A'])
        copy(f->reader, m->said['Y' - 'A'], m->said_bytes['Y' - 'A']);
}

/* The words before the first slot. */
static bool begins(const char *pattern, const char *text)
{
    const size_t n = strcspn(pattern, "[({");

    /* The last letter may be the "a" that becomes "an". */
    return strncmp(pattern, text, n > 1 ? n - 1 : 0) == 0;
}

static void try_row(struct town_judge *j, const struct entry *e,
                    const struct town_script_line *row, const char *text,
                    bool loose, struct found *best)
{
    struct town_match m = {
        .lexicon = j->lexicon, .town = &j->today, .loose = loose};
    enum town_judge_verdict v = TOWN_JUDGE_FALSE;

    if (!begins(row->text, text))
        return;
    const size_t bytes = town_match_row(&m, row, row->text, text);
    if (!bytes)
        return;
    if (row->scope == TOWN_SCRIPT_ROLL)
        copy(j->said.var['L' - 'A'], m.said['L' - 'A'],
             m.said_bytes['L' - 'A']);
    if (!loose && is_true(j, e, row, text, bytes))
        v = TOWN_JUDGE_TRUE;
    if (v > best->verdict || (v == best->verdict && bytes > best->bytes))
        keep(best, &m, row, bytes, v);
}

/* The answer of any riddle that `text` begins with. */
static size_t any_answer(struct town_match *m, const char *text)
{
    for (const struct town_script_line *row = town_voice_riddle_lines;
         row->text; row++) {
        const char *answer = strstr(row->text, ASK);
        const size_t bytes =
            answer ? town_match_row(m, row, answer + strlen(ASK), text) : 0;
        if (bytes)
            return bytes;
    }
    return 0;
}

/* A riddle whose answer belongs to another one. */
static size_t wrong_answer(struct town_judge *j, const char *text)
{
    struct town_match m = {.lexicon = j->lexicon, .town = &j->today};
    char clue[TOWN_LINE_BYTES];

    for (const struct town_script_line *row = town_voice_riddle_lines;
         row->text; row++) {
        const char *split = strstr(row->text, ASK);
        if (!split)
            continue;
        snprintf(clue, sizeof clue, "%.*s", (int)(split - row->text + ASK_STOP),
                 row->text);
        if (!begins(clue, text))
            continue;
        const size_t n = town_match_row(&m, row, clue, text);
        const size_t more =
            n && text[n] == ' ' ? any_answer(&m, text + n + 1) : 0;
        if (more)
            return n + 1 + more;
    }
    return 0;
}

static struct found find(struct town_judge *j, const struct entry *e,
                         const char *text)
{
    struct found best = {.verdict = TOWN_JUDGE_NONE};
    const struct town_script_line *row;

    for (int loose = 0; loose < 2 && !best.bytes; loose++) {
        for (int i = 0; (row = town_script_table(i)); i++) {
            for (; row->text; row++)
                try_row(j, e, row, text, loose, &best);
        }
        if (!loose && !best.bytes) {
            best.bytes = wrong_answer(j, text);
            best.verdict = best.bytes ? TOWN_JUDGE_FALSE : TOWN_JUDGE_NONE;
        }
    }
    return best;
}

/* Up to the next end of a sentence; of a riddle or a question, to the end of
 * its answer. */
static size_t to_stop(const char *text)
{
    size_t n = 0;

    if (strncmp(text, "riddle", 6) == 0 || strncmp(text, "question:", 9) == 0)
        return strlen(text);
    for (; text[n]; n++) {
        if (strchr(".?!:", text[n]) && (!text[n + 1] || text[n + 1] == ' '))
            return n + 1;
    }
    return n;
}

/* The first date that the line names. */
static void read_date(const struct town_judge *j, struct entry *e,
                      const char *line)
{
    size_t bytes;
    int day;

    for (const char *c = line; *c; c++) {
        if ((c > line && c[-1] != ' ') || !town_names_date(c, &day, &bytes))
            continue;
        e->dated = true;
        e->day = day >= 0 && day < j->days ? day : -1;
        return;
    }
}

static enum town_judge_topic topic_of(const struct town_script_line *row)
{
    if (!row || row->scope == TOWN_SCRIPT_LIFE ||
        row->scope == TOWN_SCRIPT_ROLL)
        return TOWN_JUDGE_LIFE;
    return about_a_day(row->scope) ? TOWN_JUDGE_DAY : TOWN_JUDGE_WORLD;
}

int town_judge_line(struct town_judge *j, const char *line, size_t bytes,
                    struct town_judge_mark *mark, int room)
{
    struct entry e = {.day = -1};
    char buffer[LINE_ROOM + 1], *text = buffer + 1; /* a byte before it */
    int n = 0;

    if (bytes >= LINE_ROOM)
        bytes = LINE_ROOM - 1;
    buffer[0] = ' ';
    memcpy(text, line, bytes);
    text[bytes] = '\0';
    read_date(j, &e, text);
    for (size_t at = 0; at < bytes && n < room;) {
        if (text[at] == ' ') {
            at++;
            continue;
        }
        const struct found f = find(j, &e, text + at);
        const size_t length = f.bytes ? f.bytes : to_stop(text + at);
        mark[n++] = (struct town_judge_mark){.start = at,
                                             .end = at + length,
                                             .verdict = f.verdict,
                                             .topic = topic_of(f.row)};
        if (f.ship[0])
            memcpy(e.ship, f.ship, sizeof e.ship);
        if (f.reader[0])
            memcpy(e.reader, f.reader, sizeof e.reader);
        at += length;
    }
    return n;
}
