#include "tests/support/asked.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

static atomic_long asked; /* of every thread, since the process began */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
/* The sanitizer stands in front of malloc() and offers to tell. */
int __sanitizer_install_malloc_and_free_hooks(
    void (*taken)(const volatile void *, size_t),
    void (*freed)(const volatile void *));

static void taken(const volatile void *block, size_t bytes)
{
    (void)block;
    (void)bytes;
    atomic_fetch_add(&asked, 1);
}

static void freed(const volatile void *block)
{
    (void)block;
}

void asked_listen(void)
{
    if (!__sanitizer_install_malloc_and_free_hooks(taken, freed))
        abort();
}
#else
/* glibc's own functions, behind the names that every caller is bound to. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);
void *__libc_memalign(size_t align, size_t bytes);

void *malloc(size_t bytes)
{
    atomic_fetch_add(&asked, 1);
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    atomic_fetch_add(&asked, 1);
    return __libc_calloc(count, bytes);
}

void *realloc(void *old, size_t bytes)
{
    atomic_fetch_add(&asked, 1);
    return __libc_realloc(old, bytes);
}

void *aligned_alloc(size_t align, size_t bytes)
{
    atomic_fetch_add(&asked, 1);
    return __libc_memalign(align, bytes);
}

int posix_memalign(void **out, size_t align, size_t bytes)
{
    atomic_fetch_add(&asked, 1);
    *out = __libc_memalign(align, bytes);
    return *out ? 0 : 12; /* ENOMEM */
}

void asked_listen(void)
{
}
#endif

long asked_count(void)
{
    return atomic_load(&asked);
}
