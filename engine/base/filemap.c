#include "engine/base/filemap.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct status map_open_file(struct filemap *m, int fd, const char *path,
                                   size_t limit_bytes)
{
    struct stat info;

    if (fstat(fd, &info))
        return status_fail(STATUS_IO, "cannot read %s: %s", path,
                           strerror(errno));
    if (!S_ISREG(info.st_mode))
        return status_fail(STATUS_BAD_FILE, "cannot read %s: not a plain file",
                           path);
    if ((size_t)info.st_size > limit_bytes) {
        return status_fail(STATUS_TOO_BIG,
                           "cannot read %s: %lld bytes, the limit is %zu", path,
                           (long long)info.st_size, limit_bytes);
    }
    m->bytes = (size_t)info.st_size;
    if (!m->bytes)
        return STATUS_OK;

    void *data = mmap(NULL, m->bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        return status_fail(STATUS_IO, "cannot map %s: %s", path,
                           strerror(errno));
    m->data = data;
    return STATUS_OK;
}

struct status filemap_open(struct filemap *m, const char *path,
                           size_t limit_bytes)
{
    *m = (struct filemap){0};

    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return status_fail(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                           "cannot read %s: %s", path, strerror(errno));

    const struct status st = map_open_file(m, fd, path, limit_bytes);
    close(fd);
    return st;
}

void filemap_close(struct filemap *m)
{
    if (m->data) {
        union {
            const void *in;
            void *out;
        } page = {.in = m->data}; /* munmap takes what mmap gave */
        munmap(page.out, m->bytes);
    }
    *m = (struct filemap){0};
}
