#ifndef EXERCISES_PARTY_H
#define EXERCISES_PARTY_H

#include <stdbool.h>
#include <stddef.h>

#include "exercises/kit/talk.h"
#include "exercises/sandbox.h"

/*
 * party.h - a driver that the judge talks to: one frame out, exactly one frame
 * back, with the same number and a nonce made for it. Anything else ends the
 * talk, and party_ask() says how it ended.
 */
struct party {
    struct sandbox_process process;
    int channel;  /* -1 when closed */
    int out, err; /* what it writes, as files in memory */
};

enum { PARTY_MOST = 64 << 20 };

struct party_words {
    enum talk_kind kind;
    int number;
    const void *head; /* sent first */
    size_t head_bytes;
    const void *data;
    size_t bytes;
    size_t answer_bytes; /* exactly; PARTY_ANY: up to `room` */
};

#define PARTY_ANY ((size_t)-1)

/* Starts the program under the limits of `job`, whose channel and output are
 * made here. */
struct status party_open(struct party *p, struct sandbox_job job);

/* The answer goes to `answer`, which has `room`; its length to `*got`.
 * Errors: IO, saying how the talk broke off ("it ended before its answer"). */
struct status party_ask(struct party *p, const struct party_words *words,
                        void *answer, size_t room, size_t *got);

/* Is `back`, which somebody else wrote, the head of the answer to `ask`, and of
 * a length that was asked for and has room? */
struct status party_check(const struct talk_head *ask,
                          const struct talk_head *back,
                          const struct party_words *words, size_t room);

/* Ends it: with `part`, as agreed, by TALK_END; else by force. Errors: IO where
 * it did not take leave. Output stays readable until party_forget(). */
struct status party_close(struct party *p, bool part, struct sandbox_end *end);
void party_forget(struct party *p);

/* Reads what it wrote, at most room - 1 bytes; answers how many there are. */
size_t party_read(int fd, char *to, size_t room);

#endif
