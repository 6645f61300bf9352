#include "tui/screens/labscreen.h"

#include "tui/labcsv.h"
#include "tui/labkeep.h"
#include "tui/labview.h"
#include "tui/screens/sourcepage.h"

enum { MOST_BYTES = 64 << 20 };

/* The panel is the screen's state: it is shared, and counts its users. */

static void act_play(struct shell *s, void *state)
{
    labpanel_play(s, state);
}

static void act_pause(struct shell *s, void *state)
{
    labpanel_pause(s, state);
}

static void act_step(struct shell *s, void *state)
{
    labpanel_step(s, state);
}

static void act_words(struct shell *s, void *state)
{
    struct labpanel *p = state;

    (void)s;
    p->words = !p->words;
}

static void act_focus(struct shell *s, void *state)
{
    struct labpanel *p = state;
    const bool knobs = p->lab->knobs && p->lab->knobs[0].name;

    (void)s;
    p->focus = p->focus == LABPANEL_PICTURE && knobs ? LABPANEL_KNOBS
                                                     : LABPANEL_PICTURE;
}

static void act_with(struct shell *s, void *state)
{
    labpanel_with(s, state);
}

static void act_timing(struct shell *s, void *state)
{
    struct labpanel *p = state;

    (void)s;
    p->view.timing = !p->view.timing;
}

static void act_keep(struct shell *s, void *state)
{
    labkeep_key(s, state);
}

static void act_narrow(struct shell *s, void *state)
{
    (void)state;
    if (s->depth > 1)
        shell_pop(s);
}

/* The numbers, as lines that a spreadsheet takes. */
static void act_copy(struct shell *s, void *state)
{
    struct labpanel *p = state;
    struct buf out;

    if (!p->shot) {
        shell_say(s, "there are no numbers yet");
        return;
    }
    buf_init(&out, MOST_BYTES);
    json_t *data = p->lab->data(p->shot->data, &p->view);
    labcsv_write(data, &out);
    json_decref(data);
    shell_copy(s, buf_string(&out), out.bytes);
    buf_release(&out);
}

static void act_source(struct shell *s, void *state)
{
    const struct labpanel *p = state;

    sourcepage_push(s, p->lab);
}

static void act_undo(struct shell *s, void *state)
{
    labpanel_undo(s, state);
}

static const struct shell_binding bindings[] = {
    {KEYS_SPACE, "run", "run, or pause at the next step", act_play},
    {'p', "pause", "pause, or go on", act_pause},
    {'s', "step", "one step, then pause", act_step},
    {KEYS_TAB, "knobs", "to the knobs, and back to the picture", act_focus},
    {KEYS_BACKTAB, NULL, "to the knobs, and back to the picture", act_focus},
    {'v', "words", "the picture in words, and back", act_words},
    {'u', NULL, "take back the last turn of a knob", act_undo},
    {'w', NULL, "with your own functions, beside ours; and back", act_with},
    {'P', NULL, "keep the picture as files in ~/lathe/pictures", act_keep},
    {'y', NULL, "copy the numbers to the clipboard", act_copy},
    {'o', NULL, "the C source of what is shown", act_source},
    {'_', NULL, "back to where it was smaller", act_narrow},
    {'m', NULL, "show what was measured, or hide it", act_timing},
    {0, NULL, NULL, NULL},
};

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct labpanel *p = state;

    labview_draw(s, p, cv, canvas_whole(cv));
}

static bool key(struct shell *s, void *state, int k)
{
    return labpanel_key(s, state, k);
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    (void)s;
    return labpanel_go(state, spot);
}

static bool typing(const void *state)
{
    const struct labpanel *p = state;

    return p->editing;
}

static void news(struct shell *s, void *state)
{
    labpanel_news(s, state);
}

static void resume(struct shell *s, void *state)
{
    labpanel_ensure(s, state);
}

static bool reset(struct shell *s, void *state)
{
    shell_fault(s, labpanel_reset(s, state));
    return true;
}

static const struct lab *lab_of(const void *state)
{
    const struct labpanel *p = state;

    return p->lab;
}

static void leave(struct shell *s, void *state)
{
    struct labpanel *p = state;

    p->editing = false;
    p->focus = LABPANEL_NONE;
    labpanel_leave(s, p);
}

static const struct shell_screen screen = {
    .name = "lab",
    .bindings = bindings,
    .draw = draw,
    .go = go,
    .key = key,
    .typing = typing,
    .news = news,
    .resume = resume,
    .reset = reset,
    .lab = lab_of,
    .free = leave,
};

struct status labscreen_push(struct shell *s, const char *run)
{
    struct labpanel *p = NULL;

    STATUS_TRY(labpanel_use(s, run, false, &p));
    p->focus = LABPANEL_PICTURE;
    shell_push(s, &screen, p);
    return STATUS_OK;
}

void labscreen_zoom(struct shell *s, struct labpanel *p)
{
    p->uses++;
    p->focus = LABPANEL_PICTURE;
    shell_push(s, &screen, p);
}
