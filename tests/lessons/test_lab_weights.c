/* The lab `weights`: its numbers against the tensor itself. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "lessons/labs/labtensor.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

TestSuite(lab_weights, .init = labtiny_make, .fini = labtiny_remove);

static void read(struct labtensor_file *f, struct labtensor *t,
                 const char *name)
{
    int at;

    cr_assert_eq(labtensor_open(f, labtiny_folder()).code, 0);
    cr_assert_eq(labtensor_find(f, name, &at).code, 0);
    cr_assert_eq(labtensor_read(t, f, at).code, 0);
}

Test(lab_weights, the_largest_and_the_cell_around_it_are_in_the_tensor)
{
    struct labtensor_file f;
    struct labtensor t;
    char knobs[160];

    read(&f, &t, "blocks.1.mlp.up.weight");
    json_t *json = labtiny_run("weights", "tensor=1.mlp.up");
    const int64_t row = (int64_t)labtiny_number(json, "data.largest[0].row"),
                  col = (int64_t)labtiny_number(json, "data.largest[0].column");
    const double value = labtiny_number(json, "data.largest[0].value");

    for (int64_t i = 0; i < t.count; i++)
        cr_assert_leq(fabsf(t.x[i]), fabs(value));
    cr_assert_float_eq((double)t.x[row * t.cols + col], value, 1e-9);
    snprintf(knobs, sizeof knobs,
             "tensor=1.mlp.up cell=largest region=%d-%d,%d-%d", (int)row,
             (int)row, (int)col, (int)col);
    json_decref(json);
    json = labtiny_run("weights", knobs);
    cr_assert_float_eq(labtiny_number(json, "data.map.cells[0][0]"), value,
                       1e-9);
    json_decref(json);
    labtensor_release(&t);
    labtensor_close(&f);
}

Test(lab_weights, the_bins_hold_every_number_and_the_cells_their_squares)
{
    struct labtensor_file f;
    struct labtensor t;
    double sum = 0.0, square = 0.0;

    read(&f, &t, "tokens.weight");
    json_t *json = labtiny_run("weights", "tensor=tokens.weight");
    const json_t *data = json_object_get(json, "data"),
                 *bins = json_object_get(json_object_get(data, "histogram"),
                                         "bins");
    for (size_t i = 0; i < json_array_size(bins); i++)
        sum += (double)json_integer_value(json_array_get(bins, i));
    cr_assert_float_eq(sum, (double)t.count, 0.5);
    /* Rows 0 and the columns of cell 0: what stands in the first rectangle. */
    const int64_t rows = t.rows / 16, cols = t.cols / 32;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < cols; c++)
            square += (double)t.x[r * t.cols + c] * (double)t.x[r * t.cols + c];
    cr_assert_float_eq(labtiny_number(json, "data.map.cells[0][0]"),
                       sqrt(square / (double)(rows * cols)), 1e-6);
    labcheck_holds(json, "data.bits = 32");
    json_decref(json);
    labtensor_release(&t);
    labtensor_close(&f);
}

Test(lab_weights, the_house_model_is_stored_in_16_bits)
{
    json_t *json = labcheck_run("weights");

    labcheck_holds(json, "data.bits = 16 and data.deviation > 0.01");
    cr_assert_float_eq(labtiny_number(json, "data.bytes"),
                       2.0 * labtiny_number(json, "data.rows") *
                           labtiny_number(json, "data.columns"),
                       0.5);
    json_decref(json);
    json = labcheck_run("weights tensor=blocks.0.norm1.weight");
    labcheck_holds(json, "data.rows = 1 and data.mean > 0");
    json_decref(json);
}

Test(lab_weights, a_name_or_region_that_is_not_there_is_refused)
{
    labtiny_refused("weights", "tensor=tail", "no tensor's name holds");
    labtiny_refused("weights", "tensor=attn.q", "4 tensors: blocks.0.attn.q");
    labtiny_refused("weights", "region=0-5", "must be like");
    labtiny_refused("weights", "region=0-5,0-9999", "there are rows");
    labtiny_refused("weights", "region=5-0,0-1", "there are rows");
}
