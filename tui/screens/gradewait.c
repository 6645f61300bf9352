#include "tui/screens/gradewait.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/gradework.h"
#include "tui/screens/gradedesk.h"

enum { PATH_BYTES = 4096 };

struct gradewait {
    char folder[PATH_BYTES], csv[PATH_BYTES + 16];
    struct gradework work; /* the thread's until it is over */
    pthread_mutex_t lock;  /* of everything below */
    struct worker *worker; /* to be poked; NULL: the screen is gone */
    bool over;
    int done, all;
    struct status end; /* once it is over */
    bool shown;        /* the desk was opened */
};

/* --- on the thread --------------------------------------------------------
 */

static void tell(void *context, int done, int all)
{
    struct gradewait *g = context;

    pthread_mutex_lock(&g->lock);
    g->done = done;
    g->all = all;
    if (g->worker)
        worker_poke(g->worker);
    pthread_mutex_unlock(&g->lock);
}

static bool stop(void *context)
{
    struct gradewait *g = context;

    pthread_mutex_lock(&g->lock);
    const bool gone = !g->worker;
    pthread_mutex_unlock(&g->lock);
    return gone;
}

static void forget(struct gradewait *g)
{
    pthread_mutex_destroy(&g->lock);
    gradework_close(&g->work);
    free(g);
}

/* Nobody waits for a thread whose screen was left: a file that is being graded
 * may take a minute. It clears up after itself. */
static void *grade_main(void *user)
{
    struct gradewait *g = user;
    const struct status st = gradework_run(&g->work);

    pthread_mutex_lock(&g->lock);
    g->end = st;
    g->over = true;
    const bool gone = !g->worker;
    if (!gone)
        worker_poke(g->worker);
    pthread_mutex_unlock(&g->lock);
    if (gone)
        forget(g);
    return NULL;
}

/* Signals are for the screen's thread. */
static int start(struct gradewait *g)
{
    pthread_t thread;
    sigset_t all, old;

    pthread_mutex_init(&g->lock, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    const int failed = pthread_create(&thread, NULL, grade_main, g);
    if (!failed)
        pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

/* --- the screen -----------------------------------------------------------
 */

static void news(struct shell *s, void *state)
{
    struct gradewait *g = state;

    pthread_mutex_lock(&g->lock);
    const bool over = g->over;
    pthread_mutex_unlock(&g->lock);
    if (!over || g->shown)
        return;
    g->shown = true;
    if (g->end.code) {
        shell_fault(s, g->end);
        return;
    }
    gradedesk_push(s, &(struct gradedesk){.title = g->folder,
                                          .book = &g->work.book,
                                          .log = &g->work.log,
                                          .similar = &g->work.similar,
                                          .csv = g->csv});
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct gradewait *g = state;
    struct canvas_rect row = {0, 8, 1, cv->cols - 8};

    (void)s;
    pthread_mutex_lock(&g->lock);
    const int done = g->done, all = g->all;
    const bool over = g->over;
    pthread_mutex_unlock(&g->lock);
    canvas_text(cv, 0, 0, "Grading", INK_TITLE | INK_BOLD);
    canvas_fit(cv, row, g->folder, INK_DIM);
    if (over && g->end.code) {
        canvas_fit(cv, (struct canvas_rect){2, 0, 4, cv->cols}, g->end.text,
                   INK_BAD);
    } else if (all) {
        canvas_printf(cv, 2, 0, INK_TEXT, "%d of %d files graded", done, all);
    } else {
        canvas_text(cv, 2, 0,
                    "the sandbox is tried, once a start of the machine ...",
                    INK_TEXT);
    }
    if (!over)
        canvas_fit(cv, (struct canvas_rect){4, 0, 2, cv->cols},
                   "q stops behind the files that are being graded; the next "
                   ":grade goes on from there.",
                   INK_DIM);
}

/* Back from the desk: there is nothing left to see. */
static void resume(struct shell *s, void *state)
{
    const struct gradewait *g = state;

    if (g->shown)
        shell_pop(s);
    else
        news(s, state);
}

static void release(struct shell *s, void *state)
{
    struct gradewait *g = state;

    (void)s;
    pthread_mutex_lock(&g->lock);
    g->worker = NULL;
    const bool over = g->over;
    pthread_mutex_unlock(&g->lock);
    if (over)
        forget(g);
}

static const struct shell_screen screen = {
    .name = "grade",
    .draw = draw,
    .news = news,
    .resume = resume,
    .free = release,
};

static struct status open(struct shell *s, struct gradewait *g,
                          const char *folder)
{
    const char *home = getenv("HOME");
    const bool own = strncmp(folder, "~/", 2) == 0 && home;
    const int n = snprintf(g->folder, sizeof g->folder, "%s%s", own ? home : "",
                           own ? folder + 1 : folder);

    if (n < 0 || (size_t)n >= sizeof g->folder)
        return status_fail(STATUS_TOO_BIG, "grade: the path is too long");
    snprintf(g->csv, sizeof g->csv, "grades.csv");
    g->worker = s->worker;
    const struct gradework_options o = {.folder = g->folder,
                                        .program = LATHE_VERSION,
                                        .tell = tell,
                                        .stop = stop,
                                        .context = g};
    STATUS_TRY(gradework_open(&g->work, &o));
    return start(g) ? status_fail(STATUS_IO, "grade: cannot start a thread")
                    : STATUS_OK;
}

struct status gradewait_push(struct shell *s, const char *folder)
{
    struct gradewait *g = calloc(1, sizeof *g);

    if (!g)
        return status_fail(STATUS_NO_MEMORY, "grade: out of memory");
    const struct status st = open(s, g, folder);
    if (st.code) {
        gradework_close(&g->work);
        free(g);
        return st;
    }
    shell_push(s, &screen, g);
    return STATUS_OK;
}
