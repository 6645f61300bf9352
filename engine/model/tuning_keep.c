/* tuning_keep.c - what a fine-tuning keeps on the disk. The list of validations
 * is written before the state that follows it, so that it is never behind: what
 * it has beyond the state is dropped and comes again with the same bits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "engine/model/tuning_parts.h"

#define TEXT_BYTES ((size_t)1 << 22)

enum { PATH_BYTES = 4096 };

static struct status path_of(char path[PATH_BYTES], const struct tuning *t,
                             const char *name)
{
    const int n = snprintf(path, PATH_BYTES, "%s/%s", t->from.folder, name);

    if (n < 0 || n >= PATH_BYTES)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", t->from.folder);
    return STATUS_OK;
}

static int64_t count(const struct tuning *t)
{
    return (int64_t)(t->points.bytes / sizeof(struct tuning_point));
}

static const struct tuning_point *point(const struct tuning *t, int64_t i)
{
    return (const struct tuning_point *)(const void *)t->points.data + i;
}

/* The first of the best; -1 where there is none. */
static int64_t best(const struct tuning *t)
{
    int64_t at = -1;

    for (int64_t i = 0; i < count(t); i++)
        if (isfinite(point(t, i)->loss) &&
            (at < 0 || point(t, i)->loss < point(t, at)->loss))
            at = i;
    return at;
}

static bool out_of_patience(const struct tuning *t)
{
    return t->recipe.patience > 0 && count(t) > 0 &&
           count(t) - 1 - best(t) >= t->recipe.patience;
}

/* What a state on the disk must agree with. */
typedef struct status tuning_move(struct trainer *t, const char *path,
                                  const char *about);

static struct status with_file(struct tuning *t, const char *name,
                               tuning_move *move)
{
    char path[PATH_BYTES];
    struct buf about;

    STATUS_TRY(path_of(path, t, name));
    buf_init(&about, TEXT_BYTES);
    tuning_recipe_text(&t->recipe, &about);
    buf_printf(&about, "model=%s\nonly=%s\ndata=%s\n", t->from.model,
               t->from.only ? t->from.only : "", t->data_hash);
    struct status st = buf_status(&about);
    if (!st.code)
        st = move(t->trainer, path, buf_string(&about));
    buf_release(&about);
    return st;
}

static struct status write_points(struct tuning *t)
{
    char path[PATH_BYTES];
    struct buf text;

    STATUS_TRY(path_of(path, t, "valid"));
    buf_init(&text, TEXT_BYTES);
    for (int64_t i = 0; i < count(t); i++)
        buf_printf(&text, "%lld %.17g\n", (long long)point(t, i)->step,
                   point(t, i)->loss);
    struct status st = buf_status(&text);
    if (!st.code)
        st = savefile_replace(path, buf_string(&text), text.bytes);
    buf_release(&text);
    return st;
}

struct status tuning_parts_note(struct tuning *t, double loss, bool *more)
{
    const struct tuning_point p = {trainer_steps_done(t->trainer), loss};

    *more = p.step < t->recipe.train.steps;
    if (count(t) && point(t, count(t) - 1)->step == p.step)
        return STATUS_OK; /* asked twice */
    buf_add(&t->points, &p, sizeof p);
    STATUS_TRY(buf_status(&t->points));
    STATUS_TRY(write_points(t));
    if (t->recipe.patience > 0 && best(t) == count(t) - 1)
        STATUS_TRY(with_file(t, "best", trainer_save));
    *more = *more && !out_of_patience(t);
    return STATUS_OK;
}

static struct status parse_points(struct tuning *t, const char *text)
{
    struct tuning_point p;
    char *end;

    for (int line = 1; *text; line++) {
        p.step = strtoll(text, &end, 10);
        const bool step = end != text && *end == ' ';

        text = end;
        p.loss = strtod(text, &end);
        if (!step || end == text || *end != '\n')
            return status_fail(STATUS_BAD_FILE, "line %d: no step and loss",
                               line);
        text = end + 1;
        if (p.step <= trainer_steps_done(t->trainer))
            buf_add(&t->points, &p, sizeof p);
    }
    return buf_status(&t->points);
}

static struct status read_points(struct tuning *t)
{
    char path[PATH_BYTES];
    struct filemap m;
    struct buf text;

    buf_clear(&t->points);
    STATUS_TRY(path_of(path, t, "valid"));
    struct status st = filemap_open(&m, path, TEXT_BYTES);
    if (st.code == STATUS_NOT_FOUND)
        return STATUS_OK; /* there was none yet */
    STATUS_TRY(st);
    buf_init(&text, TEXT_BYTES);
    buf_add(&text, m.data, m.bytes);
    filemap_close(&m);
    st = buf_status(&text);
    if (!st.code)
        st = parse_points(t, buf_string(&text));
    buf_release(&text);
    return status_within(st, path);
}

struct status tuning_save(struct tuning *t)
{
    return with_file(t, "resume", trainer_save);
}

struct status tuning_resume(struct tuning *t, bool *more)
{
    STATUS_TRY(with_file(t, "resume", trainer_load));
    STATUS_TRY(read_points(t));
    *more = trainer_steps_done(t->trainer) < t->recipe.train.steps &&
            !out_of_patience(t);
    return STATUS_OK;
}

static struct card *describe(struct tuning *t, const char *command)
{
    struct card *card = card_new();
    const char *key;
    char value[32];

    if (!card)
        return NULL;
    card_set_text(card, CARD_TRAINING, "command", command);
    card_set_text(card, CARD_TRAINING, "base", t->from.model);
    card_set_text(card, CARD_TRAINING, "data_sha256", t->data_hash);
    for (int i = 0; tuning_recipe_describe(&t->recipe, i, &key, value); i++)
        card_set_text(card, CARD_TRAINING, key, value);
    card_set_int(card, CARD_SCORES, "steps", trainer_steps_done(t->trainer));
    if (count(t) && best(t) >= 0)
        card_set_real(
            card, CARD_SCORES, "val_loss",
            point(t, t->recipe.patience ? best(t) : count(t) - 1)->loss);
    return card;
}

static struct status save_adapter(struct tuning *t, struct card *card)
{
    static const char *const files[] = {"adapter_config.json",
                                        "adapter_model.safetensors"};

    adapter_settle(t->adapter);
    STATUS_TRY(adapter_save(t->adapter, t->from.folder, t->from.model));
    for (int i = 0; i < 2; i++)
        STATUS_TRY(card_add_file(card, t->from.folder, files[i]));
    return card_write(card, t->from.folder);
}

static struct status save_result(struct tuning *t, const char *command)
{
    struct card *card = describe(t, command);

    if (!card)
        return status_fail(STATUS_NO_MEMORY, "no memory for a card");
    const struct status st =
        t->adapter
            ? save_adapter(t, card)
            : checkpoint_save(t->from.folder, t->base.model, t->base.tokenizer,
                              card, t->from.precision);
    card_free(card);
    return st;
}

struct status tuning_finish(struct tuning *t, const char *command,
                            int64_t *step)
{
    static const char *const left[] = {"resume", "valid", "best"};
    char path[PATH_BYTES];

    if (t->recipe.patience > 0 && best(t) >= 0 && best(t) < count(t) - 1)
        STATUS_TRY(with_file(t, "best", trainer_load));
    *step = trainer_steps_done(t->trainer);
    STATUS_TRY(save_result(t, command));
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        STATUS_TRY(path_of(path, t, left[i]));
        unlink(path); /* the result stands; nothing to go back to */
    }
    savefile_sweep(t->from.folder);
    return STATUS_OK;
}
