#define _GNU_SOURCE 1
#include "exercises/building.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "exercises/party.h"

enum { WORDS = 40, PATHS = 2600 };

/* The words of one command, copied: execve() wants them writable. */
struct command {
    char *word[WORDS + 1];
    int words;
    bool full;
};

static void add(struct command *c, const char *word)
{
    char *copy = c->words < WORDS ? strdup(word) : NULL;

    if (copy)
        c->word[c->words++] = copy;
    c->full |= !copy;
}

static void add_all(struct command *c, const char *const *words)
{
    while (*words)
        add(c, *words++);
}

static void forget(struct command *c)
{
    for (int i = 0; i < c->words; i++)
        free(c->word[i]);
}

struct status building_init(struct building *b, unsigned layers)
{
    *b = (struct building){.layers = layers};
    return toolchain_find(&b->tool);
}

/* The toolchain may live anywhere; its own variables say where. */
static void environment(struct command *env, const struct building *b,
                        const char *folder)
{
    static const char *const kept[] = {"C_INCLUDE_PATH", "LIBRARY_PATH",
                                       "LD_LIBRARY_PATH"};
    char text[2 * TOOLCHAIN_PATH];
    const char *slash = strrchr(b->tool.cc, '/');

    snprintf(text, sizeof text, "PATH=%.*s:/usr/bin:/bin",
             (int)(slash - b->tool.cc), b->tool.cc);
    add(env, text);
    snprintf(text, sizeof text, "TMPDIR=%s", folder);
    add(env, text);
    add(env, "LC_ALL=C");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = getenv(kept[i]);

        if (!value || strlen(value) > TOOLCHAIN_PATH)
            continue;
        snprintf(text, sizeof text, "%s=%s", kept[i], value);
        add(env, text);
    }
}

static struct status run(struct building *b, struct command *c,
                         const char *folder, const char *kit,
                         struct sandbox_end *end)
{
    const char *read[4] = {NULL};
    struct command env = {.words = 0};
    struct sandbox_process p;
    int n = 0;

    if (b->tool.prefix[0])
        read[n++] = b->tool.prefix;
    if (kit)
        read[n++] = kit;
    environment(&env, b, folder);
    const int log = memfd_create("log", MFD_CLOEXEC);
    const struct sandbox_job job = {
        .profile = SANDBOX_COMPILE,
        .layers = b->layers,
        .folder = folder,
        .read = read,
        .argv = c->word,
        .env = env.word,
        .channel = -1,
        .out = log,
        .err = log,
        .limits = {.cpu_s = 10,
                   .wall_ms = 20000,
                   .memory_bytes = (size_t)1 << 30,
                   .file_bytes = (size_t)64 << 20,
                   .processes = 64},
    };
    struct status st =
        c->full || env.full || log < 0
            ? status_fail(STATUS_NO_MEMORY, "no memory for a command")
            : sandbox_start(&p, &job);
    if (!st.code)
        st = sandbox_wait(&p, end);
    if (log >= 0) {
        (void)party_read(log, b->log, sizeof b->log);
        close(log);
    }
    forget(&env);
    return st;
}

static void start(struct command *c, const struct building *b,
                  enum building_kind kind)
{
    static const char *const plain[] = {"-std=c11", "-D_DEFAULT_SOURCE", "-O1",
                                        "-g",       "-ffp-contract=off", NULL};
    static const char *const sanitized[] = {"-fsanitize=address,undefined",
                                            "-fno-sanitize-recover=all",
                                            "-fno-omit-frame-pointer", NULL};

    add(c, b->tool.cc);
    add_all(c, plain);
    if (kind == BUILDING_SANITIZED)
        add_all(c, sanitized);
}

struct status building_compile(struct building *b, enum building_kind kind,
                               const char *folder, const char *source,
                               const char *object, bool *good, bool *stopped)
{
    static const char *const ask[] = {"-Wall", "-Wextra", "-I.",
                                      "-c",    "-o",      NULL};
    struct command c = {.words = 0};
    struct sandbox_end end = {.code = -1};
    char map[SCRATCH_PATH + 40];

    start(&c, b, kind);
    snprintf(map, sizeof map, "-ffile-prefix-map=%s=.", folder);
    add(&c, map);
    if (b->strict)
        add(&c, "-Werror");
    add_all(&c, ask);
    add(&c, object);
    add(&c, source);
    const struct status st = run(b, &c, folder, NULL, &end);
    forget(&c);
    *good = !st.code && end.code == 0;
    /* gcc reports the death of its parts by its own exit status. */
    *stopped = end.timed_out || end.signal ||
               strstr(b->log, "Killed signal") != NULL ||
               strstr(b->log, "limit exceeded") != NULL ||
               strstr(b->log, "out of memory") != NULL;
    return st;
}

struct status building_hide(struct building *b, const char *folder,
                            const char *object, const char *exports, bool *good)
{
    struct command c = {.words = 0};
    struct sandbox_end end = {.code = -1};

    add(&c, b->tool.objcopy);
    while (*exports) {
        const size_t n = strcspn(exports, " ");
        char word[260];

        snprintf(word, sizeof word, "--keep-global-symbol=%.*s", (int)n,
                 exports);
        add(&c, word);
        exports += n + (exports[n] == ' ');
    }
    add(&c, object);
    const struct status st = run(b, &c, folder, NULL, &end);
    forget(&c);
    *good = !st.code && end.code == 0;
    return st;
}

struct status building_link(struct building *b, enum building_kind kind,
                            const char *folder, const char *object,
                            const char *kit_folder, const char *kit,
                            const char *program, bool *good)
{
    struct command c = {.words = 0};
    struct sandbox_end end = {.code = -1};
    char path[2 * SCRATCH_PATH];

    start(&c, b, kind);
    add(&c, "-o");
    add(&c, program);
    add(&c, object);
    snprintf(path, sizeof path, "%s/%s", kit_folder, kit);
    add(&c, path);
    add(&c, "-lm");
    const struct status st = run(b, &c, folder, kit_folder, &end);
    forget(&c);
    *good = !st.code && end.code == 0;
    return st;
}
