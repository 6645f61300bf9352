#include "engine/kernels/k_real.h"

/* Large products in f32: the sums of a tile of C stay in registers while the
 * inner extent goes by (Goto and van de Geijn 2008, "Anatomy of
 * High-Performance Matrix Multiplication"). B is copied in panels as wide as a
 * tile, A too where it lies turned, so that the inner loop reads memory in
 * order.
 *
 * An element is the sum of runs of DEEP products, in order, whatever tile it
 * falls in: the bits do not depend on how C is cut. This file alone is built
 * with contraction, so that a * b + c is one instruction. */
#if defined(KERNEL_F64) || !defined(__AVX2__)
#define VECTOR 16 /* bytes */
enum { ROWS = 4 };
#elif defined(__AVX512F__)
#define VECTOR 64
enum { ROWS = 12 };
#else
#define VECTOR 32
enum { ROWS = 6 };
#endif

typedef real lanes __attribute__((vector_size(VECTOR)));

enum {
    LANES = VECTOR / (int)sizeof(real),
    COLS = 2 * LANES,        /* of a tile */
    DEEP = 256,              /* a tile's rows of A stay in the first cache */
    TALL = 8 * ROWS,         /* rows of turned A that are copied at a time */
    WIDE = 256 / COLS * COLS /* columns of B that are copied at a time */
};

struct room {
    real b[DEEP * WIDE] __attribute__((aligned(64)));
    real a[DEEP * TALL] __attribute__((aligned(64)));
};

/* A tile: rows of A times columns of B, and where they go. */
struct tile {
    const real *a, *b;
    int64_t a_row, a_step, b_step; /* from row to row; along the inner extent */
    real *c;
    const real *start; /* C begins as beta times this; NULL: as zero */
    int64_t c_row, start_row;
    int rows, cols, deep;
    real alpha, beta;
};

static inline lanes load(const real *from)
{
    lanes v;

    memcpy(&v, from, sizeof v);
    return v;
}

/* A tile of sums to its place. */
__attribute__((always_inline)) static inline void
put(const struct tile *t, lanes sum[ROWS][2], int rows, int vectors)
{
#pragma GCC unroll 12
    for (int i = 0; i < rows; i++) {
#pragma GCC unroll 2
        for (int j = 0; j < vectors; j++) {
            const int64_t at = j * LANES;
            lanes v = sum[i][j] * t->alpha;

            if (t->start)
                v = t->beta * load(t->start + i * t->start_row + at) + v;
            memcpy(t->c + i * t->c_row + at, &v, sizeof v);
        }
    }
}

/* The last columns of C pass through a copy, so that they see the same
 * instructions. */
__attribute__((always_inline)) static inline void
put_edge(const struct tile *t, lanes sum[ROWS][2], int rows, int vectors)
{
    const size_t bytes = (size_t)t->cols * sizeof *t->c;
    real edge[ROWS * COLS] = {R(0.0)};
    struct tile copy = *t;

    copy.c = edge;
    copy.c_row = copy.start_row = COLS;
    for (int i = 0; i < rows && t->start; i++)
        memcpy(edge + i * COLS, t->start + i * t->start_row, bytes);
    copy.start = t->start ? edge : NULL;
    put(&copy, sum, rows, vectors);
    for (int i = 0; i < rows; i++)
        memcpy(t->c + i * t->c_row, edge + i * COLS, bytes);
}

/* `rows` and `vectors` are constants where this is used, so `sum` lives in
 * registers. */
__attribute__((always_inline)) static inline void tile_of(const struct tile *t,
                                                          int rows, int vectors)
{
    const int64_t a_row = t->a_row, a_step = t->a_step, b_step = t->b_step;
    /* Three rows from one pointer: an address holds twice a register. */
    const real *a[ROWS / 3 + 1], *b = t->b;
    lanes sum[ROWS][2] = {{{R(0.0)}}};

#pragma GCC unroll 5
    for (int i = 0; i < rows; i += 3)
        a[i / 3] = t->a + i * a_row;
    for (int k = 0; k < t->deep; k++, b += b_step) {
        lanes v[2];

#pragma GCC unroll 2
        for (int j = 0; j < vectors; j++)
            v[j] = load(b + j * LANES);
#pragma GCC unroll 12
        for (int i = 0; i < rows; i++) {
#pragma GCC unroll 2
            for (int j = 0; j < vectors; j++)
                sum[i][j] = a[i / 3][i % 3 * a_row] * v[j] + sum[i][j];
        }
#pragma GCC unroll 5
        for (int i = 0; i < rows; i += 3)
            a[i / 3] += a_step;
    }
    if (t->cols == vectors * LANES)
        put(t, sum, rows, vectors);
    else
        put_edge(t, sum, rows, vectors);
}

/* A function for every size, so that each has the registers for itself. */
#define TILE_PAIR(n)                                      \
    KERNEL_APART static void tile_##n##_1(struct tile *t) \
    {                                                     \
        tile_of(t, n, 1);                                 \
    }                                                     \
    KERNEL_APART static void tile_##n##_2(struct tile *t) \
    {                                                     \
        tile_of(t, n, 2);                                 \
    }
#define TILE_ENTRY(n) {tile_##n##_1, tile_##n##_2},

#define TILES_4(X)    X(1) X(2) X(3) X(4)
#define TILES_6(X)    TILES_4(X) X(5) X(6)
#define TILES_12(X)   TILES_6(X) X(7) X(8) X(9) X(10) X(11) X(12)
#if VECTOR == 64
#define TILES TILES_12
#elif VECTOR == 32
#define TILES TILES_6
#else
#define TILES TILES_4
#endif

TILES(TILE_PAIR)

static void tile(struct tile *t)
{
    static void (*const of[ROWS][2])(struct tile * t) = {TILES(TILE_ENTRY)};

    of[t->rows - 1][t->cols > LANES](t);
}

static int least(int64_t a, int b)
{
    return a < b ? (int)a : b;
}

/* Turning LANES x LANES numbers: in every round, row i meets row i + LANES / 2
 * and their numbers are dealt out in turn. */
#define DEAL(v, w, ...) __builtin_shufflevector(v, w, __VA_ARGS__)
#if VECTOR == 16 && defined(KERNEL_F64)
#define DEAL_LOW  0, 2
#define DEAL_HIGH 1, 3
#elif VECTOR == 16
#define DEAL_LOW  0, 4, 1, 5
#define DEAL_HIGH 2, 6, 3, 7
#elif VECTOR == 32
#define DEAL_LOW  0, 8, 1, 9, 2, 10, 3, 11
#define DEAL_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define DEAL_LOW  0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define DEAL_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#endif

static void turn(real *to, const real *from, int64_t row)
{
    lanes v[LANES], w[LANES];

#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++)
        v[i] = load(from + i * row);
#pragma GCC unroll 4
    for (int n = 1; n < LANES; n *= 2) {
#pragma GCC unroll 8
        for (int i = 0; i < LANES / 2; i++) {
            w[2 * i] = DEAL(v[i], v[i + LANES / 2], DEAL_LOW);
            w[2 * i + 1] = DEAL(v[i], v[i + LANES / 2], DEAL_HIGH);
        }
#pragma GCC unroll 16
        for (int i = 0; i < LANES; i++)
            v[i] = w[i];
    }
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++)
        memcpy(to + i * COLS, &v[i], sizeof v[i]);
}

/* to[k][j] = b[j][k]. */
static void copy_turned(real *to, const real *b, int64_t row, int deep,
                        int cols)
{
    const int whole = deep / LANES * LANES;

    for (int j = 0; j < cols; j += LANES) {
        const int n = cols - j;

        if (n >= LANES)
            for (int k = 0; k < whole; k += LANES)
                turn(to + k * COLS + j, b + j * row + k, row);
        for (int k = n >= LANES ? whole : 0; k < deep; k++)
            for (int i = 0; i < LANES; i++)
                to[k * COLS + j + i] = i < n ? b[(j + i) * row + k] : R(0.0);
    }
}

/* Inner extent k .. k + deep - 1 of columns from .. from + cols - 1. An operand
 * that is read too seldom to be worth a copy is read where it stands. */
struct block {
    int64_t k, from;
    int deep, cols;
    bool copies_a, copies_b;
    const real *b; /* its first number, where it stands */
};

/* to[0 .. LANES-1] = from[0 .. n-1] and zeros; n may be below 0. */
static inline void copy_lanes(real *to, const real *from, int n)
{
    if (n >= LANES) {
        memcpy(to, from, sizeof(lanes));
        return;
    }
    for (int i = 0; i < LANES; i++)
        to[i] = i < n ? from[i] : R(0.0);
}

/* Rows of b as they stand, each dealt out to the panels: the k-th numbers of
 * a panel are neighbours. The last panel has zeros up to a whole vector. */
static void copy_straight(struct room *room, const struct gemm_args *g,
                          const struct block *s)
{
    const int whole = s->copies_b ? s->cols / COLS * COLS : 0;
    const int last = s->cols / COLS * COLS, rest = s->cols - last;
    const real *b = s->b;

    for (int k = 0; k < s->deep && whole + rest; k++, b += g->b_row) {
        real *to = room->b + (int64_t)k * COLS;

        for (int j = 0; j < whole; j += COLS)
            memcpy(to + (int64_t)j * s->deep, b + j, COLS * sizeof *b);
        for (int j = 0; j < rest; j += LANES)
            copy_lanes(to + (int64_t)last * s->deep + j, b + last + j,
                       rest - j);
    }
}

static void copy_b(struct room *room, const struct gemm_args *g,
                   const struct block *s)
{
    if (!g->b_transposed)
        copy_straight(room, g, s);
    for (int j = 0; j < s->cols && g->b_transposed; j += COLS)
        copy_turned(room->b + (int64_t)j * s->deep, s->b + j * g->b_row,
                    g->b_row, s->deep, least(s->cols - j, COLS));
}

/* Rows first .. first + rows - 1 of a turned A, ROWS at a time. */
static void copy_a(struct room *room, const struct gemm_args *g, const real *a,
                   const struct block *s, int64_t first, int rows)
{
    const int whole = rows / ROWS * ROWS;
    const real *from = a + s->k * g->a_row + first;

    for (int k = 0; k < s->deep; k++, from += g->a_row) {
        real *to = room->a + (int64_t)k * ROWS;

        for (int i = 0; i < whole; i += ROWS)
            memcpy(to + (int64_t)i * s->deep, from + i, ROWS * sizeof *to);
        for (int i = whole; i < rows; i++)
            to[(int64_t)whole * s->deep + i - whole] = from[i];
    }
}

/* Where C comes from in this block: from the bias, from itself, from nothing.
 */
static void set_start(struct tile *t, const struct gemm_args *g,
                      const struct block *s, int j)
{
    const bool keeps = g->beta < 0.0 || g->beta > 0.0;

    t->start = t->c;
    t->start_row = t->c_row;
    if (s->k > 0)
        return;
    if (g->bias) {
        t->start = (const real *)g->bias + s->from + j;
        t->start_row = 0;
    } else if (!keeps) {
        t->start = NULL;
    }
}

static void run_panels(const struct room *room, const struct gemm_args *g,
                       const struct block *s, struct tile *t)
{
    real *c = t->c;

    for (int j = 0; j < s->cols; j += COLS) {
        t->cols = least(s->cols - j, COLS);
        if (s->copies_b || t->cols < COLS) {
            t->b = room->b + (int64_t)j * s->deep;
            t->b_step = COLS;
        } else {
            t->b = s->b + j;
            t->b_step = g->b_row;
        }
        t->c = c + j;
        set_start(t, g, s, j);
        tile(t);
    }
}

/* The numbers of B that the next block copies are called for while this one is
 * computed: some lines for every few rows. */
struct ahead {
    const real *b;
    int64_t row;       /* from one to the next, as they lie */
    int rows, per_row; /* lines of 64 bytes */
    int row_at, at;
    int each;
};

static void look_ahead(struct ahead *n)
{
    for (int i = 0; i < n->each && n->row_at < n->rows; i++) {
        __builtin_prefetch(n->b + n->row_at * n->row +
                           n->at * (64 / (int)sizeof(real)));
        if (++n->at == n->per_row) {
            n->at = 0;
            n->row_at++;
        }
    }
}

static struct ahead ahead_of(const struct gemm_args *g, const struct block *s)
{
    const int line = 64 / (int)sizeof(real);
    const int length = g->b_transposed ? s->deep : s->cols;
    struct ahead n = {.b = s->b,
                      .row = g->b_row,
                      .rows = g->b_transposed ? s->cols : s->deep,
                      .per_row = (length + line - 1) / line};
    const int64_t turns = (g->rows + ROWS - 1) / ROWS;

    n.each = (int)(((int64_t)n.rows * n.per_row + turns - 1) / turns);
    return n;
}

/* Rows first .. first + rows - 1 of one block: a few rows of A stay near while
 * all panels of B go by in order. */
static void run_rows(const struct room *room, const struct gemm_args *g,
                     const real *a, real *c, const struct block *s,
                     struct ahead *next, const int64_t range[2])
{
    struct tile t = {.a_row = g->a_transposed ? 1 : g->a_row,
                     .a_step = s->copies_a       ? ROWS
                               : g->a_transposed ? g->a_row
                                                 : 1,
                     .c_row = g->c_row,
                     .deep = s->deep,
                     .alpha = (real)g->alpha,
                     .beta = s->k || g->bias ? R(1.0) : (real)g->beta};

    for (int64_t i = range[0]; i < range[1]; i += ROWS) {
        t.a = s->copies_a       ? room->a + (i - range[0]) * s->deep
              : g->a_transposed ? a + s->k * g->a_row + i
                                : a + i * g->a_row + s->k;
        t.c = c + i * g->c_row + s->from;
        t.rows = least(range[1] - i, ROWS);
        look_ahead(next);
        run_panels(room, g, s, &t);
    }
}

static void run_block(struct room *room, const struct gemm_args *g,
                      const real *a, real *c, const struct block *s,
                      const struct block *next)
{
    const int64_t step = s->copies_a ? TALL : g->rows;
    struct ahead ahead = {.each = 0};

    if (next->from < g->cols)
        ahead = ahead_of(g, next);
    copy_b(room, g, s);
    for (int64_t first = 0; first < g->rows; first += step) {
        const int rows = (int)(g->rows - first < step ? g->rows - first : step);

        if (s->copies_a)
            copy_a(room, g, a, s, first, rows);
        run_rows(room, g, a, c, s, &ahead,
                 (const int64_t[]){first, first + rows});
    }
}

/* Nothing to add up: C = beta C, or the bias. */
static void no_inner(const struct gemm_args *g, real *c)
{
    const bool keeps = g->beta < 0.0 || g->beta > 0.0;
    const real *bias = g->bias;

    for (int64_t i = 0; i < g->rows; i++, c += g->c_row)
        for (int64_t j = 0; j < g->cols; j++)
            c[j] = bias ? bias[j] : keeps ? (real)g->beta * c[j] : R(0.0);
}

/* The block after `s`: deeper, or the next columns. */
static struct block after(const struct gemm_args *g, const real *b,
                          const struct block *s)
{
    struct block n = *s;

    n.k += s->deep;
    if (n.k >= g->inner) {
        n.k = 0;
        n.from += s->cols;
    }
    n.deep = least(g->inner - n.k, DEEP);
    n.cols = least(g->cols - n.from, WIDE);
    n.b = g->b_transposed ? b + n.from * g->b_row + n.k
                          : b + n.k * g->b_row + n.from;
    return n;
}

static void multiply(struct room *room, const struct gemm_args *g,
                     const real *a, const real *b, real *c)
{
    struct block s = {.copies_a = g->a_transposed && g->cols > 2 * COLS,
                      .copies_b = g->b_transposed || g->rows > ROWS,
                      .deep = least(g->inner, DEEP),
                      .cols = least(g->cols, WIDE),
                      .b = b};

    if (g->inner == 0) {
        no_inner(g, c);
        return;
    }
    while (s.from < g->cols) {
        const struct block next = after(g, b, &s);

        run_block(room, g, a, c, &s, &next);
        s = next;
    }
}

void KERNEL(product_forward)(const struct gemm_args *args)
{
    const struct gemm_args *g = args;
    struct room room;

    for (int64_t i = 0; i < g->batch; i++) {
        multiply(&room, g, (const real *)g->a + i * g->a_batch,
                 (const real *)g->b + i * g->b_batch,
                 (real *)g->c + i * g->c_batch);
    }
}
