#include "tui/commands/cmd_train.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/savefile.h"
#include "engine/core/halves.h"
#include "engine/model/training.h"
#include "lessons/data/source.h"
#include "tui/commands/profiletable.h"
#include "tui/commands/trainrecord.h"
#include "tui/commands/watchtable.h"
#include "tui/mine.h"

#define TEXT_BYTES ((size_t)1 << 31)

enum { EXIT_INTERRUPTED = 130 };

static const struct cli_option options[] = {
    {"data", "FILE", "text to learn from; ours: town, town:BYTES, town:past"},
    {"preset", "NAME", "where the settings start (char-tiny)"},
    {"set", "KEY=VALUE", "changes one setting; may stand several times"},
    {"out", "FOLDER", "keeps the checkpoint here"},
    {"resume", "FOLDER", "goes on from FOLDER/resume, with the same settings"},
    {"seed", "N", "first weights and order of the text (1)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"mode", "MODE", "strict (f32), bf16 or f16: what linear layers multiply"},
    {"with", "PARTS", "your own functions: mine, or softmax=mine,gelu=mine"},
    {"profile", NULL, "where the time went, op by op, against the machine"},
    {"stats", NULL, "what the last step did to every parameter"},
    {"precision", "TYPE", "of the kept weights: f32 (default) or bf16"},
    {"json", NULL, "one JSON object a line"},
    {"list", NULL, "lists presets, and the settings of --preset"},
    {NULL, NULL, NULL},
};

/* Ctrl+C asks the run to stop at the next op; it is kept first. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
}

struct job {
    struct training *training;
    struct runlog *log;
    struct mine *mine;  /* the learner's functions, or NULL */
    const char *folder; /* or NULL */
    char command[TRAINRECORD_BYTES];
    bool json, live; /* live: redraws one line */
    enum checkpoint_precision precision;
    struct profile *profile;            /* or NULL */
    struct mine_cost yours[MINE_PARTS]; /* in the steps of the profile */
    int parts;
    struct optimizer_watch *watch; /* of every parameter, or NULL */
    double started;
    double valid; /* last measured, below 0: none yet */
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_train_row, g, name);
}

static int list(const struct recipe *r)
{
    const char *key;
    char value[32];

    for (int i = 0; recipe_preset_name(i); i++)
        printf("%-22s %s\n", recipe_preset_name(i), recipe_preset_about(i));
    printf("\n");
    for (int i = 0; recipe_describe(r, i, &key, value); i++)
        printf("%s=%s\n", key, value);
    return CLI_FINE;
}

static struct status read_recipe(const struct cli_given *g, struct recipe *r)
{
    const char *preset = option(g, "preset"), *seed = option(g, "seed");
    const char *mode = option(g, "mode");
    char text[64];

    STATUS_TRY(recipe_preset(r, preset ? preset : "char-tiny"));
    for (int i = 0; g->set[i]; i++)
        STATUS_TRY(recipe_set(r, g->set[i]));
    if (mode) {
        snprintf(text, sizeof text, "mode=%.50s", mode);
        STATUS_TRY(recipe_set(r, text));
    }
    if (!seed)
        return STATUS_OK;
    snprintf(text, sizeof text, "seed=%.50s", seed);
    return recipe_set(r, text);
}

/* A mode that this machine lacks is never taken silently for another. */
static void settle_mode(struct recipe *r)
{
    if (r->train.mode != GRAPH_BF16 || !halves_lacks())
        return;
    fprintf(stderr, "lathe: %s; training runs in f32 (mode strict)\n",
            halves_lacks());
    r->train.mode = GRAPH_STRICT;
}

/* A step that was skipped has no norm. */
static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static void say_json(const struct job *j, const struct trainer_report *r,
                     bool measured)
{
    json_t *valid = measured ? json_real(j->valid) : json_null();
    json_t *line = json_pack(
        "{sI sf so sf so sf sf}", "step", (json_int_t)r->step, "loss", r->loss,
        "val_loss", valid, "lr", r->rate, "grad_norm", number(r->grad_norm),
        "tokens_per_s", (double)r->tokens / r->seconds, "seconds",
        clock_seconds() - j->started);

    if (line && training_recipe(j->training)->train.mode == GRAPH_F16) {
        json_object_set_new(line, "loss_scale", json_real(r->loss_scale));
        json_object_set_new(line, "skipped", json_boolean(r->skipped));
    }
    cli_json(line);
}

static void say(const struct job *j, const struct trainer_report *r,
                bool measured)
{
    const long long steps =
        (long long)training_recipe(j->training)->train.steps;
    char valid[32] = "";

    if (measured)
        snprintf(valid, sizeof valid, "  val %.4f", j->valid);
    if (j->live)
        printf("\r\033[K");
    printf("step %lld/%lld  loss %.4f%s  lr %.2e  norm %.2f  %.0f tokens/s",
           (long long)r->step, steps, r->loss, valid, r->rate, r->grad_norm,
           (double)r->tokens / r->seconds);
    printf(j->live && !measured ? "" : "\n");
    fflush(stdout);
}

/* Piped, a line at every validation and every hundredth step; on a terminal,
 * one line that is drawn anew. */
static void report(const struct job *j, const struct trainer_report *r,
                   bool measured)
{
    if (j->json)
        say_json(j, r, measured);
    else if (j->live ? r->step % 5 == 0 || measured
                     : r->step % 100 == 0 || r->step == 1 || measured)
        say(j, r, measured);
}

/* A function of the learner that failed ends the step, too: it is left before
 * anything is changed by what came back. */
static bool poll_end(void *user)
{
    const struct job *j = user;

    return interrupted != 0 || (j->mine && mine_status(j->mine).code);
}

static struct status save(struct job *j)
{
    STATUS_TRY(runlog_flush(j->log));
    return j->folder ? training_save(j->training, j->folder) : STATUS_OK;
}

static struct status after_step(struct job *j, const struct trainer_report *r,
                                bool more)
{
    const struct recipe *recipe = training_recipe(j->training);
    const bool due =
        !more || (recipe->valid_every && r->step % recipe->valid_every == 0);
    bool measured = false;

    if (due) {
        const struct status st = training_validate(j->training, &j->valid);

        if (st.code && st.code != STATUS_NOT_FOUND)
            return st;
        measured = !st.code;
    }
    report(j, r, measured);
    STATUS_TRY(runlog_add(j->log, r, measured ? j->valid : -1.0));
    if (more && recipe->save_every && r->step % recipe->save_every == 0)
        return save(j);
    return STATUS_OK;
}

/* A step in which the learner's functions are watched: what they cost in
 * between, in validation or a sample, is not the step's. */
static struct status step(struct job *j, struct trainer_report *r, bool *more)
{
    struct mine_cost before[MINE_PARTS], after[MINE_PARTS];

    if (!j->mine || !j->profile)
        return training_step(j->training, r, more);
    mine_costs(j->mine, before);
    const struct status st = training_step(j->training, r, more);
    j->parts = mine_costs(j->mine, after);
    for (int i = 0; i < j->parts; i++) {
        j->yours[i].name = after[i].name;
        j->yours[i].calls += after[i].calls - before[i].calls;
        j->yours[i].seconds += after[i].seconds - before[i].seconds;
    }
    return st;
}

static struct status run(struct job *j)
{
    struct trainer_report r = {0};
    const int64_t steps = training_recipe(j->training)->train.steps;
    bool more = trainer_steps_done(training_trainer(j->training)) < steps;

    while (more) {
        const struct status st = step(j, &r, &more);
        STATUS_TRY(j->mine ? mine_status(j->mine) : STATUS_OK);
        STATUS_TRY(st);
        if (!isfinite(r.loss)) {
            return status_fail(STATUS_UNSUPPORTED,
                               "the loss is no number at step %lld; try a "
                               "smaller lr",
                               (long long)r.step);
        }
        STATUS_TRY(after_step(j, &r, more));
    }
    return runlog_end(j->log);
}

static int stop(struct job *j)
{
    const struct status st = save(j);

    if (st.code)
        return cli_fail(st);
    fprintf(stderr, "\nlathe: stopped after step %lld%s%s\n",
            (long long)trainer_steps_done(training_trainer(j->training)),
            j->folder ? "; go on with --resume " : "",
            j->folder ? j->folder : "");
    return EXIT_INTERRUPTED;
}

/* The steps before the failure are kept; the one in it was not made, or ours
 * made the rest of it. */
static int stop_theirs(struct job *j)
{
    const struct status why = mine_status(j->mine);
    const struct status st = save(j);

    if (j->live)
        printf("\n");
    if (!st.code && j->folder)
        fprintf(stderr,
                "lathe: kept after step %lld; go on with --resume %s, without "
                "--with or once it is mended\n",
                (long long)trainer_steps_done(training_trainer(j->training)),
                j->folder);
    return cli_fail(st.code ? st : why);
}

static void say_profile(struct job *j)
{
    const enum graph_mode mode = training_recipe(j->training)->train.mode;
    struct graph *g = trainer_graph(training_trainer(j->training));
    struct roof roof;
    const bool known = !roof_get(&roof, graph_device(g)).code;

    profile_sort(j->profile);
    if (j->json) {
        json_t *table =
            profiletable_json(j->profile, known ? &roof : NULL, mode);
        json_object_set_new(
            table, "yours",
            profiletable_yours_json(j->profile, j->yours, j->parts));
        cli_json(json_pack("{so}", "profile", table));
    } else {
        profiletable_print(j->profile, known ? &roof : NULL, mode);
        profiletable_yours(j->profile, j->yours, j->parts);
    }
}

static void say_stats(const struct job *j)
{
    const struct params *ps = decoder_params(training_model(j->training));

    if (j->json)
        cli_json(
            json_pack("{so}", "parameters", watchtable_json(ps, j->watch)));
    else
        watchtable_print(ps, j->watch);
}

static void say_mine(const struct job *j)
{
    struct buf words;

    buf_init(&words, 4096);
    mine_words(j->mine, &words);
    fprintf(stderr, "%s", buf_string(&words));
    buf_release(&words);
}

static int finish(struct job *j)
{
    const long long steps =
        (long long)trainer_steps_done(training_trainer(j->training));
    const double seconds = clock_seconds() - j->started;

    if (j->folder) {
        const struct status st =
            training_finish(j->training, j->folder, j->command, j->precision);
        if (st.code)
            return cli_fail(st);
    }
    if (j->profile)
        say_profile(j);
    if (j->watch)
        say_stats(j);
    if (j->mine)
        say_mine(j);
    if (j->json) {
        cli_json(json_pack("{sb ss? sI so sf}", "done", 1, "checkpoint",
                           j->folder, "steps", (json_int_t)steps, "val_loss",
                           j->valid < 0.0 ? json_null() : json_real(j->valid),
                           "seconds", seconds));
    } else if (j->folder) {
        printf("kept in %s (%lld steps, %.1f s)\n", j->folder, steps, seconds);
    }
    return CLI_FINE;
}

static int train(struct job *j)
{
    struct sigaction act = {.sa_handler = on_interrupt}, old;

    sigemptyset(&act.sa_mask);
    sigaction(SIGINT, &act, &old);
    training_set_hook(j->training, (struct hook){poll_end, j});
    trainer_set_profile(training_trainer(j->training), j->profile);
    trainer_set_watch(training_trainer(j->training), j->watch);
    const struct status st = run(j);
    training_set_hook(j->training, (struct hook){NULL, NULL});
    sigaction(SIGINT, &old, NULL);
    if (j->mine && mine_status(j->mine).code)
        return stop_theirs(j);
    if (st.code == STATUS_CANCELLED)
        return stop(j);
    return st.code ? cli_fail(st) : finish(j);
}

/* The learner's functions compute in f32, in the place of the processor's. */
static struct status borrow(const struct cli_given *g, struct job *j,
                            const struct recipe *r)
{
    const char *device = option(g, "device");

    if (device && strcmp(device, "auto") != 0 && strcmp(device, "cpu") != 0)
        return status_fail(STATUS_BAD_USAGE,
                           "--with runs on the device cpu, not on %s", device);
    if (r->train.mode != GRAPH_STRICT)
        return status_fail(STATUS_BAD_USAGE,
                           "--with computes in f32: give --mode strict");
    return mine_open(&j->mine, option(g, "with"));
}

static struct status watch(struct job *j)
{
    const struct params *ps = decoder_params(training_model(j->training));

    j->watch = calloc((size_t)params_count(ps) + 1, sizeof *j->watch);
    return j->watch ? STATUS_OK
                    : status_fail(STATUS_NO_MEMORY, "no memory for statistics");
}

static struct status prepare(const struct cli_given *g, struct job *j,
                             const struct recipe *r)
{
    const char *data = option(g, "data");
    const struct device *device;
    struct buf text;

    if (!data)
        return status_fail(STATUS_BAD_USAGE, "train needs --data FILE");
    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    if (option(g, "with")) {
        STATUS_TRY(borrow(g, j, r));
        device = mine_device(j->mine);
    }
    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, data);
    if (!st.code) {
        st = training_open(&j->training, r, buf_string(&text), text.bytes,
                           device);
        if (st.code)
            st = status_within(st, data);
    }
    buf_release(&text);
    STATUS_TRY(st);
    if (option(g, "resume"))
        STATUS_TRY(training_resume(j->training, option(g, "resume")));
    if (j->folder) /* told now, not after an hour */
        STATUS_TRY(savefile_folder(j->folder));
    if (option(g, "stats"))
        STATUS_TRY(watch(j));
    return trainrecord_open(&j->log, j->training, g, j->command);
}

int cmd_train_run(const struct cli_given *g, int64_t *number)
{
    const char *precision = option(g, "precision");
    struct job j = {.valid = -1.0, .started = clock_seconds()};
    struct profile profile = {.rows = 0};
    struct recipe r;

    *number = 0;
    struct status st = read_recipe(g, &r);
    if (!st.code && g->words)
        st = status_fail(STATUS_BAD_USAGE, "train takes no word \"%s\"",
                         g->word[0]);
    if (!st.code && precision && strcmp(precision, "f32") != 0 &&
        strcmp(precision, "bf16") != 0) {
        st = status_fail(STATUS_BAD_USAGE,
                         "--precision is \"%s\", but must be f32 or bf16",
                         precision);
    }
    if (st.code)
        return cli_fail(st);
    if (option(g, "list"))
        return list(&r);
    if (precision && strcmp(precision, "bf16") == 0)
        j.precision = CHECKPOINT_BF16;
    j.folder = option(g, "out") ? option(g, "out") : option(g, "resume");
    j.json = option(g, "json") != NULL;
    j.live = !j.json && isatty(STDOUT_FILENO);
    if (option(g, "profile"))
        j.profile = &profile;
    settle_mode(&r);
    trainrecord_spell(g, j.command);
    st = prepare(g, &j, &r);
    if (!st.code)
        *number = runlog_number(j.log);
    const int code = st.code ? cli_fail(st) : train(&j);
    runlog_close(j.log);
    training_close(j.training);
    mine_close(j.mine);
    free(j.watch);
    return code;
}

static int cmd_train(const struct cli_given *g)
{
    int64_t number;

    return cmd_train_run(g, &number);
}

const struct cli_command cmd_train_row = {
    .name = "train",
    .usage = "--data FILE [--preset NAME] [--set KEY=VALUE ...] [--out FOLDER]",
    .about = "trains a model on a text, on this machine",
    .more = "Ctrl+C stops after keeping what is needed to go on; --resume goes "
            "on with the\nsame bits as an undisturbed run. Every run is "
            "recorded.",
    .options = options,
    .run = cmd_train,
};
