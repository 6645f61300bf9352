#include "tui/commands/cmd_probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/weights/weights_save.h"
#include "lessons/labs/labmodel.h"

enum { GLOB_BYTES = 256 };

static const struct cli_option options[] = {
    {"prompt", "TEXT", "what the model reads"},
    {"watch", "GLOB", "which activations; commas between several"},
    {"out", "FILE", "an .npz of all of them and the ids, or one .npy"},
    {"list", NULL, "the names and shapes instead of the numbers"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

/* What was asked for. */
struct wish {
    const char *model, *prompt, *watch, *out;
    bool list, alone, json; /* alone: one array in an .npy */
    const struct device *device;
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_probe_row, g, name);
}

static bool ends(const char *path, const char *end)
{
    const size_t n = strlen(path), m = strlen(end);

    return n > m && strcmp(path + n - m, end) == 0;
}

static struct status read_wish(const struct cli_given *g, struct wish *w)
{
    *w = (struct wish){.model = g->word[0],
                       .prompt = option(g, "prompt"),
                       .watch = option(g, "watch"),
                       .out = option(g, "out"),
                       .list = option(g, "list") != NULL,
                       .json = option(g, "json") != NULL};
    if (g->words != 1)
        return status_fail(STATUS_BAD_USAGE, "probe needs one MODEL");
    if (w->list && (w->watch || w->out))
        return status_fail(STATUS_BAD_USAGE,
                           "--list goes without --watch and --out");
    if (!w->list && (!w->prompt || !w->watch || !w->out))
        return status_fail(STATUS_BAD_USAGE,
                           "probe needs --prompt, --watch and --out; --list "
                           "names what can be watched");
    if (w->list) {
        w->prompt = w->prompt ? w->prompt : "a";
        w->watch = "*";
    } else if (!ends(w->out, ".npz") && !ends(w->out, ".npy")) {
        return status_fail(STATUS_BAD_USAGE,
                           "--out is \"%s\", but must end in .npz or .npy",
                           w->out);
    }
    w->alone = w->out && ends(w->out, ".npy");
    return cli_device(option(g, "device"), option(g, "threads"), &w->device);
}

static struct status watch(struct probe *p, const char *globs)
{
    char glob[GLOB_BYTES];

    for (const char *at = globs; *at;) {
        const size_t n = strcspn(at, ",");

        if (n >= sizeof glob)
            return status_fail(STATUS_BAD_USAGE,
                               "a name to watch has at most %d bytes",
                               GLOB_BYTES - 1);
        if (n) {
            snprintf(glob, sizeof glob, "%.*s", (int)n, at);
            STATUS_TRY(probe_watch(p, glob, PROBE_FORWARD));
        }
        at += n + (at[n] == ',');
    }
    return STATUS_OK;
}

/* "1 x 5 x 64" */
static void shape_text(const struct probe_value *v, char out[128])
{
    int n = 0;

    out[0] = '\0';
    for (int d = 0; d < v->dims; d++)
        n += snprintf(out + n, 128 - (size_t)n, "%s%lld", d ? " x " : "",
                      (long long)v->shape[d]);
}

static struct status save(const struct wish *w, const struct probe *p,
                          const struct labmodel *m)
{
    const int count = probe_count(p);
    struct weights_source *source = calloc((size_t)count + 1, sizeof *source);

    if (!source)
        return status_fail(STATUS_NO_MEMORY, "no memory to write %s", w->out);
    for (int i = 0; i < count; i++) {
        const struct probe_value *v = probe_at(p, i);

        source[i] = (struct weights_source){.name = v->name,
                                            .type = WEIGHTS_F32,
                                            .dims = v->dims,
                                            .data = v->data};
        memcpy(source[i].shape, v->shape, (size_t)v->dims * sizeof(int64_t));
    }
    source[count] = (struct weights_source){.name = "ids",
                                            .type = WEIGHTS_I32,
                                            .dims = 1,
                                            .shape = {(int64_t)m->count},
                                            .data = m->ids};
    const struct status st = w->alone
                                 ? weights_save_npy(w->out, source)
                                 : weights_save_npz(w->out, source, count + 1);
    free(source);
    return st;
}

static void print_json(const struct wish *w, const struct probe *p,
                       const struct labmodel *m)
{
    json_t *ids = json_array(), *arrays = json_array();

    for (size_t i = 0; i < m->count; i++)
        json_array_append_new(ids, json_integer(m->ids[i]));
    for (int i = 0; i < probe_count(p); i++) {
        const struct probe_value *v = probe_at(p, i);
        json_t *shape = json_array();

        for (int d = 0; d < v->dims; d++)
            json_array_append_new(shape, json_integer(v->shape[d]));
        json_array_append_new(
            arrays, json_pack("{ss so}", "name", v->name, "shape", shape));
    }
    cli_json(json_pack("{ss ss so so ss?}", "model", w->model, "prompt",
                       w->prompt, "ids", ids, "arrays", arrays, "out", w->out));
}

static void print_lines(const struct probe *p)
{
    char shape[128];

    for (int i = 0; i < probe_count(p); i++) {
        shape_text(probe_at(p, i), shape);
        printf("%-24s %s\n", probe_at(p, i)->name, shape);
    }
}

static struct status look(const struct wish *w, struct labmodel *m,
                          struct probe *p)
{
    struct tensor *out;

    STATUS_TRY(watch(p, w->watch));
    STATUS_TRY(labmodel_load_on(m, w->model, w->device, (struct hook){0}));
    STATUS_TRY(labmodel_read_exactly(m, w->prompt));
    STATUS_TRY(labmodel_pass(m, p, &out));
    if (probe_count(p) == 0) {
        return status_fail(STATUS_NOT_FOUND,
                           "no activation is called \"%s\"; `lathe probe %s "
                           "--list` names them",
                           w->watch, w->model);
    }
    if (w->alone && probe_count(p) > 1) {
        return status_fail(STATUS_BAD_USAGE,
                           "%d activations match \"%s\", but an .npy holds "
                           "one; an .npz holds all",
                           probe_count(p), w->watch);
    }
    return w->list ? STATUS_OK : save(w, p, m);
}

static int cmd_probe(const struct cli_given *g)
{
    struct wish w;
    struct labmodel m = {0};
    struct probe *p = probe_new();
    struct status st =
        p ? read_wish(g, &w)
          : status_fail(STATUS_NO_MEMORY, "no memory for a probe");

    if (!st.code)
        st = look(&w, &m, p);
    if (!st.code && w.json)
        print_json(&w, p, &m);
    else if (!st.code)
        print_lines(p);
    labmodel_release(&m);
    probe_free(p);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_probe_row = {
    .name = "probe",
    .usage = "MODEL --prompt TEXT --watch GLOB --out FILE | MODEL --list",
    .about = "any activation of any model, as arrays for NumPy",
    .more = "GLOB is a name with * (any text, dots too), ? and [0-9], such as "
            "\"blocks.*.attn.probs\"\nor \"blocks.[0-9].out,norm\". The "
            "prompt is read as it stands, behind the token that\nthe model "
            "expects first; the .npz holds the ids too.",
    .options = options,
    .run = cmd_probe,
};
