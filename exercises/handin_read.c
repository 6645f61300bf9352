/* handin_read.c - unpacking what somebody else packed. Every file is read and
 * checked before the first is handed on: an archive counts whole or not. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "engine/base/cursor.h"
#include "engine/base/hash.h"
#include "exercises/handin.h"

enum {
    NAME_BYTES = 64, /* of an exercise */
    DEFLATE = 1040,  /* no byte of it becomes more */
    UNIX = 3,        /* who wrote the entry's attributes */
    KIND = 0170000,
    PLAIN = 0100000,
    FOLDER = 0040000
};

struct entry {
    char exercise[NAME_BYTES];
    char *text;
    size_t bytes;
    bool listed; /* in handin.json */
};

struct archive {
    zip_t *zip;
    struct entry entry[HANDIN_FILES];
    int entries, others;
    json_t *about; /* handin.json, or NULL */
    size_t left;   /* that may still be unpacked */
    bool (*known)(void *context, const char *exercise);
    void *context;
};

static struct status bad(const char *name, const char *why)
{
    char shown[100];

    cursor_show(shown, sizeof shown, name, strlen(name));
    return status_fail(STATUS_BAD_FILE, "\"%s\" in the archive %s", shown, why);
}

/* A plain name or a plain path that stays where it is. */
static bool stays(const char *name)
{
    const char *at = name;

    if (!*name || *name == '/' || strchr(name, '\\'))
        return false;
    while (*at) {
        const size_t n = strcspn(at, "/");

        if (n == 2 && at[0] == '.' && at[1] == '.')
            return false;
        at += n + (at[n] == '/');
    }
    return true;
}

/* All bytes of entry `i`, and not one more than it says. */
static struct status unpack(struct archive *a, zip_uint64_t i, const char *name,
                            size_t bytes, char **out)
{
    zip_file_t *f = zip_fopen_index(a->zip, i, 0);
    char *text = malloc(bytes + 1), more;
    size_t done = 0;

    *out = NULL;
    while (f && text && done < bytes) {
        const zip_int64_t n = zip_fread(f, text + done, bytes - done);

        if (n <= 0)
            break;
        done += (size_t)n;
    }
    /* The last read also checks the sum over all bytes. */
    const bool whole =
        f && text && done == bytes && zip_fread(f, &more, 1) == 0;
    if (f)
        zip_fclose(f);
    if (!whole) {
        free(text);
        return bad(name, "is damaged");
    }
    text[bytes] = '\0';
    *out = text;
    return STATUS_OK;
}

static struct status keep_manifest(struct archive *a, char *text, size_t bytes)
{
    json_error_t where;

    if (a->about)
        return bad("handin.json", "stands there twice");
    a->about = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &where);
    if (!a->about || !json_is_array(json_object_get(a->about, "files")))
        return bad("handin.json", "is no list of files");
    return STATUS_OK;
}

static struct status keep_file(struct archive *a, const char *name, char **text,
                               size_t bytes)
{
    struct entry *e = &a->entry[a->entries];

    if (a->entries == HANDIN_FILES)
        return bad(name, "is one file too many: 200 is the limit");
    snprintf(e->exercise, sizeof e->exercise, "%.*s", (int)strlen(name) - 2,
             name);
    for (int i = 0; i < a->entries; i++)
        if (strcmp(a->entry[i].exercise, e->exercise) == 0)
            return bad(name, "stands there twice");
    e->text = *text;
    e->bytes = bytes;
    e->listed = false;
    a->entries++;
    *text = NULL;
    return STATUS_OK;
}

/* Is it something to read: handin.json, or an exercise that is known? */
static bool wanted(struct archive *a, const char *last)
{
    const size_t n = strlen(last);
    char name[NAME_BYTES];

    if (strcmp(last, "handin.json") == 0)
        return true;
    if (n < 3 || n - 2 >= NAME_BYTES || strcmp(last + n - 2, ".c") != 0)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)n - 2, last);
    if (a->known(a->context, name))
        return true;
    a->others += strcmp(name, "try") != 0;
    return false;
}

static struct status look(struct archive *a, zip_uint64_t i, zip_stat_t *info)
{
    const zip_uint64_t need = ZIP_STAT_NAME | ZIP_STAT_SIZE;
    zip_uint32_t attributes = 0;
    zip_uint8_t system = 0;

    if (zip_stat_index(a->zip, i, 0, info) || (info->valid & need) != need)
        return status_fail(STATUS_BAD_FILE,
                           "entry %llu of the archive cannot "
                           "be read",
                           (unsigned long long)i);
    if (!stays(info->name))
        return bad(info->name, "has a name that leads elsewhere");
    if (info->valid & ZIP_STAT_ENCRYPTION_METHOD &&
        info->encryption_method != ZIP_EM_NONE)
        return bad(info->name, "needs a password");
    (void)zip_file_get_external_attributes(a->zip, i, 0, &system, &attributes);
    const unsigned kind = system == UNIX ? (attributes >> 16) & KIND : 0;
    if (kind && kind != PLAIN && kind != FOLDER)
        return bad(info->name, "is a link or a device, not a file");
    return STATUS_OK;
}

static struct status read_entry(struct archive *a, zip_uint64_t i)
{
    zip_stat_t info;
    char *text;

    STATUS_TRY(look(a, i, &info));
    const char *slash = strrchr(info.name, '/');
    const char *last = slash ? slash + 1 : info.name;
    if (!wanted(a, last))
        return STATUS_OK;
    if (info.size > HANDIN_FILE_BYTES || info.size > a->left)
        return bad(info.name, "is larger than a file may be, or than the "
                              "archive can hold");
    a->left -= (size_t)info.size;
    STATUS_TRY(unpack(a, i, info.name, (size_t)info.size, &text));
    const struct status st = strcmp(last, "handin.json") == 0
                                 ? keep_manifest(a, text, (size_t)info.size)
                                 : keep_file(a, last, &text, (size_t)info.size);
    free(text);
    return st;
}

static struct entry *find(struct archive *a, const char *exercise)
{
    for (int i = 0; exercise && i < a->entries; i++)
        if (strcmp(a->entry[i].exercise, exercise) == 0)
            return &a->entry[i];
    return NULL;
}

/* Does the list say what is there? */
static struct status hold_against(struct archive *a)
{
    const json_t *files = json_object_get(a->about, "files");

    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *row = json_array_get(files, i);
        const char *name = json_string_value(json_object_get(row, "exercise"));
        const char *hash = json_string_value(json_object_get(row, "sha256"));
        struct entry *e = find(a, name);
        char digits[HASH_TEXT];

        if (!name || !hash || strlen(name) >= NAME_BYTES)
            return bad("handin.json", "has a row without exercise or hash");
        if (!e && a->known(a->context, name))
            return bad(name, "is on its list but not there");
        if (!e)
            continue;
        hash_bytes(digits, e->text, e->bytes);
        if (strcmp(digits, hash) != 0)
            return bad(name, "is not what was packed: its hash differs");
        e->listed = true;
    }
    for (int i = 0; i < a->entries; i++)
        if (!a->entry[i].listed)
            return bad(a->entry[i].exercise, "is not on its list");
    return STATUS_OK;
}

static struct status read_all(struct archive *a)
{
    const zip_int64_t n = zip_get_num_entries(a->zip, 0);

    if (n > HANDIN_ENTRIES)
        return status_fail(STATUS_BAD_FILE, "%lld entries, the limit is %d",
                           (long long)n, HANDIN_ENTRIES);
    for (zip_int64_t i = 0; i < n; i++)
        STATUS_TRY(read_entry(a, (zip_uint64_t)i));
    return a->about ? hold_against(a) : STATUS_OK;
}

static struct status open_zip(struct archive *a, const void *data, size_t bytes)
{
    zip_error_t error;
    struct status st = STATUS_OK;

    if (bytes == 0) /* libzip takes it for an archive of nothing */
        return status_fail(STATUS_BAD_FILE, "it is no archive: it is empty");
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(data, bytes, 0, &error);
    a->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!a->zip) {
        st = status_fail(STATUS_BAD_FILE, "it is no archive: %s",
                         zip_error_strerror(&error));
        zip_source_free(source);
    }
    zip_error_fini(&error);
    return st;
}

struct status handin_read(const void *data, size_t bytes,
                          bool (*known)(void *context, const char *exercise),
                          handin_take *take, void *context, int *others)
{
    struct archive *a = calloc(1, sizeof *a);

    if (!a)
        return status_fail(STATUS_NO_MEMORY, "no memory for an archive");
    a->known = known;
    a->context = context;
    a->left = bytes < HANDIN_BYTES / DEFLATE ? bytes * DEFLATE : HANDIN_BYTES;
    struct status st = bytes > HANDIN_ARCHIVE_BYTES
                           ? status_fail(STATUS_TOO_BIG,
                                         "an archive of %zu bytes, the limit "
                                         "is %d",
                                         bytes, HANDIN_ARCHIVE_BYTES)
                           : open_zip(a, data, bytes);
    if (!st.code)
        st = read_all(a);
    if (a->zip)
        zip_discard(a->zip);
    for (int i = 0; i < a->entries && !st.code; i++) {
        const struct handin_file file = {a->entry[i].exercise, a->entry[i].text,
                                         a->entry[i].bytes};
        st = take(context, &file);
    }
    for (int i = 0; i < a->entries; i++)
        free(a->entry[i].text);
    *others = a->others;
    json_decref(a->about);
    free(a);
    return st;
}
