#include "engine/model/embed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct status embed_check(const struct checkpoint *c)
{
    return decoder_config(c->model)->headless
               ? STATUS_OK
               : status_fail(STATUS_BAD_USAGE,
                             "this model foretells tokens and is no encoder; "
                             "a text's vector needs one, such as minilm");
}

int64_t embed_width(const struct checkpoint *c)
{
    return decoder_config(c->model)->width;
}

/* Puts the model's tokens around those of the text, of which as many stay as
 * the model reads. Answers how many there are. */
static int64_t frame(const struct checkpoint *c, int32_t *ids, size_t count,
                     bool *cut)
{
    const int32_t *before, *after;
    const size_t context = (size_t)decoder_config(c->model)->context;
    const size_t first = (size_t)tokenizer_before(c->tokenizer, &before);
    const size_t last = (size_t)tokenizer_after(c->tokenizer, &after);
    const size_t room = context > first + last ? context - first - last : 0;

    *cut = count > room;
    if (*cut)
        count = room;
    memmove(ids + first, ids, count * sizeof *ids);
    memcpy(ids, before, first * sizeof *ids);
    memcpy(ids + first + count, after, last * sizeof *ids);
    return (int64_t)(first + count + last);
}

/* The mean of the rows of `y`, of length 1. */
static struct status pool(float *out, const struct tensor *y)
{
    const int64_t rows = tensor_rows(y), cols = tensor_cols(y);
    double square = 0.0;

    for (int64_t i = 0; i < cols; i++) {
        double sum = 0.0;

        for (int64_t r = 0; r < rows; r++)
            sum += tensor_get(y, r * cols + i);
        out[i] = (float)(sum / (double)rows);
        square += (double)out[i] * (double)out[i];
    }
    if (!isfinite(square) || square <= 0.0) {
        return status_fail(STATUS_BAD_FILE,
                           "the text's vector has no direction: the model's "
                           "weights are damaged");
    }
    for (int64_t i = 0; i < cols; i++)
        out[i] = (float)((double)out[i] / sqrt(square));
    return STATUS_OK;
}

static struct status run(float *out, const struct checkpoint *c,
                         struct graph *g, const int32_t *ids, int64_t count)
{
    const int64_t shape[] = {1, count};

    if (count < 1)
        return status_fail(STATUS_BAD_USAGE, "a text without a token has no "
                                             "vector");
    graph_reset(g);
    graph_set_gradients(g, false);
    const struct tensor *y =
        decoder_forward(c->model, g, graph_ints(g, 2, shape, ids), NULL);
    STATUS_TRY(graph_status(g));
    return pool(out, y);
}

struct status embed_text(float *out, const struct checkpoint *c,
                         struct graph *g, const char *text, size_t bytes,
                         struct embed_note *note)
{
    const int32_t *around;
    struct tokenizer_sink sink = {.plain = true,
                                  .room = tokenizer_room(c->tokenizer, bytes)};
    const size_t more = (size_t)(tokenizer_before(c->tokenizer, &around) +
                                 tokenizer_after(c->tokenizer, &around));
    bool cut = false;

    STATUS_TRY(embed_check(c));
    if (sink.room < SIZE_MAX / sizeof *sink.id - more - 1)
        sink.id = malloc((sink.room + more + 1) * sizeof *sink.id);
    if (!sink.id)
        return status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    struct status st = tokenizer_encode_into(c->tokenizer, text, bytes, &sink);
    if (!st.code) {
        const int64_t count = frame(c, sink.id, sink.count, &cut);

        st = run(out, c, g, sink.id, count);
        if (note)
            *note = (struct embed_note){count, cut};
    }
    free(sink.id);
    return st;
}
