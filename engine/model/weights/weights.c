#include "engine/model/weights/weights.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/cursor.h"
#include "engine/model/weights/weights_gguf.h"
#include "engine/model/weights/weights_parts.h"

#define TEXT_LIMIT ((size_t)1 << 30) /* all names, keys and texts */

void weights_free(struct weights *w)
{
    if (!w)
        return;
    for (int i = 0; i < w->shards; i++)
        safetensors_close(&w->shard[i]);
    for (int i = 0; i < w->maps; i++)
        filemap_close(&w->map[i]);
    for (int i = 0; i < w->pieces; i++)
        free(w->piece[i]);
    json_decref(w->json[0]);
    json_decref(w->json[1]);
    arena_release(&w->text);
    free(w->shard);
    free(w->map);
    free(w->piece);
    free(w->tensor);
    free(w->value);
    free(w->by_name);
    free(w->by_key);
    free(w);
}

static struct weights *start(void)
{
    struct weights *w = calloc(1, sizeof *w);

    if (w)
        arena_init(&w->text, TEXT_LIMIT);
    return w;
}

/* Hands `w` over, or tells why not and frees it. */
static struct status finish(struct weights **out, struct weights *w,
                            struct status st, const char *name)
{
    if (!st.code)
        st = weights_finish(w);
    if (!st.code) {
        *out = w;
        return st;
    }
    weights_free(w);
    return strstr(st.text, name) ? st : status_within(st, name);
}

/* Safetensors have no magic: a length, then a brace. */
static bool is_strange(const unsigned char *data, size_t bytes)
{
    struct cursor c = cursor_over(data, bytes);
    const uint64_t length = cursor_u64(&c);
    const unsigned char *brace = cursor_take(&c, 1);

    return brace && *brace != '{' && length > bytes;
}

/* The reader that the first bytes ask for. */
static struct status read_bytes(struct weights *w, const void *data,
                                size_t bytes)
{
    if (bytes >= 4 && memcmp(data, WEIGHTS_GGUF_MAGIC, 4) == 0)
        return weights_gguf(w, data, bytes);
    if (bytes >= 6 && memcmp(data, "\x93NUMPY", 6) == 0)
        return weights_npy(w, data, bytes);
    if (bytes >= 4 && memcmp(data, "PK", 2) == 0)
        return weights_npz(w, data, bytes);
    if (is_strange(data, bytes)) {
        char shown[9];

        cursor_show(shown, sizeof shown, data, 8);
        return status_fail(STATUS_BAD_FILE,
                           "\"%s\" at byte 0 begins no GGUF, safetensors, "
                           ".npy or .npz",
                           shown);
    }
    return weights_safetensors(w, data, bytes);
}

struct status weights_parse(struct weights **out, const char *name,
                            const void *data, size_t bytes)
{
    struct weights *w = start();

    *out = NULL;
    if (!w)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", name);
    return finish(out, w, read_bytes(w, data, bytes), name);
}

static struct status open_file(struct weights *w, const char *path)
{
    struct filemap map;

    STATUS_TRY(weights_map(w, path, &map));
    return read_bytes(w, map.data, map.bytes);
}

struct status weights_open(struct weights **out, const char *path)
{
    struct weights *w = start();
    struct stat info;

    *out = NULL;
    if (!w)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", path);
    const bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return finish(out, w, folder ? weights_folder(w, path) : open_file(w, path),
                  path);
}

const char *weights_format(const struct weights *w)
{
    return w->format;
}

int weights_count(const struct weights *w)
{
    return w->count;
}

const struct weights_tensor *weights_at(const struct weights *w, int index)
{
    return &w->tensor[index];
}

static int compare(const void *name, const void *at)
{
    const struct weights_tensor *const *t = at;

    return strcmp(name, (*t)->name);
}

const struct weights_tensor *weights_find(const struct weights *w,
                                          const char *name)
{
    const struct weights_tensor **found =
        w->count ? bsearch(name, w->by_name, (size_t)w->count, sizeof(void *),
                           compare)
                 : NULL;

    return found ? *found : NULL;
}

int weights_value_count(const struct weights *w)
{
    return w->value_count;
}

const struct weights_value *weights_value_at(const struct weights *w, int index)
{
    return &w->value[index];
}
