/*
 * bench_tokenize [ROUNDS [TOKENIZER TEXT]] - how fast text becomes ids, on one
 * thread. Without files: the small tokenizers of the tests over their texts.
 * bench_tokenize --serve TOKENIZER TEXT - for peer_tokenize.py: encodes TEXT
 * once for every line of standard input and writes seconds and tokens.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/filemap.h"
#include "engine/model/tokenizer_open.h"

#define FOLDER     TEST_ROOT "/tests/model/fixtures/tokenizers/"
#define TEXT_BYTES ((size_t)1 << 28)
#define REPEATS    100

enum { MOST_ROUNDS = 1000 };

static void must(struct status st)
{
    if (!st.code)
        return;
    fprintf(stderr, "bench_tokenize: %s\n", st.text);
    exit(1);
}

struct job {
    struct tokenizer *t;
    struct tokenizer_sink sink;
    double load_ms;
};

static void job_open(struct job *j, const char *path, size_t bytes)
{
    const double start = clock_seconds();

    must(tokenizer_open(&j->t, path));
    j->load_ms = (clock_seconds() - start) * 1e3;
    j->sink = (struct tokenizer_sink){.room = tokenizer_room(j->t, bytes)};
    j->sink.id = malloc(j->sink.room * sizeof *j->sink.id);
    if (!j->sink.id)
        must(status_fail(STATUS_NO_MEMORY, "no memory for the ids"));
}

static void job_close(struct job *j)
{
    free(j->sink.id);
    tokenizer_free(j->t);
}

static double once(struct job *j, const char *text, size_t bytes)
{
    const double start = clock_seconds();

    must(tokenizer_encode_into(j->t, text, bytes, &j->sink));
    return clock_seconds() - start;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void report(const char *name, const char *path, const char *text,
                   size_t bytes, int rounds)
{
    double seconds[MOST_ROUNDS];
    struct job j;

    job_open(&j, path, bytes);
    for (int i = 0; i < rounds; i++)
        seconds[i] = once(&j, text, bytes);
    qsort(seconds, (size_t)rounds, sizeof *seconds, by_size);
    printf("%-12s load %7.2f ms   best %7.1f MB/s   median %7.1f MB/s   "
           "%zu tokens\n",
           name, j.load_ms, (double)bytes / seconds[0] / 1e6,
           (double)bytes / seconds[rounds / 2] / 1e6, j.sink.count);
    job_close(&j);
}

/* The texts of the fixtures, many times over. */
static void read_texts(struct buf *out)
{
    json_error_t error;
    json_t *cases = json_load_file(FOLDER "cases.json", JSON_ALLOW_NUL, &error);
    json_t *one;
    size_t i;

    if (!cases)
        must(status_fail(STATUS_BAD_FILE, "cases.json: %s", error.text));
    for (int n = 0; n < REPEATS; n++) {
        json_array_foreach(cases, i, one)
        {
            const json_t *text = json_object_get(one, "text");

            buf_add(out, json_string_value(text), json_string_length(text));
        }
    }
    json_decref(cases);
    must(buf_status(out));
}

static void report_all(int rounds)
{
    static const char *const names[] = {
        "gpt2.json",    "llama3.json", "qwen2.json",
        "smollm2.json", "o200k.json",  "llama2.json",
        "mistral.json", "bert.json",   "cl100k_base.tiktoken"};
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    read_texts(&text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1024];

        snprintf(path, sizeof path, FOLDER "%s", names[i]);
        report(names[i], path, text.data, text.bytes, rounds);
    }
    buf_release(&text);
}

static void serve(const char *tokenizer, const struct filemap *text)
{
    char line[64];
    struct job j;

    job_open(&j, tokenizer, text->bytes);
    printf("%.6f\n", j.load_ms);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        const double seconds = once(&j, (const char *)text->data, text->bytes);

        printf("%.9f %zu\n", seconds, j.sink.count);
        fflush(stdout);
    }
    job_close(&j);
}

int main(int argc, char **argv)
{
    const bool serves = argc == 4 && !strcmp(argv[1], "--serve");
    const long rounds = argc > 1 && !serves ? strtol(argv[1], NULL, 10) : 9;
    struct filemap text;

    if (rounds < 1 || rounds > MOST_ROUNDS || argc == 3 || argc > 4) {
        fprintf(stderr,
                "bench_tokenize [ROUNDS [TOKENIZER TEXT]], ROUNDS from "
                "1 to %d\n",
                MOST_ROUNDS);
        return 2;
    }
    if (argc < 4) {
        report_all((int)rounds);
        return 0;
    }
    must(filemap_open(&text, argv[3], TEXT_BYTES));
    if (serves)
        serve(argv[2], &text);
    else
        report(argv[2], argv[2], (const char *)text.data, text.bytes,
               (int)rounds);
    filemap_close(&text);
    return 0;
}
