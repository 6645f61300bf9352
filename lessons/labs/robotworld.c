#include "lessons/labs/robotworld.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/train/optimizer.h"

enum {
    SIDE = ROBOTWORLD_SIDE,
    T = ROBOTWORLD_TOKENS,
    B = ROBOTWORLD_BATCH,
    V = ROBOTWORLD_VOCAB,
    MOVES = ROBOTWORLD_MOVES
};

static const char letters[] = "nesw";
/* Where the board has walls. */
static const char walled[] = "....."
                             ".#.#."
                             "....."
                             ".#.#."
                             ".....";

char robotworld_letter(int move)
{
    return letters[move];
}

bool robotworld_free(bool walls, int cell)
{
    return !walls || walled[cell] == '.';
}

int robotworld_go(bool walls, int cell, int move)
{
    static const int down[] = {-1, 0, 1, 0}, right[] = {0, 1, 0, -1};
    const int row = cell / SIDE + down[move], col = cell % SIDE + right[move];

    if (row < 0 || col < 0 || row >= SIDE || col >= SIDE)
        return -1;
    return robotworld_free(walls, row * SIDE + col) ? row * SIDE + col : -1;
}

struct status robotworld_read(bool walls, const char *text, int32_t *ids,
                              int *cells, int *count)
{
    ids[0] = ROBOTWORLD_BEGIN;
    cells[0] = ROBOTWORLD_MIDDLE;
    *count = 1;
    for (; *text; text++) {
        const char *at = strchr(letters, tolower((unsigned char)*text));

        if (isspace((unsigned char)*text))
            continue;
        if (!at)
            return status_fail(STATUS_BAD_USAGE,
                               "a walk is made of n, e, s and w, as nnee");
        if (*count == T)
            return status_fail(STATUS_BAD_USAGE, "a walk has at most %d moves",
                               T - 1);
        const int to =
            robotworld_go(walls, cells[*count - 1], (int)(at - letters));
        if (to < 0)
            return status_fail(STATUS_BAD_USAGE,
                               "move %d, %c, leads off the board or into a "
                               "wall",
                               *count, *at);
        ids[*count] = (int32_t)(at - letters);
        cells[(*count)++] = to;
    }
    return STATUS_OK;
}

static int any_move(bool walls, int cell, struct rng *rng)
{
    int move;

    do {
        move = (int)rng_below(rng, MOVES);
    } while (robotworld_go(walls, cell, move) < 0);
    return move;
}

void robotworld_deal(struct robotworld *w, bool walls, uint64_t seed,
                     uint64_t stream)
{
    struct rng rng = rng_make(seed, stream);

    w->walls = walls;
    for (int b = 0; b < B; b++) {
        int cell = ROBOTWORLD_MIDDLE, last = ROBOTWORLD_BEGIN;

        for (int i = b * T; i < (b + 1) * T; i++) {
            w->ids[i] = last;
            w->cell[i] = cell;
            w->next[i] = last = any_move(walls, cell, &rng);
            cell = robotworld_go(walls, cell, last);
        }
    }
}

struct status robotworld_model(struct decoder **out, uint64_t seed)
{
    struct decoder_config c = decoder_gpt2();

    c.vocab = V;
    c.context = T;
    c.layers = ROBOTWORLD_LAYERS;
    c.heads = c.groups = 4;
    c.width = ROBOTWORLD_WIDTH;
    c.hidden = 2 * ROBOTWORLD_WIDTH;
    c.tied = false;
    c.init = 0.1;
    return decoder_new(out, &c, device_find("auto"), seed);
}

static struct tensor *rows(struct graph *g, const int32_t *x, int batch,
                           int count)
{
    const int64_t shape[] = {batch, count};

    return graph_ints(g, 2, shape, x);
}

struct status robotworld_train(struct decoder *m, struct graph *g,
                               const struct robotworld *w, double rate,
                               int step, double *loss)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct params *ps = decoder_params(m);

    graph_reset(g);
    graph_set_gradients(g, true);
    params_zero_grads(ps);
    struct tensor *l =
        decoder_loss(m, g, rows(g, w->ids, B, T), rows(g, w->next, B, T), NULL);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, l));
    params_settle_grads(ps);
    STATUS_TRY(
        optimizer_step(ps, &adam, rate, optimizer_clip(ps, 1.0), step + 1));
    params_touch(ps);
    *loss = tensor_get(l, 0);
    return STATUS_OK;
}

void robotworld_place(int place, char out[24])
{
    if (place == 0)
        snprintf(out, 24, "embedding");
    else
        snprintf(out, 24, "blocks.%d.out", place - 1);
}

/* The move tokens' share among themselves. */
static void odds_of(const struct tensor *logits, int row, float *out)
{
    double most = -INFINITY, sum = 0.0;

    for (int v = 0; v < MOVES; v++)
        most = fmax(most, tensor_get(logits, (int64_t)row * V + v));
    for (int v = 0; v < MOVES; v++)
        sum += exp(tensor_get(logits, (int64_t)row * V + v) - most);
    for (int v = 0; v < MOVES; v++)
        out[v] =
            (float)(exp(tensor_get(logits, (int64_t)row * V + v) - most) / sum);
}

struct status robotworld_ask(struct decoder *m, struct graph *g,
                             const int32_t *ids, int batch, int count,
                             struct probe *p, float *out)
{
    graph_reset(g);
    graph_set_gradients(g, false);
    graph_set_probe(g, p);
    const struct decoder_mode mode = {0};
    const struct tensor *logits =
        decoder_forward(m, g, rows(g, ids, batch, count), &mode);
    graph_set_probe(g, NULL);
    STATUS_TRY(graph_status(g));
    for (int i = 0; i < batch * count; i++)
        odds_of(logits, i, out + (size_t)i * MOVES);
    return p ? probe_status(p) : STATUS_OK;
}

double robotworld_illegal(bool walls, int cell, const float *odds)
{
    double sum = 0.0;

    for (int v = 0; v < MOVES; v++)
        if (robotworld_go(walls, cell, v) < 0)
            sum += (double)odds[v];
    return sum;
}
