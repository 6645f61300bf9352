/* After its first step a training asks the system for no memory: counted at
 * malloc() itself, so that the libraries below us are seen as well. */
#include <criterion/criterion.h>
#include <omp.h>
#include <stdatomic.h>
#include <stddef.h>

#include "engine/base/rng.h"
#include "engine/core/halves.h"
#include "engine/model/training.h"

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

static void listen(void)
{
    omp_set_num_threads(1);
    cr_assert_neq(__sanitizer_install_malloc_and_free_hooks(taken, freed), 0);
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

static void listen(void)
{
    omp_set_num_threads(1);
}
#endif

TestSuite(steady, .init = listen);

static void write_text(char *text, size_t bytes)
{
    struct rng rng = rng_make(3, 0);

    for (size_t i = 0; i < bytes; i++)
        text[i] = "etaoin shrdlu.\n"[rng_below(&rng, 15)];
}

static struct training *start(const char *preset, const char *const set[4])
{
    static char text[20000];
    struct recipe r;
    struct training *t;

    write_text(text, sizeof text);
    cr_assert_eq(recipe_preset(&r, preset).code, 0);
    cr_assert_eq(recipe_set(&r, "batch=2").code, 0);
    cr_assert_eq(recipe_set(&r, "context=32").code, 0);
    for (int i = 0; i < 4 && set[i]; i++)
        cr_assert_eq(recipe_set(&r, set[i]).code, 0, "%s", set[i]);
    const struct status st =
        training_open(&t, &r, text, sizeof text, device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    return t;
}

static long requests(struct training *t)
{
    return (long)graph_memory(trainer_graph(training_trainer(t)))
        .system_requests;
}

static void step(struct training *t)
{
    struct trainer_report r;
    bool more;
    const struct status st = training_step(t, &r, &more);

    cr_assert_eq(st.code, 0, "%s", st.text);
}

static long now(void)
{
    return atomic_load(&asked);
}

/* A first step, then three that must ask for nothing. */
static void check(const char *preset, const char *const set[4])
{
    struct training *t = start(preset, set);
    const long before = now();

    step(t);
    const long after = now(), pool = requests(t);
    for (int i = 0; i < 3; i++)
        step(t);
    const long more = now() - after, more_pool = requests(t) - pool;
    cr_assert_gt(after, before, "the counter must count");
    cr_assert_gt(pool, 0);
    cr_assert_eq(more, 0, "%s: %ld requests", preset, more);
    cr_assert_eq(more_pool, 0);
    training_close(t);
}

#define SET(...) ((const char *const[4]){__VA_ARGS__})

Test(steady, a_gpt_takes_no_memory_after_its_first_step)
{
    check("char-tiny", SET(NULL));
}

Test(steady, a_llama_takes_no_memory_after_its_first_step)
{
    check("llama-tiny", SET(NULL));
}

Test(steady, dropout_bias_and_accumulation_take_none_either)
{
    check("char-tiny", SET("dropout=0.1", "bias=on", "accumulate=2"));
}

/* oneDNN takes handles for every product and gives them back. */
Test(steady, in_bf16_only_handles_are_taken_and_the_same_number_every_step)
{
    if (halves_lacks())
        cr_skip_test("%s", halves_lacks());
    struct training *t = start("llama-tiny", SET("mode=bf16"));
    long taken[3];

    step(t);
    const long pool = requests(t);
    for (int i = 0; i < 3; i++) {
        const long before = now();

        step(t);
        taken[i] = now() - before;
    }
    const long more_pool = requests(t) - pool;
    cr_assert_eq(more_pool, 0);
    cr_assert_eq(taken[1], taken[0], "%ld and %ld", taken[0], taken[1]);
    cr_assert_eq(taken[2], taken[0], "%ld and %ld", taken[0], taken[2]);
    training_close(t);
}

Test(steady, f16_and_blocks_computed_again_take_none_either)
{
    check("llama-tiny", SET("mode=f16"));
    check("llama-tiny", SET("recompute=on"));
}

Test(steady, no_optimizer_takes_any)
{
    check("char-tiny", SET("optimizer=sgd"));
    check("char-tiny", SET("optimizer=momentum"));
    check("char-tiny", SET("optimizer=adam"));
}

Test(steady, more_threads_take_none_once_they_run)
{
    omp_set_num_threads(3);
    check("llama-tiny", SET("layers=2"));
}

Test(steady, validation_between_steps_takes_none_the_second_time)
{
    struct training *t = start("llama-tiny", SET("valid=0.005", "layers=2"));
    double loss;
    long after = 0;

    for (int i = 0; i < 3; i++) {
        if (i == 1)
            after = now();
        step(t);
        cr_assert_eq(training_validate(t, &loss).code, 0);
    }
    const long more = now() - after;
    cr_assert_eq(more, 0, "%ld requests", more);
    training_close(t);
}

Test(steady, the_unfused_twin_takes_none)
{
    struct training *t = start("char-tiny", SET(NULL));
    struct graph *g = trainer_graph(training_trainer(t));

    cr_assert_eq(graph_swap(g, "softmax", "softmax_forward", NULL).code, 0);
    step(t);
    const long after = now();
    step(t);
    const long more = now() - after;
    cr_assert_eq(more, 0, "%ld requests", more);
    training_close(t);
}
