#include "exercises/toolchain.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A cache that poses as a compiler needs a home to write to. */
static bool is_wrapper(const char *path)
{
    const char *name = strrchr(path, '/');

    return name && strcmp(name, "/ccache") == 0;
}

static bool usable(const char *path, char out[TOOLCHAIN_PATH])
{
    char *real = realpath(path, NULL);
    const bool good = real && !access(real, X_OK) && !is_wrapper(real) &&
                      strlen(real) < TOOLCHAIN_PATH;

    if (good)
        snprintf(out, TOOLCHAIN_PATH, "%s", real);
    free(real);
    return good;
}

/* The first `name` on the PATH that is usable. */
bool toolchain_search(const char *name, char out[TOOLCHAIN_PATH])
{
    const char *path = getenv("PATH");

    if (strchr(name, '/'))
        return usable(name, out);
    if (!path || !*path)
        path = "/usr/local/bin:/usr/bin:/bin";
    while (*path) {
        const size_t n = strcspn(path, ":");
        char full[TOOLCHAIN_PATH];

        if (*path == '/' && n + strlen(name) + 2 < sizeof full) {
            snprintf(full, sizeof full, "%.*s/%s", (int)n, path, name);
            if (usable(full, out))
                return true;
        }
        path += n + (path[n] == ':');
    }
    return false;
}

/* /opt/tools/bin/gcc is installed in /opt/tools. */
static void find_prefix(struct toolchain *t)
{
    char *slash;

    if (strncmp(t->cc, "/usr/", 5) == 0)
        return;
    snprintf(t->prefix, sizeof t->prefix, "%s", t->cc);
    for (int i = 0; i < 2 && (slash = strrchr(t->prefix, '/')); i++)
        *slash = '\0';
}

struct status toolchain_find(struct toolchain *t)
{
    static const char *const names[] = {"gcc", "cc", "clang"};
    const char *wish = getenv("LATHE_CC");

    *t = (struct toolchain){.cc = ""};
    if (wish && *wish) {
        if (!toolchain_search(wish, t->cc)) {
            return status_fail(STATUS_NOT_FOUND,
                               "LATHE_CC is \"%.200s\", which is no compiler "
                               "here",
                               wish);
        }
    } else {
        for (size_t i = 0; i < sizeof names / sizeof *names && !t->cc[0]; i++)
            (void)toolchain_search(names[i], t->cc);
        if (!t->cc[0]) {
            return status_fail(STATUS_NOT_FOUND,
                               "there is no C compiler here; install gcc, or "
                               "do the exercise as a task: lathe check NAME");
        }
    }
    find_prefix(t);
    (void)toolchain_search("objcopy", t->objcopy);
    return STATUS_OK;
}
