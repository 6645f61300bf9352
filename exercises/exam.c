#include "exercises/exam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/exam_parts.h"
#include "exercises/exercise.h"

#define FILL_NUMBER 0x40e00000u /* 7 */
#define FILL_NAN    0x7fc00000u

void exam_rule(const struct exam *e, struct values_rule *rule)
{
    *rule = (struct values_rule){.absolute = e->about.absolute,
                                 .relative = e->about.relative,
                                 .fill = {FILL_NUMBER, FILL_NAN}};
}

static struct status set_paths(struct exam *e, const struct exam_settings *s)
{
    const char *slash = strrchr(s->folder, '/');
    const char *name = slash ? slash + 1 : s->folder;

    if (strlen(name) >= EXAM_NAME || strlen(s->folder) >= SCRATCH_PATH ||
        strlen(s->kit) >= SCRATCH_PATH)
        return status_fail(STATUS_TOO_BIG, "the path %.200s is too long",
                           s->folder);
    snprintf(e->name, sizeof e->name, "%s", name);
    snprintf(e->source, sizeof e->source, "%s.c", name);
    snprintf(e->folder, sizeof e->folder, "%s", s->folder);
    snprintf(e->kit, sizeof e->kit, "%s", s->kit);
    return STATUS_OK;
}

static struct status copy_in(const struct exam *e, const char *to,
                             const char *from_folder, const char *name)
{
    char from[SCRATCH_PATH + EXAM_NAME + 8];

    snprintf(from, sizeof from, "%s/%s", from_folder, name);
    (void)e;
    return scratch_copy(to, name, from);
}

/* check.c and driver.c are one source, so that it takes one run of the
 * compiler. */
static struct status lay_out(struct exam *e)
{
    static const char all[] = "#include \"check.c\"\n"
                              "#include \"exercises/kit/driver.c\"\n";
    static const char *const kit[] = {"check.h", "talk.h", "driver.c"};
    char header[EXAM_NAME + 4], inner[SCRATCH_PATH], outer[SCRATCH_PATH];

    snprintf(header, sizeof header, "%s.h", e->name);
    STATUS_TRY(scratch_open(e->room));
    STATUS_TRY(scratch_folder(e->kit_room, e->room, "kit"));
    STATUS_TRY(scratch_folder(e->work, e->room, "work"));
    STATUS_TRY(scratch_folder(outer, e->kit_room, "exercises"));
    STATUS_TRY(scratch_folder(inner, outer, "kit"));
    for (size_t i = 0; i < sizeof kit / sizeof *kit; i++)
        STATUS_TRY(copy_in(e, inner, e->kit, kit[i]));
    STATUS_TRY(copy_in(e, e->kit_room, e->folder, "check.c"));
    STATUS_TRY(copy_in(e, e->kit_room, e->folder, "solution.c"));
    STATUS_TRY(copy_in(e, e->kit_room, e->folder, header));
    STATUS_TRY(copy_in(e, e->work, e->folder, header));
    return scratch_put(e->kit_room, "all.c", all, sizeof all - 1);
}

static struct status must(const struct exam *e, struct status st, bool good,
                          const char *what)
{
    if (!st.code && !good)
        return status_fail(STATUS_BAD_FILE, "%s/%s does not compile: %.300s",
                           e->name, what, e->building.log);
    return st;
}

/* Everything that the results of the compiler depend on. */
static void open_cache(struct exam *e)
{
    static const char *const kit[] = {"check.h", "talk.h", "driver.c"};
    struct hash *key = hash_new();
    char path[SCRATCH_PATH + 16];
    struct exercise_names diffs;
    char header[EXAM_NAME + 4];

    snprintf(header, sizeof header, "%s.h", e->name);
    for (size_t i = 0; i < sizeof kit / sizeof *kit; i++)
        kitcache_add(key, e->kit, kit[i]);
    kitcache_add(key, e->folder, "check.c");
    kitcache_add(key, e->folder, "solution.c");
    kitcache_add(key, e->folder, header);
    snprintf(path, sizeof path, "%s/mutants", e->folder);
    if (!exercise_diffs(&diffs, e->folder, "mutants").code) {
        for (int i = 0; i < diffs.count; i++) {
            char file[EXERCISE_NAME + 8];

            snprintf(file, sizeof file, "%s.diff", diffs.name[i]);
            kitcache_add(key, path, file);
        }
    }
    kitcache_open(&e->cache, e->name, key, &e->building.tool);
}

static const char *const kept[] = {"all-p.o", "all-s.o", "reference"};
enum { KEPT = sizeof kept / sizeof *kept };

static bool kit_is_kept(struct exam *e)
{
    for (int i = 0; i < KEPT; i++)
        if (!kitcache_get(&e->cache, kept[i], e->kit_room))
            return false;
    return true;
}

static struct status build_kit(struct exam *e)
{
    struct building *b = &e->building;
    bool good, stopped;
    struct status st;

    st = building_compile(b, BUILDING_PLAIN, e->kit_room, "all.c", "all-p.o",
                          &good, &stopped);
    STATUS_TRY(must(e, st, good, "check.c"));
    st = building_compile(b, BUILDING_PLAIN, e->kit_room, "solution.c",
                          "solution.o", &good, &stopped);
    STATUS_TRY(must(e, st, good, "solution.c"));
    st = building_link(b, BUILDING_PLAIN, e->kit_room, "solution.o",
                       e->kit_room, "all-p.o", "reference", &good);
    STATUS_TRY(must(e, st, good, "solution.c"));
    /* Without the run time of the sanitizers, guard numbers have to do. */
    st = building_compile(b, BUILDING_SANITIZED, e->kit_room, "all.c",
                          "all-s.o", &good, &stopped);
    STATUS_TRY(must(e, st, good, "check.c"));
    for (int i = 0; i < KEPT; i++)
        kitcache_put(&e->cache, e->kit_room, kept[i]);
    return STATUS_OK;
}

static struct status start_reference(struct exam *e)
{
    char program[SCRATCH_PATH + 16];
    char *const argv[] = {program, NULL};
    char *const env[] = {NULL};

    snprintf(program, sizeof program, "%s/reference", e->kit_room);
    const struct sandbox_job job = {
        .profile = SANDBOX_RUN,
        .layers = e->layers,
        .folder = e->kit_room,
        .argv = argv,
        .env = env,
        .limits = {.cpu_s = 600,
                   .wall_ms = 3600000,
                   .memory_bytes = (size_t)1 << 30,
                   .file_bytes = 1 << 20},
    };
    STATUS_TRY(party_open(&e->reference, job));
    e->referenced = true;
    return STATUS_OK;
}

/* Asks the reference; a failure is one of the exercise. */
static struct status consult(struct exam *e, const struct party_words *words,
                             void *answer, size_t room, size_t *got)
{
    const struct status st = party_ask(&e->reference, words, answer, room, got);
    char text[300];

    if (!st.code)
        return st;
    (void)party_read(e->reference.err, text, sizeof text);
    return status_fail(STATUS_BAD_FILE, "%s/check.c: %.200s %.250s", e->name,
                       st.text, text);
}

static bool ends(const char *text, size_t room)
{
    return memchr(text, '\0', room) != NULL && text[0];
}

static struct status ask_about(struct exam *e)
{
    unsigned char answer[sizeof e->about + sizeof e->list];
    const struct party_words words = {.kind = TALK_TELL,
                                      .answer_bytes = PARTY_ANY};
    size_t got;

    STATUS_TRY(consult(e, &words, answer, sizeof answer, &got));
    if (got >= sizeof e->about)
        memcpy(&e->about, answer, sizeof e->about);
    if (got < sizeof e->about || e->about.cases < 1 ||
        e->about.cases > TALK_CASES ||
        got != sizeof e->about + e->about.cases * sizeof *e->list ||
        !ends(e->about.exports, sizeof e->about.exports) ||
        e->about.cpu_s < 1 || e->about.cpu_s > 60 ||
        !(e->about.absolute >= 0) || !(e->about.relative >= 0)) {
        return status_fail(STATUS_BAD_FILE,
                           "%s/check.c: its table of cases is not valid",
                           e->name);
    }
    memcpy(e->list, answer + sizeof e->about, e->about.cases * sizeof *e->list);
    for (uint32_t i = 0; i < e->about.cases; i++) {
        if (!ends(e->list[i].id, sizeof e->list[i].id) ||
            !ends(e->list[i].title, sizeof e->list[i].title)) {
            return status_fail(STATUS_BAD_FILE,
                               "%s/check.c: case %u has no id or no title",
                               e->name, i);
        }
    }
    return STATUS_OK;
}

static struct status open_all(struct exam *e, const struct exam_settings *s)
{
    STATUS_TRY(set_paths(e, s));
    STATUS_TRY(sandbox_look(&e->have, s->probe));
    e->layers = s->layers & e->have.layers;
    STATUS_TRY(building_init(&e->building, e->layers));
    STATUS_TRY(lay_out(e));
    open_cache(e);
    if (!kit_is_kept(e))
        STATUS_TRY(build_kit(e));
    e->sanitizes = true;
    STATUS_TRY(start_reference(e));
    return ask_about(e);
}

struct status exam_open(struct exam **out, const struct exam_settings *s)
{
    struct exam *e = calloc(1, sizeof *e);

    *out = NULL;
    if (!e)
        return status_fail(STATUS_NO_MEMORY, "no memory for an exercise");
    e->mutants = -1;
    const struct status st = open_all(e, s);
    if (st.code)
        exam_close(e);
    else
        *out = e;
    return st;
}

static void forget_papers(struct exam *e)
{
    for (int k = 0; k < TALK_CASES; k++) {
        struct exam_paper *p = &e->paper[k];

        free(p->made);
        free(p->expected[0]);
        free(p->expected[1]);
        *p = (struct exam_paper){.made = NULL};
    }
    e->written = false;
    for (int i = 0; i < e->mutants; i++)
        exam_forget(&e->mutant[i].sheet);
}

void exam_close(struct exam *e)
{
    struct sandbox_end end;

    if (!e)
        return;
    if (e->referenced) {
        (void)party_close(&e->reference, false, &end);
        party_forget(&e->reference);
    }
    if (e->lending)
        (void)exam_take_back(e, &end);
    forget_papers(e);
    exam_forget_mutants(e);
    scratch_remove(e->room);
    free(e);
}

static struct status solve(struct exam *e, int k, int run)
{
    struct exam_paper *p = &e->paper[k];
    struct values_rule rule;
    size_t got;

    exam_rule(e, &rule);
    const uint32_t head[2] = {rule.fill[run], (uint32_t)p->values.arrays};
    const struct party_words words = {.kind = TALK_RUN,
                                      .number = k,
                                      .head = head,
                                      .head_bytes = sizeof head,
                                      .data = p->made,
                                      .bytes = p->values.made_bytes,
                                      .answer_bytes = p->values.result_bytes};
    p->expected[run] = malloc(p->values.result_bytes);
    if (!p->expected[run])
        return status_fail(STATUS_NO_MEMORY, "no memory for a case");
    return consult(e, &words, p->expected[run], p->values.result_bytes, &got);
}

static struct status write_paper(struct exam *e, int k, uint64_t seed)
{
    struct exam_paper *p = &e->paper[k];
    /* Shown cases are the same for everyone. */
    const uint64_t own = (e->list[k].hidden ? seed : 0) * 64 + (uint64_t)k;
    const struct party_words words = {.kind = TALK_MAKE,
                                      .number = k,
                                      .head = &own,
                                      .head_bytes = sizeof own,
                                      .answer_bytes = PARTY_ANY};
    size_t got;

    p->made = malloc(EXAM_FRAME);
    if (!p->made)
        return status_fail(STATUS_NO_MEMORY, "no memory for a case");
    STATUS_TRY(consult(e, &words, p->made, EXAM_FRAME, &got));
    unsigned char *small = realloc(p->made, got ? got : 1);
    p->made = small ? small : p->made;
    STATUS_TRY(values_read(&p->values, p->made, got));
    STATUS_TRY(solve(e, k, 0));
    return solve(e, k, 1);
}

struct status exam_write(struct exam *e, uint64_t seed)
{
    if (e->written && e->seed == seed)
        return STATUS_OK;
    forget_papers(e);
    for (int k = 0; k < (int)e->about.cases; k++)
        STATUS_TRY(write_paper(e, k, seed));
    e->seed = seed;
    e->written = true;
    return STATUS_OK;
}

/* The run before makes the reference hold the inputs of this case. */
struct status exam_look(struct exam *e, int k, const unsigned char *result,
                        char say[TALK_TEXT])
{
    struct exam_paper *p = &e->paper[k];
    unsigned char *plain = malloc(p->values.result_bytes);
    size_t got;

    say[0] = '\0';
    if (!plain)
        return status_fail(STATUS_NO_MEMORY, "no memory for a case");
    free(p->expected[0]);
    struct status st = solve(e, k, 0);
    if (!st.code) {
        const struct party_words words = {
            .kind = TALK_LOOK,
            .number = k,
            .head = plain,
            .head_bytes = values_strip(&p->values, result, plain),
            .answer_bytes = TALK_TEXT};

        st = consult(e, &words, say, TALK_TEXT, &got);
    }
    if (st.code) {
        e->written = false; /* what stands in expected[0] is rubbish */
        say[0] = '\0';
    }
    say[TALK_TEXT - 1] = '\0';
    free(plain);
    return st;
}
