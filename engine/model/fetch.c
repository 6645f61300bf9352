#define CURL_DISABLE_TYPECHECK
#include "engine/model/fetch.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define LIBRARY "libcurl.so.4"
#define WHY     "lathe pull reads no addresses: there is no " LIBRARY

/* What we call of it. */
struct library {
    void *handle;
    const char *(*version)(void);
    CURL *(*init)(void);
    CURLcode (*setopt)(CURL *, CURLoption, ...);
    CURLcode (*perform)(CURL *);
    void (*cleanup)(CURL *);
    const char *(*strerror)(CURLcode);
};

/* POSIX lets a pointer to a function be read through one to an object. */
static bool symbol(struct library *l, const char *name, void *to)
{
    void *found = dlsym(l->handle, name);

    memcpy(to, &found, sizeof found);
    return found != NULL;
}

static bool open_library(struct library *l)
{
    l->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    return l->handle && symbol(l, "curl_version", &l->version) &&
           symbol(l, "curl_easy_init", &l->init) &&
           symbol(l, "curl_easy_setopt", &l->setopt) &&
           symbol(l, "curl_easy_perform", &l->perform) &&
           symbol(l, "curl_easy_cleanup", &l->cleanup) &&
           symbol(l, "curl_easy_strerror", &l->strerror);
}

struct transfer {
    FILE *file;
    int64_t done, bytes;
    const struct fetch_watch *watch;
    bool too_much;
    int disk; /* errno of a failed write */
};

static size_t take(char *data, size_t size, size_t count, void *user)
{
    struct transfer *t = user;
    const size_t n = size * count;

    if ((int64_t)n > t->bytes - t->done) {
        t->too_much = true;
        return 0;
    }
    if (fwrite(data, 1, n, t->file) != n) {
        t->disk = errno ? errno : EIO;
        return 0;
    }
    t->done += (int64_t)n;
    if (t->watch && t->watch->told)
        t->watch->told(t->watch->user, t->done, t->bytes);
    return n;
}

static CURLcode run(const struct library *l, const char *url,
                    struct transfer *t, char said[CURL_ERROR_SIZE])
{
    CURL *c = l->init();
    CURLcode code;

    said[0] = '\0';
    if (!c)
        return CURLE_FAILED_INIT;
    l->setopt(c, CURLOPT_URL, url);
    l->setopt(c, CURLOPT_PROTOCOLS_STR, "https,http,file");
    l->setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https,http");
    l->setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    l->setopt(c, CURLOPT_MAXREDIRS, 10L);
    l->setopt(c, CURLOPT_FAILONERROR, 1L);
    l->setopt(c, CURLOPT_NOSIGNAL, 1L);
    l->setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
    l->setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    l->setopt(c, CURLOPT_LOW_SPEED_TIME, 60L);
    l->setopt(c, CURLOPT_USERAGENT, "lathe");
    l->setopt(c, CURLOPT_ERRORBUFFER, said);
    l->setopt(c, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)t->done);
    l->setopt(c, CURLOPT_WRITEFUNCTION, take);
    l->setopt(c, CURLOPT_WRITEDATA, t);
    code = l->perform(c);
    if (!said[0])
        snprintf(said, CURL_ERROR_SIZE, "%s", l->strerror(code));
    l->cleanup(c);
    return code;
}

/* The server begins only at the start, or another file lies there now. */
static bool cannot_resume(CURLcode code, const struct transfer *t, int64_t from)
{
    return from > 0 && t->done == from && !t->disk &&
           (code == CURLE_OK || /* nothing there: its file is shorter now */
            code == CURLE_RANGE_ERROR || code == CURLE_BAD_DOWNLOAD_RESUME ||
            code == CURLE_HTTP_RETURNED_ERROR);
}

static struct status told(const char *url, CURLcode code, const char *said,
                          const struct transfer *t)
{
    if (t->disk)
        return status_fail(STATUS_IO, "cannot write what comes from %s: %s",
                           url, strerror(t->disk));
    if (t->too_much) {
        return status_fail(STATUS_BAD_FILE,
                           "%s has more than the %lld bytes it should", url,
                           (long long)t->bytes);
    }
    if (code)
        return status_fail(STATUS_IO, "cannot fetch %s: %s", url, said);
    if (t->done < t->bytes) {
        return status_fail(STATUS_IO,
                           "%s ended after %lld of %lld bytes; pull again to "
                           "go on from there",
                           url, (long long)t->done, (long long)t->bytes);
    }
    return STATUS_OK;
}

static struct status fetch(const struct library *l, const char *url,
                           const char *path, struct transfer *t)
{
    char said[CURL_ERROR_SIZE];
    struct stat info;

    t->file = fopen(path, "ab");
    if (!t->file || fstat(fileno(t->file), &info))
        return status_fail(STATUS_IO, "cannot write %s: %s", path,
                           strerror(errno));
    t->done = info.st_size;
    if (t->done >= t->bytes) /* what is there is judged by its hash */
        return STATUS_OK;
    const int64_t from = t->done;
    CURLcode code = run(l, url, t, said);
    if (cannot_resume(code, t, from)) {
        t->done = 0;
        if (ftruncate(fileno(t->file), 0))
            return status_fail(STATUS_IO, "cannot empty %s: %s", path,
                               strerror(errno));
        code = run(l, url, t, said);
    }
    return told(url, code, said, t);
}

struct status fetch_url(const char *url, const char *path, int64_t bytes,
                        const struct fetch_watch *watch)
{
    struct transfer t = {.bytes = bytes, .watch = watch};
    struct library l = {0};

    if (!open_library(&l)) {
        if (l.handle)
            dlclose(l.handle);
        return status_fail(STATUS_UNSUPPORTED, WHY);
    }
    struct status st = fetch(&l, url, path, &t);
    if (t.file && (fflush(t.file) || fsync(fileno(t.file))) && !st.code)
        st = status_fail(STATUS_IO, "cannot write %s: %s", path,
                         strerror(errno));
    if (t.file && fclose(t.file) && !st.code)
        st = status_fail(STATUS_IO, "cannot write %s: %s", path,
                         strerror(errno));
    /* Never closed: TLS libraries leave handlers that run at exit. */
    return st;
}

const char *fetch_about(const char **why)
{
    struct library l = {0};

    *why = open_library(&l) ? "downloads of lathe pull" : WHY;
    return l.strerror ? l.version() : NULL;
}
