#include "engine/app/latent.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/base/size.h"

/* More directions than asked for make those asked for exact sooner. */
enum { EXTRA = 10, ROUNDS = 3, SWEEPS = 30 };

struct fit {
    const struct latent_bags *b;
    int width, wide;     /* wanted, and computed */
    float *words;        /* [words, wide] */
    float *turned_words; /* [wide, words] */
    float *docs;         /* [docs, wide] */
    double *gram;        /* [wide, wide] */
    double *turned;      /* [wide, wide], its eigenvectors in columns */
    float *idf, *scale;  /* [words]; [docs], 1 / length of a weighted passage */
};

static float idf_of(const struct latent_bags *b, int32_t word)
{
    const double df = (double)(b->first[word + 1] - b->first[word]);

    return (float)log((1.0 + b->docs) / (1.0 + df));
}

static float tf_of(int count)
{
    return 1.0F + logf((float)count);
}

/* to += a * from */
static void add(float *restrict to, const float *restrict from, float a, int n)
{
    for (int i = 0; i < n; i++)
        to[i] += a * from[i];
}

/* docs = A words, or words = A' docs: A is the table of passages and words,
 * its passages of length 1. */
static void times(const struct fit *f, bool to_docs)
{
    const struct latent_bags *b = f->b;
    const int n = f->wide;

    if (to_docs)
        memset(f->docs, 0, (size_t)b->docs * (size_t)n * sizeof *f->docs);
    else
        memset(f->words, 0, (size_t)b->words * (size_t)n * sizeof *f->words);
    for (int32_t w = 0; w < b->words; w++) {
        float *word = f->words + (int64_t)w * n;

        for (int64_t e = b->first[w]; e < b->first[w + 1]; e++) {
            const int32_t d = b->entry[e].doc;
            const float a = tf_of(b->entry[e].count) * f->idf[w] * f->scale[d];
            float *doc = f->docs + (int64_t)d * n;

            if (to_docs)
                add(doc, word, a, n);
            else
                add(word, doc, a, n);
        }
    }
}

static double dot(const float *x, const float *y, int64_t n)
{
    double part[8] = {0.0}, sum = 0.0;
    int64_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++)
            part[j] += (double)x[i + j] * (double)y[i + j];
    for (; i < n; i++)
        sum += (double)x[i] * (double)y[i];
    for (int j = 0; j < 8; j++)
        sum += part[j];
    return sum;
}

static void turn_over(float *to, const float *from, int64_t rows, int64_t cols)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < cols; c++)
            to[c * rows + r] = from[r * cols + c];
}

/* Columns of `words` made orthogonal and of length 1; one that has nothing of
 * its own becomes 0. Twice, for what rounding leaves. They lie in rows for
 * that time, as memory is read. */
static void orthogonal(const struct fit *f)
{
    const int n = f->b->words;

    turn_over(f->turned_words, f->words, n, f->wide);
    for (int c = 0; c < f->wide; c++) {
        float *x = f->turned_words + (int64_t)c * n;
        const double before = dot(x, x, n);

        for (int twice = 0; twice < 2; twice++)
            for (int p = 0; p < c; p++) {
                const float *y = f->turned_words + (int64_t)p * n;

                add(x, y, -(float)dot(x, y, n), n);
            }
        const double after = dot(x, x, n);
        const float by =
            after > 1e-10 * before ? (float)(1.0 / sqrt(after)) : 0.0F;
        for (int r = 0; r < n; r++)
            x[r] *= by;
    }
    turn_over(f->words, f->turned_words, f->wide, n);
}

/* One turn of rows and columns p and q that makes their product 0. */
static void turn(double *a, double *v, int n, int p, int q)
{
    const double apq = a[p * n + q];
    const double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    const double t =
        copysign(1.0, theta) / (fabs(theta) + sqrt(theta * theta + 1.0));
    const double c = 1.0 / sqrt(t * t + 1.0), s = t * c;

    for (int i = 0; i < n; i++) {
        const double x = a[i * n + p], y = a[i * n + q];

        a[i * n + p] = c * x - s * y;
        a[i * n + q] = s * x + c * y;
    }
    for (int i = 0; i < n; i++) {
        const double x = a[p * n + i], y = a[q * n + i];

        a[p * n + i] = c * x - s * y;
        a[q * n + i] = s * x + c * y;
    }
    for (int i = 0; i < n; i++) {
        const double x = v[i * n + p], y = v[i * n + q];

        v[i * n + p] = c * x - s * y;
        v[i * n + q] = s * x + c * y;
    }
}

/* Eigenvectors of the symmetric `gram`, by Jacobi's turns. */
static void eigen(const struct fit *f)
{
    const int n = f->wide;
    double *a = f->gram, *v = f->turned;

    for (int i = 0; i < n * n; i++)
        v[i] = i % (n + 1) == 0;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double off = 0.0, on = 0.0;

        for (int p = 0; p < n; p++) {
            on += a[p * n + p] * a[p * n + p];
            for (int q = p + 1; q < n; q++)
                off += a[p * n + q] * a[p * n + q];
        }
        if (off <= 1e-22 * on)
            return;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++)
                if (a[p * n + q] * a[p * n + q] > 1e-26 * on)
                    turn(a, v, n, p, q);
    }
}

/* gram = docs' docs */
static void products(const struct fit *f)
{
    const int n = f->wide;

    memset(f->gram, 0, (size_t)n * (size_t)n * sizeof *f->gram);
    for (int32_t d = 0; d < f->b->docs; d++) {
        const float *x = f->docs + (int64_t)d * n;

        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                f->gram[i * n + j] += (double)x[i] * (double)x[j];
    }
}

/* rows = words turned to the largest directions first, times idf. */
static void give(const struct fit *f, float *rows)
{
    const int n = f->wide;
    int order[LATENT_WIDTH_MOST + EXTRA];

    for (int i = 0; i < n; i++) {
        int at = i;

        for (;
             at > 0 && f->gram[order[at - 1] * (n + 1)] < f->gram[i * (n + 1)];
             at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (int32_t w = 0; w < f->b->words; w++)
        for (int i = 0; i < f->width; i++) {
            double sum = 0.0;

            for (int j = 0; j < n && i < n; j++)
                sum += (double)f->words[(int64_t)w * n + j] *
                       f->turned[j * n + order[i]];
            rows[(int64_t)w * f->width + i] = (float)sum * f->idf[w];
        }
}

static void weigh(const struct fit *f)
{
    const struct latent_bags *b = f->b;

    memset(f->scale, 0, (size_t)b->docs * sizeof *f->scale);
    for (int32_t w = 0; w < b->words; w++) {
        f->idf[w] = idf_of(b, w);
        for (int64_t e = b->first[w]; e < b->first[w + 1]; e++) {
            const float a = tf_of(b->entry[e].count) * f->idf[w];

            f->scale[b->entry[e].doc] += a * a;
        }
    }
    for (int32_t d = 0; d < b->docs; d++)
        f->scale[d] = f->scale[d] > 0.0F ? 1.0F / sqrtf(f->scale[d]) : 0.0F;
}

static struct status stopped(void)
{
    return status_fail(STATUS_CANCELLED, "the vectors of words: stopped");
}

static struct status compute(struct fit *f, float *rows, uint64_t seed,
                             const struct hook *hook)
{
    struct rng rng = rng_make(seed, 0x4c5341);
    const int64_t n = (int64_t)f->b->words * f->wide;

    weigh(f);
    for (int64_t i = 0; i < n; i++)
        f->words[i] = rng_normal(&rng);
    for (int round = 0; round < ROUNDS; round++) {
        if (hook && hook_stops(hook))
            return stopped();
        times(f, true);
        if (hook && hook_stops(hook))
            return stopped();
        times(f, false);
        orthogonal(f);
    }
    times(f, true);
    products(f);
    eigen(f);
    give(f, rows);
    return STATUS_OK;
}

static void *room(int64_t rows, int wide, size_t each)
{
    size_t bytes;
    const int64_t shape[2] = {rows, wide};

    return size_of_shape(&bytes, shape, 2, each) ? malloc(bytes) : NULL;
}

struct status latent_fit(float *rows, const struct latent_bags *b, int width,
                         uint64_t seed, const struct hook *hook)
{
    struct fit f = {.b = b, .width = width};
    struct status st;

    if (width < 1 || width > LATENT_WIDTH_MOST || b->docs < 1 || b->words < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "vectors of %d numbers of %d passages and %d words",
                           width, b->docs, b->words);
    f.wide = width + EXTRA;
    if (f.wide > b->words)
        f.wide = b->words;
    f.words = room(b->words, f.wide, sizeof *f.words);
    f.turned_words = room(b->words, f.wide, sizeof *f.words);
    f.docs = room(b->docs, f.wide, sizeof *f.docs);
    f.gram = room(f.wide, f.wide, sizeof *f.gram);
    f.turned = room(f.wide, f.wide, sizeof *f.turned);
    f.idf = room(b->words, 1, sizeof *f.idf);
    f.scale = room(b->docs, 1, sizeof *f.scale);
    if (!f.words || !f.turned_words || !f.docs || !f.gram || !f.turned ||
        !f.idf || !f.scale)
        st = status_fail(STATUS_NO_MEMORY,
                         "no room for vectors of %d passages and %d words",
                         b->docs, b->words);
    else
        st = compute(&f, rows, seed, hook);
    free(f.words);
    free(f.turned_words);
    free(f.docs);
    free(f.gram);
    free(f.turned);
    free(f.idf);
    free(f.scale);
    return st;
}

void latent_add(float *sum, const float *row, int count, int width)
{
    const float by = tf_of(count);

    for (int i = 0; i < width; i++)
        sum[i] += by * row[i];
}

void latent_end(float *sum, int width)
{
    double square = 0.0;

    for (int i = 0; i < width; i++)
        square += (double)sum[i] * (double)sum[i];
    const float by = square > 0.0 ? (float)(1.0 / sqrt(square)) : 0.0F;
    for (int i = 0; i < width; i++)
        sum[i] *= by;
}

void latent_documents(float *out, const struct latent_bags *b,
                      const float *rows, int width)
{
    memset(out, 0, (size_t)b->docs * (size_t)width * sizeof *out);
    for (int32_t w = 0; w < b->words; w++)
        for (int64_t e = b->first[w]; e < b->first[w + 1]; e++)
            latent_add(out + (int64_t)b->entry[e].doc * width,
                       rows + (int64_t)w * width, b->entry[e].count, width);
    for (int32_t d = 0; d < b->docs; d++)
        latent_end(out + (int64_t)d * width, width);
}
