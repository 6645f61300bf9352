#include "lessons/data/town_people.h"

#include <assert.h>
#include <stdio.h>

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define ROW(table, row) \
    (assert((row) >= 0 && (row) < ROWS(table)), (table)[row])

static const char *const SHE[] = {
    "ada",     "agnes",  "alma",  "bertha", "clara", "dora",  "edith", "ella",
    "emma",    "esther", "flora", "greta",  "hanna", "helen", "ida",   "irene",
    "johanna", "kate",   "laura", "lydia",  "maud",  "mina",  "nora",  "ruth",
    "paula",   "rosa",   "selma", "thea",   "vera",  "wilma"};
static const char *const HE[] = {
    "abel",  "adam",  "albert", "anton", "arthur", "bruno", "carl",  "david",
    "edgar", "emil",  "felix",  "georg", "hugo",   "isaac", "jacob", "jonas",
    "karim", "leo",   "martin", "max",   "nils",   "oscar", "otto",  "paul",
    "peter", "ralph", "simon",  "theo",  "victor", "walter"};
static const char *const LAST[] = {
    "amber",  "brand",   "calder", "drewe",  "ellis",  "farrow", "garland",
    "hollis", "ingram",  "jarvis", "kemble", "larsen", "marlow", "norris",
    "ogden",  "prewitt", "quill",  "rowan",  "sander", "thorne"};
static const char *const TRADE[] = {
    "captain",    "shipwright", "fisher", "merchant",  "baker",
    "ropemaker",  "sailmaker",  "pilot",  "innkeeper", "teacher",
    "doctor",     "smith",      "cooper", "chandler",  "lamplighter",
    "net mender", "clerk",      "carter", "tailor",    "gardener"};
static const char *const TEMPER[] = {"hot-tempered", "proud", "stubborn",
                                     "gentle",       "shy",   "merry",
                                     "patient",      "dreamy"};
static const char *const SHIP[] = {
    "kestrel",     "patience",      "north star",   "mary ann",  "blue heron",
    "good intent", "seven sisters", "providence",   "sea holly", "curlew",
    "old promise", "white hart",    "evening star", "fair wind"};
static const char *const BUILD[] = {"schooner", "brig",   "barge",  "trawler",
                                    "ketch",    "lugger", "steamer"};
static const char *const PORT[] = {"aldermouth", "brackwater", "cold haven",
                                   "dunmere",    "eastry",     "fallow bay",
                                   "greyport",   "holm",       "ironsound",
                                   "larkness",   "marrow",     "wick end"};
static const char *const QUAY[] = {"long quay",   "salt quay", "old pier",
                                   "north steps", "rope quay", "custom house"};
static const char *const WIND[] = {"north", "northeast", "east", "southeast",
                                   "south", "southwest", "west", "northwest"};
static const char *const SKY[] = {"clear",    "bright", "cloudy",
                                  "overcast", "misty",  "dark with rain"};
static const char *const PART[] = {
    "mainmast",       "rudder",     "foresail", "hull below the waterline",
    "anchor winch",   "wheelhouse", "bowsprit", "pump",
    "starboard rail", "hatch cover"};
static const char *const QUARREL[] = {"the price of rope",
                                      "a torn net",
                                      "a borrowed ladder",
                                      "a barking dog",
                                      "an unpaid bill",
                                      "a berth on the long quay",
                                      "a joke told in the inn",
                                      "the key of the boathouse",
                                      "a lost bet",
                                      "the last sack of salt",
                                      "smoke from a chimney",
                                      "a letter that was opened"};
static const struct town_people_good GOOD[] = {
    {"fish", "basket", 10, 40},     {"salt", "sack", 18, 44},
    {"rope", "coil", 30, 72},       {"flour", "sack", 24, 60},
    {"coal", "ton", 120, 264},      {"timber", "load", 160, 340},
    {"tar", "barrel", 60, 132},     {"wool", "bale", 140, 300},
    {"wine", "cask", 200, 480},     {"tea", "chest", 180, 420},
    {"sailcloth", "bolt", 80, 190}, {"iron", "bar", 22, 58}};
static const char *const ANSWER[5][TOWN_PEOPLE_ANSWER] = {
    {"amberley",    "birkdale", "cresswick", "dunnock hill", "elmscott",
     "fennimore",   "gorsley",  "harrowby",  "inkpen",       "juniper mill",
     "kelstern",    "lindow",   "mossgarth", "netherby",     "oxenholt",
     "pebblecombe", "quenby",   "rushmere",  "silverdale",   "tanglewood",
     "upwell",      "wendover", "yarrowby",  "zeal cross"},
    {"rosemary soup",   "plum dumplings",  "smoked eel",     "barley porridge",
     "pickled herring", "saffron rice",    "mustard eggs",   "gooseberry fool",
     "lentil stew",     "ginger cake",     "apple fritters", "oat biscuits",
     "buttered crab",   "fennel bread",    "almond tart",    "rabbit pie",
     "baked turnips",   "cinnamon toast",  "mutton broth",   "peppered cheese",
     "walnut rolls",    "rhubarb crumble", "garlic mussels", "lemon sorbet"},
    {"tibbs",    "moxie",    "grumble",     "pickwick",  "domino",
     "bramble",  "nutmeg",   "sultan",      "whisky",    "marzipan",
     "socrates", "tuppence", "button nose", "major",     "velvet",
     "rascal",   "cinders",  "treacle",     "admiral",   "dumbarton",
     "parsley",  "figaro",   "bosun",       "clementine"},
    {"1851", "1853", "1855", "1857", "1859", "1861", "1863", "1865",
     "1867", "1869", "1871", "1873", "1875", "1877", "1879", "1881",
     "1883", "1885", "1887", "1889", "1891", "1893", "1895", "1897"},
    {"collecting sea glass", "keeping bees",
     "carving spoons",       "building kites",
     "pressing ferns",       "playing draughts",
     "telling fortunes",     "reading maps",
     "mending clocks",       "growing orchids",
     "watching comets",      "making candles",
     "painting tiles",       "breeding pigeons",
     "baking for fairs",     "folding paper birds",
     "copying old songs",    "sketching wrecks",
     "training hawks",       "brewing elderflower wine",
     "knotting hammocks",    "writing limericks",
     "digging for coins",    "swimming at dawn"}};
static const char *const WEEKDAY[] = {"monday",   "tuesday", "wednesday",
                                      "thursday", "friday",  "saturday",
                                      "sunday"};

const char *town_people_first(int row, int she)
{
    return she ? ROW(SHE, row) : ROW(HE, row);
}
const char *town_people_last(int row)
{
    return ROW(LAST, row);
}
const char *town_people_trade(int row)
{
    return ROW(TRADE, row);
}
const char *town_people_temper(int row)
{
    return ROW(TEMPER, row);
}
const char *town_people_kin(int kind, int she)
{
    static const char *const kin[][2] = {
        {"husband", "wife"}, {"son", "daughter"}, {"father", "mother"}};

    return ROW(kin, kind)[she ? 1 : 0];
}
const char *town_people_ship(int row)
{
    return ROW(SHIP, row);
}
const char *town_people_build(int row)
{
    return ROW(BUILD, row);
}
const char *town_people_port(int row)
{
    return ROW(PORT, row);
}
const char *town_people_quay(int row)
{
    return ROW(QUAY, row);
}
const char *town_people_wind(int row)
{
    return ROW(WIND, row);
}
const char *town_people_sky(int row)
{
    return ROW(SKY, row);
}
const char *town_people_part(int row)
{
    return ROW(PART, row);
}
const char *town_people_quarrel(int row)
{
    return ROW(QUARREL, row);
}
const struct town_people_good *town_people_good(int row)
{
    assert(row >= 0 && row < ROWS(GOOD));
    return &GOOD[row];
}
const char *town_people_answer(int fact, int row)
{
    assert(fact >= 0 && fact < ROWS(ANSWER));
    return ROW(ANSWER[fact], row);
}
const char *town_people_weekday(int day)
{
    return WEEKDAY[day % 7];
}

/* Years start in march here, so that a leap day would stand last; the town's
 * calendar has none. */
void town_people_date(char *out, int bytes, int day)
{
    static const struct {
        const char *name;
        int days;
    } month[] = {{"march", 31},     {"april", 30},   {"may", 31},
                 {"june", 30},      {"july", 31},    {"august", 31},
                 {"september", 30}, {"october", 31}, {"november", 30},
                 {"december", 31},  {"january", 31}, {"february", 28}};
    int year = 1921 + day / 365, rest = day % 365, m = 0;

    while (rest >= month[m].days)
        rest -= month[m++].days;
    snprintf(out, (size_t)bytes, "%d %s %d", rest + 1, month[m].name,
             year + (m >= 10));
}
