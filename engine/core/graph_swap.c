/* graph_swap.c - a learner's function in the place of one of our kernels. */
#include <string.h>

#include "engine/core/graph_state.h"

const struct kernels_f32 *graph_f32(const struct graph *g)
{
    return &g->f32;
}

const struct kernels_f64 *graph_f64(const struct graph *g)
{
    return g->device->f64;
}

#define OFFSET(name, params) {#name, offsetof(struct kernels_f32, name)},

static const struct {
    const char *name;
    size_t offset;
} slots[] = {KERNELS_TABLE(OFFSET, float)};

#undef OFFSET

struct status graph_swap(struct graph *g, const char *op_name, const char *name,
                         void (*kernel)(void))
{
    if (g->device->real != TENSOR_F32) {
        return status_fail(STATUS_UNSUPPORTED,
                           "device %s computes in f64; kernels are swapped "
                           "where f32 is computed",
                           g->device->name);
    }
    if (g->device->memory && kernel)
        return status_fail(STATUS_UNSUPPORTED,
                           "device %s computes elsewhere; kernels are swapped "
                           "on the cpu",
                           g->device->name);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (strcmp(slots[i].name, name) != 0)
            continue;
        const char *ours = (const char *)g->device->f32 + slots[i].offset;
        /* All function pointers have one size and form here (POSIX). */
        memcpy((char *)&g->f32 + slots[i].offset,
               kernel ? (const char *)&kernel : ours, sizeof kernel);
        g->swapped = op_name;
        return STATUS_OK;
    }
    return status_fail(STATUS_NOT_FOUND, "there is no kernel \"%s\"", name);
}

/* Is `word` one of the blank-separated words of `list`? */
static bool has_word(const char *list, const char *word)
{
    const size_t n = strlen(word);

    for (const char *at = list; (at = strstr(at, word)); at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

/* An op that is swapped as a whole needs no twin. */
bool graph_wants_twin(const struct graph *g, const struct op *op)
{
    const char *at = g->swapped;

    if (!at || !op->made_of || has_word(at, op->name))
        return false;
    while (*at) {
        const size_t n = strcspn(at, " ");
        char word[64];

        if (n < sizeof word) {
            memcpy(word, at, n);
            word[n] = '\0';
            if (n && has_word(op->made_of, word))
                return true;
        }
        at += n + (at[n] == ' ');
    }
    return false;
}
