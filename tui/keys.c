#include "tui/keys.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

int keys_ctrl(char letter)
{
    return letter & 0x1f;
}

struct named {
    int key;
    const char *name;
};

static const struct named names[] = {
    {KEYS_TAB, "Tab"},
    {KEYS_ENTER, "Enter"},
    {KEYS_ESC, "Esc"},
    {KEYS_SPACE, "Space"},
    {KEYS_RUBOUT, "Backspace"},
    {KEYS_UP, "Up"},
    {KEYS_DOWN, "Down"},
    {KEYS_LEFT, "Left"},
    {KEYS_RIGHT, "Right"},
    {KEYS_BACKTAB, "Shift+Tab"},
    {KEYS_HOME, "Home"},
    {KEYS_END, "End"},
    {KEYS_PAGE_UP, "PgUp"},
    {KEYS_PAGE_DOWN, "PgDn"},
    {KEYS_DELETE, "Del"},
    {KEYS_HELP, "F1"},
    {KEYS_CLICK, "Click"},
    {KEYS_WHEEL_UP, "Wheel up"},
    {KEYS_WHEEL_DOWN, "Wheel down"},
};

const char *keys_name(int key, char room[KEYS_NAME_BYTES])
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].key == key)
            return names[i].name;
    }
    if (key > 0 && key < 32) {
        snprintf(room, KEYS_NAME_BYTES, "Ctrl+%c", key + 'A' - 1);
    } else if (key > 32 && key < 127) {
        snprintf(room, KEYS_NAME_BYTES, "%c", key);
    } else {
        snprintf(room, KEYS_NAME_BYTES, "U+%04X", (unsigned)key);
    }
    return room;
}

int keys_parse(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(names[i].name, name) == 0)
            return names[i].key;
    }
    if (strncasecmp(name, "Ctrl+", 5) == 0 && name[5] && !name[6])
        return (name[5] & 0x40) ? name[5] & 0x1f : 0;
    return name[0] > 32 && name[0] < 127 && !name[1] ? name[0] : 0;
}
