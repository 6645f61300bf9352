#include "tui/record.h"

#include <stdbool.h>
#include <stdlib.h>

#include "engine/base/buf.h"
#include "engine/base/savefile.h"
#include "viz/cast.h"

enum { FRAME_BYTES = 16 << 20 };

struct record {
    struct savefile file;
    struct buf frame; /* on its way into the file */
    struct cast cast;
    bool begun, failed;
    int64_t start_ns;
};

static void add(void *to, const char *text, size_t bytes)
{
    buf_add(to, text, bytes);
}

struct status record_open(struct record **out, const char *path)
{
    struct record *r = calloc(1, sizeof *r);

    *out = NULL;
    if (!r)
        return status_fail(STATUS_NO_MEMORY, "record: out of memory");
    const struct status st = savefile_open(&r->file, path);
    if (st.code) {
        free(r);
        return st;
    }
    buf_init(&r->frame, FRAME_BYTES);
    *out = r;
    return STATUS_OK;
}

static void flush(struct record *r)
{
    r->failed = r->failed || buf_status(&r->frame).code;
    savefile_write(&r->file, buf_string(&r->frame), r->frame.bytes);
    buf_clear(&r->frame);
}

void record_frame(struct record *r, const struct canvas *cv, int64_t now_ns)
{
    if (!r)
        return;
    if (!r->begun) {
        r->begun = true;
        r->start_ns = now_ns;
        r->failed = !cast_begin(&r->cast, (struct sink){add, &r->frame}, cv,
                                "Lathe", 0);
    }
    cast_frame(&r->cast, cv, 1e-9 * (double)(now_ns - r->start_ns));
    flush(r);
}

struct status record_close(struct record *r)
{
    struct status st = STATUS_OK;

    if (!r)
        return st;
    cast_end(&r->cast);
    if (r->failed) {
        savefile_abandon(&r->file);
        st = status_fail(STATUS_NO_MEMORY, "record: out of memory");
    } else {
        st = savefile_commit(&r->file);
    }
    buf_release(&r->frame);
    free(r);
    return st;
}
