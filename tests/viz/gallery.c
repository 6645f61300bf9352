/*
 * gallery [NAME [LOOK [COLSxROWS [T]]]] - prints sample pictures, for the eye.
 *
 * Without a look, a picture in all of them, as tests/viz/golden/NAME.txt has
 * it: `gallery NAME >tests/viz/golden/NAME.txt` takes a picture that was
 * looked at as the new golden one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"

static void add(void *to, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, to);
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
        golden_picture(one, look, rows, cols,
                       argc > 4 ? strtof(argv[4], NULL) : 0, out);
    }
    return 0;
}
