#include "tui/commands/cmd_quantize.h"

#include <math.h>
#include <stdio.h>

#include "engine/base/cursor.h"
#include "engine/base/filemap.h"
#include "engine/model/evaluate.h"
#include "engine/model/weights/convert.h"
#include "tui/commands/evalprogress.h"
#include "tui/commands/modelfile.h"

#define TEXT_BYTES  ((size_t)256 << 20)
#define GRAPH_BYTES ((size_t)16 << 30)

static const struct cli_option options[] = {
    {"type", "TYPE", "q8_0, q4_0, q4_1, q5_0, q5_1, q4_k, q5_k or q6_k"},
    {"data", "FILE", "a text: the perplexity on it, before and after"},
    {"context", "N", "tokens of a window (the model's, at most 512)"},
    {"pure", NULL, "the head gets no more bits than the rest"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static struct status read_options(const struct cli_given *g,
                                  struct convert_options *o)
{
    const char *type = cli_option(&cmd_quantize_row, g, "type");

    if (g->words != 2 || !type)
        return status_fail(STATUS_BAD_USAGE,
                           "quantize needs a MODEL, OUT and --type TYPE");
    STATUS_TRY(modelfile_type(type, &o->type));
    o->changes = true;
    o->pure = cli_option(&cmd_quantize_row, g, "pure") != NULL;
    return STATUS_OK;
}

/* Told tensor by tensor. */
struct report {
    enum weights_type type;
    json_t *rows; /* NULL: plain lines */
    int64_t count, fallbacks;
    size_t bytes;
    double worst;
};

static void told(void *user, const struct convert_result *t)
{
    struct report *r = user;
    char shown[64];

    r->count += t->count;
    r->bytes += t->bytes;
    r->fallbacks += t->fallback;
    r->worst = fmax(r->worst, t->error);
    cursor_show(shown, sizeof shown, t->name, sizeof shown);
    if (r->rows) {
        json_array_append_new(
            r->rows,
            json_pack("{ss ss ss sb sI sf}", "name", t->name, "from",
                      weights_type_name(t->from), "to",
                      weights_type_name(t->to), "fallback", t->fallback,
                      "bytes", (json_int_t)t->bytes, "error", t->error));
        return;
    }
    printf("  %-32s %-5s -> %-5s %12zu bytes  error %.4f%s\n", t->name,
           weights_type_name(t->from), weights_type_name(t->to), t->bytes,
           t->error, t->fallback ? "  (its rows fit no blocks of 256)" : "");
}

/* What one file says to a text. */
static struct status measure(const char *name, const struct filemap *text,
                             struct evaluate_options *o,
                             struct evaluate_result *r)
{
    const struct device *device = device_find("auto");
    struct graph *graph = graph_new(device, GRAPH_BYTES);
    struct evalprogress progress;
    struct checkpoint c = {0};
    struct status st = graph ? checkpoint_load(&c, name, device)
                             : status_fail(STATUS_NO_MEMORY, "no memory");

    if (!st.code) {
        evalprogress_start(&progress, o);
        st = evaluate_text(r, &c, graph, (const char *)text->data, text->bytes,
                           o);
        evalprogress_end(&progress);
    }
    checkpoint_release(&c);
    graph_free(graph);
    return st.code == STATUS_BAD_USAGE ? st : status_within(st, name);
}

/* Before and after; `r` has two. */
static struct status measure_both(const struct cli_given *g,
                                  struct evaluate_result *r)
{
    const char *data = cli_option(&cmd_quantize_row, g, "data");
    struct evaluate_options o = {0};
    struct filemap text = {0};

    STATUS_TRY(cli_whole("context", cli_option(&cmd_quantize_row, g, "context"),
                         1, 1 << 20, 0, &o.context));
    if (!data)
        return STATUS_OK;
    STATUS_TRY(filemap_open(&text, data, TEXT_BYTES));
    struct status st = STATUS_OK;
    for (int i = 0; i < 2 && !st.code; i++)
        st = measure(g->word[i], &text, &o, &r[i]);
    filemap_close(&text);
    return st;
}

static json_t *measured(const struct evaluate_result *r)
{
    return json_pack("{sf sf sI sI}", "before", r[0].perplexity, "after",
                     r[1].perplexity, "tokens", (json_int_t)r[1].tokens,
                     "context", (json_int_t)r[1].context);
}

static void finish(const struct cli_given *g, const struct report *r,
                   size_t before, const struct evaluate_result *text)
{
    const double bits =
        r->count ? 8.0 * (double)r->bytes / (double)r->count : 0.0;

    if (r->rows) {
        cli_json(json_pack("{ss ss sO sI sI sf sf sI so}", "out", g->word[1],
                           "type", weights_type_name(r->type), "tensors",
                           r->rows, "bytes_before", (json_int_t)before, "bytes",
                           (json_int_t)r->bytes, "bits_per_weight", bits,
                           "worst_error", r->worst, "fallbacks",
                           (json_int_t)r->fallbacks, "perplexity",
                           text->tokens ? measured(text) : json_null()));
        return;
    }
    printf("%s: %zu bytes of numbers became %zu, %.2f bits a number; the "
           "largest error is %.4f\n",
           g->word[1], before, r->bytes, bits, r->worst);
    if (r->fallbacks) {
        printf("tensors with rows that blocks of 256 do not divide, which got "
               "the next larger type: %lld\n",
               (long long)r->fallbacks);
    }
    if (text->tokens) {
        printf("perplexity on %lld tokens: %.4f before, %.4f after, %+.2f %%\n",
               (long long)text->tokens, text[0].perplexity, text[1].perplexity,
               100.0 * (text[1].perplexity / text[0].perplexity - 1.0));
    }
}

static struct status compare(const struct cli_given *g,
                             const struct modelfile *m,
                             const struct convert_options *o)
{
    const bool json = cli_option(&cmd_quantize_row, g, "json") != NULL;
    struct report r = {.type = o->type, .rows = json ? json_array() : NULL};
    struct evaluate_result text[2] = {{.tokens = 0}};
    struct weights *out;
    size_t before = 0;

    struct status st = weights_open(&out, g->word[1]);
    if (!st.code)
        st = convert_compare(m->weights, out, o, told, &r);
    for (int i = 0; i < weights_count(m->weights); i++)
        before += weights_at(m->weights, i)->bytes;
    if (!st.code)
        st = measure_both(g, text);
    if (!st.code)
        finish(g, &r, before, text);
    weights_free(out);
    json_decref(r.rows);
    return st;
}

static int cmd_quantize(const struct cli_given *g)
{
    struct convert_options o = {0};
    struct modelfile m;
    struct status without, st = read_options(g, &o);

    if (st.code)
        return cli_fail(st);
    st = modelfile_open(&m, g->word[0]);
    if (!st.code) {
        st = modelfile_convert(&m, g->word[0], g->word[1], &o, &without);
        if (!st.code && without.code)
            fprintf(stderr, "lathe: %s has no tokenizer: %s\n", g->word[1],
                    without.text);
        if (!st.code)
            st = compare(g, &m, &o);
        modelfile_close(&m);
    }
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_quantize_row = {
    .name = "quantize",
    .usage = "MODEL OUT.gguf --type TYPE [--data FILE] [--pure] [--json]",
    .about = "writes a model in few bits, and says what each tensor lost",
    .more = "An error is the root of the mean squared difference over that of "
            "the numbers.\nVectors, norms and positions stay f32. The head, or "
            "the token embedding that is\ntied to it, gets q6_k unless --pure. "
            "Where rows are no multiple of 256, q4_k\nbecomes q5_0, q5_k q5_1 "
            "and q6_k q8_0. --data reads a text with the "
            "old file and\nwith the new one; the new one needs its tokenizer "
            "for that.",
    .options = options,
    .run = cmd_quantize,
};
