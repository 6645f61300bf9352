#include "engine/model/tuning.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "engine/core/freeze.h"
#include "engine/model/evaluate.h"
#include "engine/model/tuning_parts.h"

#define POINTS_BYTES ((size_t)1 << 24)
#define GRAPH_BYTES  ((size_t)16 << 30)
#define DATA_BYTES   ((size_t)1 << 30)

static struct tensor *loss(void *self, struct graph *g, struct tensor *ids,
                           struct tensor *targets, bool training, uint64_t seed,
                           uint64_t step)
{
    struct tuning *t = self;
    const struct decoder_mode mode = {
        .training = training, .seed = seed, .step = step};

    if (t->adapter && training)
        adapter_train(t->adapter, seed, step);
    else if (t->adapter)
        adapter_settle(t->adapter);
    return decoder_loss(t->base.model, g, ids, targets, &mode);
}

static bool of_four_bits(const struct param *p)
{
    return p->value.type == TENSOR_BLOCKS &&
           (p->value.quant == QUANT_Q4_0 || p->value.quant == QUANT_Q4_1 ||
            p->value.quant == QUANT_Q4_K);
}

/* At least a half of its numbers: a file of 4 bits may have some matrices in
 * more. */
static struct status check_bits(struct tuning *t)
{
    struct params *ps = decoder_params(t->base.model);
    int64_t all = 0, few = 0;

    for (int i = 0; i < params_count(ps); i++) {
        all += params_at(ps, i)->count;
        few += of_four_bits(params_at(ps, i)) ? params_at(ps, i)->count : 0;
    }
    if (2 * few >= all)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "qlora: %lld of %lld numbers of %s stand in blocks of 4 "
                       "bits; make such a file with lathe quantize",
                       (long long)few, (long long)all, t->from.model);
}

static struct status load_base(struct tuning *t, const struct device *d)
{
    const struct tuning_source *s = &t->from;

    if (t->recipe.method == TUNING_FULL) {
        STATUS_TRY(checkpoint_load_whole(&t->base, s->model, d));
        return freeze_all_but(decoder_params(t->base.model),
                              s->only ? s->only : "*", &t->size);
    }
    if (s->only)
        return status_fail(STATUS_BAD_USAGE,
                           "which weights move is asked of the method full "
                           "alone");
    STATUS_TRY(checkpoint_load(&t->base, s->model, d));
    if (t->base.adapter)
        return status_fail(STATUS_BAD_USAGE,
                           "%s is an adapter; give the model that it is for",
                           s->model);
    if (t->recipe.method == TUNING_QLORA)
        STATUS_TRY(check_bits(t));
    params_freeze(decoder_params(t->base.model), "*", true);
    STATUS_TRY(adapter_new(&t->adapter, t->base.model, &t->recipe.adapter,
                           t->recipe.train.seed));
    adapter_use(t->adapter);
    t->size = adapter_size(t->adapter);
    return STATUS_OK;
}

static struct status hash_data(struct tuning *t)
{
    struct filemap m;

    STATUS_TRY(filemap_open(&m, t->from.data, DATA_BYTES));
    hash_bytes(t->data_hash, m.data, m.bytes);
    filemap_close(&m);
    return STATUS_OK;
}

static struct status read_data(struct tuning *t)
{
    const int64_t room =
        decoder_config(t->base.model)->context - decoder_lead(t->base.model);
    struct dialogs d;

    if (t->recipe.train.context > room)
        t->recipe.train.context = room;
    STATUS_TRY(hash_data(t));
    STATUS_TRY(dialogs_open(&d, t->from.data));
    /* A row of n + 1 ids has n inputs and n targets. */
    struct status st = dialogs_examples(
        &d, &t->base, t->recipe.train.context + 1, &t->train, &t->cut);
    dialogs_release(&d);
    if (st.code)
        return status_within(st, t->from.data);
    if (t->recipe.valid > 0.0)
        STATUS_TRY(examples_split(&t->train, t->recipe.valid, &t->valid));
    if (t->recipe.pack)
        examples_pack(&t->train, t->recipe.train.context + 1);
    return STATUS_OK;
}

static struct status build(struct tuning *t, const struct device *d)
{
    const struct batches train = {.examples = &t->train},
                         valid = {.examples = &t->valid};

    STATUS_TRY(load_base(t, d));
    STATUS_TRY(read_data(t));
    STATUS_TRY(savefile_folder(t->from.folder));
    const struct trainer_model m = {t,
                                    t->adapter ? adapter_params(t->adapter)
                                               : decoder_params(t->base.model),
                                    loss};
    return trainer_new(&t->trainer, &m, &t->recipe.train, d, &train, &valid);
}

struct status tuning_open(struct tuning **out, const struct tuning_recipe *r,
                          const struct tuning_source *s, const struct device *d)
{
    struct tuning *t = calloc(1, sizeof *t);

    *out = NULL;
    if (!t)
        return status_fail(STATUS_NO_MEMORY, "no memory for a fine-tuning");
    t->recipe = *r;
    t->from = *s;
    examples_init(&t->train);
    examples_init(&t->valid);
    buf_init(&t->points, POINTS_BYTES);
    const struct status st = build(t, d);
    if (st.code) {
        tuning_close(t);
        return st;
    }
    *out = t;
    return st;
}

void tuning_close(struct tuning *t)
{
    if (!t)
        return;
    trainer_free(t->trainer);
    adapter_free(t->adapter);
    examples_release(&t->train);
    examples_release(&t->valid);
    buf_release(&t->points);
    checkpoint_release(&t->base);
    free(t);
}

const struct tuning_recipe *tuning_recipe(const struct tuning *t)
{
    return &t->recipe;
}

struct trainer *tuning_trainer(struct tuning *t)
{
    return t->trainer;
}

struct checkpoint *tuning_checkpoint(struct tuning *t)
{
    return &t->base;
}

const char *tuning_data_hash(const struct tuning *t)
{
    return t->data_hash;
}

int64_t tuning_size(const struct tuning *t)
{
    return t->size;
}

int64_t tuning_count(const struct tuning *t, bool valid)
{
    return valid ? t->valid.count : t->train.count;
}

const struct dialogs_cut *tuning_cut(const struct tuning *t)
{
    return &t->cut;
}

struct status tuning_step(struct tuning *t, struct trainer_report *out,
                          bool *more)
{
    STATUS_TRY(trainer_step(t->trainer, out));
    *more = out->step < t->recipe.train.steps;
    return STATUS_OK;
}

struct status tuning_mean(struct tuning *t, double *mean)
{
    if (t->valid.count < 1)
        return status_fail(STATUS_NOT_FOUND,
                           "no conversation to validate with");
    return trainer_validate(t->trainer, mean);
}

struct status tuning_validate(struct tuning *t, double *mean, bool *more)
{
    STATUS_TRY(tuning_mean(t, mean));
    return tuning_parts_note(t, *mean, more);
}

struct status tuning_elsewhere(struct tuning *t, const char *text, size_t bytes,
                               bool before, double *loss_of)
{
    const struct device *d = params_device(decoder_params(t->base.model));
    const struct evaluate_options o = {.context = t->recipe.train.context};
    struct graph *g = graph_new(d, GRAPH_BYTES);
    struct evaluate_result r;

    if (!g)
        return status_fail(STATUS_NO_MEMORY, "no memory to read a text");
    if (t->adapter && before)
        adapter_rest(t->base.model);
    else if (t->adapter)
        adapter_settle(t->adapter);
    const struct status st = evaluate_text(&r, &t->base, g, text, bytes, &o);
    if (t->adapter)
        adapter_use(t->adapter);
    graph_free(g);
    *loss_of = st.code ? 0.0 : r.loss;
    return st;
}
