#include "lessons/assistant.h"

#include <stdio.h>
#include <string.h>

/* Chosen on the questions of the set `tune`; see tests/bench. */
enum { WIDTH = 96 };

static void add_text(struct buf *out, const struct lesson_step *s)
{
    for (int i = 0; i < s->block_count; i++) {
        const struct lesson_block *b = &s->blocks[i];

        if (b->kind == LESSON_TEXT && b->text) {
            buf_text(out, b->text);
            buf_text(out, "\n\n");
        }
    }
}

static struct status add_step(struct assistant *a, const struct lesson *l,
                              const struct lesson_step *s, struct buf *text)
{
    char path[100];
    struct passage whole = {.title = 0};
    const struct passages one = {&whole, 1, 1};
    const struct docstore_file f = {
        .path = path, .kind = LOADER_MARKDOWN, .cut = "step"};
    int64_t id;

    snprintf(path, sizeof path, "%s %s", l->id, s->slug);
    buf_clear(text);
    buf_printf(text, "%s: %s", l->title, s->title);
    whole.title_to = text->bytes;
    buf_text(text, "\n\n");
    whole.from = text->bytes;
    add_text(text, s);
    whole.to = text->bytes;
    STATUS_TRY(buf_status(text));
    if (whole.to == whole.from)
        return STATUS_OK;
    return docstore_put(&a->store, &f, text->data, &one, &id);
}

static struct status add_course(struct assistant *a, const struct course *c)
{
    struct buf text;
    struct status st = db_begin(&a->store.db);

    buf_init(&text, LESSON_MAX_BYTES);
    for (int i = 0; i < c->catalogue.count && !st.code; i++) {
        const struct lesson *l = c->entries[i].lesson;

        for (int j = 0; l && j < l->step_count && !st.code; j++)
            st = add_step(a, l, &l->steps[j], &text);
    }
    buf_release(&text);
    return db_finish(&a->store.db, st);
}

struct status assistant_open(struct assistant *a, const struct course *c)
{
    struct status st;

    *a = (struct assistant){0};
    STATUS_TRY(docstore_open(&a->store, ":memory:"));
    st = add_course(a, c);
    if (!st.code)
        st = docvectors_fit(&a->store, WIDTH, 1, NULL);
    if (st.code == STATUS_BAD_USAGE)
        st = STATUS_OK; /* too little to fit on: words alone will do */
    if (!st.code)
        st = docvectors_open(&a->vectors, &a->store);
    if (st.code)
        assistant_close(a);
    return st;
}

void assistant_close(struct assistant *a)
{
    docvectors_close(&a->vectors);
    if (a->store.db.handle)
        docstore_close(&a->store);
}

struct status assistant_search(struct assistant *a, const char *question,
                               enum docvectors_by by,
                               struct docstore_passage *out, int room, int *n)
{
    struct docvectors_how how = docvectors_usual(&a->vectors);

    how.by = by;
    return docvectors_search(&a->vectors, &a->store, question, NULL, &how, out,
                             room, n);
}
