#include "lessons/data/town_traits.h"

#include <stddef.h>

const struct town_words_class town_traits_classes[] = {
    {"thing_is", /* is said of a thing */
     "wet dry cold warm old new heavy light clean dirty dusty rusty broken "
     "lost "
     "missing empty safe cheap precious useless useful ready hidden cracked "
     "bent worn polished painted damp sticky smooth rough sharp blunt frozen "
     "worthless valuable stolen borrowed forgotten damaged faded scratched "
     "crooked loose fragile sturdy spotless stained burnt greasy plain hot"},
    {"state", "wet dry cold old new heavy lost clean dirty broken warm safe"},
    {"box_is",
     "full empty open closed locked heavy light wet dry old new broken cracked "
     "missing clean dirty deep shallow narrow wide sealed painted"},
    {"house_is",
     "empty full dark bright quiet noisy warm cold open closed crowded clean "
     "dirty ancient haunted deserted cosy damp draughty famous ruined silent "
     "unlocked shut"},
    {"fruit_is",
     "ripe sweet sour rotten fresh bitter juicy hard soft bruised green ready "
     "tasty delicious unripe spoilt"},
    {"dish_is",
     "hot cold burnt salty sweet delicious tasteless tasty fresh stale ready "
     "raw tough tender spicy bland excellent"},
    {"beast_is",
     "asleep awake hungry thirsty tired afraid angry calm lame sick tame wild "
     "fat thin lazy restless quiet wet dirty old young greedy playful fierce "
     "gentle stubborn clever curious"},
    {"person_is",
     "tired happy sad angry late early ready hungry thirsty afraid proud "
     "ashamed busy lonely ill well rich poor honest cheerful nervous silent "
     "brave jealous grateful sorry bored curious surprised worried sleepy calm "
     "sober drunk famous lucky unlucky guilty innocent polite rude patient "
     "restless homesick penniless furious puzzled content"},
    {"boat_is",
     "empty full loaded late overdue ready sound leaky fast slow new old clean "
     "rotten seaworthy damaged stranded afloat adrift lost safe missing"},
    {"plant_is", "tall short green dead healthy bare wild pretty crooked young "
                 "old fragrant "
                 "withered wet"},
    {"idea_is",
     "good bad wise foolish strange simple difficult clear false true clever "
     "dangerous silly sensible wonderful terrible familiar curious serious "
     "impossible possible certain doubtful harmless private common rare"},
    {"paper_is",
     "long short true false boring amusing sad funny famous unfinished torn "
     "secret important blank missing old honest brief clear wrong"},
    {"thing_adj",
     "little big small large old new brass copper silver golden wooden iron "
     "leather paper glass blue red green yellow white black brown grey purple "
     "round square flat thin thick long short heavy light strange ordinary "
     "beautiful ugly foreign antique tiny huge narrow splendid shabby curious "
     "elegant simple second_hand familiar pink orange striped spotted carved "
     "hollow solid rare expensive modern"},
    {"person_adj",
     "old young tall short thin fat kind cruel clever foolish brave shy proud "
     "humble lazy busy honest quiet noisy gentle stern merry gloomy blind deaf "
     "rich poor strong weak handsome pretty friendly grumpy careful careless "
     "clumsy wise bald bearded red_haired sleepy forgetful generous mean "
     "respectable stubborn talkative elderly"},
    {"beast_adj",
     "big little old young black white brown grey spotted striped fat thin "
     "hungry lazy clever wild tame stray friendly nervous shaggy one_eyed lame "
     "noisy sleek greedy sly"},
    {"place_adj",
     "old new narrow wide dark bright quiet busy steep crooked muddy empty "
     "lonely sunny windy famous ruined northern southern western eastern "
     "distant nearby low high stony green forgotten ancient"},
    {"boat_adj",
     "old new fast slow little big white black grey green foreign rusty sturdy "
     "handsome leaky lucky three_masted wooden iron broad"},
    {"how", /* adverbs for anything people do */
     "slowly quickly quietly loudly carefully carelessly happily sadly angrily "
     "gently roughly bravely eagerly lazily patiently politely rudely secretly "
     "openly proudly calmly nervously gladly alone together again suddenly "
     "cheerfully awkwardly neatly badly well clumsily solemnly hastily "
     "silently thoughtfully firmly softly skilfully stubbornly absently"},
    {"often",
     "always never often seldom usually sometimes rarely hardly_ever still "
     "nearly_always"},
    {"maybe",
     "perhaps probably certainly surely obviously luckily sadly strangely "
     "naturally apparently evidently fortunately"},
    {"when",
     "today yesterday this_morning last_night at_noon at_dawn at_dusk before_"
     "breakfast after_supper at_midnight this_afternoon on_sunday in_the_"
     "evening all_day long_ago two_days_ago last_week last_winter last_summer "
     "in_the_spring in_the_autumn just_now at_teatime"},
    {"stuff", /* nouns without a plural */
     "bread butter cheese milk honey sugar salt flour tea coffee jam rice meat "
     "ham bacon vinegar mustard wine beer rum soap wax coal wool cotton silk "
     "linen leather timber tar paint ink chalk glue straw hay sand gravel clay "
     "ice snow smoke steam dust mud water oil tobacco paper"},
    {"weave", "wool cotton silk linen leather sailcloth felt fur"},
    {"eat",
     "bread butter cheese milk honey sugar salt flour tea coffee jam rice "
     "meat ham bacon mustard"},
    {"mood",
     "anger joy grief pride shame fear hope love envy pity courage patience "
     "boredom kindness curiosity relief doubt delight hunger greed hatred "
     "sorrow wonder loneliness gratitude"},
    {"worth", /* what one may have or lack */
     "money time luck help sleep work peace advice news courage patience "
     "music company justice freedom knowledge experience comfort warmth light "
     "silence"},
    {"colour",
     "red blue green yellow white black brown grey purple pink orange golden "
     "silver crimson"},
    {"metal", "iron brass copper silver gold tin lead steel bronze"},
    {"sound",
     "bell whistle drum horn shout song knock footstep cry/cries laugh sigh "
     "bang creak splash/splashes rattle echo/echoes murmur roar bark thud "
     "hum groan cough whisper"},
    {"number",
     "two three four five six seven eight nine ten eleven twelve fifteen "
     "twenty thirty forty fifty"},
    {"ordinal",
     "first second third fourth fifth sixth seventh eighth ninth tenth last"},
    {"weather", "rain snow blow freeze clear_up pour thunder hail thaw"},
    {"time_of_day", "morning evening afternoon"},
    {"onprep", "on under beside behind near above below"},
    {"inprep", "in inside beside behind under near next_to"},
    {"byprep", "near beside behind opposite beyond outside"},
    {"nextprep", "near beside behind next_to in_front_of"},
    {NULL, NULL}};
