/* Every sample against the picture that was looked at and kept. */
#include <stdio.h>
#include <stdlib.h>

#include "golden.h"
#include "show.h"

static char *read_golden(const char *name)
{
    static char text[1 << 16];
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/tests/viz/golden/%s.txt", TEST_ROOT, name);
    f = fopen(path, "rb");
    cr_assert(f, "there is no %s: look at `gallery %s` and keep it", path,
              name);
    const size_t n = fread(text, 1, sizeof text - 1, f);

    text[n] = '\0';
    fclose(f);
    return text;
}

/* The first line that differs, for the message. */
static int line_of_difference(const char *a, const char *b)
{
    int line = 1;

    for (; *a && *a == *b; a++, b++)
        line += *a == '\n';
    return line;
}

Test(golden, every_sample_is_drawn_as_it_was_kept)
{
    static struct show s;

    for (int i = 0; samples_at(i); i++) {
        const char *name = samples_at(i)->name;
        const char *want = read_golden(name);

        s.bytes = 0;
        s.text[0] = '\0';
        golden_write(samples_at(i), (struct sink){show_add, &s});
        cr_assert(strcmp(want, s.text) == 0,
                  "golden/%s.txt differs from line %d on; see `gallery %s`",
                  name, line_of_difference(want, s.text), name);
    }
}

Test(golden, every_sample_stays_inside_any_place)
{
    static struct show_field field;

    for (int i = 0; samples_at(i); i++)
        for (int look = 0; look < SHOW_LOOKS; look++)
            for (int rows = 0; rows <= 30; rows += 1 + rows / 6)
                for (int cols = 0; cols <= 60; cols += 1 + cols / 5) {
                    struct canvas cv =
                        show_field(&field, rows, cols, show_look(look));

                    samples_at(i)->draw(&cv, 0.3f);
                    show_fence_holds(&field);
                }
}

Test(golden, every_sample_can_be_drawn_from_40x12_to_300x100)
{
    static const int size[][2] = {{12, 40}, {24, 80}, {40, 120}, {100, 300}};

    for (int i = 0; samples_at(i); i++)
        for (int look = 0; look < SAMPLES_LOOKS; look++)
            for (int k = 0; k < 4; k++) {
                struct canvas *cv =
                    canvas_new(size[k][0], size[k][1], samples_look(look));
                int seen = 0;

                samples_at(i)->draw(cv, 0);
                for (int c = 0; c < cv->rows * cv->cols; c++)
                    seen += cv->cells[c].rune > ' ';
                cr_assert_gt(seen, 5, "%s shows nothing at %dx%d",
                             samples_at(i)->name, cv->cols, cv->rows);
                canvas_free(cv);
            }
}

Test(golden, an_ascii_look_draws_nothing_but_ascii)
{
    for (int i = 0; samples_at(i); i++) {
        struct canvas *cv = canvas_new(30, 100, show_ascii);

        samples_at(i)->draw(cv, 0);
        for (int c = 0; c < cv->rows * cv->cols; c++) {
            cr_assert_lt(cv->cells[c].rune, 0x7f, "%s", samples_at(i)->name);
            cr_assert_eq(cv->cells[c].mark, 0, "%s", samples_at(i)->name);
        }
        canvas_free(cv);
    }
}

Test(golden, words_tell_at_least_as_much_when_asked_for_more)
{
    static char text[1 << 16];

    for (int i = 0; samples_at(i); i++) {
        size_t before = 0;

        for (int depth = WORDS_FINDING; depth <= WORDS_FULL; depth++) {
            const size_t n = samples_at(i)->words((enum words_depth)depth, text,
                                                  sizeof text);

            cr_assert_gt(n, 0, "%s", samples_at(i)->name);
            cr_assert_lt(n, sizeof text, "%s", samples_at(i)->name);
            cr_assert_eq(text[n - 1], '\n', "%s", samples_at(i)->name);
            cr_assert_geq(n + 1, before, "%s", samples_at(i)->name);
            before = n;
        }
    }
}

Test(golden, drawing_twice_gives_the_same_cells)
{
    for (int i = 0; samples_at(i); i++) {
        struct canvas *a = canvas_new(24, 80, show_unicode);
        struct canvas *b = canvas_new(24, 80, show_unicode);

        samples_at(i)->draw(a, 0.5f);
        samples_at(i)->draw(b, 0.9f);
        canvas_fill(b, canvas_whole(b), 0, 0);
        samples_at(i)->draw(b, 0.5f);
        for (int c = 0; c < a->rows * a->cols; c++) {
            const struct canvas_cell *x = &a->cells[c], *y = &b->cells[c];

            cr_assert(x->rune == y->rune && x->fg == y->fg && x->bg == y->bg,
                      "%s, cell %d", samples_at(i)->name, c);
        }
        canvas_free(a);
        canvas_free(b);
    }
}
