#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/model/weights/npy.h"
#include "engine/model/weights/weights_save.h"

/* A file of version `major` with that dictionary and `numbers` bytes. */
static struct status read_text(const char *head, int major, size_t numbers,
                               struct weights_tensor *t, unsigned char **kept)
{
    const size_t n = strlen(head), start = major == 1 ? 10 : 12;
    unsigned char *data = malloc(start + n + numbers);

    memcpy(data, "\x93NUMPY", 6);
    data[6] = (unsigned char)major;
    data[7] = 0;
    memset(data + 8, 0, start - 8);
    data[8] = (unsigned char)(n & 255);
    data[9] = (unsigned char)(n >> 8);
    memcpy(data + start, head, n);
    for (size_t i = 0; i < numbers; i++)
        data[start + n + i] = (unsigned char)i;
    *t = (struct weights_tensor){.name = "x"};
    *kept = data;
    return npy_read(t, data, start + n + numbers);
}

Test(npy, heads_as_numpy_writes_them_are_read)
{
    static const struct {
        const char *head;
        int major;
        enum weights_type type;
        int dims;
        int64_t count;
    } cases[] = {
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 1,
         WEIGHTS_F32, 2, 6},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (), }  \n", 1,
         WEIGHTS_F64, 0, 1},
        {"{'shape': (5,), 'fortran_order': True, 'descr': '|u1'}", 2,
         WEIGHTS_U8, 1, 5},
        {"{'descr': '<i8', 'fortran_order': False, 'shape': (0, 7), }", 3,
         WEIGHTS_I64, 2, 0},
        {"{'descr': '|b1','fortran_order':False,'shape':(1,1,1)}", 1,
         WEIGHTS_BOOL, 3, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct weights_tensor t;
        unsigned char *kept;
        const struct status st = read_text(
            cases[i].head, cases[i].major,
            (size_t)cases[i].count * weights_type_bytes(cases[i].type), &t,
            &kept);

        cr_assert_eq(st.code, 0, "%s: %s", cases[i].head, st.text);
        cr_expect_eq(t.type, cases[i].type);
        cr_expect_eq(t.dims, cases[i].dims);
        cr_expect_eq(t.count, cases[i].count);
        free(kept);
    }
}

Test(npy, heads_that_say_nothing_sound_are_refused)
{
    static const struct {
        const char *head, *why;
    } cases[] = {
        {"", "no opening bracket"},
        {"{}", "no descr, fortran_order and shape"},
        {"{'descr': '<f4', 'shape': (2,)}", "no descr, fortran_order"},
        {"{'descr': '<f4', 'descr': '<f4'}", "that is new"},
        {"{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", ">f4"},
        {"{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "|O"},
        {"{'descr': '<f4', 'fortran_order': True, 'shape': (2,3)}",
         "column by column"},
        {"{'descr': '<f4', 'fortran_order': 1, 'shape': (2,)}",
         "True or False"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
         "whole number"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2.5,)}",
         "closing bracket"},
        {"{'descr': '<f4', 'fortran_order': False, "
         "'shape': (99999999999999999999,)}",
         "below 2^63"},
        {"{'descr': '<f4', 'fortran_order': False, "
         "'shape': (4294967296, 4294967296)}",
         "overflows"},
        {"{'descr': '<f4', 'fortran_order': False, "
         "'shape': (1,1,1,1,1,1,1,1,1)}",
         "8 extents"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
         "end after the dictionary"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
         "needs 12 bytes from byte"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2,", "whole"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct weights_tensor t;
        unsigned char *kept;
        const struct status st = read_text(cases[i].head, 1, 8, &t, &kept);

        cr_expect(st.code == STATUS_BAD_FILE || st.code == STATUS_UNSUPPORTED,
                  "%s", cases[i].head);
        cr_expect(strstr(st.text, cases[i].why), "%s: %s", cases[i].head,
                  st.text);
        free(kept);
    }
}

Test(npy, a_head_that_is_written_is_aligned_and_reads_back)
{
    for (int dims = 0; dims <= WEIGHTS_DIMS; dims++) {
        const int64_t shape[WEIGHTS_DIMS] = {3, 1, 2, 1, 1, 1, 1, 1};
        struct weights_tensor t = {.name = "x"};
        struct buf b;

        buf_init(&b, 1000);
        npy_head(&b, WEIGHTS_U8, dims, shape);
        cr_assert_eq(b.bytes % 64, 0);
        for (int i = 0; i < (dims > 2 ? 6 : dims ? 3 : 1); i++)
            buf_char(&b, 7);
        const struct status st = npy_read(&t, b.data, b.bytes);
        cr_assert_eq(st.code, 0, "%s", st.text);
        cr_assert_eq(t.dims, dims);
        buf_release(&b);
    }
}

static struct status ramp(void *user, int64_t row, int64_t rows, float *out)
{
    const int64_t cols = *(const int64_t *)user;

    for (int64_t i = 0; i < rows * cols; i++)
        out[i] = (float)(row * cols + i) * 0.25f;
    return STATUS_OK;
}

Test(npy, an_archive_holds_what_was_put_in_and_is_the_same_each_time)
{
    static const int32_t ids[4] = {5, -6, 7, 8};
    int64_t cols = 70000;
    const struct weights_source s[3] = {{.name = "blocks.0.w",
                                         .type = WEIGHTS_F32,
                                         .dims = 2,
                                         .shape = {3, 70000},
                                         .fill = ramp,
                                         .user = &cols},
                                        {.name = "half",
                                         .type = WEIGHTS_F16,
                                         .dims = 2,
                                         .shape = {1, 70000},
                                         .fill = ramp,
                                         .user = &cols},
                                        {.name = "ids",
                                         .type = WEIGHTS_I32,
                                         .dims = 1,
                                         .shape = {4},
                                         .data = ids}};
    char a[] = "/tmp/lathe-npz-XXXXXX", b[] = "/tmp/lathe-npz-XXXXXX";
    struct filemap x, y;
    struct weights *w;
    float out[4];

    close(mkstemp(a));
    close(mkstemp(b));
    struct status st = weights_save_npz(a, s, 3);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(weights_save_npz(b, s, 3).code, 0);
    st = weights_open(&w, a);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(weights_format(w), "npz");
    cr_assert_eq(
        weights_floats(weights_find(w, "blocks.0.w"), 209996, 4, out).code, 0);
    cr_assert_eq(out[3], 209999 * 0.25f);
    cr_assert_eq(weights_find(w, "half")->type, WEIGHTS_F16);
    cr_assert_eq(weights_floats(weights_find(w, "ids"), 1, 1, out).code, 0);
    cr_assert_eq(out[0], -6.0f);
    weights_free(w);
    cr_assert_eq(filemap_open(&x, a, SIZE_MAX / 2).code, 0);
    cr_assert_eq(filemap_open(&y, b, SIZE_MAX / 2).code, 0);
    cr_assert_eq(x.bytes, y.bytes);
    cr_assert_eq(memcmp(x.data, y.data, x.bytes), 0);
    filemap_close(&x);
    filemap_close(&y);
    unlink(a);
    unlink(b);
}

Test(npy, what_numpy_lacks_is_refused_with_its_name)
{
    static const unsigned char data[2] = {0};
    const struct weights_source s = {.name = "w",
                                     .type = WEIGHTS_BF16,
                                     .dims = 1,
                                     .shape = {1},
                                     .data = data};
    char path[] = "/tmp/lathe-npz-XXXXXX";

    close(mkstemp(path));
    const struct status st = weights_save_npz(path, &s, 1);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert_str_eq(st.text, "tensor \"w\": NumPy has no BF16");
    unlink(path);
}

/* The archive's list claims 2 GiB for an entry of a few bytes. */
Test(npy, a_length_that_the_archive_cannot_hold_is_not_believed)
{
    static const float x[1] = {1};
    const struct weights_source s = {
        .name = "w", .type = WEIGHTS_F32, .dims = 1, .shape = {1}, .data = x};
    char path[] = "/tmp/lathe-npz-XXXXXX";
    struct filemap map;
    struct weights *w;
    size_t at = 0;

    close(mkstemp(path));
    cr_assert_eq(weights_save_npz(path, &s, 1).code, 0);
    cr_assert_eq(filemap_open(&map, path, 100000).code, 0);
    unsigned char *copy = malloc(map.bytes);
    memcpy(copy, map.data, map.bytes);
    while (at + 28 < map.bytes && memcmp(copy + at, "PK\1\2", 4) != 0)
        at++;
    cr_assert_lt(at + 28, map.bytes);
    memset(copy + at + 24, 0x7f, 4);
    const struct status st = weights_parse(&w, "x.npz", copy, map.bytes);
    cr_assert_eq(st.code, STATUS_BAD_FILE);
    cr_assert(strstr(st.text, "\"w.npy\" in the archive unpacks to more"), "%s",
              st.text);
    free(copy);
    filemap_close(&map);
    unlink(path);
}
