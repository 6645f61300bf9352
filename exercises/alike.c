#include "exercises/alike.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/winnow.h"

/* Below these a pair is not told: half of a file's own prints, and as much as
 * four prints weigh that only the two have, in a class of thirty. */
#define LEAST_SHARE  0.5
#define LEAST_WEIGHT 10.0

enum {
    SMALL_CLASS = 10,
    SOURCE_BYTES = 1 << 20,
    GAP = 4 /* lines without a print, as what the course shows leaves */
};

/* A print of a student's file; students are counted from 0. */
struct entry {
    uint64_t hash;
    int student, first, last;
};

/* All files of one exercise. */
struct field {
    const struct gradebook *book;
    int exercise;
    struct entry *entry; /* sorted by hash, then student, then line */
    int entries, room, files;
    uint64_t *shown; /* sorted: prints of what the course shows */
    int shown_count;
    float *shared; /* [students][students], a < b */
    double *own;   /* [students] */
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to compare files");
}

/* --- gathering --------------------------------------------------------------
 */

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static struct status subtract(struct field *f, const char *text, size_t bytes)
{
    struct winnow w;

    STATUS_TRY(winnow_init_all(&w, text, bytes));
    uint64_t *more = realloc(f->shown, (size_t)(f->shown_count + w.prints + 1) *
                                           sizeof *f->shown);
    if (more) {
        f->shown = more;
        for (int i = 0; i < w.prints; i++)
            more[f->shown_count++] = w.print[i].hash;
    }
    winnow_release(&w);
    return more ? STATUS_OK : no_memory();
}

/* A file that an exercise lacks shows nothing. */
static struct status subtract_file(struct field *f, const char *folder,
                                   const char *file)
{
    struct buf text;

    buf_init(&text, SOURCE_BYTES);
    struct status st = exercise_text(&text, folder, file);
    st = st.code ? STATUS_OK : subtract(f, buf_string(&text), text.bytes);
    buf_release(&text);
    return st;
}

static struct status subtract_diffs(struct field *f, const char *folder,
                                    const char *part)
{
    struct exercise_names *names = calloc(1, sizeof *names);
    struct status st = names ? STATUS_OK : no_memory();

    if (names && exercise_diffs(names, folder, part).code)
        names->count = 0;
    for (int i = 0; !st.code && i < names->count; i++) {
        struct buf text;

        buf_init(&text, SOURCE_BYTES);
        if (!exercise_patched(&text, folder, part, names->name[i]).code)
            st = subtract(f, buf_string(&text), text.bytes);
        buf_release(&text);
    }
    free(names);
    return st;
}

static struct status gather_shown(struct field *f)
{
    static const char *const files[] = {"starter.c", "starter-short.c",
                                        "solution.c", "try.c"};
    const char *name = f->book->exercise[f->exercise].name;
    struct buf folder;

    buf_init(&folder, 8192);
    struct status st = exercise_folder(&folder, name);
    for (size_t i = 0; i < sizeof files / sizeof *files && !st.code; i++)
        st = subtract_file(f, buf_string(&folder), files[i]);
    if (!st.code)
        st = subtract_diffs(f, buf_string(&folder), "accepted");
    if (!st.code) /* a known mistake is one that many make */
        st = subtract_diffs(f, buf_string(&folder), "mutants");
    buf_release(&folder);
    if (f->shown_count)
        qsort(f->shown, (size_t)f->shown_count, sizeof *f->shown, by_number);
    return st;
}

static bool is_shown(const struct field *f, uint64_t hash)
{
    return f->shown_count && bsearch(&hash, f->shown, (size_t)f->shown_count,
                                     sizeof hash, by_number) != NULL;
}

static struct status add_prints(struct field *f, int student,
                                const struct winnow *w)
{
    if (f->entries + w->prints > f->room) {
        const int room = 2 * f->room + w->prints;
        struct entry *more = realloc(f->entry, (size_t)room * sizeof *more);

        if (!more)
            return no_memory();
        f->entry = more;
        f->room = room;
    }
    for (int i = 0; i < w->prints; i++) {
        if (is_shown(f, w->print[i].hash))
            continue;
        f->entry[f->entries++] = (struct entry){
            w->print[i].hash, student, w->print[i].first, w->print[i].last};
    }
    return STATUS_OK;
}

static int by_hash(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->student != y->student)
        return x->student - y->student;
    return x->first - y->first;
}

static struct status gather(struct field *f)
{
    STATUS_TRY(gather_shown(f));
    for (int s = 0; s < f->book->in->students; s++) {
        const struct intake_work *work =
            gradebook_mark(f->book, s, f->exercise)->work;
        struct winnow w;

        if (!work)
            continue;
        STATUS_TRY(winnow_init(&w, work->text, work->bytes));
        const struct status st = add_prints(f, s, &w);
        winnow_release(&w);
        STATUS_TRY(st);
        f->files++;
    }
    if (f->entries)
        qsort(f->entry, (size_t)f->entries, sizeof *f->entry, by_hash);
    return STATUS_OK;
}

/* --- weighing ---------------------------------------------------------------
 */

/* Where the entries with the hash of entry `i` end. */
static int group_end(const struct field *f, int i)
{
    int end = i;

    while (end < f->entries && f->entry[end].hash == f->entry[i].hash)
        end++;
    return end;
}

/* The next student of a group. */
static int next_student(const struct field *f, int i, int end)
{
    const int student = f->entry[i].student;

    while (i < end && f->entry[i].student == student)
        i++;
    return i;
}

/* In a small class even what all have may be telling. */
static double weight(const struct field *f, int i, int end)
{
    const int class = f->files > SMALL_CLASS ? f->files : SMALL_CLASS;
    int owners = 0;

    for (int k = i; k < end; k = next_student(f, k, end))
        owners++;
    return log((double)(class + 1) / owners);
}

static float *shared(const struct field *f, int a, int b)
{
    return &f->shared[(size_t)a * (size_t)f->book->in->students + (size_t)b];
}

static void weigh(struct field *f)
{
    for (int i = 0, end; i < f->entries; i = end) {
        end = group_end(f, i);
        const double w = weight(f, i, end);

        for (int a = i; a < end; a = next_student(f, a, end)) {
            const int first = f->entry[a].student;

            f->own[first] += w;
            for (int b = next_student(f, a, end); b < end;
                 b = next_student(f, b, end))
                *shared(f, first, f->entry[b].student) += (float)w;
        }
    }
}

/* --- telling -----------------------------------------------------------------
 */

/* Keeps the strongest ones, the strongest first. */
static void keep(struct alike *out, const struct alike_pair *p)
{
    int at = out->pairs;

    while (at > 0 && out->pair[at - 1].weight < p->weight)
        at--;
    if (at == ALIKE_PAIRS)
        return;
    if (out->pairs < ALIKE_PAIRS)
        out->pairs++;
    memmove(&out->pair[at + 1], &out->pair[at],
            (size_t)(out->pairs - at - 1) * sizeof *p);
    out->pair[at] = *p;
}

static int by_line(const void *a, const void *b)
{
    const struct alike_span *x = a, *y = b;

    return x->a_first != y->a_first ? x->a_first - y->a_first
                                    : x->b_first - y->b_first;
}

/* Spans that go on in both files become one. */
static void join(struct alike_pair *p, struct alike_span *span, int spans)
{
    qsort(span, (size_t)spans, sizeof *span, by_line);
    p->spans = 0;
    for (int i = 0; i < spans; i++) {
        struct alike_span *last = p->spans ? &p->span[p->spans - 1] : NULL;

        if (last && span[i].a_first <= last->a_last + GAP &&
            span[i].b_first <= last->b_last + GAP &&
            span[i].b_last + GAP >= last->b_first) {
            if (span[i].a_last > last->a_last)
                last->a_last = span[i].a_last;
            if (span[i].b_last > last->b_last)
                last->b_last = span[i].b_last;
            if (span[i].b_first < last->b_first)
                last->b_first = span[i].b_first;
        } else if (p->spans < ALIKE_SPANS) {
            p->span[p->spans++] = span[i];
        }
    }
}

/* Which lines two files share. */
static struct status find_spans(const struct field *f, struct alike_pair *p)
{
    struct alike_span *span = calloc((size_t)f->entries + 1, sizeof *span);
    int n = 0;

    if (!span)
        return no_memory();
    for (int i = 0, end; i < f->entries; i = end) {
        int a = i, b = i;

        end = group_end(f, i);
        while (a < end && f->entry[a].student != p->a)
            a++;
        while (b < end && f->entry[b].student != p->b)
            b++;
        if (a < end && b < end)
            span[n++] =
                (struct alike_span){f->entry[a].first, f->entry[a].last,
                                    f->entry[b].first, f->entry[b].last};
    }
    if (n)
        join(p, span, n);
    free(span);
    return STATUS_OK;
}

static struct status tell(const struct field *f, struct alike *out)
{
    for (int a = 0; a < f->book->in->students; a++) {
        for (int b = a + 1; b < f->book->in->students; b++) {
            const double both = (double)*shared(f, a, b);
            const double least = fmin(f->own[a], f->own[b]);
            struct alike_pair p = {
                .exercise = f->exercise, .a = a, .b = b, .weight = both};

            if (both < LEAST_WEIGHT || both < LEAST_SHARE * least)
                continue;
            p.share = fmin(both / least, 1.0);
            STATUS_TRY(find_spans(f, &p));
            keep(out, &p);
        }
    }
    return STATUS_OK;
}

static struct status one_exercise(struct alike *out, const struct gradebook *b,
                                  int exercise)
{
    const size_t students = (size_t)b->in->students;
    struct field f = {.book = b, .exercise = exercise};

    f.shared = calloc(students * students, sizeof *f.shared);
    f.own = calloc(students, sizeof *f.own);
    struct status st = f.shared && f.own ? gather(&f) : no_memory();
    if (!st.code) {
        weigh(&f);
        st = tell(&f, out);
    }
    free(f.entry);
    free(f.shown);
    free(f.shared);
    free(f.own);
    return st;
}

struct status alike_find(struct alike *out, const struct gradebook *b)
{
    *out = (struct alike){.pairs = 0};
    for (int e = 0; e < b->exercises; e++)
        STATUS_TRY(one_exercise(out, b, e));
    return STATUS_OK;
}

bool alike_about(const struct alike *a, int student, int exercise)
{
    for (int i = 0; i < a->pairs; i++) {
        const struct alike_pair *p = &a->pair[i];

        if (p->exercise == exercise && (p->a == student || p->b == student))
            return true;
    }
    return false;
}

struct status alike_text(struct buf *out, const struct alike *a,
                         const struct gradebook *b)
{
    for (int i = 0; i < a->pairs; i++) {
        const struct alike_pair *p = &a->pair[i];

        buf_printf(out, "similar, please look: %s and %s, %s (%.0f %%):",
                   b->in->student[p->a].shown, b->in->student[p->b].shown,
                   b->exercise[p->exercise].name, 100 * p->share);
        for (int k = 0; k < p->spans; k++)
            buf_printf(out, "%s lines %d-%d and %d-%d", k ? "," : "",
                       p->span[k].a_first, p->span[k].a_last,
                       p->span[k].b_first, p->span[k].b_last);
        buf_char(out, '\n');
    }
    return buf_status(out);
}
