#include "lessons/lesson.h"

#include <string.h>

#include "engine/base/filemap.h"
#include "lessons/lesson_parse.h"

#define MAX_ARENA_BYTES ((size_t)32 << 20)

struct status lesson_read(struct lesson *l, const char *path, const char *text,
                          size_t bytes)
{
    struct status st;

    *l = (struct lesson){0};
    arena_init(&l->arena, MAX_ARENA_BYTES);
    l->path = arena_text(&l->arena, path);
    if (!l->path) {
        st = status_fail(STATUS_NO_MEMORY, "no memory to read %s", path);
    } else if (bytes > LESSON_MAX_BYTES) {
        st = status_fail(STATUS_TOO_BIG, "%s has more than %d bytes", path,
                         LESSON_MAX_BYTES);
    } else {
        st = lesson_parse(l, text, bytes);
    }
    if (st.code)
        lesson_release(l);
    return st;
}

struct status lesson_open(struct lesson *l, const char *path)
{
    struct filemap map;

    *l = (struct lesson){0};
    STATUS_TRY(filemap_open(&map, path, LESSON_MAX_BYTES));
    const struct status st =
        lesson_read(l, path, map.data ? (const char *)map.data : "", map.bytes);
    filemap_close(&map);
    return st;
}

void lesson_release(struct lesson *l)
{
    arena_release(&l->arena);
    *l = (struct lesson){0};
}

static struct status take(struct lesson *l, struct lesson_block *b,
                          lesson_codes *bring)
{
    const struct status st = bring(l, b);

    if (st.code == STATUS_NO_MEMORY)
        return st;
    if (st.code) {
        return status_fail(STATUS_BAD_FILE, "%.150s:%d: %.300s", l->path,
                           b->line, st.text);
    }
    b->items = b->codes[0].items;
    b->item_count = b->codes[0].item_count;
    return STATUS_OK;
}

struct status lesson_take_codes(struct lesson *l, lesson_codes *bring)
{
    for (int s = 0; s < l->step_count; s++) {
        for (int b = 0; b < l->steps[s].block_count; b++) {
            if (l->steps[s].blocks[b].from)
                STATUS_TRY(take(l, &l->steps[s].blocks[b], bring));
        }
    }
    return STATUS_OK;
}

int lesson_lab_below(const struct lesson_step *s, int task)
{
    for (int b = task + 1; b < s->block_count; b++) {
        if (s->blocks[b].kind == LESSON_LAB)
            return b;
    }
    return -1;
}

const char *lesson_kind_name(enum lesson_step_kind kind)
{
    static const char *const names[] = {"See", "Play", "Build", "Read"};

    return names[kind];
}

int lesson_find(const struct lesson *l, const char *slug)
{
    for (int i = 0; i < l->step_count; i++) {
        if (strcmp(l->steps[i].slug, slug) == 0)
            return i;
    }
    return -1;
}
