#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "engine/model/card_parts.h"

#define OWN_HASH   "card_sha256"
#define SEAL_ROOM  128
#define FILE_BYTES ((size_t)1 << 20)

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the card");
}

/* "folder/name", which the caller frees, or NULL. */
static char *path_of(const char *folder, const char *name)
{
    struct buf path;

    buf_init(&path, FILE_BYTES);
    buf_printf(&path, "%s/%s", folder, name);
    if (buf_status(&path).code)
        buf_release(&path);
    return buf_take(&path);
}

static struct status hash_file(const char *folder, const char *name,
                               char hash[HASH_TEXT])
{
    struct filemap map;
    char *path = path_of(folder, name);

    if (!path)
        return no_memory();
    const struct status st = filemap_open(&map, path, SIZE_MAX / 2);
    free(path);
    if (st.code)
        return st;
    hash_bytes(hash, map.data ? (const void *)map.data : "", map.bytes);
    filemap_close(&map);
    return STATUS_OK;
}

/* A name may not lead out of the folder, nor be the card itself. */
static bool is_plain(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/') &&
           strcmp(name, CARD_FILE) != 0;
}

struct status card_add_file(struct card *c, const char *folder,
                            const char *name)
{
    char hash[HASH_TEXT];

    if (!is_plain(name))
        return status_fail(STATUS_BAD_USAGE, "%s is no plain file name", name);
    STATUS_TRY(hash_file(folder, name, hash));
    card_set_text(c, CARD_FILES, name, hash);
    return STATUS_OK;
}

/*
 * The seal is the last line: the SHA-256 of all bytes before it. Comparing
 * values would not do: 0.1 and 0.10000000000000001 are one number.
 */
static int write_seal(char out[SEAL_ROOM], const void *text, size_t bytes)
{
    char hash[HASH_TEXT];

    hash_bytes(hash, text, bytes);
    return snprintf(out, SEAL_ROOM, "\n  \"" OWN_HASH "\": \"%s\"\n}\n", hash);
}

static bool is_sealed(const void *text, size_t bytes)
{
    const char *at = text;
    char seal[SEAL_ROOM];
    const size_t length = (size_t)write_seal(seal, "", 0);

    if (bytes < length)
        return false;
    write_seal(seal, text, bytes - length);
    return !memcmp(at + bytes - length, seal, length);
}

static struct status compose(const struct card *c, struct buf *out)
{
    char seal[SEAL_ROOM];

    STATUS_TRY(c->status);
    char *text = json_dumps(c->root, JSON_INDENT(2));
    if (!text)
        return no_memory();
    buf_add(out, text, strlen(text) - 2); /* less "\n}" */
    buf_char(out, ',');
    free(text);
    write_seal(seal, buf_string(out), out->bytes);
    buf_text(out, seal);
    return buf_status(out);
}

struct status card_write(const struct card *c, const char *folder)
{
    char *path = path_of(folder, CARD_FILE);
    struct buf text;

    if (!path)
        return no_memory();
    buf_init(&text, FILE_BYTES);
    struct status st = compose(c, &text);
    if (!st.code)
        st = savefile_replace(path, text.data, text.bytes);
    buf_release(&text);
    free(path);
    return st;
}

static struct status damaged(const char *why, ...)
    __attribute__((format(printf, 1, 2)));

static struct status damaged(const char *why, ...)
{
    char text[256];
    va_list args;

    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    return status_fail(STATUS_BAD_FILE, CARD_FILE ": %s", text);
}

static struct status check_values(const char *name, json_t *section, bool files)
{
    const char *key;
    json_t *value;

    if (!json_is_object(section))
        return damaged("%s is no section", name);
    json_object_foreach(section, key, value)
    {
        if (!json_is_string(value) && !json_is_number(value))
            return damaged("%s.%.64s is no number and no text", name, key);
        if (files && (!is_plain(key) || !json_is_string(value)))
            return damaged("%s lists \"%.64s\", no plain file name", name, key);
    }
    return STATUS_OK;
}

static struct status check_root(const json_t *root, bool sealed)
{
    const char *format = json_string_value(json_object_get(root, "format"));

    if (!format || strcmp(format, CARD_PARTS_FORMAT) != 0)
        return damaged("its format is not \"%s\"", CARD_PARTS_FORMAT);
    if (!sealed) {
        return damaged("its content does not match its own hash, %s; it was "
                       "changed or damaged",
                       OWN_HASH);
    }

    const json_t *version = json_object_get(root, "version");
    if (!json_is_integer(version) ||
        json_integer_value(version) != CARD_PARTS_VERSION) {
        return damaged("its version is not known; a newer program may have "
                       "written it");
    }
    for (int i = 0; card_parts_name(i); i++) {
        const char *name = card_parts_name(i);

        STATUS_TRY(
            check_values(name, json_object_get(root, name), i == CARD_FILES));
    }
    return STATUS_OK;
}

struct status card_parse(struct card **out, const void *data, size_t bytes)
{
    json_error_t error;

    *out = NULL;
    if (!bytes)
        return damaged("byte 0: the file is empty");
    json_t *root = json_loadb(data, bytes, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        return status_fail(STATUS_BAD_FILE,
                           CARD_FILE ": line %d is not JSON at byte %d; it "
                                     "was changed or damaged",
                           error.line, error.position);
    }
    const struct status st = check_root(root, is_sealed(data, bytes));
    struct card *c = calloc(1, sizeof *c);
    if (st.code || !c) {
        json_decref(root);
        free(c);
        return st.code ? st : no_memory();
    }
    json_object_del(root, OWN_HASH);
    c->root = root;
    *out = c;
    return STATUS_OK;
}

struct status card_read(struct card **out, const char *folder)
{
    char *path = path_of(folder, CARD_FILE);
    struct filemap map;

    *out = NULL;
    if (!path)
        return no_memory();
    struct status st = filemap_open(&map, path, FILE_BYTES);
    free(path);
    if (st.code)
        return st;
    st = card_parse(out, map.data, map.bytes);
    filemap_close(&map);
    return status_within(st, folder);
}

static struct status verify_file(const char *folder, const char *name,
                                 const char *kept)
{
    char hash[HASH_TEXT];

    if (!kept || !is_plain(name))
        return damaged("files lists \"%.64s\", no plain file name", name);
    const struct status st = hash_file(folder, name, hash);
    if (st.code == STATUS_NOT_FOUND) {
        return status_fail(STATUS_NOT_FOUND,
                           "%s/%s: listed by its card but missing", folder,
                           name);
    }
    STATUS_TRY(st);
    if (strcmp(kept, hash) != 0) {
        return status_fail(STATUS_BAD_FILE,
                           "%s/%s: hash does not match its card; the file "
                           "was changed or damaged",
                           folder, name);
    }
    return STATUS_OK;
}

struct status card_verify(const struct card *c, const char *folder)
{
    const char *name;
    json_t *value;

    json_object_foreach(json_object_get(c->root, card_parts_name(CARD_FILES)),
                        name, value)
        STATUS_TRY(verify_file(folder, name, json_string_value(value)));
    return STATUS_OK;
}
