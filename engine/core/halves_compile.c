#include "engine/core/halves_compile.h"

#include <omp.h>
#include <stddef.h>
#include <stdlib.h>

/* A matrix of `rows` x `cols` that is stored turned, or not. */
static bool describe(dnnl_memory_desc_t *d, int64_t rows, int64_t cols,
                     bool turned, int64_t row, dnnl_data_type_t type)
{
    const dnnl_dims_t extent = {rows, cols};
    const dnnl_dims_t stride = {turned ? 1 : row, turned ? row : 1};

    return dnnl_memory_desc_init_by_strides(d, 2, extent, type, stride) ==
           dnnl_success;
}

static dnnl_primitive_attr_t attributes(bool adds)
{
    dnnl_primitive_attr_t attr = NULL;
    dnnl_post_ops_t post = NULL;

    if (dnnl_primitive_attr_create(&attr) != dnnl_success)
        return NULL;
    bool made = dnnl_primitive_attr_set_scratchpad_mode(
                    attr, dnnl_scratchpad_mode_user) == dnnl_success;
    if (made && adds) {
        made = dnnl_post_ops_create(&post) == dnnl_success &&
               dnnl_post_ops_append_sum(post, 1.0f) == dnnl_success &&
               dnnl_primitive_attr_set_post_ops(attr, post) == dnnl_success;
        if (post)
            dnnl_post_ops_destroy(post);
    }
    if (made)
        return attr;
    dnnl_primitive_attr_destroy(attr);
    return NULL;
}

bool halves_compile(dnnl_engine_t engine, struct halves_compiled *c)
{
    const struct halves_shape *s = &c->shape;
    dnnl_primitive_attr_t attr = attributes(s->adds);
    dnnl_primitive_desc_t desc = NULL;
    dnnl_matmul_desc_t matmul;
    const int threads = omp_get_max_threads();

    if (!attr)
        return false;
    omp_set_num_threads(1); /* a compiled product is for so many threads */
    bool made = describe(&c->a, s->rows, s->inner, s->a_transposed, s->a_row,
                         dnnl_bf16) &&
                describe(&c->b, s->inner, s->cols, s->b_transposed, s->b_row,
                         dnnl_bf16) &&
                describe(&c->c, s->rows, s->cols, false, s->c_row, dnnl_f32) &&
                dnnl_matmul_desc_init(&matmul, &c->a, &c->b, NULL, &c->c) ==
                    dnnl_success &&
                dnnl_primitive_desc_create(&desc, &matmul, attr, engine,
                                           NULL) == dnnl_success;
    if (made) {
        c->scratch =
            *dnnl_primitive_desc_query_md(desc, dnnl_query_scratchpad_md, 0);
        made = dnnl_primitive_create(&c->primitive, desc) == dnnl_success;
    }
    omp_set_num_threads(threads);
    if (desc)
        dnnl_primitive_desc_destroy(desc);
    dnnl_primitive_attr_destroy(attr);
    return made;
}

bool halves_handles(dnnl_engine_t engine, struct halves_compiled *c,
                    int threads)
{
    const dnnl_memory_desc_t *d[] = {&c->a, &c->b, &c->c, &c->scratch};

    if (threads <= c->threads)
        return true;
    dnnl_memory_t(*more)[HALVES_MEMORIES] =
        realloc(c->memory, (size_t)threads * sizeof *more);
    if (!more)
        return false;
    c->memory = more;
    for (; c->threads < threads; c->threads++) {
        for (int i = 0; i < HALVES_MEMORIES; i++) {
            if (dnnl_memory_create(&more[c->threads][i], d[i], engine,
                                   DNNL_MEMORY_NONE) == dnnl_success)
                continue;
            while (i-- > 0)
                dnnl_memory_destroy(more[c->threads][i]);
            return false;
        }
    }
    return true;
}

void halves_forget(struct halves_compiled *c)
{
    for (int t = 0; t < c->threads; t++)
        for (int i = 0; i < HALVES_MEMORIES; i++)
            dnnl_memory_destroy(c->memory[t][i]);
    free(c->memory);
    dnnl_primitive_destroy(c->primitive);
}
