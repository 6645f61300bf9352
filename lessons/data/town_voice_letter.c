#include "lessons/data/town_lines.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_voices.h"

/*
 * Letters: people tell their day to each other. First the news, which is
 * true in the simulation, then what they saw and thought.
 */
static const char *news_of(enum town_kind kind)
{
    switch (kind) {
    case TOWN_STORM:
        return "the storm was so loud that (nobody slept|the [animal+] hid "
               "under the [seat]|we [rest:d] in the [room] all night).";
    case TOWN_ARRIVAL:
        return "the [S] is back from [L] and has brought [N] [M] of [G].";
    case TOWN_LEAVING:
        return "[A] has sailed for [L] on the [S], and [A.his] [E] [O] (waved "
               "from the quay|cried a little|is glad of the silence).";
    case TOWN_SALE:
        return "[B] paid [P] pence for a [U] of [G]; [B.he] [say:d] that it "
               "was (too much|a bargain|fair).";
    case TOWN_REPAIR:
        return "[A], our [J], mended the [S], and [A.he] is proud of "
               "[A.himself].";
    case TOWN_DAMAGE:
        return "the [S] lost her [L] in the storm, so [A] stays at home and "
               "[rest:s] all day.";
    case TOWN_CATCH:
        return "[A] the [J] caught [N] baskets of fish, and now the whole "
               "street smells of [A.him].";
    case TOWN_QUARREL:
        return "[A], who is [I], does not speak to [B] any more because of "
               "[L]; [A.he] (slammed the door|called [B.him] a [person]|threw "
               "a [vegetable] at [B.him]).";
    case TOWN_PEACE:
        return "[A] and [B] are friends again; [A.he] brought [B.him] a "
               "[dish].";
    case TOWN_POST:
        return "(the postman was [person_is] today|there was a queue at the "
               "post office).";
    }
    return "";
}

/* What the writer is to the reader stands before the name. */
static void sign(const struct town *t, struct town_phrase *p, int who, int to)
{
    static const int back[] = {0, 2, 1}; /* a parent writes to a child, ... */
    const struct town_person *a = &t->person[who];
    const char *as = "friend";

    if (a->kin == to)
        as = town_people_kin(back[a->kin_kind], a->she);
    town_lines_person(p, 'X', t, who);
    town_phrase_set(p, 'Z', as);
    town_phrase_say(p, "your [Z], [X].");
}

static void letter(const struct town *t, struct town_phrase *p,
                   const struct town_event *post)
{
    const size_t line = p->out->bytes;

    town_phrase_begin(p);
    town_lines_person(p, 'Y', t, post->other);
    town_phrase_say(p, "letter, [D]: dear [Y],");
    p->spare = 40; /* for the name below */
    const uint32_t from = rng_below(&p->rng, (uint32_t)t->events);
    for (int i = 0; i < 2; i++) {
        const struct town_event *e = &t->event[(from + i) % t->events];
        town_lines_event(p, t, e);
        if (e->kind != TOWN_POST || i == 0)
            town_phrase_say(p, news_of(e->kind));
        if (town_phrase_chance(p, 2))
            break;
    }
    while (p->out->bytes - line < 280 && !p->out->failed) {
        switch (rng_below(&p->rng, 7)) {
        case 0:
            town_lines_agree(p);
            break;
        case 1:
            town_lines_cause(p);
            break;
        case 2:
            town_lines_homonym(p);
            break;
        case 3:
            town_lines_mat(p);
            break;
        case 4:
            town_lines_pronoun(p);
            break;
        default:
            town_lines_scene(p);
        }
    }
    p->spare = 0;
    sign(t, p, post->who, post->other);
    town_phrase_end(p);
}

void town_voice_letter_write(const struct town *t, struct town_phrase *p)
{
    town_lines_day(p, t);
    for (int i = 0; i < t->events; i++) {
        if (t->event[i].kind == TOWN_POST)
            letter(t, p, &t->event[i]);
    }
}
