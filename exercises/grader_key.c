/* grader_key.c - what a verdict depends on: the text of a learner's file, and
 * everything in here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/grader_parts.h"

#define VERSION "1" /* of what a record means: another one is graded anew */

static void add_text(struct hash *h, const char *text)
{
    hash_add(h, text, strlen(text) + 1);
}

static void add_files(struct hash *h, const char *folder,
                      const char *const *file)
{
    for (; *file; file++) {
        struct buf text;

        buf_init(&text, EXERCISE_BYTES);
        (void)exercise_text(&text, folder, *file);
        add_text(h, *file);
        add_text(h, buf_string(&text));
        buf_release(&text);
    }
}

/* Mutants count too: their words stand in the reports. */
static void add_mutants(struct hash *h, const char *folder)
{
    struct exercise_names *names = calloc(1, sizeof *names);

    if (names && !exercise_diffs(names, folder, "mutants").code) {
        for (int i = 0; i < names->count; i++) {
            char file[EXERCISE_NAME + 16];

            snprintf(file, sizeof file, "mutants/%.63s.diff", names->name[i]);
            add_files(h, folder, (const char *const[]){file, NULL});
        }
    }
    free(names);
}

struct status grader_version(char version[HASH_TEXT], const struct gradebook *b,
                             const char *name, const char *folder,
                             const char *kit)
{
    static const char *const kit_files[] = {"check.h", "talk.h", "driver.c",
                                            NULL};
    char header[EXERCISE_NAME + 4];
    struct hash *h = hash_new();

    if (!h)
        return status_fail(STATUS_NO_MEMORY, "no memory for a hash");
    snprintf(header, sizeof header, "%s.h", name);
    const char *const own[] = {header, "check.c", "solution.c", NULL};
    const char *const run[] = {VERSION,
                               b->program,
                               b->compiler,
                               b->seed,
                               sandbox_level_name(b->level),
                               b->plain ? "plain" : "sanitized",
                               name};
    for (size_t i = 0; i < sizeof run / sizeof *run; i++)
        add_text(h, run[i]);
    add_files(h, folder, own);
    add_mutants(h, folder);
    add_files(h, kit, kit_files);
    hash_end(h, version);
    return STATUS_OK;
}

void grader_key(char key[HASH_TEXT], const char *version, const char *text_hash,
                const char *seed)
{
    char all[2 * HASH_TEXT + GRADER_SEED];

    snprintf(all, sizeof all, "%s %s%s%s", version, text_hash, *seed ? " " : "",
             seed);
    hash_bytes(key, all, strlen(all));
}
