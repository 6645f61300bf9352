#include "tui/commands/cmd_tokenize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/paths.h"
#include "engine/model/tokenizer_open.h"

#define INPUT_BYTES ((size_t)1 << 30)

static const struct cli_option options[] = {
    {"json", NULL, "ids, pieces and byte ranges as one JSON object"},
    {"lines", NULL, "each line read is a JSON string, a text of its own"},
    {"no-special", NULL, "special tokens in the text are only text"},
    {NULL, NULL, NULL},
};

static struct status open_tokenizer(struct tokenizer **t, const char *name)
{
    struct buf path;

    buf_init(&path, 8192);
    struct status st = paths_model(&path, name);
    if (!st.code)
        st = tokenizer_open(t, buf_string(&path));
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

/* Controls would move the cursor. */
static void blank_controls(struct buf *b)
{
    for (size_t i = 0; i < b->bytes; i++) {
        unsigned char *c = (unsigned char *)b->data + i;

        if (*c < ' ' || *c == 0x7F)
            *c = ' ';
        else if (*c == 0xC2 && i + 1 < b->bytes && c[1] < 0xA0)
            c[0] = c[1] = ' ';
    }
}

static void print_plain(const struct tokenizer *t, const int32_t *ids, size_t n)
{
    struct buf piece;

    buf_init(&piece, 16384);
    for (size_t i = 0; i < n; i++) {
        buf_clear(&piece);
        tokenizer_show(t, ids[i], &piece);
        blank_controls(&piece);
        printf("%zu\t%d\t[%s]\n", i, ids[i], buf_string(&piece));
    }
    buf_release(&piece);
}

static void print_json(const struct tokenizer *t,
                       const struct tokenizer_sink *sink)
{
    json_t *id = json_array(), *pieces = json_array(), *bytes = json_array();
    struct buf piece;

    buf_init(&piece, 16384);
    for (size_t i = 0; i < sink->count; i++) {
        buf_clear(&piece);
        tokenizer_show(t, sink->id[i], &piece);
        json_array_append_new(id, json_integer(sink->id[i]));
        json_array_append_new(pieces,
                              json_stringn(buf_string(&piece), piece.bytes));
        json_array_append_new(bytes,
                              json_pack("[II]", (json_int_t)sink->span[i].start,
                                        (json_int_t)sink->span[i].end));
    }
    cli_json(
        json_pack("{so so so}", "ids", id, "pieces", pieces, "bytes", bytes));
    buf_release(&piece);
}

static struct status print_tokens(const struct cli_given *g,
                                  const struct tokenizer *t, const char *text,
                                  size_t bytes)
{
    struct tokenizer_sink sink = {.room = tokenizer_room(t, bytes)};
    struct status st;

    sink.plain = cli_option(&cmd_tokenize_row, g, "no-special") != NULL;
    if (sink.room < SIZE_MAX / sizeof *sink.span) {
        sink.id = malloc(sink.room * sizeof *sink.id);
        sink.span = malloc(sink.room * sizeof *sink.span);
    }
    if (sink.id && sink.span)
        st = tokenizer_encode_into(t, text, bytes, &sink);
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

/* A line of --lines. */
static struct status print_line(const struct cli_given *g,
                                const struct tokenizer *t, const char *line,
                                size_t bytes, size_t number)
{
    char where[32];
    json_error_t error;
    json_t *text =
        json_loadb(line, bytes, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    struct status st;

    snprintf(where, sizeof where, "line %zu", number);
    if (json_is_string(text)) {
        st = print_tokens(g, t, json_string_value(text),
                          json_string_length(text));
    } else {
        st = status_fail(STATUS_BAD_USAGE, "this is no JSON string");
    }
    json_decref(text);
    return status_within(st, where);
}

static struct status print_lines(const struct cli_given *g,
                                 const struct tokenizer *t,
                                 const struct buf *text)
{
    const char *at = buf_string(text), *end = at + text->bytes;
    struct status st = STATUS_OK;

    for (size_t number = 1; at < end && !st.code; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));

        if (!stop)
            stop = end;
        st = print_line(g, t, at, (size_t)(stop - at), number);
        at = stop + 1;
    }
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
    if (cli_option(&cmd_tokenize_row, g, "lines"))
        return print_lines(g, *t, text);
    return print_tokens(g, *t, buf_string(text), text->bytes);
}

static int cmd_tokenize(const struct cli_given *g)
{
    struct tokenizer *t = NULL;
    struct buf text;

    if (g->words < 1 || g->words > 2) {
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "tokenize needs a MODEL or a tokenizer "
                                    "file, and at most one TEXT"));
    }
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
            "id, piece. A tokenizer is a model's folder or GGUF file, a "
            "tokenizer.json, a vocab.json beside its merges.txt, or a rank "
            "file such as cl100k_base.tiktoken.",
    .options = options,
    .run = cmd_tokenize,
};
