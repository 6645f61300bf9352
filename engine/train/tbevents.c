#include "engine/train/tbevents.h"

#include <math.h>
#include <string.h>

#include "engine/base/savefile.h"

enum { EVENT_BYTES = 256, FILE_BYTES = 256 << 20 };

/* Wire types of protocol buffers, below the field's number. */
enum { VARINT = 0, EIGHT_BYTES = 1, LENGTH = 2, FOUR_BYTES = 5 };

uint32_t tbevents_crc(const void *data, size_t bytes)
{
    const unsigned char *at = data;
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < bytes; i++) {
        crc ^= at[i];
        for (int k = 0; k < 8; k++)
            crc = (crc >> 1) ^ (0x82f63b78u & (0u - (crc & 1u)));
    }
    return ~crc;
}

/* Little end first, whatever machine this is. */
static void add_low(struct buf *b, uint64_t x, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(b, (char)(x >> (8 * i) & 0xff));
}

static void add_varint(struct buf *b, uint64_t x)
{
    while (x > 0x7f) {
        buf_char(b, (char)(0x80 | (x & 0x7f)));
        x >>= 7;
    }
    buf_char(b, (char)x);
}

static void add_tag(struct buf *b, int field, int wire)
{
    add_varint(b, (uint64_t)(field << 3 | wire));
}

static void add_bytes(struct buf *b, int field, const char *data, size_t bytes)
{
    add_tag(b, field, LENGTH);
    add_varint(b, bytes);
    buf_add(b, data, bytes);
}

static void add_double(struct buf *b, int field, double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    add_tag(b, field, EIGHT_BYTES);
    add_low(b, bits, 8);
}

static void add_float(struct buf *b, int field, float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    add_tag(b, field, FOUR_BYTES);
    add_low(b, bits, 4);
}

static uint32_t masked(const void *data, size_t bytes)
{
    const uint32_t crc = tbevents_crc(data, bytes);

    return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

static void add_record(struct buf *out, const struct buf *event)
{
    char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (char)((uint64_t)event->bytes >> (8 * i) & 0xff);
    buf_add(out, length, sizeof length);
    add_low(out, masked(length, sizeof length), 4);
    buf_add(out, event->data, event->bytes);
    add_low(out, masked(event->data, event->bytes), 4);
}

/* Event: 1 wall_time, 2 step, 3 file_version, 5 summary; Summary: 1 value; its
 * Value: 1 tag, 2 simple_value. */
static void add_point(struct buf *out, const char *name, double step,
                      double value, int64_t started)
{
    struct buf point, summary, event;

    buf_init(&point, EVENT_BYTES);
    buf_init(&summary, EVENT_BYTES);
    buf_init(&event, EVENT_BYTES);
    add_bytes(&point, 1, name, strlen(name));
    add_float(&point, 2, (float)value);
    add_bytes(&summary, 1, point.data, point.bytes);
    add_double(&event, 1, (double)started);
    add_tag(&event, 2, VARINT);
    add_varint(&event, (uint64_t)(int64_t)step);
    add_bytes(&event, 5, summary.data, summary.bytes);
    add_record(out, &event);
    buf_release(&point);
    buf_release(&summary);
    buf_release(&event);
}

void tbevents_add(struct buf *out, const struct runs_curves *c, int64_t started)
{
    static const char version[] = "brain.Event:2";
    struct buf first;

    buf_init(&first, EVENT_BYTES);
    add_double(&first, 1, (double)started);
    add_bytes(&first, 3, version, sizeof version - 1);
    add_record(out, &first);
    buf_release(&first);
    for (int i = 0; i < c->count; i++) {
        const struct runs_curve *curve = &c->curve[i];

        for (int k = 0; k < curve->count; k++) {
            if (isfinite(curve->value[k]) && curve->step[k] >= 0.0)
                add_point(out, curve->name, curve->step[k], curve->value[k],
                          started);
        }
    }
}

struct status tbevents_write(const char *dir, const struct runs_curves *c,
                             int64_t started, struct buf *path)
{
    struct buf file;

    buf_init(&file, FILE_BYTES);
    tbevents_add(&file, c, started);
    buf_printf(path, "%s/events.out.tfevents.%lld.lathe", dir,
               (long long)started);
    struct status st = buf_status(&file);
    if (!st.code)
        st = buf_status(path);
    if (!st.code)
        st = savefile_folder(dir);
    if (!st.code)
        st = savefile_replace(buf_string(path), file.data, file.bytes);
    buf_release(&file);
    return st;
}
