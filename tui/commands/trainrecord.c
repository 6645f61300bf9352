#include "tui/commands/trainrecord.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/paths.h"
#include "tui/commands/cmd_train.h"

/* The command that repeats this run. */
void trainrecord_spell(const struct cli_given *g, char out[TRAINRECORD_BYTES])
{
    const struct cli_option *options = cmd_train_row.options;
    int n = snprintf(out, TRAINRECORD_BYTES, "lathe train");

    for (int i = 0; options[i].name; i++) {
        if (g->text[i] && n < TRAINRECORD_BYTES &&
            strcmp(options[i].name, "resume") != 0) {
            n += snprintf(out + n, (size_t)(TRAINRECORD_BYTES - n), " --%s%s%s",
                          options[i].name, options[i].value ? " " : "",
                          g->text[i]);
        }
    }
    for (int i = 0; g->set[i] && n < TRAINRECORD_BYTES; i++)
        n += snprintf(out + n, (size_t)(TRAINRECORD_BYTES - n), " --set %s",
                      g->set[i]);
}

/* A file is named from the root, so that a replay finds it from anywhere. */
static json_t *whole_path(const char *name)
{
    char *path = strncmp(name, "town", 4) == 0 ? NULL : realpath(name, NULL);
    json_t *text = json_string(path ? path : name);

    free(path);
    return text;
}

/* The words of this run without where it is kept: what replay gives back. */
static char *record_words(const struct cli_given *g)
{
    static const char *const local[] = {"out", "resume", "json", "profile",
                                        "threads"};
    const struct cli_option *options = cmd_train_row.options;
    json_t *list = json_array();
    char *text;

    for (int i = 0; options[i].name; i++) {
        bool keep = g->text[i] != NULL;

        for (size_t k = 0; k < sizeof local / sizeof *local; k++)
            keep = keep && strcmp(options[i].name, local[k]) != 0;
        if (!keep)
            continue;
        json_array_append_new(list, json_sprintf("--%s", options[i].name));
        if (options[i].value)
            json_array_append_new(list, strcmp(options[i].name, "data") == 0
                                            ? whole_path(g->text[i])
                                            : json_string(g->text[i]));
    }
    for (int i = 0; g->set[i]; i++) {
        json_array_append_new(list, json_string("--set"));
        json_array_append_new(list, json_string(g->set[i]));
    }
    text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

struct status trainrecord_open(struct runlog **log, const struct training *t,
                               const struct cli_given *g, const char *command)
{
    const struct recipe *r = training_recipe(t);
    char *words = record_words(g);
    struct buf path, recipe;

    buf_init(&path, 4096);
    buf_init(&recipe, (size_t)1 << 16);
    struct status st = paths_data(&path, "lathe.db");
    recipe_text(r, &recipe);
    if (!st.code) {
        st = runlog_open(
            log, buf_string(&path),
            &(struct runlog_about){.command = command,
                                   .argv = words ? words : "",
                                   .recipe = buf_string(&recipe),
                                   .data_hash = training_data_hash(t),
                                   .mode = recipe_mode_name(r),
                                   .version = LATHE_VERSION,
                                   .seed = r->train.seed});
    }
    buf_release(&recipe);
    buf_release(&path);
    free(words);
    return st;
}
