#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "lessons/labs/lab.h"

/*
 * keys.h - a key as the shell sees it: a Unicode code point, or one of these.
 */
enum keys_code {
    KEYS_TAB = 9,
    KEYS_ENTER = 10,
    KEYS_ESC = 27,
    KEYS_SPACE = 32,
    KEYS_RUBOUT = 127, /* the Backspace key, whatever the terminal sends */
    KEYS_UP = LAB_KEY_UP,
    KEYS_DOWN = LAB_KEY_DOWN,
    KEYS_LEFT = LAB_KEY_LEFT,
    KEYS_RIGHT = LAB_KEY_RIGHT,
    KEYS_BACKTAB = 0x110100,
    KEYS_HOME,
    KEYS_END,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_DELETE,
    KEYS_HELP,        /* F1 */
    KEYS_RESIZE,      /* the terminal has another size now */
    KEYS_PASTE_START, /* what follows was pasted, up to ... */
    KEYS_PASTE_END,
    KEYS_CLICK,    /* at tty_key.row, .col */
    KEYS_WHEEL_UP, /* over tty_key.row, .col */
    KEYS_WHEEL_DOWN
};

/* Ctrl and a letter: keys_ctrl('p'). */
int keys_ctrl(char letter);

/* The name as help prints it: "Space", "Ctrl+P", "a". Answers `room`. */
enum { KEYS_NAME_BYTES = 16 };
const char *keys_name(int key, char room[KEYS_NAME_BYTES]);

/* The key that is called so, by the same names; 0: none is. */
int keys_parse(const char *name);

#endif
