#include "tui/commands/cmd_inspect.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/paths.h"
#include "engine/model/card.h"
#include "engine/model/safetensors.h"

static const struct cli_option options[] = {
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

struct inspected {
    struct safetensors file;
    struct card *card; /* NULL for a bare file */
    bool open;
};

static struct status open_it(struct inspected *it, const char *name)
{
    struct buf path;
    struct stat info;

    buf_init(&path, 8192);
    struct status st = paths_model(&path, name);
    if (!st.code && stat(buf_string(&path), &info))
        st = status_fail(STATUS_NOT_FOUND, "cannot read %s", buf_string(&path));
    if (!st.code && S_ISDIR(info.st_mode)) {
        st = card_read(&it->card, buf_string(&path));
        if (!st.code)
            st = card_verify(it->card, buf_string(&path));
        buf_text(&path, "/model.safetensors");
    }
    if (!st.code)
        st = safetensors_open(&it->file, buf_string(&path));
    it->open = !st.code;
    buf_release(&path);
    return st;
}

static int64_t numbers(const struct safetensors *s)
{
    int64_t n = 0;

    for (int i = 0; i < s->count; i++)
        n += s->tensors[i].count;
    return n;
}

static json_t *shape_of(const struct safetensors_tensor *t)
{
    json_t *shape = json_array();

    for (int d = 0; d < t->dims; d++)
        json_array_append_new(shape, json_integer((json_int_t)t->shape[d]));
    return shape;
}

static const char *architecture(const struct safetensors *s)
{
    return safetensors_note(s, "lathe.layers") ? "decoder" : "unknown";
}

static void print_json(const struct inspected *it)
{
    const struct safetensors *s = &it->file;
    json_t *metadata = json_object(), *tensors = json_array();

    for (int i = 0; i < s->note_count; i++)
        json_object_set_new(metadata, s->notes[i].key,
                            json_string(s->notes[i].value));
    for (int i = 0; i < s->count; i++) {
        const struct safetensors_tensor *t = &s->tensors[i];

        json_array_append_new(
            tensors, json_pack("{ss ss so sI sI}", "name", t->name, "type",
                               safetensors_type_name(t->type), "shape",
                               shape_of(t), "offset", (json_int_t)t->offset,
                               "bytes", (json_int_t)t->bytes));
    }
    cli_json(json_pack("{ss ss sI so so}", "format", "safetensors",
                       "architecture", architecture(s), "parameters",
                       (json_int_t)numbers(s), "metadata", metadata, "tensors",
                       tensors));
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

static void print_plain(const struct inspected *it)
{
    const struct safetensors *s = &it->file;

    printf("format       safetensors\narchitecture %s\nparameters   %lld\n",
           architecture(s), (long long)numbers(s));
    if (it->card)
        print_card(it->card);
    printf("tensors\n");
    for (int i = 0; i < s->count; i++) {
        const struct safetensors_tensor *t = &s->tensors[i];
        char shape[128] = "";
        int n = 0;

        for (int d = 0; d < t->dims && n < (int)sizeof shape; d++)
            n += snprintf(shape + n, sizeof shape - (size_t)n, "%s%lld",
                          d ? " x " : "", (long long)t->shape[d]);
        printf("  %-32s %-5s %-18s %zu bytes\n", t->name,
               safetensors_type_name(t->type), shape, t->bytes);
    }
}

static int cmd_inspect(const struct cli_given *g)
{
    struct inspected it = {0};

    if (g->words != 1)
        return cli_fail(
            status_fail(STATUS_BAD_USAGE, "inspect needs one MODEL"));
    const struct status st = open_it(&it, g->word[0]);
    if (!st.code && cli_option(&cmd_inspect_row, g, "json"))
        print_json(&it);
    else if (!st.code)
        print_plain(&it);
    if (it.open)
        safetensors_close(&it.file);
    card_free(it.card);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_inspect_row = {
    .name = "inspect",
    .usage = "MODEL|FILE.safetensors [--json]",
    .about = "shows what a checkpoint holds, and checks it against its card",
    .options = options,
    .run = cmd_inspect,
};
