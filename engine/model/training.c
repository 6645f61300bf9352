#include "engine/model/training.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/base/size.h"
#include "engine/model/sampler.h"
#include "engine/model/session.h"

#define RESUME      "resume"
#define ABOUT_BYTES ((size_t)1 << 16)

enum { PATH_BYTES = 4096 };

struct training {
    struct recipe recipe;
    char data_hash[HASH_TEXT];
    struct tokenizer *tokenizer;
    int32_t *token; /* the whole text: training part, then validation part */
    size_t tokens;
    struct batches train, valid;
    struct decoder *model;
    struct trainer *trainer;
    struct session *writer; /* for samples; made when first asked for */
    struct hook hook;
};

static struct tensor *loss(void *self, struct graph *g, struct tensor *ids,
                           struct tensor *targets, bool training, uint64_t seed,
                           uint64_t step)
{
    struct training *t = self;
    const struct decoder_mode mode = {.training = training,
                                      .seed = seed,
                                      .step = step,
                                      .recompute =
                                          training && t->recipe.recompute};

    return decoder_loss(t->model, g, ids, targets, &mode);
}

static struct status learn_tokens(struct training *t, const char *text,
                                  size_t bytes, const struct stead *stead)
{
    switch (t->recipe.tokenizer) {
    case TOKENIZER_CHAR:
        return tokenizer_train_char(&t->tokenizer, text, bytes);
    case TOKENIZER_BYTE:
        return tokenizer_train_byte(&t->tokenizer);
    case TOKENIZER_BPE:
        return tokenizer_train_bpe_by(&t->tokenizer, text, bytes,
                                      (int)t->recipe.vocab, stead);
    case TOKENIZER_WORDPIECE:
        break;
    }
    return status_fail(STATUS_BAD_USAGE, "a %s tokenizer is not learned here",
                       tokenizer_kind_name(t->recipe.tokenizer));
}

/* The split is made in tokens; the two parts share none. */
static struct status read_text(struct training *t, const char *text,
                               size_t bytes, const struct stead *stead)
{
    size_t room;

    STATUS_TRY(learn_tokens(t, text, bytes, stead));
    if (!size_mul(&room, bytes + 1, sizeof *t->token))
        return status_fail(STATUS_TOO_BIG, "the text is too large");
    t->token = malloc(room);
    if (!t->token)
        return status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    STATUS_TRY(tokenizer_encode(t->tokenizer, text, bytes, t->token, bytes + 1,
                                &t->tokens));
    /* Rounded down, as in the published recipe: 90 % of the text train. */
    const size_t kept =
        (size_t)((double)t->tokens * (1.0 - t->recipe.valid) + 1e-9);
    t->train = (struct batches){.token = t->token, .count = (int64_t)kept};
    t->valid = (struct batches){.token = t->token + kept,
                                .count = (int64_t)(t->tokens - kept)};
    hash_bytes(t->data_hash, text, bytes);
    return STATUS_OK;
}

static struct status build(struct training *t, const struct device *d)
{
    t->recipe.model.vocab = tokenizer_size(t->tokenizer);
    STATUS_TRY(
        decoder_new(&t->model, &t->recipe.model, d, t->recipe.train.seed));
    const struct trainer_model m = {t, decoder_params(t->model), loss};
    return trainer_new(&t->trainer, &m, &t->recipe.train, d, &t->train,
                       &t->valid);
}

struct status training_open(struct training **out, const struct recipe *r,
                            const char *text, size_t bytes,
                            const struct device *d)
{
    struct training *t = calloc(1, sizeof *t);

    *out = NULL;
    if (!t)
        return status_fail(STATUS_NO_MEMORY, "no memory for a run");
    t->recipe = *r;
    struct status st = read_text(t, text, bytes, d->stead);
    if (!st.code)
        st = build(t, d);
    if (st.code) {
        training_close(t);
        return st;
    }
    *out = t;
    return st;
}

void training_close(struct training *t)
{
    if (!t)
        return;
    session_free(t->writer);
    trainer_free(t->trainer);
    decoder_free(t->model);
    tokenizer_free(t->tokenizer);
    free(t->token);
    free(t);
}

void training_set_hook(struct training *t, struct hook hook)
{
    trainer_set_hook(t->trainer, hook);
    t->hook = hook;
}

const struct recipe *training_recipe(const struct training *t)
{
    return &t->recipe;
}

struct trainer *training_trainer(struct training *t)
{
    return t->trainer;
}

struct decoder *training_model(struct training *t)
{
    return t->model;
}

const struct tokenizer *training_tokenizer(const struct training *t)
{
    return t->tokenizer;
}

const char *training_data_hash(const struct training *t)
{
    return t->data_hash;
}

struct status training_step(struct training *t, struct trainer_report *out,
                            bool *more)
{
    STATUS_TRY(trainer_step(t->trainer, out));
    *more = out->step < t->recipe.train.steps;
    return STATUS_OK;
}

struct status training_validate(struct training *t, double *mean)
{
    if (t->valid.count < 2)
        return status_fail(STATUS_NOT_FOUND, "no validation part");
    return trainer_validate(t->trainer, mean);
}

/* Reads the prompt with the weights of now, and draws `tokens` more. */
static struct status write_on(struct session *s, struct sampler *draws,
                              const struct sampler_settings *k, int tokens,
                              struct rng *rng)
{
    const float *logits;

    for (int i = 0; i < tokens; i++) {
        STATUS_TRY(session_logits(s, &logits));
        const struct sampler_draw d = sampler_draw(
            draws, logits, k, session_ids(s), session_count(s), rng);
        STATUS_TRY(session_read(s, &d.id, 1));
    }
    return STATUS_OK;
}

static struct status read_prompt(struct training *t, const char *prompt)
{
    const size_t bytes = strlen(prompt);
    int32_t *ids = malloc((bytes + 1) * sizeof *ids);
    size_t n = 0;

    if (!ids)
        return status_fail(STATUS_NO_MEMORY, "no memory for a sample");
    struct status st =
        tokenizer_encode(t->tokenizer, prompt, bytes, ids, bytes + 1, &n);
    if (!st.code)
        st = session_read(t->writer, ids, (int64_t)n);
    free(ids);
    return st;
}

struct status training_sample(struct training *t, const char *prompt,
                              int tokens, double temperature, uint64_t seed,
                              struct buf *out)
{
    struct sampler_settings k = sampler_plain();
    struct rng rng = rng_make(seed, 0);

    if (!t->writer)
        STATUS_TRY(session_new(&t->writer, t->model, 0));
    session_set_hook(t->writer, t->hook);
    session_cut(t->writer, 0);
    struct sampler *draws = sampler_new((int)t->recipe.model.vocab);
    if (!draws)
        return status_fail(STATUS_NO_MEMORY, "no memory for a sample");
    k.temperature = temperature;
    struct status st = read_prompt(t, prompt);
    if (!st.code)
        st = write_on(t->writer, draws, &k, tokens, &rng);
    if (!st.code)
        st = tokenizer_decode(t->tokenizer, session_ids(t->writer),
                              (size_t)session_count(t->writer), out);
    sampler_free(draws);
    return st;
}

/* What a resume file must agree with. */
static void about(const struct training *t, struct buf *out)
{
    recipe_text(&t->recipe, out);
    buf_printf(out, "data=%s\n", t->data_hash);
}

static struct status resume_path(char path[PATH_BYTES], const char *folder)
{
    const int n = snprintf(path, PATH_BYTES, "%s/" RESUME, folder);

    if (n < 0 || n >= PATH_BYTES)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", folder);
    return STATUS_OK;
}

typedef struct status training_move(struct trainer *t, const char *path,
                                    const char *about);

static struct status with_resume(struct training *t, const char *folder,
                                 training_move *move)
{
    char path[PATH_BYTES];
    struct buf text;

    STATUS_TRY(resume_path(path, folder));
    buf_init(&text, ABOUT_BYTES);
    about(t, &text);
    struct status st = buf_status(&text);
    if (!st.code)
        st = move(t->trainer, path, buf_string(&text));
    buf_release(&text);
    return st;
}

struct status training_save(struct training *t, const char *folder)
{
    STATUS_TRY(savefile_folder(folder));
    return with_resume(t, folder, trainer_save);
}

struct status training_resume(struct training *t, const char *folder)
{
    return with_resume(t, folder, trainer_load);
}

static struct status fill_card(struct training *t, struct card *card,
                               const char *command)
{
    const char *key;
    char value[32];
    double valid = 0.0;

    card_set_text(card, CARD_TRAINING, "command", command);
    card_set_text(card, CARD_TRAINING, "data_sha256", t->data_hash);
    for (int i = 0; recipe_describe(&t->recipe, i, &key, value); i++)
        card_set_text(card, CARD_TRAINING, key, value);
    card_set_int(card, CARD_SCORES, "steps", trainer_steps_done(t->trainer));
    const struct status st = training_validate(t, &valid);
    if (!st.code)
        card_set_real(card, CARD_SCORES, "val_loss", valid);
    return st.code == STATUS_NOT_FOUND ? STATUS_OK : st;
}

struct status training_finish(struct training *t, const char *folder,
                              const char *command,
                              enum checkpoint_precision precision)
{
    struct card *card = card_new();
    char path[PATH_BYTES];

    if (!card)
        return status_fail(STATUS_NO_MEMORY, "no memory for a card");
    struct status st = fill_card(t, card, command);
    if (!st.code)
        st = checkpoint_save(folder, t->model, t->tokenizer, card, precision);
    card_free(card);
    STATUS_TRY(st);
    STATUS_TRY(resume_path(path, folder));
    unlink(path); /* the checkpoint stands; nothing to go back to */
    savefile_sweep(folder);
    return STATUS_OK;
}
