/* Files as text: encodings, packed files, roff, and what is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/loader.h"
#include "engine/base/rng.h"

static struct status load(struct loader_text *t, const char *path,
                          const char *data, size_t bytes)
{
    return loader_take(t, path, data, bytes, 1 << 16);
}

static void expect(const char *path, const char *data, size_t bytes,
                   const char *want, size_t repaired)
{
    struct loader_text t;
    const struct status st = load(&t, path, data, bytes);

    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_expect_str_eq(t.text.data, want);
    cr_expect_eq(t.repaired, repaired);
    loader_release(&t);
}

Test(loader, text_is_kept_and_marks_of_encodings_are_not)
{
    expect("a.txt", "caf\xC3\xA9\n", 6, "caf\u00E9\n", 0);
    expect("a.txt", "\xEF\xBB\xBFhi", 5, "hi", 0);
    expect("a.txt", "\xFF\xFEh\0\xE9\0\x3D\xD8\0\xDE", 10, "h\u00E9\U0001F600",
           0);
    expect("a.txt", "\xFE\xFF\0h\0i", 6, "hi", 0);
}

Test(loader, other_bytes_are_read_as_windows_1252)
{
    expect("a.txt", "a caf\xE9 for 5 \x80", 13 + 1, "a caf\u00E9 for 5 \u20AC",
           2);
    expect("a.txt", "cut \xC3", 5, "cut \u00C3", 1);
}

static void refused(const char *path, const char *data, size_t bytes,
                    enum status_code code, const char *says)
{
    struct loader_text t;
    const struct status st = load(&t, path, data, bytes);

    cr_expect_eq(st.code, code, "%s", st.text);
    cr_expect(strstr(st.text, says) && strstr(st.text, path), "%s", st.text);
    cr_expect_null(t.text.data);
}

Test(loader, what_is_no_text_says_why)
{
    static const char noise[] = "\x01\x02\x03\x04\x05\x06\x07";
    static char large[(1 << 16) + 1];

    refused("e.txt", "", 0, STATUS_UNSUPPORTED, "empty");
    refused("b.txt", "ELF\0\1", 5, STATUS_UNSUPPORTED, "zero bytes");
    refused("n.txt", noise, sizeof noise - 1, STATUS_UNSUPPORTED, "no text");
    refused("s.txt", " \n\t", 3, STATUS_UNSUPPORTED, "nothing");
    refused("l.txt", large, sizeof large, STATUS_TOO_BIG, "limit");
    refused("p.1.gz", "\x1f\x8b no", 5, STATUS_BAD_FILE, "damaged");
    refused("o.1", ".so man1/tar.1\n", 15, STATUS_UNSUPPORTED, "man1/tar.1");
    refused("/nowhere/x", NULL, 0, STATUS_UNSUPPORTED, "empty");
    struct loader_text t;
    cr_expect_eq(loader_read(&t, "/nowhere/x", 100).code, STATUS_NOT_FOUND);
    cr_expect_eq(loader_read(&t, "/", 100).code, STATUS_BAD_FILE);
}

Test(loader, the_name_says_what_a_file_is)
{
    cr_expect_eq(loader_guess("/a/b.md", "x", 1), LOADER_MARKDOWN);
    cr_expect_eq(loader_guess("b.C", "x", 1), LOADER_SOURCE);
    cr_expect_eq(loader_guess("tar.1.gz", ".TH TAR", 7), LOADER_MANUAL);
    cr_expect_eq(loader_guess("notes.1", "Day 1", 5), LOADER_TEXT);
    cr_expect_eq(loader_guess("README", "x", 1), LOADER_TEXT);
}

static void page(const char *roff, const char *want)
{
    expect("x.1", roff, strlen(roff), want, 0);
}

Test(loader, a_manual_page_becomes_paragraphs_under_headings)
{
    page(".\\\" a note\n"
         ".TH TAR 1 \"a day\"\n"
         ".SH NAME\n"
         "tar \\- an \\fIarchiving\\fR utility\n"
         ".de XX\nnot said\n..\n"
         ".SH \"EXIT STATUS\"\n"
         "Says\n"
         ".BR zcat (1)\n"
         ".PP\n"
         "\\(lqso\\(rq caf\\[u00E9] \\s-1small\\s0\n",
         "# tar(1) NAME\n\n"
         "tar - an archiving utility\n\n"
         "# tar(1) EXIT STATUS\n\n"
         "Says\nzcat(1)\n\n"
         "\"so\" caf\u00E9 small\n");
}

Test(loader, mdoc_pages_lose_their_marks)
{
    page(".Dd today\n.Dt CAT 1\n.Sh NAME\n.Nm cat\n.Nd joins files\n"
         ".Sh DESCRIPTION\n.Nm\nreads\n.Op Fl u Ar file\nsee\n.Xr tac 1 ,\n",
         "# cat(1) NAME\n\ncat\n- joins files\n\n"
         "# cat(1) DESCRIPTION\n\ncat\nreads\n-u file\nsee\ntac(1),\n");
}

/* Damaged pages end somewhere: nothing is read beyond the text. */
Test(loader, cut_and_spoiled_pages_are_survived)
{
    static const char good[] =
        ".TH A 1\n.SH B\n.IP \"x \\(bu\" 4\n\\fB\\[u1234]\\h'3'\\*(lq\\n(.s\n"
        ".TS\nl l.\na\tb\n.TE\n.SH\nc\\\n.Xr\n.Nm \"\n\\s+\\(\\[\\f";
    struct rng rng = rng_make(3, 0);

    for (size_t n = 1; n < sizeof good; n++) {
        char *text = malloc(n);
        struct loader_text t;

        memcpy(text, good, n);
        for (int round = 0; round < 20; round++) {
            if (!load(&t, "a.1", text, n).code)
                loader_release(&t);
            text[rng_below(&rng, n)] =
                "\\.'\"([\n\xC3 fs*n"[rng_below(&rng, 12)];
        }
        free(text);
    }
}
