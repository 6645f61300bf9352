#include "engine/model/safetensors_header.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/safetensors_entry.h"

#define LENGTH_BYTES 8
#define NOTES        "__metadata__"

/* A note has one key; a tensor has four, and two offsets, up to eight extents
 * and its keys part at commas. */
#define MOST_KEYS   ((size_t)5 * SAFETENSORS_MAX_TENSORS + 1)
#define MOST_COMMAS ((size_t)16 * SAFETENSORS_MAX_TENSORS)

static struct status read_notes(struct safetensors *s, json_t *notes)
{
    const size_t count = json_object_size(notes);
    const char *key;
    json_t *value;

    if (!json_is_object(notes))
        return status_fail(STATUS_BAD_FILE, NOTES " is no object");
    if (count > SAFETENSORS_MAX_TENSORS) {
        return status_fail(STATUS_BAD_FILE,
                           NOTES " has %zu keys, the limit "
                                 "is %d",
                           count, SAFETENSORS_MAX_TENSORS);
    }
    s->notes = calloc(count + 1, sizeof *s->notes);
    if (!s->notes)
        return status_fail(STATUS_NO_MEMORY, "no memory for " NOTES);
    json_object_foreach(notes, key, value)
    {
        const char *text = json_string_value(value);
        char name[SAFETENSORS_ENTRY_SHOWN];

        if (!text) {
            return status_fail(STATUS_BAD_FILE, NOTES ": \"%s\" is no text",
                               safetensors_entry_shown(name, key));
        }
        s->notes[s->note_count++] = (struct safetensors_note){key, text};
    }
    return STATUS_OK;
}

/* Behind a string that begins at `i`. */
static size_t skip_string(const unsigned char *at, size_t bytes, size_t i)
{
    for (i++; i < bytes && at[i] != '"'; i++)
        i += at[i] == '\\';
    return i + 1;
}

/* Where the key `name` of the outermost object begins in a header that was
 * parsed; `bytes`: nowhere, as it is written with escapes. */
static size_t place_of(const unsigned char *at, size_t bytes, const char *name)
{
    const size_t n = strlen(name);
    int depth = 0;

    for (size_t i = 0; i < bytes;) {
        if (at[i] != '"') {
            depth +=
                (at[i] == '{' || at[i] == '[') - (at[i] == '}' || at[i] == ']');
            i++;
            continue;
        }
        const size_t end = skip_string(at, bytes, i);
        size_t colon = end;

        while (colon < bytes && strchr(" \t\r\n", at[colon]))
            colon++;
        if (depth == 1 && colon < bytes && at[colon] == ':' &&
            end - i == n + 2 && memcmp(at + i + 1, name, n) == 0)
            return i;
        i = end;
    }
    return bytes;
}

/* `st` with the place of the entry that it is about. */
static struct status at_entry(struct status st, const char *name,
                              const struct safetensors_entry_region *r)
{
    const size_t bytes = r->offset - LENGTH_BYTES;
    const size_t at = place_of(r->data - bytes, bytes, name);
    char text[40];

    if (at == bytes)
        return st;
    snprintf(text, sizeof text, "at byte %zu", LENGTH_BYTES + at);
    return status_within(st, text);
}

static struct status read_tensors(struct safetensors *s, json_t *root,
                                  const struct safetensors_entry_region *r)
{
    const size_t count = json_object_size(root);
    const char *key;
    json_t *value;

    if (count > SAFETENSORS_MAX_TENSORS + 1) {
        return status_fail(STATUS_BAD_FILE,
                           "the header at byte %d has %zu tensors, the limit "
                           "is %d",
                           LENGTH_BYTES, count, SAFETENSORS_MAX_TENSORS);
    }
    s->tensors = calloc(count + 1, sizeof *s->tensors);
    s->by_name = calloc(count + 1, sizeof(struct safetensors_tensor *));
    if (!s->tensors || !s->by_name) {
        return status_fail(STATUS_NO_MEMORY, "no memory for %zu tensors",
                           count);
    }
    json_object_foreach(root, key, value)
    {
        if (!strcmp(key, NOTES)) {
            STATUS_TRY(at_entry(read_notes(s, value), key, r));
            continue;
        }
        struct safetensors_tensor *t = &s->tensors[s->count++];
        t->name = key;
        STATUS_TRY(at_entry(safetensors_entry_read(t, value, r), key, r));
    }
    return STATUS_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct safetensors_tensor *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
    const struct safetensors_tensor *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

/* A hole could hide another format in the file; an overlap is a lie. */
static struct status check_tiling(struct safetensors *s,
                                  const struct safetensors_entry_region *r)
{
    size_t end = r->offset;

    qsort(s->tensors, (size_t)s->count, sizeof *s->tensors, by_place);
    for (int i = 0; i < s->count; i++) {
        const struct safetensors_tensor *t = &s->tensors[i];

        if (t->offset < end)
            return safetensors_entry_bad(
                t, "overlaps the tensor before it, from byte %zu to %zu",
                t->offset, end);
        if (t->offset > end)
            return safetensors_entry_bad(
                t, "has a hole before it, from byte %zu to %zu", end,
                t->offset);
        end = t->offset + t->bytes;
        s->by_name[i] = &s->tensors[i];
    }
    if (end != r->offset + r->bytes) {
        return status_fail(STATUS_BAD_FILE,
                           "%zu bytes behind the last tensor belong to none, "
                           "from byte %zu on",
                           r->offset + r->bytes - end, end);
    }
    qsort(s->by_name, (size_t)s->count, sizeof(struct safetensors_tensor *),
          by_name);
    return STATUS_OK;
}

static struct status measure(const unsigned char *data, size_t bytes,
                             size_t *length)
{
    uint64_t n = 0;

    if (bytes < LENGTH_BYTES) {
        return status_fail(STATUS_BAD_FILE,
                           "the header's length at byte 0: %zu bytes are too "
                           "few for it; the download may be incomplete",
                           bytes);
    }
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        n = n << 8 | data[i];
    if (n > SAFETENSORS_MAX_HEADER) {
        return status_fail(STATUS_BAD_FILE,
                           "the header's length at byte 0 is %llu, the limit "
                           "is %u",
                           (unsigned long long)n, SAFETENSORS_MAX_HEADER);
    }
    if (n > bytes - LENGTH_BYTES) {
        return status_fail(STATUS_BAD_FILE,
                           "the header's length at byte 0 is %llu: it ends "
                           "%llu bytes past the file; the download may be "
                           "incomplete",
                           (unsigned long long)n,
                           (unsigned long long)(n - (bytes - LENGTH_BYTES)));
    }
    if (!n || data[LENGTH_BYTES] != '{')
        return status_fail(STATUS_BAD_FILE,
                           "the header at byte %d does not start with {",
                           LENGTH_BYTES);
    *length = (size_t)n;
    return STATUS_OK;
}

/* No honest header has more of them: a parser builds a tree of any size that
 * it is fed, at 40 bytes and more a value. */
static struct status check_size(const unsigned char *at, size_t bytes)
{
    size_t keys = 0, commas = 0;
    bool quoted = false;

    for (size_t i = 0; i < bytes; i++) {
        if (at[i] == '"') {
            quoted = !quoted;
        } else if (quoted) {
            i += at[i] == '\\';
        } else {
            keys += at[i] == ':';
            commas += at[i] == ',';
        }
    }
    if (keys > MOST_KEYS || commas > MOST_COMMAS) {
        return status_fail(STATUS_BAD_FILE,
                           "the header at byte %d has %zu keys and %zu "
                           "commas, the limits are %zu and %zu",
                           LENGTH_BYTES, keys, commas, MOST_KEYS, MOST_COMMAS);
    }
    return STATUS_OK;
}

struct status safetensors_header_read(struct safetensors *s,
                                      const unsigned char *data, size_t bytes)
{
    json_error_t error;
    size_t length = 0;

    STATUS_TRY(measure(data, bytes, &length));
    STATUS_TRY(check_size(data + LENGTH_BYTES, length));
    json_t *root = json_loadb((const char *)data + LENGTH_BYTES, length,
                              JSON_REJECT_DUPLICATES, &error);
    char why[2 * SAFETENSORS_ENTRY_SHOWN];
    if (!root) {
        return status_fail(STATUS_BAD_FILE,
                           "the header is not JSON at byte %d: %s",
                           LENGTH_BYTES + error.position,
                           safetensors_entry_shown(why, error.text));
    }
    s->json = root;

    const size_t offset = LENGTH_BYTES + length;
    const struct safetensors_entry_region r = {data + offset, bytes - offset,
                                               offset};
    STATUS_TRY(read_tensors(s, root, &r));
    return check_tiling(s, &r);
}
