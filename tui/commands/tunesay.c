#include "tui/commands/tunesay.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/base/clock.h"
#include "engine/base/paths.h"

/* A step that was skipped has no norm; what was not measured is null. */
static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static json_t *measure(double x)
{
    return x < 0.0 ? json_null() : number(x);
}

static double peak_bytes(void)
{
    struct rusage use;

    return getrusage(RUSAGE_SELF, &use) == 0 ? 1024.0 * (double)use.ru_maxrss
                                             : 0.0;
}

void tunesay_begin(const struct tunesay *s, const struct tuning *t)
{
    const struct dialogs_cut *cut = tuning_cut(t);

    if (!s->json)
        printf("%s: %lld numbers move, %lld rows to learn from, %lld to "
               "validate with\n",
               tuning_recipe_methods[tuning_recipe(t)->method],
               (long long)tuning_size(t), (long long)tuning_count(t, false),
               (long long)tuning_count(t, true));
    if (cut->shortened || cut->left_out)
        fprintf(stderr,
                "lathe: %lld conversations are too long and lose their ends; "
                "%lld are left out: their answers begin too late\n",
                (long long)cut->shortened, (long long)cut->left_out);
    if (!s->json && s->valid[0] >= 0.0)
        printf("before  val %.4f\n", s->valid[0]);
}

static void step_json(const struct tunesay *s, const struct trainer_report *r,
                      bool measured)
{
    cli_json(json_pack("{sI so so sf so sf sf}", "step", (json_int_t)r->step,
                       "loss", number(r->loss), "val_loss",
                       measured ? number(s->valid[1]) : json_null(), "lr",
                       r->rate, "grad_norm", number(r->grad_norm),
                       "tokens_per_s", (double)r->tokens / r->seconds,
                       "seconds", clock_seconds() - s->started));
}

static void step_text(const struct tunesay *s, const struct tuning *t,
                      const struct trainer_report *r, bool measured)
{
    char valid[32] = "";

    if (measured)
        snprintf(valid, sizeof valid, "  val %.4f", s->valid[1]);
    printf("%sstep %lld/%lld  loss %.4f%s  lr %.2e  norm %.2f  %.2f s%s",
           s->live ? "\r\033[K" : "", (long long)r->step,
           (long long)tuning_recipe(t)->train.steps, r->loss, valid, r->rate,
           r->grad_norm, r->seconds, s->live && !measured ? "" : "\n");
    fflush(stdout);
}

/* Piped, a line at every validation and every tenth step. */
void tunesay_step(const struct tunesay *s, const struct tuning *t,
                  const struct trainer_report *r, bool measured)
{
    if (s->json)
        step_json(s, r, measured);
    else if (s->live || measured || r->step == 1 || r->step % 10 == 0)
        step_text(s, t, r, measured);
}

static void end_json(const struct tunesay *s, const struct tuning *t,
                     const char *folder, int64_t step)
{
    cli_json(json_pack(
        "{sb ss ss sI sI so so so so so sf sf}", "done", 1, "folder", folder,
        "method", tuning_recipe_methods[tuning_recipe(t)->method], "trained",
        (json_int_t)tuning_size(t), "steps", (json_int_t)step, "val_before",
        measure(s->valid[0]), "val_loss", measure(s->valid[1]),
        "elsewhere_before", measure(s->elsewhere[0]), "elsewhere",
        measure(s->elsewhere[1]), "seconds_per_step",
        s->steps ? json_real(s->seconds / (double)s->steps) : json_null(),
        "peak_bytes", peak_bytes(), "seconds", clock_seconds() - s->started));
}

void tunesay_end(const struct tunesay *s, const struct tuning *t,
                 const char *folder, int64_t step)
{
    if (s->json) {
        end_json(s, t, folder, step);
        return;
    }
    if (s->valid[0] >= 0.0 && s->valid[1] >= 0.0)
        printf("answers kept apart: loss %.4f before, %.4f now\n", s->valid[0],
               s->valid[1]);
    if (s->elsewhere[0] >= 0.0)
        printf("elsewhere:          loss %.4f before, %.4f now\n",
               s->elsewhere[0], s->elsewhere[1]);
    if (s->steps)
        printf("%.3f s a step, %.0f MiB at most\n",
               s->seconds / (double)s->steps, peak_bytes() / 1048576.0);
    printf("kept in %s: step %lld\n", folder, (long long)step);
}

void tunesay_spell(const struct cli_command *c, const struct cli_given *g,
                   char out[TUNESAY_COMMAND])
{
    int n = snprintf(out, TUNESAY_COMMAND, "lathe %s %s", c->name, g->word[0]);

    for (int i = 0; c->options[i].name; i++) {
        if (g->text[i] && n < TUNESAY_COMMAND &&
            strcmp(c->options[i].name, "resume") != 0) {
            n += snprintf(out + n, (size_t)(TUNESAY_COMMAND - n), " --%s%s%s",
                          c->options[i].name, c->options[i].value ? " " : "",
                          g->text[i]);
        }
    }
    for (int i = 0; g->set[i] && n < TUNESAY_COMMAND; i++)
        n += snprintf(out + n, (size_t)(TUNESAY_COMMAND - n), " --set %s",
                      g->set[i]);
}

struct status tunesay_record(struct runlog **log, const struct tuning *t,
                             const char *command)
{
    static const char *const modes[] = {"strict", "bf16", "f16"};
    const struct tuning_recipe *r = tuning_recipe(t);
    struct buf path, recipe;

    buf_init(&path, 4096);
    buf_init(&recipe, (size_t)1 << 16);
    struct status st = paths_data(&path, "lathe.db");
    tuning_recipe_text(r, &recipe);
    if (!st.code) {
        st =
            runlog_open(log, buf_string(&path),
                        &(struct runlog_about){.command = command,
                                               .argv = "",
                                               .recipe = buf_string(&recipe),
                                               .data_hash = tuning_data_hash(t),
                                               .mode = modes[r->train.mode],
                                               .version = LATHE_VERSION,
                                               .seed = r->train.seed});
    }
    buf_release(&recipe);
    buf_release(&path);
    return st;
}
