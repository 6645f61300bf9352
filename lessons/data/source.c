#include "lessons/data/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "lessons/data/town.h"
#include "lessons/data/town_tasks.h"

#define TOWN_SEED  1
#define TOWN_BYTES 2000000

static struct status read_town(struct buf *out, const char *size)
{
    char *end = NULL;
    long long bytes = TOWN_BYTES;

    if (*size == ':') {
        errno = 0;
        bytes = strtoll(size + 1, &end, 10);
        if (errno || end == size + 1 || *end || bytes < 1000 ||
            bytes > 1000000000) {
            return status_fail(STATUS_BAD_USAGE,
                               "town%s: the size must be from 1000 to "
                               "1000000000 bytes",
                               size);
        }
    }
    return town_text(out, TOWN_SEED, (size_t)bytes);
}

static struct status read_past(struct buf *out)
{
    const struct town_options past = {.seed = TOWN_SEED, .days = TOWN_CUTOFF};

    return town_write(out, &past);
}

static struct status read_file(struct buf *out, const char *path)
{
    struct filemap m;
    struct status st = STATUS_OK;

    STATUS_TRY(filemap_open(&m, path, out->limit_bytes));
    if (m.bytes == 0)
        st = status_fail(STATUS_BAD_USAGE, "%s is empty", path);
    else if (memchr(m.data, '\0', m.bytes)) {
        st = status_fail(STATUS_BAD_USAGE,
                         "%s is not text: it holds a zero byte", path);
    } else {
        buf_add(out, m.data, m.bytes);
    }
    filemap_close(&m);
    return st.code ? st : buf_status(out);
}

static struct status read_tasks(struct buf *out, bool held)
{
    const struct town t = town_init(TOWN_SEED);

    return town_tasks_write(out, &t, TOWN_SEED, held);
}

struct status source_read(struct buf *out, const char *name)
{
    if (strcmp(name, "town:tasks") == 0)
        return read_tasks(out, false);
    if (strcmp(name, "town:tasks-held") == 0)
        return read_tasks(out, true);
    if (strcmp(name, "town:past") == 0)
        return read_past(out);
    if (strcmp(name, "town") == 0 || strncmp(name, "town:", 5) == 0)
        return read_town(out, name + 4);
    return read_file(out, name);
}
