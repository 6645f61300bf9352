#ifndef ENGINE_MODEL_CHAT_FRAME_H
#define ENGINE_MODEL_CHAT_FRAME_H

#include "engine/model/chat.h"

/*
 * chat_frame.h - what stands around the turns of a conversation, as ids. Text
 * between < and > of a frame that is a token of the model is read as that
 * token; what people say never is.
 */
struct chat_frame {
    const char *name;
    const char *mark;  /* a token that only such models have, or NULL */
    const char *hint;  /* what their templates contain, or NULL */
    const char *begin; /* a text's first token, where the tokenizer has none
                          to put there; or NULL */
    const char *system[2], *user[2], *assistant[2];
    bool inside; /* the system's words stand in the first question, and each
                    question begins as texts do */
    bool trims;  /* space around what is said is left out */
};

const struct chat_frame *chat_frame_of(const struct checkpoint *c);

/* Ids of turns that are being put together; failure is kept in `status`. */
struct chat_frame_ids {
    const struct chat_frame *frame;
    const struct tokenizer *tokenizer;
    struct buf ids;    /* int32_t */
    struct buf counts; /* a byte for each: is it learned? */
    struct buf text;   /* not yet encoded: a word may go on across a seam */
    bool learns;       /* answers count */
    bool learned;      /* what is added now counts */
    struct status status;
};
void chat_frame_init(struct chat_frame_ids *t, const struct checkpoint *c);
void chat_frame_release(struct chat_frame_ids *t);

/* A question, `first` of its text or not, behind what the system says (or
 * NULL), up to where the answer begins. */
void chat_frame_ask(struct chat_frame_ids *t, bool first, const char *system,
                    const char *text);
/* What follows an answer. */
void chat_frame_close(struct chat_frame_ids *t);
/* Encodes what is left; answers the first failure. */
struct status chat_frame_end(struct chat_frame_ids *t);

#endif
