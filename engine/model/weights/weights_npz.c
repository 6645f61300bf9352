/* weights_npz.c - .npy, and .npz: a zip archive of them, one an array. */
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "engine/base/cursor.h"
#include "engine/model/weights/npy.h"
#include "engine/model/weights/weights_parts.h"

#define UNPACKED ((zip_uint64_t)2 << 30) /* bytes of all arrays */
#define DEFLATE  1040                    /* no byte of it becomes more */

struct status weights_npy(struct weights *w, const void *data, size_t bytes)
{
    struct weights_tensor *t;

    w->format = "npy";
    STATUS_TRY(weights_add(w, 0, "array", 5, &t));
    return npy_read(t, data, bytes);
}

static struct status bad(const char *name, const char *why)
{
    char shown[WEIGHTS_SHOWN];

    cursor_show(shown, sizeof shown, name, strlen(name));
    return status_fail(STATUS_BAD_FILE, "\"%s\" in the archive %s", shown, why);
}

/* Keeps `bytes` bytes for as long as `w`; `*out` may be written to. */
static struct status keep(struct weights *w, size_t bytes, unsigned char **out)
{
    void **more = realloc(w->piece, (size_t)(w->pieces + 1) * sizeof(void *));

    if (more)
        w->piece = more;
    *out = more ? malloc(bytes + 1) : NULL;
    if (!*out)
        return status_fail(STATUS_NO_MEMORY, "no memory for %zu bytes", bytes);
    w->piece[w->pieces++] = *out;
    return STATUS_OK;
}

/* All bytes of entry `i`, and not one more than it says. */
static struct status unpack(zip_t *zip, zip_uint64_t i, const char *name,
                            unsigned char *out, size_t bytes)
{
    zip_file_t *f = zip_fopen_index(zip, i, 0);
    unsigned char more;
    size_t done = 0;

    if (!f)
        return bad(name, "cannot be unpacked");
    while (done < bytes) {
        const zip_int64_t n = zip_fread(f, out + done, bytes - done);

        if (n <= 0)
            break;
        done += (size_t)n;
    }
    /* The last read also checks the sum over all bytes. */
    const bool whole = done == bytes && zip_fread(f, &more, 1) == 0;
    zip_fclose(f);
    return whole ? STATUS_OK : bad(name, "is damaged");
}

static struct status read_entry(struct weights *w, zip_t *zip, zip_uint64_t i,
                                zip_uint64_t *left)
{
    const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE;
    struct weights_tensor *t;
    unsigned char *data;
    zip_stat_t info;

    if (zip_stat_index(zip, i, 0, &info) || (info.valid & wanted) != wanted) {
        return status_fail(STATUS_BAD_FILE,
                           "entry %llu of the archive cannot be read",
                           (unsigned long long)i);
    }
    const size_t n = strlen(info.name);
    if (n <= 4 || strcmp(info.name + n - 4, ".npy") != 0)
        return bad(info.name, "is no .npy");
    if (info.size > *left)
        return bad(info.name, "unpacks to more than the limit of 2 GiB, or "
                              "than the archive can hold");
    *left -= info.size;
    STATUS_TRY(keep(w, (size_t)info.size, &data));
    STATUS_TRY(unpack(zip, i, info.name, data, (size_t)info.size));
    STATUS_TRY(weights_add(w, 0, info.name, n - 4, &t));
    const struct status st = npy_read(t, data, (size_t)info.size);
    return st.code ? status_within(st, t->name) : st;
}

struct status weights_npz(struct weights *w, const void *data, size_t bytes)
{
    zip_error_t error;
    /* Lengths that an entry claims are not believed past that. */
    zip_uint64_t left = bytes < UNPACKED / DEFLATE ? bytes * DEFLATE : UNPACKED;

    w->format = "npz";
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(data, bytes, 0, &error);
    zip_t *zip =
        source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!zip) {
        const struct status st =
            status_fail(STATUS_BAD_FILE, "it is no archive: %s",
                        zip_error_strerror(&error));
        zip_source_free(source);
        zip_error_fini(&error);
        return st;
    }
    const zip_int64_t entries = zip_get_num_entries(zip, 0);
    struct status st = STATUS_OK;
    if (entries > WEIGHTS_MAX_TENSORS)
        st = status_fail(STATUS_BAD_FILE,
                         "the archive has %lld arrays, the limit is %d",
                         (long long)entries, WEIGHTS_MAX_TENSORS);
    for (zip_int64_t i = 0; i < entries && !st.code; i++)
        st = read_entry(w, zip, (zip_uint64_t)i, &left);
    zip_discard(zip);
    zip_error_fini(&error);
    return st;
}
