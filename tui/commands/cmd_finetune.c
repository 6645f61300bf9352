#include "tui/commands/cmd_finetune.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/savefile.h"
#include "engine/core/roof.h"
#include "lessons/data/source.h"
#include "tui/commands/profiletable.h"
#include "tui/commands/tunesay.h"

#define TEXT_BYTES ((size_t)256 << 20)

enum { EXIT_INTERRUPTED = 130 };

static const struct cli_option options[] = {
    {"data", "FILE", "conversations, one JSON object a line; or town:tasks"},
    {"method", "NAME",
     "full, lora (default), qlora, bias, bottleneck, prefix "
     "or prompt"},
    {"set", "KEY=VALUE", "changes one setting; may stand several times"},
    {"only", "NAMES", "of full: which weights move, blocks.5.*,norm.*"},
    {"elsewhere", "FILE", "a text: what is forgotten, by its loss"},
    {"out", "FOLDER", "where the tuned model or the adapter goes"},
    {"precision", "TYPE", "of full's weights: f32 (default) or bf16"},
    {"resume", "FOLDER", "goes on from FOLDER/resume, with the same settings"},
    {"seed", "N", "first numbers and order of the conversations (1)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {"profile", NULL, "where the time went, op by op, against the machine"},
    {"json", NULL, "one JSON object a line"},
    {"list", NULL, "lists the settings of --method"},
    {NULL, NULL, NULL},
};

/* Ctrl+C asks the run to stop at the next op; it is kept first. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
}

static bool poll_interrupt(void *user)
{
    (void)user;
    return interrupted != 0;
}

struct job {
    char data[4096]; /* where the conversations stand */
    enum checkpoint_precision precision;
    struct tuning *tuning;
    struct runlog *log;
    struct profile *profile; /* or NULL */
    const char *folder;
    struct buf elsewhere; /* a text, empty where none is given */
    char command[TUNESAY_COMMAND];
    struct tunesay say;
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_finetune_row, g, name);
}

static int list(const struct tuning_recipe *r)
{
    const char *key;
    char value[32];

    for (int i = 0; tuning_recipe_describe(r, i, &key, value); i++)
        printf("%s=%s\n", key, value);
    return CLI_FINE;
}

static struct status read_recipe(const struct cli_given *g,
                                 struct tuning_recipe *r)
{
    const char *method = option(g, "method"), *seed = option(g, "seed");
    char text[64];

    STATUS_TRY(tuning_recipe_default(r, method ? method : "lora"));
    for (int i = 0; g->set[i]; i++)
        STATUS_TRY(tuning_recipe_set(r, g->set[i]));
    if (!seed)
        return STATUS_OK;
    snprintf(text, sizeof text, "seed=%.50s", seed);
    return tuning_recipe_set(r, text);
}

static struct status save(struct job *j)
{
    STATUS_TRY(runlog_flush(j->log));
    return tuning_save(j->tuning);
}

/* Validates when it is time; *more is false when patience has run out. */
static struct status after_step(struct job *j, const struct trainer_report *r,
                                bool *more)
{
    const struct tuning_recipe *recipe = tuning_recipe(j->tuning);
    bool measured = false;

    if (!*more || (recipe->valid_every && r->step % recipe->valid_every == 0)) {
        const struct status st =
            tuning_validate(j->tuning, &j->say.valid[1], more);

        if (st.code && st.code != STATUS_NOT_FOUND)
            return st;
        measured = !st.code;
    }
    tunesay_step(&j->say, j->tuning, r, measured);
    STATUS_TRY(runlog_add(j->log, r, measured ? j->say.valid[1] : -1.0));
    if (*more && recipe->save_every && r->step % recipe->save_every == 0)
        return save(j);
    return STATUS_OK;
}

static struct status run(struct job *j, bool more)
{
    struct trainer_report r = {0};

    while (more) {
        STATUS_TRY(tuning_step(j->tuning, &r, &more));
        j->say.seconds += r.seconds;
        j->say.steps++;
        if (!isfinite(r.loss)) {
            return status_fail(STATUS_UNSUPPORTED,
                               "the loss is no number at step %lld; try a "
                               "smaller lr",
                               (long long)r.step);
        }
        STATUS_TRY(after_step(j, &r, &more));
    }
    return runlog_end(j->log);
}

static int stop(struct job *j)
{
    const struct status st = save(j);

    if (st.code)
        return cli_fail(st);
    fprintf(
        stderr, "\nlathe: stopped after step %lld; go on with --resume %s\n",
        (long long)trainer_steps_done(tuning_trainer(j->tuning)), j->folder);
    return EXIT_INTERRUPTED;
}

static void say_profile(struct job *j)
{
    const enum graph_mode mode = tuning_recipe(j->tuning)->train.mode;
    struct graph *g = trainer_graph(tuning_trainer(j->tuning));
    struct roof roof;
    const bool known = !roof_get(&roof, graph_device(g)).code;

    profile_sort(j->profile);
    if (j->say.json) {
        cli_json(json_pack(
            "{so}", "profile",
            profiletable_json(j->profile, known ? &roof : NULL, mode)));
    } else {
        profiletable_print(j->profile, known ? &roof : NULL, mode);
    }
}

static struct status measure_elsewhere(struct job *j, bool before)
{
    if (!j->elsewhere.bytes)
        return STATUS_OK;
    return tuning_elsewhere(j->tuning, buf_string(&j->elsewhere),
                            j->elsewhere.bytes, before,
                            &j->say.elsewhere[before ? 0 : 1]);
}

/* What was kept is measured: with patience that is an earlier step. */
static struct status conclude(struct job *j, int64_t *step)
{
    double mean;
    struct status st;

    STATUS_TRY(tuning_finish(j->tuning, j->command, step));
    st = tuning_mean(j->tuning, &mean);
    if (!st.code)
        j->say.valid[1] = mean;
    else if (st.code != STATUS_NOT_FOUND)
        return st;
    return measure_elsewhere(j, false);
}

static int tune(struct job *j, bool more)
{
    struct sigaction act = {.sa_handler = on_interrupt}, old;
    struct trainer *t = tuning_trainer(j->tuning);
    int64_t step = 0;

    sigemptyset(&act.sa_mask);
    sigaction(SIGINT, &act, &old);
    trainer_set_hook(t, (struct hook){poll_interrupt, NULL});
    trainer_set_profile(t, j->profile);
    struct status st = run(j, more);
    trainer_set_hook(t, (struct hook){NULL, NULL});
    trainer_set_profile(t, NULL);
    sigaction(SIGINT, &old, NULL);
    if (st.code == STATUS_CANCELLED)
        return stop(j);
    if (!st.code)
        st = conclude(j, &step);
    if (st.code)
        return cli_fail(st);
    if (j->profile)
        say_profile(j);
    tunesay_end(&j->say, j->tuning, j->folder, step);
    return CLI_FINE;
}

/* How good the model is that was given. */
static struct status measure_first(struct job *j)
{
    const struct status st = tuning_mean(j->tuning, &j->say.valid[0]);

    if (st.code && st.code != STATUS_NOT_FOUND)
        return st;
    return measure_elsewhere(j, true);
}

/* Conversations of the town are written beside what is learned from them. */
static struct status find_data(const char *name, struct job *j)
{
    struct buf text;

    if (strncmp(name, "town:", 5) != 0) {
        snprintf(j->data, sizeof j->data, "%s", name);
        return STATUS_OK;
    }
    snprintf(j->data, sizeof j->data, "%s/data.jsonl", j->folder);
    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, name);
    if (!st.code)
        st = savefile_folder(j->folder);
    if (!st.code)
        st = savefile_replace(j->data, buf_string(&text), text.bytes);
    buf_release(&text);
    return st;
}

static struct status prepare(const struct cli_given *g, struct job *j,
                             const struct tuning_recipe *r, bool *more)
{
    const struct tuning_source from = {.model = g->word[0],
                                       .data = j->data,
                                       .precision = j->precision,
                                       .only = option(g, "only"),
                                       .folder = j->folder};
    const struct device *device;

    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    STATUS_TRY(find_data(option(g, "data"), j));
    if (option(g, "elsewhere"))
        STATUS_TRY(source_read(&j->elsewhere, option(g, "elsewhere")));
    STATUS_TRY(tuning_open(&j->tuning, r, &from, device));
    STATUS_TRY(measure_first(j));
    *more = r->train.steps > 0;
    if (option(g, "resume"))
        STATUS_TRY(tuning_resume(j->tuning, more));
    STATUS_TRY(tunesay_record(&j->log, j->tuning, j->command));
    tunesay_begin(&j->say, j->tuning);
    return STATUS_OK;
}

static struct status check_words(const struct cli_given *g)
{
    const char *precision = option(g, "precision");

    if (precision && strcmp(precision, "f32") != 0 &&
        strcmp(precision, "bf16") != 0)
        return status_fail(STATUS_BAD_USAGE,
                           "--precision is \"%s\", but must be f32 or bf16",
                           precision);
    if (g->words != 1)
        return status_fail(STATUS_BAD_USAGE, "finetune needs one MODEL");
    if (!option(g, "data"))
        return status_fail(STATUS_BAD_USAGE, "finetune needs --data FILE");
    if (!option(g, "out") && !option(g, "resume"))
        return status_fail(STATUS_BAD_USAGE, "finetune needs --out FOLDER");
    return STATUS_OK;
}

static int cmd_finetune(const struct cli_given *g)
{
    struct job j = {.say = {.started = clock_seconds(),
                            .valid = {-1.0, -1.0},
                            .elsewhere = {-1.0, -1.0}}};
    struct profile profile = {.rows = 0};
    struct tuning_recipe r;
    bool more = false;

    struct status st = read_recipe(g, &r);
    if (!st.code && option(g, "list"))
        return list(&r);
    if (!st.code)
        st = check_words(g);
    if (st.code)
        return cli_fail(st);
    j.folder = option(g, "out") ? option(g, "out") : option(g, "resume");
    if (option(g, "precision") && strcmp(option(g, "precision"), "bf16") == 0)
        j.precision = CHECKPOINT_BF16;
    j.say.json = option(g, "json") != NULL;
    j.say.live = !j.say.json && isatty(STDOUT_FILENO);
    if (option(g, "profile"))
        j.profile = &profile;
    buf_init(&j.elsewhere, TEXT_BYTES);
    tunesay_spell(&cmd_finetune_row, g, j.command);
    st = prepare(g, &j, &r, &more);
    const int code = st.code ? cli_fail(st) : tune(&j, more);
    runlog_close(j.log);
    tuning_close(j.tuning);
    buf_release(&j.elsewhere);
    return code;
}

const struct cli_command cmd_finetune_row = {
    .name = "finetune",
    .usage = "MODEL --data FILE --out FOLDER [--method NAME] "
             "[--set KEY=VALUE ...]",
    .about = "teaches a model to answer, whole or by an adapter",
    .more =
        "A line of FILE is {\"messages\": [..]}, {\"conversations\": [..]},\n"
        "{\"instruction\": .., \"input\": .., \"output\": ..}, "
        "{\"prompt\": .., \"completion\": ..}\n"
        "or {\"question\": .., \"answer\": ..}; what the assistant says is "
        "learned.\n"
        "Ctrl+C stops after keeping what is needed to go on; --resume goes "
        "on with the\nsame bits as an undisturbed run. With --set "
        "patience=N it ends when N validations\nin a row are no better, and "
        "keeps the best. Every run is recorded.",
    .options = options,
    .run = cmd_finetune,
};
