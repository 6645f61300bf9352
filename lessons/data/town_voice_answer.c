#include "lessons/data/town_lines.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_voices.h"

/*
 * Questions and answers: about the day, about people, about what was just
 * said. Facts that are held out are never asked here.
 */
static const char *asked(enum town_kind kind)
{
    switch (kind) {
    case TOWN_STORM:
        return "why did no ship cross the bar? because there was a storm of "
               "force [N].";
    case TOWN_ARRIVAL:
        return "(what did the [S] bring? [N] [M] of [G]|where did the [S] come "
               "from? from [L]|who is captain of the [S]? [A] is).";
    case TOWN_LEAVING:
        return "(where is the [S] bound? for [L]|who sailed for [L]? captain "
               "[A], on the [S]).";
    case TOWN_SALE:
        return "(how much is a [U] of [G]? [P] pence|what did [B] pay for [N] "
               "[M] of [G] at [P] pence a [U]? [R] pence in all|who bought the "
               "[G]? [B] did, [N] [M] of it).";
    case TOWN_REPAIR:
        return "(who mended the [S]? [A] did|how much does [B] owe [A]? [P] "
               "shillings, because [A.he] mended the [L]).";
    case TOWN_DAMAGE:
        return "why does the [S] lie in dock? because the storm broke her [L].";
    case TOWN_CATCH:
        return "how much fish did [A] catch? [N] baskets.";
    case TOWN_QUARREL:
        return "(why is [A] angry with [B]? because of [L]|with whom did [A] "
               "quarrel? with [B]).";
    case TOWN_PEACE:
        return "are [A] and [B] still angry? no, they made peace.";
    case TOWN_POST:
        return "(who wrote to [B]? [A] did|what is the trade of [A]? [A.he] is "
               "a [J]|who is [O]? [O] is the [E] of [A]|to whom did [A] write? "
               "to [B]).";
    }
    return "";
}

static void fact(const struct town *t, struct town_phrase *p)
{
    const int who = (int)rng_below(&p->rng, TOWN_PEOPLE);
    const int kind = (int)rng_below(&p->rng, TOWN_FACTS);
    const struct town_fact f = town_fact_of(t, who, kind);

    if (f.held)
        return;
    town_phrase_begin(p);
    if (town_phrase_chance(p, 2)) {
        town_phrase_say(p, "question:");
        town_phrase_say(p, f.question);
        town_phrase_say(p, "answer:");
    } else {
        town_phrase_say(p, "answer:");
    }
    town_phrase_say(p, f.sentence);
    town_phrase_end(p);
}

static void reading(struct town_phrase *p)
{
    static const char *const lines[] = {
        "question: the [1?small] in the [2!box] [is 1] [3=thing_is]. what [is "
        "1] [3]? answer: the [1.] in the [2.].",
        "[1-small]question: where [is 1] the [1.]? answer: [it 1] [is 1] in "
        "the [box].",
        "question: the [1=tool] does not fit into the [2=box] because it is "
        "too (big|long|wide). what is too (big|large)? answer: the [1].",
        "question: the [1=tool] does not fit into the [2=box] because it is "
        "too (small|short|narrow). what is too small? answer: the [2].",
        "question: the [3=man] thanked the [4=woman] because she had found a "
        "[5=small]. who found the [5]? answer: the [4].",
        "question: the [4=woman] thanked the [3=man] because he had mended a "
        "[5=tool]. who mended the [5]? answer: the [3].",
        "question: the [3=man] gave the [4=woman] a [5=small], and she lost "
        "it. what is lost? answer: the [5].",
        "question: the [3=pet] sat on the [4=seat]. where did the [3] sit? "
        "answer: on the [4].",
        "question: the [3=pet] sat on the [4=seat]. who sat on the [4]? "
        "answer: the [3].",
        "question: the [1?animal] [byprep] the [2!building] [is 1] "
        "[3=beast_is]. [is 1] [it 1] [3]? answer: yes, [it 1] [is 1]."};

    town_phrase_begin(p);
    town_phrase_any(p, lines, sizeof lines / sizeof lines[0]);
    town_phrase_end(p);
}

/* What nobody in the town can know. */
static void unknowable(const struct town *t, struct town_phrase *p)
{
    static const char *const lines[] = {
        "question: what did [A] dream last night? answer: (nobody knows|only "
        "[A] knows, and [A.he] does not say).",
        "question: what will a [U] of [G] cost next year? answer: nobody can "
        "know that yet.",
        "question: how many [fish+] are in the sea? answer: nobody has counted "
        "them.",
        "question: what does the [animal] of the [person] think of the "
        "[event]? answer: nobody knows, for it does not say.",
        "question: who will [like] [A] in ten years? answer: nobody can know "
        "that yet."};
    const struct town_event e = {.who = (int)rng_below(&p->rng, TOWN_PEOPLE),
                                 .other = -1,
                                 .ship = -1,
                                 .good = (int)rng_below(&p->rng, TOWN_GOODS)};

    town_lines_event(p, t, &e);
    town_phrase_begin(p);
    town_phrase_any(p, lines, sizeof lines / sizeof lines[0]);
    town_phrase_end(p);
}

void town_voice_answer_write(const struct town *t, struct town_phrase *p)
{
    const int tries = t->events < 4 ? t->events : 4;
    const int from = (int)rng_below(&p->rng, (uint32_t)t->events);

    town_lines_day(p, t);
    for (int i = 0; i < tries; i++) {
        const struct town_event *e = &t->event[(from + i) % t->events];
        town_lines_event(p, t, e);
        town_phrase_begin(p);
        town_phrase_say(p, "question: on [W] [D],");
        town_phrase_say(p, asked(e->kind));
        town_phrase_end(p);
    }
    fact(t, p);
    fact(t, p);
    if (town_phrase_chance(p, 3))
        unknowable(t, p);
    reading(p);
    reading(p);
}
