#include "tui/commands/cmd_tokenize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/paths.h"
#include "engine/model/tokenizer.h"

#define INPUT_BYTES ((size_t)1 << 30)

static const struct cli_option options[] = {
    {"json", NULL, "ids, pieces and byte ranges as one JSON object"},
    {NULL, NULL, NULL},
};

/* A model's folder, a .safetensors file beside it, or the tokenizer itself. */
static struct status open_tokenizer(struct tokenizer **t, const char *name)
{
    struct buf path;
    struct stat info;

    buf_init(&path, 8192);
    struct status st = paths_model(&path, name);
    if (!st.code && stat(buf_string(&path), &info) == 0 &&
        S_ISDIR(info.st_mode))
        buf_text(&path, "/tokenizer.json");
    if (!st.code)
        st = tokenizer_file_load(t, buf_string(&path));
    buf_release(&path);
    return st;
}

static struct status read_input(struct buf *text)
{
    char part[65536];
    size_t n;

    while ((n = fread(part, 1, sizeof part, stdin)) > 0)
        buf_add(text, part, n);
    if (ferror(stdin))
        return status_fail(STATUS_IO, "cannot read standard input");
    return buf_status(text);
}

static void print_plain(const struct tokenizer *t, const int32_t *ids, size_t n)
{
    struct buf piece;

    buf_init(&piece, 4096);
    for (size_t i = 0; i < n; i++) {
        buf_clear(&piece);
        tokenizer_show(t, ids[i], &piece);
        for (char *c = piece.data; c && *c; c++)
            if (*c == '\n' || *c == '\r' || *c == '\t')
                *c = ' ';
        printf("%zu\t%d\t[%s]\n", i, ids[i], buf_string(&piece));
    }
    buf_release(&piece);
}

static void print_json(const struct tokenizer *t,
                       const struct tokenizer_sink *sink)
{
    json_t *id = json_array(), *pieces = json_array(), *bytes = json_array();
    struct buf piece;

    buf_init(&piece, 4096);
    for (size_t i = 0; i < sink->count; i++) {
        buf_clear(&piece);
        tokenizer_show(t, sink->id[i], &piece);
        json_array_append_new(id, json_integer(sink->id[i]));
        json_array_append_new(pieces, json_string(buf_string(&piece)));
        json_array_append_new(bytes,
                              json_pack("[II]", (json_int_t)sink->span[i].start,
                                        (json_int_t)sink->span[i].end));
    }
    cli_json(
        json_pack("{so so so}", "ids", id, "pieces", pieces, "bytes", bytes));
    buf_release(&piece);
}

static struct status print_tokens(const struct cli_given *g,
                                  const struct tokenizer *t,
                                  const struct buf *text)
{
    struct tokenizer_sink sink = {.room = tokenizer_room(t, text->bytes)};
    struct status st;

    if (sink.room < SIZE_MAX / sizeof *sink.span) {
        sink.id = malloc(sink.room * sizeof *sink.id);
        sink.span = malloc(sink.room * sizeof *sink.span);
    }
    if (sink.id && sink.span)
        st = tokenizer_encode_into(t, buf_string(text), text->bytes, &sink);
    else
        st = status_fail(STATUS_NO_MEMORY, "no memory for the tokens");
    if (!st.code && cli_option(&cmd_tokenize_row, g, "json"))
        print_json(t, &sink);
    else if (!st.code)
        print_plain(t, sink.id, sink.count);
    free(sink.id);
    free(sink.span);
    return st;
}

static struct status tokenize(const struct cli_given *g, struct buf *text,
                              struct tokenizer **t)
{
    STATUS_TRY(open_tokenizer(t, g->word[0]));
    if (g->words == 2)
        buf_text(text, g->word[1]);
    else
        STATUS_TRY(read_input(text));
    return print_tokens(g, *t, text);
}

static int cmd_tokenize(const struct cli_given *g)
{
    struct tokenizer *t = NULL;
    struct buf text;

    if (g->words < 1 || g->words > 2)
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "tokenize needs a MODEL or a tokenizer "
                                    "file, and at most one TEXT"));
    buf_init(&text, INPUT_BYTES);
    const struct status st = tokenize(g, &text, &t);
    buf_release(&text);
    tokenizer_free(t);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_tokenize_row = {
    .name = "tokenize",
    .usage = "MODEL|TOKENIZER [TEXT]",
    .about = "cuts a text into tokens",
    .more = "Without TEXT it reads standard input. One line a token: number, "
            "id, piece.",
    .options = options,
    .run = cmd_tokenize,
};
