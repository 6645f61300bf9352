#include <math.h>

#include "show.h"
#include "viz/arrows.h"
#include "viz/contour.h"
#include "viz/decision.h"
#include "viz/gridwarp.h"
#include "viz/marks.h"
#include "viz/placing.h"
#include "viz/plane.h"
#include "viz/scatter.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

Test(plane, corners_of_the_ranges_are_corners_of_the_raster)
{
    struct canvas cv = fresh(10, 40, show_unicode);
    const struct plane p =
        plane_make(&cv, canvas_whole(&cv), axis_make(-1, 1, false),
                   axis_make(0, 4, false), true);
    const struct raster r = raster_over(&cv, p.body);
    int dot[2];

    cr_assert(plane_dot(&p, &r, -1, 0, dot));
    cr_assert(dot[0] == 0 && dot[1] == r.rows - 1);
    cr_assert(plane_dot(&p, &r, 1, 4, dot));
    cr_assert(dot[0] == r.cols - 1 && dot[1] == 0);
    cr_assert_not(plane_dot(&p, &r, 1.01, 2, dot));
    cr_assert_not(plane_dot(&p, &r, (double)NAN, 2, dot));
}

Test(plane, a_square_plane_has_units_of_one_length)
{
    for (int rows = 6; rows < 40; rows += 3)
        for (int cols = 20; cols < 100; cols += 7) {
            struct canvas cv = fresh(rows, cols, show_unicode);
            const struct plane p =
                plane_square(&cv, canvas_whole(&cv), axis_make(-3, 3, false),
                             axis_make(0, 1, false));
            const double across = (p.x.high - p.x.low) / p.body.cols;
            const double up = (p.y.high - p.y.low) / (2.0 * p.body.rows);

            cr_assert_lt(fabs(across / up - 1), 0.15, "%dx%d: %g", cols, rows,
                         across / up);
            cr_assert(p.x.low <= -3 && p.x.high >= 3 && p.y.high >= 1);
        }
}

Test(plane, lines_are_cut_at_the_edges_and_far_ends_cost_nothing)
{
    struct canvas cv = fresh(5, 20, show_ascii);
    const struct plane p =
        plane_make(&cv, (struct canvas_rect){0, 0, 2, 20},
                   axis_make(0, 1, false), axis_make(0, 1, false), false);
    struct raster r = raster_over(&cv, p.body);

    plane_line(&p, &r, (double[]){-1e6, 0}, (double[]){1e6, 0}, 0);
    plane_line(&p, &r, (double[]){0, 2}, (double[]){1, 3}, 0);
    plane_line(&p, &r, (double[]){(double)NAN, 0}, (double[]){1, 1}, 0);
    cr_assert_eq(canvas_at(&cv, 0, 10).rune, 0);
    cr_assert_eq(canvas_at(&cv, 1, 10).rune, '.');
    cr_assert_eq(canvas_at(&cv, 1, 19).rune, '.');
}

Test(plane, names_keep_off_each_other_and_off_points)
{
    struct canvas cv = fresh(3, 20, show_ascii);

    canvas_put(&cv, 1, 2, '*', 0);
    canvas_put(&cv, 1, 8, '*', 0);
    cr_assert(placing_put(&cv, 1, 2, "abc", 0));
    cr_assert(placing_put(&cv, 1, 2, "second", 0));
    cr_assert_not(placing_put(&cv, 1, 2, "much too long to fit here", 0));
    cr_assert_not(placing_put(&cv, 1, 2, "", 0));
    show_expect(&cv, "   second\n  * abc *\n");
}

Test(plane, arrows_point_where_the_vector_points)
{
    struct canvas cv = fresh(1, 1, show_unicode);

    cr_assert_eq(marks_arrow(&cv, 1, 0), 0x2192);
    cr_assert_eq(marks_arrow(&cv, 1, 1), 0x2197);
    cr_assert_eq(marks_arrow(&cv, 0, 2), 0x2191);
    cr_assert_eq(marks_arrow(&cv, -3, 0), 0x2190);
    cr_assert_eq(marks_arrow(&cv, -1, -1), 0x2199);
    cr_assert_eq(marks_arrow(&cv, 0, 0), 0);
    cr_assert_eq(marks_arrow(&cv, (double)NAN, 0), 0);
    cv.look.glyphs = CANVAS_GLYPHS_ASCII;
    cr_assert_eq(marks_arrow(&cv, 0, -1), 'v');
    cr_assert_eq(marks_arrow(&cv, -1, 0.1), '<');
}

Test(plane, the_nearest_points_come_nearest_first)
{
    static const float at[] = {0, 0, 5, 0, 1, 0, NAN, 0, 0, 2, 9, 9, 0, -3};
    const struct scatter s = {.at = at, .count = 7, .dims = 2};
    int near[SCATTER_NEAREST];
    float far[SCATTER_NEAREST];

    cr_assert_eq(scatter_nearest(&s, 0, near, far), 5);
    cr_assert(near[0] == 2 && near[1] == 4 && near[2] == 6 && near[3] == 1 &&
              near[4] == 5);
    cr_assert_float_eq(far[1], 2, 1e-6);
    cr_assert_eq(scatter_nearest(&s, 3, near, far), 0);
    cr_assert_eq(scatter_nearest(&s, 7, near, far), 0);
}

Test(plane, more_than_five_neighbours_keep_the_five_best)
{
    static float at[40];
    const struct scatter s = {.at = at, .count = 20, .dims = 2};
    int near[SCATTER_NEAREST];
    float far[SCATTER_NEAREST];

    for (int i = 0; i < 20; i++)
        at[2 * i] = (float)(i * 7 % 20);
    cr_assert_eq(scatter_nearest(&s, 0, near, far), 5);
    for (int k = 0; k < 5; k++)
        cr_assert_float_eq(far[k], (float)(k + 1), 1e-6);
}

Test(plane, turning_a_cloud_keeps_every_point_in_sight)
{
    static const float at[] = {1, 2, 3, -4, 5, -6, 7, -8, 9, 0, 0, 0};
    struct scatter s = {.at = at, .count = 4, .dims = 3};

    for (int k = 0; k < 16; k++) {
        struct canvas cv = fresh(20, 60, show_ascii);
        int signs = 0;

        s.turn = 0.4f * (float)k;
        s.tilt = 0.1f * (float)k;
        scatter_draw(&s, &cv, canvas_whole(&cv));
        for (int i = 60; i < 20 * 60; i++)
            signs += cells[i].rune == '*';
        cr_assert(signs >= 3 && signs <= 4, "turn %d: %d signs", k, signs);
    }
}

Test(plane, a_field_is_read_between_its_neighbours)
{
    static const float v[] = {0, 1, 2, 3, NAN, 5};
    const struct field f = {v, 2, 3, 0, 2, 0, 1};

    cr_assert_float_eq(field_at(&f, 0.5, 0), 0.5, 1e-9);
    cr_assert_float_eq(field_at(&f, 0, 0.5), 1.5, 1e-9);
    cr_assert_float_eq(field_at(&f, 2, 1), 5, 1e-9);
    cr_assert(isnan(field_at(&f, 1, 0.5)));
    cr_assert(isnan(field_at(&f, 2.1, 0)));
}

Test(plane, contour_lines_stand_at_round_heights)
{
    static const float v[] = {0, 10, 0, 10};
    struct contour c = {.field = {v, 2, 2, 0, 1, 0, 1}};
    double level[CONTOUR_MOST_LEVELS];

    cr_assert_eq(contour_levels(&c, level), 4);
    cr_assert_float_eq(level[0], 2, 1e-9);
    cr_assert_float_eq(level[3], 8, 1e-9);
}

Test(plane, contour_words_name_the_ends_of_a_path_and_where_it_broke)
{
    static const float v[] = {0, 10, 0, 10};
    static const float at[] = {1, 0, 0.5f, 0, NAN, 0};
    const struct contour_path path = {"descent", at, 3};
    const struct contour c = {
        .field = {v, 2, 2, 0, 1, 0, 1}, .path = &path, .paths = 1};
    char text[512];

    contour_words(&c, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text,
                     "Lowest is 0.00 at (0.00, 0.00), highest 10.00 at (1.00, "
                     "0.00).\ndescent: from (1.00, 0.00), height 10.00 to "
                     "(0.50, 0.00), height 5.00 in 1 steps, then not "
                     "finite.\n");
}

Test(plane, a_matrix_of_determinant_two_doubles_the_area)
{
    float from[8] = {0, 0, 1, 0, 0, 1, 1, 1}, to[8];
    struct gridwarp g = {.from = from, .to = to, .rows = 2, .cols = 2};

    for (int i = 0; i < 4; i++) { /* [2 1; 0 1] */
        to[2 * i] = 2 * from[2 * i] + from[2 * i + 1];
        to[2 * i + 1] = from[2 * i + 1];
    }
    cr_assert_float_eq(gridwarp_area(&g), 2, 1e-9);
    for (int i = 0; i < 4; i++)
        to[2 * i] = -to[2 * i];
    cr_assert_float_eq(gridwarp_area(&g), -2, 1e-9);
    g.from = NULL;
    cr_assert(isnan(gridwarp_area(&g)));
}

Test(plane, points_on_the_wrong_side_are_counted)
{
    static const float score[] = {-1, 1, -1, 1};
    static const float point[] = {0.1f, 0.5f, 0.9f, 0.5f, 0.2f, 0.1f};
    static const int group[] = {0, 1, 1};
    const struct decision d = {.score = {score, 2, 2, 0, 1, 0, 1},
                               .point = point,
                               .group = group,
                               .points = 3};
    char text[256];

    cr_assert_eq(decision_wrong(&d), 1);
    decision_words(&d, WORDS_SHORT, text, sizeof text);
    cr_assert_str_eq(text, "class 1 has 50% of the plane, class 0 the rest. 1 "
                           "of 3 points lie on the wrong side.\n(0.20, 0.10) "
                           "is class 1, on the wrong side.\n");
}

Test(plane, vectors_say_their_length_and_angle)
{
    static const struct arrows_one one[] = {{"a", 3, 4, 0, 0},
                                            {"b", -4, 3, 0, 0}};
    const struct arrows a = {.one = one, .count = 2};
    char text[256];

    arrows_words(&a, WORDS_SHORT, text, sizeof text);
    cr_assert_str_eq(text,
                     "a is (3.00, 4.00), length 5.00, 53 degrees from the x "
                     "axis.\nb is (-4.00, 3.00), length 5.00, 143 degrees from "
                     "the x axis.\na . b = 0.00, cosine 0.00, angle 90 "
                     "degrees.\n");
}
