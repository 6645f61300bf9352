/* Published tokenizers as the keys of a GGUF, read back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/tokenizer_notes.h"
#include "engine/model/tokenizer_open.h"
#include "engine/model/weights/weights_save.h"

#define FOLDER TEST_ROOT "/tests/model/fixtures/tokenizers/"

enum { ROOM = 4096 };

static const char *const texts[] = {
    "the tide goes out and the boats lie on the sand: rain.",
    "Hello, world! It's 1234567 o'clock\n\n  indented\ttab ",
    "caf\xC3\xA9 na\xC3\xAFve \xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x98\x80",
    "a",
    "<s>don't</s> [CLS] <|im_start|>user\n<|endoftext|>",
};

enum { TEXTS = sizeof texts / sizeof *texts };

/* `t` written with `size` ids and read again; NULL where it was refused. */
static struct tokenizer *again(const struct tokenizer *t, int64_t size,
                               struct status *st)
{
    char path[] = "/tmp/lathe-notes-XXXXXX";
    struct tokenizer *back = NULL;
    struct weights_notes n;
    struct weights *w;
    const int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    weights_notes_init(&n);
    weights_notes_text(&n, "general.architecture", "llama");
    *st = tokenizer_notes(&n, t, size);
    if (!st->code) {
        cr_assert_eq(weights_save_gguf(path, NULL, 0, &n).code, 0);
        *st = weights_open(&w, path);
        cr_assert_eq(st->code, 0, "%s", st->text);
        *st = tokenizer_open_weights(&back, w);
        cr_assert_eq(st->code, 0, "%s", st->text);
        weights_free(w);
    }
    weights_notes_release(&n);
    unlink(path);
    return back;
}

static void same(const char *name, const struct tokenizer *a,
                 const struct tokenizer *b, const char *text)
{
    static int32_t x[ROOM], y[ROOM];
    struct buf out;
    size_t n, m;

    cr_assert_eq(tokenizer_encode(a, text, strlen(text), x, ROOM, &n).code, 0);
    cr_assert_eq(tokenizer_encode(b, text, strlen(text), y, ROOM, &m).code, 0);
    cr_expect_eq(n, m, "%s: %zu and %zu ids of %s", name, n, m, text);
    cr_expect_eq(memcmp(x, y, n * sizeof *x), 0, "%s: %s", name, text);
    buf_init(&out, 1 << 16);
    tokenizer_decode(a, x, n, &out);
    const size_t half = out.bytes;
    tokenizer_decode(b, y, m, &out);
    cr_expect_eq(out.bytes, 2 * half);
    cr_expect_eq(memcmp(out.data, out.data + half, half), 0, "%s: %s", name,
                 text);
    buf_release(&out);
}

Test(tokenizer_notes, a_gguf_gives_the_ids_of_the_file_it_was_made_from)
{
    static const char *const names[] = {
        "gpt2", "llama2", "llama3", "mistral", "smollm2", "qwen2", "bert"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct tokenizer *t, *back;
        char path[512];
        struct status st;

        snprintf(path, sizeof path, FOLDER "%s.json", names[i]);
        cr_assert_eq(tokenizer_open(&t, path).code, 0);
        back = again(t, tokenizer_size(t) + 3, &st);
        cr_assert(back, "%s: %s", names[i], st.text);
        cr_expect_eq(tokenizer_size(back), tokenizer_size(t) + 3,
                     "as many as the model has");
        /* Mistral's file puts no space behind a special token. */
        const size_t most = TEXTS - (strcmp(names[i], "mistral") == 0);
        for (size_t k = 0; k < most; k++)
            same(names[i], t, back, texts[k]);
        const int32_t *a, *b;
        const int n = tokenizer_before(t, &a), m = tokenizer_before(back, &b);
        /* Which id stands before is another key, of the model. */
        cr_expect(strcmp(names[i], "bert") != 0 || (n == m && *a == *b));
        tokenizer_free(t);
        tokenizer_free(back);
    }
}

Test(tokenizer_notes, our_own_pairs_of_bytes_are_written_too)
{
    static const char text[] = "the cat sat on the mat; the hat of the cat";
    struct tokenizer *t, *back;
    struct status st;

    cr_assert_eq(tokenizer_train_bpe(&t, text, strlen(text), 270).code, 0);
    back = again(t, 0, &st);
    cr_assert(back, "%s", st.text);
    for (size_t k = 0; k < TEXTS; k++)
        same("own", t, back, texts[k]);
    tokenizer_free(t);
    tokenizer_free(back);
}

Test(tokenizer_notes, what_a_gguf_cannot_say_is_refused)
{
    struct tokenizer *t;
    struct status st;

    cr_assert_eq(tokenizer_train_char(&t, "abc", 3).code, 0);
    cr_expect_null(again(t, 0, &st));
    cr_expect_eq(st.code, STATUS_UNSUPPORTED);
    cr_expect(strstr(st.text, "\"char\""), "%s", st.text);
    tokenizer_free(t);
    cr_assert_eq(tokenizer_open(&t, FOLDER "o200k.json").code, 0);
    cr_expect_null(again(t, 0, &st));
    cr_expect(strstr(st.text, "cuts text"), "%s", st.text);
    tokenizer_free(t);
}
