/* check.c: the cases of backprop. */
#include "exercises/kit/check.h"

#include <math.h>
#include <string.h>

#include "backprop.h"

enum { HAND, TANH, LINEAR, LOSS, EXTREME, CHECKER, NONE };
enum { ROWS = 5, IN = 3, HIDDEN = 4, CLASSES = 3 };
enum {
    W1 = HIDDEN * IN,
    W2 = CLASSES * HIDDEN,
    NET = W1 + HIDDEN + W2 + CLASSES
};

static const struct check_case cases[] = {
    [HAND] = {"hand", "the cases of the prompt", false},
    [TANH] = {"tanh", "tanh alone", false},
    [LINEAR] = {"linear", "layers of other sizes", true},
    [LOSS] = {"loss", "the loss of many rows", true},
    [EXTREME] = {"extreme", "scores near +-1000", false},
    [CHECKER] = {"checker", "two layers against the loss itself", false},
    [NONE] = {"none", "no row: nothing is added", false},
    {0},
};

static void by_hand(float *x, float *w, float *dy, float *y, float *dt)
{
    static const float ws[] = {3, 4, 5, 6};

    memcpy(w, ws, sizeof ws);
    x[0] = 1.0f;
    x[1] = 2.0f;
    dy[0] = 1.0f;
    dy[1] = -1.0f;
    y[0] = 0.5f;
    dt[0] = 2.0f;
}

static void make(struct check *c, int number)
{
    static const int rows[] = {1, 2, 7, 9, 4, ROWS, 0};
    static const int ins[] = {2, 2, 5, 2, 2, IN, 3};
    static const int outs[] = {2, 2, 3, 6, 3, CLASSES, 2};
    const int r = check_add_whole(c, "rows", rows[number]);
    const int in = check_add_whole(c, "in", ins[number]);
    const int out = check_add_whole(c, "out", outs[number]);
    float *x = check_add_floats(c, "x", r, in);
    int32_t *target = check_add_ints(c, "target", 1, r);

    check_normals(c, x, r * in, 1.0f, 0.0f);
    for (int i = 0; i < r; i++)
        target[i] = check_below(c, out);
    if (number == CHECKER) {
        check_normals(c, check_add_floats(c, "net", 1, NET), NET, 0.7f, 0.0f);
        check_add_result(c, "off", 1, 1);
        return;
    }
    float *w = check_add_floats(c, "w", out, in);
    float *dy = check_add_floats(c, "dy", r, out);
    float *y = check_add_floats(c, "y", 1, r);
    float *dt = check_add_floats(c, "dt", 1, r);
    float *logits = check_add_floats(c, "logits", r, out);
    check_normals(c, w, out * in, 1.0f, 0.0f);
    check_normals(c, dy, r * out, 1.0f, 0.0f);
    check_normals(c, y, r, 0.5f, 0.0f);
    check_normals(c, dt, r, 1.0f, 0.0f);
    check_normals(c, logits, r * out, number == EXTREME ? 1000.0f : 1.5f, 0.0f);
    if (number == HAND) {
        by_hand(x, w, dy, y, dt);
        logits[0] = logits[1] = 0.0f;
        target[0] = 1;
    }
    const float before = number == HAND ? 0.0f : 1.0f;
    check_normals(c, check_add_change(c, "dx", r, in), r * in, before, 0.0f);
    check_normals(c, check_add_change(c, "dw", out, in), out * in, before,
                  0.0f);
    check_normals(c, check_add_change(c, "db", 1, out), out, before, 0.0f);
    check_normals(c, check_add_change(c, "dtanh", 1, r), r, before, 0.0f);
    check_normals(c, check_add_change(c, "dlogits", r, out), r * out, before,
                  0.0f);
}

/* The net as the checker has it: w1, b1, w2, b2. In double. */
static double loss_at(const double *net, const float *x, const int32_t *target,
                      double *hidden, double *logits)
{
    const double *b1 = net + W1, *w2 = b1 + HIDDEN, *b2 = w2 + W2;
    double loss = 0.0;

    for (int r = 0; r < ROWS; r++) {
        double *h = hidden + r * HIDDEN, *s = logits + r * CLASSES, sum = 0.0;

        for (int j = 0; j < HIDDEN; j++) {
            h[j] = b1[j];
            for (int i = 0; i < IN; i++)
                h[j] += net[j * IN + i] * (double)x[r * IN + i];
            h[j] = tanh(h[j]);
        }
        for (int k = 0; k < CLASSES; k++) {
            s[k] = b2[k];
            for (int j = 0; j < HIDDEN; j++)
                s[k] += w2[k * HIDDEN + j] * h[j];
            sum += exp(s[k]);
        }
        loss += log(sum) - s[target[r]];
    }
    return loss / ROWS;
}

/* Their three functions in a row, against the loss moved by hand. */
static double worst_of(struct check *c)
{
    const float *x = check_floats(c, "x"), *net = check_floats(c, "net");
    const int32_t *target = check_ints(c, "target");
    double at[NET], hidden[ROWS * HIDDEN], logits[ROWS * CLASSES], worst = 0.0;
    float h[ROWS * HIDDEN], s[ROWS * CLASSES], grad[NET] = {0};
    float ds[ROWS * CLASSES] = {0}, dh[ROWS * HIDDEN] = {0};
    float dsum[ROWS * HIDDEN] = {0}, dx[ROWS * IN] = {0};
    const int second[] = {ROWS, HIDDEN, CLASSES}, first[] = {ROWS, IN, HIDDEN};

    for (int i = 0; i < NET; i++)
        at[i] = (double)net[i];
    loss_at(at, x, target, hidden, logits);
    for (int i = 0; i < ROWS * HIDDEN; i++)
        h[i] = (float)hidden[i];
    for (int i = 0; i < ROWS * CLASSES; i++)
        s[i] = (float)logits[i];
    loss_backward(ds, s, target, ROWS, CLASSES);
    linear_backward(dh, grad + W1 + HIDDEN, grad + W1 + HIDDEN + W2, ds, h,
                    net + W1 + HIDDEN, second);
    tanh_backward(dsum, dh, h, ROWS * HIDDEN);
    linear_backward(dx, grad, grad + W1, dsum, x, net, first);
    for (int i = 0; i < NET; i++) {
        const double by = 1e-4, was = at[i];

        at[i] = was + by;
        const double up = loss_at(at, x, target, hidden, logits);
        at[i] = was - by;
        const double down = loss_at(at, x, target, hidden, logits);
        at[i] = was;
        const double slope = (up - down) / (2.0 * by);
        const double off =
            fabs(slope - (double)grad[i]) / fmax(fabs(slope), 1e-3);
        worst = off > worst || isnan(off) ? off : worst;
    }
    return worst;
}

static void call(struct check *c)
{
    const int rows = check_whole(c, "rows"), in = check_whole(c, "in"),
              out = check_whole(c, "out");

    if (rows == ROWS) {
        const double worst = worst_of(c);

        check_floats(c, "off")[0] = worst < 1e-3 ? 0.0f : (float)worst;
        return;
    }
    const int size[] = {rows, in, out};
    linear_backward(check_floats(c, "dx"), check_floats(c, "dw"),
                    check_floats(c, "db"), check_floats(c, "dy"),
                    check_floats(c, "x"), check_floats(c, "w"), size);
    tanh_backward(check_floats(c, "dtanh"), check_floats(c, "dt"),
                  check_floats(c, "y"), rows);
    loss_backward(check_floats(c, "dlogits"), check_floats(c, "logits"),
                  check_ints(c, "target"), rows, out);
}

static void look(struct check *c, int number)
{
    if (number == HAND && !(fabsf(check_floats(c, "dtanh")[0] - 1.5f) < 1e-3f))
        check_say(c,
                  "tanh with y = 0.5 and dy = 2 gives %g, not 1.5. Start with "
                  "this one: it is a single line",
                  (double)check_floats(c, "dtanh")[0]);
    if (number == CHECKER && !(check_floats(c, "off")[0] < 1e-3f))
        check_say(c, "through two layers a gradient is off by %g of its size",
                  (double)check_floats(c, "off")[0]);
}

const struct check_exercise check_exercise = {
    .exports = "linear_backward tanh_backward loss_backward",
    .cases = cases,
    .make = make,
    .call = call,
    .look = look,
    .absolute = 1e-5,
    .relative = 1e-4,
};
