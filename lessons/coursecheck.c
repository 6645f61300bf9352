#include "lessons/coursecheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/paths.h"
#include "lessons/claimcheck.h"
#include "lessons/labs/labplan.h"
#include "lessons/rowmap.h"
#include "lessons/taskcheck.h"

#define MAX_REPORT_BYTES ((size_t)1 << 20)

void coursecheck_fault(struct coursecheck *c, const char *path, int line,
                       const char *fmt, ...)
{
    char said[600];
    va_list args;

    va_start(args, fmt);
    vsnprintf(said, sizeof(said), fmt, args);
    va_end(args);
    buf_printf(&c->report, "%s:%d: %s\n", path, line, said);
    c->faults++;
}

/* Where the lesson and the catalogue both say something, they agree. */
static void check_front(struct coursecheck *c, const struct course_entry *e)
{
    const struct lesson *l = e->lesson;
    const struct {
        const char *key, *here, *there;
    } both[] = {{"id", l->id, e->row->id},
                {"floor", l->floor, e->row->floor},
                {"tier", l->tier, e->row->tier}};

    for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
        if (strcmp(both[i].here, both[i].there) != 0) {
            coursecheck_fault(c, l->path, 1, "%s: %s, but the catalogue has %s",
                              both[i].key, both[i].here, both[i].there);
        }
    }
    if (l->stage != e->row->stage) {
        coursecheck_fault(c, l->path, 1, "stage: %d, but the catalogue has %d",
                          l->stage, e->row->stage);
    }
    for (int i = 0; i < l->need_count; i++) {
        if (course_find(&c->course, l->needs[i]) < 0) {
            coursecheck_fault(c, l->path, 1, "needs: there is no lesson %s",
                              l->needs[i]);
        }
    }
}

static void check_kinds(struct coursecheck *c, const struct lesson *l)
{
    bool there[4] = {false};

    for (int i = 0; i < l->step_count; i++) {
        if (!l->steps[i].side)
            there[l->steps[i].kind] = true;
    }
    for (int k = LESSON_SEE; k <= LESSON_READ; k++) {
        if (!there[k]) {
            coursecheck_fault(c, l->path, 1, "the line has no step of %s",
                              lesson_kind_name((enum lesson_step_kind)k));
        }
    }
}

/* Columns of UTF-8 text without wide characters, up to the line's end. */
static int columns_of(const char *text, const char **end)
{
    int columns = 0;

    for (; *text && *text != '\n'; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    *end = text;
    return columns;
}

static int words_of(const char *text, const char *end)
{
    int words = 0;
    bool inside = false;

    for (; text < end; text++) {
        const bool blank = *text == ' ';

        words += !blank && !inside;
        inside = !blank;
    }
    return words;
}

/* A step fits a screen: few words, short lines. Programs and formulas, which
 * are indented or fenced, are not counted as words. */
static void check_length(struct coursecheck *c, const struct lesson *l,
                         const struct lesson_step *s)
{
    int words = 0;

    for (int b = 0; b < s->block_count; b++) {
        const char *at =
            s->blocks[b].kind == LESSON_TEXT ? s->blocks[b].text : "";
        bool fenced = false;

        for (int line = s->blocks[b].line; *at; line++) {
            const char *end;
            const int columns = columns_of(at, &end);

            if (strncmp(at, "```", 3) == 0) {
                fenced = !fenced;
            } else if (!fenced && strncmp(at, "    ", 4) != 0) {
                words += words_of(at, end);
            }
            if (columns > COURSECHECK_MAX_COLS) {
                coursecheck_fault(c, l->path, line,
                                  "a line of %d columns; at most %d fit",
                                  columns, COURSECHECK_MAX_COLS);
            }
            at = end + (*end == '\n');
        }
    }
    if (words > COURSECHECK_MAX_WORDS) {
        coursecheck_fault(c, l->path, s->line,
                          "the step has %d words; at most %d fit", words,
                          COURSECHECK_MAX_WORDS);
    }
}

static void check_plan(struct coursecheck *c, const struct lesson *l,
                       const struct lesson_block *b, const char *run)
{
    struct labplan plan;
    const struct status st = labplan_parse(&plan, run);

    if (st.code) {
        coursecheck_fault(c, l->path, b->line, "%s", st.text);
    } else {
        labplan_release(&plan);
    }
}

/* The exercise whose prompt is `prompt`, for those without a compiler. */
static void check_task(struct coursecheck *c, const struct lesson *l,
                       const struct lesson_block *b, const char *prompt)
{
    struct buf folder;
    struct status st;

    buf_init(&folder, 4096);
    buf_add(&folder, prompt, (size_t)(strrchr(prompt, '/') - prompt));
    st = c->options->task(buf_string(&folder));
    if (st.code) {
        coursecheck_fault(c, l->path, b->line, "exercise %.60s: %.400s",
                          b->text, st.text);
    }
    buf_release(&folder);
}

static void check_exercise(struct coursecheck *c, const struct lesson *l,
                           const struct lesson_block *b)
{
    struct buf name, path;
    bool found;

    buf_init(&name, 512);
    buf_init(&path, 4096);
    buf_printf(&name, "exercises/%.200s/prompt.md", b->text);
    /* A course pack brings its own exercises beside its lessons. */
    buf_printf(&path, "%s/%s",
               c->options->folder ? c->options->folder : "lessons/course",
               buf_string(&name));
    found = paths_exists(buf_string(&path));
    if (!found) {
        buf_clear(&path);
        found = !paths_shipped(&path, buf_string(&name)).code;
    }
    if (!found) {
        coursecheck_fault(c, l->path, b->line, "there is no exercise %.60s",
                          b->text);
    } else if (c->options->task) {
        check_task(c, l, b, buf_string(&path));
    }
    buf_release(&name);
    buf_release(&path);
    if (b->then)
        check_plan(c, l, b, b->then);
}

/* Does a step of `l` have a block with that id? */
static bool has_id(const struct lesson *l, const char *id)
{
    for (int s = 0; s < l->step_count; s++) {
        for (int i = 0; i < l->steps[s].block_count; i++) {
            const char *other = l->steps[s].blocks[i].id;

            if (other && strcmp(other, id) == 0)
                return true;
        }
    }
    return false;
}

/* An id that an earlier lesson uses: answers would be mixed up. */
static void check_id(struct coursecheck *c, const struct lesson *l,
                     const struct lesson_block *b)
{
    for (int e = 0; c->course.entries[e].lesson != l; e++) {
        const struct lesson *other = c->course.entries[e].lesson;

        if (other && has_id(other, b->id))
            coursecheck_fault(c, l->path, b->line, "id: %s is also in %s",
                              b->id, other->path);
    }
}

static struct status check_block(struct coursecheck *c, const struct lesson *l,
                                 const struct lesson_step *s, int block)
{
    const struct lesson_block *b = &s->blocks[block];
    const int before = c->faults;

    if (b->id)
        check_id(c, l, b);
    if (b->kind == LESSON_EXERCISE)
        check_exercise(c, l, b);
    if (b->kind == LESSON_TASK)
        taskcheck_look(c, l, s, block);
    if (b->kind != LESSON_LAB)
        return STATUS_OK;
    c->labs++;
    check_plan(c, l, b, b->text);
    return c->faults == before ? claimcheck_lab(c, l, s, block) : STATUS_OK;
}

/* Does the lesson have a block of that kind that starts with `name`? */
static bool has_block(const struct lesson *l, enum lesson_block_kind kind,
                      const char *name)
{
    const size_t n = strlen(name);

    for (int s = 0; s < l->step_count; s++) {
        for (int b = 0; b < l->steps[s].block_count; b++) {
            const struct lesson_block *block = &l->steps[s].blocks[b];

            if (block->kind == kind && strncmp(block->text, name, n) == 0 &&
                strchr(" ?", block->text[n]))
                return true;
        }
    }
    return false;
}

/* The place is there; one that waits does so for a lesson not written yet. */
static bool place_stands(struct coursecheck *c, const struct lesson *l,
                         const struct rowmap_place *p)
{
    int other;

    switch (p->kind) {
    case ROWMAP_STEP:
        return lesson_find(l, p->name) >= 0;
    case ROWMAP_LAB:
        return has_block(l, LESSON_LAB, p->name);
    case ROWMAP_EXERCISE:
        return has_block(l, LESSON_EXERCISE, p->name);
    case ROWMAP_WAITS:
    default:
        c->waiting++;
        other = course_find(&c->course, p->name);
        return other >= 0 && !c->course.entries[other].row->written;
    }
}

static void check_places(struct coursecheck *c, const struct course_entry *e,
                         const struct rowmap *m, const char *path)
{
    for (int r = 0; r < e->row->row_count; r++) {
        bool found = false;

        for (int i = 0; i < m->count; i++)
            found = found || strcmp(m->places[i].row, e->row->rows[r]) == 0;
        if (!found) {
            coursecheck_fault(c, path, 1, "row %s has no place",
                              e->row->rows[r]);
        }
    }
    for (int i = 0; i < m->count; i++) {
        bool known = false;

        for (int r = 0; r < e->row->row_count; r++)
            known = known || strcmp(m->places[i].row, e->row->rows[r]) == 0;
        if (!known) {
            coursecheck_fault(c, path, m->places[i].line,
                              "%.20s is no row of this lesson",
                              m->places[i].row);
        }
        if (!place_stands(c, e->lesson, &m->places[i])) {
            coursecheck_fault(c, path, m->places[i].line,
                              m->places[i].kind == ROWMAP_WAITS
                                  ? "%.60s is written, or is no lesson"
                                  : "there is no %.60s in this lesson",
                              m->places[i].name);
        }
    }
}

static void check_rows(struct coursecheck *c, const struct course_entry *e)
{
    struct buf path;
    struct rowmap map;

    buf_init(&path, 4096);
    buf_printf(&path, "%s/rows", e->row->folder);
    const struct status st = rowmap_open(&map, buf_string(&path));
    if (st.code == STATUS_BAD_FILE) {
        buf_printf(&c->report, "%s\n", st.text);
    } else if (st.code) {
        coursecheck_fault(c, buf_string(&path), 1, "%s", st.text);
    }
    c->faults += st.code == STATUS_BAD_FILE;
    c->rows += e->row->row_count;
    if (!st.code) {
        check_places(c, e, &map, buf_string(&path));
        rowmap_release(&map);
    }
    buf_release(&path);
}

static struct status check_lesson(struct coursecheck *c,
                                  const struct course_entry *e)
{
    c->written++;
    if (e->fault.code) {
        buf_printf(&c->report, "%s\n", e->fault.text);
        c->faults++;
        return STATUS_OK;
    }
    check_front(c, e);
    check_kinds(c, e->lesson);
    check_rows(c, e);
    for (int s = 0; s < e->lesson->step_count; s++) {
        const struct lesson_step *step = &e->lesson->steps[s];

        check_length(c, e->lesson, step);
        for (int b = 0; b < step->block_count; b++)
            STATUS_TRY(check_block(c, e->lesson, step, b));
    }
    return STATUS_OK;
}

static struct status check_all(struct coursecheck *c)
{
    const struct status needs = catalogue_check(&c->course.catalogue);
    int only = -1;

    if (needs.code) {
        buf_printf(&c->report, "%s\n", needs.text);
        c->faults++;
    }
    if (c->options->only) {
        only = course_find(&c->course, c->options->only);
        if (only < 0) {
            return status_fail(STATUS_NOT_FOUND, "there is no lesson %.40s",
                               c->options->only);
        }
    }
    for (int i = 0; i < c->course.catalogue.count; i++) {
        const struct course_entry *e = &c->course.entries[i];

        if (only >= 0 && i != only)
            continue;
        if (!e->row->written) {
            c->planned++;
        } else {
            STATUS_TRY(check_lesson(c, e));
        }
    }
    return buf_status(&c->report);
}

struct status coursecheck_run(struct coursecheck *c,
                              const struct coursecheck_options *o)
{
    struct status st = STATUS_OK;

    *c = (struct coursecheck){.options = o};
    buf_init(&c->report, MAX_REPORT_BYTES);
    STATUS_TRY(course_open(&c->course, o->folder, NULL));
    if (o->bring)
        st = course_take_codes(&c->course, o->bring);
    if (!st.code)
        st = check_all(c);
    course_close(&c->course);
    return st;
}

void coursecheck_release(struct coursecheck *c)
{
    buf_release(&c->report);
    *c = (struct coursecheck){0};
}
