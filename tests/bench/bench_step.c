/*
 * bench_step [SHAPE [STEPS [MODE]]] - one training step of a model: its time,
 * where the time goes, and whether it takes memory from the system.
 * bench_step --serve SHAPE FILE [MODE] - for peer_step.py: writes weights and
 * batches to FILE, then does one step for every line of standard input.
 * MODE is strict or bf16.
 *
 * The text is random tokens: a step costs the same whatever the text says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "engine/base/threads.h"
#include "engine/core/profile.h"
#include "engine/model/decoder.h"
#include "engine/nn/dense.h"
#include "engine/nn/reclayer.h"
#include "engine/ops/activation.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/train/trainer.h"

enum { TOKENS = 100000, WARM_STEPS = 3, MOST_STEPS = 500 };

/* NET_MLP: 2 inputs, two hidden layers of `width`, three classes. NET_LSTM,
 * NET_GRU: tokens of that width, recurrent layers, a linear layer. */
enum net { NET_DECODER, NET_MLP, NET_LSTM, NET_GRU };

struct shape {
    const char *name;
    int64_t vocab, batch, context, layers, heads, width;
    bool bias;
    enum net net;
};

static const struct shape shapes[] = {
    {"shakespeare-char-cpu", 65, 12, 64, 4, 4, 128, false, NET_DECODER},
    {"gpt2-4x64", 50257, 4, 64, 12, 12, 768, true, NET_DECODER},
    {"gpt2-4x256", 50257, 4, 256, 12, 12, 768, true, NET_DECODER},
    {"char-6x384", 65, 64, 256, 6, 6, 384, false, NET_DECODER},
    {"sorter", 3, 64, 11, 3, 3, 48, true, NET_DECODER},
    {"spiral-mlp", TOKENS, 128, 1, 0, 0, 64, true, NET_MLP},
    {"lstm", 65, 32, 64, 1, 0, 128, true, NET_LSTM},
    {"lstm-small", 65, 16, 32, 1, 0, 32, true, NET_LSTM},
    {"gru", 65, 32, 64, 1, 0, 128, true, NET_GRU},
};

enum { SHAPES = sizeof shapes / sizeof *shapes };

struct run {
    const struct shape *shape;
    struct decoder *decoder;
    struct params *params; /* of the decoder, or of the other nets */
    struct dense layer[3];
    struct reclayer recurrent;
    int tokens;
    struct trainer *trainer;
    int32_t *token;
    struct batches batches;
    uint64_t seed;
};

static void must(struct status st)
{
    if (!st.code)
        return;
    fprintf(stderr, "bench_step: %s\n", st.text);
    exit(3);
}

static struct tensor *decoder_step(void *self, struct graph *g,
                                   struct tensor *ids, struct tensor *targets,
                                   bool training, uint64_t seed, uint64_t step)
{
    const struct run *r = self;
    const struct decoder_mode mode = {
        .training = training, .seed = seed, .step = step};

    return decoder_loss(r->decoder, g, ids, targets, &mode);
}

/* Point `id` of a spiral of three arms; peer_step.py has the same lines. */
static void point(int32_t id, float at[2])
{
    at[0] = (float)(id % 317) / 317.0f - 0.5f;
    at[1] = (float)(id % 211) / 211.0f - 0.5f;
}

static struct tensor *mlp_step(void *self, struct graph *g, struct tensor *ids,
                               struct tensor *targets, bool training,
                               uint64_t seed, uint64_t step)
{
    const struct run *r = self;
    const int64_t rows = tensor_count(ids);
    const int32_t *id = tensor_at(ids, 0);
    float at[2 * 1024];
    int32_t class[1024];

    (void)targets, (void)training, (void)seed, (void)step;
    for (int64_t i = 0; i < rows; i++) {
        point(id[i], at + 2 * i);
        class[i] = id[i] % 3;
    }
    struct tensor *x = graph_floats(g, 2, (const int64_t[]){rows, 2}, at);
    for (int i = 0; i < 3; i++) {
        x = dense_forward(g, r->params, &r->layer[i], x);
        if (i < 2)
            x = activation_relu(g, x);
    }
    return cross_entropy_op(g, x, graph_ints(g, 1, &rows, class), -1);
}

static struct tensor *recurrent_step(void *self, struct graph *g,
                                     struct tensor *ids, struct tensor *targets,
                                     bool training, uint64_t seed,
                                     uint64_t step)
{
    const struct run *r = self;
    struct tensor *table = params_tensor(params_at(r->params, r->tokens));
    struct tensor *x = embedding_op(g, table, ids);

    (void)training, (void)seed, (void)step;
    x = reclayer_forward(g, r->params, &r->recurrent, x, NULL, NULL);
    return cross_entropy_op(g, dense_forward(g, r->params, &r->layer[0], x),
                            targets, -1);
}

static void open_decoder(struct run *r, const struct device *d)
{
    struct decoder_config c = decoder_gpt2();
    const struct shape *s = r->shape;

    c.vocab = s->vocab;
    c.context = s->vocab > 1000 ? 1024 : s->context;
    c.layers = s->layers;
    c.heads = c.groups = s->heads;
    c.width = s->width;
    c.hidden = 4 * s->width;
    c.bias = s->bias;
    must(decoder_new(&r->decoder, &c, d, r->seed));
    r->params = decoder_params(r->decoder);
}

static void open_mlp(struct run *r, const struct device *d)
{
    const int64_t width = r->shape->width;

    r->params = params_new(d);
    if (!r->params)
        must(status_fail(STATUS_NO_MEMORY, "no memory for a net"));
    r->layer[0] = dense_declare(r->params, "l0", 2, width, true, 0.5);
    r->layer[1] = dense_declare(r->params, "l1", width, width, true, 0.1);
    r->layer[2] = dense_declare(r->params, "l2", width, 3, true, 0.1);
    must(params_build(r->params, r->seed));
}

static void open_recurrent(struct run *r, const struct device *d)
{
    const struct shape *s = r->shape;
    const struct reclayer_shape shape = {
        .kind = s->net == NET_GRU ? RECLAYER_GRU : RECLAYER_LSTM,
        .layers = (int)s->layers,
        .in = s->width,
        .width = s->width};

    r->params = params_new(d);
    if (!r->params)
        must(status_fail(STATUS_NO_MEMORY, "no memory for a net"));
    r->tokens =
        params_add(r->params, "tokens.weight", 2,
                   (const int64_t[]){s->vocab, s->width}, PARAMS_NORMAL, 1.0);
    r->recurrent = reclayer_declare(r->params, "r", &shape);
    r->layer[0] =
        dense_declare(r->params, "head", s->width, s->vocab, true, 0.05);
    must(params_build(r->params, r->seed));
}

static void open_run(struct run *r, const struct shape *s, enum graph_mode mode)
{
    const struct device *d = device_find("auto");
    const struct trainer_settings settings = {
        .steps = 1000000,
        .batch = s->batch,
        .context = s->context,
        .accumulate = 1,
        .rate = 1e-3,
        .rate_low = 1e-3,
        .clip = 1.0,
        .optimizer = {OPTIMIZER_ADAMW, 0.9, 0.99, 1e-8, 0.1},
        .mode = mode,
        .seed = 1};
    struct rng rng = rng_make(1, 0);

    *r = (struct run){.shape = s, .seed = settings.seed};
    r->token = malloc(TOKENS * sizeof *r->token);
    if (!r->token)
        must(status_fail(STATUS_NO_MEMORY, "no memory for tokens"));
    for (int i = 0; i < TOKENS; i++)
        r->token[i] = (int32_t)rng_below(&rng, (uint32_t)s->vocab);
    r->batches =
        (struct batches){r->token, .count = TOKENS, .context = s->context};
    static void (*const open[])(struct run * r, const struct device *d) = {
        open_decoder, open_mlp, open_recurrent, open_recurrent};
    static const struct trainer_model models[] = {{.loss = decoder_step},
                                                  {.loss = mlp_step},
                                                  {.loss = recurrent_step},
                                                  {.loss = recurrent_step}};
    struct trainer_model m = models[s->net];

    open[s->net](r, d);
    m.self = r;
    m.params = r->params;
    must(trainer_new(&r->trainer, &m, &settings, d, &r->batches, &r->batches));
}

static void close_run(struct run *r)
{
    trainer_free(r->trainer);
    if (r->decoder)
        decoder_free(r->decoder);
    else
        params_free(r->params);
    free(r->token);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_shares(struct profile *p)
{
    const double steps = (double)p->steps;
    double taped = 0.0;

    profile_sort(p);
    printf("%-28s %6s %11s %9s %9s\n", "op", "runs", "ms", "GFLOP/s", "GB/s");
    for (int i = 0; i < p->rows; i++) {
        const struct profile_row *r = &p->row[i];

        taped += r->seconds;
        printf("%-20s%-8s %6.0f %11.3f %9.1f %9.1f\n", r->name,
               r->back ? ", back" : "", (double)r->calls / steps,
               1e3 * r->seconds / steps, 1e-9 * r->flops / r->seconds,
               1e-9 * r->bytes / r->seconds);
    }
    printf("%-28s %6s %11.3f\n", "between the ops", "",
           1e3 * (p->seconds - taped) / steps);
}

static double most_mb(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (double)use.ru_maxrss / 1024.0;
}

/* Processor time of this process: all threads, theirs and the system's. */
static double cpu_seconds(void)
{
    struct rusage use;

    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static void measure(struct run *r, int steps)
{
    struct graph *g = trainer_graph(r->trainer);
    double seconds[MOST_STEPS];
    struct profile profile = {.rows = 0};
    struct trainer_report report = {0};

    for (int i = 0; i < WARM_STEPS; i++)
        must(trainer_step(r->trainer, &report));
    const int64_t before = graph_memory(g).system_requests;
    const double cpu = cpu_seconds();
    for (int i = 0; i < steps; i++) {
        must(trainer_step(r->trainer, &report));
        seconds[i] = report.seconds;
    }
    const double cpu_each = (cpu_seconds() - cpu) / steps;
    const int64_t asked = graph_memory(g).system_requests - before;

    trainer_set_profile(r->trainer, &profile);
    for (int i = 0; i < steps; i++)
        must(trainer_step(r->trainer, &report));
    qsort(seconds, (size_t)steps, sizeof *seconds, by_size);
    const double median = seconds[steps / 2];
    printf("%s: median %.3f ms, best %.3f ms, processor %.3f ms, "
           "%.0f tokens/s, loss %.4f, %d threads, %s, %lld requests for memory "
           "in %d steps, most "
           "%.0f MB of which activations %.0f\n",
           r->shape->name, 1e3 * median, 1e3 * seconds[0], 1e3 * cpu_each,
           (double)report.tokens / median, report.loss, threads_available(),
           graph_device(g)->name, (long long)asked, steps, most_mb(),
           (double)graph_memory(g).most_bytes * 1e-6);
    print_shares(&profile);
}

/* All parameters in order, as they lie, then the batches of all steps. */
static void write_file(const struct run *r, const char *path)
{
    const size_t n = (size_t)(r->shape->batch * r->shape->context);
    int32_t *ids = malloc(2 * n * sizeof *ids);
    FILE *f = fopen(path, "wb");

    if (!f || !ids)
        must(status_fail(STATUS_IO, "cannot write %s", path));
    for (int i = 0; i < params_count(r->params); i++) {
        const struct param *p = params_at(r->params, i);

        printf("%s%s", i ? " " : "", p->name);
        for (int d = 0; d < p->dims; d++)
            printf(",%lld", (long long)p->shape[d]);
        fwrite(tensor_at(&p->value, 0), sizeof(float), (size_t)p->count, f);
    }
    printf("\n");
    for (uint64_t step = 0; step < MOST_STEPS; step++) {
        batches_random(&r->batches, r->seed, step, r->shape->batch, ids,
                       ids + n);
        fwrite(ids, sizeof *ids, 2 * n, f);
    }
    free(ids);
    if (fclose(f) != 0)
        must(status_fail(STATUS_IO, "cannot write %s", path));
    fflush(stdout);
}

static void serve(struct run *r, const char *path)
{
    struct trainer_report report;
    char line[64];

    write_file(r, path);
    while (fgets(line, sizeof line, stdin)) {
        const double cpu = cpu_seconds();

        must(trainer_step(r->trainer, &report));
        printf("%.9g %.9g %.9g %.1f\n", report.loss, report.seconds,
               cpu_seconds() - cpu, most_mb());
        fflush(stdout);
    }
}

static const struct shape *find(const char *name)
{
    for (int i = 0; i < SHAPES; i++)
        if (strcmp(shapes[i].name, name) == 0)
            return &shapes[i];
    fprintf(stderr, "bench_step: no shape \"%s\"; there are:", name);
    for (int i = 0; i < SHAPES; i++)
        fprintf(stderr, " %s", shapes[i].name);
    fprintf(stderr, "\n");
    exit(2);
}

static enum graph_mode mode_of(const char *name)
{
    if (strcmp(name, "strict") == 0)
        return GRAPH_STRICT;
    if (strcmp(name, "bf16") == 0)
        return GRAPH_BF16;
    fprintf(stderr, "bench_step: no mode \"%s\"; strict and bf16 are\n", name);
    exit(2);
}

int main(int argc, char **argv)
{
    const bool serves = argc >= 4 && strcmp(argv[1], "--serve") == 0;
    const int at = serves ? 2 : 1, mode = serves ? 4 : 3;
    const char *name = argc > at ? argv[at] : shapes[0].name;
    const int steps = !serves && argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10;
    struct run r;

    if (argc > mode + 1 || steps < 1 || steps > MOST_STEPS) {
        fprintf(stderr, "usage: bench_step [SHAPE [1..%d [MODE]]]\n",
                MOST_STEPS);
        return 2;
    }
    open_run(&r, find(name), mode_of(argc > mode ? argv[mode] : "strict"));
    if (serves)
        serve(&r, argv[3]);
    else
        measure(&r, steps);
    close_run(&r);
    return 0;
}
