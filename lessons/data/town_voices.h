#ifndef LESSONS_DATA_TOWN_VOICES_H
#define LESSONS_DATA_TOWN_VOICES_H

#include "lessons/data/town.h"
#include "lessons/data/town_phrase.h"

/*
 * town_voices.h - the five voices; each lives in its own town_voice_X.c and
 * adds its entries about this day, one a line.
 */
void town_voice_log_write(const struct town *t, struct town_phrase *p);
void town_voice_letter_write(const struct town *t, struct town_phrase *p);
void town_voice_radio_write(const struct town *t, struct town_phrase *p);
void town_voice_riddle_write(const struct town *t, struct town_phrase *p);
void town_voice_answer_write(const struct town *t, struct town_phrase *p);

#endif
