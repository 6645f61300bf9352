/* The lab `quantise-error`: rounded by hand, and put back. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lessons/labs/labmodel.h"
#include "lessons/labs/quantmap.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

TestSuite(lab_quantise, .init = labtiny_make, .fini = labtiny_remove);

#define NAME "blocks.1.mlp.up.weight"

/* Q8_0 by its definition: 32 whole numbers under one scale of 16 bits. */
static double error_by_hand(const struct tensor *t)
{
    double error = 0.0, size = 0.0;

    for (int64_t at = 0; at < tensor_count(t); at += 32) {
        double most = 0.0;

        for (int64_t i = at; i < at + 32; i++)
            most = fmax(most, fabs(tensor_get(t, i)));
        const double d = most / 127.0;
        const double stored = (double)quant_from_half(quant_to_half((float)d));
        for (int64_t i = at; i < at + 32; i++) {
            const double x = tensor_get(t, i);
            const double off = stored * round(d > 0.0 ? x / d : 0.0) - x;

            error += off * off;
            size += x * x;
        }
    }
    return sqrt(error / size);
}

static void open_tiny(struct labmodel *m)
{
    cr_assert_eq(
        labmodel_open(m, labtiny_folder(), "the keys", (struct hook){0}).code,
        0);
}

Test(lab_quantise, the_error_of_q8_0_is_that_of_rounding_by_hand)
{
    struct labmodel m;

    open_tiny(&m);
    const double want = error_by_hand(
        params_tensor(params_find(decoder_params(m.checkpoint.model), NAME)));
    json_t *json =
        labtiny_run("quantise-error", "tensor=1.mlp.up text=\"the keys\"");
    /* A tie or a last bit of the quotient may fall the other way. */
    cr_assert_float_eq(labtiny_number(json, "data.types[0].relative_error"),
                       want, 1e-3 * want);
    json_decref(json);
    labmodel_release(&m);
}

Test(lab_quantise, the_model_is_left_as_it_was)
{
    struct labmodel m;
    struct quantmap *q;
    struct tensor *out;
    double before[8], after[8];

    open_tiny(&m);
    cr_assert_eq(labmodel_pass(&m, NULL, &out).code, 0);
    for (int i = 0; i < 8; i++)
        before[i] = tensor_get(out, i);
    cr_assert_eq(quantmap_new(&q, &m, NAME).code, 0);
    for (int i = 0; i < QUANTMAP_TYPES; i++)
        cr_assert_eq(quantmap_measure(q, i).code, 0);
    cr_assert_gt(quantmap_found(q)->row[6].divergence, 0.0);
    quantmap_free(q);
    cr_assert_eq(labmodel_pass(&m, NULL, &out).code, 0);
    for (int i = 0; i < 8; i++)
        after[i] = tensor_get(out, i);
    for (int i = 0; i < 8; i++)
        cr_assert_eq(before[i], after[i]);
    labmodel_release(&m);
}

Test(lab_quantise, fewer_bits_lose_more_in_the_house_model)
{
    json_t *json = labcheck_run("quantise-error");

    labcheck_holds(json, "data.types[0].relative_error < 0.01");
    labcheck_holds(json, "data.types[1].relative_error < 0.03");
    labcheck_holds(json, "data.types[3].relative_error < 0.06");
    labcheck_holds(json, "data.types[6].relative_error > 0.06");
    labcheck_holds(json, "data.types[6].relative_error < 0.15");
    labcheck_holds(json, "data.types[7].relative_error < "
                         "data.types[6].relative_error");
    labcheck_holds(json, "data.types[0].divergence < 0.0001");
    labcheck_holds(json, "data.chosen = 6");
    json_decref(json);
}

Test(lab_quantise, rows_that_are_no_whole_blocks_are_told)
{
    json_t *json = labcheck_run("quantise-error tensor=blocks.0.attn.q.weight");

    cr_assert(json_is_false(json_object_get(
        json_array_get(json_object_get(json_object_get(json, "data"), "types"),
                       7),
        "fits")));
    json_decref(json);
    labtiny_refused("quantise-error", "tensor=blocks.0.norm1.weight",
                    "whole blocks of 32");
}
