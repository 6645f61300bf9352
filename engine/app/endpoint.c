#define CURL_DISABLE_TYPECHECK
#include "engine/app/endpoint.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define LIBRARY "libcurl.so.4"

/* What we call of it; opened when first needed, as fetch.c does. */
struct curl {
    void *handle;
    CURL *(*init)(void);
    CURLcode (*setopt)(CURL *, CURLoption, ...);
    CURLcode (*getinfo)(CURL *, CURLINFO, ...);
    CURLcode (*perform)(CURL *);
    void (*cleanup)(CURL *);
    const char *(*strerror)(CURLcode);
    struct curl_slist *(*append)(struct curl_slist *, const char *);
    void (*free_all)(struct curl_slist *);
};

static bool symbol(struct curl *l, const char *name, void *to)
{
    void *found = dlsym(l->handle, name);

    memcpy(to, &found, sizeof found);
    return found != NULL;
}

static bool open_curl(struct curl *l)
{
    l->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    return l->handle && symbol(l, "curl_easy_init", &l->init) &&
           symbol(l, "curl_easy_setopt", &l->setopt) &&
           symbol(l, "curl_easy_getinfo", &l->getinfo) &&
           symbol(l, "curl_easy_perform", &l->perform) &&
           symbol(l, "curl_easy_cleanup", &l->cleanup) &&
           symbol(l, "curl_easy_strerror", &l->strerror) &&
           symbol(l, "curl_slist_append", &l->append) &&
           symbol(l, "curl_slist_free_all", &l->free_all);
}

static size_t take(char *data, size_t size, size_t count, void *user)
{
    struct endpoint_reply *r = user;

    endpoint_reply_take(r, data, size * count);
    return r->status.code ? 0 : size * count;
}

static int stops(void *user, curl_off_t a, curl_off_t b, curl_off_t c,
                 curl_off_t d)
{
    const struct endpoint *e = user;

    (void)a, (void)b, (void)c, (void)d;
    return e->hook && hook_stops(e->hook);
}

static bool ends(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static void address(const char *url, struct buf *out)
{
    size_t n = strlen(url);

    while (n && url[n - 1] == '/')
        n--;
    buf_add(out, url, n);
    if (!ends(buf_string(out), "/chat/completions"))
        buf_text(out, "/chat/completions");
}

static char *body(const struct endpoint *e, const char *prompt)
{
    json_t *o =
        json_pack("{ss sb si s[{ss ss}]}", "model",
                  e->model ? e->model : "default", "stream", 1, "max_tokens",
                  e->tokens, "messages", "role", "user", "content", prompt);
    char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;

    json_decref(o);
    return text;
}

/* "Authorization: Bearer ..." where there is a key. A key with a line end in
 * it would be a second header. */
static struct status headers(const struct curl *l, struct curl_slist **list)
{
    const char *key = getenv("LATHE_API_KEY");
    struct buf line;

    *list = l->append(NULL, "Content-Type: application/json");
    if (!key || !*key)
        key = getenv("OPENAI_API_KEY");
    if (!key || !*key)
        return STATUS_OK;
    if (strpbrk(key, "\r\n"))
        return status_fail(STATUS_BAD_USAGE, "the key in the environment has a "
                                             "line end in it");
    buf_init(&line, 8192);
    buf_printf(&line, "Authorization: Bearer %s", key);
    *list = l->append(*list, buf_string(&line));
    const struct status st = status_within(buf_status(&line), "the key");
    buf_release(&line);
    return st;
}

static struct status told(const struct endpoint *e, CURLcode code,
                          const char *said)
{
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return status_fail(STATUS_CANCELLED, "the question: stopped");
    if (code == CURLE_OPERATION_TIMEDOUT)
        return status_fail(STATUS_IO, "%s says nothing for %d seconds", e->url,
                           e->patience_s);
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
        return status_fail(STATUS_BAD_USAGE,
                           "%s is no address of http or https", e->url);
    return status_fail(STATUS_IO, "cannot ask %s: %s", e->url, said);
}

static void set_up(const struct curl *l, CURL *c, const struct endpoint *e,
                   const char *url, const char *text)
{
    l->setopt(c, CURLOPT_URL, url);
    l->setopt(c, CURLOPT_PROTOCOLS_STR, "https,http");
    l->setopt(c, CURLOPT_NOSIGNAL, 1L);
    l->setopt(c, CURLOPT_CONNECTTIMEOUT, (long)e->patience_s);
    l->setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    l->setopt(c, CURLOPT_LOW_SPEED_TIME, (long)e->patience_s);
    l->setopt(c, CURLOPT_USERAGENT, "lathe");
    l->setopt(c, CURLOPT_POSTFIELDS, text);
    l->setopt(c, CURLOPT_WRITEFUNCTION, take);
    l->setopt(c, CURLOPT_NOPROGRESS, 0L);
    l->setopt(c, CURLOPT_XFERINFOFUNCTION, stops);
    l->setopt(c, CURLOPT_XFERINFODATA, e);
}

static struct status transfer(const struct curl *l, CURL *c,
                              const struct endpoint *e, const char *url,
                              const char *text, struct buf *out)
{
    struct endpoint_reply r;
    struct curl_slist *list;
    char said[CURL_ERROR_SIZE] = "";
    long http = 0;
    struct status st = headers(l, &list);

    endpoint_reply_open(&r, e, out);
    set_up(l, c, e, url, text);
    l->setopt(c, CURLOPT_HTTPHEADER, list);
    l->setopt(c, CURLOPT_ERRORBUFFER, said);
    l->setopt(c, CURLOPT_WRITEDATA, &r);
    const CURLcode code = st.code ? CURLE_OK : l->perform(c);
    l->getinfo(c, CURLINFO_RESPONSE_CODE, &http);
    if (code && !r.status.code)
        r.status = told(e, code, said[0] ? said : l->strerror(code));
    if (!st.code)
        st = r.status;
    const struct status closed = endpoint_reply_close(&r, http);
    l->free_all(list);
    return st.code ? st : closed;
}

struct status endpoint_ask(const struct endpoint *e, const char *prompt,
                           struct buf *out)
{
    struct curl l = {0};
    struct buf url;
    struct status st = STATUS_OK;

    if (!open_curl(&l)) {
        if (l.handle)
            dlclose(l.handle);
        return status_fail(STATUS_UNSUPPORTED,
                           "no endpoint can be asked: there is no " LIBRARY);
    }
    buf_init(&url, 8192);
    address(e->url, &url);
    char *text = body(e, prompt);
    CURL *c = l.init();
    if (buf_status(&url).code || !text || !c)
        st = status_fail(STATUS_NO_MEMORY,
                         "cannot ask %s: no memory, or the "
                         "question is no UTF-8",
                         e->url);
    else
        st = transfer(&l, c, e, url.data, text, out);
    if (c)
        l.cleanup(c);
    free(text);
    buf_release(&url);
    /* The library stays: it may have started threads of its own. */
    return st;
}
