#ifndef LESSONS_READER_PARTS_H
#define LESSONS_READER_PARTS_H

#include "lessons/reader.h"
#include "lessons/verdict.h"

/* reader_parts.h - what reader.c and reader_task.c share. */

/* A fault or a task: is it tried until it is solved? */
bool reader_retries(const struct lesson_block *b);

struct status reader_no_memory(void);
bool reader_set_answer(struct reader_reply *reply, const char *text);
void reader_take(struct reader_reply *reply, struct verdict v);

/* Block `block` of step `step` with the code that was drawn. */
struct lesson_block reader_drawn(const struct reader *r, int step, int block);

/* An answer to a fault; to a task of type set. */
struct status reader_try_fault(struct reader *r, int block, const char *answer);
struct status reader_try_value(struct reader *r, int block, const char *answer);

/* The run of the lab at `lab` came back, for the task at `block`. */
struct status reader_try_run(struct reader *r, int block, int lab,
                             const json_t *run, uint64_t seed);

/* Brings back what the old answer to a task or fault was worth. */
void reader_recall_tries(struct reader *r, int step, int block,
                         const struct progress_answer *old);

#endif
