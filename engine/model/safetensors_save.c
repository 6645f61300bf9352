#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/base/size.h"
#include "engine/model/safetensors.h"
#include "engine/model/safetensors_number.h"

#define ALIGN 8
#define CHUNK 2048               /* elements converted at a time */
#define ROWS  ((int64_t)1 << 16) /* numbers asked for at a time */

/* A file on its way out and the hash of what went. */
struct stream {
    struct savefile file;
    struct hash *hash;
};

static void put(struct stream *out, const void *data, size_t bytes)
{
    if (!bytes)
        return;
    savefile_write(&out->file, data, bytes);
    hash_add(out->hash, data, bytes);
}

static bool is_real(enum safetensors_type type)
{
    return type == SAFETENSORS_F32 || type == SAFETENSORS_F64;
}

static struct status check(const struct safetensors_source *s)
{
    size_t bytes;

    if (s->dims < 0 || s->dims > SAFETENSORS_DIMS ||
        !size_of_shape(&bytes, s->shape, s->dims,
                       safetensors_type_bytes(s->type))) {
        return status_fail(STATUS_BAD_USAGE, "tensor \"%s\" has a bad shape",
                           s->name);
    }
    if (s->from != s->type &&
        (!is_real(s->from) ||
         (!is_real(s->type) && s->type != SAFETENSORS_F16 &&
          s->type != SAFETENSORS_BF16))) {
        return status_fail(
            STATUS_BAD_USAGE, "tensor \"%s\": %s does not become %s", s->name,
            safetensors_type_name(s->from), safetensors_type_name(s->type));
    }
    if (!strcmp(s->name, "__metadata__")) {
        return status_fail(STATUS_BAD_USAGE,
                           "a tensor cannot be called __metadata__");
    }
    return STATUS_OK;
}

/* Adds `s` to the header and moves `*end` behind its bytes. */
static struct status describe(json_t *root, const struct safetensors_source *s,
                              size_t *end)
{
    const size_t start = *end;
    size_t bytes;

    STATUS_TRY(check(s));
    size_of_shape(&bytes, s->shape, s->dims, safetensors_type_bytes(s->type));
    if (!size_add(end, start, bytes) || *end > INT64_MAX)
        return status_fail(STATUS_TOO_BIG, "the tensors fill no file");
    if (json_object_get(root, s->name)) {
        return status_fail(STATUS_BAD_USAGE, "two tensors are called \"%s\"",
                           s->name);
    }

    json_t *shape = json_array();
    for (int i = 0; i < s->dims; i++)
        json_array_append_new(shape, json_integer(s->shape[i]));
    json_t *info = json_pack(
        "{s:s, s:o, s:[I, I]}", "dtype", safetensors_type_name(s->type),
        "shape", shape, "data_offsets", (json_int_t)start, (json_int_t)*end);
    if (!info || json_object_set_new(root, s->name, info)) {
        return status_fail(STATUS_BAD_USAGE,
                           "cannot describe tensor \"%s\": its name is not "
                           "UTF-8, or memory ended",
                           s->name);
    }
    return STATUS_OK;
}

static struct status add_notes(json_t *root,
                               const struct safetensors_note *notes, int count)
{
    json_t *all = json_object();

    for (int i = 0; i < count; i++) {
        if (json_object_set_new(all, notes[i].key,
                                json_string(notes[i].value))) {
            json_decref(all);
            return status_fail(STATUS_BAD_USAGE,
                               "cannot write note \"%s\": it is not UTF-8, or "
                               "memory ended",
                               notes[i].key);
        }
    }
    if (!count) {
        json_decref(all);
    } else if (json_object_set_new(root, "__metadata__", all)) {
        return status_fail(STATUS_NO_MEMORY, "no memory for the notes");
    }
    return STATUS_OK;
}

/* The header, padded with spaces so that the data starts aligned. */
static struct status put_header(struct stream *out, const json_t *root)
{
    static const char spaces[ALIGN] = "        ";
    unsigned char length[8];
    char *text = json_dumps(root, JSON_COMPACT);

    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for the header");
    const size_t bytes = strlen(text);
    const size_t pad = (ALIGN - bytes % ALIGN) % ALIGN;
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)(bytes + pad) >> 8 * i);
    put(out, length, sizeof length);
    put(out, text, bytes);
    put(out, spaces, pad);
    free(text);
    if (bytes + pad > SAFETENSORS_MAX_HEADER)
        return status_fail(STATUS_TOO_BIG, "the header has %zu bytes", bytes);
    return STATUS_OK;
}

/* `n` numbers of memory as they stand in the file. */
static void convert(const struct safetensors_source *s, const unsigned char *at,
                    size_t n, double *out)
{
    const size_t each = safetensors_type_bytes(s->from);

    for (size_t i = 0; i < n; i++, at += each) {
        const double value = safetensors_number_read(s->from, at);
        const float narrow = (float)value;
        const uint16_t half = s->type == SAFETENSORS_F16
                                  ? safetensors_number_half(value)
                                  : safetensors_number_bf16(value);

        if (s->type == SAFETENSORS_F64) {
            memcpy(out + i, &value, sizeof value);
        } else if (s->type == SAFETENSORS_F32) {
            memcpy((char *)out + i * sizeof narrow, &narrow, sizeof narrow);
        } else {
            memcpy((char *)out + i * sizeof half, &half, sizeof half);
        }
    }
}

static void put_numbers(struct stream *out, const struct safetensors_source *s,
                        const void *data, size_t count)
{
    const size_t each = safetensors_type_bytes(s->type);
    const unsigned char *at = data;
    double chunk[CHUNK];

    if (s->from == s->type) {
        put(out, at, count * each);
        return;
    }
    for (size_t done = 0; done < count; done += CHUNK) {
        const size_t n = count - done < CHUNK ? count - done : CHUNK;

        convert(s, at + done * safetensors_type_bytes(s->from), n, chunk);
        put(out, chunk, n * each);
    }
}

/* Some rows at a time, so that no tensor need fit in memory. */
static struct status put_rows(struct stream *out,
                              const struct safetensors_source *s, size_t count)
{
    const int64_t cols = s->dims ? s->shape[s->dims - 1] : 1;
    struct status st = STATUS_OK;

    if (!count)
        return st;
    const int64_t rows = (int64_t)count / cols;
    const int64_t most = cols < ROWS ? ROWS / cols : 1;
    float *piece = malloc((size_t)(most * cols) * sizeof *piece);
    if (!piece)
        return status_fail(STATUS_NO_MEMORY, "no memory for a row of \"%s\"",
                           s->name);
    for (int64_t r = 0; r < rows && !st.code; r += most) {
        const int64_t n = rows - r < most ? rows - r : most;

        st = s->fill(s->user, r, n, piece);
        if (!st.code)
            put_numbers(out, s, piece, (size_t)(n * cols));
    }
    free(piece);
    return st;
}

static struct status put_data(struct stream *out,
                              const struct safetensors_source *s)
{
    const size_t each = safetensors_type_bytes(s->type);
    size_t bytes;

    size_of_shape(&bytes, s->shape, s->dims, each);
    if (!s->data && s->fill)
        return put_rows(out, s, bytes / each);
    put_numbers(out, s, s->data, bytes / each);
    return STATUS_OK;
}

/* The order of the data: wider types first, else as given. */
static const struct safetensors_source **
arrange(const struct safetensors_source *sources, int count)
{
    const struct safetensors_source **order =
        calloc((size_t)count + 1, sizeof(struct safetensors_source *));
    int done = 0;

    for (size_t each = 8; order && each; each /= 2) {
        for (int i = 0; i < count; i++) {
            if (safetensors_type_bytes(sources[i].type) == each)
                order[done++] = &sources[i];
        }
    }
    return order;
}

static struct status put_all(struct stream *out, const json_t *root,
                             const struct safetensors_source **order, int count)
{
    STATUS_TRY(put_header(out, root));
    for (int i = 0; i < count; i++)
        STATUS_TRY(put_data(out, order[i]));
    return STATUS_OK;
}

static struct status save(const char *path, const json_t *root,
                          const struct safetensors_source **order, int count,
                          char hash[HASH_TEXT])
{
    struct stream out = {.hash = hash_new()};

    if (!out.hash)
        return status_fail(STATUS_NO_MEMORY, "cannot write %s", path);
    struct status st = savefile_open(&out.file, path);
    if (!st.code) {
        st = put_all(&out, root, order, count);
        if (st.code) {
            savefile_abandon(&out.file);
        } else {
            st = savefile_commit(&out.file);
        }
    }
    hash_end(out.hash, hash);
    return st;
}

/* Describes all of it, in the order of the data. */
static struct status
describe_all(json_t *root, const struct safetensors_source **order, int count)
{
    size_t end = 0;

    for (int i = 0; i < count; i++)
        STATUS_TRY(describe(root, order[i], &end));
    return STATUS_OK;
}

struct status safetensors_save(const char *path,
                               const struct safetensors_source *sources,
                               int count, const struct safetensors_note *notes,
                               int note_count, char hash[HASH_TEXT])
{
    if (count > SAFETENSORS_MAX_TENSORS) {
        return status_fail(STATUS_TOO_BIG, "%d tensors, the limit is %d", count,
                           SAFETENSORS_MAX_TENSORS);
    }
    json_t *root = json_object();
    const struct safetensors_source **order = arrange(sources, count);
    if (!root || !order) {
        json_decref(root);
        free(order);
        return status_fail(STATUS_NO_MEMORY, "cannot write %s", path);
    }
    struct status st = add_notes(root, notes, note_count);
    if (!st.code)
        st = describe_all(root, order, count);
    if (!st.code)
        st = save(path, root, order, count, hash);
    json_decref(root);
    free(order);
    return st;
}
