#include "tests/support/starve.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);
char *__wrap_strdup(const char *text);

static long left = -1; /* allocations that still succeed; -1: all */

static bool refused(void)
{
    if (left < 0)
        return false;
    if (left == 0)
        return true;
    left--;
    return false;
}

void *__wrap_malloc(size_t bytes)
{
    return refused() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return refused() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    return refused() ? NULL : __real_realloc(old, bytes);
}

void *__wrap_aligned_alloc(size_t align, size_t bytes)
{
    return refused() ? NULL : __real_aligned_alloc(align, bytes);
}

char *__wrap_strdup(const char *text)
{
    return refused() ? NULL : __real_strdup(text);
}

void starve(struct status (*flow)(void), int at_least)
{
    int failures = 0;

    for (long n = 0;; n++) {
        left = n;
        const struct status st = flow();
        const bool ended = left == 0;

        left = -1;
        if (!st.code && !ended)
            break;
        if (st.code) {
            cr_assert_neq(st.text[0], '\0', "after %ld allocations", n);
            failures++;
        }
        cr_assert_lt(n, 100000);
    }
    cr_assert_geq(failures, at_least);
}

void starve_json(void)
{
    json_set_alloc_funcs(__wrap_malloc, free);
}
