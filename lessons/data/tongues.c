#include "lessons/data/tongues.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/rng.h"

/* A noun with its plural; Tidal's nouns are of the sea or of the land, and
 * end accordingly. */
static const struct {
    const char *one, *many, *tidal;
    bool sea;
} nouns[] = {
    {"captain", "captains", "morek", false}, {"boat", "boats", "sul", true},
    {"gull", "gulls", "kree", true},         {"girl", "girls", "lavi", false},
    {"lamp", "lamps", "tonn", false},        {"net", "nets", "ashe", true},
    {"cat", "cats", "mib", false},           {"storm", "storms", "hurr", true},
    {"letter", "letters", "pell", false},    {"fish", "fishes", "oolo", true},
    {"baker", "bakers", "dagg", false},      {"rope", "ropes", "venk", true},
};

static const struct {
    const char *english, *tidal;
} adjectives[] = {{"grey", "gam"},  {"red", "rosh"}, {"quiet", "silu"},
                  {"small", "nit"}, {"wet", "plov"}, {"lost", "eban"},
                  {"brave", "tor"}, {"late", "mara"}},
  places[] = {{"harbour", "quom"},
              {"market", "besk"},
              {"tower", "altu"},
              {"fog", "neb"}},
  joints[] = {{"and", "ya"}, {"but", "mo"}};

/* English: now with one, now with many, then. */
static const struct {
    const char *one, *many, *then, *tidal;
} verbs[] = {
    {"sees", "see", "saw", "vi"},
    {"finds", "find", "found", "tre"},
    {"hides", "hide", "hid", "oka"},
    {"follows", "follow", "followed", "su"},
    {"paints", "paint", "painted", "klo"},
    {"hears", "hear", "heard", "enti"},
    {"carries", "carry", "carried", "bo"},
    {"wants", "want", "wanted", "mey"},
};

enum {
    NOUNS = sizeof nouns / sizeof *nouns,
    ADJECTIVES = sizeof adjectives / sizeof *adjectives,
    PLACES = sizeof places / sizeof *places,
    JOINTS = sizeof joints / sizeof *joints,
    VERBS = sizeof verbs / sizeof *verbs,
    /* English ids in order. */
    E_THE = TONGUES_WORDS,
    E_A,
    E_IN,
    E_NOUN,
    E_ADJECTIVE = E_NOUN + 2 * NOUNS,
    E_PLACE = E_ADJECTIVE + ADJECTIVES,
    E_JOINT = E_PLACE + PLACES,
    E_VERB = E_JOINT + JOINTS,
    E_VOCAB = E_VERB + 3 * VERBS,
    /* Tidal: a noun has four forms, a verb two. */
    T_NOUN = TONGUES_WORDS,
    T_ADJECTIVE = T_NOUN + 4 * NOUNS,
    T_PLACE = T_ADJECTIVE + ADJECTIVES,
    T_JOINT = T_PLACE + PLACES,
    T_VERB = T_JOINT + JOINTS,
    T_VOCAB = T_VERB + 2 * VERBS
};

/* "the old boats": what stands around a noun. */
struct phrase {
    int noun, adjective;  /* adjective: -1 for none */
    bool many, known;     /* known: "the"; else "a", or nothing before many */
    int at, adjective_at; /* places of both in the English sentence */
};

struct clause {
    struct phrase who, what;
    int verb, verb_at, place, place_at; /* place: -1 for none */
    bool then;
};

int32_t tongues_vocab(enum tongues_side side)
{
    return side == TONGUES_ENGLISH ? E_VOCAB : T_VOCAB;
}

static void english(char *out, int id)
{
    static const char *const small[] = {"the", "a", "in"};
    const char *word;

    if (id < E_NOUN)
        word = small[id - E_THE];
    else if (id < E_ADJECTIVE)
        word = (id - E_NOUN) % 2 ? nouns[(id - E_NOUN) / 2].many
                                 : nouns[(id - E_NOUN) / 2].one;
    else if (id < E_PLACE)
        word = adjectives[id - E_ADJECTIVE].english;
    else if (id < E_JOINT)
        word = places[id - E_PLACE].english;
    else if (id < E_VERB)
        word = joints[id - E_JOINT].english;
    else
        word = (id - E_VERB) % 3 == 0   ? verbs[(id - E_VERB) / 3].one
               : (id - E_VERB) % 3 == 1 ? verbs[(id - E_VERB) / 3].many
                                        : verbs[(id - E_VERB) / 3].then;
    snprintf(out, TONGUES_TEXT, "%s", word);
}

/* Forms of a noun: bare, many, known, known and many. */
static void tidal(char *out, int id)
{
    static const char *const ends[2][4] = {{"", "i", "an", "ani"},
                                           {"", "ei", "un", "unei"}};

    if (id < T_ADJECTIVE) {
        const int n = (id - T_NOUN) / 4;

        snprintf(out, TONGUES_TEXT, "%s%s", nouns[n].tidal,
                 ends[nouns[n].sea][(id - T_NOUN) % 4]);
    } else if (id < T_PLACE) {
        snprintf(out, TONGUES_TEXT, "%s", adjectives[id - T_ADJECTIVE].tidal);
    } else if (id < T_JOINT) {
        snprintf(out, TONGUES_TEXT, "%sse", places[id - T_PLACE].tidal);
    } else if (id < T_VERB) {
        snprintf(out, TONGUES_TEXT, "%s", joints[id - T_JOINT].tidal);
    } else {
        snprintf(out, TONGUES_TEXT, "%s%s", verbs[(id - T_VERB) / 2].tidal,
                 (id - T_VERB) % 2 ? "dor" : "r");
    }
}

void tongues_word(char *out, enum tongues_side side, int32_t id)
{
    assert(id >= 0 && id < tongues_vocab(side));
    if (id == TONGUES_BEGIN)
        snprintf(out, TONGUES_TEXT, "<begin>");
    else if (id == TONGUES_END)
        snprintf(out, TONGUES_TEXT, "<end>");
    else if (side == TONGUES_ENGLISH)
        english(out, id);
    else
        tidal(out, id);
}

static int draw(struct rng *r, int n)
{
    return (int)rng_below(r, (uint32_t)n);
}

static struct phrase draw_phrase(struct rng *r)
{
    struct phrase p = {.noun = draw(r, NOUNS), .adjective = -1};

    p.many = draw(r, 2);
    p.known = draw(r, 2);
    if (draw(r, 2))
        p.adjective = draw(r, ADJECTIVES);
    return p;
}

/* Adds a word to a side; its place. */
static int say(struct tongues_pair *p, enum tongues_side side, int id)
{
    assert(p->words[side] < TONGUES_MOST);
    p->id[side][p->words[side]] = id;
    return p->words[side]++;
}

static void say_from(struct tongues_pair *p, int id, int from)
{
    p->from[say(p, TONGUES_TIDAL, id)] = from;
}

static void say_phrase(struct tongues_pair *p, struct phrase *x)
{
    if (x->known)
        say(p, TONGUES_ENGLISH, E_THE);
    else if (!x->many)
        say(p, TONGUES_ENGLISH, E_A);
    if (x->adjective >= 0)
        x->adjective_at = say(p, TONGUES_ENGLISH, E_ADJECTIVE + x->adjective);
    x->at = say(p, TONGUES_ENGLISH, E_NOUN + 2 * x->noun + x->many);
}

static void turn_phrase(struct tongues_pair *p, const struct phrase *x)
{
    say_from(p, T_NOUN + 4 * x->noun + 2 * x->known + x->many, x->at);
    if (x->adjective >= 0)
        say_from(p, T_ADJECTIVE + x->adjective, x->adjective_at);
}

static void say_clause(struct tongues_pair *p, struct rng *r, bool place)
{
    struct clause c = {.who = draw_phrase(r),
                       .what = draw_phrase(r),
                       .verb = draw(r, VERBS),
                       .then = draw(r, 2),
                       .place = place && draw(r, 2) ? draw(r, PLACES) : -1};

    say_phrase(p, &c.who);
    c.verb_at = say(p, TONGUES_ENGLISH,
                    E_VERB + 3 * c.verb + (c.then ? 2 : c.who.many));
    say_phrase(p, &c.what);
    if (c.place >= 0) {
        say(p, TONGUES_ENGLISH, E_IN);
        say(p, TONGUES_ENGLISH, E_THE);
        c.place_at = say(p, TONGUES_ENGLISH, E_PLACE + c.place);
    }
    turn_phrase(p, &c.who);
    if (c.place >= 0)
        say_from(p, T_PLACE + c.place, c.place_at);
    turn_phrase(p, &c.what);
    say_from(p, T_VERB + 2 * c.verb + c.then, c.verb_at);
}

void tongues_draw(struct tongues_pair *p, uint64_t seed, uint64_t i,
                  int clauses, int place)
{
    struct rng r = rng_make(seed, i);

    *p = (struct tongues_pair){.words = {0, 0}};
    say_clause(p, &r, place && clauses == 1);
    if (clauses == 1)
        return;
    const int joint = draw(&r, JOINTS);
    say_from(p, T_JOINT + joint, say(p, TONGUES_ENGLISH, E_JOINT + joint));
    say_clause(p, &r, false);
}
