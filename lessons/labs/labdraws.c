#include "lessons/labs/labdraws.h"

#include <math.h>
#include <string.h>

struct sampler_settings labdraws_settings(const struct lab_value *first)
{
    struct sampler_settings k = sampler_plain();

    k.temperature = first[0].number;
    k.top_k = (int64_t)first[1].number;
    k.top_p = first[2].number;
    k.min_p = first[3].number;
    k.repeat = first[4].number;
    return k;
}

struct status labdraws_open(struct labdraws *d, struct labmodel *m,
                            struct hook hook)
{
    *d = (struct labdraws){.model = m};
    STATUS_TRY(session_new(&d->session, m->checkpoint.model, 0));
    session_set_hook(d->session, hook);
    d->sampler = sampler_new(tokenizer_size(m->checkpoint.tokenizer));
    if (!d->sampler)
        return status_fail(STATUS_NO_MEMORY, "no memory for a sampler");
    return labdraws_read(d);
}

void labdraws_close(struct labdraws *d)
{
    sampler_free(d->sampler);
    session_free(d->session);
    *d = (struct labdraws){.model = NULL};
}

struct status labdraws_read(struct labdraws *d)
{
    session_cut(d->session, 0);
    d->given = (int64_t)d->model->count;
    return session_read(d->session, d->model->ids, d->given);
}

/* Does what this token adds hold a line's end? */
static struct status ends_line(const struct labdraws *d, int32_t id, bool *ends)
{
    char piece[64];

    STATUS_TRY(labwrite_spell(d->model, &id, 1, piece, sizeof piece));
    *ends = strchr(piece, '\n') != NULL;
    return STATUS_OK;
}

struct status labdraws_write(struct labdraws *d,
                             const struct labdraws_wish *wish, uint64_t i,
                             struct labwrite *out)
{
    struct rng rng = rng_make(wish->seed, i);
    const float *logits;
    double surprise = 0.0;

    *out = (struct labwrite){.count = 0};
    session_cut(d->session, d->given);
    while (out->count < wish->tokens) {
        bool line = false;

        STATUS_TRY(session_logits(d->session, &logits));
        const struct sampler_draw one = sampler_draw(
            d->sampler, logits, &wish->knobs, session_ids(d->session),
            session_count(d->session), &rng);
        if (checkpoint_ends(&d->model->checkpoint, one.id))
            break;
        if (wish->line)
            STATUS_TRY(ends_line(d, one.id, &line));
        if (line)
            break;
        surprise -= one.logprob;
        out->id[out->count++] = one.id;
        if (out->count < wish->tokens)
            STATUS_TRY(session_read(d->session, &one.id, 1));
    }
    out->surprise = out->count ? surprise / out->count : (double)NAN;
    return labwrite_spell(d->model, out->id, out->count, out->text,
                          LABWRITE_BYTES);
}

void labdraws_repeats(const struct labwrite *w, long *runs, long *repeated)
{
    enum { RUN = 4 };

    for (int i = 0; i + RUN <= w->count; i++) {
        bool before = false;

        for (int j = 0; j < i && !before; j++)
            before = memcmp(w->id + i, w->id + j, RUN * sizeof *w->id) == 0;
        ++*runs;
        *repeated += before;
    }
}
