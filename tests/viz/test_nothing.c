/* A picture of nothing: all zero is a valid start, says so, and never fails. */
#include <math.h>

#include "show.h"
#include "viz/alignmap.h"
#include "viz/arrows.h"
#include "viz/bars.h"
#include "viz/blockstack.h"
#include "viz/chart.h"
#include "viz/contour.h"
#include "viz/decision.h"
#include "viz/form.h"
#include "viz/gauge.h"
#include "viz/gridwarp.h"
#include "viz/heatmap.h"
#include "viz/histogram.h"
#include "viz/listview.h"
#include "viz/logview.h"
#include "viz/netgraph.h"
#include "viz/scatter.h"
#include "viz/spark.h"
#include "viz/tensorview.h"
#include "viz/timeline.h"
#include "viz/toast.h"
#include "viz/tree.h"

#define NOTHING(stem, ...)                                               \
    Test(nothing, stem##_of_nothing_says_so)                             \
    {                                                                    \
        static struct show_field field;                                  \
        const struct stem none = {0};                                    \
        char text[256];                                                  \
                                                                         \
        for (int look = 0; look < SHOW_LOOKS; look++)                    \
            for (int rows = 0; rows < 12; rows++)                        \
                for (int cols = 0; cols < 40; cols += 1 + cols / 6) {    \
                    struct canvas cv =                                   \
                        show_field(&field, rows, cols, show_look(look)); \
                                                                         \
                    stem##_draw(&none, &cv, canvas_whole(&cv));          \
                    stem##_draw(&none, &cv,                              \
                                (struct canvas_rect){-3, 2, 9, 70});     \
                    show_fence_holds(&field);                            \
                }                                                        \
        stem##_words(&none, __VA_ARGS__ text, sizeof text);              \
        cr_assert(strstr(text, "no ") || strstr(text, "No ") ||          \
                      strstr(text, "0 ") || strstr(text, "not known"),   \
                  "%s", text);                                           \
    }

NOTHING(arrows, WORDS_FULL, )
NOTHING(bars, WORDS_FULL, )
NOTHING(chart, WORDS_FULL, )
NOTHING(contour, WORDS_FULL, )
NOTHING(decision, WORDS_FULL, )
NOTHING(gauge, )
NOTHING(gridwarp, WORDS_FULL, )
NOTHING(heatmap, WORDS_FULL, )
NOTHING(histogram, WORDS_FULL, )
NOTHING(scatter, WORDS_FULL, )
NOTHING(spark, WORDS_FULL, )
NOTHING(alignmap, WORDS_FULL, )
NOTHING(blockstack, WORDS_FULL, )
NOTHING(netgraph, WORDS_FULL, )
NOTHING(tensorview, WORDS_FULL, )
NOTHING(timeline, WORDS_FULL, )
NOTHING(tree, WORDS_FULL, )
NOTHING(listview, WORDS_FULL, )
NOTHING(logview, WORDS_FULL, )

Test(nothing, a_form_and_a_toast_of_nothing_stay_inside)
{
    static struct show_field field;
    const struct form form = {0};
    const struct logview log = {0};

    for (int rows = 0; rows < 9; rows++)
        for (int cols = 0; cols < 40; cols += 1 + cols / 6) {
            struct canvas cv = show_field(&field, rows, cols, show_unicode);
            int cursor[2];

            form_draw(&form, &cv, canvas_whole(&cv), cursor);
            cr_assert_eq(cursor[0], -1);
            cr_assert_eq(toast_draw(&log, &cv, canvas_whole(&cv)), 0);
            show_fence_holds(&field);
        }
}
