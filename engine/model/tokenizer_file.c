/*
 * {"format": "lathe-tokenizer", "version": 1, "kind": "bpe",
 *  "merges": [[116, 104], ...]}
 * char has "codes": [10, 32, ...] instead, byte nothing. Ids follow from the
 * order, so they cannot clash.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/savefile.h"
#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_hub.h"
#include "engine/model/tokenizer_read.h"
#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_write.h"

#define FORMAT     "lathe-tokenizer"
#define VERSION    1
#define SAVE_BYTES ((size_t)8 << 20)  /* the largest vocabulary needs 6 MB */
#define LOAD_BYTES ((size_t)64 << 20) /* published ones have up to 35 MB */

static void write_numbers(const struct tokenizer *t, struct buf *out)
{
    if (t->kind == TOKENIZER_BYTE)
        return;
    buf_printf(out, ",\n  \"%s\": [",
               t->kind == TOKENIZER_CHAR ? "codes" : "merges");
    if (t->kind == TOKENIZER_CHAR) {
        for (int i = 0; i < t->size; i++)
            buf_printf(out, "%s%d", i ? ", " : "", t->codes[i]);
    } else {
        for (int i = 0; i < t->size - 256; i++) {
            buf_printf(out, "%s\n    [%d, %d]", i ? "," : "", t->merges[i].left,
                       t->merges[i].right);
        }
    }
    buf_text(out, "]");
}

struct status tokenizer_file_save(const struct tokenizer *t, const char *path)
{
    struct buf text;

    if (!t->own)
        return tokenizer_write(t, path);
    buf_init(&text, SAVE_BYTES);
    buf_printf(&text,
               "{\n  \"format\": \"" FORMAT "\",\n  \"version\": %d,\n"
               "  \"kind\": \"%s\"",
               VERSION, tokenizer_kind_name(t->kind));
    write_numbers(t, &text);
    buf_text(&text, "\n}\n");

    struct status st = buf_status(&text);
    if (!st.code)
        st = savefile_replace(path, text.data, text.bytes);
    buf_release(&text);
    return st;
}

/* Takes `count` whole numbers of `list` that fit an id. */
static struct status read_numbers(const json_t *list, const char *what,
                                  size_t count, int32_t *out)
{
    if (!json_is_array(list) || json_array_size(list) != count) {
        return status_fail(STATUS_BAD_FILE, "%s is no list of %zu numbers",
                           what, count);
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        const json_int_t number = json_integer_value(value);

        if (!json_is_integer(value) || number < 0 || number > INT32_MAX) {
            return status_fail(STATUS_BAD_FILE,
                               "%s: value %zu is no id or code", what, i);
        }
        out[i] = (int32_t)number;
    }
    return STATUS_OK;
}

static struct status check_list(const json_t *list, const char *what)
{
    if (!json_is_array(list))
        return status_fail(STATUS_BAD_FILE, "%s is no list", what);
    if (json_array_size(list) > TOKENIZER_MAX_SIZE) {
        return status_fail(STATUS_BAD_FILE, "%zu %s, the limit is %d",
                           json_array_size(list), what, TOKENIZER_MAX_SIZE);
    }
    return STATUS_OK;
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the tokenizer");
}

static struct status read_chars(struct tokenizer **out, const json_t *root)
{
    const json_t *list = json_object_get(root, "codes");
    const size_t count = json_array_size(list);

    STATUS_TRY(check_list(list, "codes"));
    int32_t *codes = malloc((count + 1) * sizeof *codes);
    if (!codes)
        return no_memory();
    struct status st = read_numbers(list, "codes", count, codes);
    if (!st.code)
        st = status_within(tokenizer_store_char(out, codes, (int)count),
                           "codes");
    free(codes);
    return st;
}

static struct status read_merge(struct tokenizer_store_merge *m,
                                const json_t *list, size_t i)
{
    char what[32];
    int32_t parts[2] = {0};

    snprintf(what, sizeof what, "merge %zu", i);
    STATUS_TRY(read_numbers(json_array_get(list, i), what, 2, parts));
    *m = (struct tokenizer_store_merge){.left = parts[0], .right = parts[1]};
    return STATUS_OK;
}

static struct status read_merges(struct tokenizer **out, const json_t *root)
{
    const json_t *list = json_object_get(root, "merges");
    const size_t count = json_array_size(list);
    struct status st = STATUS_OK;

    STATUS_TRY(check_list(list, "merges"));
    struct tokenizer_store_merge *merges = malloc((count + 1) * sizeof *merges);
    if (!merges)
        return no_memory();
    for (size_t i = 0; i < count && !st.code; i++)
        st = read_merge(&merges[i], list, i);
    if (!st.code)
        st = status_within(tokenizer_store_bpe(out, merges, (int)count),
                           "merges");
    free(merges);
    return st;
}

static bool is_text(const json_t *root, const char *key, const char *want)
{
    const char *value = json_string_value(json_object_get(root, key));

    return value && !strcmp(value, want);
}

static struct status read_root(struct tokenizer **out, const json_t *root)
{
    const json_t *version = json_object_get(root, "version");

    if (!json_object_get(root, "format") && json_object_get(root, "model"))
        return tokenizer_hub_read(out, root);
    if (!is_text(root, "format", FORMAT))
        return status_fail(STATUS_BAD_FILE, "format is not \"" FORMAT "\"");
    if (!json_is_integer(version) || json_integer_value(version) != VERSION) {
        return status_fail(STATUS_BAD_FILE,
                           "version is not %d; a newer program may have "
                           "written it",
                           VERSION);
    }

    const bool plain = is_text(root, "kind", "byte");
    const bool is_char = is_text(root, "kind", "char");
    if (json_object_size(root) != (plain ? 3 : 4))
        return status_fail(STATUS_BAD_FILE,
                           "keys are missing or unknown: kind \"%s\" has "
                           "format, version, kind%s%s",
                           plain     ? "byte"
                           : is_char ? "char"
                                     : "bpe",
                           plain ? "" : " and ",
                           plain     ? ""
                           : is_char ? "codes"
                                     : "merges");
    if (plain)
        return tokenizer_store_byte(out);
    if (is_char)
        return read_chars(out, root);
    if (is_text(root, "kind", "bpe"))
        return read_merges(out, root);
    return status_fail(STATUS_BAD_FILE, "kind is not char, byte or bpe");
}

struct status tokenizer_file_parse(struct tokenizer **out, const char *json,
                                   size_t bytes)
{
    json_error_t error;

    *out = NULL;
    if (!bytes)
        return status_fail(STATUS_BAD_FILE, "byte 0: the file is empty");
    json_t *root = json_loadb(json, bytes,
                              JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!root) {
        return status_fail(STATUS_BAD_FILE, "byte %d, line %d, is not JSON: %s",
                           error.position, error.line, error.text);
    }
    const struct status st = read_root(out, root);
    json_decref(root);
    return st;
}

/* vocab.json lies beside its merges.txt. */
static struct status load_gpt2(struct tokenizer **out,
                               const struct filemap *vocab, const char *path,
                               size_t folder)
{
    struct filemap merges;
    struct buf beside;

    buf_init(&beside, 8192);
    buf_add(&beside, path, folder);
    buf_text(&beside, "merges.txt");
    struct status st = buf_status(&beside);
    if (!st.code)
        st = filemap_open(&merges, buf_string(&beside), LOAD_BYTES);
    buf_release(&beside);
    if (st.code)
        return st;
    st = tokenizer_read_gpt2(out, (const char *)vocab->data, vocab->bytes,
                             (const char *)merges.data, merges.bytes);
    filemap_close(&merges);
    return st;
}

static bool is_json(const struct filemap *m)
{
    size_t at = 0;

    while (at < m->bytes && memchr(" \t\r\n", m->data[at], 4))
        at++;
    return at == m->bytes || m->data[at] == '{' || m->data[at] == '[';
}

struct status tokenizer_file_load(struct tokenizer **out, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct status st;
    struct filemap map;

    *out = NULL;
    STATUS_TRY(filemap_open(&map, path, LOAD_BYTES));
    if (!strcmp(name, "vocab.json"))
        st = load_gpt2(out, &map, path, (size_t)(name - path));
    else if (is_json(&map))
        st = tokenizer_file_parse(out, (const char *)map.data, map.bytes);
    else
        st = tokenizer_read_ranks(out, name, (const char *)map.data, map.bytes);
    filemap_close(&map);
    return status_within(st, path);
}
