#include "lessons/data/town_script.h"

/*
 * Sentences about nobody by name: the life of a harbour town.
 */
#define ROW(sort, text)                                              \
    {                                                                \
        TOWN_SCRIPT_BODY, TOWN_SCRIPT_LIFE, TOWN_SCRIPT_##sort, text \
    }

const struct town_script_line town_life_lines[] = {
    ROW(AGREE, "the [1?thing] in the [2!holder] [is 1] [state]."),
    ROW(AGREE, "the [1?thing] in the [2!holder] [is 1] [state]."),
    ROW(AGREE, "the [1?thing] in the [2!holder] [was 1] [state]."),
    ROW(AGREE, "the [1?small] [inprep] the [2!box] [is 1] [thing_is]."),
    ROW(AGREE, "the [1?small] [inprep] the [2!box] on the [3!seat] [is 1] "
               "[thing_is]."),
    ROW(AGREE, "the [1?small] near the [2!box] [has 1] been [thing_is] for a "
               "[time]."),
    ROW(AGREE, "the [1?pet] on the [2!seat] [is 1] [beast_is]."),
    ROW(AGREE,
        "the [1?pet] (under|beside|near) the [2!seat] [was 1] [beast_is]."),
    ROW(AGREE, "the [1?pet] of the [2!person] (sleep|sit|wait)[s 1] on the "
               "[seat]."),
    ROW(AGREE, "the [1?person] near the [2!boat] [is 1] [person_is]."),
    ROW(FAR, "the [1?small] [inprep] the [2!box] [was 1] [thing_is] [when]."),
    ROW(FAR,
        "the [thing_adj] [1?small] [inprep] the [2!box] [is 1] [thing_is]."),
    ROW(FAR, "the [1?small] in the [2!box] [is 1] [thing_is], so [it 1] (stay[s"
             " 1] where [it 1] [is 1]|must be kept (dry|safe|apart)|will be "
             "sold)."),
    ROW(FAR, "the [1?small] in the [2!box] by the [3!seen] [is 1] [thing_is]."),
    ROW(FAR, "the [1?tool] [nextprep] the [2!box] [is 1] [thing_is]."),
    ROW(FAR, "the [1?tool] that the [2!person] left in the [building] [was 1] "
             "[thing_is]."),
    ROW(FAR, "the [1?garment] on the [2!seat] [is 1] [thing_is]."),
    ROW(FAR, "the [1?garment] of the [2!person] [is 1] [thing_is]."),
    ROW(FAR, "the [1?fruit] in the [2!box] [is 1] [fruit_is]."),
    ROW(FAR, "the [1?vegetable] from the [2!plot] [was 1] [fruit_is]."),
    ROW(FAR, "the [1?dish] on the [2!seat] [is 1] [dish_is]."),
    ROW(FAR, "the [1?animal] behind the [2!building] [is 1] [beast_is]."),
    ROW(FAR, "the [1?animal] of the [2!person] [is 1] [beast_is]."),
    ROW(FAR, "the [1?bird] on the [2!building] [is 1] [beast_is]."),
    ROW(FAR, "the [1?person] with the [2!animal] [is 1] [person_is]."),
    ROW(FAR, "the [1?person] from the [2!building] [has 1] (no|lost the|brought"
             " the) [3!small]."),
    ROW(FAR,
        "the [1?person] with the [thing_adj] [2!small] [is 1] [person_is]."),
    ROW(FAR, "the [1?boat] [nextprep] the [2!boat] [is 1] [boat_is]."),
    ROW(FAR, "the [1?boat] that the [2!person] painted [is 1] [boat_is]."),
    ROW(FAR, "the [1?tree] behind the [2!building] [is 1] [plant_is]."),
    ROW(FAR, "the [1?flower] under the [2!tree] [is 1] [plant_is]."),
    ROW(FAR, "the [1?building] [byprep] the [2!outside] [is 1] [house_is]."),
    ROW(FAR, "the [1?room] of the [2!building] [was 1] [house_is]."),
    ROW(FAR, "the [1?paper] about the [2!animal] [is 1] [paper_is]."),
    ROW(FAR, "the [1?paper] in the [2!box] [was 1] [paper_is]."),
    ROW(FAR, "the [1?idea] of the [2!person] [is 1] [idea_is]."),
    ROW(FAR, "the [1?box] with the [2!small] [is 1] [box_is]."),
    ROW(FAR, "the [1?box] full of [small+] [is 1] [box_is]."),
    ROW(FAR, "the [1?instrument] of the [2!person] [is 1] [thing_is]."),
    ROW(FAR, "the [1?fish] in the [2!box] [is 1] [dish_is]."),
    ROW(FAR, "the [1?shipart] of the [2!boat] [is 1] [thing_is]."),
    ROW(FAR, "the [1?small] lie[s 1] (under|behind) the [2!box]."),
    ROW(FAR, "look at the [1?small]: [it 1] [is 1] in the [2!box]."),
    ROW(FAR, "the [1?small] [is 1] not in the [2!box]; [it 1] [is 1] on the "
             "[seat]."),
    ROW(FAR, "the [1?box] on the [2!boat] [is 1] [box_is]."),
    ROW(FAR, "the [1?box] on the [2!boat] [was 1] [box_is], and nobody asked "
             "why."),
    ROW(FAR, "the [1?person] on the [2!boat] [is 1] [person_is]."),
    ROW(FAR, "of all the [small+] in the [box], the [ordinal] one is "
             "[thing_is]."),
    ROW(FAR, "neither the [1=small] nor the [2=tool] is [thing_is]."),
    ROW(FAR, "both the [1=small] and the [2=tool] are [thing_is]."),
    ROW(FAR, "every [small] in the [box+] is [thing_is]."),
    ROW(MAT, "the [pet] (sat|sat|slept|lay|waited|stood) on the [seat]."),
    ROW(MAT, "the [pet] (sat|sat|slept|lay|waited|stood) [onprep] the [seat]."),
    ROW(MAT, "the [pet] sat on the [1=seat] because the [1] was "
             "(warm|soft|dry)."),
    ROW(MAT, "the [1=pet] sat on the [seat], and the [person] sat beside the "
             "[1]."),
    ROW(MAT, "the [pet+] (sat|sat|slept|lay|waited|stood) on the [seat]."),
    ROW(SCENE, "the [animal] [beast:d] [onprep] the [seat]."),
    ROW(SCENE,
        "the [animal] [beast:d] on the [seat] and the [animal] [beast:d] "
        "under it."),
    ROW(SCENE, "the [animal] [beast:d] [byprep] the [outside]."),
    ROW(SCENE, "a [beast_adj] [animal] [beast:d] (in|behind) the [building]."),
    ROW(SCENE, "the [bird+] [flyer:d] above the [place_adj] [outside]."),
    ROW(SCENE, "a [bird] [flyer:d] on the [seat] of the [person]."),
    ROW(SCENE,
        "the [person] [rest:d] [byprep] the [outside] and [rest:d] [how]."),
    ROW(SCENE, "a [person_adj] [person] [go:d] [how] (to|from|past) the "
               "[building]."),
    ROW(SCENE, "the [person] [take:d] the [thing_adj] [small] [how]."),
    ROW(SCENE, "the [person_adj] [person] [mend:d] the [tool] [how]."),
    ROW(SCENE, "the [person] [say:d] that the [1?small] [was 1] [thing_is]."),
    ROW(SCENE,
        "the [person] [like:d] the [person], but the [person] [like:d] the"
        " [kin] of the [person]."),
    ROW(SCENE, "[when] a [person] [take:d] [number] [small+] and a [tool]."),
    ROW(SCENE,
        "the [person] [cook:d] the [dish] while the [person] [cook:d] the "
        "[vegetable+]."),
    ROW(SCENE, "the [person] [grow:d] the [flower+] [when]."),
    ROW(SCENE,
        "the [person] [sewing:d] a [thing_adj] [garment] out of [weave]."),
    ROW(SCENE, "the [person] [make:d] a [instrument] from the wood of an old "
               "[tree]."),
    ROW(SCENE, "a [sound] came from the [room], and the [person] [go:d] to the "
               "[building]."),
    ROW(SCENE, "the [tool] [perish:d] during the [event], and nobody noticed."),
    ROW(SCENE, "a [insect] [beast:d] on the [flower]."),
    ROW(SCENE, "the [sky] above the [outside] was [colour]."),
    ROW(SCENE, "the [person] [often] [like:s] the [person] with the [colour] "
               "[garment]."),
    ROW(SCENE, "the [person] has (a|no) [idea] about the [event]."),
    ROW(SCENE, "one [person] asked for [worth], another for [stuff]."),
    ROW(SCENE, "the [ordinal] house in the street is the [building], and it is "
               "[house_is]."),
    ROW(SCENE, "the [person] lost a [metal] [small] near the [outside]."),
    ROW(SCENE, "a [fish] costs [number] pence, and a pound of [eat] costs "
               "[number]."),
    ROW(SCENE,
        "the [person] hurt a [body] at the [event] and [say:d] nothing."),
    ROW(SCENE, "the [person] played the [instrument] for a [time]."),
    ROW(SCENE, "[maybe] the [person] will [like] the [person] at the [event]."),
    ROW(SCENE, "there was [mood] in the [building] after the [event]."),
    ROW(SCENE, "from the [outside] to the [outside] it is [number] miles."),
    ROW(SCENE,
        "a [person] came ashore with nothing but a [small] and a [idea]."),
    ROW(SCENE, "the [person] keeps [number] [animal+] and gives each of them a "
               "name."),
    ROW(SCENE, "two [person+] shared one [dish] and [number] stories."),
    ROW(SCENE, "nobody in the [building] can [cook] a [dish] as the [person] "
               "does."),
    ROW(SCENE, "the [person] taught the [pet] to [beast] beside the [seat]."),
    ROW(SCENE,
        "in the window of the [building] lies a [thing_adj] [small], and "
        "every [person] stops to look."),
    ROW(SCENE, "the [person_adj] [person] paid for the [dish] with a song."),
    ROW(SCENE,
        "under the [seat] we found [number] [small+] and the [idea] of a "
        "[person]."),
    ROW(SCENE, "the [beast_adj] [animal] belongs to nobody, but the whole "
               "[outside] feeds it."),
    ROW(SCENE, "a [person] asked the way to the [building], and the [person] "
               "showed him the sea."),
    ROW(SCENE, "the [person] can whistle like a [bird], but only when the "
               "[person] is not there."),
    ROW(SCENE,
        "the [tool] of the [person] hangs on the wall of the [building], "
        "[thing_adj] and [thing_is]."),
    ROW(SCENE,
        "the [boat_adj] [boat] is called after a [flower], and smells of "
        "[stuff]."),
    ROW(SCENE, "there is no [eat] left, but there is [worth] enough."),
    ROW(SCENE,
        "the [person] has read the same [paper] [number] times and still "
        "laughs."),
    ROW(SCENE, "on the [building] a [bird] has built a nest out of [weave] and "
               "[stuff]."),
    ROW(SCENE, "the [person] dreams of a [boat] with [colour] sails."),
    ROW(SCENE, "the [insect+] have found the [eat], and the [person] has found "
               "the [insect+]."),
    ROW(CAUSE,
        "the [1?garment] [was 1] wet because the [person] had left [them "
        "1] in the rain."),
    ROW(CAUSE, "the [1?tool] [was 1] rusty because nobody had oiled [them 1]."),
    ROW(CAUSE, "because the [animal] was hungry, it ate the [dish] of the "
               "[person]."),
    ROW(CAUSE, "the [person] was tired, so the [person] carried the [small+] "
               "home."),
    ROW(CAUSE, "since the [building] was closed, the [person] [go:d] to the "
               "[building] instead."),
    ROW(CAUSE, "the [dish] was [dish_is], and therefore nobody wanted more."),
    ROW(CAUSE, "the [tool] broke, so the [person] had to [mend] the [boat] by "
               "hand."),
    ROW(CAUSE, "it rained for [number] days, and that is why the [outside] is "
               "muddy."),
    ROW(CAUSE, "if the [boat] is late, the [person] will be [person_is]."),
    ROW(CAUSE, "the [person] trembled with [mood] because of the [event]."),
    ROW(CAUSE, "when the [sound] was heard, the [animal+] [go:d] into the "
               "[outside]."),
    ROW(CAUSE, "the [fruit+] fell because the wind shook the tree."),
    ROW(CAUSE, "the [person] could not sleep because the [animal] made such a "
               "noise."),
    ROW(CAUSE, "the [bird+] flew up when the [person] came to the [outside]."),
    ROW(CAUSE,
        "the fire went out, so the [room] was cold and the [eat] froze."),
    ROW(CAUSE, "the [person] forgot the key and had to climb over the "
               "(wall|fence|gate|roof|hedge)."),
    ROW(CAUSE, "salt was dear, and so the [person] sold the [fish+] fresh."),
    ROW(CAUSE, "the [person] laughed because the [1?pet] stole the [dish], and "
               "[it 1] [was 1] not sorry."),
    ROW(CAUSE, "the lamp was not lit, and so the [boat] missed the [outside]."),
    ROW(CAUSE, "the [person] came late because the [boat] had been [boat_is]."),
    ROW(CAUSE, "the [animal] ran away, so the [person] went after it with a "
               "[tool] and no hat."),
    ROW(CAUSE, "because the [person] sang, the [person] closed the window."),
    ROW(CAUSE,
        "the [1?tree] [was 1] cut down because [it 1] hid the lighthouse."),
    ROW(CAUSE,
        "the [person] wanted [worth] and got [stuff], which is why he is "
        "[person_is]."),
    ROW(CAUSE, "nobody had wound the clock, and so the [person+] came an hour "
               "late."),
    ROW(CAUSE, "the candle fell over, the [paper] burned, and now only the "
               "[person] knows how it ended."),
    ROW(CAUSE, "the ice was thin, so the [animal] turned back and lived."),
    ROW(CAUSE, "the [person] salted the [dish] twice, because the [person] had "
               "not said a word."),
    ROW(CAUSE, "the well was dry, so we drank [number] bottles of beer."),
    ROW(PRONOUN,
        "the [woman] lent the [man] a [small], and he gave it back to her "
        "[when]."),
    ROW(PRONOUN,
        "the [man] thanked the [woman] because she had found his [small]."),
    ROW(PRONOUN, "when the [woman] met the [man], she [say:d] that he looked "
                 "[person_is]."),
    ROW(PRONOUN,
        "the [1?pet] followed the [man], and he gave [them 1] some [eat]."),
    ROW(PRONOUN, "the [woman] wrote to the [man] that her [1?garment] [was 1] "
                 "ready, and he came to fetch [them 1]."),
    ROW(PRONOUN,
        "the [man] dropped the [small] of the [woman], and she forgave "
        "him."),
    ROW(PRONOUN,
        "the [woman] asked the [man] for [worth], but he had none to give "
        "her."),
    ROW(PRONOUN,
        "the [1?tool] [was 1] [thing_is], so the [man] put [them 1] beside"
        " [its 1] [box]."),
    ROW(PRONOUN,
        "the [person+] lost [number] [small+] and looked for them in the "
        "[building]."),
    ROW(PRONOUN, "the [woman] made a [dish] for herself, and the [man] ate it "
                 "himself."),
    ROW(PRONOUN,
        "the [man] and the [woman] are twins, but he is [person_is] and "
        "she is not."),
    ROW(PRONOUN,
        "the [woman] told the [man] to wait, and he waited for her until "
        "the [event] was over."),
    ROW(PRONOUN,
        "the [1?person] forgot [its 1] [small+], and the [pet] found them."),
    ROW(PRONOUN, "the [man] shaved himself, and the [woman] laughed at him."),
    ROW(PRONOUN,
        "the [woman] gave the [pet] her [dish], but it did not want it."),
    ROW(PRONOUN,
        "the [person+] built the [boat] themselves, and they are proud of "
        "it."),
    ROW(PRONOUN, "the [man] asked the [woman] for her [tool], for his own was "
                 "[thing_is]."),
    ROW(PRONOUN,
        "as the [woman] did not like the [garment], she gave it to the "
        "[man]."),
    ROW(PRONOUN,
        "the [man] had a [pet], and when he was sad it slept beside him."),
    ROW(HOMONYM,
        "the [person] took the money to the bank and the clerk counted it."),
    ROW(HOMONYM,
        "the [animal] slept on the bank of the river, in the long grass."),
    ROW(HOMONYM,
        "the bank was closed, so the [person] could not borrow a penny."),
    ROW(HOMONYM, "reeds grow on the bank, and the [bird] nests among them."),
    ROW(HOMONYM, "the waves broke over the bow of the [boat]."),
    ROW(HOMONYM,
        "the [person] tied the ribbon in a bow and wrapped the [small]."),
    ROW(HOMONYM, "the fiddler lost the bow and could not play a note."),
    ROW(HOMONYM, "the hunter bent the bow and the arrow flew."),
    ROW(HOMONYM,
        "the lamp gave so little light that the [person] could not read."),
    ROW(HOMONYM,
        "the [box] was light, and the [person] lifted it with one hand."),
    ROW(HOMONYM, "the [person] will light the fire when the wood is dry."),
    ROW(HOMONYM, "the captain dropped the anchor when the land was near."),
    ROW(HOMONYM, "the plane went over the board until the wood was smooth."),
    ROW(HOMONYM, "the [person] put a stamp on the letter and gave it to the "
                 "postman."),
    ROW(HOMONYM, "do not stamp your feet in the [room]; the baby is asleep."),
    ROW(HOMONYM, "the spring was cold, and the [flower+] came late that year."),
    ROW(HOMONYM, "we drank from the spring behind the [building]."),
    ROW(HOMONYM, "the clock stopped because its spring was broken."),
    ROW(HOMONYM, "the seal swam around the [boat] and looked for fish."),
    ROW(HOMONYM, "the letter had a red seal, and nobody dared to break it."),
    ROW(HOMONYM, "the crane lifted the [box] onto the quay."),
    ROW(HOMONYM, "a grey crane stood in the marsh on one leg."),
    ROW(HOMONYM, "the bark of the [tree] is rough and brown."),
    ROW(HOMONYM, "the bark of the dog woke the [person]."),
    ROW(HOMONYM, "the [person] left by the left door."),
    ROW(HOMONYM, "the match went out in the wind before the pipe was lit."),
    ROW(HOMONYM, "our team won the match, and the [person] cheered."),
    ROW(HOMONYM, "the ring on the finger of the [kin] is [metal]."),
    ROW(HOMONYM, "ring the bell twice when the ferry comes."),
    ROW(HOMONYM, "the [person] can open the can with a knife."),
    ROW(HOMONYM, "the captain keeps watch at night and looks at his watch."),
    ROW(HOMONYM,
        "the fisher can row the boat, and the [tree+] stand in a row."),
    ROW(HOMONYM,
        "they had a row about the [small] and did not speak for a week."),
    ROW(HOMONYM, "a fair price was paid for the [animal] at the fair."),
    ROW(HOMONYM,
        "the well behind the [building] is deep, and the [person] is not "
        "well."),
    ROW(HOMONYM, "the bat flew out of the [building] at dusk."),
    ROW(HOMONYM,
        "the mole dug under the [plot], and the waves broke on the mole."),
    ROW(HOMONYM, "the palm of his hand was as rough as rope."),
    ROW(HOMONYM,
        "the current is strong, and the current price of [eat] is high."),
    ROW(HOMONYM, "he saw the [animal] and cut the plank with the saw."),
    ROW(HOMONYM, "the box with the file was opened with a file."),
    ROW(HOMONYM, "the pupil of her eye grew wide when the pupil gave the right "
                 "answer."),
    ROW(HOMONYM, "the coach took the [person+] to the station."),
    ROW(HOMONYM,
        "the swallow flew south, and the [animal] took a swallow of water."),
    ROW(HOMONYM,
        "the jam in the pot is sweet, and the jam on the bridge is long."),
    ROW(HOMONYM,
        "the mint grows near the wall, and the coins come from the mint."),
    ROW(HOMONYM, "the nail in the board tore the nail of my thumb."),
    ROW(HOMONYM, "the stern captain stood in the stern."),
    {.text = NULL}};
