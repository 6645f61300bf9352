/* The lab `walk`: the board and its rules, a probe that is known beforehand,
 * and a vector that moves where the probe says. What the model learns is a
 * claim of L17. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/robotprobe.h"
#include "tests/support/labcheck.h"

enum { T = ROBOTWORLD_TOKENS, B = ROBOTWORLD_BATCH, WIDTH = ROBOTWORLD_WIDTH };
enum { NORTH, EAST, SOUTH, WEST };

static struct robotworld world;

Test(lab_walk, moves_end_at_the_edge_and_at_walls)
{
    cr_expect_eq(robotworld_go(false, 12, NORTH), 7);
    cr_expect_eq(robotworld_go(false, 12, WEST), 11);
    cr_expect_eq(robotworld_go(false, 0, NORTH), -1);
    cr_expect_eq(robotworld_go(false, 0, WEST), -1);
    cr_expect_eq(robotworld_go(false, 4, EAST), -1); /* not to the next row */
    cr_expect_eq(robotworld_go(false, 24, SOUTH), -1);
    cr_expect_eq(robotworld_go(false, 7, WEST), 6);
    cr_expect_eq(robotworld_go(true, 7, WEST), -1);
}

Test(lab_walk, a_walk_is_only_of_moves_that_are_possible)
{
    for (int walls = 0; walls < 2; walls++) {
        robotworld_deal(&world, walls, 3, 5);
        for (int i = 0; i < B * T; i++) {
            const int to = robotworld_go(walls, world.cell[i], world.next[i]);

            cr_assert_geq(to, 0);
            if (i % T == 0) {
                cr_assert_eq(world.ids[i], ROBOTWORLD_BEGIN);
                cr_assert_eq(world.cell[i], ROBOTWORLD_MIDDLE);
            }
            if (i % T < T - 1) {
                cr_assert_eq(world.cell[i + 1], to);
                cr_assert_eq(world.ids[i + 1], world.next[i]);
            }
        }
    }
}

Test(lab_walk, what_is_not_possible_is_counted)
{
    static const float odds[] = {0.1f, 0.2f, 0.3f, 0.4f};

    cr_expect_float_eq(robotworld_illegal(false, 12, odds), 0.0, 1e-6);
    cr_expect_float_eq(robotworld_illegal(false, 0, odds), 0.5, 1e-6);
    cr_expect_float_eq(robotworld_illegal(true, 7, odds), 0.6, 1e-6);
}

/* Number c of a vector is the score of cell c. */
static struct robotprobe plain_probe(void)
{
    struct robotprobe p = {.right = 1.0f};

    for (int c = 0; c < ROBOTWORLD_CELLS; c++)
        p.weight[c * WIDTH + c] = 1.0f;
    for (int k = 0; k < WIDTH; k++)
        p.vary[k * WIDTH + k] = k == 3 ? 0.0f : 1.0f;
    return p;
}

Test(lab_walk, a_vector_moves_until_the_probe_reads_the_cell)
{
    const struct robotprobe p = plain_probe();
    float v[WIDTH] = {0}, odds[ROBOTWORLD_CELLS];

    v[12] = 9.0f;
    cr_assert_eq(robotprobe_read(&p, v, odds), 12);
    for (int straight = 0; straight < 2; straight++) {
        float moved[WIDTH];

        memcpy(moved, v, sizeof v);
        cr_expect_gt(robotprobe_move(&p, moved, 7, straight), 1.0);
        cr_expect_eq(robotprobe_read(&p, moved, odds), 7);
        cr_expect_gt(odds[7], 0.95f);
        cr_expect_float_eq(moved[30], 0.0f, 1e-6); /* no cell looks there */
    }
    /* In number 3 no two vectors differ: there is no way to it. */
    cr_expect_lt(robotprobe_move(&p, v, 3, false), 20.0);
    cr_expect_float_eq(v[3], 0.0f, 1e-6);
}

Test(lab_walk, an_edit_changes_that_place_of_that_walk_and_what_follows)
{
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 28);
    static float before[B * T * 4], after[B * T * 4], x[B * T * WIDTH];
    static struct robotprobe_edit edit;
    struct decoder *m;

    cr_assert_eq(robotworld_model(&m, 5).code, 0);
    robotworld_deal(&world, false, 3, 5);
    const struct robotprobe_pass pass = {m, g, 1, world.ids, B, T};
    cr_assert_eq(robotprobe_run(&pass, NULL, x, before).code, 0);
    for (int b = 0; b < B; b++) {
        edit.at[b] = 10;
        memcpy(edit.vector + b * WIDTH, x + (b * T + 10) * WIDTH,
               WIDTH * sizeof *x);
    }
    cr_assert_eq(robotprobe_run(&pass, &edit, NULL, after).code, 0);
    for (int i = 0; i < B * T * 4; i++) /* put in what was there */
        cr_assert_float_eq(after[i], before[i], 1e-6);
    edit.vector[0] += 5.0f; /* of walk 0 */
    cr_assert_eq(robotprobe_run(&pass, &edit, NULL, after).code, 0);
    for (int i = 0; i < B * T * 4; i++)
        if (i < 10 * 4 || i >= T * 4)
            cr_assert_float_eq(after[i], before[i], 1e-6);
    double moved = 0.0;
    for (int k = 0; k < 4; k++)
        moved += fabs((double)after[10 * 4 + k] - (double)before[10 * 4 + k]);
    cr_expect_gt(moved, 1e-4);
    decoder_free(m);
    graph_free(g);
}

Test(lab_walk, knobs_that_make_no_walk_are_refused)
{
    labcheck_refused("walk walk=nnn steps=10", "move 3, n, leads off");
    labcheck_refused("walk walk=nx steps=10", "made of n, e, s and w");
    labcheck_refused("walk move-to=5,0 steps=10", "from 0 to 4");
    labcheck_refused("walk board=walls move-to=1,1 steps=10", "a wall stands");
}

Test(lab_walk, a_short_run_reads_and_moves)
{
    json_t *json = labcheck_run("walk steps=20 walk=ne move-to=4,4");

    labcheck_holds(json, "data.robot.row = 1 and data.robot.column = 3");
    labcheck_holds(json, "data.moved.cell = 24 and data.moved.share > 0.9");
    labcheck_holds(json, "abs(sum(data.read.next) - 1) < 0.001");
    json_decref(json);
}
