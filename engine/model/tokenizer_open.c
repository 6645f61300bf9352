#include "engine/model/tokenizer_open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/paths.h"
#include "engine/base/size.h"
#include "engine/model/tokenizer_read.h"

#define KEY(name) "tokenizer.ggml." name

/* Owns what tokenizer_read_arrays() borrows. */
struct lists {
    struct tokenizer_read_string *piece, *merge;
    float *score;
    int32_t *type;
    size_t pieces, merges, scores, types;
};

static void release(struct lists *l)
{
    free(l->piece);
    free(l->merge);
    free(l->score);
    free(l->type);
}

static struct status wrong_list(const char *key, const char *what, size_t i)
{
    return status_fail(STATUS_BAD_FILE, "%s is no list of %s: item %zu", key,
                       what, i);
}

/* The list `key`, or NULL where it is not there; room for it in `*out`. */
static struct status find_list(const struct weights *w, const char *key,
                               size_t each, const struct weights_value **list,
                               void **out)
{
    size_t bytes;

    *list = weights_value(w, key);
    if (!*list)
        return STATUS_OK;
    if ((*list)->kind != WEIGHTS_LIST)
        return status_fail(STATUS_BAD_FILE, "%s is no list", key);
    if (!size_mul(&bytes, (*list)->count + 1, each))
        return status_fail(STATUS_TOO_BIG, "%s is too long", key);
    *out = malloc(bytes);
    return *out ? STATUS_OK
                : status_fail(STATUS_NO_MEMORY, "no memory for %s", key);
}

static struct status read_texts(const struct weights *w, const char *key,
                                struct tokenizer_read_string **out,
                                size_t *count)
{
    const struct weights_value *list;
    struct weights_value item;
    void *room = NULL;

    STATUS_TRY(find_list(w, key, sizeof **out, &list, &room));
    *out = room;
    if (!list)
        return STATUS_OK;
    for (struct weights_items it = weights_items(list);
         *count < list->count && weights_next(&it, &item); (*count)++) {
        if (item.kind != WEIGHTS_TEXT)
            return wrong_list(key, "texts", *count);
        (*out)[*count] = (struct tokenizer_read_string){item.text, item.bytes};
    }
    return STATUS_OK;
}

static struct status read_numbers(const struct weights *w, struct lists *l)
{
    const struct weights_value *list;
    struct weights_value item;
    void *room = NULL;

    STATUS_TRY(find_list(w, KEY("scores"), sizeof *l->score, &list, &room));
    l->score = room;
    struct weights_items it = {0};
    if (list)
        it = weights_items(list);
    for (; list && l->scores < list->count && weights_next(&it, &item);) {
        if (item.kind == WEIGHTS_TEXT || item.kind == WEIGHTS_LIST)
            return wrong_list(KEY("scores"), "numbers", l->scores);
        l->score[l->scores++] = (float)item.real;
    }
    room = NULL;
    STATUS_TRY(find_list(w, KEY("token_type"), sizeof *l->type, &list, &room));
    l->type = room;
    if (list)
        it = weights_items(list);
    for (; list && l->types < list->count && weights_next(&it, &item);) {
        if (item.kind != WEIGHTS_WHOLE || item.whole < 0 || item.whole > 255)
            return wrong_list(KEY("token_type"), "types", l->types);
        l->type[l->types++] = (int32_t)item.whole;
    }
    return STATUS_OK;
}

static struct status read_lists(const struct weights *w, struct lists *l)
{
    STATUS_TRY(read_texts(w, KEY("tokens"), &l->piece, &l->pieces));
    STATUS_TRY(read_texts(w, KEY("merges"), &l->merge, &l->merges));
    STATUS_TRY(read_numbers(w, l));
    if (!l->piece)
        return status_fail(STATUS_BAD_FILE, KEY("tokens") " is missing");
    if ((l->score && l->scores != l->pieces) ||
        (l->type && l->types != l->pieces)) {
        return status_fail(STATUS_BAD_FILE,
                           KEY("tokens") " has %zu, but %zu scores and %zu "
                                         "types",
                           l->pieces, l->scores, l->types);
    }
    return STATUS_OK;
}

/* A number that may be missing. */
static struct status read_id(const struct weights *w, const char *key,
                             int64_t *out)
{
    *out = -1;
    if (!weights_value(w, key))
        return STATUS_OK;
    return weights_whole(w, key, 0, TOKENIZER_MAX_SIZE, out);
}

static bool read_flag(const struct weights *w, const char *key, bool otherwise)
{
    const struct weights_value *v = weights_value(w, key);

    return v && v->kind == WEIGHTS_FLAG ? v->whole != 0 : otherwise;
}

static struct status read_rest(const struct weights *w,
                               struct tokenizer_read_arrays *a)
{
    STATUS_TRY(weights_text(w, KEY("model"), &a->model));
    if (weights_value(w, KEY("pre")))
        STATUS_TRY(weights_text(w, KEY("pre"), &a->pre));
    STATUS_TRY(read_id(w, KEY("bos_token_id"), &a->begin));
    STATUS_TRY(read_id(w, KEY("eos_token_id"), &a->end));
    STATUS_TRY(read_id(w, KEY("unknown_token_id"), &a->unknown));
    STATUS_TRY(read_id(w, KEY("cls_token_id"), &a->cls));
    /* Both spellings stand in files. */
    STATUS_TRY(read_id(w,
                       weights_value(w, KEY("seperator_token_id"))
                           ? KEY("seperator_token_id")
                           : KEY("separator_token_id"),
                       &a->sep));
    const bool llama = !strcmp(a->model, "llama");
    /* Files of Llama 3 may leave it out, and mean it. */
    const bool llama3 =
        a->pre && (!strcmp(a->pre, "llama-bpe") || !strcmp(a->pre, "llama3"));
    a->add_begin = read_flag(w, KEY("add_bos_token"), llama || llama3);
    a->add_end = read_flag(w, KEY("add_eos_token"), false);
    a->add_space = read_flag(w, KEY("add_space_prefix"), llama);
    return STATUS_OK;
}

/* `st` with the place of the key that it names first. */
static struct status at_key(struct status st, const struct weights *w)
{
    char key[64], text[40];
    const size_t n = strspn(st.text, "abcdefghijklmnopqrstuvwxyz_.");

    if (!st.code || n >= sizeof key)
        return st;
    memcpy(key, st.text, n);
    key[n] = '\0';
    const struct weights_value *v = weights_value(w, key);
    if (!v || !v->at)
        return st;
    snprintf(text, sizeof text, "at byte %zu", v->at);
    return status_within(st, text);
}

struct status tokenizer_open_weights(struct tokenizer **out,
                                     const struct weights *w)
{
    struct tokenizer_read_arrays a = {0};
    struct lists l = {0};

    *out = NULL;
    struct status st = read_rest(w, &a);
    if (!st.code)
        st = read_lists(w, &l);
    if (!st.code) {
        a.count = l.pieces;
        a.piece = l.piece;
        a.score = l.score;
        a.type = l.type;
        a.merges = l.merges;
        a.merge = l.merge;
        st = tokenizer_read_arrays(out, &a);
    }
    release(&l);
    return at_key(st, w);
}

static bool is_gguf(const char *path)
{
    char magic[4] = "";
    FILE *f = fopen(path, "rb");

    if (!f)
        return false;
    const size_t n = fread(magic, 1, sizeof magic, f);
    fclose(f);
    return n == sizeof magic && !memcmp(magic, "GGUF", sizeof magic);
}

static struct status open_gguf(struct tokenizer **out, const char *path)
{
    struct weights *w;

    STATUS_TRY(weights_open(&w, path));
    const struct status st =
        status_within(tokenizer_open_weights(out, w), path);
    weights_free(w);
    return st;
}

static struct status open_folder(struct tokenizer **out, const char *folder)
{
    static const char *const names[] = {"tokenizer.json", "vocab.json"};
    struct status st = status_fail(
        STATUS_NOT_FOUND,
        "%s has no tokenizer: neither tokenizer.json nor vocab.json is there",
        folder);
    struct buf path;

    buf_init(&path, 8192);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        buf_clear(&path);
        buf_printf(&path, "%s/%s", folder, names[i]);
        if (buf_status(&path).code) {
            st = buf_status(&path);
            break;
        }
        if (paths_exists(buf_string(&path))) {
            st = tokenizer_file_load(out, buf_string(&path));
            break;
        }
    }
    buf_release(&path);
    return st;
}

static struct status open_beside(struct tokenizer **out, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder;

    buf_init(&folder, 8192);
    if (slash)
        buf_add(&folder, path, (size_t)(slash - path) + (slash == path));
    else
        buf_char(&folder, '.');
    struct status st = buf_status(&folder);
    if (!st.code)
        st = open_folder(out, buf_string(&folder));
    buf_release(&folder);
    return st;
}

struct status tokenizer_open(struct tokenizer **out, const char *path)
{
    const char *dot = strrchr(path, '.');
    struct stat info;

    *out = NULL;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return open_folder(out, path);
    if (dot && !strcmp(dot, ".safetensors"))
        return open_beside(out, path);
    return is_gguf(path) ? open_gguf(out, path)
                         : tokenizer_file_load(out, path);
}
