#include "tui/prefs.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "viz/colours.h"

static const char site[] = "/etc/xdg/lathe/config";

static const char *const colour_words[] = {"auto", "24",   "256", "16",
                                           "8",    "none", NULL};
static const char *const theme_words[] = {"default",  "dark", "light",
                                          "contrast", "mono", NULL};
static const char *const glyph_words[] = {"auto", "braille", "block", "ascii",
                                          NULL};
static const char *const mouse_words[] = {"on", "off", NULL};

const struct setting prefs_row[PREFS_ROWS] = {
    {"color", SETTING_CHOICE, offsetof(struct prefs, colour), 0, 0,
     colour_words},
    {"theme", SETTING_CHOICE, offsetof(struct prefs, theme), 0, 0, theme_words},
    {"glyphs", SETTING_CHOICE, offsetof(struct prefs, glyphs), 0, 0,
     glyph_words},
    {"mouse", SETTING_CHOICE, offsetof(struct prefs, mouse), 0, 0, mouse_words},
};

const char *prefs_about(int row)
{
    static const char *const about[PREFS_ROWS] = {
        "colours to use; auto asks the terminal",
        "contrast: ramps safe for the colour-blind",
        "dots of graphs, or ASCII alone",
        "off: the terminal selects text itself"};

    return about[row];
}

/* One line without its end; where it has a key, key and value. */
struct line {
    const char *text, *key, *value;
    size_t bytes, key_bytes, value_bytes;
};

static size_t trimmed(const char *text, size_t bytes)
{
    while (bytes > 0 && strchr(" \t\r", text[bytes - 1]))
        bytes--;
    return bytes;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* Answers false at the end of the text. A line with no key has key NULL. */
static bool take_line(const char **at, const char *end, struct line *out)
{
    const char *stop, *equals, *key;

    if (*at >= end)
        return false;
    stop = memchr(*at, '\n', (size_t)(end - *at));
    stop = stop ? stop : end;
    *out = (struct line){.text = *at, .bytes = (size_t)(stop - *at)};
    *at = stop < end ? stop + 1 : end;
    key = skip_blanks(out->text, stop);
    if (key == stop || *key == '#' || *key == '\r')
        return true;
    out->key = key;
    equals = memchr(key, '=', (size_t)(stop - key));
    out->key_bytes = trimmed(key, (size_t)((equals ? equals : stop) - key));
    if (!equals)
        return true;
    out->value = skip_blanks(equals + 1, stop);
    out->value_bytes = trimmed(out->value, (size_t)(stop - out->value));
    return true;
}

static struct status put(struct prefs *p, const struct line *l)
{
    char key[32], value[64];
    const struct setting *row;

    if (!l->value) {
        return status_fail(STATUS_BAD_FILE, "no \"=\": a line is key = value");
    }
    snprintf(key, sizeof key, "%.*s", (int)l->key_bytes, l->key);
    snprintf(value, sizeof value, "%.*s", (int)l->value_bytes, l->value);
    row = setting_find(prefs_row, PREFS_ROWS, key);
    if (!row) {
        return status_fail(STATUS_BAD_FILE, "there is no setting \"%s\"", key);
    }
    return setting_put(row, p, value);
}

static struct status read_text(struct prefs *p, const char *path,
                               const char *text, size_t bytes)
{
    const char *at = text;
    struct status first = STATUS_OK;
    struct line l;

    for (int number = 1; take_line(&at, text + bytes, &l); number++) {
        const struct status st = l.key ? put(p, &l) : STATUS_OK;

        if (st.code && !first.code) {
            first = status_fail(STATUS_BAD_FILE, "%s:%d: %s", path, number,
                                st.text);
        }
    }
    return first;
}

/* The whole file; "" where there is none. */
static struct status open_file(struct buf *out, const char *path)
{
    FILE *f = fopen(path, "rb");
    char part[4096];
    size_t n;
    bool bad;

    if (!f) {
        return paths_exists(path)
                   ? status_fail(STATUS_IO, "%s: cannot be read", path)
                   : STATUS_OK;
    }
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_add(out, part, n);
    bad = ferror(f);
    fclose(f);
    return bad ? status_fail(STATUS_IO, "%s: cannot be read", path)
               : buf_status(out);
}

struct status prefs_read(struct prefs *p, const char *path)
{
    struct buf text;
    struct status st;

    buf_init(&text, PREFS_MAX_BYTES);
    st = open_file(&text, path);
    if (!st.code)
        st = read_text(p, path, buf_string(&text), text.bytes);
    buf_release(&text);
    return st;
}

struct status prefs_open(struct prefs *p)
{
    const struct status of_site = prefs_read(p, site);
    struct buf path;
    struct status own;

    buf_init(&path, 4096);
    own = paths_config(&path, "config");
    if (!own.code)
        own = prefs_read(p, buf_string(&path));
    else
        own = STATUS_OK; /* no home, so no file of one's own */
    buf_release(&path);
    return of_site.code ? of_site : own;
}

/* Copies `text` with the value of `key` replaced, or added at the end. */
static void rewrite(struct buf *out, const struct buf *text, const char *key,
                    const char *value)
{
    const char *at = buf_string(text);
    const char *end = at + text->bytes;
    const size_t n = strlen(key);
    bool done = false;
    struct line l;

    while (take_line(&at, end, &l)) {
        if (l.key && l.key_bytes == n && memcmp(l.key, key, n) == 0) {
            if (!done)
                buf_printf(out, "%s = %s\n", key, value);
            done = true; /* a second line of it would win: it goes */
            continue;
        }
        buf_add(out, l.text, l.bytes);
        buf_char(out, '\n');
    }
    if (!done)
        buf_printf(out, "%s = %s\n", key, value);
}

static struct status make_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[4096];

    if (!slash || slash == path)
        return STATUS_OK;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    return savefile_folder(folder);
}

struct status prefs_keep(const char *path, const char *key, const char *value)
{
    struct buf old, now;
    struct status st;

    buf_init(&old, PREFS_MAX_BYTES);
    buf_init(&now, PREFS_MAX_BYTES);
    st = open_file(&old, path);
    if (!st.code) {
        rewrite(&now, &old, key, value);
        st = buf_status(&now);
    }
    if (!st.code)
        st = make_folder(path);
    if (!st.code)
        st = savefile_replace(path, buf_string(&now), now.bytes);
    buf_release(&old);
    buf_release(&now);
    return st;
}

struct canvas_look prefs_look(const struct prefs *p,
                              const struct prefs_terminal *t)
{
    const struct colours_say say = {colour_words[p->colour], t->no_color,
                                    t->colorterm, t->term};
    const bool ascii = p->glyphs == PREFS_GLYPHS_ASCII ||
                       (p->glyphs == PREFS_GLYPHS_AUTO &&
                        (!t->codeset || strcasecmp(t->codeset, "UTF-8") != 0));
    struct canvas_look look = {.theme = p->theme};

    colours_choose(&say, &look.colours); /* the word is one of its own */
    if (look.colours == 0)
        look.theme = CANVAS_THEME_MONO;
    if (ascii) {
        look.glyphs = CANVAS_GLYPHS_ASCII;
        look.graph = CANVAS_GRAPH_ASCII;
    } else if (p->glyphs == PREFS_GLYPHS_BLOCK) {
        look.graph = CANVAS_GRAPH_BLOCK;
    }
    return look;
}
