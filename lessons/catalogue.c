#include "lessons/catalogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "lessons/labs/labspell.h"

enum { MAX_BYTES = 1 << 20, MAX_LIST = 64, MAX_ARENA_BYTES = 16 << 20 };

/* The paragraph that is being read: a stage, a lesson, or none yet. */
struct reading {
    struct catalogue *c;
    int line;
    int stage; /* that the next lessons belong to */
    bool in_stage;
    struct catalogue_lesson *lesson;
};

static struct status fault(const struct reading *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static struct status fault(const struct reading *r, const char *fmt, ...)
{
    char said[300];
    va_list args;

    va_start(args, fmt);
    vsnprintf(said, sizeof(said), fmt, args);
    va_end(args);
    return status_fail(STATUS_BAD_FILE, "%.150s:%d: %s", r->c->path, r->line,
                       said);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the catalogue");
}

static struct status read_number(const struct reading *r, const char *value,
                                 int most, int *out)
{
    char *end;
    const long n = strtol(value, &end, 10);

    if (end == value || *end || n < 1 || n > most)
        return fault(r, "\"%.40s\" is no number from 1 to %d", value, most);
    *out = (int)n;
    return STATUS_OK;
}

static struct status read_list(const struct reading *r, const char *value,
                               const char ***out, int *count)
{
    const char **list = arena_add(&r->c->arena, MAX_LIST * sizeof(*list));
    char *text = arena_text(&r->c->arena, value);

    if (*out)
        return fault(r, "the list stands there twice");
    if (!list || !text)
        return no_memory();
    *out = list;
    while (*text) {
        char *one = text + strspn(text, " ");
        const size_t bytes = strcspn(one, ", ");

        text = one + bytes + strspn(one + bytes, " ");
        if (!bytes || *count == MAX_LIST || (*text && *text != ','))
            return fault(r, "not a list \"a, b, c\" of at most %d", MAX_LIST);
        text += *text == ',';
        one[bytes] = '\0';
        list[(*count)++] = one;
    }
    return STATUS_OK;
}

static struct status start_stage(struct reading *r, const char *value)
{
    int number = 0;

    STATUS_TRY(read_number(r, value, CATALOGUE_MAX_STAGES, &number));
    if (number != r->c->stage_count + 1)
        return fault(r, "stage %d must come here", r->c->stage_count + 1);
    r->stage = number;
    r->c->stages[r->c->stage_count++] = "";
    r->in_stage = true;
    r->lesson = NULL;
    return STATUS_OK;
}

static struct status start_lesson(struct reading *r, const char *value)
{
    if (!r->stage)
        return fault(r, "a stage must come before the first lesson");
    if (r->c->count == CATALOGUE_MAX_LESSONS)
        return fault(r, "more than %d lessons", CATALOGUE_MAX_LESSONS);
    for (int i = 0; i < r->c->count; i++) {
        if (strcmp(r->c->lessons[i].id, value) == 0)
            return fault(r, "%.40s stands there twice", value);
    }
    r->in_stage = false;
    r->lesson = &r->c->lessons[r->c->count++];
    *r->lesson = (struct catalogue_lesson){
        .line = r->line, .id = value, .stage = r->stage};
    return STATUS_OK;
}

static struct status lesson_value(struct reading *r, const char *key,
                                  const char *value)
{
    struct catalogue_lesson *l = r->lesson;
    const struct {
        const char *name, **at;
    } texts[] = {{"slug", &l->slug},
                 {"title", &l->title},
                 {"floor", &l->floor},
                 {"tier", &l->tier}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(texts[i].name, key) == 0) {
            if (*texts[i].at)
                return fault(r, "%s: stands there twice", key);
            *texts[i].at = value;
            return STATUS_OK;
        }
    }
    if (strcmp(key, "minutes") == 0)
        return read_number(r, value, 600, &l->minutes);
    if (strcmp(key, "needs") == 0)
        return read_list(r, value, &l->needs, &l->need_count);
    if (strcmp(key, "rows") == 0)
        return read_list(r, value, &l->rows, &l->row_count);
    if (strcmp(key, "exercises") == 0)
        return read_list(r, value, &l->exercises, &l->exercise_count);
    return fault(r, "unknown key \"%.40s\" of a lesson", key);
}

static struct status read_value(struct reading *r, const char *key,
                                const char *value)
{
    if (strcmp(key, "stage") == 0)
        return start_stage(r, value);
    if (strcmp(key, "lesson") == 0)
        return start_lesson(r, value);
    if (r->in_stage && strcmp(key, "name") == 0) {
        r->c->stages[r->c->stage_count - 1] = value;
        return STATUS_OK;
    }
    if (r->lesson)
        return lesson_value(r, key, value);
    return fault(r, "unknown key \"%.40s\"", key);
}

static struct status read_line(struct reading *r, const char *line,
                               size_t bytes)
{
    size_t key = 0;
    char *copy;

    while (bytes && (line[bytes - 1] == ' ' || line[bytes - 1] == '\r'))
        bytes--;
    if (!labspell_clean(line, bytes))
        return fault(r, "not UTF-8 text without control characters");
    if (!bytes || line[0] == '#')
        return STATUS_OK;
    copy = arena_add(&r->c->arena, bytes + 1);
    if (!copy)
        return no_memory();
    memcpy(copy, line, bytes);
    key = strcspn(copy, ":");
    if (key == bytes || !key)
        return fault(r, "not a line \"key: value\"");
    copy[key++] = '\0';
    key += strspn(copy + key, " ");
    if (key == bytes)
        return fault(r, "%.40s: has no value", copy);
    return read_value(r, copy, copy + key);
}

static struct status read_lines(struct reading *r, const char *text,
                                size_t bytes)
{
    size_t at = 0;

    while (at < bytes) {
        const char *end = memchr(text + at, '\n', bytes - at);
        const size_t length = end ? (size_t)(end - text) - at : bytes - at;

        r->line++;
        STATUS_TRY(read_line(r, text + at, length));
        at += length + 1;
    }
    return STATUS_OK;
}

/* Every lesson has all its keys; its folder tells whether it is written. */
static struct status look_up(struct catalogue *c, const char *folder,
                             struct catalogue_lesson *l)
{
    const struct reading here = {.c = c, .line = l->line};
    struct buf path;

    if (!l->slug || !l->title || !l->floor || !l->tier || !l->minutes ||
        !l->row_count) {
        return fault(&here,
                     "%.40s lacks one of slug, title, floor, tier, minutes, "
                     "rows",
                     l->id);
    }
    buf_init(&path, 4096);
    buf_printf(&path, "%s/%s-%s", folder, l->id + (l->id[0] == 'L'), l->slug);
    l->folder = arena_text(&c->arena, buf_string(&path));
    buf_text(&path, "/lesson.md");
    l->written = paths_exists(buf_string(&path));
    buf_release(&path);
    return l->folder ? STATUS_OK : no_memory();
}

static struct status read_all(struct catalogue *c, const char *folder)
{
    struct reading r = {.c = c};
    struct filemap map;

    c->stages = arena_add(&c->arena, CATALOGUE_MAX_STAGES * sizeof(*c->stages));
    c->lessons =
        arena_add(&c->arena, CATALOGUE_MAX_LESSONS * sizeof(*c->lessons));
    if (!c->stages || !c->lessons)
        return no_memory();
    STATUS_TRY(filemap_open(&map, c->path, MAX_BYTES));
    struct status st =
        read_lines(&r, map.data ? (const char *)map.data : "", map.bytes);
    filemap_close(&map);
    if (!st.code && !c->count)
        st = fault(&r, "there is no lesson");
    for (int i = 0; i < c->count && !st.code; i++)
        st = look_up(c, folder, &c->lessons[i]);
    return st;
}

struct status catalogue_open(struct catalogue *c, const char *folder)
{
    struct status st;
    struct buf path;

    *c = (struct catalogue){0};
    arena_init(&c->arena, MAX_ARENA_BYTES);
    buf_init(&path, 4096);
    buf_printf(&path, "%s/catalogue", folder);
    c->path = arena_text(&c->arena, buf_string(&path));
    buf_release(&path);
    st = c->path ? read_all(c, folder) : no_memory();
    if (st.code)
        catalogue_release(c);
    return st;
}

void catalogue_release(struct catalogue *c)
{
    arena_release(&c->arena);
    *c = (struct catalogue){0};
}

int catalogue_find(const struct catalogue *c, const char *name)
{
    const char *number = name + (name[0] == 'l' || name[0] == 'L');
    char id[16];

    snprintf(id, sizeof(id), "L%s%.8s", strlen(number) == 1 ? "0" : "", number);
    for (int i = 0; i < c->count; i++) {
        if (strcmp(c->lessons[i].slug, name) == 0 ||
            strcmp(c->lessons[i].id, id) == 0)
            return i;
    }
    return -1;
}

enum mark { UNSEEN, OPEN, CLEAR };

/* Follows the needs down from lesson `at`; an open one below is a circle. */
static struct status follow(const struct catalogue *c, int at, char *mark)
{
    const struct catalogue_lesson *l = &c->lessons[at];

    mark[at] = OPEN;
    for (int i = 0; i < l->need_count; i++) {
        const int need = catalogue_find(c, l->needs[i]);

        if (need < 0 || mark[need] == OPEN) {
            return status_fail(STATUS_BAD_FILE,
                               "%.150s:%d: %.40s needs %.40s, "
                               "%s",
                               c->path, l->line, l->id, l->needs[i],
                               need < 0 ? "which is not there"
                                        : "which needs it in turn");
        }
        if (mark[need] == UNSEEN)
            STATUS_TRY(follow(c, need, mark));
    }
    mark[at] = CLEAR;
    return STATUS_OK;
}

struct status catalogue_check(const struct catalogue *c)
{
    char mark[CATALOGUE_MAX_LESSONS] = {UNSEEN};

    for (int i = 0; i < c->count; i++) {
        if (mark[i] == UNSEEN)
            STATUS_TRY(follow(c, i, mark));
    }
    return STATUS_OK;
}
