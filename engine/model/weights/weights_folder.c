/*
 * weights_folder.c - a folder as Hugging Face publishes a model: config.json,
 * perhaps generation_config.json, and the weights in model.safetensors or in
 * shards that model.safetensors.index.json lists. A folder with
 * model.safetensors alone is read as that file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/paths.h"
#include "engine/model/weights/weights_parts.h"

#define PATH_BYTES   4096
#define SETTINGS_MAX ((size_t)1 << 20)   /* config.json */
#define INDEX_MAX    ((size_t)100 << 20) /* as a header of safetensors */
#define SHARDS       1024
#define NAME_BYTES   256

static struct status join(char out[PATH_BYTES], const char *folder,
                          const char *name)
{
    const int n = snprintf(out, PATH_BYTES, "%s/%s", folder, name);

    if (n < 0 || n >= PATH_BYTES)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", folder);
    return STATUS_OK;
}

/* The caller gives `*out` back. */
static struct status read_json(const char *path, size_t limit, json_t **out)
{
    struct filemap map;
    json_error_t error;
    char why[WEIGHTS_SHOWN];

    STATUS_TRY(filemap_open(&map, path, limit));
    *out = json_loadb(map.data ? (const char *)map.data : "", map.bytes,
                      JSON_REJECT_DUPLICATES, &error);
    filemap_close(&map);
    if (!*out) {
        cursor_show(why, sizeof why, error.text, strlen(error.text));
        return status_fail(STATUS_BAD_FILE,
                           "%s is not JSON at byte %d, line %d: %s", path,
                           error.position, error.line, why);
    }
    if (json_is_object(*out))
        return STATUS_OK;
    json_decref(*out);
    *out = NULL;
    return status_fail(STATUS_BAD_FILE, "%s holds no object at byte 0", path);
}

static struct status read_settings(struct weights *w, const char *folder,
                                   const char *name, const char *prefix,
                                   json_t **kept)
{
    char path[PATH_BYTES];

    STATUS_TRY(join(path, folder, name));
    if (!paths_exists(path))
        return STATUS_OK;
    STATUS_TRY(read_json(path, SETTINGS_MAX, kept));
    const struct status st = weights_json(w, prefix, *kept);
    return st.code ? status_within(st, path) : st;
}

static struct status read_file(struct weights *w, const char *path)
{
    struct filemap map;

    STATUS_TRY(weights_map(w, path, &map));
    const struct status st = weights_safetensors(w, map.data, map.bytes);
    return st.code ? status_within(st, path) : st;
}

/* A name in the index is a file beside it, never a path. */
static bool is_file_name(const char *name)
{
    static const char end[] = ".safetensors";
    const size_t bytes = name ? strlen(name) : 0;

    return bytes >= sizeof end && bytes < NAME_BYTES && name[0] != '.' &&
           !strpbrk(name, "/\\") &&
           strcmp(name + bytes - (sizeof end - 1), end) == 0;
}

/* Tensors of a file that `map` puts elsewhere, or not at all. */
static struct status check_shard(const struct weights *w, int from,
                                 const json_t *map, const char *file)
{
    for (int i = from; i < w->count; i++) {
        const char *place =
            json_string_value(json_object_get(map, w->tensor[i].name));

        if (!place || strcmp(place, file) != 0) {
            return weights_bad(&w->tensor[i],
                               "stands in %s, but the index says otherwise",
                               file);
        }
    }
    return STATUS_OK;
}

static struct status read_shard(struct weights *w, const char *folder,
                                const json_t *map, const char *file)
{
    const int from = w->count;
    char path[PATH_BYTES];

    STATUS_TRY(join(path, folder, file));
    STATUS_TRY(read_file(w, path));
    return check_shard(w, from, map, file);
}

/* The files of the index, each once, in the order of the index. */
static struct status read_shards(struct weights *w, const char *folder,
                                 json_t *map)
{
    const char *seen[SHARDS], *key;
    char shown[WEIGHTS_SHOWN];
    size_t files = 0;
    json_t *value;

    json_object_foreach(map, key, value)
    {
        const char *file = json_string_value(value);
        size_t i = 0;

        if (!is_file_name(file)) {
            cursor_show(shown, sizeof shown, file ? file : "",
                        file ? strlen(file) : 0);
            return status_fail(STATUS_BAD_FILE,
                               "weight_map: \"%.64s\" stands in \"%s\", no "
                               ".safetensors file",
                               key, shown);
        }
        while (i < files && strcmp(seen[i], file) != 0)
            i++;
        if (i < files)
            continue;
        if (files == SHARDS)
            return status_fail(STATUS_TOO_BIG,
                               "weight_map names more than %d files", SHARDS);
        seen[files++] = file;
        STATUS_TRY(read_shard(w, folder, map, file));
    }
    if (json_object_size(map) != (size_t)w->count) {
        return status_fail(STATUS_BAD_FILE,
                           "weight_map lists %zu tensors, but the files have "
                           "%d",
                           json_object_size(map), w->count);
    }
    return STATUS_OK;
}

static struct status read_index(struct weights *w, const char *folder,
                                const char *path)
{
    json_t *root;

    STATUS_TRY(read_json(path, INDEX_MAX, &root));
    json_t *map = json_object_get(root, "weight_map");
    struct status st =
        json_is_object(map)
            ? read_shards(w, folder, map)
            : status_fail(STATUS_BAD_FILE, "it has no object weight_map");
    json_decref(root);
    return st.code ? status_within(st, path) : st;
}

static struct status read_weights(struct weights *w, const char *folder)
{
    char path[PATH_BYTES];

    STATUS_TRY(join(path, folder, "model.safetensors"));
    if (paths_exists(path))
        return read_file(w, path);
    STATUS_TRY(join(path, folder, "model.safetensors.index.json"));
    if (paths_exists(path))
        return read_index(w, folder, path);
    return status_fail(STATUS_NOT_FOUND,
                       "%s has neither model.safetensors nor "
                       "model.safetensors.index.json",
                       folder);
}

struct status weights_folder(struct weights *w, const char *path)
{
    STATUS_TRY(read_weights(w, path));
    STATUS_TRY(read_settings(w, path, "config.json", "config", &w->json[0]));
    STATUS_TRY(read_settings(w, path, "generation_config.json", "generation",
                             &w->json[1]));
    w->format = w->json[0] ? "huggingface" : "safetensors";
    return STATUS_OK;
}
