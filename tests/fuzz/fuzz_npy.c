#include <stdlib.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/model/weights/npy.h"
#include "engine/model/weights/weights_save.h"
#include "tests/fuzz/fuzz.h"
#include "tests/model/touch.h"

static void array(struct buf *out)
{
    npy_head(out, WEIGHTS_F32, 2, (const int64_t[]){2, 3});
    for (int i = 0; i < 24; i++)
        buf_char(out, (char)i);
}

static void archive(struct buf *out)
{
    static const float x[6] = {1, 2, 3, 4, 5, 6};
    const struct weights_source s[2] = {
        {.name = "a", .type = WEIGHTS_F32, .dims = 1, .shape = {6}, .data = x},
        {.name = "b", .type = WEIGHTS_I32, .dims = 0, .data = x}};
    char path[] = "/tmp/lathe-fuzz-XXXXXX";
    struct filemap map;
    const int fd = mkstemp(path);

    if (fd < 0 || weights_save_npz(path, s, 2).code ||
        filemap_open(&map, path, 100000).code)
        abort();
    close(fd);
    buf_add(out, map.data, map.bytes);
    filemap_close(&map);
    unlink(path);
}

static void sample(int i, struct buf *out)
{
    if (i == 0)
        array(out);
    else
        archive(out);
}

static void eat(const char *data, size_t bytes)
{
    struct weights *w;

    if (weights_parse(&w, "x", data, bytes).code)
        return;
    volatile double sum = touch_all(w);
    (void)sum;
    weights_free(w);
}

const struct fuzz_target fuzz_target = {"npy", 2, sample, eat};
