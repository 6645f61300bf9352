/* sandbox_level.c - which layers work here, tried and not guessed. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exercises/sandbox_parts.h"

/* Runs `program` under `layers` alone. */
static struct status try(const char *program, unsigned layers)
{
    const char *const read[] = {program, NULL};
    char *const env[] = {NULL};
    char path[4096], word[] = "nothing";
    char *const words[] = {path, word, NULL};
    struct sandbox_process p;
    struct sandbox_end end;

    if (snprintf(path, sizeof path, "%s", program) >= (int)sizeof path)
        return status_fail(STATUS_TOO_BIG, "the path of the program is long");
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const struct sandbox_job job = {
        .profile = SANDBOX_RUN,
        .layers = layers,
        .folder = "/etc",
        .read = read,
        .argv = words,
        .env = env,
        .channel = -1,
        .out = null,
        .err = null,
        .limits = {.cpu_s = 5, .wall_ms = 10000, .file_bytes = 1 << 20},
    };
    struct status st = sandbox_start(&p, &job);
    if (!st.code)
        st = sandbox_wait(&p, &end);
    close(null);
    if (!st.code && end.code != 0) {
        st = status_fail(STATUS_UNSUPPORTED,
                         "the trial program ended with %d, signal %d", end.code,
                         end.signal);
    }
    return st;
}

struct status sandbox_look(struct sandbox_have *have, const char *program)
{
    static const char *const follows[] = {
        ("namespaces are missing: submissions cannot open your files where "
         "Landlock works, but can see that they exist"),
        "Landlock is missing: file protection comes from namespaces, or is off",
        "no system-call filter here: run only code you wrote or trust"};

    *have = (struct sandbox_have){.landlock = sandbox_landlock_version()};
    STATUS_TRY(try(program, 0));
    for (int i = 0; i < 3; i++) {
        const struct status st = try(program, 1u << i);

        if (!st.code)
            have->layers |= 1u << i;
        else
            snprintf(have->missing[i], sizeof have->missing[i],
                     "%.110s (%.80s)", follows[i], st.text);
    }
    have->level = sandbox_level_of(have->layers, have->landlock);
    return STATUS_OK;
}
