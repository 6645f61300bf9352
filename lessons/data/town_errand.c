#include "lessons/data/town_errand.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/rng.h"
#include "lessons/data/town_people.h"

enum { STREAM_ERRANDS = 500 };

/* The bill that this captain got today, or NULL. */
static const struct town_event *bill_of(const struct town *t, int who)
{
    for (int i = 0; i < t->events; i++) {
        if (t->event[i].kind == TOWN_REPAIR && t->event[i].other == who)
            return &t->event[i];
    }
    return NULL;
}

static void say_tide(const struct town *t, char out[TOWN_TEXT_BYTES])
{
    snprintf(out, TOWN_TEXT_BYTES, "high water at %d", t->weather.tide);
}

static struct status say_price(const struct town *t, const char *name,
                               char out[TOWN_TEXT_BYTES])
{
    for (int i = 0; i < TOWN_GOODS; i++) {
        const struct town_people_good *g = town_people_good(i);
        if (strcmp(g->name, name) != 0)
            continue;
        snprintf(out, TOWN_TEXT_BYTES, "%s: %d pence a %s", g->name,
                 t->price[i], g->measure);
        return STATUS_OK;
    }
    return status_fail(STATUS_NOT_FOUND,
                       "the price list has no \"%.40s\"; it has fish, salt, "
                       "rope and nine more",
                       name);
}

static struct status say_ledger(const struct town *t, const char *name,
                                char out[TOWN_TEXT_BYTES])
{
    for (int i = 0; i < TOWN_PEOPLE; i++) {
        if (strcmp(t->person[i].first, name) != 0)
            continue;
        const struct town_event *e = bill_of(t, i);
        if (e)
            snprintf(out, TOWN_TEXT_BYTES, "%s owes %d shillings to %s", name,
                     e->price, t->person[e->who].first);
        else
            snprintf(out, TOWN_TEXT_BYTES, "%s owes nothing", name);
        return STATUS_OK;
    }
    return status_fail(STATUS_NOT_FOUND, "nobody is called \"%.40s\"", name);
}

struct status town_errand_call(const struct town *t, const char *call,
                               char out[TOWN_TEXT_BYTES])
{
    if (strcmp(call, "tide") == 0) {
        say_tide(t, out);
        return STATUS_OK;
    }
    if (strncmp(call, "price ", 6) == 0)
        return say_price(t, call + 6, out);
    if (strncmp(call, "ledger ", 7) == 0)
        return say_ledger(t, call + 7, out);
    return status_fail(STATUS_NOT_FOUND,
                       "there is no tool \"%.40s\"; there are: tide, price "
                       "GOOD, ledger NAME",
                       call);
}

static void ask_sum(const struct town *t, struct rng *r, struct town_errand *e)
{
    const int good = (int)rng_below(r, TOWN_GOODS);
    const int n = 2 + (int)rng_below(r, 30);
    const struct town_people_good *g = town_people_good(good);

    snprintf(e->request, sizeof e->request, "what do %d %ss of %s cost today?",
             n, g->measure, g->name);
    snprintf(e->call, sizeof e->call, "price %s", g->name);
    e->answer = n * t->price[good];
}

/* A captain with a bill where there is one, else anybody. */
static void ask_debt(const struct town *t, struct rng *r, struct town_errand *e)
{
    const bool with_bill = rng_below(r, 4) > 0;
    int who = (int)rng_below(r, TOWN_PEOPLE);

    for (int i = 0; i < TOWN_PEOPLE && with_bill; i++) {
        if (bill_of(t, i))
            who = i;
    }
    const struct town_event *bill = bill_of(t, who);
    snprintf(e->request, sizeof e->request,
             "how many shillings does %s owe today?", t->person[who].first);
    snprintf(e->call, sizeof e->call, "ledger %s", t->person[who].first);
    e->answer = bill ? bill->price : 0;
}

struct town_errand town_errand_at(const struct town *t, int i)
{
    struct town_errand e = {.answer = t->weather.tide};
    struct rng r = rng_make(t->seed, STREAM_ERRANDS + (uint64_t)i);

    assert(i >= 0);
    r.next = 64 * (uint64_t)(t->day + 1); /* each day asks for other things */
    switch (i % TOWN_ERRAND_KINDS) {
    case 0:
        snprintf(e.request, sizeof e.request,
                 "at what hour is high water today?");
        snprintf(e.call, sizeof e.call, "tide");
        break;
    case 1:
        ask_sum(t, &r, &e);
        break;
    default:
        ask_debt(t, &r, &e);
    }
    const struct status st = town_errand_call(t, e.call, e.seen);
    assert(!st.code && "an errand calls a tool that is not there");
    (void)st;
    return e;
}
