#include "tui/labtalk.h"

#include <stdbool.h>
#include <string.h>

#include "lessons/labs/lab.h"

int labtalk_key(const char *name)
{
    static const struct {
        const char *name;
        int key;
    } keys[] = {{"up", LAB_KEY_UP},       {"down", LAB_KEY_DOWN},
                {"left", LAB_KEY_LEFT},   {"right", LAB_KEY_RIGHT},
                {"enter", LAB_KEY_ENTER}, {"Enter", LAB_KEY_ENTER}};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(name, keys[i].name) == 0)
            return keys[i].key;
    }
    return name[0] && !name[1] ? name[0] : 0;
}

/* Is the line of `n` bytes one of those in `text`? */
static bool has_line(const char *text, const char *line, size_t n)
{
    while (*text) {
        const size_t have = strcspn(text, "\n");

        if (have == n && memcmp(text, line, n) == 0)
            return true;
        text += have + (text[have] == '\n');
    }
    return false;
}

int labtalk_news(FILE *out, const char *before, const char *now)
{
    int news = 0;

    while (*now) {
        const size_t n = strcspn(now, "\n");

        if (n > 0 && !has_line(before, now, n)) {
            fprintf(out, "%.*s\n", (int)n, now);
            news++;
        }
        now += n + (now[n] == '\n');
    }
    return news;
}
