#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/vectors.h"
#include "tests/support/starve.h"

static char path[64];

static void keep_bytes(const char *text, size_t bytes)
{
    snprintf(path, sizeof path, "/tmp/lathe-vectors-XXXXXX");
    const int fd = mkstemp(path);

    cr_assert(fd >= 0);
    cr_assert(write(fd, text, bytes) == (ssize_t)bytes);
    close(fd);
}

static void keep(const char *text)
{
    keep_bytes(text, strlen(text));
}

static struct status read_text(struct vectors *v, const char *text)
{
    keep(text);
    const struct status st = vectors_read(v, path);
    unlink(path);
    return st;
}

static const char *const town = "harbour 3 0 0\n"
                                "quay 2.5 0.5 0\n"
                                "\n"
                                "storm 0 0 -1e1\r\n"
                                "gale\t0 0.5  -4 \n";

static struct vectors read_town(void)
{
    struct vectors v;
    const struct status st = read_text(&v, town);

    cr_assert(st.code == STATUS_FINE, "%s", st.text);
    return v;
}

Test(vectors, reads_words_and_numbers)
{
    struct vectors v = read_town();

    cr_assert(v.n == 4 && v.width == 3);
    cr_assert_str_eq(v.word[2], "storm");
    cr_assert(fabsf(v.row[8] + 10.0f) < 1e-6f);
    cr_assert(vectors_find(&v, "gale") == 3);
    cr_assert(vectors_find(&v, "gales") == -1);
    vectors_free(&v);
}

Test(vectors, names_may_be_any_bytes_without_blanks)
{
    struct vectors v;

    cr_assert(read_text(&v, "2 1\n\xc3\xa9t\xc3\xa9 1\n-1.5 2\n").code == 0);
    cr_assert(v.n == 2 && v.width == 1);
    cr_assert_str_eq(v.word[0], "\xc3\xa9t\xc3\xa9");
    cr_assert(vectors_find(&v, "-1.5") == 1);
    vectors_free(&v);
}

Test(vectors, written_and_read_again_they_are_the_same)
{
    struct vectors v = read_town(), back;

    v.row[0] = 1.0f / 3.0f;
    keep("the file before\n");
    cr_assert(vectors_write(&v, path).code == STATUS_FINE);
    const struct status st = vectors_read(&back, path);
    cr_assert(st.code == STATUS_FINE, "%s", st.text);
    cr_assert(back.n == v.n && back.width == v.width);
    cr_assert(memcmp(back.row, v.row, 12 * sizeof *v.row) == 0);
    for (int i = 0; i < 4; i++)
        cr_assert_str_eq(back.word[i], v.word[i]);
    unlink(path);
    vectors_free(&v);
    vectors_free(&back);
}

static void refused(const char *text, const char *part)
{
    struct vectors v;
    const struct status st = read_text(&v, text);

    cr_assert(st.code == STATUS_BAD_FILE, "\"%s\" was read", text);
    cr_assert(strstr(st.text, part), "\"%s\" lacks \"%s\"", st.text, part);
    cr_assert_null(v.row);
}

Test(vectors, refuses_damaged_files_with_the_line)
{
    refused("", "no vectors");
    refused("\n\n", "no vectors");
    refused("a 1 2\nb 1\n", "line 2 has 1 numbers, but others have 2");
    refused("a 1 2\nb 1 2 3\n", "line 2 has 3 numbers");
    refused("a 1 nan\n", "line 1: \"nan\" is no finite number");
    refused("a 1 2\nb inf 2\n", "line 2: \"inf\"");
    refused("a 1 1e99\n", "\"1e99\"");
    refused("a 1 2x\n", "\"2x\"");
    refused("3 2\na 1 2\n",
            "line 1 says 3 words of 2 numbers, but there are 1");
    refused("1 3\na 1 2\n", "line 1 says");
    refused("alone\n", "has 0 numbers");
}

Test(vectors, a_name_with_a_blank_is_not_written)
{
    struct vectors v;

    cr_assert(vectors_new(&v, 1, 2).code == STATUS_FINE);
    cr_assert(vectors_write(&v, path).code == STATUS_BAD_USAGE);
    cr_assert(vectors_name(&v, 0, "two words", 9).code == STATUS_FINE);
    cr_assert(vectors_write(&v, path).code == STATUS_BAD_USAGE);
    vectors_free(&v);
    cr_assert(vectors_new(&v, 1, VECTORS_WIDTH + 1).code == STATUS_TOO_BIG);
}

Test(vectors, a_zero_byte_is_no_text)
{
    static const char number[] = "a 1 2\nb 1\0x 2\n";
    static const char word[] = "a 1 2\nb\0x 1 2\n";
    struct vectors v;
    struct status st;

    keep_bytes(number, sizeof number - 1);
    st = vectors_read(&v, path);
    unlink(path);
    cr_expect(strstr(st.text, "line 2: "), "%s", st.text);
    keep_bytes(word, sizeof word - 1);
    st = vectors_read(&v, path);
    cr_expect(strstr(st.text, "line 2: a zero byte"), "%s", st.text);
    unlink(path);
}

/* Cut anywhere, a file with a header is refused or still holds all its words.
 */
Test(vectors, a_file_that_is_cut_short_is_refused)
{
    static const char whole[] = "3 2\nharbour 1.5 2\nquay -2 3\ngale 4 5\n";
    const size_t last = sizeof whole - 3; /* but for the "5" and its end */

    for (size_t n = 0; n < sizeof whole - 1; n++) {
        struct vectors v;

        keep_bytes(whole, n);
        const struct status st = vectors_read(&v, path);
        cr_expect_eq(st.code, n <= last ? STATUS_BAD_FILE : STATUS_FINE,
                     "%zu bytes: %s", n, st.text);
        unlink(path);
        vectors_free(&v);
    }
}

Test(vectors, what_is_no_number_is_not_written)
{
    struct vectors v = read_town();
    struct status st;

    v.row[4] = NAN;
    keep("the file before\n");
    st = vectors_write(&v, path);
    cr_expect(st.code == STATUS_BAD_USAGE && strstr(st.text, "\"quay\""), "%s",
              st.text);
    FILE *f = fopen(path, "r");
    char line[32] = "";
    cr_expect(f && fgets(line, sizeof line, f));
    cr_expect_str_eq(line, "the file before\n", "what was there stays");
    if (f)
        fclose(f);
    unlink(path);
    vectors_free(&v);
}

Test(vectors, the_nearest_come_in_order_of_the_angle)
{
    struct vectors v = read_town();
    struct vectors_hit hit[8];
    const int64_t self = 0;

    cr_assert(vectors_nearest(&v, v.row, &self, 1, hit, 8) == 3);
    cr_assert(hit[0].index == 1);
    cr_assert(fabs(hit[0].cosine - 2.5 / sqrt(6.5)) < 1e-6);
    cr_assert(hit[1].cosine >= hit[2].cosine);
    cr_assert(vectors_nearest(&v, v.row, NULL, 0, hit, 1) == 1);
    cr_assert(hit[0].index == 0 && fabs(hit[0].cosine - 1.0) < 1e-6);
    cr_assert(vectors_nearest(&v, v.row, NULL, 0, hit, 0) == 0);
    vectors_free(&v);
}

/* On a grid, one step right of (0, 1) is to it as (2, 1) is to (1, 1). */
Test(vectors, a_direction_has_length_one_and_zeros_stay)
{
    struct vectors v;
    float out[2];

    cr_assert(vectors_new(&v, 2, 2).code == STATUS_FINE);
    v.row[0] = 3.0f;
    v.row[1] = -4.0f;
    vectors_direction(&v, 0, out);
    cr_assert_float_eq(out[0], 0.6, 1e-6);
    cr_assert_float_eq(out[1], -0.8, 1e-6);
    vectors_direction(&v, 1, out);
    cr_assert(out[0] == 0.0f && out[1] == 0.0f);
    vectors_free(&v);
}

Test(vectors, an_analogy_is_a_parallel_step)
{
    struct vectors v;
    struct vectors_hit hit[2];
    int hits;

    cr_assert(read_text(&v, "man 1 0 0.1\nwoman 1 0 2\nking 1 3 0.1\n"
                            "queen 1 3 2\nboat -1 0.2 0.3\n")
                  .code == 0);
    cr_assert(vectors_analogy(&v, (int64_t[]){0, 2, 1}, hit, 2, &hits).code ==
              0);
    cr_assert(hits == 2);
    cr_assert_str_eq(v.word[hit[0].index], "queen");
    vectors_free(&v);
}

static struct status starved(void)
{
    struct vectors v;
    const struct status st = vectors_read(&v, path);

    vectors_free(&v);
    return st;
}

Test(vectors, survives_every_end_of_memory)
{
    keep(town);
    starve(starved, 5);
    unlink(path);
}
