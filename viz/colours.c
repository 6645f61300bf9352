#include "viz/colours.h"

#include <stddef.h>
#include <string.h>

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

static bool ends_in(const char *text, const char *end)
{
    const size_t n = text ? strlen(text) : 0, m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

/* The names of terminals promise little; this much they do. */
static int of_terminal(const struct colours_say *say)
{
    const char *term = say->term;

    if (!term || !*term || is(term, "dumb") || strncmp(term, "vt", 2) == 0)
        return 0;
    if (is(say->colorterm, "truecolor") || is(say->colorterm, "24bit") ||
        ends_in(term, "-direct"))
        return CANVAS_RGB;
    if (ends_in(term, "-256color"))
        return 256;
    return is(term, "linux") ? 8 : 16;
}

bool colours_choose(const struct colours_say *say, int *out)
{
    static const struct {
        const char *word;
        int colours;
    } word[] = {
        {"none", 0}, {"8", 8}, {"16", 16}, {"256", 256}, {"24", CANVAS_RGB}};

    *out = say->no_color && *say->no_color ? 0 : of_terminal(say);
    if (!say->asked || is(say->asked, "auto"))
        return true;
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++) {
        if (is(say->asked, word[i].word)) {
            *out = word[i].colours;
            return true;
        }
    }
    return false;
}

bool colours_theme(const char *name, enum canvas_theme *out)
{
    static const char *const theme[] = {[CANVAS_THEME_DEFAULT] = "default",
                                        [CANVAS_THEME_DARK] = "dark",
                                        [CANVAS_THEME_LIGHT] = "light",
                                        [CANVAS_THEME_CONTRAST] = "contrast",
                                        [CANVAS_THEME_MONO] = "mono"};

    for (size_t i = 0; i < sizeof theme / sizeof theme[0]; i++) {
        if (is(name, theme[i])) {
            *out = (enum canvas_theme)i;
            return true;
        }
    }
    return false;
}

const char *colours_words(void)
{
    return "auto, 24, 256, 16, 8 or none";
}

const char *colours_themes(void)
{
    return "default, dark, light, contrast or mono";
}
