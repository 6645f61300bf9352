#include "tui/tty.h"

/* The one file that sees curses. Its short names (move, clear, box, ERR) meet
 * no other code. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "tui/clipboard.h"
#include "viz/ink.h"
#include "viz/palette.h"

enum {
    CODE_PASTE_START = 0x1001, /* above every code that curses gives out */
    CODE_PASTE_END,
    MAX_PAIRS = INK_COUNT * INK_COUNT,
};

struct pair {
    int32_t fg, bg;
};

struct tty {
    SCREEN *curses;
    struct canvas_look look;
    bool bracketed; /* frames are marked, so that none is seen half done */
    int pairs, most_pairs;
    struct pair pair[MAX_PAIRS];
    struct canvas *shown; /* what curses was told last */
    int cursor_row, cursor_col;
};

/* The one piece of file-scope state: a signal handler can ask nobody. */
static struct termios saved_modes;
static volatile sig_atomic_t terminal_taken;

static const int deadly[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP,
                             SIGABRT, SIGBUS,  SIGFPE,  SIGSEGV, SIGTERM,
                             SIGXCPU, SIGPIPE, SIGSYS};

/* Frame marks, mouse, paste, cursor, colours, keypad, other screen: all off.
 * A terminal that does not know one of them ignores it. */
static const char reset_text[] =
    "\033[?2026l\033[?1006l\033[?1003l\033[?1002l\033[?1000l\033[?2004l"
    "\033[0m\033(B\017\033[?1l\033>\033[?7h\033[?12l\033[?25h\033[?1049l\r";

static void say(const char *text, size_t bytes)
{
    while (bytes > 0) {
        const ssize_t sent = write(STDOUT_FILENO, text, bytes);

        if (sent <= 0)
            return; /* a terminal that went away needs no frame */
        text += sent;
        bytes -= (size_t)sent;
    }
}

static void restore_and_die(int number)
{
    if (terminal_taken) {
        terminal_taken = 0;
        say(reset_text, sizeof reset_text - 1);
        tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
    }
    /* SA_RESETHAND gave the default action back: the core file and the exit
     * status are those of the real cause. */
    raise(number);
}

static void guard_signals(bool on)
{
    struct sigaction act;

    memset(&act, 0, sizeof act);
    sigemptyset(&act.sa_mask);
    if (on) {
        act.sa_handler = restore_and_die;
        act.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
    } else {
        act.sa_handler = SIG_DFL;
    }
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        sigaction(deadly[i], &act, NULL);
}

bool tty_usable(void)
{
    const char *term = getenv("TERM");
    int found = 0;
    bool moves;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return false;
    if (!term || !*term || strcmp(term, "dumb") == 0)
        return false;
    if (setupterm(term, STDOUT_FILENO, &found) != OK || found != 1)
        return false;
    moves = cursor_address != NULL;
    del_curterm(cur_term);
    return moves;
}

static struct canvas_look wished_look(const struct prefs *p)
{
    const struct prefs_terminal t = {getenv("NO_COLOR"), getenv("COLORTERM"),
                                     getenv("TERM"), nl_langinfo(CODESET)};

    return prefs_look(p, &t);
}

/* No more than curses can send. A -direct entry has eight indexes; what is
 * more there are values. */
static int colours_here(int wished)
{
    if (wished == 0 || !has_colors())
        return 0;
    if (COLORS >= CANVAS_RGB)
        return wished > 8 ? CANVAS_RGB : 8;
    if (wished <= COLORS)
        return wished;
    return COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
}

static struct canvas_look look_of(const struct prefs *p)
{
    struct canvas_look look = wished_look(p);

    look.colours = colours_here(look.colours);
    if (look.colours == 0)
        look.theme = CANVAS_THEME_MONO;
    return look;
}

static void set_mouse(bool on)
{
    mouseinterval(0);
    mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0,
              NULL);
}

static void take_keys(void)
{
    raw(); /* Ctrl+C and Ctrl+Z are keys of ours */
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    meta(stdscr, TRUE);
    set_escdelay(25);
    define_key("\033[200~", CODE_PASTE_START);
    define_key("\033[201~", CODE_PASTE_END);
}

/* Plain xterm entries speak 24 bit only through their -direct twin. */
static SCREEN *new_screen(const struct prefs *p)
{
    const char *term = getenv("TERM");
    SCREEN *s = NULL;

    if (term && strncmp(term, "xterm", 5) == 0 &&
        wished_look(p).colours == CANVAS_RGB)
        s = newterm("xterm-direct", stdout, stdin);
    return s ? s : newterm(NULL, stdout, stdin);
}

struct status tty_open(const struct prefs *p, struct tty **out)
{
    const char *term = getenv("TERM");
    struct tty *t = calloc(1, sizeof *t);

    *out = NULL;
    if (!t)
        return status_fail(STATUS_NO_MEMORY, "terminal: out of memory");
    setlocale(LC_CTYPE, ""); /* numbers stay in C, so that files do too */
    if (tcgetattr(STDIN_FILENO, &saved_modes) == 0)
        terminal_taken = 1;
    use_env(TRUE);
    use_tioctl(TRUE); /* or an exported LINES would freeze the size */
    t->curses = new_screen(p);
    if (!t->curses) {
        terminal_taken = 0;
        free(t);
        return status_fail(STATUS_UNSUPPORTED,
                           "terminal: type \"%s\" cannot be driven; set TERM, "
                           "or pipe the output to get plain text",
                           term ? term : "");
    }
    guard_signals(true);
    take_keys();
    if (has_colors() && start_color() == OK)
        use_default_colors();
    tty_adopt(t, p);
    t->most_pairs = COLOR_PAIRS < MAX_PAIRS ? COLOR_PAIRS : MAX_PAIRS;
    t->pairs = 1; /* pair 0 is the terminal's own */
    t->pair[0] = (struct pair){PALETTE_OWN, PALETTE_OWN};
    t->bracketed = term && (strncmp(term, "xterm", 5) == 0 ||
                            strncmp(term, "tmux", 4) == 0 ||
                            strncmp(term, "screen", 6) == 0);
    say("\033[?2004h", 8);
    curs_set(0);
    *out = t;
    return STATUS_OK;
}

void tty_close(struct tty *t)
{
    if (!t)
        return;
    say("\033[?2004l", 8);
    curs_set(1);
    endwin();
    terminal_taken = 0;
    guard_signals(false);
    delscreen(t->curses);
    canvas_free(t->shown);
    free(t);
}

void tty_adopt(struct tty *t, const struct prefs *p)
{
    set_mouse(p->mouse == PREFS_MOUSE_ON);
    t->look = look_of(p);
    tty_redraw(t);
}

struct canvas_look tty_look(const struct tty *t)
{
    return t->look;
}

int tty_rows(const struct tty *t)
{
    (void)t;
    return LINES;
}

int tty_cols(const struct tty *t)
{
    (void)t;
    return COLS;
}

static const int special[][2] = {
    {KEY_UP, KEYS_UP},
    {KEY_DOWN, KEYS_DOWN},
    {KEY_LEFT, KEYS_LEFT},
    {KEY_RIGHT, KEYS_RIGHT},
    {KEY_BTAB, KEYS_BACKTAB},
    {KEY_HOME, KEYS_HOME},
    {KEY_END, KEYS_END},
    {KEY_PPAGE, KEYS_PAGE_UP},
    {KEY_NPAGE, KEYS_PAGE_DOWN},
    {KEY_DC, KEYS_DELETE},
    {KEY_F(1), KEYS_HELP},
    {KEY_ENTER, KEYS_ENTER},
    {KEY_BACKSPACE, KEYS_RUBOUT},
    {CODE_PASTE_START, KEYS_PASTE_START},
    {CODE_PASTE_END, KEYS_PASTE_END},
};

static bool read_mouse(struct tty_key *out)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return false;
    out->row = event.y;
    out->col = event.x;
    out->code = event.bstate & BUTTON4_PRESSED   ? KEYS_WHEEL_UP
                : event.bstate & BUTTON5_PRESSED ? KEYS_WHEEL_DOWN
                                                 : KEYS_CLICK;
    return true;
}

static bool read_special(struct tty *t, int code, struct tty_key *out)
{
    if (code == KEY_MOUSE)
        return read_mouse(out);
    if (code == KEY_RESIZE) {
        canvas_free(t->shown); /* curses may have moved what it held */
        t->shown = NULL;
        out->code = KEYS_RESIZE;
        return true;
    }
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (special[i][0] == code) {
            out->code = special[i][1];
            return true;
        }
    }
    return false;
}

bool tty_read(struct tty *t, struct tty_key *out)
{
    wint_t code = 0;

    for (;;) {
        const int kind = get_wch(&code);

        *out = (struct tty_key){.row = -1, .col = -1};
        if (kind == ERR)
            return false;
        if (kind == KEY_CODE_YES) {
            if (read_special(t, (int)code, out))
                return true;
            continue; /* a key that means nothing here */
        }
        out->code = code == '\r'               ? KEYS_ENTER
                    : code == 8 || code == 127 ? KEYS_RUBOUT
                                               : (int)code;
        return true;
    }
}

/* A terminal with few pairs shows the rest in its own colours; attributes
 * still tell states apart. */
static int pair_for(struct tty *t, int32_t fg, int32_t bg)
{
    for (int i = 0; i < t->pairs; i++) {
        if (t->pair[i].fg == fg && t->pair[i].bg == bg)
            return i;
    }
    if (t->pairs >= t->most_pairs || init_extended_pair(t->pairs, fg, bg) != OK)
        return 0;
    t->pair[t->pairs] = (struct pair){fg, bg};
    return t->pairs++;
}

static void put_cell(struct tty *t, int row, int col,
                     const struct canvas_cell *cell)
{
    const struct palette_paint paint = palette_paint(&t->look, cell);
    wchar_t text[3] = {cell->rune ? (wchar_t)cell->rune : L' ',
                       (wchar_t)cell->mark, 0};
    int pair = t->look.colours ? pair_for(t, paint.fg, paint.bg) : 0;
    attr_t attr = A_NORMAL;
    cchar_t out;

    if (paint.attr & INK_BOLD)
        attr |= A_BOLD;
    if (paint.attr & INK_REVERSE)
        attr |= A_REVERSE;
    if (paint.attr & INK_UNDERLINE)
        attr |= A_UNDERLINE;
    if (paint.attr & INK_ITALIC) /* emphasis is seen on every terminal */
        attr |= enter_italics_mode ? A_ITALIC : A_UNDERLINE;
    if (setcchar(&out, text, attr, 0, &pair) == OK)
        mvadd_wch(row, col, &out);
}

static bool same_cell(struct canvas_cell a, struct canvas_cell b)
{
    return a.rune == b.rune && a.mark == b.mark && a.fg == b.fg &&
           a.bg == b.bg && a.attr == b.attr && a.width == b.width;
}

/* Tells curses the cells of one row that changed; answers whether any did. */
static bool show_row(struct tty *t, const struct canvas *cv, int row)
{
    struct canvas_cell *old = t->shown->cells + (long)row * t->shown->stride;
    bool changed = false;

    for (int col = 0; col < cv->cols; col++)
        changed |= !same_cell(old[col], canvas_at(cv, row, col));
    if (!changed)
        return false;
    for (int col = 0; col < cv->cols; col++) {
        const struct canvas_cell cell = canvas_at(cv, row, col);

        old[col] = cell;
        put_cell(t, row, col, &cell);
        if (cell.width == 2 && col + 1 < cv->cols) {
            col++; /* curses fills the right half itself */
            old[col] = canvas_at(cv, row, col);
        }
    }
    return true;
}

static bool begin_frame(struct tty *t, const struct canvas *cv)
{
    if (t->shown && t->shown->rows == cv->rows && t->shown->cols == cv->cols)
        return false;
    canvas_free(t->shown);
    t->shown = canvas_new(cv->rows, cv->cols, cv->look);
    erase();
    return true;
}

void tty_show(struct tty *t, const struct canvas *cv, int row, int col)
{
    bool changed = begin_frame(t, cv);

    if (!t->shown)
        return; /* no memory for this size: the old frame stays */
    for (int r = 0; r < cv->rows; r++)
        changed |= show_row(t, cv, r);
    if (!changed && row == t->cursor_row && col == t->cursor_col)
        return;
    t->cursor_row = row;
    t->cursor_col = col;
    if (t->bracketed)
        say("\033[?2026h", 8);
    curs_set(row >= 0);
    if (row >= 0)
        move(row, col);
    refresh();
    if (t->bracketed)
        say("\033[?2026l", 8);
}

void tty_redraw(struct tty *t)
{
    canvas_free(t->shown);
    t->shown = NULL;
    clearok(curscr, TRUE);
}

void tty_suspend(struct tty *t)
{
    say("\033[?2004l", 8);
    /* As the terminal itself would: the whole job stops, with a script that
     * started us. curses' own handler puts the screen away and back. */
    kill(0, SIGTSTP);
    say("\033[?2004h", 8);
    tty_redraw(t);
}

void tty_away(struct tty *t)
{
    (void)t;
    say("\033[?2004l", 8);
    def_prog_mode();
    endwin();
}

void tty_back(struct tty *t)
{
    reset_prog_mode();
    say("\033[?2004h", 8);
    refresh(); /* endwin() ended curses' mode: this takes it up again */
    tty_redraw(t);
}

static bool has_clipboard(void)
{
    static const char *const known[] = {"xterm",     "tmux",  "foot",
                                        "alacritty", "kitty", "wezterm"};
    const char *term = getenv("TERM");

    for (size_t i = 0; term && i < sizeof known / sizeof *known; i++) {
        if (strncmp(term, known[i], strlen(known[i])) == 0)
            return true;
    }
    return false;
}

void tty_copy(struct tty *t, const char *text, size_t bytes)
{
    struct buf sequence;

    (void)t;
    if (!has_clipboard())
        return;
    buf_init(&sequence, 2 * CLIPBOARD_BYTES);
    clipboard_sequence(text, bytes, &sequence);
    if (!buf_status(&sequence).code)
        say(buf_string(&sequence), sequence.bytes);
    buf_release(&sequence);
}
