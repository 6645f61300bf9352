# data: the course's own text, made by a seeded simulation.
add_library(data STATIC
    data/dotset.c data/homonyms.c data/kindred.c data/reviews.c data/seqtasks.c data/source.c data/tongues.c data/town.c data/town_day.c data/town_deeds.c data/town_errand.c data/town_grams.c
    data/town_rater.c data/town_scene.c data/town_unknown.c
    data/town_judge.c
    data/town_lexicon.c data/town_life.c data/town_lines.c data/town_match.c data/town_names.c
    data/town_nouns.c data/town_people.c data/town_phrase.c data/town_script.c data/town_tasks.c
    data/town_trades.c data/town_traits.c
    data/town_voice_answer.c data/town_voice_letter.c data/town_voice_log.c
    data/town_voice_radio.c data/town_voice_riddle.c data/town_words.c)
target_link_libraries(data PUBLIC base m)
