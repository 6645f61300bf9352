/* weights_save_npz.c - arrays in a zip archive, not packed, as numpy.savez
 * writes them. The archive is made in memory, then replaces the file. */
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#include "engine/base/buf.h"
#include "engine/base/savefile.h"
#include "engine/base/size.h"
#include "engine/model/weights/npy.h"
#include "engine/model/weights/weights_save.h"

#define LIMIT      ((size_t)2 << 30) /* bytes of an archive */
#define PIECE      ((int64_t)1 << 16)
#define NAME_BYTES 512

static struct status put_rows(struct buf *b, const struct weights_source *s,
                              size_t count)
{
    const int64_t cols = s->dims ? s->shape[s->dims - 1] : 1;
    const int64_t most = cols < PIECE ? PIECE / cols : 1;
    const int64_t rows = (int64_t)count / cols;
    const enum quant_type type = s->type == WEIGHTS_F16 ? QUANT_F16 : QUANT_F32;
    float *numbers = malloc((size_t)(most * cols) * sizeof *numbers);
    void *out = malloc((size_t)(most * cols) * sizeof *numbers);
    struct status st = STATUS_OK;

    if (!numbers || !out)
        st =
            status_fail(STATUS_NO_MEMORY, "no memory for a row of %s", s->name);
    for (int64_t r = 0; r < rows && !st.code; r += most) {
        const int64_t n = rows - r < most ? rows - r : most;

        st = s->fill(s->user, r, n, numbers);
        if (st.code)
            break;
        quant_encode(type, out, numbers, n * cols);
        buf_add(b, out, (size_t)(n * cols) * quant_bytes(type));
    }
    free(numbers);
    free(out);
    return st;
}

/* One array as .npy. */
static struct status put_array(struct buf *b, const struct weights_source *s)
{
    const bool floats = s->type == WEIGHTS_F32 || s->type == WEIGHTS_F16;
    size_t count, bytes;

    if (!npy_has(s->type) || (s->fill && !floats))
        return status_fail(STATUS_BAD_USAGE, "tensor \"%s\": NumPy has no %s",
                           s->name, weights_type_name(s->type));
    if (!size_of_shape(&count, s->shape, s->dims, 1) ||
        !size_mul(&bytes, count, weights_type_bytes(s->type)))
        return status_fail(STATUS_BAD_USAGE, "tensor \"%s\" has a bad shape",
                           s->name);
    npy_head(b, s->type, s->dims, s->shape);
    if (s->fill && count)
        STATUS_TRY(put_rows(b, s, count));
    else if (count)
        buf_add(b, s->data, bytes);
    const struct status st = buf_status(b);
    return st.code ? status_within(st, s->name) : st;
}

static struct status no_archive(zip_t *zip)
{
    return status_fail(STATUS_IO, "cannot make the archive: %s",
                       zip_strerror(zip));
}

static struct status add_array(zip_t *zip, const struct weights_source *s,
                               size_t *total)
{
    char name[NAME_BYTES];
    struct buf b;

    buf_init(&b, LIMIT - *total);
    struct status st = put_array(&b, s);
    const size_t bytes = b.bytes;
    *total += bytes;
    char *data = buf_take(&b);
    if (!st.code &&
        snprintf(name, sizeof name, "%s.npy", s->name) >= NAME_BYTES)
        st = status_fail(STATUS_BAD_USAGE, "the name %.60s... is too long",
                         s->name);
    if (st.code) {
        free(data);
        return st;
    }
    zip_source_t *source = zip_source_buffer(zip, data, bytes, 1);
    if (!source) {
        free(data);
        return no_archive(zip);
    }
    const zip_int64_t at = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source); /* and the data with it */
        return no_archive(zip);
    }
    /* No clock: the same arrays are the same file. */
    if (zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) ||
        zip_file_set_dostime(zip, (zip_uint64_t)at, 0, 33, 0))
        return no_archive(zip);
    return STATUS_OK;
}

/* The finished archive, out of libzip's memory. */
static struct status write_out(zip_source_t *source, const char *path)
{
    zip_stat_t info;
    struct savefile f;
    char chunk[65536];
    zip_int64_t n = -1;

    if (zip_source_stat(source, &info) || zip_source_open(source))
        return status_fail(STATUS_IO, "cannot read the archive back");
    struct status st = savefile_open(&f, path);
    if (st.code) {
        zip_source_close(source);
        return st;
    }
    while ((n = zip_source_read(source, chunk, sizeof chunk)) > 0)
        savefile_write(&f, chunk, (size_t)n);
    zip_source_close(source);
    if (n == 0)
        return savefile_commit(&f);
    savefile_abandon(&f);
    return status_fail(STATUS_IO, "cannot read the archive back");
}

struct status weights_save_npz(const char *path,
                               const struct weights_source *sources, int count)
{
    size_t total = 0;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip =
        source ? zip_open_from_source(source, ZIP_TRUNCATE, NULL) : NULL;
    struct status st = STATUS_OK;

    if (!zip) {
        zip_source_free(source);
        return status_fail(STATUS_NO_MEMORY, "no memory for an archive");
    }
    zip_source_keep(source); /* past the end of `zip` */
    for (int i = 0; i < count && !st.code; i++)
        st = add_array(zip, &sources[i], &total);
    if (!st.code && zip_close(zip)) {
        st = no_archive(zip);
        zip_discard(zip);
    } else if (st.code) {
        zip_discard(zip);
    }
    if (!st.code)
        st = write_out(source, path);
    zip_source_free(source);
    return st;
}

struct status weights_save_npy(const char *path,
                               const struct weights_source *source)
{
    struct buf b;

    buf_init(&b, LIMIT);
    struct status st = put_array(&b, source);
    if (!st.code)
        st = savefile_replace(path, buf_string(&b), b.bytes);
    buf_release(&b);
    return st;
}
