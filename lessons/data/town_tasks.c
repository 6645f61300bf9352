/* town_tasks.c - a kind of instruction is a row of ways to say it and the form
 * of its answer. $1 is who or what is asked about, $2 what is said of it. */
#include "lessons/data/town_tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "lessons/data/town_people.h"

enum { STREAM_ORDER = 700 };

enum kind {
    TRADE,
    KIN,
    TEMPER,
    BORN,
    FOOD,
    CAPTAIN,
    BUILD,
    HOME,
    CHECK,
    DREAM,
    KEEP
};
enum about { PERSON, SHIP };

struct row {
    const char *name;
    enum about about;
    const char *way[TOWN_TASKS_WAYS];
    const char *answer;
};

static const struct row rows[TOWN_TASKS_KINDS] = {
    [TRADE] = {"trade",
               PERSON,
               {"name the trade of $1.", "what does $1 work as?",
                "tell me the trade of $1.", "say what $1 does for a living.",
                "in two words: what is $1?", "give me the trade of $1."},
               "a $2."},
    [KIN] = {"kin",
             PERSON,
             {"name the $3 of $1.", "tell me who the $3 of $1 is.",
              "say the name of the $3 of $1.", "in one word: the $3 of $1.",
              "i look for the $3 of $1. who is it?",
              "give me the name of the $3 of $1."},
             "$2."},
    [TEMPER] = {"temper",
                PERSON,
                {"tell me what $1 is like.", "in one word: what is $1 like?",
                 "say what people think of $1.", "name the temper of $1.",
                 "i am to meet $1. what will $1 be like?",
                 "give me the temper of $1."},
                "$2."},
    [BORN] = {"born",
              PERSON,
              {"name the place where $1 was born.",
               "tell me where $1 comes from.", "say where $1 was born.",
               "in one line: where was $1 born?",
               "i write to the parish where $1 was born. where is it?",
               "give me the birthplace of $1."},
              "in $2."},
    [FOOD] = {"food",
              PERSON,
              {"name the dish that $1 likes best.",
               "tell me what $1 likes to eat.", "say what to cook for $1.",
               "i cook for $1 tonight. what shall it be?",
               "in one line: the best dish for $1.", "give me a dish for $1."},
              "$2."},
    [CAPTAIN] = {"captain",
                 SHIP,
                 {"name the captain of the $1.", "tell me who leads the $1.",
                  "say who is captain of the $1.",
                  "in one word: the captain of the $1.",
                  "i look for the captain of the $1. who is it?",
                  "give me the captain of the $1."},
                 "$2."},
    [BUILD] = {"build",
               SHIP,
               {"name the build of the $1.", "tell me what ship the $1 is.",
                "say what the $1 is.", "in two words: what is the $1?",
                "i draw the $1. what is she?", "give me the build of the $1."},
               "a $2."},
    [HOME] = {"home",
              SHIP,
              {"name the home of the $1.", "tell me where the $1 is at home.",
               "say the port of the $1.", "in two words: the home of the $1.",
               "i write to the owner of the $1. where does she belong?",
               "give me the home of the $1."},
              "in $2."},
    [CHECK] = {"check",
               PERSON,
               {"true or not: $1 is a $2.", "is $1 a $2? yes or no.",
                "i heard that $1 is a $2. is that so?",
                "say yes or no: $1 is a $2.", "check this: $1 is a $2.",
                "can it be that $1 is a $2?"},
               NULL},
    [DREAM] = {"nobody-knows",
               PERSON,
               {"tell me what $1 dreamt last night.",
                "say what $1 will eat next year.",
                "name the song that $1 hums alone.",
                "in one word: what does $1 think now?",
                "how many hairs has $1?", "give me the next dream of $1."},
               "nobody in the town knows that."},
    [KEEP] = {"keep",
              PERSON,
              {"i am $1.", "my name is $1.", "they call me $1.",
               "good day, $1 speaking.", "note my name: $1.", "here is $1."},
              "$1."},
};

const char *town_tasks_name(int kind)
{
    return rows[kind].name;
}

/* What the $s stand for. */
struct words {
    const char *is[3];
};

static void fill(char out[TOWN_TEXT_BYTES], const char *form,
                 const struct words *w)
{
    size_t n = 0;

    for (; *form && n + 1 < TOWN_TEXT_BYTES; form++) {
        if (form[0] == '$' && form[1] >= '1' && form[1] <= '3') {
            const char *word = w->is[*++form - '1'];
            const size_t most = TOWN_TEXT_BYTES - 1 - n, all = strlen(word),
                         take = all < most ? all : most;

            memcpy(out + n, word, take);
            n += take;
        } else {
            out[n++] = *form;
        }
    }
    out[n] = '\0';
}

static const char *of_person(const struct town *t, int kind, int who,
                             struct words *w)
{
    const struct town_person *p = &t->person[who];

    switch (kind) {
    case TRADE:
    case CHECK:
        return town_people_trade(p->trade);
    case KIN:
        w->is[2] = town_people_kin(p->kin_kind, t->person[p->kin].she);
        return t->person[p->kin].first;
    case TEMPER:
        return town_people_temper(p->temper);
    case BORN:
        return p->held[0] ? NULL : town_people_answer(0, p->fact[0]);
    case FOOD:
        return p->held[1] ? NULL : town_people_answer(1, p->fact[1]);
    default:
        return "";
    }
}

static const char *of_ship(const struct town *t, int kind, int which)
{
    const struct town_ship *s = &t->ship[which];

    return kind == CAPTAIN ? t->person[s->captain].first
           : kind == BUILD ? town_people_build(s->build)
                           : town_people_port(s->home);
}

/* Every other one asks about a trade that is not so. */
static void check(const struct town *t, struct town_task *k, int who,
                  struct words *w)
{
    const int trade = t->person[who].trade;
    const bool so = (who + k->way) % 2 == 0;
    const int other =
        (trade + 1 + who % (TOWN_PEOPLE_TRADE - 1)) % TOWN_PEOPLE_TRADE;

    w->is[1] = town_people_trade(so ? trade : other);
    fill(k->text[0], rows[CHECK].way[k->way], w);
    w->is[1] = town_people_trade(trade);
    fill(k->text[1], so ? "yes." : "no, $1 is a $2.", w);
}

/* A name that is kept over a question about something else. */
static void keep(struct town_task *k, int who, struct words *w)
{
    static const char *const again[TOWN_TASKS_WAYS] = {
        "what is my name?",     "who am i?",       "say my name.", "name me.",
        "do you know my name?", "who is speaking?"};

    fill(k->text[0], rows[k->kind].way[k->way], w);
    fill(k->text[1], "good day, $1.", w);
    snprintf(k->text[2], TOWN_TEXT_BYTES, "how is the weather?");
    snprintf(k->text[3], TOWN_TEXT_BYTES, "look at the sky, there is wind %s.",
             town_people_wind((who + k->way) % TOWN_PEOPLE_WIND));
    snprintf(k->text[4], TOWN_TEXT_BYTES, "%s", again[k->way]);
    fill(k->text[5], "$1.", w);
    k->turns = 6;
}

int town_tasks_things(int kind)
{
    return rows[kind].about == SHIP ? TOWN_SHIPS : TOWN_PEOPLE;
}

int town_tasks_held(int kind)
{
    return kind % TOWN_TASKS_WAYS;
}

bool town_tasks_make(struct town_task *k, const struct town *t, int kind,
                     int thing, int way)
{
    const struct row *row = &rows[kind];
    struct words w = {
        {row->about == SHIP ? t->ship[thing].name : t->person[thing].first, "",
         ""}};

    *k = (struct town_task){.kind = kind,
                            .way = way,
                            .held = way == town_tasks_held(kind),
                            .turns = 2};
    w.is[1] = row->about == SHIP ? of_ship(t, kind, thing)
                                 : of_person(t, kind, thing, &w);
    if (!w.is[1])
        return false;
    if (kind == CHECK) {
        check(t, k, thing, &w);
    } else if (kind == KEEP) {
        keep(k, thing, &w);
    } else {
        fill(k->text[0], row->way[way], &w);
        fill(k->text[1], row->answer, &w);
    }
    return true;
}

/* All that can be asked; answers how many. The last place is scratch. */
static int list(struct town_task *out, const struct town *t)
{
    int n = 0;

    for (int kind = 0; kind < TOWN_TASKS_KINDS; kind++)
        for (int i = 0; i < town_tasks_things(kind) * TOWN_TASKS_WAYS; i++)
            n += town_tasks_make(&out[n], t, kind, i / TOWN_TASKS_WAYS,
                                 i % TOWN_TASKS_WAYS);
    return n;
}

static void write_one(struct buf *out, const struct town_task *k)
{
    buf_text(out, "{\"messages\":[");
    for (int i = 0; i < k->turns; i++)
        buf_printf(out, "%s{\"role\":\"%s\",\"content\":\"%s\"}", i ? "," : "",
                   i % 2 ? "assistant" : "user", k->text[i]);
    buf_text(out, "]}\n");
}

static void shuffle(int *order, int n, uint64_t seed)
{
    struct rng r = rng_make(seed, STREAM_ORDER);

    for (int i = 0; i < n; i++) {
        const int j = (int)rng_below(&r, (uint32_t)(i + 1));

        order[i] = order[j];
        order[j] = i;
    }
}

struct status town_tasks_write(struct buf *out, const struct town *t,
                               uint64_t seed, bool held)
{
    const size_t most =
        (size_t)TOWN_TASKS_KINDS * TOWN_PEOPLE * TOWN_TASKS_WAYS;
    struct town_task *task = calloc(most + 1, sizeof *task);
    int *order = calloc(most, sizeof *order);
    struct status st = STATUS_OK;

    if (task && order) {
        const int n = list(task, t);

        shuffle(order, n, seed);
        for (int i = 0; i < n; i++)
            if (task[order[i]].held == held)
                write_one(out, &task[order[i]]);
        st = buf_status(out);
    } else {
        st = status_fail(STATUS_NO_MEMORY, "no memory for the tasks");
    }
    free(task);
    free(order);
    return st;
}
