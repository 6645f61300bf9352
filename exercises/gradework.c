#include "exercises/gradework.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/threads.h"

enum { PATH_BYTES = 8192, MOST_JOBS = 64 };

static struct status open_journal(struct gradework *w)
{
    const char *own = w->o.journal;
    struct buf path;

    buf_init(&path, PATH_BYTES);
    struct status st = own ? STATUS_OK : gradelog_path(&path, w->o.folder);
    if (!st.code)
        st = gradelog_open(&w->log, own ? own : buf_string(&path));
    buf_release(&path);
    if (!st.code && w->o.fresh) {
        st = gradelog_forget(&w->log);
        if (st.code)
            gradelog_close(&w->log);
    }
    return st;
}

static struct status level_of(const char *name, enum sandbox_level *out)
{
    for (int v = SANDBOX_NONE; v <= SANDBOX_FULL; v++) {
        *out = (enum sandbox_level)v;
        if (strcmp(name, sandbox_level_name(*out)) == 0)
            return STATUS_OK;
    }
    return status_fail(STATUS_BAD_USAGE,
                       "the level is \"%s\", but must be full, good, basic or "
                       "none",
                       name);
}

/* Takes what the run before was given. */
static struct status recall(struct gradework *w, char level[16])
{
    struct buf state, text;

    buf_init(&state, 64);
    buf_init(&text, 256);
    struct status st = gradelog_get(&w->log, "state", &state);
    if (!st.code && !state.bytes)
        st = status_fail(STATUS_NOT_FOUND, "there is no run to resume");
    if (!st.code)
        st = gradelog_get(&w->log, "seed", &text);
    snprintf(w->book.seed, sizeof w->book.seed, "%s", buf_string(&text));
    buf_clear(&text);
    if (!st.code)
        st = gradelog_get(&w->log, "level", &text);
    snprintf(level, 16, "%s", buf_string(&text));
    buf_clear(&text);
    if (!st.code)
        st = gradelog_get(&w->log, "plain", &text);
    w->book.plain = strcmp(buf_string(&text), "yes") == 0;
    buf_release(&state);
    buf_release(&text);
    return st;
}

static struct status remember(struct gradework *w, const char *state)
{
    STATUS_TRY(gradelog_put(&w->log, "seed", w->book.seed));
    STATUS_TRY(
        gradelog_put(&w->log, "level", sandbox_level_name(w->book.level)));
    STATUS_TRY(gradelog_put(&w->log, "plain", w->book.plain ? "yes" : "no"));
    return gradelog_put(&w->log, "state", state);
}

/* How many attacks get through under the layers of the run. */
static void count_attacks(struct gradework *w)
{
    struct gradebook *b = &w->book;

    b->attacks = PROBES_ATTACKS;
    for (int way = 0; way < PROBES_WAYS; way++) {
        if (probes_layers(way) != b->layers)
            continue;
        b->through = 0;
        for (int i = 0; i < PROBES_ATTACKS; i++)
            b->through += w->probes.through[way][i];
    }
}

static struct status choose(struct gradework *w)
{
    struct gradebook *b = &w->book;
    const char *seed = w->o.seed, *wish = w->o.level;
    char kept[16] = "";

    snprintf(b->program, sizeof b->program, "%s", w->o.program);
    b->plain = w->o.plain;
    STATUS_TRY(courseconf_open(&b->conf, w->o.conf));
    if (seed && strlen(seed) >= sizeof b->seed)
        return status_fail(STATUS_BAD_USAGE,
                           "the seed is longer than %zu bytes",
                           sizeof b->seed - 1);
    if (w->o.resume)
        STATUS_TRY(recall(w, kept));
    else
        snprintf(b->seed, sizeof b->seed, "%s", b->conf.seed);
    if (seed)
        snprintf(b->seed, sizeof b->seed, "%s", seed);
    STATUS_TRY(grader_compiler(b->compiler, sizeof b->compiler));
    STATUS_TRY(grader_probes(&w->log, &w->probes));
    b->level = w->probes.have.level;
    if (wish || kept[0])
        STATUS_TRY(level_of(wish ? wish : kept, &b->level));
    STATUS_TRY(grader_layers(&w->probes.have, b->level, &b->layers));
    count_attacks(w);
    if (b->level == SANDBOX_FULL && b->through)
        return status_fail(STATUS_UNSUPPORTED,
                           "%d of %d attacks get through the sandbox at level "
                           "full; lathe doctor --sandbox shows which",
                           b->through, b->attacks);
    if (b->level >= SANDBOX_GOOD)
        return STATUS_OK;
    return w->o.confirm
               ? w->o.confirm(b)
               : status_fail(STATUS_UNSUPPORTED,
                             "the sandbox is at level %s; other people's code "
                             "is graded from level good on, unless you confirm "
                             "it in lathe grade",
                             sandbox_level_name(b->level));
}

struct status gradework_open(struct gradework *w,
                             const struct gradework_options *o)
{
    *w = (struct gradework){.o = *o};
    STATUS_TRY(intake_open(&w->intake, o->folder));
    w->taken = true;
    STATUS_TRY(gradebook_init(&w->book, &w->intake));
    w->booked = true;
    STATUS_TRY(open_journal(w));
    w->logged = true;
    return STATUS_OK;
}

struct status gradework_run(struct gradework *w)
{
    const double start = clock_seconds();
    const int all = threads_available();

    STATUS_TRY(choose(w));
    STATUS_TRY(remember(w, "running"));
    w->book.started = clock_unix();
    struct grader grader = {.book = &w->book,
                            .log = &w->log,
                            .jobs = w->o.jobs         ? w->o.jobs
                                    : all > MOST_JOBS ? MOST_JOBS
                                                      : all,
                            .tell = w->o.tell,
                            .stop = w->o.stop,
                            .context = w->o.context};
    STATUS_TRY(grader_run(&grader));
    w->book.seconds = clock_seconds() - start;
    STATUS_TRY(gradebook_hands(&w->book, &w->log));
    STATUS_TRY(alike_find(&w->similar, &w->book));
    w->book.similar = &w->similar;
    return remember(w, "done");
}

void gradework_close(struct gradework *w)
{
    if (w->logged)
        gradelog_close(&w->log);
    if (w->booked)
        gradebook_release(&w->book);
    if (w->taken)
        intake_close(&w->intake);
    *w = (struct gradework){.taken = false};
}
