/* The recurrent network that learns characters. */
#include <criterion/criterion.h>
#include <math.h>

#include "lessons/labs/charnet.h"

/* A row of digits, each of which follows from the one before. */
Test(charnet, bits_of_a_network_are_those_of_its_loss)
{
    const struct rnnlm_config config = {10, 16, RECLAYER_LSTM, 1};
    struct charnet net;
    int32_t ids[600];
    float bits[600];
    double sum = 0.0;

    for (int i = 0; i < 600; i++)
        ids[i] = (i * 7 + 3) % 10;
    cr_assert_eq(charnet_open(&net, &config, (struct hook){0}, 1).code, 0);
    cr_assert_eq(charnet_bits(&net, ids, 600, bits).code, 0);
    cr_assert_float_eq(bits[0], 0.0f, 0.0f);
    for (int i = 1; i < 600; i++)
        sum += (double)bits[i];
    cr_assert_float_eq(sum / 599.0, log2(10.0), 0.3, "%f", sum / 599.0);
    for (int i = 0; i < 150; i++)
        cr_assert_eq(charnet_train(&net, ids, 600, 1).code, 0);
    cr_assert_eq(charnet_bits(&net, ids, 600, bits).code, 0);
    /* Behind 256 characters a new window begins: the state goes on. */
    for (int i = 2; i < 600; i++)
        cr_assert_lt(bits[i], 0.5f, "%d: %f", i, (double)bits[i]);
    cr_assert_neq(charnet_train(&net, ids, 20, 1).code, 0);
    charnet_release(&net);
}
