#include "engine/ops/embedding.h"
#include "engine/ops/matmul.h"
#include "tests/ops/opcheck.h"

Test(embedding, picks_rows_and_gathers_their_gradients)
{
    struct graph *g = opcheck_graph();
    const int64_t n = 3;
    struct tensor *table =
        gradcheck_leaf(g, OPCHECK_SHAPE(3, 2), (double[]){1, 2, 3, 4, 5, 6});
    struct tensor *ids = graph_ints(g, 1, &n, (int32_t[]){2, 0, 2});
    struct tensor *y = embedding_op(g, table, ids);

    opcheck_holds(y, 6, (double[]){5, 6, 1, 2, 5, 6});
    opcheck_cost(g, 0, 2 * 48 + 12, 6);
    opcheck_shares(g, 4, 0);
    opcheck_fine(gradcheck_backward(g, y, (double[]){1, 2, 3, 4, 5, 6}));
    opcheck_holds(table->grad, 6, (double[]){3, 4, 0, 0, 6, 8});
    graph_free(g);
}

/* The lookup of an id is the product of the table with a row of zeros and one
 * 1, in values and in what the table learns from it. */
Test(embedding, a_lookup_is_a_product_with_one_hot_rows)
{
    static const double rows[] = {0.5, -2, 3, 0.25, 7, -1};
    static const double back[] = {1, -2, 3, 0.5};
    struct graph *g = opcheck_graph();
    const int64_t n = 2;
    struct tensor *a = gradcheck_leaf(g, OPCHECK_SHAPE(3, 2), rows);
    struct tensor *b = gradcheck_leaf(g, OPCHECK_SHAPE(3, 2), rows);
    struct tensor *one_hot =
        gradcheck_leaf(g, OPCHECK_SHAPE(2, 3), (double[]){0, 0, 1, 1, 0, 0});
    struct tensor *looked =
        embedding_op(g, a, graph_ints(g, 1, &n, (int32_t[]){2, 0}));
    struct tensor *product = matmul_op(g, one_hot, b);

    opcheck_holds(looked, 4, (double[]){7, -1, 0.5, -2});
    opcheck_holds(product, 4, (double[]){7, -1, 0.5, -2});
    opcheck_fine(gradcheck_backward(g, looked, back));
    opcheck_holds(a->grad, 6, (double[]){3, 0.5, 0, 0, 1, -2});
    opcheck_fine(gradcheck_backward(g, product, back));
    opcheck_holds(b->grad, 6, (double[]){3, 0.5, 0, 0, 1, -2});
    graph_free(g);
}

Test(embedding, an_id_outside_the_table_is_refused)
{
    for (int32_t id = -1; id < 3; id += 3) {
        struct graph *g = opcheck_graph();
        const int64_t n = 1;
        struct tensor *table =
            gradcheck_leaf(g, OPCHECK_SHAPE(2, 1), (double[]){1, 2});

        cr_assert_null(embedding_op(g, table, graph_ints(g, 1, &n, &id)));
        opcheck_fails(g, STATUS_BAD_USAGE, "is not one of 2 rows");
        graph_free(g);
    }
}

Test(embedding, ids_must_be_integers)
{
    struct graph *g = opcheck_graph();
    struct tensor *x = gradcheck_leaf(g, OPCHECK_SHAPE(2, 1), (double[]){0, 1});

    cr_assert_null(embedding_op(g, x, x));
    opcheck_fails(g, STATUS_BAD_USAGE, "not integers");
    graph_free(g);
}

static struct tensor *build(struct graph *g, struct tensor *const *in,
                            const void *user)
{
    (void)user;
    return embedding_op(g, in[0], in[1]);
}

Test(embedding, gradients_with_repeated_ids)
{
    const struct gradcheck_case c[] = {
        {.build = build,
         .inputs = 2,
         .in = {OPCHECK_IN(5, 7), OPCHECK_WHOLE(5, 2, 9)}},
        {.build = build,
         .inputs = 2,
         .in = {OPCHECK_IN(33, 1), OPCHECK_WHOLE(33, 65)}},
    };

    for (int i = 0; i < 2; i++)
        opcheck_fine(gradcheck_all(&c[i]));
}
