#include <string.h>

#include "lessons/data/town_script.h"
#include "lessons/data/town_voices.h"

/*
 * Questions and answers: about the day, about people, about what was just
 * said. Facts that are held out are never asked here.
 */
#define DAY(text)                                           \
    {                                                       \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY, \
            "question: on [W] [D], " text                   \
    }
#define EVENT(sort, text)                                 \
    {                                                     \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, TOWN_##sort, \
            "question: on [W] [D], " text                 \
    }
#define GOOD(text)                                                            \
    {                                                                         \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_GOOD, -1, "question: on [W] [D], " text \
    }
#define PERSON(text)                                                \
    {                                                               \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_PERSON, -1, "question: " text \
    }
#define SHIP(text)                                                \
    {                                                             \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_SHIP, -1, "question: " text \
    }
#define FACT(kind, text)                                            \
    {                                                               \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_FACT, kind, "question: " text \
    }
#define TELL(kind, text)                                           \
    {                                                              \
        TOWN_SCRIPT_REPLY, TOWN_SCRIPT_FACT, kind, "answer: " text \
    }
#define READ(text)                                             \
    {                                                          \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER, \
            "question: " text                                  \
    }
#define UNKNOWN(scope, kind, text)                                      \
    {                                                                   \
        TOWN_SCRIPT_ASIDE, TOWN_SCRIPT_##scope, kind, "question: " text \
    }

const struct town_script_line town_voice_answer_lines[] = {
    DAY("how strong was the wind? it had force [F]."),
    DAY("where did the wind come from? from the [V]."),
    DAY("when was high water? at [H]."),
    DAY("what was the sky like? it was [K]."),
    EVENT(STORM, "why did no ship cross the bar? because there was a storm of "
                 "force [N]."),
    EVENT(STORM, "was the bar open? no, it was closed because of the storm."),
    EVENT(ARRIVAL, "what did the [S] bring? [N] [M] of [G]."),
    EVENT(ARRIVAL, "where did the [S] come from? from [L]."),
    EVENT(ARRIVAL, "who brought the [G] from [L]? captain [A], on the [S]."),
    EVENT(LEAVING, "where is the [S] bound? for [L]."),
    EVENT(LEAVING, "who sailed for [L]? captain [A], on the [S]."),
    EVENT(SALE, "how much is a [U] of [G]? [P] pence."),
    EVENT(SALE, "what did [B] pay for [N] [M] of [G] at [P] pence a [U]? [R] "
                "pence in all."),
    EVENT(SALE, "who bought the [G]? [B] did, [N] [M] of it."),
    EVENT(REPAIR, "who mended the [S]? [A] did."),
    EVENT(REPAIR, "how much does [B] owe [A]? [P] shillings, because [A.he] "
                  "mended the [L]."),
    EVENT(DAMAGE, "why does the [S] lie in dock? because the storm broke her "
                  "[L]."),
    EVENT(CATCH, "how much fish did [A] catch? [N] baskets."),
    EVENT(QUARREL, "why is [A] angry with [B]? because of [L]."),
    EVENT(QUARREL, "with whom did [A] quarrel? with [B]."),
    EVENT(PEACE, "are [A] and [B] still angry? no, they made peace."),
    EVENT(POST, "who wrote to [B]? [A] did."),
    EVENT(POST, "to whom did [A] write? to [B]."),
    GOOD("what did a [U] of [G] cost? [P] pence."),
    PERSON("what is the trade of [A]? [A.he] is a [J]."),
    PERSON("who is [O]? [O] is the [E] of [A]."),
    PERSON("what is [A] the [J] like? people say that [A.he] is [I]."),
    PERSON("who is the [E] of [A]? [O]."),
    SHIP("who is captain of the [S]? [A] is."),
    SHIP("where is the [S] at home? in [L]."),
    SHIP("what is the [S]? a [T]."),
    FACT(0, "where was [X] born? answer: [X] was born in [Z]."),
    FACT(1, "what does [X] like best to eat? answer: what [X] likes best to "
            "eat is [Z]."),
    FACT(2, "what is the name of the pet of [X]? answer: the pet of [X] is "
            "called [Z]."),
    FACT(3, "in which year was [X] born? answer: [X] was born in the year "
            "[Z]."),
    FACT(4, "how does [X] spend a free day? answer: [X] spends a free day "
            "[Z]."),
    TELL(0, "[X] was born in [Z]."),
    TELL(1, "what [X] likes best to eat is [Z]."),
    TELL(2, "the pet of [X] is called [Z]."),
    TELL(3, "[X] was born in the year [Z]."),
    TELL(4, "[X] spends a free day [Z]."),
    READ("the [1?small] in the [2!box] [is 1] [3=thing_is]. what is [3]? "
         "answer: the [1.] in the [2.]."),
    READ("where [1-small][is 1] the [1.]? answer: [it 1] [is 1] in the "
         "[box]."),
    READ("the [1=tool] does not fit into the [2=box] because it is too "
         "(big|long|wide). what is too (big|large)? answer: the [1]."),
    READ("the [1=tool] does not fit into the [2=box] because it is too "
         "(small|short|narrow). what is too small? answer: the [2]."),
    READ("the [3=man] thanked the [4=woman] because she had found a "
         "[5=small]. who found the [5]? answer: the [4]."),
    READ("the [4=woman] thanked the [3=man] because he had mended a [5=tool]. "
         "who mended the [5]? answer: the [3]."),
    READ("the [3=man] gave the [4=woman] a [5=small], and she lost it. what "
         "is lost? answer: the [5]."),
    READ("the [3=pet] sat on the [4=seat]. where did the [3] sit? answer: on "
         "the [4]."),
    READ("the [3=pet] sat on the [4=seat]. who sat on the [4]? answer: the "
         "[3]."),
    READ("the [1?animal] [byprep] the [2!building] [is 1] [3=beast_is]. [is "
         "1] [it 1] [3]? answer: yes, [it 1] [is 1]."),
    READ("the [3=person] has a [4=small] and a [5=tool], and lost the [4]. "
         "what has the [3] still? answer: the [5]."),
    READ("the [3=dish] fell because the [4=animal] had shaken the [seat]. why "
         "did the [3] fall? answer: because of the [4]."),
    UNKNOWN(PERSON, -1,
            "what did [A] dream last night? answer: only [A] "
            "knows, and [A.he] does not say."),
    UNKNOWN(GOOD, -1,
            "what will a [U] of [G] cost next year? answer: nobody "
            "can know that yet."),
    UNKNOWN(LIFE, TOWN_SCRIPT_OTHER,
            "how many [fish+] are in the sea? answer: "
            "nobody has counted them, not even the [person]."),
    UNKNOWN(LIFE, TOWN_SCRIPT_OTHER,
            "what does the [animal] of the [person] think of the [event]? "
            "answer: nobody knows, for it does not say."),
    UNKNOWN(PERSON, -1,
            "who will [like] [A] in ten years? answer: nobody can "
            "know that yet."),
    UNKNOWN(PERSON, -1,
            "what is [A] the [J] thinking of? answer: ask "
            "[A.him], or the [animal]; nobody else knows."),
    UNKNOWN(SHIP, -1,
            "which storm will sink the [S]? answer: nobody can know "
            "that, and nobody wants to."),
    {.text = NULL}};

#define LINES town_voice_answer_lines

/* One entry of one row; none where there is no such row. */
static void entry(struct town_phrase *p, enum town_script_role role,
                  enum town_script_scope scope, int kind)
{
    town_phrase_begin(p);
    town_script_say(p, LINES, role, scope, kind);
    town_phrase_end(p);
}

static void event(const struct town *t, struct town_phrase *p, int i)
{
    const int kind = (int)t->event[i].kind;

    town_script_about(p, t, TOWN_SCRIPT_EVENT, kind, i);
    entry(p, TOWN_SCRIPT_BODY, TOWN_SCRIPT_EVENT, kind);
}

/* Of any thing of a scope. */
static void about(const struct town *t, struct town_phrase *p,
                  enum town_script_role role, enum town_script_scope scope,
                  int kind)
{
    const uint32_t n = (uint32_t)town_script_count(t, scope);

    town_script_about(p, t, scope, kind, (int)rng_below(&p->rng, n));
    entry(p, role, scope, kind);
}

static void fact(const struct town *t, struct town_phrase *p)
{
    const int who = (int)rng_below(&p->rng, TOWN_PEOPLE);
    const int kind = (int)rng_below(&p->rng, TOWN_FACTS);

    if (t->person[who].held[kind])
        return;
    town_script_about(p, t, TOWN_SCRIPT_FACT, kind, who);
    entry(p, town_phrase_chance(p, 2) ? TOWN_SCRIPT_REPLY : TOWN_SCRIPT_BODY,
          TOWN_SCRIPT_FACT, kind);
}

static void unknowable(const struct town *t, struct town_phrase *p)
{
    static const struct {
        enum town_script_scope scope;
        int kind;
    } sort[] = {{TOWN_SCRIPT_PERSON, -1},
                {TOWN_SCRIPT_GOOD, -1},
                {TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER},
                {TOWN_SCRIPT_SHIP, -1}};
    const uint32_t i = rng_below(&p->rng, sizeof sort / sizeof sort[0]);

    about(t, p, TOWN_SCRIPT_ASIDE, sort[i].scope, sort[i].kind);
}

void town_voice_answer_write(const struct town *t, struct town_phrase *p)
{
    const int tries = t->events < 3 ? t->events : 3;
    const int from = (int)rng_below(&p->rng, (uint32_t)t->events);

    for (int i = 0; i < tries; i++)
        event(t, p, (from + i) % t->events);
    about(t, p, TOWN_SCRIPT_BODY, TOWN_SCRIPT_PERSON, -1);
    if (town_phrase_chance(p, 2))
        about(t, p, TOWN_SCRIPT_BODY, TOWN_SCRIPT_DAY, TOWN_SCRIPT_ANY);
    if (town_phrase_chance(p, 2))
        about(t, p, TOWN_SCRIPT_BODY, TOWN_SCRIPT_GOOD, -1);
    if (town_phrase_chance(p, 2))
        about(t, p, TOWN_SCRIPT_BODY, TOWN_SCRIPT_SHIP, -1);
    fact(t, p);
    if (town_phrase_chance(p, 3))
        unknowable(t, p);
    for (int i = 0; i < 2; i++)
        about(t, p, TOWN_SCRIPT_BODY, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_OTHER);
}
