#define _GNU_SOURCE /* memfd_create */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/model/tokenizer.h"
#include "tests/fuzz/fuzz.h"

/* The reader wants a path: a file that lives in memory has one. */
static int memory_file(char path[64])
{
    const int fd = memfd_create("tokenizer", MFD_CLOEXEC);

    if (fd < 0)
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static void make(int i, struct tokenizer **t)
{
    const char *text = "the cat sat on the mat; the hat of the cat sat there";
    struct status st;

    if (i == 0)
        st = tokenizer_train_char(t, text, strlen(text));
    else if (i == 1)
        st = tokenizer_train_byte(t);
    else
        st = tokenizer_train_bpe(t, text, strlen(text), 270);
    if (st.code)
        abort();
}

static void sample(int i, struct buf *out)
{
    struct tokenizer *t;
    char path[] = "/tmp/lathe-fuzz-XXXXXX", chunk[4096];
    const int fd = mkstemp(path);

    make(i, &t);
    if (fd < 0 || tokenizer_file_save(t, path).code)
        abort();
    tokenizer_free(t);
    close(fd);

    FILE *f = fopen(path, "rb");
    if (!f)
        abort();
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_add(out, chunk, n);
    fclose(f);
    unlink(path);
}

static void eat(const char *data, size_t bytes)
{
    char path[64];
    const int fd = memory_file(path);
    struct tokenizer *t;
    int32_t ids[64];
    size_t count;

    if (write(fd, data, bytes) == (ssize_t)bytes &&
        !tokenizer_file_load(&t, path).code) {
        struct buf back;

        buf_init(&back, 4096);
        if (!tokenizer_encode(t, "the cat", 7, ids, 64, &count).code &&
            (tokenizer_decode(t, ids, count, &back).code ||
             strcmp(buf_string(&back), "the cat") != 0))
            abort(); /* accepted, and then not the same text */
        buf_release(&back);
        tokenizer_free(t);
    }
    close(fd);
}

const struct fuzz_target fuzz_target = {"tokenizer", 3, sample, eat};
