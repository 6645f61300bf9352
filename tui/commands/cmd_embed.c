#include "tui/commands/cmd_embed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/embed.h"

#define GRAPH_BYTES ((size_t)4 << 30)

enum { LINE_BYTES = 16 << 20 };

static const struct cli_option options[] = {
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"json", NULL, "one JSON object a text"},
    {NULL, NULL, NULL},
};

struct embedder {
    struct checkpoint checkpoint;
    struct graph *graph;
    float *vector;
    int64_t width;
    bool json;
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_embed_row, g, name);
}

static struct status open_model(const struct cli_given *g, struct embedder *e)
{
    const struct device *device;

    if (g->words < 1 || g->words > 2)
        return status_fail(STATUS_BAD_USAGE,
                           "embed needs a MODEL and at most one TEXT");
    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    STATUS_TRY(checkpoint_load(&e->checkpoint, g->word[0], device));
    STATUS_TRY(embed_check(&e->checkpoint));
    e->json = option(g, "json") != NULL;
    e->width = embed_width(&e->checkpoint);
    e->graph = graph_new(device, GRAPH_BYTES);
    e->vector = malloc((size_t)e->width * sizeof *e->vector);
    return e->graph && e->vector
               ? STATUS_OK
               : status_fail(STATUS_NO_MEMORY, "no memory for a vector");
}

static void print_json(const struct embedder *e, const char *text, size_t bytes,
                       const struct embed_note *note)
{
    json_t *vector = json_array(), *said = json_stringn(text, bytes);

    for (int64_t i = 0; i < e->width; i++)
        json_array_append_new(vector, json_real((double)e->vector[i]));
    /* Bytes that are no UTF-8 cannot stand in JSON. */
    cli_json(json_pack("{so sI sb so}", "text", said ? said : json_null(),
                       "tokens", (json_int_t)note->tokens, "cut", note->cut,
                       "vector", vector));
}

static struct status embed(struct embedder *e, const char *text, size_t bytes)
{
    struct embed_note note;

    STATUS_TRY(
        embed_text(e->vector, &e->checkpoint, e->graph, text, bytes, &note));
    if (e->json) {
        print_json(e, text, bytes, &note);
        return STATUS_OK;
    }
    if (note.cut)
        fprintf(stderr, "lathe: the model reads only the first %lld tokens\n",
                (long long)note.tokens);
    for (int64_t i = 0; i < e->width; i++)
        printf("%s%.8g", i ? " " : "", (double)e->vector[i]);
    putchar('\n');
    return STATUS_OK;
}

/* Standard input, a text a line, answered as it comes. */
static struct status embed_lines(struct embedder *e)
{
    char *line = NULL, where[32];
    size_t room = 0, number = 0;
    ssize_t n;
    struct status st = STATUS_OK;

    while (!st.code && (n = getline(&line, &room, stdin)) >= 0) {
        size_t bytes = (size_t)n;

        if (bytes && line[bytes - 1] == '\n')
            bytes--;
        snprintf(where, sizeof where, "line %zu", ++number);
        st = bytes > LINE_BYTES
                 ? status_fail(STATUS_TOO_BIG, "%s is too long", where)
                 : status_within(embed(e, line, bytes), where);
        fflush(stdout);
    }
    if (!st.code && ferror(stdin))
        st = status_fail(STATUS_IO, "cannot read standard input");
    free(line);
    return st;
}

static int cmd_embed(const struct cli_given *g)
{
    struct embedder e = {0};
    struct status st = open_model(g, &e);

    if (!st.code && g->words == 2)
        st = embed(&e, g->word[1], strlen(g->word[1]));
    else if (!st.code)
        st = embed_lines(&e);
    checkpoint_release(&e.checkpoint);
    graph_free(e.graph);
    free(e.vector);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_embed_row = {
    .name = "embed",
    .usage = "MODEL [TEXT] [--json]",
    .about = "texts as vectors whose products are their likeness",
    .more = "MODEL is an encoder, such as minilm. Without TEXT every line of "
            "standard input is\na text. A vector has length 1; one line each.",
    .options = options,
    .run = cmd_embed,
};
