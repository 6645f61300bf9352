#define _GNU_SOURCE 1 /* environ */
#include "tui/editor.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool on_path(const char *name)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        const size_t n = strcspn(path, ":");
        char full[1024];

        snprintf(full, sizeof full, "%.*s/%s", (int)n, path, name);
        if (n && access(full, X_OK) == 0)
            return true;
        path += n + (path[n] == ':');
    }
    return false;
}

static const char *wished(void)
{
    static const char *const usual[] = {"nano", "vim", "vi"};
    const char *visual = getenv("VISUAL"), *plain = getenv("EDITOR");

    if (visual && *visual)
        return visual;
    if (plain && *plain)
        return plain;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (on_path(usual[i]))
            return usual[i];
    return NULL;
}

/* These open a file at a line for +LINE. */
static bool takes_line(const char *command)
{
    static const char *const known[] = {"vi",    "vim", "nvim", "nano",
                                        "emacs", "joe", "kak",  "micro"};
    const size_t n = strcspn(command, " ");
    size_t from = n;

    while (from > 0 && command[from - 1] != '/')
        from--;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i]) == n - from &&
            strncmp(known[i], command + from, n - from) == 0)
            return true;
    return false;
}

/* Words are kept one behind the other. */
struct writer {
    struct editor *e;
    int words;
    size_t used;
    bool full;
};

static void add(struct writer *w, const char *word)
{
    const size_t bytes = strlen(word) + 1;

    if (w->words == EDITOR_WORDS || bytes > EDITOR_TEXT - w->used) {
        w->full = true;
        return;
    }
    w->e->word[w->words++] = memcpy(w->e->text + w->used, word, bytes);
    w->used += bytes;
}

struct status editor_choose(struct editor *e, const char *path, int line,
                            bool beside)
{
    const char *command = wished(), *tmux = getenv("TMUX");
    struct writer w = {.e = e};
    char text[EDITOR_TEXT];

    memset(e, 0, sizeof *e);
    if (!command) {
        return status_fail(STATUS_NOT_FOUND,
                           "there is no editor: set EDITOR, or open %.300s in "
                           "another window; a save is seen here",
                           path);
    }
    e->beside = beside && tmux && *tmux;
    if (e->beside) {
        add(&w, "tmux");
        add(&w, "split-window");
        add(&w, "-h");
    }
    /* The variable may hold words and quotes: the shell knows what of. */
    snprintf(text, sizeof text, "%s \"$@\"", command);
    add(&w, "/bin/sh");
    add(&w, "-c");
    add(&w, text);
    add(&w, "sh");
    if (line > 0 && takes_line(command)) {
        snprintf(text, sizeof text, "+%d", line);
        add(&w, text);
    }
    add(&w, path);
    return w.full ? status_fail(STATUS_TOO_BIG,
                                "the command to edit %.200s "
                                "is too long",
                                path)
                  : STATUS_OK;
}

/* Keys that end the other program are not for us, and the other way round. */
struct status editor_run(const struct editor *e)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction old[2];
    posix_spawnattr_t attr;
    sigset_t usual;
    pid_t pid;

    sigaction(SIGINT, &ignore, &old[0]);
    sigaction(SIGQUIT, &ignore, &old[1]);
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGQUIT);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigdefault(&attr, &usual);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
    const int failed =
        posix_spawnp(&pid, e->word[0], NULL, &attr, e->word, environ);
    posix_spawnattr_destroy(&attr);
    while (!failed && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    sigaction(SIGINT, &old[0], NULL);
    sigaction(SIGQUIT, &old[1], NULL);
    return failed ? status_fail(STATUS_IO, "cannot start %.300s: %s",
                                e->word[0], strerror(failed))
                  : STATUS_OK;
}
