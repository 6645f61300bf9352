#include "tui/commands/cmd_inspect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/model/weights/weights_stats.h"
#include "tui/commands/modelfile.h"

enum {
    BINS = 24,
    BAR = 40,         /* columns of the longest bar */
    ITEMS = 64,       /* of a list in JSON; a longer one is counted */
    SHOWN = 72,       /* columns of a text */
    NAME_COLUMNS = 56 /* of tensors whose names stand in line */
};

static const struct cli_option options[] = {
    {"histogram", "TENSOR", "how its numbers are spread"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static const char *const kinds[] = {"text", "whole", "real", "flag", "list"};

/* --- JSON ------------------------------------------------------------------
 */

/* Text from a file need not be UTF-8; then its bytes are shown. */
static json_t *json_text(const char *text, size_t bytes)
{
    char shown[SHOWN];
    json_t *made = json_stringn(text, bytes);

    if (made)
        return made;
    cursor_show(shown, sizeof shown, text, bytes);
    return json_string(shown);
}

static json_t *json_scalar(const struct weights_value *v)
{
    switch (v->kind) {
    case WEIGHTS_TEXT:
        return json_text(v->text, v->bytes);
    case WEIGHTS_WHOLE:
        return json_integer((json_int_t)v->whole);
    case WEIGHTS_FLAG:
        return json_boolean(v->whole);
    default: /* JSON has no infinity */
        return isfinite(v->real) ? json_real(v->real) : json_null();
    }
}

static json_t *json_value(const struct weights_value *v)
{
    struct weights_value item;

    if (v->kind != WEIGHTS_LIST)
        return json_scalar(v);
    if (v->count > ITEMS)
        return json_pack("{sI ss}", "items", (json_int_t)v->count, "kind",
                         kinds[v->of]);
    json_t *list = json_array();
    for (struct weights_items it = weights_items(v); weights_next(&it, &item);)
        json_array_append_new(list, json_scalar(&item));
    return list;
}

static json_t *json_tensor(const struct weights_tensor *t)
{
    json_t *shape = json_array();

    for (int d = 0; d < t->dims; d++)
        json_array_append_new(shape, json_integer((json_int_t)t->shape[d]));
    return json_pack("{so ss so sI sI}", "name",
                     json_text(t->name, strlen(t->name)), "type",
                     weights_type_name(t->type), "shape", shape, "offset",
                     (json_int_t)t->offset, "bytes", (json_int_t)t->bytes);
}

static json_t *json_stats(const char *name, const struct weights_stats *s)
{
    json_t *bins = json_array();

    for (int i = 0; i < s->bins; i++)
        json_array_append_new(bins, json_integer((json_int_t)s->bin[i]));
    return json_pack(
        "{so sI sI sI sf sf sf sf so}", "name", json_text(name, strlen(name)),
        "count", (json_int_t)s->count, "finite", (json_int_t)s->finite, "zeros",
        (json_int_t)s->zeros, "low", s->low, "high", s->high, "mean", s->mean,
        "deviation", s->deviation, "bins", bins);
}

static void print_json(const struct modelfile *m, const char *name,
                       const struct weights_stats *stats)
{
    json_t *metadata = json_object(), *tensors = json_array();

    for (int i = 0; i < weights_value_count(m->weights); i++) {
        const struct weights_value *v = weights_value_at(m->weights, i);

        json_object_set_new(metadata, v->key, json_value(v));
    }
    for (int i = 0; i < weights_count(m->weights); i++)
        json_array_append_new(tensors, json_tensor(weights_at(m->weights, i)));
    const char *architecture = modelfile_architecture(m);
    json_t *all =
        json_pack("{ss so sI so so}", "format", weights_format(m->weights),
                  "architecture", json_text(architecture, strlen(architecture)),
                  "parameters", (json_int_t)modelfile_parameters(m), "metadata",
                  metadata, "tensors", tensors);
    if (stats)
        json_object_set_new(all, "histogram", json_stats(name, stats));
    cli_json(all);
}

/* --- plain -----------------------------------------------------------------
 */

static void print_scalar(const struct weights_value *v)
{
    char shown[SHOWN];

    switch (v->kind) {
    case WEIGHTS_TEXT:
        cursor_show(shown, sizeof shown, v->text, v->bytes);
        printf("%s%s", shown, v->bytes >= sizeof shown ? "..." : "");
        break;
    case WEIGHTS_WHOLE:
        printf("%lld", (long long)v->whole);
        break;
    case WEIGHTS_FLAG:
        printf("%s", v->whole ? "yes" : "no");
        break;
    default:
        printf("%g", v->real);
        break;
    }
}

static void print_value(const struct weights_value *v)
{
    static const char *const plural[] = {"texts", "whole numbers", "numbers",
                                         "flags", "lists"};
    char shown[SHOWN];

    cursor_show(shown, sizeof shown, v->key, strlen(v->key));
    printf("  %-40s ", shown);
    if (v->kind == WEIGHTS_LIST)
        printf("%zu %s", v->count, plural[v->of]);
    else
        print_scalar(v);
    printf("\n");
}

static void print_card(const struct card *c)
{
    static const char *const name[] = {"model", "training", "scores", "files"};
    struct buf value;

    buf_init(&value, 8192);
    for (int in = CARD_MODEL; in <= CARD_FILES; in++) {
        printf("%s\n", name[in]);
        for (int i = 0; i < card_count(c, (enum card_section)in); i++) {
            const char *key = card_key(c, (enum card_section)in, i);

            buf_clear(&value);
            card_show(c, (enum card_section)in, key, &value);
            printf("  %-16s %s\n", key, buf_string(&value));
        }
    }
    buf_release(&value);
}

/* Columns that names need; a few very long ones may stand out. */
static int name_columns(const struct weights *w)
{
    size_t most = 0;

    for (int i = 0; i < weights_count(w); i++) {
        const size_t n = strlen(weights_at(w, i)->name);

        most = n > most && n <= NAME_COLUMNS ? n : most;
    }
    return (int)most;
}

static void print_tensors(const struct weights *w)
{
    const int columns = name_columns(w);

    printf("tensors\n");
    for (int i = 0; i < weights_count(w); i++) {
        const struct weights_tensor *t = weights_at(w, i);
        char shape[128], shown[SHOWN];

        modelfile_shape(shape, t);
        cursor_show(shown, sizeof shown, t->name, strlen(t->name));
        printf("  %-*s %-5s %-18s %zu bytes\n", columns, shown,
               weights_type_name(t->type), shape, t->bytes);
    }
}

static void print_plain(const struct modelfile *m)
{
    const char *architecture = modelfile_architecture(m);
    char shown[SHOWN];

    cursor_show(shown, sizeof shown, architecture, strlen(architecture));
    printf("format       %s\narchitecture %s\nparameters   %lld\n",
           weights_format(m->weights), shown,
           (long long)modelfile_parameters(m));
    if (!m->known)
        printf("             not one that runs here: %s\n", m->unknown.text);
    if (m->card) {
        print_card(m->card);
    } else if (weights_value_count(m->weights)) {
        printf("metadata\n");
        for (int i = 0; i < weights_value_count(m->weights); i++)
            print_value(weights_value_at(m->weights, i));
    }
    print_tensors(m->weights);
}

static void print_stats(const char *name, const struct weights_stats *s)
{
    const double step = (s->high - s->low) / s->bins;
    int64_t most = 1;

    printf("%s: %lld numbers, %g to %g, mean %g, deviation %g, %lld zeros\n",
           name, (long long)s->count, s->low, s->high, s->mean, s->deviation,
           (long long)s->zeros);
    if (s->finite < s->count)
        printf("%lld are not finite\n", (long long)(s->count - s->finite));
    for (int i = 0; i < s->bins; i++)
        most = s->bin[i] > most ? s->bin[i] : most;
    for (int i = 0; i < s->bins; i++) {
        const int bar = (int)(s->bin[i] * BAR / most);

        printf("%11.4g  %-*.*s %lld\n", s->low + step * i, BAR, bar,
               "########################################",
               (long long)s->bin[i]);
    }
}

static struct status inspect(const struct cli_given *g,
                             const struct modelfile *m)
{
    const char *name = cli_option(&cmd_inspect_row, g, "histogram");
    const bool json = cli_option(&cmd_inspect_row, g, "json") != NULL;
    struct weights_stats stats;

    if (name) {
        const struct weights_tensor *t = weights_find(m->weights, name);

        if (!t)
            return status_fail(STATUS_BAD_USAGE, "there is no tensor \"%s\"",
                               name);
        STATUS_TRY(weights_stats(t, BINS, &stats));
    }
    if (json)
        print_json(m, name, name ? &stats : NULL);
    else if (name)
        print_stats(name, &stats);
    else
        print_plain(m);
    return STATUS_OK;
}

static int cmd_inspect(const struct cli_given *g)
{
    struct modelfile m;

    if (g->words != 1)
        return cli_fail(
            status_fail(STATUS_BAD_USAGE, "inspect needs one MODEL"));
    struct status st = modelfile_open(&m, g->word[0]);
    if (!st.code) {
        st = inspect(g, &m);
        modelfile_close(&m);
    }
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_inspect_row = {
    .name = "inspect",
    .usage = "MODEL [--histogram TENSOR] [--json]",
    .about = "shows what a weight file holds, and checks it",
    .more = "MODEL is a house model, a folder, a .gguf, .safetensors, .npz or "
            ".npy file.\nA folder with a card is checked against the hashes of "
            "its card.",
    .options = options,
    .run = cmd_inspect,
};
