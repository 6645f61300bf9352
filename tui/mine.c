#include "tui/mine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/device.h"
#include "exercises/attempts.h"
#include "exercises/exercise.h"
#include "exercises/standin.h"

enum { WITH_BYTES = 200, PATH_BYTES = 8192 };

/* The devices come first: a product knows its device and so its set. */
struct mine {
    struct lab_lent lent;
    struct device device, twin;
    const struct device *base;
    struct kernels_f32 table;
    struct stead stead;
    struct standin standin;
    char with[WITH_BYTES], swapped[WITH_BYTES];
    int uses;
};

/* Standing in goes by a table of plain functions, so there is one set; this is
 * where a second lab finds the one that runs. Only the engine's thread looks.
 */
static struct mine *running;

static const struct mine *mine_of(const struct device *d)
{
    return (const struct mine *)(const void *)((const char *)d -
                                               offsetof(struct mine, device));
}

static bool product(const struct device *d, const struct device_product *p,
                    const struct hook *hook)
{
    const struct mine *m = mine_of(d);
    const struct gemm_args args = device_gemm(p);

    if (hook_stops(hook))
        return true;
    if (running == m && standin_product(&running->standin, &args))
        return false;
    return m->base->product(m->base, p, hook);
}

/* --- which parts -----------------------------------------------------------
 */

static struct status no_such_part(const char *name, size_t bytes)
{
    char list[400] = "";
    size_t used = 0;

    for (int i = 0; i < STANDIN_PARTS; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i ? ", " : "",
                                 standin_exercise((enum standin_part)i));
    return status_fail(STATUS_BAD_USAGE,
                       "\"%.*s\" is no part of the engine that can be yours; "
                       "%s are, or mine for all that you passed",
                       bytes > 60 ? 60 : (int)bytes, name, list);
}

/* Reads "softmax=mine,gelu"; `*every` for "mine". */
static struct status read_with(const char *with, bool want[STANDIN_PARTS],
                               bool *every)
{
    *every = strcmp(with, "mine") == 0;
    while (*with && !*every) {
        const size_t n = strcspn(with, ",");
        size_t name = strcspn(with, ",=");
        const enum standin_part part = standin_of(with, name);

        if (part == STANDIN_PARTS)
            return no_such_part(with, name);
        if (name < n && strncmp(with + name, "=mine", n - name) != 0) {
            return status_fail(STATUS_BAD_USAGE,
                               "\"%.*s\": only =mine can stand there",
                               n > 60 ? 60 : (int)n, with);
        }
        want[part] = true;
        with += n + (with[n] == ',');
    }
    return STATUS_OK;
}

/* --- opening ---------------------------------------------------------------
 */

static struct status lend(struct mine *m, enum standin_part part,
                          const struct buf *text)
{
    const char *name = standin_exercise(part);
    struct buf folder;

    buf_init(&folder, PATH_BYTES);
    struct status st = exercise_folder(&folder, name);
    if (!st.code)
        st = lent_open(&m->standin.lent[part], name, buf_string(&folder),
                       buf_string(text), text->bytes);
    buf_release(&folder);
    m->standin.on[part] = !st.code;
    return st;
}

static struct status open_part(struct mine *m, struct attempts *a,
                               enum standin_part part, bool must)
{
    const char *name = standin_exercise(part);
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = attempts_last_pass(a, name, &text);
    if (!st.code && text.bytes)
        st = lend(m, part, &text);
    else if (!st.code && must)
        st = status_fail(STATUS_NOT_FOUND,
                         "%s is not passed yet: lathe check %s", name, name);
    buf_release(&text);
    return st;
}

static struct status open_parts(struct mine *m, const char *with)
{
    bool want[STANDIN_PARTS] = {false}, every;
    struct attempts a;
    int on = 0;

    STATUS_TRY(read_with(with, want, &every));
    STATUS_TRY(attempts_open(&a, NULL));
    struct status st = STATUS_OK;
    for (int i = 0; i < STANDIN_PARTS && !st.code; i++) {
        const enum standin_part part = (enum standin_part)i;

        if (!every && !want[i])
            continue;
        st = open_part(m, &a, part, !every);
        on += m->standin.on[i];
    }
    attempts_close(&a);
    if (!st.code && !on)
        st = status_fail(STATUS_NOT_FOUND,
                         "no part of the engine is yours yet: pass one, such "
                         "as softmax");
    return st;
}

/* Attention that is swapped whole calls nothing that it is made of. */
static void name_ops(struct mine *m)
{
    size_t used = 0;

    for (int i = 0; i < STANDIN_PARTS; i++) {
        const char *op = standin_op((enum standin_part)i);

        if (m->standin.on[i] && *op)
            used +=
                (size_t)snprintf(m->swapped + used, sizeof m->swapped - used,
                                 "%s%s", used ? " " : "", op);
    }
}

static struct status make(struct mine *m, const char *with)
{
    m->base = device_find("cpu");
    if (!m->base || !m->base->f32)
        return status_fail(STATUS_UNSUPPORTED, "there is no f32 device here");
    m->table = *m->base->f32;
    STATUS_TRY(open_parts(m, with));
    name_ops(m);
    m->twin = *m->base;
    m->twin.swapped = m->swapped[0] ? m->swapped : NULL;
    m->device = m->twin;
    m->device.name = "mine";
    m->device.about = "the learner's functions, the rest as cpu";
    m->device.f32 = &m->table;
    m->device.product = product;
    m->device.stead = &m->stead;
    m->lent = (struct lab_lent){.device = &m->device, .twin = &m->twin};
    return standin_begin(&m->standin, &m->table, &m->stead);
}

struct status mine_open(struct mine **out, const char *with)
{
    struct mine *m;

    *out = NULL;
    if (strlen(with) >= WITH_BYTES)
        return status_fail(STATUS_TOO_BIG, "with=... names too many parts");
    if (running && strcmp(running->with, with) == 0) {
        STATUS_TRY(mine_status(running));
        running->uses++;
        *out = running;
        return STATUS_OK;
    }
    if (running) {
        return status_fail(STATUS_BAD_USAGE,
                           "another run has your functions (with=%.60s): end "
                           "it first",
                           running->with);
    }
    m = calloc(1, sizeof *m);
    if (!m)
        return status_fail(STATUS_NO_MEMORY, "no memory for your functions");
    snprintf(m->with, sizeof m->with, "%s", with);
    const struct status st = make(m, with);
    m->uses = 1;
    if (st.code) {
        mine_close(m);
        return st;
    }
    running = *out = m;
    return STATUS_OK;
}

void mine_close(struct mine *m)
{
    if (!m || --m->uses > 0)
        return;
    standin_end(&m->standin);
    if (running == m)
        running = NULL;
    free(m);
}

const struct device *mine_device(const struct mine *m)
{
    return &m->device;
}

const struct device *mine_twin(const struct mine *m)
{
    return &m->twin;
}

struct status mine_status(struct mine *m)
{
    return standin_status(&m->standin);
}

void mine_words(const struct mine *m, struct buf *out)
{
    for (int i = 0; i < STANDIN_PARTS; i++) {
        const struct lent *l = &m->standin.lent[i];

        if (!m->standin.on[i])
            continue;
        if (!l->calls)
            buf_printf(out, "your %s was not asked: this model does without\n",
                       l->name);
        else
            buf_printf(out, "your %s: %lld calls, %.2f s\n", l->name,
                       (long long)l->calls, 1e-9 * (double)l->busy_ns);
    }
}

int mine_costs(const struct mine *m, struct mine_cost out[MINE_PARTS])
{
    int n = 0;

    _Static_assert((int)STANDIN_PARTS <= (int)MINE_PARTS,
                   "a cost for every part");
    for (int i = 0; i < STANDIN_PARTS; i++) {
        const struct lent *l = &m->standin.lent[i];

        if (m->standin.on[i])
            out[n++] = (struct mine_cost){l->name, l->calls,
                                          1e-9 * (double)l->busy_ns};
    }
    return n;
}

struct status mine_count(const char *database, struct buf *names, int *passed,
                         int *all)
{
    struct attempts a;

    *passed = 0;
    *all = STANDIN_PARTS;
    STATUS_TRY(attempts_open(&a, database));
    struct status st = STATUS_OK;
    for (int i = 0; i < STANDIN_PARTS && !st.code; i++) {
        const char *name = standin_exercise((enum standin_part)i);
        struct attempts_state state;

        st = attempts_state(&a, name, &state);
        if (!st.code && state.coded)
            buf_printf(names, "%s%s", (*passed)++ ? ", " : "", name);
    }
    attempts_close(&a);
    return st;
}

/* --- for labs --------------------------------------------------------------
 */

static struct mine *of_lent(struct lab_lent *l)
{
    return (struct mine *)(void *)((char *)l - offsetof(struct mine, lent));
}

static struct status lend_out(const char *with, struct lab_lent **out)
{
    struct mine *m;

    *out = NULL;
    STATUS_TRY(mine_open(&m, with));
    *out = &m->lent;
    return STATUS_OK;
}

static struct status ask(struct lab_lent *l)
{
    return mine_status(of_lent(l));
}

static void tell(const struct lab_lent *l, struct buf *out)
{
    mine_words((const struct mine *)(const void *)((const char *)l -
                                                   offsetof(struct mine, lent)),
               out);
}

static void take_back(struct lab_lent *l)
{
    mine_close(of_lent(l));
}

const struct lab_lender mine_lender = {lend_out, ask, tell, take_back};
