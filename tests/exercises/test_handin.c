#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "exercises/handin.h"

static struct {
    char exercise[8][64];
    char text[8][64];
    int files, others;
} got;

static bool known(void *context, const char *exercise)
{
    (void)context;
    return strcmp(exercise, "dot") == 0 || strcmp(exercise, "softmax") == 0;
}

static struct status take(void *context, const struct handin_file *file)
{
    (void)context;
    cr_assert_lt(got.files, 8);
    snprintf(got.exercise[got.files], 64, "%s", file->exercise);
    snprintf(got.text[got.files], 64, "%.*s", (int)file->bytes, file->text);
    got.files++;
    return STATUS_OK;
}

static struct status read_it(const struct buf *archive)
{
    memset(&got, 0, sizeof got);
    return handin_read(buf_string(archive), archive->bytes, known, take, NULL,
                       &got.others);
}

static const struct handin_file two[] = {{"dot", "int dot;\n", 9},
                                         {"softmax", "int softmax;\n", 13}};

static struct buf packed(void)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    const struct status st = handin_pack(&b, two, 2, "anna");
    cr_assert_eq(st.code, 0, "%s", st.text);
    return b;
}

/* A zip of one entry, made by hand. */
static struct buf zipped(const char *name, const void *data, size_t bytes,
                         unsigned mode)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    unsigned char piece[4096];
    struct buf b;
    zip_int64_t n;

    zip_source_keep(source);
    const zip_int64_t at =
        zip_file_add(zip, name, zip_source_buffer(zip, data, bytes, 0), 0);
    cr_assert_geq(at, 0);
    if (mode)
        zip_file_set_external_attributes(zip, (zip_uint64_t)at, 0, 3,
                                         mode << 16);
    cr_assert_eq(zip_close(zip), 0);
    buf_init(&b, 4 << 20);
    zip_source_open(source);
    while ((n = zip_source_read(source, piece, sizeof piece)) > 0)
        buf_add(&b, piece, (size_t)n);
    zip_source_close(source);
    zip_source_free(source);
    return b;
}

static void expect_refused(struct buf b, const char *words)
{
    const struct status st = read_it(&b);

    cr_expect(st.code == STATUS_BAD_FILE || st.code == STATUS_TOO_BIG);
    cr_expect(strstr(st.text, words), "\"%s\" lacks \"%s\"", st.text, words);
    cr_expect_eq(got.files, 0, "it handed something on all the same");
    buf_release(&b);
}

Test(handin, what_was_packed_comes_back)
{
    struct buf b = packed();
    const struct status st = read_it(&b);

    cr_expect_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(got.files, 2);
    cr_expect_str_eq(got.exercise[0], "dot");
    cr_expect_str_eq(got.text[1], "int softmax;\n");
    buf_release(&b);
}

Test(handin, same_work_makes_the_same_bytes)
{
    struct buf a = packed(), b = packed();

    cr_assert_eq(a.bytes, b.bytes);
    cr_expect_arr_eq(a.data, b.data, a.bytes);
    buf_release(&a);
    buf_release(&b);
}

Test(handin, every_cut_and_every_changed_byte_is_refused_or_harmless)
{
    struct buf whole = packed();
    int refused = 0;

    for (size_t at = 0; at < whole.bytes; at++) {
        struct buf b;

        buf_init(&b, 1 << 20);
        buf_add(&b, whole.data, at);
        cr_expect_neq(read_it(&b).code, STATUS_FINE, "cut at %zu", at);
        buf_clear(&b);
        buf_add(&b, whole.data, whole.bytes);
        b.data[at] = (char)(b.data[at] ^ 0x10);
        if (read_it(&b).code)
            refused++;
        else /* what it says is what was packed */
            for (int i = 0; i < got.files; i++)
                cr_expect(strstr(got.text[i], "int "));
        buf_release(&b);
    }
    cr_expect_gt(refused, (int)whole.bytes / 2);
    buf_release(&whole);
}

Test(handin, names_that_lead_elsewhere_are_refused)
{
    static const char *const names[] = {
        "../dot.c", "a/../../dot.c", "/etc/dot.c", "..\\dot.c", "a/b/../dot.c"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_refused(zipped(names[i], "x", 1, 0), "leads elsewhere");
}

Test(handin, links_and_devices_are_refused)
{
    expect_refused(zipped("dot.c", "/etc/passwd", 11, 0120777), "a link");
    expect_refused(zipped("dot.c", "", 0, 0020666), "a device");
    expect_refused(zipped("dot.c", "", 0, 0010666), "a device");
}

Test(handin, bomb_is_refused_unread)
{
    char *zeros = calloc(1, 8 << 20);

    cr_assert(zeros);
    expect_refused(zipped("dot.c", zeros, 8 << 20, 0), "larger than a file");
    free(zeros);
}

Test(handin, archive_zipped_by_hand_is_read)
{
    struct buf b = zipped("work/dot.c", "int dot;\n", 9, 0100644);
    const struct status st = read_it(&b);

    cr_expect_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(got.files, 1);
    cr_expect_str_eq(got.exercise[0], "dot");
    buf_release(&b);
}

Test(handin, what_is_no_exercise_is_counted_and_not_read)
{
    struct buf b = zipped("virus.c", "x", 1, 0);

    cr_expect_eq(read_it(&b).code, 0);
    cr_expect_eq(got.files, 0);
    cr_expect_eq(got.others, 1);
    buf_release(&b);
}

Test(handin, what_is_no_archive_is_refused)
{
    struct buf b;

    buf_init(&b, 100);
    buf_text(&b, "this is a letter and no archive at all, truly");
    expect_refused(b, "no archive");
}

Test(handin, list_and_files_must_agree)
{
    static const char lie[] =
        "{\"files\": [{\"exercise\": \"dot\", \"sha256\": \"00\"}]}";

    expect_refused(zipped("handin.json", lie, sizeof lie - 1, 0), "not there");
    expect_refused(zipped("handin.json", "[]", 2, 0), "no list");
    expect_refused(zipped("handin.json", "{", 1, 0), "no list");
}
