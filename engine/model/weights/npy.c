#include "engine/model/weights/npy.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/model/weights/weights_parts.h"

#define MAGIC     "\x93NUMPY"
#define HEAD_MOST 65536 /* a dictionary of three keys */

static const struct {
    const char *text;
    enum weights_type type;
} types[] = {
    {"<f4", WEIGHTS_F32}, {"<f2", WEIGHTS_F16}, {"<f8", WEIGHTS_F64},
    {"<i8", WEIGHTS_I64}, {"<i4", WEIGHTS_I32}, {"<i2", WEIGHTS_I16},
    {"|i1", WEIGHTS_I8},  {"<u8", WEIGHTS_U64}, {"<u4", WEIGHTS_U32},
    {"<u2", WEIGHTS_U16}, {"|u1", WEIGHTS_U8},  {"|b1", WEIGHTS_BOOL},
};

enum { TYPES = sizeof types / sizeof *types };

bool npy_has(enum weights_type type)
{
    for (int i = 0; i < TYPES; i++)
        if (types[i].type == type)
            return true;
    return false;
}

/* The dictionary, letter by letter. `at` is its place in the file. */
struct text {
    struct cursor c;
    size_t start;
};

static struct status expected(const struct text *x, const char *what)
{
    return status_fail(STATUS_BAD_FILE, "the head at byte %zu has no %s",
                       x->start + x->c.at, what);
}

static void spaces(struct text *x)
{
    while (cursor_left(&x->c) &&
           (x->c.data[x->c.at] == ' ' || x->c.data[x->c.at] == '\n'))
        x->c.at++;
}

/* Whether `word` comes next; then it is taken. */
static bool take(struct text *x, const char *word)
{
    const size_t n = strlen(word);

    spaces(x);
    if (cursor_left(&x->c) < n || memcmp(x->c.data + x->c.at, word, n) != 0)
        return false;
    x->c.at += n;
    return true;
}

static struct status read_type(struct text *x, struct weights_tensor *t)
{
    char quoted[8], shown[16];

    for (int i = 0; i < TYPES; i++) {
        snprintf(quoted, sizeof quoted, "'%s'", types[i].text);
        if (take(x, quoted)) {
            t->type = types[i].type;
            return STATUS_OK;
        }
    }
    cursor_show(shown, sizeof shown, x->c.data + x->c.at, cursor_left(&x->c));
    return status_fail(STATUS_UNSUPPORTED,
                       "the head at byte %zu has the type %s..., which is not "
                       "read here",
                       x->start + x->c.at, shown);
}

static struct status read_extent(struct text *x, int64_t *out)
{
    int64_t value = 0;
    int digits = 0;

    spaces(x);
    for (; cursor_left(&x->c); x->c.at++, digits++) {
        const unsigned char d = x->c.data[x->c.at];

        if (d < '0' || d > '9')
            break;
        if (value > (INT64_MAX - 9) / 10)
            return expected(x, "extent below 2^63");
        value = 10 * value + (d - '0');
    }
    *out = value;
    return digits ? STATUS_OK : expected(x, "whole number");
}

/* "(2, 3)", "(2,)", "()". */
static struct status read_shape(struct text *x, struct weights_tensor *t)
{
    t->at = x->start + x->c.at;
    if (!take(x, "("))
        return expected(x, "shape");
    while (!take(x, ")")) {
        if (t->dims == WEIGHTS_DIMS)
            return expected(x, "shape of 8 extents or fewer");
        STATUS_TRY(read_extent(x, &t->shape[t->dims]));
        t->dims++;
        if (!take(x, ",")) {
            if (take(x, ")"))
                break;
            return expected(x, "closing bracket");
        }
    }
    return STATUS_OK;
}

struct seen {
    bool type, order, shape, columns_first;
};

static struct status read_entry(struct text *x, struct weights_tensor *t,
                                struct seen *seen)
{
    if (!seen->type && take(x, "'descr'")) {
        seen->type = true;
        return take(x, ":") ? read_type(x, t) : expected(x, "colon");
    }
    if (!seen->shape && take(x, "'shape'")) {
        seen->shape = true;
        return take(x, ":") ? read_shape(x, t) : expected(x, "colon");
    }
    if (!seen->order && take(x, "'fortran_order'")) {
        seen->order = true;
        if (!take(x, ":"))
            return expected(x, "colon");
        seen->columns_first = take(x, "True");
        if (seen->columns_first || take(x, "False"))
            return STATUS_OK;
        return expected(x, "True or False");
    }
    return expected(x, "key descr, fortran_order or shape that is new");
}

static struct status read_head(struct text *x, struct weights_tensor *t)
{
    struct seen seen = {false, false, false, false};

    if (!take(x, "{"))
        return expected(x, "opening bracket");
    while (!take(x, "}")) {
        STATUS_TRY(read_entry(x, t, &seen));
        if (!take(x, ",")) {
            if (take(x, "}"))
                break;
            return expected(x, "comma or closing bracket");
        }
    }
    spaces(x);
    if (cursor_left(&x->c))
        return expected(x, "end after the dictionary");
    if (!seen.type || !seen.order || !seen.shape)
        return expected(x, "descr, fortran_order and shape");
    if (seen.columns_first && t->dims > 1)
        return status_fail(STATUS_UNSUPPORTED,
                           "the head at byte %zu has fortran_order: its "
                           "numbers stand column by column",
                           x->start);
    return STATUS_OK;
}

struct status npy_read(struct weights_tensor *t, const void *data, size_t bytes)
{
    struct cursor c = cursor_over(data, bytes);
    const unsigned char *magic = cursor_take(&c, 6);

    STATUS_TRY(cursor_status(&c, "the magic"));
    if (memcmp(magic, MAGIC, 6) != 0)
        return status_fail(STATUS_BAD_FILE,
                           "the magic at byte 0 is that of no array");
    const uint8_t major = cursor_u8(&c);
    cursor_u8(&c);
    const size_t length = major == 1 ? cursor_u16(&c) : cursor_u32(&c);
    STATUS_TRY(cursor_status(&c, "the length of the head"));
    if (major < 1 || major > 3)
        return status_fail(STATUS_BAD_FILE,
                           "the version at byte 6 is %u, not 1 to 3", major);
    if (length > HEAD_MOST) {
        return status_fail(STATUS_BAD_FILE,
                           "the length of the head at byte 8 is %zu, the limit "
                           "is %d",
                           length, HEAD_MOST);
    }
    struct text x = {.start = c.at};
    const unsigned char *head = cursor_take(&c, length);
    STATUS_TRY(cursor_status(&c, "the head"));
    x.c = cursor_over(head, length);
    STATUS_TRY(read_head(&x, t));
    STATUS_TRY(weights_measure(t));
    if (t->bytes != cursor_left(&c)) {
        return status_fail(STATUS_BAD_FILE,
                           "its shape at byte %zu needs %zu bytes from byte "
                           "%zu on, but there are %zu",
                           t->at, t->bytes, c.at, cursor_left(&c));
    }
    t->offset = c.at;
    t->data = c.data + c.at;
    return STATUS_OK;
}

void npy_head(struct buf *b, enum weights_type type, int dims,
              const int64_t *shape)
{
    struct buf text;
    int i = 0;

    while (i < TYPES - 1 && types[i].type != type)
        i++;
    buf_init(&text, 1024);
    buf_printf(&text, "{'descr': '%s', 'fortran_order': False, 'shape': (",
               types[i].text);
    for (int d = 0; d < dims; d++)
        buf_printf(&text, "%lld,%s", (long long)shape[d],
                   d + 1 < dims ? " " : "");
    buf_text(&text, "), }");
    while ((10 + text.bytes + 1) % 64)
        buf_char(&text, ' ');
    buf_char(&text, '\n');
    buf_add(b, MAGIC "\x01", 8); /* version 1.0: its '\0' is the minor one */
    buf_char(b, (char)(text.bytes & 255));
    buf_char(b, (char)(text.bytes >> 8));
    buf_add(b, text.data, text.bytes);
    buf_release(&text);
}
