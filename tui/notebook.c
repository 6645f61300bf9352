#include "tui/notebook.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "engine/train/runs.h"
#include "exercises/attempts.h"
#include "lessons/jots.h"
#include "tui/notebook_pictures.h"
#include "tui/screens/lessontext.h"

enum { FILE_BYTES = 32 << 20, MOST_RUNS = 200 };

/* A text of several lines as a quotation. */
static void quote(struct buf *out, const char *text)
{
    while (*text) {
        const size_t n = strcspn(text, "\n");

        buf_printf(out, "> %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
    buf_text(out, "\n");
}

static struct status add_answer(struct shell *s, const struct lesson_block *b,
                                struct buf *out)
{
    struct progress_answer a;

    if (!b->id)
        return STATUS_OK;
    STATUS_TRY(progress_get_answer(&s->progress, b->id, &a));
    if (!a.given)
        return STATUS_OK;
    buf_printf(out, "%s: %s\n",
               b->kind == LESSON_PREDICT ? "Guess"
               : b->kind == LESSON_TASK  ? "Task"
                                         : "Question",
               b->ask);
    if (b->type == LESSON_OWN_WORDS) {
        buf_text(out, "In my words:\n\n");
        quote(out, a.text);
        return STATUS_OK;
    }
    struct lesson_block asked = *b;
    if (b->code_count > 0) { /* the code that was drawn then */
        const uint64_t draw = a.seed % (uint64_t)b->code_count;

        asked.items = b->codes[draw].items;
        asked.item_count = b->codes[draw].item_count;
    }
    buf_printf(out, "My answer: %s", lessontext_words(&asked, a.text));
    if (a.score >= 0.0)
        buf_printf(out, ", worth %.0f %%", 100.0 * a.score);
    if (a.tries > 1)
        buf_printf(out, " (at try %d)", a.tries);
    buf_text(out, "\n\n");
    return STATUS_OK;
}

static struct status add_note(struct shell *s, const struct lesson *l,
                              const struct lesson_step *step, struct buf *out)
{
    char text[PROGRESS_ANSWER];
    bool marked;

    STATUS_TRY(jots_read(&s->progress, l->id, step->slug, text, &marked));
    if (marked)
        buf_text(out, "(marked)\n\n");
    if (*text) {
        buf_text(out, "My note:\n\n");
        quote(out, text);
    }
    return STATUS_OK;
}

/* A step has a heading only where it has something below. */
static struct status add_step(struct shell *s, const struct lesson *l, int i,
                              struct buf *out)
{
    const struct lesson_step *step = &l->steps[i];
    const size_t before = out->bytes;

    buf_printf(out, "### %s\n\n", step->title);
    const size_t empty = out->bytes;
    for (int b = 0; b < step->block_count; b++)
        STATUS_TRY(add_answer(s, &step->blocks[b], out));
    STATUS_TRY(add_note(s, l, step, out));
    if (out->bytes == empty)
        buf_cut(out, before);
    return STATUS_OK;
}

static struct status add_lessons(struct shell *s, struct buf *out)
{
    for (int i = 0; i < s->course.catalogue.count; i++) {
        const struct lesson *l = s->course.entries[i].lesson;
        const size_t before = out->bytes;

        if (!l)
            continue;
        buf_printf(out, "## %s %s\n\n", l->id, l->title);
        const size_t empty = out->bytes;
        for (int k = 0; k < l->step_count; k++)
            STATUS_TRY(add_step(s, l, k, out));
        if (out->bytes == empty)
            buf_cut(out, before);
    }
    return STATUS_OK;
}

static struct status add_runs(struct shell *s, struct buf *out)
{
    struct runs_list l;

    STATUS_TRY(runs_read(&l, &s->progress.db, MOST_RUNS));
    if (l.count > 0)
        buf_text(out, "## Runs\n\n");
    for (int i = 0; i < l.count; i++) {
        const struct runs_run *r = &l.run[i];

        buf_printf(out, "- %" PRId64 ": `%s`, %" PRId64 " steps", r->number,
                   r->command, r->steps);
        if (isfinite(r->loss))
            buf_printf(out, ", loss %.4f", r->loss);
        buf_text(out, "\n");
    }
    if (l.count > 0)
        buf_text(out, "\n");
    runs_release(&l);
    return STATUS_OK;
}

static struct status add_code(struct shell *s, struct buf *out)
{
    struct attempts a;
    struct status st = attempts_open(&a, s->database);
    bool any = false;

    for (int i = 0; i < s->exercises.count && !st.code; i++) {
        struct buf code;

        buf_init(&code, EXERCISE_BYTES);
        st = attempts_last_pass(&a, s->exercises.name[i], &code);
        if (!st.code && code.bytes > 0) {
            buf_printf(out, "%s### %s\n\n```c\n%s```\n\n",
                       any ? "" : "## Passed code\n\n", s->exercises.name[i],
                       buf_string(&code));
            any = true;
        }
        buf_release(&code);
    }
    attempts_close(&a);
    return st;
}

struct status notebook_text(struct shell *s, struct buf *out)
{
    STATUS_TRY(add_lessons(s, out));
    STATUS_TRY(add_code(s, out));
    STATUS_TRY(add_runs(s, out));
    STATUS_TRY(notebook_pictures(out));
    return buf_status(out);
}

/* What the learner wrote: all above the line; a new notebook has a title. */
static struct status own_part(const char *path, struct buf *out)
{
    struct filemap m;
    const struct status st = filemap_open(&m, path, FILE_BYTES);

    if (st.code == STATUS_NOT_FOUND) {
        buf_text(out, "# Notebook\n\nWhat you write above the line stays; all "
                      "below it is written anew.\n\n");
        return STATUS_OK;
    }
    STATUS_TRY(st);
    buf_add(out, m.data, m.bytes);
    filemap_close(&m);
    const char *mark = strstr(buf_string(out), NOTEBOOK_MARK);
    if (mark)
        buf_cut(out, (size_t)(mark - buf_string(out)));
    else
        buf_text(out, "\n");
    return buf_status(out);
}

static struct status write_file(struct shell *s, const char *path)
{
    struct buf out, below;

    buf_init(&out, 2 * FILE_BYTES);
    buf_init(&below, FILE_BYTES);
    struct status st = notebook_text(s, &below);
    if (!st.code && below.bytes > 0) { /* an empty one is not made */
        st = own_part(path, &out);
        buf_printf(&out, NOTEBOOK_MARK "\n\n");
        buf_add(&out, buf_string(&below), below.bytes);
        if (!st.code)
            st = buf_status(&out);
        if (!st.code)
            st = savefile_replace(path, buf_string(&out), out.bytes);
    }
    buf_release(&below);
    buf_release(&out);
    return st;
}

struct status notebook_write(struct shell *s)
{
    struct buf folder, path;

    buf_init(&folder, 4096);
    buf_init(&path, 4096);
    struct status st = paths_home(&folder, "");
    if (!st.code)
        st = savefile_folder(buf_string(&folder));
    if (!st.code)
        st = paths_home(&path, "notebook.md");
    if (!st.code)
        st = write_file(s, buf_string(&path));
    buf_release(&path);
    buf_release(&folder);
    return st;
}
