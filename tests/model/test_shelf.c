#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/shelf.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEAD "# a word\n\ndate: 2026-01-02\nmodel: twin\ntitle: t\nlicence: l\n"
#define FILE_OF                                  \
    "file: model.gguf\nbytes: 12\nsha256: " HASH \
    "\nwheel: a-b 1.2 in/the wheel.gguf\nurl: https://x.example/m\n"

static char path[] = "/tmp/lathe-shelf-XXXXXX";

static void make(void)
{
    cr_assert_geq(mkstemp(path), 0);
}

static void drop(void)
{
    unlink(path);
}

static struct status read_text(struct shelf *s, const char *text)
{
    cr_assert_eq(savefile_replace(path, text, strlen(text)).code, 0);
    return shelf_read(s, path);
}

Test(shelf, a_model_is_read_with_its_files, .init = make, .fini = drop)
{
    struct shelf s;
    const struct status st =
        read_text(&s, HEAD FILE_OF "file: b.json\nbytes: "
                                   "3\nsha256: " HASH "\nurl: file:///b");

    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_str_eq(s.date, "2026-01-02");
    const struct shelf_model *m = shelf_find(&s, "twin");
    cr_assert_not_null(m);
    cr_assert_null(shelf_find(&s, "twi"));
    cr_assert_eq(m->files, 2);
    cr_assert_eq(shelf_bytes(m), 15);
    cr_assert_str_eq(m->file[0].package, "a-b");
    cr_assert_str_eq(m->file[0].version, "1.2");
    cr_assert_str_eq(m->file[0].inside, "in/the wheel.gguf");
    cr_assert_str_eq(m->file[0].url, "https://x.example/m");
    cr_assert_null(m->file[1].package);
    shelf_release(&s);
}

Test(shelf, what_is_wrong_is_told_with_its_line, .init = make, .fini = drop)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "no date"},
        {HEAD, "no file"},
        {HEAD "file: ../x\n", "line 7"},
        {HEAD "file: .x\n", "line 7"},
        {HEAD "bytes: 3\n", "line 7"},
        {HEAD "model: twin\n", "line 7"},
        {HEAD "file: x\nbytes: 0\n", "line 8"},
        {HEAD "file: x\nbytes: 3x\n", "line 8"},
        {HEAD "file: x\nbytes: 99999999999999999999\n", "line 8"},
        {HEAD "file: x\nsha256: 00\n", "line 8"},
        {HEAD "file: x\nurl: ftp://x\n", "line 8"},
        {HEAD "file: x\nwheel: a 1\n", "line 8"},
        {HEAD "file: x\nwheel: -r 1 x\n", "line 8"},
        {HEAD "file: x\nnosuch: 1\n", "nosuch"},
        {HEAD "file: x\nbytes 3\n", "key: value"},
        {HEAD "file: x\nbytes: 3\nsha256: " HASH "\n", "no place"},
        {"title: early\n", "no model yet"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct shelf s;
        const struct status st = read_text(&s, bad[i].text);

        cr_assert_neq(st.code, 0, "%s was read", bad[i].text);
        cr_assert_not_null(strstr(st.text, bad[i].says), "%s", st.text);
    }
}

Test(shelf, the_shipped_catalogue_is_read)
{
    struct shelf s;
    const struct status st =
        shelf_read(&s, TEST_ROOT "/lessons/models/catalogue");

    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_not_null(shelf_find(&s, "smollm2-135m"));
    cr_assert_not_null(shelf_find(&s, "minilm"));
    cr_assert_not_null(shelf_find(&s, "gpt2"));
    shelf_release(&s);
}
