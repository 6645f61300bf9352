#include "engine/model/weights/convert_plan.h"

#include <stdlib.h>
#include <string.h>

#include "engine/model/weights/arch_turns.h"
#include "engine/model/weights/npy.h"

static bool ends(const char *text, const char *with)
{
    const size_t n = strlen(text), m = strlen(with);

    return n >= m && strcmp(text + n - m, with) == 0;
}

enum convert_format convert_format_of(const char *path)
{
    return ends(path, ".gguf")          ? CONVERT_GGUF
           : ends(path, ".safetensors") ? CONVERT_SAFETENSORS
           : ends(path, ".npz")         ? CONVERT_NPZ
                                        : CONVERT_FOLDER;
}

/* Our row that stands at `row` where the rows of a head stand in pairs. */
static int64_t paired_row(int64_t row, int64_t width)
{
    const int64_t in = row % width;

    return row - in + in % 2 * (width / 2) + in / 2;
}

/* Our rows row .. of parts below each other. */
static struct status our_rows(const struct convert_piece *x, int64_t row,
                              int64_t rows, float *out)
{
    for (int i = 0; i < x->target.parts && rows; i++) {
        const int64_t has = x->part[i].rows;

        if (row >= has) {
            row -= has;
            continue;
        }
        const int64_t n = has - row < rows ? has - row : rows;
        STATUS_TRY(arch_floats(&x->part[i], row, n, out));
        out += n * x->part[i].cols;
        rows -= n;
        row = 0;
    }
    return STATUS_OK;
}

static struct status fill_rows(const struct convert_piece *x, int64_t row,
                               int64_t rows, float *out)
{
    const int64_t cols = x->part[0].cols, width = x->target.paired;

    if (!width)
        return our_rows(x, row, rows, out);
    for (int64_t r = row; r < row + rows; r++, out += cols)
        STATUS_TRY(our_rows(x, paired_row(r, width), 1, out));
    return STATUS_OK;
}

/* A vector: parts side by side. */
static struct status fill_vector(const struct convert_piece *x, float *out)
{
    const int64_t width = x->target.paired;
    int64_t at = 0;

    for (int i = 0; i < x->target.parts; i++) {
        STATUS_TRY(arch_floats(&x->part[i], 0, 1, out + at));
        at += x->part[i].cols;
    }
    if (!width)
        return STATUS_OK;
    float *copy = malloc((size_t)(at + 1) * sizeof *copy);
    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "no memory for a vector");
    memcpy(copy, out, (size_t)at * sizeof *copy);
    for (int64_t i = 0; i < at; i++)
        out[i] = copy[paired_row(i, width)];
    free(copy);
    return STATUS_OK;
}

/* Rows of a tensor on its side are columns of ours: ours is kept whole. */
static struct status fill_turned(struct convert_piece *x, int64_t row,
                                 int64_t rows, float *out)
{
    const int64_t in = x->target.shape.shape[0],
                  outs = x->target.shape.shape[1];

    if (!x->cache) {
        x->cache = malloc((size_t)(in * outs) * sizeof *x->cache);
        if (!x->cache)
            return status_fail(STATUS_NO_MEMORY, "no memory for \"%s\"",
                               x->target.name);
        STATUS_TRY(our_rows(x, 0, outs, x->cache));
    }
    for (int64_t c = row; c < row + rows; c++)
        for (int64_t r = 0; r < outs; r++)
            *out++ = x->cache[r * in + c];
    if (row + rows == in) {
        free(x->cache);
        x->cache = NULL;
    }
    return STATUS_OK;
}

static struct status fill(void *user, int64_t row, int64_t rows, float *out)
{
    struct convert_piece *x = user;

    if (x->plain) {
        const int64_t cols =
            x->plain->dims ? x->plain->shape[x->plain->dims - 1] : 1;

        return weights_floats(x->plain, row * cols, rows * cols, out);
    }
    if (x->target.shape.dims == 1)
        return fill_vector(x, out);
    return x->target.transposed ? fill_turned(x, row, rows, out)
                                : fill_rows(x, row, rows, out);
}

static bool has(const char *name, const char *what)
{
    return strstr(name, what) != NULL;
}

/* Matrices are quantised; vectors, norms and positions are few and matter. */
static bool stays_wide(const char *name, int dims)
{
    return dims < 2 || has(name, "norm") || has(name, "position") ||
           has(name, "wpe") || has(name, "token_types") ||
           has(name, "token_type_embeddings");
}

/* The matrix that scores every token. */
static bool is_head(const struct convert_plan *p, const char *name)
{
    static const char *const heads[] = {"output.weight", "lm_head.weight",
                                        "head.weight"};
    static const char *const tables[] = {"token_embd.weight",
                                         "embed_tokens.weight", "wte.weight",
                                         "tokens.weight"};

    for (int i = 0; i < 3; i++)
        if (strcmp(name, heads[i]) == 0)
            return true;
    for (int i = 0; i < 4; i++)
        if (has(name, tables[i]))
            return p->known && p->arch.tied && !p->arch.pooled;
    return false;
}

/* Formats for plain numbers get those of blocks as F32. In a GGUF that others
 * read, what is added or multiplied number by number is F32: llama.cpp ends
 * where it meets bf16 there. */
static enum weights_type plain_type(const struct convert_plan *p,
                                    const struct weights_source *s,
                                    enum weights_type type)
{
    const bool half = type == WEIGHTS_F16 || type == WEIGHTS_BF16;

    if (p->format == CONVERT_GGUF)
        return p->renamed && p->shared && half && stays_wide(s->name, s->dims)
                   ? WEIGHTS_F32
                   : type;
    if (p->format == CONVERT_NPZ && !npy_has(type))
        return WEIGHTS_F32;
    return weights_type_block(type) > 1 ? WEIGHTS_F32 : type;
}

static enum weights_type
type_for(const struct convert_plan *p, struct weights_source *s,
         enum weights_type now, const struct convert_options *o, bool *fallback)
{
    enum quant_type type, fits;

    if (!o->changes || !weights_type_quant(now, &type))
        return now;
    if (!weights_type_quant(o->type, &type))
        return o->type;
    if (quant_block(type) == 1)
        return type == QUANT_F32 || s->dims > 1 ? o->type : WEIGHTS_F32;
    if (stays_wide(s->name, s->dims))
        return WEIGHTS_F32;
    if (!o->pure && type != QUANT_Q8_0 && is_head(p, s->name))
        type = QUANT_Q6_K;
    fits = quant_fitting(type, s->shape[s->dims - 1]);
    *fallback = fits != type;
    return (enum weights_type)fits;
}

static void finish_source(struct convert_plan *p, int i, enum weights_type now,
                          const struct convert_options *o)
{
    struct convert_piece *x = &p->piece[i];
    struct weights_source *s = &p->source[i];

    s->type = plain_type(p, s, type_for(p, s, now, o, &x->fallback));
    if (x->plain && s->type == x->plain->type) {
        s->data = x->plain->data; /* the same bytes */
    } else {
        s->fill = fill;
        s->user = x;
    }
}

static struct status plan_plain(struct convert_plan *p,
                                const struct convert_options *o)
{
    for (; p->count < weights_count(p->in); p->count++) {
        const struct weights_tensor *t = weights_at(p->in, p->count);
        struct weights_source *s = &p->source[p->count];

        p->piece[p->count].plain = t;
        s->name = t->name;
        s->dims = t->dims;
        memcpy(s->shape, t->shape, sizeof s->shape);
        finish_source(p, p->count, t->type, o);
    }
    return STATUS_OK;
}

static struct status fill_turns(void *user, int64_t row, int64_t rows,
                                float *out)
{
    const struct convert_plan *p = user;

    (void)row;
    (void)rows; /* there is one */
    arch_turns_divisors(&p->arch, out);
    return STATUS_OK;
}

/* A GGUF has a tensor for the stretched angles of Llama 3. */
static void add_turns(struct convert_plan *p)
{
    const struct arch *a = &p->arch;
    struct weights_source *s = &p->source[p->count];

    if (p->format != CONVERT_GGUF || a->learned || a->scaling != ARCH_LLAMA3)
        return;
    *s = (struct weights_source){.name = ARCH_TURNS,
                                 .type = WEIGHTS_F32,
                                 .dims = 1,
                                 .shape = {a->head_width / 2},
                                 .fill = fill_turns,
                                 .user = p};
    p->count++;
}

static struct status plan_renamed(struct convert_plan *p,
                                  const struct convert_options *o, int room)
{
    const enum arch_form form =
        p->format == CONVERT_GGUF ? ARCH_FORM_GGUF : ARCH_FORM_HUGGINGFACE;
    struct arch_walk walk = {0};

    while (p->count < room) {
        struct convert_piece *x = &p->piece[p->count];
        struct weights_source *s = &p->source[p->count];

        if (!arch_target(&p->arch, form, &walk, &x->target)) {
            add_turns(p);
            return STATUS_OK;
        }
        for (int i = 0; i < x->target.parts; i++)
            STATUS_TRY(
                arch_part(&p->arch, p->in, x->target.part[i], &x->part[i]));
        s->name = x->target.name;
        s->dims = x->target.shape.dims;
        memcpy(s->shape, x->target.shape.shape, sizeof x->target.shape.shape);
        finish_source(p, p->count++, x->part[0].tensor->type, o);
    }
    return status_fail(STATUS_TOO_BIG, "more parts than tensors");
}

/* A file whose architecture is known changes its names with its format. */
static bool renames(const struct convert_plan *p)
{
    const enum arch_form form = arch_form(p->in);

    if (!p->shared || p->format == CONVERT_NPZ)
        return false;
    if (p->format == CONVERT_GGUF)
        return form != ARCH_FORM_GGUF;
    return form == ARCH_FORM_GGUF ||
           (form == ARCH_FORM_HOUSE && p->format == CONVERT_FOLDER);
}

/* A house model may be shaped like nothing that others know. */
static bool is_shared(const struct arch *a)
{
    if (a->family != ARCH_HOUSE)
        return true;
    if (a->learned)
        return !a->rms && !a->gated && a->bias &&
               a->activation == ARCH_GELU_TANH;
    return a->rms && a->gated && !a->bias;
}

struct status convert_plan_make(struct convert_plan *p,
                                const struct weights *in,
                                enum convert_format format,
                                const struct convert_options *o)
{
    *p = (struct convert_plan){.in = in, .format = format};
    p->known = !arch_read(&p->arch, in).code && !arch_check(&p->arch, in).code;
    p->shared = p->known && is_shared(&p->arch);
    p->renamed = renames(p);
    /* Three parts may have been one tensor. */
    const size_t room = 3 * (size_t)weights_count(in) + 1;
    p->piece = calloc(room, sizeof *p->piece);
    p->source = calloc(room, sizeof *p->source);
    if (!p->piece || !p->source) {
        convert_plan_release(p);
        return status_fail(STATUS_NO_MEMORY, "no memory for %zu tensors", room);
    }
    const struct status st =
        p->renamed ? plan_renamed(p, o, (int)room) : plan_plain(p, o);
    if (st.code)
        convert_plan_release(p);
    return st;
}

void convert_plan_release(struct convert_plan *p)
{
    for (int i = 0; i < p->count && p->piece; i++)
        free(p->piece[i].cache);
    free(p->piece);
    free(p->source);
    *p = (struct convert_plan){0};
}
