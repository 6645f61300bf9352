#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tui/editor.h"
#include "tui/record.h"
#include "tui/screens/comeback.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/gradedesk.h"
#include "tui/screens/labscreen.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/reviewcard.h"
#include "tui/screens/stage.h"
#include "tui/screens/welcome.h"
#include "tui/shell.h"
#include "tui/tty.h"

enum { FRAMES_A_SECOND = 20, FRAMES_OVER_SSH = 10 };

struct app {
    struct tty *tty;
    struct shell *shell;
    struct canvas *canvas;
    struct record *record; /* or NULL */
    struct prefs adopted;  /* what the terminal was told */
    int64_t frame_ns, drawn_ns;
};

static bool same_prefs(const struct prefs *a, const struct prefs *b)
{
    return a->colour == b->colour && a->theme == b->theme &&
           a->glyphs == b->glyphs && a->mouse == b->mouse;
}

/* The settings screen changes what is wished; the terminal follows. */
static void adopt(struct app *a)
{
    if (same_prefs(&a->adopted, &a->shell->prefs))
        return;
    a->adopted = a->shell->prefs;
    tty_adopt(a->tty, &a->adopted);
    a->shell->look = tty_look(a->tty);
    canvas_free(a->canvas);
    a->canvas = NULL;
}

/* Frames keep a distance, so that news of a fast lab cannot flood a slow
 * line; a key is shown at once. */
static void show(struct app *a)
{
    adopt(a);
    const int rows = tty_rows(a->tty), cols = tty_cols(a->tty);

    if (!a->canvas || a->canvas->rows != rows || a->canvas->cols != cols) {
        canvas_free(a->canvas);
        a->canvas = canvas_new(rows, cols, tty_look(a->tty));
    }
    if (!a->canvas)
        return;
    shell_draw(a->shell, a->canvas);
    tty_show(a->tty, a->canvas, a->shell->cursor_row, a->shell->cursor_col);
    a->drawn_ns = clock_ns();
    record_frame(a->record, a->canvas, a->drawn_ns);
}

/* A screen wants a file in the learner's editor. */
static void edit(struct app *a)
{
    struct editor e;
    struct status st = editor_choose(
        &e, a->shell->edit.path, a->shell->edit.line, a->shell->edit.beside);

    if (a->shell->edit.beside && !st.code && !e.beside)
        shell_say(a->shell, "no tmux around this terminal: the editor takes "
                            "its place");
    a->shell->edit.path[0] = '\0';
    if (!st.code) {
        tty_away(a->tty);
        st = editor_run(&e);
        tty_back(a->tty);
    }
    shell_fault(a->shell, st);
}

/* Answers whether a key came. */
static bool take_keys(struct app *a)
{
    struct tty_key key;
    bool any = false;

    while (!a->shell->quit && tty_read(a->tty, &key)) {
        any = true;
        if (key.code == keys_ctrl('l')) {
            tty_redraw(a->tty);
        } else if (key.code == keys_ctrl('z')) {
            tty_suspend(a->tty);
        } else if (key.code == KEYS_WHEEL_UP || key.code == KEYS_WHEEL_DOWN) {
            shell_wheel(a->shell, key.row, key.col,
                        key.code == KEYS_WHEEL_UP ? -1 : 1);
        } else if (key.code == KEYS_CLICK) {
            shell_click(a->shell, key.row, key.col);
        } else if (key.code != KEYS_RESIZE) {
            shell_key(a->shell, key.code);
        }
        a->shell->changed = true;
        if (a->shell->edit.path[0])
            edit(a);
    }
    if (a->shell->copy_fresh) {
        a->shell->copy_fresh = false;
        tty_copy(a->tty, buf_string(&a->shell->copied), a->shell->copied.bytes);
    }
    return any;
}

/* How long to sleep: until the next frame is due, a message goes, or news. */
static int patience_ms(const struct app *a, int64_t now)
{
    int64_t until = now + 1000000000;

    if (a->shell->toast_until_ns > now && a->shell->toast_until_ns < until)
        until = a->shell->toast_until_ns;
    if (a->shell->changed && a->drawn_ns + a->frame_ns < until)
        until = a->drawn_ns + a->frame_ns;
    return until <= now ? 0 : (int)((until - now) / 1000000) + 1;
}

static void loop(struct app *a)
{
    int64_t toast = 0;

    show(a);
    while (!a->shell->quit) {
        struct pollfd fd[3] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = worker_fd(a->shell->worker), .events = POLLIN},
            {.fd = a->shell->guest_fd, .events = POLLIN},
        };
        const int64_t now = clock_ns();
        bool key;

        toast = a->shell->toast_until_ns > now ? a->shell->toast_until_ns : 0;
        if (poll(fd, 3, patience_ms(a, now)) < 0 && errno != EINTR)
            return;
        if (fd[1].revents & POLLIN) {
            worker_heard(a->shell->worker);
            shell_news(a->shell);
        }
        if (fd[2].revents & POLLIN)
            shell_news(a->shell);
        key = take_keys(a); /* also after EINTR: it may be a new size */
        if (fd[0].revents & (POLLHUP | POLLERR | POLLNVAL))
            return;
        if (toast && clock_ns() >= toast)
            a->shell->changed = true; /* the message goes */
        if (a->shell->changed &&
            (key || clock_ns() >= a->drawn_ns + a->frame_ns))
            show(a);
    }
}

static struct status open_lab(struct shell *s, const struct app_options *o)
{
    struct labplan plan = {0};
    const struct lab *lab = lab_find(o->lab);
    char *run;
    struct status st;

    if (!lab)
        return labscreen_push(s, o->lab); /* it words the failure */
    STATUS_TRY(labplan_of(&plan, lab, o->knob));
    run = labplan_string(&plan);
    labplan_release(&plan);
    if (!run)
        return status_fail(STATUS_NO_MEMORY, "lab: out of memory");
    st = labscreen_push(s, run);
    free(run);
    return st;
}

/* The map lies beneath whatever opens, so that q leads to it. */
static struct status open_first(struct shell *s, const struct app_options *o)
{
    if (!o->lesson && !o->lab && !o->desk && !o->review && welcome_due(s)) {
        welcome_push(s);
        return STATUS_OK;
    }
    coursemap_push(s);
    if (o->desk)
        gradedesk_push(s, o->desk);
    if (o->present)
        return stage_push(s, o->lesson, o->step);
    if (o->review)
        return reviewcard_push(s, clock_unix());
    if (!o->lesson && !o->lab && !o->desk) {
        comeback_push(s, clock_unix());
        reviewcard_offer(s, clock_unix());
    }
    if (o->lesson)
        return lessonpage_push(s, o->lesson, o->step);
    return o->lab ? open_lab(s, o) : STATUS_OK;
}

static bool over_ssh(void)
{
    const char *connection = getenv("SSH_CONNECTION");

    return connection && *connection;
}

/* What was kept, then what the command line says for this once. */
static struct status read_prefs(struct prefs *p, const struct app_options *o)
{
    if (o->colour)
        STATUS_TRY(setting_put(&prefs_row[0], p, o->colour));
    if (o->theme)
        STATUS_TRY(setting_put(&prefs_row[1], p, o->theme));
    if (o->ascii)
        p->glyphs = PREFS_GLYPHS_ASCII;
    if (o->no_mouse)
        p->mouse = PREFS_MOUSE_OFF;
    return STATUS_OK;
}

struct status app_run(const struct app_options *o)
{
    struct app a = {0};
    struct prefs prefs = {0};
    const struct status config = prefs_open(&prefs);
    struct status st;

    STATUS_TRY(read_prefs(&prefs, o));
    a.frame_ns = 1000000000 / (over_ssh() ? FRAMES_OVER_SSH : FRAMES_A_SECOND);
    st = shell_new(&a.shell, (struct canvas_look){0}, NULL, NULL);
    if (st.code)
        return st;
    a.shell->seed = o->seed;
    a.shell->prefs = a.adopted = prefs;
    shell_fault(a.shell, config);
    if (o->record)
        st = record_open(&a.record, o->record);
    if (!st.code)
        st = tty_open(&prefs, &a.tty);
    if (!st.code) {
        a.shell->look = tty_look(a.tty);
        a.shell->rows = tty_rows(a.tty);
        a.shell->cols = tty_cols(a.tty);
        st = open_first(a.shell, o);
    }
    if (!st.code)
        loop(&a);
    tty_close(a.tty);
    const struct status kept = record_close(a.record);
    canvas_free(a.canvas);
    shell_free(a.shell);
    return st.code ? st : kept;
}
