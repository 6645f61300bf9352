/* arch_part.c - where a part stands in a file, and its numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/weights/arch_names.h"
#include "engine/model/weights/weights_parts.h"

/* Published files of one architecture differ in what stands before a name. */
static const struct weights_tensor *find(const struct weights *w,
                                         const char *name)
{
    static const char *const before[] = {"", "transformer.", "bert.", "model."};
    char longer[2 * ARCH_NAME];
    const struct weights_tensor *t = NULL;

    for (size_t i = 0; !t && i < sizeof before / sizeof *before; i++) {
        snprintf(longer, sizeof longer, "%s%s", before[i], name);
        t = weights_find(w, longer);
    }
    if (!t && strncmp(name, "model.", 6) == 0)
        t = weights_find(w, name + 6);
    return t;
}

static struct status misfit(const struct weights_tensor *t, int64_t rows,
                            int64_t cols, int dims)
{
    char wanted[64];

    if (dims == 1)
        snprintf(wanted, sizeof wanted, "[%lld]", (long long)cols);
    else
        snprintf(wanted, sizeof wanted, "[%lld, %lld]", (long long)rows,
                 (long long)cols);
    return weights_bad(t,
                       "has %d extents, %lld and %lld, but its settings ask "
                       "for %s",
                       t->dims, t->dims ? (long long)t->shape[0] : 1,
                       t->dims > 1 ? (long long)t->shape[1] : 1, wanted);
}

/* `p` has the part's rows and cols; the tensor may hold three parts. */
static struct status check_shape(const struct arch_part *p, int dims, int parts)
{
    const struct weights_tensor *t = p->tensor;
    int64_t rows = p->rows, cols = p->cols;

    if (dims == 1)
        cols *= parts;
    else
        rows *= parts;
    if (p->transposed) {
        const int64_t swap = rows;

        rows = cols;
        cols = swap;
    }
    const int64_t got_rows = t->dims > 1 ? t->shape[0] : 1;
    const int64_t got_cols = t->dims ? t->shape[t->dims - 1] : 0;
    if (t->dims != dims || got_rows != rows || got_cols != cols)
        return misfit(t, rows, cols, dims);
    return STATUS_OK;
}

struct status arch_part(const struct arch *a, const struct weights *w,
                        const char *name, struct arch_part *out)
{
    const enum arch_form form = arch_form(w);
    char there[ARCH_NAME];
    struct arch_shape shape;
    int block = 0;
    bool bias = false;
    const struct arch_names *n = arch_names_find(name, &block, &bias);

    *out = (struct arch_part){0};
    const char *pattern = n ? arch_names_pattern(a, form, n) : NULL;
    if (!pattern)
        return status_fail(STATUS_NOT_FOUND, "%s has no part \"%s\"",
                           arch_name(a->family), name);
    arch_names_fill(there, pattern, block, bias ? ".bias" : ".weight");
    out->tensor = find(w, there);
    if (!out->tensor)
        return status_fail(STATUS_NOT_FOUND, "there is no tensor \"%s\"",
                           there);
    arch_names_shape(a, n, bias, &shape);
    out->rows = shape.dims == 1 ? 1 : shape.shape[0];
    out->cols = shape.shape[shape.dims - 1];
    out->transposed = !bias && arch_names_transposed(a, form, n);
    out->paired = arch_names_paired(a, form, n);
    const bool fused = arch_names_fused(a, form, n);
    if (fused) { /* Q, K and V have as many heads each */
        out->from = (n->thirds == 'q'   ? 0
                     : n->thirds == 'k' ? 1
                                        : 2) *
                    shape.shape[0];
    }
    return check_shape(out, shape.dims, fused ? ARCH_PARTS : 1);
}

/* Row (half, pair) of a head is at 2 pair + half there. */
static int64_t unpaired(int64_t row, int64_t width)
{
    const int64_t in = row % width;

    return row - in + 2 * (in % (width / 2)) + in / (width / 2);
}

int64_t arch_row(const struct arch_part *p, int64_t row)
{
    return p->from + (p->paired ? unpaired(row, p->paired) : row);
}

static struct status vector(const struct arch_part *p, float *out)
{
    if (!p->paired)
        return weights_floats(p->tensor, p->from, p->cols, out);
    for (int64_t i = 0; i < p->cols; i++)
        STATUS_TRY(weights_floats(p->tensor, p->from + unpaired(i, p->paired),
                                  1, out + i));
    return STATUS_OK;
}

/* Rows of the part are columns of the tensor. */
static struct status turned(const struct arch_part *p, int64_t row,
                            int64_t rows, float *out)
{
    const int64_t wide = p->tensor->shape[1];
    float *line = malloc((size_t)rows * sizeof *line);
    struct status st = STATUS_OK;

    if (!line)
        return status_fail(STATUS_NO_MEMORY, "no memory for a row");
    for (int64_t c = 0; c < p->cols && !st.code; c++) {
        st = weights_floats(p->tensor, c * wide + p->from + row, rows, line);
        for (int64_t r = 0; r < rows && !st.code; r++)
            out[r * p->cols + c] = line[r];
    }
    free(line);
    return st;
}

struct status arch_floats(const struct arch_part *p, int64_t row, int64_t rows,
                          float *out)
{
    if (row < 0 || rows < 0 || row > p->rows || rows > p->rows - row) {
        return status_fail(STATUS_BAD_USAGE, "%lld rows from row %lld of %lld",
                           (long long)rows, (long long)row, (long long)p->rows);
    }
    if (!rows)
        return STATUS_OK;
    if (p->tensor->dims == 1)
        return vector(p, out);
    if (p->transposed)
        return turned(p, row, rows, out);
    if (!p->paired)
        return weights_floats(p->tensor, arch_row(p, row) * p->cols,
                              rows * p->cols, out);
    for (int64_t r = 0; r < rows; r++)
        STATUS_TRY(weights_floats(p->tensor, arch_row(p, row + r) * p->cols,
                                  p->cols, out + r * p->cols));
    return STATUS_OK;
}

struct status arch_check(const struct arch *a, const struct weights *w)
{
    struct arch_walk walk = {0};
    struct arch_shape shape;
    struct arch_part part;
    char name[ARCH_NAME];

    while (arch_next(a, &walk, name, &shape))
        STATUS_TRY(arch_part(a, w, name, &part));
    return STATUS_OK;
}
