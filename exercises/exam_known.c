/* exam_known.c - a wrong file whose results are those of a mutant in every case
 * is that mistake, and gets the words that its author wrote for it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "exercises/exam_parts.h"
#include "exercises/patch.h"

enum { FILE_BYTES = 1 << 20, ARENA_BYTES = 8 << 20 };

static struct status read_text(struct arena *a, const char *path, char **out)
{
    struct filemap map;

    STATUS_TRY(filemap_open(&map, path, FILE_BYTES));
    *out = arena_add(a, map.bytes + 1);
    if (*out && map.bytes)
        memcpy(*out, map.data, map.bytes);
    filemap_close(&map);
    return *out ? STATUS_OK
                : status_fail(STATUS_NO_MEMORY, "no memory for %.200s", path);
}

/* The mutant's source: the solution with the patch applied. */
static struct status patched(struct exam *e, struct arena *a,
                             struct exam_mutant *m, struct buf *source)
{
    char path[SCRATCH_PATH + EXAM_NAME + 32];
    struct patch_result result;
    char *solution, *patch;

    snprintf(path, sizeof path, "%s/solution.c", e->folder);
    STATUS_TRY(read_text(a, path, &solution));
    snprintf(path, sizeof path, "%s/mutants/%s.diff", e->folder, m->name);
    STATUS_TRY(read_text(a, path, &patch));
    STATUS_TRY(patch_apply(&result, a, path, patch, solution));
    snprintf(m->mistake, sizeof m->mistake, "%s", result.mistake);
    snprintf(m->say, sizeof m->say, "%s", result.say);
    for (int i = 0; i < result.line_count; i++)
        buf_printf(source, "%s\n", result.lines[i].text);
    return buf_status(source);
}

/* A mutant that does not apply or build is none; a sandbox that fails is ours.
 */
static struct status build(struct exam *e, struct exam_mutant *m)
{
    enum report_verdict verdict = REPORT_PASS;
    struct status ours = STATUS_OK;
    char say[512], kept[EXAM_NAME + 8];
    struct arena a;
    struct buf source;

    arena_init(&a, ARENA_BYTES);
    buf_init(&source, FILE_BYTES);
    snprintf(kept, sizeof kept, "mutant-%.60s", m->name);
    struct status st = patched(e, &a, m, &source); /* also finds its words */
    if (!st.code && !kitcache_get(&e->cache, kept, e->work)) {
        st = scratch_put(e->work, e->source, source.data, source.bytes);
        if (!st.code)
            st = ours = exam_build(e, BUILDING_PLAIN, EXAM_ANY_NAMES, kept,
                                   &verdict, say);
        if (!st.code && verdict == REPORT_PASS)
            kitcache_put(&e->cache, e->work, kept);
    }
    m->built = !st.code && verdict == REPORT_PASS;
    buf_release(&source);
    arena_release(&a);
    return ours;
}

static struct status find(struct exam *e)
{
    struct status st = STATUS_OK;
    char path[SCRATCH_PATH + 16];
    const struct dirent *entry;

    e->mutants = 0;
    e->mutant = calloc(EXAM_MUTANTS, sizeof *e->mutant);
    snprintf(path, sizeof path, "%s/mutants", e->folder);
    DIR *dir = e->mutant ? opendir(path) : NULL;
    while (dir && e->mutants < EXAM_MUTANTS && (entry = readdir(dir))) {
        const size_t n = strlen(entry->d_name);

        if (n < 6 || n - 5 >= EXAM_NAME ||
            strcmp(entry->d_name + n - 5, ".diff") != 0)
            continue;
        snprintf(e->mutant[e->mutants++].name, EXAM_NAME, "%.*s", (int)n - 5,
                 entry->d_name);
    }
    if (dir)
        closedir(dir);
    for (int i = 0; i < e->mutants && !st.code; i++)
        st = build(e, &e->mutant[i]);
    if (st.code)
        exam_forget_mutants(e); /* the next file looks for them again */
    return st;
}

static struct status solve(struct exam *e, struct exam_mutant *m)
{
    struct exam_run *run = calloc(1, sizeof *run);
    char program[EXAM_NAME + 8];

    if (!run)
        return status_fail(STATUS_NO_MEMORY, "no memory for a run");

    snprintf(program, sizeof program, "mutant-%.60s", m->name);
    const struct status st = exam_run(e, e->work, program, BUILDING_PLAIN, run);
    if (!st.code)
        m->sheet = run->sheet;
    else
        exam_forget(&run->sheet);
    free(run);
    return st;
}

static bool same(struct exam *e, const struct exam_sheet *a,
                 const struct exam_sheet *b)
{
    struct values_rule rule;

    exam_rule(e, &rule);
    for (int k = 0; k < (int)e->about.cases; k++) {
        struct report_case c = {.verdict = REPORT_PASS};
        const unsigned char *const want[2] = {b->got[k][0], b->got[k][1]};
        const unsigned char *const have[2] = {a->got[k][0], a->got[k][1]};

        if (!want[0] || !want[1] || !have[0] || !have[1])
            return false;
        values_compare(&e->paper[k].values, &rule, want, have, &c);
        if (c.verdict != REPORT_PASS)
            return false;
    }
    return true;
}

struct status exam_known(struct exam *e, const struct exam_sheet *sheet,
                         const struct exam_mutant **out)
{
    *out = NULL;
    if (!sheet->got[0][0])
        return STATUS_OK;
    if (e->mutants < 0)
        STATUS_TRY(find(e));
    for (int i = 0; i < e->mutants && !*out; i++) {
        struct exam_mutant *m = &e->mutant[i];

        if (!m->built)
            continue;
        if (!m->sheet.got[0][0])
            STATUS_TRY(solve(e, m));
        if (same(e, sheet, &m->sheet))
            *out = m;
    }
    return STATUS_OK;
}

void exam_forget_mutants(struct exam *e)
{
    for (int i = 0; i < e->mutants; i++)
        exam_forget(&e->mutant[i].sheet);
    free(e->mutant);
    e->mutant = NULL;
    e->mutants = -1;
}
