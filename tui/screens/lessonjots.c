#include "tui/screens/lessonjots.h"

#include <stdlib.h>
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

static struct status write(struct shell *s, struct lessonrun *l,
                           const char *text)
{
    const struct status st = jots_write(&s->progress, l->reader.lesson->id,
                                        reader_step(&l->reader)->slug, text);

    lessonrun_forget_text(l);
    return st;
}

void lessonjots_keep(struct shell *s, struct lessonrun *l, const char *text)
{
    char old[PROGRESS_ANSWER] = "";
    bool marked;
    struct status st = read_jot(s, l, old, &marked);

    if (!st.code)
        st = write(s, l, text);
    if (st.code) {
        shell_fault(s, st);
        return;
    }
    if (strcmp(old, text) != 0) {
        free(l->note_before);
        l->note_before = strdup(old);
        l->note_turns = l->panel ? l->panel->turns : 0;
    }
    shell_say(s, *text ? "noted; :notes lists all notes, u takes it back"
                       : "this step has no note now; u takes that back");
}

bool lessonjots_undo(struct shell *s, struct lessonrun *l)
{
    struct status st;

    if (!l->note_before || (l->panel && l->panel->turns != l->note_turns))
        return false;
    st = write(s, l, l->note_before);
    if (st.code)
        shell_fault(s, st);
    else
        shell_say(s, *l->note_before ? "the note is as it was"
                                     : "the note is gone again");
    free(l->note_before);
    l->note_before = NULL;
    return true;
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
