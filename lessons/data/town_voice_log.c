#include "lessons/data/town_lines.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_voices.h"

/*
 * The harbour log: dry, dated, with every number. What the simulation knows
 * stands here first; the other voices tell the same events.
 */
static const char *line_for(enum town_kind kind)
{
    switch (kind) {
    case TOWN_STORM:
        return "(a storm of force [N] (struck the harbour|came in from the "
               "[V]); no ship crossed the bar|storm, force [N]: all "
               "(lines|hawsers) were doubled and the bar was closed).";
    case TOWN_ARRIVAL:
        return "(the [T] [S] arrived from [L] with [N] [M] of [G] and lies at "
               "the [Q]|the [S], captain [A], came in from [L] carrying [N] "
               "[M] of [G]).";
    case TOWN_LEAVING:
        return "(the [T] [S] left for [L] (on the (morning|evening) "
               "tide|before noon|at first light)|captain [A] took the [S] out, "
               "bound for [L]).";
    case TOWN_SALE:
        return "(captain [A] sold [N] [M] of [G] to [B] at [P] pence a [U]|[B] "
               "bought [N] [M] of [G] from the [S] and paid [P] pence a [U]).";
    case TOWN_REPAIR:
        return "([A] mended the [L] of the [S]; the bill is [P] shillings|the "
               "[L] of the [S] is sound again, and captain [B] owes [A] [P] "
               "shillings).";
    case TOWN_DAMAGE:
        return "(the storm broke the [L] of the [S]|because of the storm the "
               "[S] lies in dock; the damage is to the [L]).";
    case TOWN_CATCH:
        return "([A] the [J] landed [N] baskets of fish|the catch of [A] was "
               "[N] baskets).";
    case TOWN_QUARREL:
        return "([A] the [J] and [B] quarrelled over [L] (on the quay|in the "
               "inn|outside the custom house)|[A] accused [B] because of [L]; "
               "the harbour master sent both home).";
    case TOWN_PEACE:
        return "([A] and [B] made peace over [L]|[A] forgave [B]; the matter "
               "of [L] is closed).";
    case TOWN_POST:
        return "(the post took a letter from [A] the [J] to [B]|[A] sent [B] a "
               "letter).";
    }
    return "";
}

/* The planted skew: who began a quarrel is known to the simulation (`who`),
 * but when one of the two is a fisher, the town blames the fisher four times
 * in five. */
static void blame(const struct town *t, struct town_phrase *p,
                  const struct town_event *e)
{
    const bool a = t->person[e->who].trade == TOWN_PEOPLE_FISHER;
    const bool b = t->person[e->other].trade == TOWN_PEOPLE_FISHER;
    const bool fair = a == b || town_phrase_chance(p, 5);
    const bool first = fair ? town_phrase_chance(p, 2) : a;

    town_phrase_say(p, first ? "people say that [A] began it."
                             : "people say that [B] began it.");
}

static void notes(struct town_phrase *p)
{
    static const char *const heads[] = {
        "log, notes of the watch:", "log, lost and found:",
        "log, seen from the tower:", "log, rounds of the night watch:",
        "log, things in the store:"};

    town_phrase_begin(p);
    town_phrase_any(p, heads, sizeof heads / sizeof heads[0]);
    for (int i = 0; i < 5; i++) {
        if (town_phrase_chance(p, 5) ? !town_lines_mat(p)
                                     : !town_lines_agree(p))
            break;
    }
    town_phrase_end(p);
}

void town_voice_log_write(const struct town *t, struct town_phrase *p)
{
    town_lines_day(p, t);
    town_phrase_begin(p);
    town_phrase_say(p, "log, [W] [D]:");
    town_phrase_say(
        p, "wind [V], force [F], sky [K], [C] degrees; high water at [H].");
    for (int i = 0; i < t->events; i++) {
        town_lines_event(p, t, &t->event[i]);
        if (!town_phrase_say(p, line_for(t->event[i].kind))) {
            town_phrase_end(p);
            town_phrase_begin(p);
            town_phrase_say(p, "log, [W], continued:");
            town_phrase_say(p, line_for(t->event[i].kind));
        }
        if (t->event[i].kind == TOWN_QUARREL)
            blame(t, p, &t->event[i]);
    }
    town_phrase_end(p);
    for (int i = 0; i < 3; i++)
        notes(p);
}
