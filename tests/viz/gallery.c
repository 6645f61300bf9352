/*
 * gallery [NAME [LOOK [COLSxROWS [T]]]] - prints sample pictures, for the eye.
 *
 * Without a look, a picture in all of them, as tests/viz/golden/NAME.txt has
 * it: `gallery NAME >tests/viz/golden/NAME.txt` takes a picture that was
 * looked at as the new golden one. The look "svg" gives a file of shapes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "viz/svg.h"

static void add(void *to, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, to);
}

static void shapes(const struct samples_one *one, int rows, int cols, float t)
{
    const struct canvas_look look = {.colours = CANVAS_RGB,
                                     .theme = CANVAS_THEME_DARK};
    struct canvas *cv = canvas_new(rows, cols, look);
    static char words[1 << 16];

    if (!cv)
        abort();
    one->words(WORDS_SHORT, words, sizeof words);
    one->draw(cv, t);
    svg_write(cv, &(struct svg_about){one->name, one->name, words},
              (struct sink){add, stdout});
    canvas_free(cv);
}

int main(int argc, char **argv)
{
    const struct sink out = {add, stdout};

    for (int i = 0; samples_at(i); i++) {
        const struct samples_one *one = samples_at(i);

        if (argc > 1 && strcmp(argv[1], one->name) != 0)
            continue;
        if (argc < 3) {
            golden_write(one, out);
            continue;
        }
        int rows = one->rows, cols = one->cols;
        const int look = (int)strtol(argv[2], NULL, 10);

        if (argc > 3)
            sscanf(argv[3], "%dx%d", &cols, &rows);
        const float t = argc > 4 ? strtof(argv[4], NULL) : 0;
        if (strcmp(argv[2], "svg") == 0)
            shapes(one, rows, cols, t);
        else if (look >= 0 && look < SAMPLES_LOOKS)
            golden_picture(one, look, rows, cols, t, out);
    }
    return 0;
}
