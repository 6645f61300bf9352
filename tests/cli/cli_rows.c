/* cli_rows MODEL - reads what `lathe lab attention-map --json` wrote and
 * succeeds where its weights are those of softmax(Q K^T / sqrt(d)), computed
 * here in plain double loops from the queries and keys of the model. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/checkpoint.h"
#include "engine/model/generate.h"

enum { TOKENS = 128, TEXT_BYTES = 512 };

/* The engine adds up in floats, and JSON keeps 9 digits. */
static const double tolerance = 1e-5;

static double score(const struct probe_value *q, const struct probe_value *k,
                    const int64_t at[2], int64_t head)
{
    const int64_t heads = q->shape[2], groups = k->shape[2], d = q->shape[3];
    const int64_t group = head / (heads / groups);
    double sum = 0.0;

    for (int64_t i = 0; i < d; i++)
        sum += (double)q->data[(at[0] * heads + head) * d + i] *
               (double)k->data[(at[1] * groups + group) * d + i];
    return sum / sqrt((double)d);
}

static int compare(const json_t *rows, const struct probe_value *q,
                   const struct probe_value *k, int64_t head)
{
    const int64_t n = q->shape[1];
    double worst = 0.0;

    if (json_array_size(rows) != (size_t)n)
        return 0;
    for (int64_t r = 0; r < n; r++) {
        const json_t *row = json_array_get(rows, (size_t)r);
        double sum = 0.0, shown = 0.0;

        for (int64_t c = 0; c <= r; c++)
            sum += exp(score(q, k, (const int64_t[]){r, c}, head));
        for (int64_t c = 0; c < n; c++) {
            const double w = json_number_value(json_array_get(row, (size_t)c));
            const double mine =
                c > r ? 0.0
                      : exp(score(q, k, (const int64_t[]){r, c}, head)) / sum;

            shown += w;
            if (c > r && (w > 0.0 || w < 0.0))
                return 0;
            worst = fmax(worst, fabs(w - mine));
        }
        worst = fmax(worst, fabs(shown - 1.0));
    }
    fprintf(stderr, "greatest difference %g\n", worst);
    return worst <= tolerance;
}

static struct status pass(struct checkpoint *c, struct probe *p,
                          const char *text)
{
    const int vocab = tokenizer_size(c->tokenizer);
    float *logits = calloc((size_t)vocab, sizeof *logits);
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 30);
    int32_t ids[TOKENS];
    size_t count;
    struct status st =
        logits && g ? STATUS_OK : status_fail(STATUS_NO_MEMORY, "no memory");

    if (!st.code)
        st = tokenizer_encode(c->tokenizer, text, strlen(text), ids, TOKENS,
                              &count);
    if (!st.code) {
        graph_set_probe(g, p);
        st = generate_logits(c->model, g, ids, (int64_t)count, logits);
    }
    graph_free(g);
    free(logits);
    return st;
}

/* The text that the model has read, piece by piece. */
static void join(char text[TEXT_BYTES], const json_t *pieces)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < json_array_size(pieces); i++) {
        const char *piece = json_string_value(json_array_get(pieces, i));

        if (piece && used < TEXT_BYTES)
            used +=
                (size_t)snprintf(text + used, TEXT_BYTES - used, "%s", piece);
    }
}

static int check(const json_t *data, const char *model)
{
    const int layer = (int)json_integer_value(json_object_get(data, "layer"));
    const int64_t head = json_integer_value(json_object_get(data, "head"));
    struct probe *p = probe_new();
    struct checkpoint c = {0};
    char name[2][48], text[TEXT_BYTES];
    int good = 0;

    join(text, json_object_get(data, "tokens"));
    for (int i = 0; i < 2; i++) {
        snprintf(name[i], sizeof name[i], "blocks.%d.attn.%c", layer, "qk"[i]);
        probe_watch(p, name[i], PROBE_FORWARD);
    }
    struct status st = checkpoint_load(&c, model, device_find("cpu"));
    if (!st.code)
        st = pass(&c, p, text);
    if (st.code)
        fprintf(stderr, "%s\n", st.text);
    else
        good = compare(json_object_get(data, "weights"),
                       probe_find(p, name[0], PROBE_FORWARD),
                       probe_find(p, name[1], PROBE_FORWARD), head);
    checkpoint_release(&c);
    probe_free(p);
    return good;
}

int main(int argc, char **argv)
{
    json_t *whole = json_loadf(stdin, 0, NULL);
    const json_t *data = json_object_get(whole, "data");
    const int good = argc == 2 && data && check(data, argv[1]);

    json_decref(whole);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
