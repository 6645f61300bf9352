#include "tui/screens/prefscreen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/paths.h"
#include "viz/chart.h"
#include "viz/form.h"

enum { WAVE = 96, CARD_ROWS = 6 };

struct settings {
    int at;
    float wave[WAVE];
};

static int choices(const struct setting *row)
{
    int n = 0;

    while (row->choices[n])
        n++;
    return n;
}

static struct status keep(const struct setting *row, const char *value)
{
    struct buf path;
    struct status st;

    buf_init(&path, 4096);
    st = paths_config(&path, "config");
    if (!st.code)
        st = prefs_keep(buf_string(&path), row->name, value);
    buf_release(&path);
    return st;
}

static void move_choice(struct shell *s, struct settings *p, int by)
{
    const struct setting *row = &prefs_row[p->at];
    const int n = choices(row);
    char now[SETTING_TEXT];
    int i = 0;

    setting_show(row, &s->prefs, now);
    while (i < n && strcmp(row->choices[i], now) != 0)
        i++;
    i = (i + by + n) % n;
    shell_fault(s, setting_put(row, &s->prefs, row->choices[i]));
    shell_fault(s, keep(row, row->choices[i]));
}

static void act_more(struct shell *s, void *state)
{
    move_choice(s, state, 1);
}

static void act_less(struct shell *s, void *state)
{
    move_choice(s, state, -1);
}

static void act_up(struct shell *s, void *state)
{
    struct settings *p = state;

    (void)s;
    p->at = (p->at + PREFS_ROWS - 1) % PREFS_ROWS;
}

static void act_down(struct shell *s, void *state)
{
    struct settings *p = state;

    (void)s;
    p->at = (p->at + 1) % PREFS_ROWS;
}

static const struct shell_binding bindings[] = {
    {KEYS_RIGHT, "next", "the next choice", act_more},
    {KEYS_LEFT, "last", "the choice before", act_less},
    {KEYS_ENTER, NULL, "the next choice", act_more},
    {KEYS_SPACE, NULL, "the next choice", act_more},
    {'l', NULL, "the next choice", act_more},
    {'h', NULL, "the choice before", act_less},
    {KEYS_DOWN, "down", "the next setting", act_down},
    {KEYS_UP, "up", "the setting before", act_up},
    {'j', NULL, "the next setting", act_down},
    {'k', NULL, "the setting before", act_up},
    {0, NULL, NULL, NULL},
};

static void draw_ramps(struct canvas *cv, int row)
{
    const int cols =
        cv->cols - 8 < INK_RAMP_LEVELS ? cv->cols - 8 : INK_RAMP_LEVELS;
    const struct canvas_look look = cv->look;

    canvas_text(cv, row, 0, "ramp", INK_DIM);
    canvas_text(cv, row + 1, 0, "signed", INK_DIM);
    for (int i = 0; i < cols; i++) {
        const float share = (float)i / (float)(cols - 1);
        const uint32_t rune =
            look.colours && look.glyphs != CANVAS_GLYPHS_ASCII
                ? 0x2588
                : (uint32_t) " .:-=+*#%@"[(int)(share * 9.0f)];
        const float both = 2.0f * share - 1.0f;

        canvas_put(cv, row, 8 + i, rune, ink_ramp(share));
        canvas_put(cv, row + 1, 8 + i,
                   look.colours  ? rune
                   : both < 0.0f ? '-'
                                 : '+',
                   ink_signed(both));
    }
}

static void draw_roles(struct canvas *cv, int row)
{
    static const struct {
        const char *word;
        unsigned ink;
    } role[] = {{"good", INK_GOOD},       {"bad", INK_BAD},
                {"warn", INK_WARN},       {"focus", INK_FOCUS},
                {"key", INK_KEY},         {"dim", INK_DIM},
                {"hit", INK_HIT},         {"one", INK_SERIES1},
                {"two", INK_SERIES2},     {"three", INK_SERIES3},
                {"bold", INK_BOLD},       {"reverse", INK_REVERSE},
                {"under", INK_UNDERLINE}, {"slant", INK_ITALIC}};
    int col = 0;

    for (size_t i = 0; i < sizeof role / sizeof role[0] && col < cv->cols; i++)
        col += canvas_text(cv, row, col, role[i].word, role[i].ink) + 1;
}

static void draw_card(struct settings *p, struct canvas *cv)
{
    const struct chart_series series = {"wave", NULL, p->wave, WAVE};
    const struct chart wave = {.series = &series, .count = 1};
    const char *glyphs = cv->look.glyphs == CANVAS_GLYPHS_ASCII
                             ? "only ASCII is sent: +--+ |##| .:-=*"
                             : "┌─┬┐ ▁▂▃▄▅▆▇█ ▀▄▌▐ ⠁⠃⠇⡇⣇⣧⣷⣿ ✓ é 中";
    char colours[32] = "24-bit colour";

    if (cv->look.colours < CANVAS_RGB) {
        snprintf(colours, sizeof colours, "%d colours", cv->look.colours);
    }
    canvas_text(cv, 0, 0, "Test card", INK_TITLE | INK_BOLD);
    canvas_printf(cv, 0, 11, INK_DIM, "%s; nothing below may be a box or ?",
                  cv->look.colours ? colours : "no colour");
    canvas_text(cv, 1, 0, glyphs, INK_TEXT);
    draw_roles(cv, 2);
    draw_ramps(cv, 3);
    if (cv->rows >= CARD_ROWS + 6) {
        chart_draw(
            &wave, cv,
            (struct canvas_rect){CARD_ROWS, 0, cv->rows - CARD_ROWS, cv->cols});
    }
}

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    struct settings *p = state;
    char value[PREFS_ROWS][SETTING_TEXT];
    struct form_field field[PREFS_ROWS];
    const struct form form = {field, PREFS_ROWS, p->at, 0, "Settings"};
    const int top = PREFS_ROWS + (cv->rows > 12 ? 3 : 1);
    struct canvas card =
        canvas_sub(cv, (struct canvas_rect){top, 0, cv->rows - top, cv->cols});

    for (int i = 0; i < PREFS_ROWS; i++) {
        setting_show(&prefs_row[i], &s->prefs, value[i]);
        field[i] = (struct form_field){prefs_row[i].name, value[i],
                                       prefs_about(i), NULL, FORM_CHOICE};
    }
    form_draw(&form, cv, (struct canvas_rect){0, 0, top, cv->cols}, NULL);
    draw_card(p, &card);
}

static bool go(struct shell *s, void *state, const struct spots_spot *spot)
{
    struct settings *p = state;
    const bool there = p->at == spot->row;

    (void)s;
    p->at = spot->row;
    return there;
}

static void release(struct shell *s, void *state)
{
    (void)s;
    free(state);
}

static const struct shell_screen screen = {.name = "settings",
                                           .bindings = bindings,
                                           .draw = draw,
                                           .go = go,
                                           .free = release};

void prefscreen_push(struct shell *s)
{
    struct settings *p = calloc(1, sizeof *p);

    if (!p) {
        shell_say(s, "settings: out of memory");
        return;
    }
    for (int i = 0; i < WAVE; i++)
        p->wave[i] = sinf((float)i * 0.13f) * expf((float)-i * 0.02f);
    shell_push(s, &screen, p);
}
