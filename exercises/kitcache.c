#include "exercises/kitcache.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"

enum { FILE_BYTES = 16 << 20, TEXT_BYTES = 1 << 20, KEY_DIGITS = 32 };

void kitcache_add(struct hash *key, const char *folder, const char *name)
{
    char path[2 * SCRATCH_PATH];
    struct filemap map;

    if (!key)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    hash_add(key, name, strlen(name) + 1);
    if (filemap_open(&map, path, TEXT_BYTES).code)
        return;
    hash_add(key, &map.bytes, sizeof map.bytes);
    hash_add(key, map.data, map.bytes);
    filemap_close(&map);
}

/* A program is known by where it is and when it was written. */
static void add_program(struct hash *key, const char *path)
{
    struct stat info;

    hash_add(key, path, strlen(path) + 1);
    if (stat(path, &info))
        return;
    hash_add(key, &info.st_ino, sizeof info.st_ino);
    hash_add(key, &info.st_size, sizeof info.st_size);
    hash_add(key, &info.st_mtim.tv_sec, sizeof info.st_mtim.tv_sec);
    hash_add(key, &info.st_mtim.tv_nsec, sizeof info.st_mtim.tv_nsec);
}

static void add_variables(struct hash *key)
{
    static const char *const names[] = {"C_INCLUDE_PATH", "LIBRARY_PATH",
                                        "LD_LIBRARY_PATH"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        value = value ? value : "";
        hash_add(key, value, strlen(value) + 1);
    }
}

/* Those of other hashes of the same exercise go. */
static void forget_old(const char *kits, const char *name, const char *keep)
{
    const size_t n = strlen(name);
    const struct dirent *entry;
    DIR *dir = opendir(kits);

    while (dir && (entry = readdir(dir))) {
        char path[3 * SCRATCH_PATH];

        if (strncmp(entry->d_name, name, n) != 0 || entry->d_name[n] != '.' ||
            strlen(entry->d_name) != n + 1 + KEY_DIGITS ||
            strcmp(entry->d_name, keep) == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", kits, entry->d_name);
        scratch_remove(path);
    }
    if (dir)
        closedir(dir);
}

void kitcache_open(struct kitcache *k, const char *name, struct hash *key,
                   const struct toolchain *tool)
{
    char digits[HASH_TEXT], own[SCRATCH_PATH];
    struct buf kits;

    k->folder[0] = '\0';
    if (!key)
        return;
    add_program(key, tool->cc);
    add_program(key, tool->objcopy);
    add_program(key, "/proc/self/exe");
    add_variables(key);
    hash_end(key, digits);
    digits[KEY_DIGITS] = '\0';
    snprintf(own, sizeof own, "%.64s.%s", name, digits);
    buf_init(&kits, SCRATCH_PATH);
    if (!paths_cache(&kits, "kits").code)
        snprintf(k->folder, sizeof k->folder, "%s/%s", buf_string(&kits), own);
    if (k->folder[0] && !paths_exists(k->folder)) {
        forget_old(buf_string(&kits), name, own);
        if (savefile_folder(k->folder).code)
            k->folder[0] = '\0';
    }
    buf_release(&kits);
}

bool kitcache_get(const struct kitcache *k, const char *file, const char *room)
{
    char path[3 * SCRATCH_PATH];
    struct filemap map;

    if (!k->folder[0])
        return false;
    snprintf(path, sizeof path, "%s/%s", k->folder, file);
    if (filemap_open(&map, path, FILE_BYTES).code)
        return false;
    const bool good =
        map.bytes && !scratch_put(room, file, map.data, map.bytes).code;
    filemap_close(&map);
    snprintf(path, sizeof path, "%s/%s", room, file);
    return good && !chmod(path, 0755);
}

void kitcache_put(const struct kitcache *k, const char *room, const char *file)
{
    char path[3 * SCRATCH_PATH];
    size_t bytes;
    void *data;

    if (!k->folder[0] ||
        scratch_get(room, file, FILE_BYTES, &data, &bytes).code)
        return;
    snprintf(path, sizeof path, "%s/%s", k->folder, file);
    (void)savefile_replace(path, data, bytes); /* not kept is not an error */
    free(data);
}
