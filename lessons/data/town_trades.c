#include "lessons/data/town_script.h"

/*
 * Sentences about people by name: what their trade, their temper and their
 * family make them do.
 */
#define TRADE(row, text)                               \
    {                                                  \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_TRADE, row, text \
    }
#define TEMPER(row, text)                               \
    {                                                   \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_TEMPER, row, text \
    }
#define ANYONE(text)                                   \
    {                                                  \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_PERSON, -1, text \
    }

const struct town_script_line town_trades_lines[] = {
    TRADE(0, "captain [A] [rest:d] on the pier and counted the [small+] that "
             "[A.he] had brought from [number] voyages."),
    TRADE(0, "[A] the captain cannot sleep in a house that does not roll."),
    TRADE(0, "captain [A] says that a [boat] is like a [animal]: speak softly "
             "to it, and keep it dry."),
    TRADE(1, "[A] the shipwright [mend:d] the [shipart] of a [boat] and sang "
             "to it."),
    TRADE(1, "[A] the shipwright can tell [tree] from [tree] by the smell."),
    TRADE(1, "[A], who builds ships, built a [seat] for the [animal], and it "
             "floats."),
    TRADE(2, "[A] the fisher found a [small] in a [fish]."),
    TRADE(2, "[A] the fisher sold [number] [fish+] and kept the best for "
             "[A.his] [E] [O]."),
    TRADE(2, "[A] the fisher talks to the [bird+], and only they believe "
             "[A.him]."),
    TRADE(3, "[A] the merchant weighed the [stuff] twice and smiled once."),
    TRADE(3, "[A] the merchant bought [number] [tool+] and does not know why."),
    TRADE(3, "[A] the merchant never lends [worth], for nobody brings it "
             "back."),
    TRADE(4, "[A] the baker burnt the [dish+] because [A.he] was watching the "
             "[boat+]."),
    TRADE(4,
          "[A] the baker gets up before the [bird+], and the [person+] smell "
          "the [dish+]."),
    TRADE(4, "the children wait behind the bakery of [A] for a warm [dish]."),
    TRADE(5, "[A] the ropemaker walks backwards past the [building] and sees "
             "only where [A.he] has been."),
    TRADE(5, "the ropes of [A] hold a [boat], a [animal], and on sunday the "
             "washing of [A.his] [E]."),
    TRADE(6, "[A] the sailmaker sewed a [garment] for [O] out of an old "
             "sail."),
    TRADE(6, "[A] the sailmaker lost a needle in [number] yards of [weave]."),
    TRADE(7, "[A] the pilot knows every rock of the [outside], for [A.he] has "
             "hit most of them."),
    TRADE(7, "[A] the pilot brought a [boat] past the [outside] [how]."),
    TRADE(8, "[A] the innkeeper pours the [stuff] slowly and asks every "
             "[person] for news."),
    TRADE(8, "in the inn of [A] the [instrument] is out of tune, and nobody "
             "minds."),
    TRADE(8, "[A] the innkeeper keeps a [tool] behind the counter for the "
             "[person+]."),
    TRADE(9, "[A] the teacher asked the children where the sea ends, and a "
             "[person] [say:d]: at the [building]."),
    TRADE(9, "[A] the teacher found a [animal] in [A.his] desk and gave it a "
             "good mark."),
    TRADE(10, "[A] the doctor looked at the [body] of the [person] and "
              "ordered [number] days of [worth]."),
    TRADE(10, "[A] the doctor was paid with a [dish] and [number] "
              "[vegetable+]."),
    TRADE(11, "[A] the smith made [number] [tool+] of [metal] before noon."),
    TRADE(11, "the hammer of [A] the smith is heard as far as the [outside]."),
    TRADE(12, "[A] the cooper made a [box] that holds everything but [worth]."),
    TRADE(12, "[A] the cooper rolled a barrel down the [outside], and the "
              "[animal] ran before it."),
    TRADE(13, "[A] the chandler sells [small+], [tool+] and good advice."),
    TRADE(13, "in the shop of [A] the chandler it smells of [stuff] and "
              "[stuff]."),
    TRADE(14, "[A] the lamplighter went through the [outside] at dusk and lit "
              "[number] lamps."),
    TRADE(14, "[A] the lamplighter is afraid of the dark, and of (nothing "
              "else|[animal+]|[person+])."),
    TRADE(15, "[A] the net mender tied [number] knots and untied the rest."),
    TRADE(15, "[A] the net mender found a [garment] in the net, and it fits."),
    TRADE(16, "[A] the clerk wrote down the name of every [animal] on the "
              "[boat]."),
    TRADE(16, "[A] the clerk counted the [box+], lost count, and began again "
              "[how]."),
    TRADE(17, "the horse of [A] the carter knows the way to the [building], "
              "but not the way home."),
    TRADE(17, "[A] the carter brought [number] [box+] of [stuff] up the hill."),
    TRADE(18, "[A] the tailor made a [colour] [garment] for a [person] who "
              "never came."),
    TRADE(18, "[A] the tailor measured the [person] from [body] to [body]."),
    TRADE(19, "[A] the gardener planted [number] [flower+] under the [tree]."),
    TRADE(19, "[A] the gardener gave [O] a [flower] and the [animal] a piece "
              "of [A.his] mind."),
    TEMPER(0, "[A] slammed the door so hard that the [small] fell off the "
              "[seat]."),
    TEMPER(0, "[A] shouted at a [animal], and then [A.he] was sorry."),
    TEMPER(1, "[A] does not greet a [person] who has not greeted [A.him] "
              "first."),
    TEMPER(1, "[A] wears a [colour] [garment], even when it rains."),
    TEMPER(2, "[A] said no in the morning, and in the evening it was still "
              "no."),
    TEMPER(2, "[A] went on against the wind, although the [person] had warned "
              "[A.him]."),
    TEMPER(3, "[A] carried a [insect] out of the [room] in a [small]."),
    TEMPER(3, "[A] speaks so gently that even the [animal] listens."),
    TEMPER(4, "[A] hid behind the [seat] when the [person] came in."),
    TEMPER(4, "[A] had something to say to the [person], and said it to the "
              "[animal]."),
    TEMPER(5, "[A] laughed until the [person+] laughed too, and nobody knew "
              "why."),
    TEMPER(5, "[A] danced past the [building] with a [person] on each arm."),
    TEMPER(6, "[A] waited [number] hours for the [boat] and did not complain "
              "once."),
    TEMPER(6, "[A] untied [number] knots instead of cutting one rope."),
    TEMPER(7, "[A] walked into the [outside] because [A.he] was thinking of a "
              "[idea]."),
    TEMPER(7, "[A] looked at the [sky] and forgot the [dish] on the fire."),
    ANYONE("[A] and [A.his] [E] [O] [rest:d] [byprep] the [outside] until it "
           "was dark."),
    ANYONE("[A] lent [A.his] [E] [O] a [thing_adj] [small]."),
    ANYONE("[O], the [E] of [A], [say:d] that the [1?small] [was 1] "
           "[thing_is]."),
    ANYONE("[A] the [J] is [I], as everybody knows."),
    ANYONE("[A] asked [A.his] [E] for a [dish] and got a [dish]."),
    ANYONE("if you look for [A] the [J], ask [O]."),
    ANYONE("[A] the [J] told [O] a [idea], and [O] told the [person]."),
    ANYONE("the [E] of [A] the [J] is [O], and the [pet] belongs to both."),
    {.text = NULL}};
