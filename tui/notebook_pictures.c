#include "tui/notebook_pictures.h"

#include <glob.h>
#include <stdbool.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/paths.h"

enum { PICTURE_BYTES = 1 << 20, MOST_PICTURES = 200 };

static void add_file(struct buf *out, const char *path, bool first)
{
    const char *name = strrchr(path, '/');
    struct filemap m;

    if (filemap_open(&m, path, PICTURE_BYTES).code)
        return; /* it went away, or is not ours */
    if (first)
        buf_text(out, "## Kept pictures\n\n");
    buf_printf(out, "### %s\n\n```\n", name ? name + 1 : path);
    buf_add(out, m.data, m.bytes);
    buf_text(out, "```\n\n");
    filemap_close(&m);
}

struct status notebook_pictures(struct buf *out)
{
    struct buf pattern;
    glob_t found;

    buf_init(&pattern, 4096);
    struct status st = paths_home(&pattern, "pictures/*.txt");
    if (!st.code)
        st = buf_status(&pattern);
    if (!st.code && glob(buf_string(&pattern), 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc && i < MOST_PICTURES; i++)
            add_file(out, found.gl_pathv[i], i == 0);
        globfree(&found);
    }
    buf_release(&pattern);
    return st;
}
