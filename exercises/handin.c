/* handin.c - packing. */
#include "exercises/handin.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "engine/base/hash.h"

static json_t *manifest(const struct handin_file *file, int files,
                        const char *learner)
{
    json_t *list = json_array();

    for (int i = 0; i < files; i++) {
        char digits[HASH_TEXT];

        hash_bytes(digits, file[i].text, file[i].bytes);
        json_array_append_new(
            list, json_pack("{ss sI ss}", "exercise", file[i].exercise, "bytes",
                            (json_int_t)file[i].bytes, "sha256", digits));
    }
    return json_pack("{ss si ss so}", "format", "lathe-handin", "version", 1,
                     "learner", learner, "files", list);
}

/* A fixed time: the same work makes the same bytes. */
static bool add(zip_t *zip, const char *name, const void *data, size_t bytes)
{
    enum { YEAR_1980 = 315532800 };
    zip_source_t *source = zip_source_buffer(zip, data, bytes, 0);
    const zip_int64_t at =
        source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;

    if (source && at < 0)
        zip_source_free(source);
    return at >= 0 &&
           !zip_file_set_mtime(zip, (zip_uint64_t)at, YEAR_1980, 0) &&
           !zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_DEFLATE, 9);
}

static bool add_all(zip_t *zip, const struct handin_file *file, int files,
                    const char *about)
{
    bool good = add(zip, "handin.json", about, strlen(about));

    for (int i = 0; i < files && good; i++) {
        char name[80];

        snprintf(name, sizeof name, "%.64s.c", file[i].exercise);
        good = add(zip, name, file[i].text, file[i].bytes);
    }
    return good;
}

/* What the archive became; `source` outlives it by one use. */
static struct status take_bytes(struct buf *out, zip_source_t *source)
{
    unsigned char piece[4096];
    zip_int64_t n = -1;

    if (zip_source_open(source) == 0) {
        while ((n = zip_source_read(source, piece, sizeof piece)) > 0)
            buf_add(out, piece, (size_t)n);
        zip_source_close(source);
    }
    if (n < 0)
        return status_fail(STATUS_IO, "the archive cannot be read back");
    return buf_status(out);
}

struct status handin_pack(struct buf *out, const struct handin_file *file,
                          int files, const char *learner)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    json_t *about = manifest(file, files, learner);
    char *text = about ? json_dumps(about, JSON_INDENT(2)) : NULL;
    zip_t *zip =
        source ? zip_open_from_source(source, ZIP_TRUNCATE, NULL) : NULL;
    struct status st = STATUS_OK;

    if (zip)
        zip_source_keep(source);
    if (!zip || !text || !add_all(zip, file, files, text))
        st = status_fail(STATUS_NO_MEMORY, "no memory for an archive");
    if (zip && (st.code || zip_close(zip))) {
        if (!st.code)
            st = status_fail(STATUS_IO, "cannot pack: %s", zip_strerror(zip));
        zip_discard(zip);
    }
    if (!st.code)
        st = take_bytes(out, source);
    zip_source_free(source);
    json_decref(about);
    free(text);
    return st;
}
