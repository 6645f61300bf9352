#include "lessons/labs/clinicfound.h"

#include <stdio.h>
#include <string.h>

#include "lessons/labs/clinicsigns.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labwrite.h"
#include "viz/chart.h"
#include "viz/heatmap.h"
#include "viz/page.h"

enum { LOSS, GRADIENT, LOOK, TEXT, EVIDENCE };
enum { N = CLINICASE_LOOKS, SAYS = 4, WIDE = 76, TALL = 16 };

static const int start[] = {0, 0};

static int patient_of(const struct lab_view *view)
{
    return labcells_has(view, CLINICASE_FAULTS, CLINICASE_FAULTS) ? view->row
                                                                  : 0;
}

static int choice_of(const struct lab_view *view)
{
    return labcells_has(view, CLINICASE_FAULTS, CLINICASE_FAULTS) ? view->col
                                                                  : 0;
}

static const struct clinicase *twin(const struct clinicfound *f)
{
    return &f->of[0];
}

static bool named(const struct clinicfound *f, int patient)
{
    return f->named[patient] < CLINICASE_FAULTS;
}

static bool right(const struct clinicfound *f, int patient)
{
    return f->named[patient] == f->fault[patient];
}

static int count_right(const struct clinicfound *f)
{
    int n = 0;

    for (int i = 0; i < CLINICASE_FAULTS; i++)
        n += right(f, i);
    return n;
}

/* Why it is so, or why not; nothing before both were examined. */
static void tell(const struct clinicfound *f, int patient, struct buf *out)
{
    const struct clinicsigns s = {&f->of[patient + 1], twin(f), f->letters};

    if (!named(f, patient))
        return;
    buf_printf(out, "Patient %d: %s: %s.", patient + 1,
               clinicase_told(f->named[patient]),
               right(f, patient) ? "yes" : "no");
    if (!s.patient->examined)
        return;
    buf_text(out, " ");
    clinicsigns_tell(&s, f->named[patient], out);
}

/* --- the picture ------------------------------------------------------------
 */

static void draw_prose(struct canvas *cv, struct canvas_rect at,
                       const char *text)
{
    struct page *page = page_new();

    if (page && at.rows > 0) {
        page_paragraph(page);
        page_text(page, text, strlen(text), INK_TEXT);
        page_lay(page, &cv->look, at.cols);
        page_draw(page, cv, at, 0);
    }
    page_free(page);
}

static void draw_list(const struct clinicfound *f, const struct lab_view *view,
                      struct canvas *cv)
{
    int col = canvas_text(cv, 0, 0, "patient", INK_TITLE) + 1;

    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        const bool here = i == patient_of(view);
        const char *what = f->done < i + 2 ? ".."
                           : !named(f, i)  ? "?"
                           : right(f, i)   ? "yes"
                                           : "no";

        col += canvas_printf(cv, 0, col, here ? INK_TITLE | INK_BOLD : INK_TEXT,
                             here ? "[%d %s] " : "%d %s  ", i + 1, what);
    }
}

static void draw_choices(const struct lab_view *view, struct canvas *cv,
                         int row)
{
    int col = 0;

    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        const bool here = view->row >= 0 && i == choice_of(view);

        col +=
            canvas_printf(cv, row, col, here ? INK_TITLE | INK_BOLD : INK_TEXT,
                          here ? "[%s] " : "%s ", clinicase_name(i));
    }
    canvas_text(cv, row, col + 1, "Enter: it has this", INK_DIM);
}

static void draw_loss(const struct clinicfound *f, const struct clinicase *c,
                      struct canvas *cv, struct canvas_rect at)
{
    const struct clinicase *t = twin(f);
    const struct chart_series series[] = {
        {"patient", NULL, c->loss, c->steps},
        {"unseen", c->mark, c->valid, c->marks},
        {"healthy", NULL, t->loss, t->steps}};
    const struct chart chart = {
        .series = series, .count = 3, .title = "loss", .x_name = "step"};

    chart_draw(&chart, cv, at);
}

static void draw_gradient(const struct clinicfound *f,
                          const struct clinicase *c, struct canvas *cv,
                          struct canvas_rect at)
{
    const struct clinicase *t = twin(f);
    const struct chart_series series[] = {{"patient", NULL, c->norm, c->steps},
                                          {"healthy", NULL, t->norm, t->steps}};
    const struct chart chart = {.series = series,
                                .count = 2,
                                .title = "length of the gradient",
                                .x_name = "step",
                                .log_y = true};
    int col = at.col;

    at.rows--;
    chart_draw(&chart, cv, at);
    if (!c->examined)
        return;
    col += canvas_text(cv, at.row + at.rows, col, "by block:", INK_DIM);
    for (int i = 0; i < CLINICASE_LAYERS; i++)
        col += canvas_printf(cv, at.row + at.rows, col, INK_TEXT, " %.3f",
                             (double)c->part[i]);
}

static void draw_map(const struct clinicase *c, const char *title,
                     struct canvas *cv, struct canvas_rect at)
{
    char letter[N][8];
    const char *label[N];
    const struct heatmap map = {.value = c->look,
                                .rows = N,
                                .cols = N,
                                .row_label = label,
                                .col_label = label,
                                .scale = HEATMAP_FIXED,
                                .high = 1.0f,
                                .title = title};

    if (!c->examined)
        return;
    for (int i = 0; i < N; i++) {
        const char x = clinicase_text[i];

        snprintf(letter[i], sizeof letter[i], "%c", x == ' ' ? '_' : x);
        label[i] = letter[i];
    }
    heatmap_draw(&map, cv, at);
}

static void draw_maps(const struct clinicfound *f, const struct clinicase *c,
                      struct canvas *cv, struct canvas_rect at)
{
    const int half = at.cols / 2;

    if (half < 2 * N + 2) {
        draw_map(c, "where it looks", cv, at);
        return;
    }
    draw_map(c, "where it looks", cv,
             (struct canvas_rect){at.row, at.col, at.rows, half - 1});
    draw_map(
        twin(f), "the healthy one", cv,
        (struct canvas_rect){at.row, at.col + half, at.rows, at.cols - half});
}

static void draw_text(const struct clinicfound *f, const struct clinicase *c,
                      struct canvas *cv, struct canvas_rect at)
{
    const struct clinicase *of[] = {c, twin(f)};
    static const char *const who[] = {"it writes", "the healthy one"};

    for (int i = 0; i < 2; i++) {
        const int rows = at.rows / 2;
        const int row = at.row + i * rows;
        char line[CLINICASE_SAMPLE * 2];

        if (!of[i]->examined)
            continue;
        canvas_printf(cv, row, at.col, INK_TITLE, "%s (%.0f %% known words)",
                      who[i], 100.0 * of[i]->known);
        labwrite_fold(of[i]->sample, line, sizeof line);
        draw_prose(cv, (struct canvas_rect){row + 1, at.col, rows - 1, at.cols},
                   line);
    }
}

static void draw_evidence(const struct clinicfound *f, int which, int patient,
                          struct canvas *cv, struct canvas_rect at)
{
    static void (*const draw[EVIDENCE])(
        const struct clinicfound *, const struct clinicase *, struct canvas *,
        struct canvas_rect) = {draw_loss, draw_gradient, draw_maps, draw_text};

    draw[which](f, &f->of[patient + 1], cv, at);
}

void clinicfound_draw(const void *f_, const struct lab_view *view,
                      struct canvas *cv)
{
    const struct clinicfound *f = f_;
    const int patient = patient_of(view), left = cv->cols / 2;
    const int rows = cv->rows - 2 - SAYS;
    const int upper = rows / 2, which = view->page % EVIDENCE;
    struct buf says;

    draw_list(f, view, cv);
    if (rows >= TALL && cv->cols >= WIDE) {
        draw_evidence(f, which, patient, cv,
                      (struct canvas_rect){1, 0, upper, left - 1});
        draw_evidence(
            f, (which + 1) % EVIDENCE, patient, cv,
            (struct canvas_rect){1 + upper, 0, rows - upper, left - 1});
        draw_evidence(f, (which + 2) % EVIDENCE, patient, cv,
                      (struct canvas_rect){1, left, rows, cv->cols - left});
    } else {
        draw_evidence(f, which, patient, cv,
                      (struct canvas_rect){1, 0, rows, cv->cols});
    }
    draw_choices(view, cv, cv->rows - SAYS - 1);
    buf_init(&says, 2048);
    tell(f, patient, &says);
    draw_prose(cv, (struct canvas_rect){cv->rows - SAYS, 0, SAYS, cv->cols},
               buf_string(&says));
    buf_release(&says);
}

/* --- words and data ---------------------------------------------------------
 */

static void tell_seen(const struct clinicase *c, const char *who,
                      struct buf *out)
{
    char line[CLINICASE_SAMPLE * 2];

    labwrite_fold(c->sample, line, sizeof line);
    buf_printf(out,
               "%s: loss %.2f at first, %.2f at the end, at most %.2f behind "
               "the warm-up; %.2f on unseen text. Gradient %.2f at last, by "
               "block",
               who, (double)c->loss[0], clinicsigns_end(c), clinicsigns_peak(c),
               (double)c->valid[c->marks - 1], (double)c->norm[c->steps - 1]);
    for (int i = 0; i < CLINICASE_LAYERS; i++)
        buf_printf(out, " %.3f", (double)c->part[i]);
    buf_printf(out,
               ". A row of its attention: greatest weight %.2f, sum %.2f to "
               "%.2f, %.0f %% right of the diagonal, equal letters %.4f apart. "
               "It writes: %s\n",
               c->sharpest, c->row_low, c->row_high, 100.0 * c->future,
               c->apart, line);
}

void clinicfound_words(const void *f_, const struct lab_view *view,
                       struct buf *out)
{
    const struct clinicfound *f = f_;
    char who[32];

    (void)view;
    if (f->done <= CLINICASE_FAULTS) {
        buf_printf(out, "%d of %d models are examined.\n", f->done,
                   CLINICASE_FAULTS + 1);
        return;
    }
    buf_printf(out, "%d of %d faults are named, %d diagnoses were wrong.\n",
               count_right(f), CLINICASE_FAULTS, f->wrong);
    buf_printf(out, "Counting letters alone gives a loss of %.2f.\n",
               f->letters);
    tell_seen(twin(f), "The healthy one", out);
    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        snprintf(who, sizeof who, "Patient %d", i + 1);
        tell_seen(&f->of[i + 1], who, out);
        tell(f, i, out);
        buf_text(out, named(f, i) ? "\n" : "");
    }
}

static json_t *seen_json(const struct clinicase *c)
{
    return json_pack("{so so so so so so ss sf sf sf sf sf sf}", "loss",
                     labnumbers_row(c->loss, c->steps), "grad_norm",
                     labnumbers_row(c->norm, c->steps), "valid_step",
                     labnumbers_row(c->mark, c->marks), "valid",
                     labnumbers_row(c->valid, c->marks), "block_grad",
                     labnumbers_row(c->part, CLINICASE_LAYERS), "weights",
                     labnumbers_table(c->look, N, N), "sample", c->sample,
                     "known_words", c->known, "future", c->future, "row_low",
                     c->row_low, "row_high", c->row_high, "sharpest",
                     c->sharpest, "equal_letters_apart", c->apart);
}

static void add_diagnosis(const struct clinicfound *f, int i, json_t *to)
{
    struct buf why;

    if (!named(f, i))
        return;
    buf_init(&why, 2048);
    tell(f, i, &why);
    json_object_set_new(to, "named", json_string(clinicase_name(f->named[i])));
    json_object_set_new(to, "right", json_boolean(right(f, i)));
    json_object_set_new(to, "why", json_string(buf_string(&why)));
    buf_release(&why);
}

json_t *clinicfound_data(const void *f_, const struct lab_view *view)
{
    const struct clinicfound *f = f_;
    json_t *out = json_pack("{si si sf}", "right", count_right(f), "wrong",
                            f->wrong, "letters", f->letters);
    json_t *patients = json_array();

    (void)view;
    if (f->done > 0)
        json_object_set_new(out, "healthy", seen_json(twin(f)));
    for (int i = 0; i + 1 < f->done; i++) {
        json_t *one = seen_json(&f->of[i + 1]);

        add_diagnosis(f, i, one);
        json_array_append_new(patients, one);
    }
    json_object_set_new(out, "patients", patients);
    return out;
}

/* --- keys -------------------------------------------------------------------
 */

static struct lab_answer name_it(const struct clinicfound *f,
                                 const struct lab_view *view)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = f->names_knob};
    size_t n = 0;

    for (int i = 0; i < CLINICASE_FAULTS; i++) {
        const int now = i == patient_of(view) ? choice_of(view) : f->named[i];
        const char *name = clinicase_name(now);

        n += (size_t)snprintf(a.text + n, sizeof a.text - n, "%s%s",
                              i ? "," : "", name ? name : "-");
    }
    return a;
}

struct lab_answer clinicfound_key(const void *f, struct lab_view *view, int key)
{
    if (key == 'e') {
        view->page = (view->page + 1) % EVIDENCE;
        return (struct lab_answer){.wish = LAB_REDRAW};
    }
    if (key == LAB_KEY_ENTER &&
        labcells_has(view, CLINICASE_FAULTS, CLINICASE_FAULTS))
        return name_it(f, view);
    return labcells_key(view, CLINICASE_FAULTS, CLINICASE_FAULTS, start, key);
}
