#include "tui/labpicture.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/labcsv.h"
#include "viz/ansi.h"
#include "viz/canvas.h"
#include "viz/cast.h"
#include "viz/plain.h"
#include "viz/svg.h"

enum {
    WORDS_BYTES = 1 << 20,
    FRAMES_A_SECOND = 10,
    FRAMES_OF_ALL = 100 /* so many of every step, then of every 2nd, 3rd .. */
};

const char *labpicture_ending(enum labpicture_format format)
{
    static const char *const ending[] = {[LABPICTURE_PLAIN] = "txt",
                                         [LABPICTURE_ANSI] = "ans",
                                         [LABPICTURE_SVG] = "svg",
                                         [LABPICTURE_CSV] = "csv",
                                         [LABPICTURE_CAST] = "cast"};

    return ending[format];
}

static void add(void *to, const char *text, size_t bytes)
{
    buf_add(to, text, bytes);
}

static void write_canvas(const struct labpicture *p, const struct lab *lab,
                         const struct canvas *cv, const struct buf *words,
                         struct buf *out)
{
    const struct sink sink = {add, out};
    const struct svg_about about = {lab->name, lab->question,
                                    buf_string(words)};

    if (p->format == LABPICTURE_SVG) {
        svg_write(cv, &about, sink);
        return;
    }
    if (p->format == LABPICTURE_ANSI)
        ansi_write(cv, sink);
    else
        plain_write(cv, sink);
    buf_printf(out, "\n");
    buf_add(out, buf_string(words), words->bytes);
    buf_char(out, '\n');
}

static struct status write_data(const struct lab *lab, const void *snapshot,
                                const struct lab_view *view, struct buf *out)
{
    json_t *data = lab->data(snapshot, view);

    if (!data)
        return status_fail(STATUS_NO_MEMORY, "no memory for the data");
    labcsv_write(data, out);
    json_decref(data);
    return buf_status(out);
}

struct status labpicture_write(const struct labpicture *p,
                               const struct lab *lab, const void *snapshot,
                               const struct lab_view *view, struct buf *out)
{
    struct canvas_look look = p->look;
    struct lab_view seen = *view;
    struct buf words;

    seen.look = &look;
    seen.timing = p->timing;
    if (p->format == LABPICTURE_CSV)
        return write_data(lab, snapshot, &seen, out);
    struct canvas *cv = canvas_new(p->rows, p->cols, look);
    if (!cv)
        return status_fail(STATUS_NO_MEMORY, "no memory for the picture");
    buf_init(&words, WORDS_BYTES);
    lab->draw(snapshot, &seen, cv);
    lab->words(snapshot, &seen, &words);
    write_canvas(p, lab, cv, &words, out);
    struct status st = buf_status(&words);
    buf_release(&words);
    canvas_free(cv);
    return st.code ? st : buf_status(out);
}

static struct status frame(const struct labpicture *p, const struct labrun *r,
                           struct cast *cast, struct canvas *cv, double at)
{
    struct canvas_look look = p->look;
    struct lab_view view = labrun_view(&look);
    void *snapshot;

    STATUS_TRY(labrun_snapshot(r, &snapshot));
    view.timing = p->timing;
    canvas_fill(cv, canvas_whole(cv), 0, 0);
    r->plan.lab->draw(snapshot, &view, cv);
    cast_frame(cast, cv, at);
    labrun_forget(r, snapshot);
    return STATUS_OK;
}

/* The steps between two frames grow with the frames there are. */
static struct status record(const struct labpicture *p, struct labrun *r,
                            int64_t limit, struct cast *cast, struct canvas *cv)
{
    int64_t frames = 1, last = 0;
    double at = 0.0;

    STATUS_TRY(frame(p, r, cast, cv, at));
    while (r->more && (limit < 0 || r->run.steps < limit)) {
        STATUS_TRY(labrun_step(r));
        if (r->run.steps < last + 1 + frames / FRAMES_OF_ALL)
            continue;
        at = (double)frames / FRAMES_A_SECOND;
        STATUS_TRY(frame(p, r, cast, cv, at));
        frames++;
        last = r->run.steps;
    }
    return last == r->run.steps ? STATUS_OK : frame(p, r, cast, cv, at + 0.1);
}

struct status labpicture_record(const struct labpicture *p, struct labrun *r,
                                int64_t limit, struct buf *out)
{
    struct canvas *cv = canvas_new(p->rows, p->cols, p->look);
    struct cast cast;
    struct status st =
        status_fail(STATUS_NO_MEMORY, "no memory for the recording");

    if (cv && cast_begin(&cast, (struct sink){add, out}, cv,
                         r->plan.lab->question, 0)) {
        st = record(p, r, limit, &cast, cv);
        cast_end(&cast);
    }
    canvas_free(cv);
    return st.code ? st : buf_status(out);
}
