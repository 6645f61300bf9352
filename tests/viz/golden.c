#include "golden.h"

#include <stdio.h>
#include <stdlib.h>

#include "viz/ansi.h"

void golden_picture(const struct samples_one *one, int look, int rows, int cols,
                    float t, struct sink out)
{
    struct canvas *cv = canvas_new(rows, cols, samples_look(look));

    if (!cv)
        abort();
    one->draw(cv, t);
    ansi_write(cv, out);
    canvas_free(cv);
}

void golden_write(const struct samples_one *one, struct sink out)
{
    char head[96];
    static char words[1 << 16];

    for (int look = 0; look < SAMPLES_LOOKS; look++) {
        snprintf(head, sizeof head, "== %s, %dx%d, %s\n", one->name, one->cols,
                 one->rows, samples_look_name(look));
        sink_text(out, head);
        golden_picture(one, look, one->rows, one->cols, 0, out);
    }
    sink_text(out, "== words\n");
    one->words(WORDS_SHORT, words, sizeof words);
    sink_text(out, words);
}
