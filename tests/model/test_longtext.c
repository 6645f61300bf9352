/* A step over a long text: every part of it, not attention alone, takes memory
 * linear in the positions. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/core/halves.h"
#include "engine/model/training.h"

static size_t bytes_for(const char *preset, const char *mode, int64_t context)
{
    static const char *const set[] = {"layers=2", "heads=2",   "groups=2",
                                      "width=16", "hidden=16", "batch=1",
                                      "valid=0"};
    const size_t bytes = 3 * (size_t)context;
    char *text = malloc(bytes), length[32];
    struct recipe r;
    struct training *t;
    struct trainer_report report;
    bool more;

    cr_assert(text != NULL);
    for (size_t i = 0; i < bytes; i++)
        text[i] = "the keys in the box are wet. "[i % 29];
    cr_assert_eq(recipe_preset(&r, preset).code, 0);
    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        cr_assert_eq(recipe_set(&r, set[i]).code, 0, "%s", set[i]);
    snprintf(length, sizeof length, "context=%d", (int)context);
    cr_assert_eq(recipe_set(&r, length).code, 0);
    cr_assert_eq(recipe_set(&r, mode).code, 0);
    cr_assert_eq(training_open(&t, &r, text, bytes, device_find("cpu")).code,
                 0);
    free(text);
    struct graph *g = trainer_graph(training_trainer(t));
    for (int i = 0; i < 2; i++)
        cr_assert_eq(training_step(t, &report, &more).code, 0);
    const size_t most = graph_memory(g).most_bytes;
    training_close(t);
    return most;
}

/* 4 times the positions; a table of weights would take 16 times. Short products
 * are f32 in every mode, so the copies of bf16 begin between 1024 and 2048. */
static void check(const char *preset, const char *mode)
{
    const size_t small = bytes_for(preset, mode, 2048);
    const size_t large = bytes_for(preset, mode, 8192);

    cr_expect(2 * large <= 9 * small, "%s, %s: %zu and %zu bytes", preset, mode,
              small, large);
    cr_expect(large < (size_t)8192 * 8192, "%zu bytes", large);
}

Test(longtext, a_gpt_trains_over_8192_positions_in_memory_linear_in_them)
{
    check("char-tiny", "mode=strict");
}

Test(longtext, a_llama_too)
{
    check("llama-tiny", "mode=strict");
}

Test(longtext, and_in_bf16)
{
    if (halves_lacks())
        cr_skip_test("%s", halves_lacks());
    check("llama-tiny", "mode=bf16");
}
