/* oracle_logits MODEL < IDS - the logits of a model behind each of the ids, as
 * raw floats [ids, vocabulary]: for the scripts beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/checkpoint.h"

enum { IDS = 4096 };

static int fail(const char *why)
{
    fprintf(stderr, "oracle_logits: %s\n", why);
    return 3;
}

int main(int argc, char **argv)
{
    static int32_t ids[IDS];
    int64_t shape[] = {1, 0};
    const struct device *d = device_find("cpu");
    struct graph *g = graph_new(d, (size_t)8 << 30);
    struct checkpoint c;

    if (argc != 2 || !g)
        return fail("needs one MODEL");
    const struct status st = checkpoint_load(&c, argv[1], d);
    if (st.code)
        return fail(st.text);
    while (shape[1] < IDS && scanf("%d", &ids[shape[1]]) == 1)
        shape[1]++;
    graph_set_gradients(g, false);
    struct tensor *y =
        decoder_forward(c.model, g, graph_ints(g, 2, shape, ids), NULL);
    if (!y)
        return fail(graph_status(g).text);
    const size_t count = (size_t)tensor_count(y);
    float *out = malloc(count * sizeof *out);
    if (!out)
        return fail("no memory");
    tensor_copy_floats(out, y);
    if (fwrite(out, sizeof *out, count, stdout) != count)
        return fail("cannot write");
    free(out);
    checkpoint_release(&c);
    graph_free(g);
    return 0;
}
