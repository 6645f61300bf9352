#include "tui/screens/readshelf.h"

#include <string.h>

#include "tui/screens/textpage.h"

static void say(struct page *page, const char *text, unsigned style)
{
    if (text)
        page_text(page, text, strlen(text), style);
}

static void add_item(struct page *page, const struct lesson_item *item)
{
    page_item(page);
    say(page, item->answer, INK_BOLD);
    page_break(page);
    say(page, item->remark, INK_TEXT);
    if (item->check) {
        page_break(page);
        say(page, item->check, INK_ITALIC);
    }
}

/* Answers how many things the lesson gives to read. */
static int add_lesson(struct page *page, const struct lesson *l)
{
    int found = 0;

    for (int i = 0; i < l->step_count; i++) {
        for (int k = 0; k < l->steps[i].block_count; k++) {
            const struct lesson_block *b = &l->steps[i].blocks[k];

            if (b->kind != LESSON_SHELF)
                continue;
            if (found == 0) {
                page_heading(page, 2);
                say(page, l->id, 0);
                say(page, " ", 0);
                say(page, l->title, 0);
            }
            page_list(page, -1);
            for (int j = 0; j < b->item_count; j++)
                add_item(page, &b->items[j]);
            page_leave(page);
            found += b->item_count;
        }
    }
    return found;
}

void readshelf_push(struct shell *s)
{
    struct page *page = page_new();
    int found = 0;

    for (int i = 0; page && i < s->course.catalogue.count; i++) {
        if (s->course.entries[i].lesson)
            found += add_lesson(page, s->course.entries[i].lesson);
    }
    if (page && found == 0) {
        page_paragraph(page);
        say(page, "No lesson gives anything to read yet.", INK_DIM);
    }
    textpage_push(s, "Reading shelf", page);
}
