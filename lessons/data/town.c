#include "lessons/data/town.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lessons/data/town_day.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_script.h"
#include "lessons/data/town_voices.h"

/* Streams of one seed: what happens and how it is told never mix. */
enum { STREAM_SETUP = 1, STREAM_DAYS = 2, STREAM_TELL = 1000 };

#define HELD_ONE_IN 6

static void shuffle(struct rng *r, int *row, int n)
{
    for (int i = 0; i < n; i++)
        row[i] = i;
    for (int i = n - 1; i > 0; i--) {
        const int j = (int)rng_below(r, (uint32_t)i + 1);
        const int keep = row[i];
        row[i] = row[j];
        row[j] = keep;
    }
}

/* Families of three: two who are married, and their child. */
static void settle_people(struct town *t, struct rng *r)
{
    int last[TOWN_PEOPLE_LAST], first[2][TOWN_PEOPLE_FIRST], used[2] = {0, 0};

    shuffle(r, last, TOWN_PEOPLE_LAST);
    shuffle(r, first[0], TOWN_PEOPLE_FIRST);
    shuffle(r, first[1], TOWN_PEOPLE_FIRST);
    for (int i = 0; i < TOWN_PEOPLE; i++) {
        struct town_person *a = &t->person[i];
        const int family = i / 3, place = i % 3;
        const int she = place < 2 ? (family + place) % 2 : family / 2 % 2;
        a->she = she;
        a->first = town_people_first(first[she][used[she]++], she);
        a->last = town_people_last(last[family]);
        a->trade = i % TOWN_PEOPLE_TRADE;
        a->temper = (int)rng_below(r, TOWN_PEOPLE_TEMPER);
        a->kin = family * 3 + (place + 1) % 3;
        a->kin_kind = place;
        a->grudge = -1;
    }
}

/* No two people share the answer of a fact more often than they must. */
static void settle_facts(struct town *t, struct rng *r)
{
    int row[TOWN_PEOPLE_ANSWER];

    for (int f = 0; f < TOWN_FACTS; f++) {
        for (int i = 0; i < TOWN_PEOPLE; i++) {
            if (i % TOWN_PEOPLE_ANSWER == 0)
                shuffle(r, row, TOWN_PEOPLE_ANSWER);
            t->person[i].fact[f] = row[i % TOWN_PEOPLE_ANSWER];
            t->person[i].held[f] = rng_below(r, HELD_ONE_IN) == 0;
        }
    }
}

static void settle_ships(struct town *t, struct rng *r)
{
    int captains[TOWN_PEOPLE], n = 0;

    for (int i = 0; i < TOWN_PEOPLE; i++) {
        if (t->person[i].trade == TOWN_PEOPLE_CAPTAIN ||
            t->person[i].trade % 4 == 3)
            captains[n++] = i;
    }
    for (int i = 0; i < TOWN_SHIPS; i++) {
        struct town_ship *s = &t->ship[i];
        s->name = town_people_ship(i);
        s->build = (int)rng_below(r, TOWN_PEOPLE_BUILD);
        s->captain = captains[i % n];
        s->home = (int)rng_below(r, TOWN_PEOPLE_PORT);
        s->port = (int)rng_below(r, TOWN_PEOPLE_PORT);
        s->where = TOWN_AT_SEA;
        s->days_left = 1 + (int)rng_below(r, 12);
    }
}

struct town town_init(uint64_t seed)
{
    struct town t;
    struct rng r = rng_make(seed, STREAM_SETUP);

    memset(&t, 0, sizeof t);
    t.seed = seed;
    t.rng = rng_make(seed, STREAM_DAYS);
    t.day = -1;
    settle_people(&t, &r);
    settle_facts(&t, &r);
    settle_ships(&t, &r);
    for (int g = 0; g < TOWN_GOODS; g++) {
        const struct town_people_good *row = town_people_good(g);
        t.price[g] = (row->low + row->high) / 2;
    }
    t.weather = (struct town_weather){.wind = 5, .force = 3, .degrees = 8};
    return t;
}

void town_next_day(struct town *t)
{
    t->day++;
    t->events = 0;
    town_day_weather(t);
    town_day_ships(t);
    town_day_trade(t);
    town_day_people(t);
}

void town_tell(const struct town *t, unsigned voices, struct buf *out)
{
    struct town_phrase p;

    town_phrase_init(&p, out, t->seed, STREAM_TELL + (uint64_t)t->day);
    if (voices & TOWN_LOG)
        town_voice_log_write(t, &p);
    if (voices & TOWN_RADIO)
        town_voice_radio_write(t, &p);
    if (voices & TOWN_LETTER)
        town_voice_letter_write(t, &p);
    if (voices & TOWN_ANSWER)
        town_voice_answer_write(t, &p);
    if (voices & TOWN_RIDDLE)
        town_voice_riddle_write(t, &p);
}

struct status town_write(struct buf *out, const struct town_options *options)
{
    const unsigned voices = options->voices ? options->voices : TOWN_ALL;
    const size_t before = out->bytes;

    if (voices & ~(unsigned)TOWN_ALL) {
        return status_fail(STATUS_BAD_USAGE, "town: unknown voice in mask %u",
                           voices);
    }
    if (options->days <= 0 && options->bytes == 0) {
        return status_fail(STATUS_BAD_USAGE,
                           "town: neither days nor bytes are asked for");
    }
    if (options->days < 0 || options->skip_days < 0)
        return status_fail(STATUS_BAD_USAGE, "town: days below 0");

    struct town t = town_init(options->seed);
    for (int i = 0; i < options->skip_days; i++)
        town_next_day(&t);
    for (int done = 0; !out->failed; done++) {
        if (options->days > 0 && done == options->days)
            break;
        if (options->bytes > 0 && out->bytes - before >= options->bytes)
            break;
        town_next_day(&t);
        town_tell(&t, voices, out);
    }
    return status_within(buf_status(out), "town");
}

struct status town_text(struct buf *out, uint64_t seed, size_t bytes)
{
    const struct town_options options = {.seed = seed, .bytes = bytes};

    return town_write(out, &options);
}

/* Says the pattern in `text` from `from` up to `end` into `out`. */
static void say(struct town_phrase *p, char out[TOWN_TEXT_BYTES],
                const char *from, const char *end)
{
    char pattern[TOWN_TEXT_BYTES];

    snprintf(pattern, sizeof pattern, "%.*s", (int)(end - from), from);
    buf_clear(p->out);
    town_phrase_begin(p);
    town_phrase_say(p, pattern);
    snprintf(out, TOWN_TEXT_BYTES, "%s", buf_string(p->out));
}

struct town_fact town_fact_of(const struct town *t, int person, int kind)
{
    static const char ask[] = "question: ", tell[] = " answer: ";
    const struct town_person *a = &t->person[person];
    struct town_fact f = {.person = person, .kind = kind};
    const char *row = town_script_fact(kind);
    const char *split = strstr(row, tell);
    struct town_phrase p;
    struct buf text;

    assert(split && "a fact has no answer");
    f.held = a->held[kind];
    f.answer = town_people_answer(kind, a->fact[kind]);
    buf_init(&text, 4 * TOWN_TEXT_BYTES);
    town_phrase_init(&p, &text, 0, 0);
    town_script_about(&p, t, TOWN_SCRIPT_FACT, kind, person);
    say(&p, f.question, row + strlen(ask), split);
    say(&p, f.sentence, split + strlen(tell), row + strlen(row));
    buf_release(&text);
    return f;
}

int town_held_count(const struct town *t)
{
    int count = 0;

    for (int i = 0; i < TOWN_PEOPLE; i++) {
        for (int f = 0; f < TOWN_FACTS; f++)
            count += t->person[i].held[f];
    }
    return count;
}

struct town_fact town_held_at(const struct town *t, int i)
{
    for (int who = 0; who < TOWN_PEOPLE; who++) {
        for (int f = 0; f < TOWN_FACTS; f++) {
            if (t->person[who].held[f] && i-- == 0)
                return town_fact_of(t, who, f);
        }
    }
    return (struct town_fact){.person = -1};
}
