#include "exercises/standin.h"

#include <stdlib.h>
#include <string.h>

#include "exercises/standin_parts.h"

/* A kernel gets arrays and nothing else: there is no argument that could say
 * whom it stands in for. Set before the first graph runs, cleared after the
 * last one; never changed in between. */
static struct standin *now;

enum { AT_A_TIME = TALK_NUMBERS / 4 };

static const struct {
    const char *exercise, *op, *run;
} table_rows[STANDIN_PARTS] = {
    [STANDIN_SOFTMAX] = {"softmax", "softmax", "lathe lab train-gpt"},
    [STANDIN_ATTENTION] = {"attention", "attention", "lathe lab train-gpt"},
    [STANDIN_LAYER_NORM] = {"layer-norm", "", "lathe lab train-gpt"},
    [STANDIN_GELU] = {"gelu", "", "lathe lab train-gpt"},
    [STANDIN_RELU] = {"relu", "", "lathe lab mlp-playground activation=relu"},
    [STANDIN_SILU] = {"silu", "", "lathe lab train-gpt preset=llama-tiny"},
    [STANDIN_MATMUL] = {"matmul", "matmul", "lathe lab train-gpt"},
    [STANDIN_LINEAR] = {"linear", "",
                        "lathe train --data town:20000 --set bias=on"},
    [STANDIN_CROSS_ENTROPY] = {"cross-entropy", "", "lathe lab train-gpt"},
    [STANDIN_ADAMW] = {"adamw", "", "lathe lab train-gpt"},
    [STANDIN_ROPE] = {"rope", "", "lathe lab train-gpt preset=llama-tiny"},
    [STANDIN_STRIDES] = {"strides", "", "lathe lab recall-race models=rnn"},
    [STANDIN_HEADS] = {"heads", "mask_causal", "lathe lab train-gpt"},
    [STANDIN_BPE_MERGE] = {"bpe-merge", "", "lathe lab bpe-train"},
    [STANDIN_SAMPLING] = {"sampling", "", "lathe lab sampler top-k=5"},
    [STANDIN_KV_CACHE] = {"kv-cache", "", "lathe generate MODEL --tokens 40"},
    [STANDIN_NGRAM] = {"ngram", "",
                       "lathe lab ngram-next smoothing=add data=town:20000"},
    [STANDIN_IDF] = {"idf", "", "lathe lab tfidf-search"},
    [STANDIN_SINUSOID] = {"sinusoid", "", "lathe lab position-waves"},
    [STANDIN_RNN_STEP] = {"rnn-step", "", "lathe lab recall-race models=rnn"},
    [STANDIN_GRU_STEP] = {"gru-step", "", "lathe lab recall-race models=gru"},
    [STANDIN_LSTM_STEP] = {"lstm-step", "", "lathe lab memory-cell"},
    [STANDIN_QUANTISE] = {"quantise", "", "lathe lab quantise-error"},
    [STANDIN_ADDITIVE] = {"additive-attention", "", "lathe lab translate"},
    [STANDIN_LORA] = {"lora", "", "lathe generate ADAPTER --tokens 40"},
};

const char *standin_exercise(enum standin_part part)
{
    return table_rows[part].exercise;
}

const char *standin_op(enum standin_part part)
{
    return table_rows[part].op;
}

const char *standin_run(enum standin_part part)
{
    return table_rows[part].run;
}

enum standin_part standin_of(const char *exercise, size_t bytes)
{
    int i = 0;

    while (i < STANDIN_PARTS &&
           (strlen(table_rows[i].exercise) != bytes ||
            strncmp(table_rows[i].exercise, exercise, bytes) != 0))
        i++;
    return (enum standin_part)i;
}

struct standin *standin_now(void)
{
    return now;
}

int standin_rows(int left, int cols)
{
    const int most = cols < AT_A_TIME ? AT_A_TIME / cols : 1;

    return left < most ? left : most;
}

/* --- rows ------------------------------------------------------------------
 */

static void softmax_forward(float *out, const float *x, int rows, int cols)
{
    for (int n; rows > 0; rows -= n, x += n * cols, out += n * cols) {
        n = standin_rows(rows, cols);
        const struct lent_array a[] = {WHOLE("rows", n), WHOLE("cols", cols),
                                       IN("x", n, cols, x),
                                       OUT("out", n, cols, out)};

        if (!CALL(now, STANDIN_SOFTMAX, a))
            now->ours.softmax_forward(out, x, n, cols);
    }
}

/* Gains of 1 and biases of 0, where the layer has none; NULL: no memory. */
static float *constant(int n, float value)
{
    float *x = malloc((size_t)n * sizeof *x);

    for (int i = 0; i < n && x; i++)
        x[i] = value;
    return x;
}

struct norm {
    const float *x, *gain, *bias, *dout;
    float *out, *dx; /* NULL: not wanted */
    int rows, cols;
    double epsilon;
};

/* The exercise goes forward and back in one call; one half is not wanted. */
static bool norm_call(const struct norm *s, const float *ones,
                      const float *zeros)
{
    const float epsilon = (float)s->epsilon;
    const int n = s->rows;
    float *none = s->dx ? NULL : constant(n * s->cols, 0.0f);
    bool good = s->dx || none;

    if (good) {
        const struct lent_array a[] = {
            WHOLE("rows", n),
            WHOLE("cols", s->cols),
            IN("epsilon", 1, 1, &epsilon),
            IN("x", n, s->cols, s->x),
            IN("gain", 1, s->cols, s->gain ? s->gain : ones),
            IN("bias", 1, s->cols, s->bias ? s->bias : zeros),
            IN("dout", n, s->cols, s->dout ? s->dout : none),
            {.name = "out",
             .rows = n,
             .cols = s->cols,
             .out = s->out,
             .unwanted = !s->out},
            {.name = "dx",
             .rows = n,
             .cols = s->cols,
             .in = s->dx ? s->dx : none,
             .out = s->dx,
             .unwanted = !s->dx}};

        good = CALL(now, STANDIN_LAYER_NORM, a);
    }
    free(none);
    return good;
}

static bool norm_run(struct norm s)
{
    float *ones = constant(s.cols, 1.0f), *zeros = constant(s.cols, 0.0f);
    const int rows = s.rows;
    bool good = ones && zeros;

    for (int at = 0, n; at < rows && good; at += n) {
        s.rows = n = standin_rows(rows - at, s.cols);
        good = norm_call(&s, ones, zeros);
        s.x += n * s.cols;
        s.out = s.out ? s.out + n * s.cols : NULL;
        s.dout = s.dout ? s.dout + n * s.cols : NULL;
        s.dx = s.dx ? s.dx + n * s.cols : NULL;
    }
    free(ones);
    free(zeros);
    return good;
}

static void norm_layer_forward(float *out, const float *x, const float *gain,
                               const float *bias, int rows, int cols,
                               double epsilon)
{
    if (!norm_run((struct norm){.x = x,
                                .gain = gain,
                                .bias = bias,
                                .out = out,
                                .rows = rows,
                                .cols = cols,
                                .epsilon = epsilon}))
        now->ours.norm_layer_forward(out, x, gain, bias, rows, cols, epsilon);
}

/* Behind a failure the run is over; what dx holds then does not matter. */
static void norm_layer_backward(float *dx, const float *dout, const float *x,
                                const float *gain, int rows, int cols,
                                double epsilon)
{
    (void)norm_run((struct norm){.x = x,
                                 .gain = gain,
                                 .dout = dout,
                                 .dx = dx,
                                 .rows = rows,
                                 .cols = cols,
                                 .epsilon = epsilon});
}

/* --- numbers ---------------------------------------------------------------
 */

static bool activate(enum standin_part part, float *out, float *dx,
                     const float *dout, const float *x, int n)
{
    float *none = constant(n, 0.0f);
    const struct lent_array a[] = {
        WHOLE("n", n),
        IN("x", 1, n, x),
        IN("dout", 1, n, dout ? dout : none),
        {.name = "out", .rows = 1, .cols = n, .out = out, .unwanted = !out},
        {.name = "dx",
         .rows = 1,
         .cols = n,
         .in = dx ? dx : none,
         .out = dx,
         .unwanted = !dx}};
    const bool good = none && CALL(now, part, a);

    free(none);
    return good;
}

static void activate_all(enum standin_part part, float *out, float *dx,
                         const float *dout, const float *x, int n)
{
    for (int at = 0, many; at < n; at += many) {
        many = standin_rows(n - at, 1);
        if (activate(part, out ? out + at : NULL, dx ? dx + at : NULL,
                     dout ? dout + at : NULL, x + at, many))
            continue;
        if (out && part == STANDIN_GELU)
            now->ours.activation_gelu_forward(out + at, x + at, many);
        else if (out && part == STANDIN_SILU)
            now->ours.activation_silu_forward(out + at, x + at, many);
        else if (out)
            now->ours.activation_relu_forward(out + at, x + at, many);
    }
}

static void gelu_forward(float *out, const float *x, int n)
{
    activate_all(STANDIN_GELU, out, NULL, NULL, x, n);
}

static void gelu_backward(float *dx, const float *dout, const float *x, int n)
{
    activate_all(STANDIN_GELU, NULL, dx, dout, x, n);
}

/* Value and slope: the way back of a gradient of 1, added to 0. */
static void gelu_both(float *out, float *slope, const float *x, int n)
{
    float *ones = constant(n, 1.0f);

    for (int i = 0; i < n; i++)
        slope[i] = 0.0f;
    if (ones)
        activate_all(STANDIN_GELU, out, slope, ones, x, n);
    else
        now->ours.activation_gelu_both(out, slope, x, n);
    free(ones);
}

static void relu_forward(float *out, const float *x, int n)
{
    activate_all(STANDIN_RELU, out, NULL, NULL, x, n);
}

static void relu_backward(float *dx, const float *dout, const float *x, int n)
{
    activate_all(STANDIN_RELU, NULL, dx, dout, x, n);
}

static void silu_forward(float *out, const float *x, int n)
{
    activate_all(STANDIN_SILU, out, NULL, NULL, x, n);
}

static void silu_backward(float *dx, const float *dout, const float *x, int n)
{
    activate_all(STANDIN_SILU, NULL, dx, dout, x, n);
}

/* p, m and v change in the order of ADAMW_ROOM, and in the room of `work`: a
 * step that breaks off leaves them as they were. */
enum { ADAMW_P, ADAMW_M, ADAMW_V, ADAMW_G, ADAMW_ROOM };

static bool adamw_call(float *const work[ADAMW_ROOM],
                       const struct kernels_adamw *s, int n)
{
    const float rate = (float)s->rate, decay = (float)s->decay;
    const float epsilon = (float)s->epsilon, beta1 = (float)s->beta1;
    const float beta2 = (float)s->beta2;
    const int step = (int)s->step;
    const struct lent_array a[] = {WHOLE("n", n),
                                   WHOLE("step", step),
                                   IN("rate", 1, 1, &rate),
                                   IN("decay", 1, 1, &decay),
                                   IN("epsilon", 1, 1, &epsilon),
                                   IN("beta1", 1, 1, &beta1),
                                   IN("beta2", 1, 1, &beta2),
                                   IN("g", 1, n, work[ADAMW_G]),
                                   CHANGE("p", 1, n, work[ADAMW_P]),
                                   CHANGE("m", 1, n, work[ADAMW_M]),
                                   CHANGE("v", 1, n, work[ADAMW_V])};

    return CALL(now, STANDIN_ADAMW, a);
}

static bool adamw_some(float *const array[3], const float *g,
                       const struct kernels_adamw *s, int n)
{
    const size_t bytes = (size_t)n * sizeof *g;
    float *room = malloc(ADAMW_ROOM * bytes), *work[ADAMW_ROOM];

    if (!room)
        return false;
    for (int i = 0; i < ADAMW_ROOM; i++)
        work[i] = room + (size_t)i * (size_t)n;
    for (int i = 0; i < ADAMW_G; i++)
        memcpy(work[i], array[i], bytes);
    for (int i = 0; i < n; i++)
        work[ADAMW_G][i] = g[i] * (float)s->clip;
    const bool good = adamw_call(work, s, n);
    for (int i = 0; i < ADAMW_G && good; i++)
        memcpy(array[i], work[i], bytes);
    free(room);
    return good;
}

static void optim_adamw(float *p, const float *g, float *m, float *v,
                        const struct kernels_adamw *s, int n)
{
    for (int at = 0, many; at < n; at += many) {
        float *const array[] = {p + at, m + at, v + at};

        many = standin_rows(n - at, 1);
        if (!adamw_some(array, g + at, s, many))
            now->ours.optim_adamw(p + at, g + at, m + at, v + at, s, many);
    }
}

/* --- begin and end ---------------------------------------------------------
 */

struct status standin_begin(struct standin *s, struct kernels_f32 *table,
                            struct stead *stead)
{
    if (now) {
        return status_fail(STATUS_BAD_USAGE,
                           "another run has your functions; end it first");
    }
    now = s;
    s->ours = *table;
    if (s->on[STANDIN_SOFTMAX])
        table->softmax_forward = softmax_forward;
    if (s->on[STANDIN_LAYER_NORM]) {
        table->norm_layer_forward = norm_layer_forward;
        table->norm_layer_backward = norm_layer_backward;
    }
    if (s->on[STANDIN_GELU]) {
        table->activation_gelu_forward = gelu_forward;
        table->activation_gelu_backward = gelu_backward;
        table->activation_gelu_both = gelu_both;
    }
    if (s->on[STANDIN_RELU]) {
        table->activation_relu_forward = relu_forward;
        table->activation_relu_backward = relu_backward;
    }
    if (s->on[STANDIN_SILU]) {
        table->activation_silu_forward = silu_forward;
        table->activation_silu_backward = silu_backward;
    }
    if (s->on[STANDIN_ADAMW])
        table->optim_adamw = optim_adamw;
    standin_tables(s, table);
    standin_copy(s, table);
    standin_upper(s, stead);
    standin_layers(s, stead);
    return STATUS_OK;
}

void standin_end(struct standin *s)
{
    if (now == s)
        now = NULL;
    for (int i = 0; i < STANDIN_PARTS; i++) {
        if (s->on[i])
            lent_close(&s->lent[i]);
        s->on[i] = false;
    }
}

struct status standin_status(struct standin *s)
{
    for (int i = 0; i < STANDIN_PARTS; i++) {
        if (s->on[i]) {
            const struct status st = lent_status(&s->lent[i]);

            if (st.code)
                return st;
        }
    }
    return STATUS_OK;
}
