#include "lessons/course.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/paths.h"

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the course map");
}

/* A lesson that cannot be read does not take the others with it. */
static struct status read_lesson(struct course_entry *e)
{
    struct buf path;

    e->lesson = malloc(sizeof(*e->lesson));
    if (!e->lesson)
        return no_memory();
    buf_init(&path, 4096);
    buf_printf(&path, "%s/lesson.md", e->row->folder);
    e->fault = lesson_open(e->lesson, buf_string(&path));
    buf_release(&path);
    if (e->fault.code) {
        free(e->lesson);
        e->lesson = NULL;
    }
    return STATUS_OK;
}

static struct status read_all(struct course *c, struct progress *p)
{
    c->entries = calloc((size_t)c->catalogue.count, sizeof(*c->entries));
    if (!c->entries)
        return no_memory();
    for (int i = 0; i < c->catalogue.count; i++) {
        c->entries[i].row = &c->catalogue.lessons[i];
        if (c->entries[i].row->written)
            STATUS_TRY(read_lesson(&c->entries[i]));
    }
    return course_refresh(c, p);
}

struct status course_open(struct course *c, const char *folder,
                          struct progress *p)
{
    struct status st = STATUS_OK;
    struct buf shipped;

    *c = (struct course){.next = -1};
    buf_init(&shipped, 4096);
    if (!folder) {
        st = paths_shipped(&shipped, "lessons/course");
        folder = buf_string(&shipped);
    }
    if (!st.code)
        st = catalogue_open(&c->catalogue, folder);
    buf_release(&shipped);
    if (st.code)
        return st;
    st = read_all(c, p);
    if (st.code)
        course_close(c);
    return st;
}

struct status course_take_codes(struct course *c, lesson_codes *bring)
{
    for (int i = 0; i < c->catalogue.count; i++) {
        struct course_entry *e = &c->entries[i];

        if (!e->lesson)
            continue;
        e->fault = lesson_take_codes(e->lesson, bring);
        if (e->fault.code == STATUS_NO_MEMORY)
            return e->fault;
        if (e->fault.code) {
            lesson_release(e->lesson);
            free(e->lesson);
            e->lesson = NULL;
        }
    }
    return STATUS_OK;
}

void course_close(struct course *c)
{
    for (int i = 0; c->entries && i < c->catalogue.count; i++) {
        if (c->entries[i].lesson)
            lesson_release(c->entries[i].lesson);
        free(c->entries[i].lesson);
    }
    free(c->entries);
    catalogue_release(&c->catalogue);
    *c = (struct course){.next = -1};
}

const char *course_last_exercise(const struct course_entry *e)
{
    for (int s = e->lesson ? e->lesson->step_count - 1 : -1; s >= 0; s--) {
        const struct lesson_step *step = &e->lesson->steps[s];

        for (int b = step->block_count - 1; b >= 0 && !step->side; b--) {
            if (step->blocks[b].kind == LESSON_EXERCISE)
                return step->blocks[b].text;
        }
    }
    return NULL;
}

struct status course_know(struct course *c,
                          struct status (*passed)(void *user,
                                                  const char *exercise,
                                                  bool *yes),
                          void *user)
{
    for (int i = 0; i < c->catalogue.count; i++) {
        const char *exercise = course_last_exercise(&c->entries[i]);

        c->entries[i].known = false;
        if (exercise)
            STATUS_TRY(passed(user, exercise, &c->entries[i].known));
    }
    return STATUS_OK;
}

bool course_settled(const struct course_entry *e)
{
    return e->known || e->state == PROGRESS_DONE;
}

/* The lesson that is open, else the first readable one that is not done. */
static int choose_next(const struct course *c, const char *place)
{
    const int here = place[0] ? course_find(c, place) : -1;

    if (here >= 0 && c->entries[here].lesson &&
        !course_settled(&c->entries[here]))
        return here;
    for (int i = 0; i < (c->way ? c->way_count : c->catalogue.count); i++) {
        const int lesson = c->way ? c->way[i] : i;

        if (c->entries[lesson].lesson && !course_settled(&c->entries[lesson]))
            return lesson;
    }
    return -1;
}

void course_follow(struct course *c, const int *way, int count)
{
    c->way = way;
    c->way_count = count;
}

struct status course_refresh(struct course *c, struct progress *p)
{
    struct progress_place place = {0};

    for (int i = 0; p && i < c->catalogue.count; i++) {
        struct course_entry *e = &c->entries[i];

        STATUS_TRY(progress_get_state(p, e->row->id, &e->state));
        STATUS_TRY(progress_count(p, e->row->id, &e->steps_seen));
    }
    if (p)
        STATUS_TRY(progress_place(p, &place));
    c->next = choose_next(c, place.lesson);
    return STATUS_OK;
}

int course_find(const struct course *c, const char *name)
{
    return catalogue_find(&c->catalogue, name);
}

static json_t *strings(const char *const *list, int count)
{
    json_t *out = json_array();

    for (int i = 0; out && i < count; i++)
        json_array_append_new(out, json_string(list[i]));
    return out;
}

/* Appends the first word of `text` unless it is in `list` already. */
static void add_once(json_t *list, const char *text)
{
    const size_t bytes = strcspn(text, " ?");
    size_t i;
    json_t *one;

    json_array_foreach(list, i, one)
    {
        if (json_string_length(one) == bytes &&
            memcmp(json_string_value(one), text, bytes) == 0)
            return;
    }
    json_array_append_new(list, json_stringn(text, bytes));
}

/* The labs or exercises that a lesson's blocks name. */
static json_t *named(const struct course_entry *e, enum lesson_block_kind kind)
{
    json_t *out = json_array();

    for (int s = 0; out && e->lesson && s < e->lesson->step_count; s++) {
        for (int b = 0; b < e->lesson->steps[s].block_count; b++) {
            const struct lesson_block *block = &e->lesson->steps[s].blocks[b];

            if (block->kind == kind)
                add_once(out, block->text);
        }
    }
    return out;
}

static json_t *exercises(const struct course_entry *e)
{
    json_t *out = named(e, LESSON_EXERCISE);

    for (int i = 0; out && i < e->row->exercise_count; i++)
        add_once(out, e->row->exercises[i]);
    return out;
}

static json_t *entry_json(const struct course *c, const struct course_entry *e)
{
    static const char *const states[] = {"new", "started", "done"};
    const struct catalogue_lesson *row = e->row;
    const char *stage = row->stage <= c->catalogue.stage_count
                            ? c->catalogue.stages[row->stage - 1]
                            : "";

    return json_pack(
        "{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:o, s:s, s:b, s:i, s:i, "
        "s:o, s:o, s:o, s:b}",
        "id", row->id, "slug", row->slug, "title", row->title, "stage",
        row->stage, "stage_name", stage, "floor", row->floor, "tier", row->tier,
        "minutes", row->minutes, "needs", strings(row->needs, row->need_count),
        "state", states[e->state], "written", row->written, "steps",
        e->lesson ? e->lesson->step_count : 0, "steps_seen", e->steps_seen,
        "labs", named(e, LESSON_LAB), "exercises", exercises(e), "rows",
        strings(row->rows, row->row_count), "known", e->known);
}

json_t *course_json(const struct course *c)
{
    json_t *lessons = json_array();
    json_t *next =
        c->next < 0 ? json_null() : json_string(c->entries[c->next].row->id);

    for (int i = 0; lessons && i < c->catalogue.count; i++) {
        if (json_array_append_new(lessons, entry_json(c, &c->entries[i]))) {
            json_decref(lessons);
            json_decref(next);
            return NULL;
        }
    }
    return json_pack("{s:o, s:o}", "lessons", lessons, "next", next);
}
