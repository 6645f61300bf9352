#ifndef TESTS_EXERCISES_JUDGED_H
#define TESTS_EXERCISES_JUDGED_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "exercises/judge.h"

/* judged.h - for suites that ask the judge. */
#define JUDGED_TWICE TEST_ROOT "/tests/exercises/fixture/twice"

static inline void judged_fine(struct status st)
{
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

static inline void judged_open(struct judge *j, const char *folder,
                               unsigned layers)
{
    judged_fine(judge_open(j));
    judged_fine(judge_exercise(j, folder, layers));
}

/* The caller frees it. */
static inline struct report *judged_text(struct judge *j, const char *text,
                                         unsigned flags)
{
    struct report *r = calloc(1, sizeof *r);
    const struct exam_file file = {
        .text = text, .bytes = strlen(text), .flags = flags, .seed = 7};

    judged_fine(judge_check(j, &file, r));
    return r;
}

static inline char *judged_read(const char *path)
{
    struct filemap map;

    judged_fine(filemap_open(&map, path, 1 << 20));
    char *text = calloc(1, map.bytes + 1);
    memcpy(text, map.data, map.bytes);
    filemap_close(&map);
    return text;
}

static inline struct report *judged_file(struct judge *j, const char *path,
                                         unsigned flags)
{
    char *text = judged_read(path);
    struct report *r = judged_text(j, text, flags);

    free(text);
    return r;
}

#endif
