#include "tui/labcsv.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 256, MOST_DEPTH = 16 };

/* Quoted where it must be. */
static void field(struct buf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        buf_text(out, text);
        return;
    }
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            buf_char(out, '"');
        buf_char(out, *text);
    }
    buf_char(out, '"');
}

static void value(struct buf *out, const json_t *v)
{
    if (json_is_string(v))
        field(out, json_string_value(v));
    else if (json_is_integer(v))
        buf_printf(out, "%" PRId64, (int64_t)json_integer_value(v));
    else if (json_is_real(v))
        buf_printf(out, "%.9g", json_real_value(v));
    else if (json_is_boolean(v))
        buf_text(out, json_is_true(v) ? "true" : "false");
}

/* Where a value stands: name, row, and the rest of the way. */
struct place {
    char name[PATH_BYTES], row[32], column[PATH_BYTES];
    int depth;
};

static void line(struct buf *out, const struct place *at, const json_t *v)
{
    field(out, at->name);
    buf_char(out, ',');
    field(out, at->row);
    buf_char(out, ',');
    field(out, at->column);
    buf_char(out, ',');
    value(out, v);
    buf_text(out, "\r\n");
}

/* One step down. Only an index may be a row, and only the first one. */
static struct place step(const struct place *at, const char *key, bool index)
{
    struct place next = *at;

    next.depth++;
    if (at->depth == 0) {
        snprintf(next.name, sizeof next.name, "%s", key);
    } else if (at->depth == 1 && index) {
        snprintf(next.row, sizeof next.row, "%.31s", key);
    } else {
        const size_t used = strlen(next.column);

        snprintf(next.column + used, sizeof next.column - used, "%s%s",
                 used ? "." : "", key);
    }
    return next;
}

static void walk(json_t *v, const struct place *at, struct buf *out)
{
    const char *key;
    json_t *inner;
    size_t i;

    if (at->depth > MOST_DEPTH)
        return;
    if (json_is_object(v)) {
        json_object_foreach(v, key, inner)
        {
            const struct place next = step(at, key, false);

            walk(inner, &next, out);
        }
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, inner)
        {
            char index[32];

            snprintf(index, sizeof index, "%zu", i);
            const struct place next = step(at, index, true);

            walk(inner, &next, out);
        }
    } else {
        line(out, at, v);
    }
}

void labcsv_write(json_t *data, struct buf *out)
{
    const struct place top = {.depth = 0};

    buf_text(out, "name,row,column,value\r\n");
    walk(data, &top, out);
}
