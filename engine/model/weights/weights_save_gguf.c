/* weights_save_gguf.c - writes GGUF, version 3, numbers at multiples of 32. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/base/size.h"
#include "engine/model/weights/weights_gguf.h"
#include "engine/model/weights/weights_save.h"

#define HEAD_LIMIT ((size_t)256 << 20)
#define PIECE      ((int64_t)1 << 16) /* numbers at a time */

static void put_number(struct buf *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(b, (char)(value >> 8 * i & 255));
}

static void put_text(struct buf *b, const char *text)
{
    put_number(b, strlen(text), 8);
    buf_text(b, text);
}

/* What a source fills in the file. */
static struct status measure(const struct weights_source *s, size_t *bytes)
{
    const int64_t cols = s->dims ? s->shape[s->dims - 1] : 1;
    const int block = weights_type_block(s->type);
    uint32_t number;
    size_t count;

    if (strlen(s->name) > WEIGHTS_GGUF_MAX_NAME ||
        s->dims > WEIGHTS_GGUF_DIMS) {
        return status_fail(STATUS_BAD_USAGE,
                           "tensor \"%s\": GGUF has names of %d letters and %d "
                           "extents at most",
                           s->name, WEIGHTS_GGUF_MAX_NAME, WEIGHTS_GGUF_DIMS);
    }
    if (!weights_gguf_number(s->type, &number)) {
        return status_fail(STATUS_BAD_USAGE,
                           "tensor \"%s\": GGUF has no type %s", s->name,
                           weights_type_name(s->type));
    }
    if (cols % block || !size_of_shape(&count, s->shape, s->dims, 1) ||
        !size_mul(bytes, count / (size_t)block, weights_type_bytes(s->type))) {
        return status_fail(
            STATUS_BAD_USAGE, "tensor \"%s\": rows of %lld do not fit type %s",
            s->name, (long long)cols, weights_type_name(s->type));
    }
    return STATUS_OK;
}

static struct status describe(struct buf *head, const struct weights_source *s,
                              size_t *end)
{
    uint32_t number = 0;
    size_t bytes = 0;

    STATUS_TRY(measure(s, &bytes));
    weights_gguf_number(s->type, &number);
    put_text(head, s->name);
    put_number(head, (uint64_t)s->dims, 4);
    for (int d = s->dims - 1; d >= 0; d--)
        put_number(head, (uint64_t)s->shape[d], 8);
    put_number(head, number, 4);
    put_number(head, *end, 8);
    if (!size_add(end, *end, bytes) ||
        !size_round_up(end, *end, WEIGHTS_GGUF_ALIGN))
        return status_fail(STATUS_TOO_BIG, "the tensors fill no file");
    return STATUS_OK;
}

static void pad(struct savefile *f, size_t bytes)
{
    static const char zeros[WEIGHTS_GGUF_ALIGN] = {0};
    const size_t over = bytes % WEIGHTS_GGUF_ALIGN;

    if (over)
        savefile_write(f, zeros, WEIGHTS_GGUF_ALIGN - over);
}

/* Rows `from` .. as floats, then as blocks. */
static struct status put_rows(struct savefile *f,
                              const struct weights_source *s, float *numbers,
                              void *blocks, int64_t most)
{
    const int64_t cols = s->dims ? s->shape[s->dims - 1] : 1;
    enum quant_type type;
    int64_t rows = 1;

    for (int d = 0; d < s->dims - 1; d++)
        rows *= s->shape[d];
    if (!weights_type_quant(s->type, &type)) {
        return status_fail(STATUS_BAD_USAGE,
                           "tensor \"%s\": floats do not become %s", s->name,
                           weights_type_name(s->type));
    }
    for (int64_t r = 0; r < rows; r += most) {
        const int64_t n = rows - r < most ? rows - r : most;

        STATUS_TRY(s->fill(s->user, r, n, numbers));
        quant_encode(type, blocks, numbers, n * cols);
        savefile_write(f, blocks,
                       (size_t)(n * cols / quant_block(type)) *
                           quant_bytes(type));
    }
    return STATUS_OK;
}

static struct status put_tensor(struct savefile *f,
                                const struct weights_source *s)
{
    const int64_t cols = s->dims ? s->shape[s->dims - 1] : 1;
    const int64_t most = cols && cols < PIECE ? PIECE / cols : 1;
    size_t bytes = 0;

    STATUS_TRY(measure(s, &bytes));
    struct status st = STATUS_OK;
    if (!s->fill) {
        savefile_write(f, s->data, bytes);
    } else if (bytes) {
        const size_t room = (size_t)(most * cols) * sizeof(float);
        float *numbers = malloc(room + 1);
        void *blocks = malloc(room + 1); /* no type takes more */

        st = numbers && blocks
                 ? put_rows(f, s, numbers, blocks, most)
                 : status_fail(STATUS_NO_MEMORY, "no memory for a row of %s",
                               s->name);
        free(numbers);
        free(blocks);
    }
    pad(f, bytes);
    return st;
}

static struct status put_head(struct buf *head,
                              const struct weights_source *sources, int count,
                              const struct weights_notes *notes)
{
    size_t end = 0;

    STATUS_TRY(buf_status(&notes->bytes));
    buf_text(head, WEIGHTS_GGUF_MAGIC);
    put_number(head, WEIGHTS_GGUF_VERSION, 4);
    put_number(head, (uint64_t)count, 8);
    put_number(head, notes->count, 8);
    buf_add(head, notes->bytes.data, notes->bytes.bytes);
    for (int i = 0; i < count; i++)
        STATUS_TRY(describe(head, &sources[i], &end));
    return buf_status(head);
}

struct status weights_save_gguf(const char *path,
                                const struct weights_source *sources, int count,
                                const struct weights_notes *notes)
{
    struct savefile f;
    struct buf head;

    buf_init(&head, 2 * HEAD_LIMIT);
    struct status st = put_head(&head, sources, count, notes);
    if (!st.code)
        st = savefile_open(&f, path);
    if (st.code) {
        buf_release(&head);
        return st;
    }
    savefile_write(&f, head.data, head.bytes);
    pad(&f, head.bytes);
    buf_release(&head);
    for (int i = 0; i < count && !st.code; i++)
        st = put_tensor(&f, &sources[i]);
    if (st.code) {
        savefile_abandon(&f);
        return st;
    }
    return savefile_commit(&f);
}
