#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/arena.h"

static const size_t MIB = (size_t)1 << 20;

Test(arena, pieces_are_zeroed_and_aligned_for_any_type)
{
    struct arena a;

    arena_init(&a, MIB);
    for (size_t bytes = 1; bytes < 300; bytes += 7) {
        const unsigned char *piece = arena_add(&a, bytes);

        cr_assert_not_null(piece);
        cr_assert_eq((uintptr_t)piece % alignof(max_align_t), 0);
        for (size_t i = 0; i < bytes; i++)
            cr_assert_eq(piece[i], 0);
    }
    arena_release(&a);
}

Test(arena, pieces_stay_put_and_do_not_overlap)
{
    struct arena a;
    unsigned char *piece[500];

    arena_init(&a, 4 * MIB);
    for (int i = 0; i < 500; i++) {
        piece[i] = arena_add(&a, 1000);
        cr_assert_not_null(piece[i]);
        memset(piece[i], i & 255, 1000);
    }
    for (int i = 0; i < 500; i++)
        for (int k = 0; k < 1000; k++)
            cr_assert_eq(piece[i][k], i & 255);
    arena_release(&a);
}

Test(arena, refuses_past_its_limit_and_goes_on_below_it)
{
    struct arena a;

    arena_init(&a, MIB);
    cr_assert_null(arena_add(&a, 2 * MIB));
    cr_assert_not_null(arena_add(&a, 1000));
    cr_assert_leq(a.held_bytes, MIB);
    arena_release(&a);
}

Test(arena, sizes_near_the_top_of_the_range_do_not_wrap)
{
    struct arena a;

    arena_init(&a, SIZE_MAX);
    cr_assert_null(arena_add(&a, SIZE_MAX));
    cr_assert_null(arena_add(&a, SIZE_MAX - 15));
    cr_assert_null(arena_add(&a, SIZE_MAX - 64));
    arena_release(&a);
}

Test(arena, a_loop_that_clears_allocates_only_in_round_one)
{
    struct arena a;

    arena_init(&a, 16 * MIB);
    for (int i = 0; i < 40; i++)
        arena_add(&a, 50000);
    const size_t held = a.held_bytes;
    for (int round = 0; round < 20; round++) {
        arena_clear(&a);
        for (int i = 0; i < 40; i++)
            cr_assert_not_null(arena_add(&a, 50000));
    }
    cr_assert_eq(a.held_bytes, held);
    arena_release(&a);
}

Test(arena, a_cleared_piece_is_zeroed_again)
{
    struct arena a;

    arena_init(&a, MIB);
    memset(arena_add(&a, 100), 255, 100);
    arena_clear(&a);
    const unsigned char *piece = arena_add(&a, 100);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(piece[i], 0);
    arena_release(&a);
}

Test(arena, an_empty_piece_is_still_a_place_of_its_own)
{
    struct arena a;

    arena_init(&a, MIB);
    const char *one = arena_add(&a, 0), *two = arena_add(&a, 0);
    cr_assert_not_null(one);
    cr_assert_neq(one, two);
    arena_release(&a);
}

Test(arena, text_is_copied_with_its_end)
{
    struct arena a;
    char from[] = "residual stream";

    arena_init(&a, MIB);
    const char *copy = arena_text(&a, from);
    from[0] = 'X';
    cr_assert_str_eq(copy, "residual stream");
    arena_release(&a);
}

Test(arena, text_past_the_limit_is_refused)
{
    struct arena a;

    arena_init(&a, 10);
    cr_assert_null(arena_text(&a, "longer than ten bytes"));
    arena_release(&a);
}
