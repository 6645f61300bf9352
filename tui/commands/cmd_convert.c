#include "tui/commands/cmd_convert.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/model/weights/convert.h"
#include "tui/commands/modelfile.h"

static const struct cli_option options[] = {
    {"type", "TYPE", "f32, f16 or bf16; else every tensor keeps its own"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static struct status read_options(const struct cli_given *g,
                                  struct convert_options *o)
{
    const char *type = cli_option(&cmd_convert_row, g, "type");

    if (g->words != 2)
        return status_fail(STATUS_BAD_USAGE, "convert needs a MODEL and OUT");
    if (!type)
        return STATUS_OK;
    STATUS_TRY(modelfile_type(type, &o->type));
    if (weights_type_block(o->type) > 1) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s needs blocks: `lathe quantize` makes them",
                           type);
    }
    o->changes = true;
    return STATUS_OK;
}

/* Tensors of the old file that the new one has no place for. */
struct lost {
    int count;
    char first[64];
    struct status words; /* why it has no tokenizer */
};

static struct status write_it(const struct cli_given *g, struct lost *lost)
{
    struct convert_options o = {0};
    struct modelfile m;
    const char *first;

    STATUS_TRY(read_options(g, &o));
    STATUS_TRY(modelfile_open(&m, g->word[0]));
    struct status st =
        modelfile_convert(&m, g->word[0], g->word[1], &o, &lost->words);
    if (!st.code)
        st = convert_left_out(m.weights, g->word[1], &lost->count, &first);
    if (!st.code)
        cursor_show(lost->first, sizeof lost->first, first, strlen(first));
    modelfile_close(&m);
    return st;
}

/* What was written, read back. */
static struct status report(const struct cli_given *g, const struct lost *lost)
{
    struct modelfile m;
    size_t bytes = 0;

    STATUS_TRY(modelfile_open(&m, g->word[1]));
    for (int i = 0; i < weights_count(m.weights); i++)
        bytes += weights_at(m.weights, i)->bytes;
    if (cli_option(&cmd_convert_row, g, "json")) {
        cli_json(json_pack("{ss ss ss si sI si}", "out", g->word[1], "format",
                           weights_format(m.weights), "architecture",
                           modelfile_architecture(&m), "tensors",
                           weights_count(m.weights), "bytes", (json_int_t)bytes,
                           "left_out", lost->count));
    } else {
        printf("%s: %s, %s, %d tensors, %zu bytes of numbers\n", g->word[1],
               weights_format(m.weights), modelfile_architecture(&m),
               weights_count(m.weights), bytes);
        if (lost->count) {
            printf("left out, as the architecture has no such part: %d, the "
                   "first is %s\n",
                   lost->count, lost->first);
        }
    }
    modelfile_close(&m);
    return STATUS_OK;
}

static int cmd_convert(const struct cli_given *g)
{
    struct lost lost = {0};
    struct status st = write_it(g, &lost);

    if (!st.code && lost.words.code)
        fprintf(stderr, "lathe: %s has no tokenizer: %s\n", g->word[1],
                lost.words.text);
    if (!st.code)
        st = report(g, &lost);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_convert_row = {
    .name = "convert",
    .usage = "MODEL OUT [--type TYPE] [--json]",
    .about = "writes a model in another format",
    .more = "OUT ends in .gguf, .safetensors or .npz, or is a folder, which "
            "gets\nmodel.safetensors, config.json and tokenizer.json. A GGUF "
            "holds the tokenizer,\ntoo. Names and layouts become those of the "
            "format where the architecture is known; a GGUF's vectors are f32 "
            "then.",
    .options = options,
    .run = cmd_convert,
};
