#include "engine/app/loader.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#ifdef LOADER_ZLIB
#include <zlib.h>
#endif

#include "engine/base/filemap.h"

/* A zero byte this early says that a file is no text; one later says it too,
 * but costs reading. */
enum { SNIFF_BYTES = 8192 };

static const char *const names[LOADER_KINDS] = {"text", "markdown", "manual",
                                                "source"};

const char *loader_name(enum loader_kind kind)
{
    return names[kind];
}

static const char *const sources[] = {
    "c",   "h",   "cc",   "cpp", "hpp",  "cu",  "py",   "sh",    "js",
    "ts",  "go",  "rs",   "rb",  "pl",   "pm",  "java", "kt",    "lua",
    "el",  "sql", "hs",   "ml",  "mk",   "m4",  "awk",  "cmake", "json",
    "yml", "s",   "toml", "tex", "yaml", "css", "php",  "swift", NULL};

static bool is_source(const char *end)
{
    for (int i = 0; sources[i]; i++)
        if (strcasecmp(end, sources[i]) == 0)
            return true;
    return false;
}

/* "tar.1", "printf.3posix": how manual pages are called. */
static bool is_section(const char *end)
{
    return end[0] >= '1' && end[0] <= '9' &&
           (end[1] == '\0' || (end[1] >= 'a' && end[1] <= 'z'));
}

/* A roff file starts with a comment or a request, within its first lines. */
static bool is_roff(const char *text, size_t bytes)
{
    return bytes > 3 && (text[0] == '.' || text[0] == '\'') &&
           (text[1] == '\\' || (text[1] >= 'A' && text[1] <= 'Z') ||
            (text[1] >= 'a' && text[1] <= 'z'));
}

enum loader_kind loader_guess(const char *path, const char *text, size_t bytes)
{
    const char *slash = strrchr(path, '/');
    char name[256];

    strncpy(name, slash ? slash + 1 : path, sizeof name - 1);
    name[sizeof name - 1] = '\0';
    char *end = strrchr(name, '.');
    if (end && strcmp(end, ".gz") == 0) {
        *end = '\0';
        end = strrchr(name, '.');
    }
    if (!end || !end[1])
        return LOADER_TEXT;
    end++;
    if (strcasecmp(end, "md") == 0 || strcasecmp(end, "markdown") == 0)
        return LOADER_MARKDOWN;
    if (is_section(end) && is_roff(text, bytes))
        return LOADER_MANUAL;
    return is_source(end) ? LOADER_SOURCE : LOADER_TEXT;
}

static bool ends(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

#ifdef LOADER_ZLIB
static struct status inflate_all(struct buf *out, z_stream *z, const char *path,
                                 size_t limit_bytes)
{
    unsigned char piece[1 << 15];
    int rc = Z_OK;

    while (rc == Z_OK) {
        z->next_out = piece;
        z->avail_out = sizeof piece;
        rc = inflate(z, Z_NO_FLUSH);
        buf_add(out, piece, sizeof piece - z->avail_out);
        if (out->failed)
            return status_fail(STATUS_TOO_BIG,
                               "%s unpacks to more than %zu bytes", path,
                               limit_bytes);
        /* Several packed pieces may follow one another. */
        if (rc == Z_STREAM_END && z->avail_in > 0)
            rc = inflateReset(z);
    }
    return rc == Z_STREAM_END ? STATUS_OK
                              : status_fail(STATUS_BAD_FILE,
                                            "cannot unpack %s: damaged", path);
}

static struct status unpack(struct buf *out, const char *path, const void *data,
                            size_t bytes, size_t limit_bytes)
{
    z_stream z = {0};

    if (bytes > UINT32_MAX || inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
        return status_fail(STATUS_NO_MEMORY, "cannot unpack %s", path);
    /* zlib reads only, its header does not say so. */
    union {
        const void *in;
        unsigned char *out;
    } from = {.in = data};
    z.next_in = from.out;
    z.avail_in = (unsigned)bytes;
    const struct status st = inflate_all(out, &z, path, limit_bytes);
    inflateEnd(&z);
    return st;
}
#else
static struct status unpack(struct buf *out, const char *path, const void *data,
                            size_t bytes, size_t limit_bytes)
{
    (void)out, (void)data, (void)bytes, (void)limit_bytes;
    return status_fail(STATUS_UNSUPPORTED,
                       "%s is packed, and this program was built without zlib",
                       path);
}
#endif

/* The page that `.so man1/other.1` alone stands for, in `name`. */
static bool other_name(const char *text, size_t bytes, char name[100])
{
    size_t n = 0;

    if (bytes < 5 || bytes > 400 || memcmp(text, ".so ", 4) != 0)
        return false;
    while (4 + n < bytes && n < 99 && text[4 + n] > ' ') {
        name[n] = text[4 + n];
        n++;
    }
    name[n] = '\0';
    return n > 0;
}

static bool is_wide(const unsigned char *data, size_t bytes)
{
    return bytes >= 2 && ((data[0] == 0xFF && data[1] == 0xFE) ||
                          (data[0] == 0xFE && data[1] == 0xFF));
}

static struct status check(const char *path, const void *data, size_t bytes)
{
    if (bytes == 0)
        return status_fail(STATUS_UNSUPPORTED, "%s is empty", path);
    if (!is_wide(data, bytes) && memchr(data, 0, bytes))
        return status_fail(STATUS_UNSUPPORTED,
                           "%s is no text: it has zero bytes", path);
    return STATUS_OK;
}

/* Few bytes that control a terminal stand in a text. */
static bool is_text(const struct buf *b)
{
    size_t odd = 0;
    const size_t n = b->bytes < SNIFF_BYTES ? b->bytes : SNIFF_BYTES;

    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)b->data[i];

        odd += c < ' ' && !memchr("\t\n\r\f\b\033", c, 6);
    }
    return odd * 20 <= n;
}

static struct status convert(struct loader_text *out, const char *path,
                             const void *data, size_t bytes, size_t limit_bytes)
{
    char other[100];
    struct buf plain;

    STATUS_TRY(check(path, data, bytes));
    loader_repair(&out->text, data, bytes, &out->repaired);
    STATUS_TRY(status_within(buf_status(&out->text), path));
    if (!is_text(&out->text) || out->repaired * 3 > bytes)
        return status_fail(STATUS_UNSUPPORTED, "%s is no text", path);
    out->kind = loader_guess(path, out->text.data, out->text.bytes);
    if (out->kind == LOADER_MANUAL) {
        if (other_name(out->text.data, out->text.bytes, other))
            return status_fail(STATUS_UNSUPPORTED, "%s is another name of %s",
                               path, other);
        buf_init(&plain, 2 * limit_bytes);
        loader_roff(&plain, out->text.data, out->text.bytes);
        buf_release(&out->text);
        out->text = plain;
    }
    STATUS_TRY(status_within(buf_status(&out->text), path));
    for (size_t i = 0; i < out->text.bytes; i++)
        if ((unsigned char)out->text.data[i] > ' ')
            return STATUS_OK;
    return status_fail(STATUS_UNSUPPORTED, "%s says nothing", path);
}

struct status loader_take(struct loader_text *out, const char *path,
                          const void *data, size_t bytes, size_t limit_bytes)
{
    struct buf unpacked;
    struct status st = STATUS_OK;

    assert(limit_bytes <= SIZE_MAX / 4);
    *out = (struct loader_text){0};
    if (bytes > limit_bytes)
        return status_fail(STATUS_TOO_BIG, "%s has %zu bytes, the limit is %zu",
                           path, bytes, limit_bytes);
    buf_init(&unpacked, limit_bytes);
    /* A byte that is repaired becomes up to three. */
    buf_init(&out->text, 3 * limit_bytes);
    if (ends(path, ".gz")) {
        st = unpack(&unpacked, path, data, bytes, limit_bytes);
        data = unpacked.data;
        bytes = unpacked.bytes;
    }
    if (!st.code)
        st = convert(out, path, data, bytes, limit_bytes);
    buf_release(&unpacked);
    if (st.code)
        loader_release(out);
    return st;
}

struct status loader_read(struct loader_text *out, const char *path,
                          size_t limit_bytes)
{
    struct filemap m;

    *out = (struct loader_text){0};
    STATUS_TRY(filemap_open(&m, path, limit_bytes));
    const struct status st =
        loader_take(out, path, m.data, m.bytes, limit_bytes);
    filemap_close(&m);
    return st;
}

void loader_release(struct loader_text *t)
{
    buf_release(&t->text);
    *t = (struct loader_text){0};
}
