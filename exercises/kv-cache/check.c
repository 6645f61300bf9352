/* check.c: the cases of kv-cache. */
#include "exercises/kit/check.h"

#include "kv-cache.h"

enum { FIRST, HAND, FIT, NOTHING, FLOOD, BEHIND, ODD, WIDE };

static const struct check_case cases[] = {
    [FIRST] = {"first", "the first row of all", false},
    [HAND] = {"hand", "the case of the prompt", false},
    [FIT] = {"fit", "an exact fit", false},
    [NOTHING] = {"nothing", "no new row", false},
    [FLOOD] = {"flood", "more new rows than room", false},
    [BEHIND] = {"behind", "nothing behind the length is touched", false},
    [ODD] = {"odd", "a full cache, two new rows", true},
    [WIDE] = {"wide", "many numbers a row", true},
    {0},
};

static const struct size {
    int room, width, length, count;
} sizes[] = {
    [FIRST] = {4, 2, 0, 1},   [HAND] = {3, 1, 2, 2},    [FIT] = {5, 3, 2, 3},
    [NOTHING] = {4, 2, 2, 0}, [FLOOD] = {3, 2, 2, 5},   [BEHIND] = {6, 2, 2, 1},
    [ODD] = {7, 3, 7, 2},     [WIDE] = {20, 64, 15, 9},
};

static void make(struct check *c, int number)
{
    const struct size s = sizes[number];

    check_add_whole(c, "room", s.room);
    check_add_whole(c, "width", s.width);
    check_add_whole(c, "length", s.length);
    check_add_whole(c, "count", s.count);
    float *k = check_add_floats(c, "k", s.count, s.width);
    float *v = check_add_floats(c, "v", s.count, s.width);
    float *keys = check_add_change(c, "keys", s.room, s.width);
    float *values = check_add_change(c, "values", s.room, s.width);
    check_add_int_result(c, "returned", 1, 1);
    check_add_int_result(c, "kept", 1, 1);
    check_normals(c, k, s.count * s.width, 1.0f, 0.0f);
    check_normals(c, v, s.count * s.width, 1.0f, 0.0f);
    check_normals(c, keys, s.room * s.width, 1.0f, 0.0f);
    check_normals(c, values, s.room * s.width, 1.0f, 0.0f);
    for (int i = 0; number == HAND && i < 2; i++) {
        keys[i] = (float)(i + 1);
        k[i] = (float)(i + 3);
    }
}

static void call(struct check *c)
{
    struct kv_cache cache = {.keys = check_floats(c, "keys"),
                             .values = check_floats(c, "values"),
                             .room = check_whole(c, "room"),
                             .width = check_whole(c, "width"),
                             .length = check_whole(c, "length")};

    check_ints(c, "returned")[0] =
        kv_append(&cache, check_floats(c, "k"), check_floats(c, "v"),
                  check_whole(c, "count"));
    check_ints(c, "kept")[0] = cache.length;
}

static void look(struct check *c, int number)
{
    if (number == FIRST && check_ints(c, "returned")[0] != 1)
        check_say(c,
                  "an empty cache with one new row has the length 1; yours "
                  "returns %d. Start there",
                  check_ints(c, "returned")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "kv_append",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
};
