#include "tui/screens/lessonjots.h"

#include <string.h>

#include "lessons/jots.h"

static struct status read_jot(struct shell *s, const struct lessonrun *l,
                              char text[PROGRESS_ANSWER], bool *marked)
{
    return jots_read(&s->progress, l->reader.lesson->id,
                     reader_step(&l->reader)->slug, text, marked);
}

void lessonjots_ask(struct shell *s, struct lessonrun *l)
{
    char text[PROGRESS_ANSWER];
    bool marked;

    shell_fault(s, read_jot(s, l, text, &marked));
    l->asks = LESSONRUN_ASKS_NOTE;
    lineedit_set(&l->line, text);
}

void lessonjots_keep(struct shell *s, struct lessonrun *l, const char *text)
{
    const struct status st = jots_write(&s->progress, l->reader.lesson->id,
                                        reader_step(&l->reader)->slug, text);

    lessonrun_forget_text(l);
    if (st.code) {
        shell_fault(s, st);
    } else {
        shell_say(s, *text ? "noted; :notes lists all notes"
                           : "this step has no note now");
    }
}

void lessonjots_mark(struct shell *s, struct lessonrun *l)
{
    char text[PROGRESS_ANSWER];
    bool marked;
    struct status st = read_jot(s, l, text, &marked);

    if (!st.code)
        st = jots_mark(&s->progress, l->reader.lesson->id,
                       reader_step(&l->reader)->slug, !marked);
    lessonrun_forget_text(l);
    if (st.code) {
        shell_fault(s, st);
    } else {
        shell_say(s, marked ? "the bookmark is gone"
                            : "marked; :notes lists all bookmarks");
    }
}

void lessonjots_show(struct shell *s, const struct lessonrun *l,
                     struct page *page)
{
    char text[PROGRESS_ANSWER];
    bool marked;
    const struct status st = read_jot(s, l, text, &marked);

    shell_fault(s, st);
    if (st.code || (!marked && !*text))
        return;
    page_quote(page);
    page_paragraph(page);
    if (marked)
        page_text(page, *text ? "Marked. " : "Marked.", *text ? 8 : 7,
                  INK_ACCENT);
    if (*text) {
        page_text(page, "Your note: ", 11, INK_DIM);
        page_text(page, text, strlen(text), INK_TEXT);
    }
    page_leave(page);
}
