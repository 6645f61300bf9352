#include "tui/labkeep.h"

#include <inttypes.h>
#include <stdio.h>

#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "tui/labpicture.h"
#include "tui/shell.h"

enum {
    ROWS = 30,
    COLS = 100,
    MOST_BYTES = 64 << 20,
    MOST_NAMES = 1000,
    PATH_BYTES = 4096
};

static const enum labpicture_format kept[] = {LABPICTURE_SVG, LABPICTURE_PLAIN,
                                              LABPICTURE_CSV};
enum { KEPT = sizeof kept / sizeof kept[0] };

/* Is any of the files there? */
static bool taken(const char *where)
{
    struct buf path;
    bool found = false;

    buf_init(&path, PATH_BYTES);
    for (int i = 0; i < KEPT; i++) {
        buf_clear(&path);
        buf_printf(&path, "%s.%s", where, labpicture_ending(kept[i]));
        found = found || paths_exists(buf_string(&path));
    }
    buf_release(&path);
    return found;
}

/* pictures/NAME-STEP, else pictures/NAME-STEP-2, -3, ... */
static struct status find_name(const struct labpanel *p, struct buf *where)
{
    char name[160];

    for (int i = 1; i < MOST_NAMES; i++) {
        int used = snprintf(name, sizeof name, "pictures/%.80s-%" PRId64,
                            p->lab->name, p->shot->steps);

        if (i > 1)
            snprintf(name + used, sizeof name - (size_t)used, "-%d", i);
        buf_clear(where);
        STATUS_TRY(paths_home(where, name));
        STATUS_TRY(buf_status(where));
        if (!taken(buf_string(where)))
            return STATUS_OK;
    }
    return status_fail(STATUS_IO, "%s has been kept %d times; move some away",
                       p->lab->name, MOST_NAMES - 1);
}

static struct status save(const struct labpanel *p,
                          const struct canvas_look *look, const char *where,
                          enum labpicture_format format)
{
    const bool svg = format == LABPICTURE_SVG;
    struct labpicture picture = {.format = format,
                                 .look = *look,
                                 .rows = ROWS,
                                 .cols = COLS,
                                 .timing = p->view.timing};
    struct buf out, path;

    picture.look.colours = svg ? CANVAS_RGB : 0;
    if (svg && (look->theme == CANVAS_THEME_DEFAULT ||
                look->theme == CANVAS_THEME_MONO))
        picture.look.theme = CANVAS_THEME_DARK;
    buf_init(&out, MOST_BYTES);
    buf_init(&path, PATH_BYTES);
    struct status st =
        labpicture_write(&picture, p->lab, p->shot->data, &p->view, &out);
    if (!st.code) {
        buf_printf(&path, "%s.%s", where, labpicture_ending(format));
        st = savefile_replace(buf_string(&path), buf_string(&out), out.bytes);
    }
    buf_release(&path);
    buf_release(&out);
    return st;
}

struct status labkeep_save(const struct labpanel *p,
                           const struct canvas_look *look, struct buf *where)
{
    struct buf folder;

    if (!p->shot)
        return status_fail(STATUS_BAD_USAGE, "there is no picture yet");
    buf_init(&folder, PATH_BYTES);
    struct status st = paths_home(&folder, "pictures");
    if (!st.code)
        st = savefile_folder(buf_string(&folder));
    buf_release(&folder);
    if (!st.code)
        st = find_name(p, where);
    for (int i = 0; i < KEPT && !st.code; i++)
        st = save(p, look, buf_string(where), kept[i]);
    return st;
}

void labkeep_key(struct shell *s, struct labpanel *p)
{
    struct buf where;

    buf_init(&where, PATH_BYTES);
    const struct status st = labkeep_save(p, &s->look, &where);
    if (st.code) {
        shell_fault(s, st);
    } else {
        shell_say(s, "kept as %s.svg, .txt and .csv", buf_string(&where));
    }
    buf_release(&where);
}
