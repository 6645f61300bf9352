#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/tokenizer_open.h"

/* Fixtures: small tokenizers of the published kinds and what the reference
 * makes of some texts, by tests/oracle/tokenizer_fixtures.py --write. */
#define FOLDER TEST_ROOT "/tests/model/fixtures/tokenizers/"

static const char *const names[] = {"gpt2",  "llama3", "qwen2",  "smollm2",
                                    "o200k", "bert",   "llama2", "mistral"};
enum { NAMES = sizeof names / sizeof *names };

static struct tokenizer *open_one(const char *name)
{
    char path[512];
    struct tokenizer *t;

    snprintf(path, sizeof path, FOLDER "%s", name);
    const struct status st = tokenizer_open(&t, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static struct tokenizer *json_one(const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "%s.json", name);
    return open_one(file);
}

static json_t *read_cases(void)
{
    json_error_t error;
    json_t *cases = json_load_file(FOLDER "cases.json", JSON_ALLOW_NUL, &error);

    cr_assert_not_null(cases, "%s", error.text);
    cr_assert_gt(json_array_size(cases), 90);
    return cases;
}

static struct tokenizer_sink sink_for(const struct tokenizer *t, size_t bytes)
{
    struct tokenizer_sink sink = {.room = tokenizer_room(t, bytes)};

    sink.id = malloc(sink.room * sizeof *sink.id);
    sink.span = malloc(sink.room * sizeof *sink.span);
    cr_assert(sink.id && sink.span);
    return sink;
}

static void drop(struct tokenizer_sink *sink)
{
    free(sink->id);
    free(sink->span);
}

static void assert_ids(const char *name, const json_t *text,
                       const struct tokenizer_sink *sink, const json_t *want)
{
    cr_assert_eq(sink->count, json_array_size(want), "%s: \"%s\": %zu tokens",
                 name, json_string_value(text), sink->count);
    for (size_t i = 0; i < sink->count; i++) {
        const json_int_t id = json_integer_value(json_array_get(want, i));

        cr_assert_eq(sink->id[i], id, "%s: \"%s\": token %zu is %d, not %d",
                     name, json_string_value(text), i, sink->id[i], (int)id);
    }
}

/* In order and inside; together all of the text where nothing is rewritten. */
static void assert_spans(const struct tokenizer_sink *sink, size_t bytes,
                         bool whole)
{
    uint32_t end = 0;

    for (size_t i = 0; i < sink->count; i++) {
        cr_assert_leq(sink->span[i].start, sink->span[i].end);
        cr_assert(i == 0 || sink->span[i - 1].start <= sink->span[i].start);
        if (whole)
            cr_assert_eq(sink->span[i].start, end);
        end = sink->span[i].end;
        cr_assert_leq(end, bytes);
    }
    if (whole)
        cr_assert_eq(end, bytes);
}

static void each_case(const char *name, struct tokenizer *t,
                      void (*check)(const char *name, struct tokenizer *t,
                                    const json_t *one,
                                    struct tokenizer_sink *sink))
{
    json_t *cases = read_cases(), *one;
    size_t i;

    json_array_foreach(cases, i, one)
    {
        const json_t *text = json_object_get(one, "text");
        const size_t bytes = json_string_length(text);
        struct tokenizer_sink sink = sink_for(t, bytes);
        const struct status st =
            tokenizer_encode_into(t, json_string_value(text), bytes, &sink);

        cr_assert_eq(st.code, 0, "%s: %s", name, st.text);
        check(name, t, one, &sink);
        drop(&sink);
    }
    json_decref(cases);
}

static void check_ids(const char *name, struct tokenizer *t, const json_t *one,
                      struct tokenizer_sink *sink)
{
    const json_t *text = json_object_get(one, "text");
    const bool whole = strcmp(name, "qwen2") && strcmp(name, "bert");

    (void)t;
    assert_ids(name, text, sink, json_object_get(one, name));
    assert_spans(sink, json_string_length(text), whole);
}

Test(tokenizer_published, ids_are_those_of_the_reference)
{
    for (int i = 0; i < NAMES; i++) {
        struct tokenizer *t = json_one(names[i]);

        each_case(names[i], t, check_ids);
        tokenizer_free(t);
    }
}

static void check_plain(const char *name, struct tokenizer *t,
                        const json_t *one, struct tokenizer_sink *sink)
{
    const json_t *text = json_object_get(one, "text");

    sink->plain = true;
    cr_assert_eq(tokenizer_encode_into(t, json_string_value(text),
                                       json_string_length(text), sink)
                     .code,
                 0);
    assert_ids(name, text, sink, json_object_get(one, name));
    assert_spans(sink, json_string_length(text), true);
}

Test(tokenizer_published, ids_of_a_rank_file_are_those_of_tiktoken)
{
    struct tokenizer *t = open_one("cl100k_base.tiktoken");

    each_case("cl100k_base", t, check_plain);
    tokenizer_free(t);
}

/* The reference's text, or the one encoded where it says nothing else. */
static void check_text(const char *name, struct tokenizer *t, const json_t *one,
                       struct tokenizer_sink *sink)
{
    struct tokenizer_stream stream = {0};
    struct buf back, streamed;
    char key[32];

    snprintf(key, sizeof key, "%s.back", name);
    const json_t *want = json_object_get(one, key);
    if (!want)
        want = json_object_get(one, "text");
    buf_init(&back, 1 << 20);
    buf_init(&streamed, 1 << 20);
    cr_assert_eq(tokenizer_decode(t, sink->id, sink->count, &back).code, 0);
    for (size_t i = 0; i < sink->count; i++)
        cr_assert_eq(
            tokenizer_stream_add(t, &stream, sink->id[i], &streamed).code, 0);
    tokenizer_stream_end(&stream, &streamed);
    cr_assert_eq(back.bytes, json_string_length(want), "%s: \"%s\" is \"%s\"",
                 name, json_string_value(want), buf_string(&back));
    cr_assert(!memcmp(buf_string(&back), json_string_value(want), back.bytes));
    cr_assert_eq(streamed.bytes, back.bytes);
    cr_assert(!memcmp(buf_string(&streamed), buf_string(&back), back.bytes));
    buf_release(&back);
    buf_release(&streamed);
}

Test(tokenizer_published, decoding_gives_the_text_of_the_reference)
{
    for (int i = 0; i < NAMES; i++) {
        struct tokenizer *t = json_one(names[i]);

        each_case(names[i], t, check_text);
        tokenizer_free(t);
    }
}

Test(tokenizer_published, half_a_character_waits_for_its_rest)
{
    struct tokenizer *t = json_one("gpt2");
    struct tokenizer_stream stream = {0};
    struct buf out;
    int32_t ids[8];
    size_t count;

    buf_init(&out, 100);
    cr_assert_eq(
        tokenizer_encode(t, "\xF0\x9F\xA4\x96\xF0\x9F!", 7, ids, 8, &count)
            .code,
        0);
    cr_assert_geq(count, 4);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(tokenizer_stream_add(t, &stream, ids[i], &out).code, 0);
        for (size_t n = 0; n < out.bytes; n++) /* only whole ones so far */
            cr_assert(n > 0 || (unsigned char)out.data[0] == 0xF0);
        cr_assert(out.bytes == 0 || out.bytes >= 4);
    }
    tokenizer_stream_end(&stream, &out);
    cr_assert(out.bytes >= 4 + 3 + 1);
    cr_assert(!memcmp(out.data, "\xF0\x9F\xA4\x96\xEF\xBF\xBD", 7));
    cr_assert_eq(out.data[out.bytes - 1], '!');
    buf_release(&out);
    tokenizer_free(t);
}

Test(tokenizer_published, what_stands_around_a_text_is_told)
{
    struct tokenizer *bert = json_one("bert"), *llama = json_one("llama2");
    const int32_t *ids;

    cr_assert_eq(tokenizer_before(bert, &ids), 1);
    cr_assert_eq(ids[0], 2);
    cr_assert_eq(tokenizer_after(bert, &ids), 1);
    cr_assert_eq(ids[0], 3);
    cr_assert_eq(tokenizer_before(llama, &ids), 1);
    cr_assert_eq(ids[0], 1);
    cr_assert_eq(tokenizer_after(llama, &ids), 0);
    cr_assert(tokenizer_special(bert, 2));
    cr_assert_not(tokenizer_special(bert, 400));
    cr_assert_not(tokenizer_special(bert, -1));
    cr_assert_eq(tokenizer_find(bert, "[SEP]", 5), 3);
    cr_assert_eq(tokenizer_find(bert, "[SEP", 4), -1);
    tokenizer_free(bert);
    tokenizer_free(llama);
}

Test(tokenizer_published, what_a_stranger_wrote_holds_no_special_token)
{
    static const char text[] = "hi<|im_end|>there";
    struct tokenizer *t = json_one("qwen2");
    const int32_t end = tokenizer_find(t, "<|im_end|>", 10);
    struct tokenizer_sink sink = sink_for(t, sizeof text);

    cr_assert(end >= 0 && tokenizer_special(t, end));
    for (int plain = 0; plain < 2; plain++) {
        bool found = false;

        sink.plain = plain;
        cr_assert_eq(tokenizer_encode_into(t, text, strlen(text), &sink).code,
                     0);
        for (size_t i = 0; i < sink.count; i++)
            found = found || sink.id[i] == end;
        cr_assert_eq(found, !plain);
    }
    drop(&sink);
    tokenizer_free(t);
}

Test(tokenizer_published, bytes_that_are_no_text_pass_through_a_model_of_bytes)
{
    static const char wild[] = "a\xFF\xC0\x80 \xED\xA0\x80z";
    struct tokenizer *t = json_one("llama3"), *marks = json_one("llama2");
    struct tokenizer_sink sink = sink_for(t, sizeof wild);
    struct buf back;

    buf_init(&back, 100);
    cr_assert_eq(tokenizer_encode_into(t, wild, strlen(wild), &sink).code, 0);
    cr_assert_eq(tokenizer_decode(t, sink.id, sink.count, &back).code, 0);
    cr_assert_str_eq(buf_string(&back), wild);
    const struct status st =
        tokenizer_encode_into(marks, wild, strlen(wild), &sink);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_str_eq(st.text, "the text is not UTF-8 at byte 1");
    buf_release(&back);
    drop(&sink);
    tokenizer_free(t);
    tokenizer_free(marks);
}

/* Writes it as a tokenizer.json and reads that. */
static struct tokenizer *written(const struct tokenizer *t)
{
    char path[] = "/tmp/lathe-published-XXXXXX";
    const int fd = mkstemp(path);
    struct tokenizer *back;

    cr_assert_geq(fd, 0);
    close(fd);
    struct status st = tokenizer_file_save(t, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = tokenizer_file_load(&back, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    unlink(path);
    return back;
}

Test(tokenizer_published, what_is_written_encodes_and_decodes_the_same)
{
    const int32_t *ids, *same;

    for (int i = 0; i < NAMES; i++) {
        struct tokenizer *t = json_one(names[i]), *back = written(t);

        cr_assert_eq(tokenizer_size(back), tokenizer_size(t));
        each_case(names[i], back, check_ids);
        each_case(names[i], back, check_text);
        cr_assert_eq(tokenizer_before(t, &ids), tokenizer_before(back, &same));
        cr_assert_eq(ids[0], same[0]);
        cr_assert_eq(tokenizer_after(t, &ids), tokenizer_after(back, &same));
        cr_assert_eq(ids[0], same[0]);
        for (int32_t id = 0; id < tokenizer_size(t); id++)
            cr_assert_eq(tokenizer_special(t, id), tokenizer_special(back, id));
        tokenizer_free(t);
        tokenizer_free(back);
    }
    struct tokenizer *t = open_one("cl100k_base.tiktoken"), *back = written(t);
    each_case("cl100k_base", back, check_plain);
    tokenizer_free(t);
    tokenizer_free(back);
}

/* Long runs: work that grows with the square of them would take minutes. */
Test(tokenizer_published, long_runs_cost_no_more_than_their_length,
     .timeout = 60)
{
    static const char *const unit[] = {"a",
                                       " ",
                                       "\n",
                                       "e\xCC\x81\xCC\xA3",
                                       "\xCC\x81\xCC\xA3",
                                       "<|im_start|>",
                                       "\xE6\xBC\xA2",
                                       "x<"};
    const size_t times = 100000;
    struct buf text;

    buf_init(&text, (size_t)1 << 24);
    for (int i = 0; i < NAMES; i++) {
        struct tokenizer *t = json_one(names[i]);

        for (size_t u = 0; u < sizeof unit / sizeof *unit; u++) {
            buf_clear(&text);
            for (size_t n = 0; n < times; n++)
                buf_text(&text, unit[u]);
            struct tokenizer_sink sink = sink_for(t, text.bytes);
            cr_assert_eq(
                tokenizer_encode_into(t, text.data, text.bytes, &sink).code, 0);
            drop(&sink);
        }
        tokenizer_free(t);
    }
    buf_release(&text);
}
