#include "lessons/data/town_deeds.h"

#include <stddef.h>

const struct town_words_class town_deeds_classes[] = {
    {"mend", /* something made, with tools */
     "mend repair paint clean polish wash scrub/scrubbed/scrubbing oil grease "
     "sand varnish fix replace inspect test measure weigh sharpen straighten "
     "tighten loosen patch examine restore wipe dust"},
    {"take", /* a thing that can be carried */
     "take/took/taking carry/carried bring/brought find/found lose/lost/losing "
     "drop/dropped/dropping lift hide/hid/hiding borrow steal/stole buy/bought "
     "sell/sold lend/lent keep/kept/keeping wrap/wrapped/wrapping pack unpack "
     "deliver collect hold/held throw/threw catch/caught break/broke "
     "bury/buried open close/closed/closing lock unlock touch "
     "shake/shook/shaking pull push count sort share/shared/sharing examine "
     "notice/noticed/noticing forget/forgot/forgetting fetch return "
     "swap/swapped/swapping admire/admired/admiring choose/chose/choosing "
     "gather store/stored/storing empty/emptied paint draw/drew sketch"},
    {"go", /* to a place */
     "go/went walk run/ran/running hurry/hurried march stroll climb "
     "ride/rode/riding drive/drove/driving wander creep/crept limp "
     "stumble/stumbled/stumbling race/raced/racing rush return sneak "
     "trudge/trudged/trudging cycle/cycled/cycling"},
    {"rest", /* in a place */
     "sit/sat/sitting stand/stood sleep/slept wait rest lie/lay/lying "
     "kneel/knelt linger hide/hid/hiding doze/dozed/dozing listen sing/sang "
     "shiver read/read pray/prayed eat/ate drink/drank laugh weep/wept whisper "
     "whistle/whistled/whistling smoke/smoked/smoking dance/danced/dancing "
     "sew/sewed work play/played study/studied cough sneeze/sneezed/sneezing "
     "snore/snored/snoring yawn dream"},
    {"beast", /* what an animal does somewhere */
     "sit/sat/sitting sleep/slept wait lie/lay/lying hide/hid/hiding eat/ate "
     "drink/drank play/played jump leap/leapt roll scratch sniff limp "
     "tremble/trembled/trembling crouch stretch doze/dozed/dozing feed/fed "
     "growl dig/dug/digging"},
    {"flyer", /* what a bird does somewhere */
     "perch nest circle/circled/circling land glide/glided/gliding hover "
     "sing/sang swoop flutter dive/dived/diving settle/settled/settling"},
    {"say", /* that something is so */
     "say/said think/thought believe/believed/believing swear/swore claim "
     "reply/replied admit/admitted/admitting complain explain shout whisper "
     "promise/promised/promising declare/declared/declaring insist mutter "
     "suppose/supposed/supposing boast warn deny/denied hear/heard know/knew "
     "announce/announced/announcing confess/confessed/confessing murmur "
     "write/wrote/writing dream/dreamt fear hope/hoped/hoping remember learn"},
    {"like", /* a person towards a thing or a person */
     "like/liked/liking love/loved/loving hate/hated/hating want need miss "
     "trust fear respect envy/envied admire/admired/admiring "
     "forgive/forgave/forgiving blame/blamed/blaming praise/praised/praising "
     "thank help tease/teased/teasing avoid invite/invited/inviting follow "
     "visit greet scold pity/pitied obey/obeyed comfort annoy/annoyed remember "
     "meet/met teach/taught pay/paid ask answer call"},
    {"cook",
     "cook bake/baked/baking boil fry/fried roast slice/sliced/slicing "
     "chop/chopped/chopping taste/tasted/tasting burn serve/served/serving "
     "stir/stirred/stirring salt season eat/ate smell spoil"},
    {"grow", /* a plant */
     "plant water pick prune/pruned/pruning trim/trimmed/trimming "
     "cut/cut/cutting sow/sowed gather harvest"},
    {"make", "make/made/making build/built carve/carved/carving design "
             "weave/wove/weaving knit/knitted/knitting sew/sewed invent finish "
             "begin/began/beginning order"},
    {"sewing", "sew/sewed knit/knitted/knitting make/made/making "
               "cut/cut/cutting stitch finish"},
    {"perish", /* what happens to a thing */
     "break/broke fall/fell burn sink/sank vanish crack rot/rotted/rotting "
     "crumble/crumbled/crumbling rust freeze/froze/freezing melt bend/bent "
     "tear/tore split/split/splitting leak"},
    {NULL, NULL}};
