#include "lessons/data/town_nouns.h"

#include <stddef.h>

const struct town_words_class town_nouns_classes[] = {
    {"small", /* what fits into a box */
     "key coin ring button letter stamp nail needle thimble spoon knife/knives "
     "fork candle brush comb mirror watch/watches locket brooch/brooches bead "
     "bell whistle pipe pen pencil ribbon bandage bottle cork hook screw bolt "
     "hinge chain buckle ticket card map photograph medal feather shell pebble "
     "glove stocking scarf/scarves handkerchief cup saucer bowl plate jug mug "
     "lens/lenses compass/compasses lamp lantern battery clock toy doll puppet "
     "marble dice/dice notebook diary ledger receipt bill parcel envelope "
     "necklace bracelet earring purse wallet badge flute trumpet tin spring "
     "wheel handle lid plug rope string/strings knot patch/patches scissor "
     "razor towel sponge pill seed acorn biscuit sweet dagger pistol bullet "
     "lock magnet token charm flag helmet crown"},
    {"box", /* what holds them */
     "box/boxes basket drawer bag chest jar sack crate bucket barrel cupboard "
     "cabinet trunk case suitcase pot tray cart wagon barrow tub desk locker "
     "safe pouch/pouches hamper pail kettle vase pan bin tank chamber satchel "
     "casket wardrobe"},
    {"tool",
     "hammer saw chisel plane drill file rasp axe hatchet shovel spade rake "
     "pickaxe crowbar wrench/wrenches plough ladder anchor oar paddle net trap "
     "line sail mast pump lever winch/winches pulley anvil bellows/bellows "
     "sledge spear harpoon broom mop iron ruler scale saddle harness/harnesses "
     "bridle whip grindstone loom spindle shear mallet trowel sieve funnel "
     "crank wedge rudder tiller boom block crane"},
    {"thing", /* the first that come to mind, and what holds them */
     "key coin letter ring book cup shoe nail spoon knife/knives glass/glasses "
     "stone egg candle button shirt bottle apple map card"},
    {"holder",
     "box/boxes basket drawer bag chest jar cupboard bucket sack tin"},
    {"seat", /* what one may sit on, or put something on */
     "mat table chair bed bench/benches shelf/shelves rug stool step carpet "
     "sofa blanket pillow cushion counter stove oven piano mattress/mattresses "
     "armchair doorstep sill staircase couch/couches bookcase mantelpiece "
     "hammock cradle"},
    {"seen", /* what else stands in a room */
     "door window curtain fireplace hearth sink bathtub mirror stove bookcase "
     "staircase oven piano clock"},
    {"pet", "cat dog kitten puppy hen rabbit goat goose/geese duck parrot"},
    {"garment",
     "coat hat cap shirt skirt dress/dresses apron boot shoe sandal slipper "
     "jacket vest belt cloak shawl bonnet veil sock mitten collar sleeve "
     "pocket petticoat uniform robe gown waistcoat hood jersey oilskin"},
    {"fruit",
     "apple pear plum cherry peach/peaches orange lemon fig grape melon berry "
     "strawberry raspberry blackberry apricot nut walnut chestnut almond date "
     "currant olive tomato/tomatoes quince"},
    {"vegetable",
     "onion carrot potato/potatoes turnip cabbage leek bean pea beet radish/"
     "radishes pumpkin cucumber mushroom parsnip lettuce pepper"},
    {"dish",
     "pie loaf/loaves cake pudding stew soup pancake bun tart dumpling sausage "
     "omelette sandwich/sandwiches roll pasty broth salad roast custard"},
    {"fish",
     "herring cod/cod mackerel/mackerel eel crab lobster shrimp oyster mussel "
     "salmon/salmon trout/trout plaice/plaice haddock/haddock sardine sprat "
     "whiting/whiting turbot/turbot squid/squid"},
    {"bird",
     "gull sparrow robin crow raven owl hawk falcon swan goose/geese duck "
     "pigeon swallow lark thrush/thrushes blackbird heron wren finch/finches "
     "hen cock pheasant magpie jackdaw starling cormorant puffin tern"},
    {"animal",
     "cat dog horse donkey goat sheep/sheep pig cow calf/calves lamb mouse/"
     "mice rat rabbit hare fox/foxes squirrel hedgehog badger otter seal mule "
     "pony kitten puppy hound ox/oxen ferret mole toad frog weasel monkey "
     "parrot tortoise bull"},
    {"insect",
     "bee wasp fly ant beetle butterfly moth spider cricket snail worm "
     "caterpillar ladybird gnat grasshopper"},
    {"tree",
     "oak ash/ashes elm pine birch/birches willow beech/beeches poplar fir "
     "cedar maple hawthorn hazel chestnut_tree apple_tree yew"},
    {"flower",
     "rose lily daisy tulip violet poppy bluebell primrose foxglove thistle "
     "daffodil iris/irises marigold snowdrop geranium heather/heather"},
    {"person",
     "child/children boy girl man/men woman/women sailor fisherman/fishermen "
     "baker carpenter farmer teacher doctor nurse priest judge clerk merchant "
     "soldier widow orphan stranger beggar thief/thieves pilot porter cook "
     "tailor weaver miller smith butcher painter singer fiddler poet printer "
     "postman/postmen policeman/policemen servant maid grocer visitor "
     "traveller "
     "neighbour cousin guest pupil student apprentice twin shepherd gardener "
     "mason potter barber captain mate stoker passenger inspector lawyer "
     "banker governor mayor dancer juggler pedlar smuggler lamplighter cooper "
     "chandler hunter nun monk prisoner guard drummer"},
    {"man", "man/men boy king uncle brother father grandfather nephew "
            "fisherman/fishermen husband son prince monk"},
    {"woman", "woman/women girl queen aunt sister mother grandmother niece "
              "fishwife/fishwives wife/wives daughter princess/princesses nun"},
    {"kin",
     "mother father sister brother uncle aunt grandmother grandfather nephew "
     "niece daughter son"},
    {"boat",
     "boat ship ferry barge schooner trawler yacht tug rowboat dinghy raft "
     "canoe lifeboat steamer lugger punt cutter wreck whaler launch/launches "
     "sloop brig"},
    {"shipart",
     "deck hull keel bow stern cabin hatch/hatches galley bunk porthole funnel "
     "wheelhouse railing hold bilge boiler propeller bulwark gangway yard"},
    {"building",
     "house cottage church/churches chapel school shop inn tavern bakery mill "
     "barn stable warehouse factory library museum theatre hospital prison "
     "station lighthouse tower castle bank office workshop shed hut tent "
     "market brewery smithy boathouse hotel kennel"},
    {"room",
     "kitchen cellar attic bedroom parlour hall pantry study bathroom nursery "
     "classroom corridor stair balcony porch/porches gallery vault"},
    {"outside",
     "street lane road path bridge square corner garden yard field meadow hill "
     "valley forest wood river stream pond lake beach/beaches cliff cave "
     "island bay harbour quay pier jetty dock wall gate fence hedge ditch/"
     "ditches well fountain orchard marsh/marshes moor mountain shore canal "
     "crossroad park cemetery rock roof chimney step pavement"},
    {"plot", "garden field farm market island valley meadow hill"},
    {"paper",
     "book page story poem song picture drawing poster notice newspaper "
     "contract licence list message recipe sermon speech/speeches letter "
     "essay report lesson law rule promise prayer verse chapter rumour "
     "calendar chart"},
    {"instrument",
     "fiddle drum guitar harp accordion organ horn trombone violin banjo "
     "concertina mandolin"},
    {"body",
     "hand foot/feet arm leg knee elbow shoulder finger thumb toe ear eye nose "
     "tooth/teeth cheek chin neck back wrist ankle heel tongue lip"},
    {"event",
     "wedding funeral fair feast dance game race storm strike trial concert "
     "election meeting party parade holiday voyage journey birthday "
     "christening "
     "quarrel auction picnic harvest eclipse fire flood"},
    {"idea",
     "idea plan dream secret question answer reason mistake wish/wishes hope "
     "fear memory doubt habit debt gift duty joke lie truth trick puzzle "
     "choice chance danger problem surprise excuse bargain opinion worry "
     "lesson warning thought guess/guesses favour insult"},
    {"time", "minute hour day week month year morning evening night season"},
    {"sky", "cloud star planet rainbow shadow sunset sunrise moon comet"},
    {NULL, NULL}};
