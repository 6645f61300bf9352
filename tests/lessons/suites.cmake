add_suite(lessons town data base)
add_suite(lessons town_words data base)
