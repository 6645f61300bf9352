/*
 * guard.c - linked into every suite: a test that ends its process with status
 * 0 has skipped the rest of its claims, which Criterion counts as a pass. The
 * linker sends the suite's own exit calls here (--wrap), where they abort.
 * Children that a test forks may end as they like.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The linker chooses these names. */
void __real_exit(int code);
void __real__exit(int code);
void __real__Exit(int code);
void __wrap_exit(int code);
void __wrap__exit(int code);
void __wrap__Exit(int code);

static pid_t test_process; /* set once, before any test runs */

__attribute__((constructor)) static void remember_process(void)
{
    test_process = getpid();
}

static void refuse_success(int code)
{
    if (code != 0 || getpid() != test_process)
        return;
    fputs("a test called exit(0): its claims after that never ran\n", stderr);
    abort();
}

void __wrap_exit(int code)
{
    refuse_success(code);
    __real_exit(code);
}

void __wrap__exit(int code)
{
    refuse_success(code);
    __real__exit(code);
}

void __wrap__Exit(int code)
{
    refuse_success(code);
    __real__Exit(code);
}
