#ifndef ENGINE_MODEL_CHAT_H
#define ENGINE_MODEL_CHAT_H

#include "engine/model/checkpoint.h"
#include "engine/model/sampler.h"
#include "engine/model/session.h"

/*
 * chat.h - a conversation: turns framed as the model has seen them in training.
 *
 * Which frame that is, is told by the model's special tokens or by marks in the
 * template of its file, which is looked at and never run. A model without one
 * goes on writing where the text ends, up to a line's end.
 */
enum chat_form {
    CHAT_PLAIN,  /* none */
    CHAT_ML,     /* <|im_start|>user ... <|im_end|>: SmolLM2, Qwen */
    CHAT_LLAMA3, /* <|start_header_id|>user<|end_header_id|> ... <|eot_id|> */
    CHAT_ZEPHYR, /* <|user|> ... </s>: TinyLlama */
    CHAT_INST    /* [INST] ... [/INST]: Llama 2, Mistral */
};

enum chat_form chat_form(const struct checkpoint *c);
const char *chat_form_name(enum chat_form form);

/* A whole conversation at once: what was said, up to a question. */
enum chat_role { CHAT_SYSTEM, CHAT_USER, CHAT_ASSISTANT };
struct chat_turn {
    enum chat_role role;
    const char *text; /* special tokens in it are only text */
};

/* Appends to `ids` (int32_t) what the model reads before it answers. Errors:
 * BAD_USAGE where the last turn is no question, or the frame is CHAT_INST and
 * question and answer do not alternate; those of the tokenizer. */
struct status chat_prompt(const struct checkpoint *c,
                          const struct chat_turn *turn, int n, struct buf *ids);

/* The same of a conversation up to an answer, as an example to learn from:
 * `counts` gets a byte for each id, 1 where the assistant speaks. That ends
 * with the token that ends its turn, so that a model learns to stop; a frame of
 * text alone counts to its end. Errors: BAD_USAGE where the last turn is no
 * answer; as above. */
struct status chat_learned(const struct checkpoint *c,
                           const struct chat_turn *turn, int n, struct buf *ids,
                           struct buf *counts);

/* Does `id` end an answer, by the model's word or by its frame? */
bool chat_ends(const struct checkpoint *c, int32_t id);

/* Appends what the model's template says where there are no system's words;
 * nothing where it says nothing. chat_new() and chat_prompt() do so. */
void chat_given(const struct checkpoint *c, struct buf *out);

struct chat; /* opaque */

/* `c` is borrowed; `system` NULL: what the model's template gives, "": nothing.
 * Owner: the caller. Errors: those of session_new(). */
struct status chat_new(struct chat **out, struct checkpoint *c,
                       const char *system, uint64_t seed);
void chat_free(struct chat *k);
struct session *chat_session(struct chat *k);

/* Reads what the learner says; special tokens in it are only text. Errors:
 * those of session_read(); nothing is read then. */
struct status chat_ask(struct chat *k, const char *text);

/* Appends the next piece of the answer to `out`, whole characters; *more is
 * false behind its end. */
struct status chat_answer(struct chat *k, const struct sampler_settings *s,
                          struct buf *out, bool *more);
/* Ends an answer that was broken off, as if the model had. */
struct status chat_stop(struct chat *k);

/* Forgets the last question and its answer; false where there is none. */
bool chat_undo(struct chat *k);
int chat_turns(const struct chat *k);

#endif
