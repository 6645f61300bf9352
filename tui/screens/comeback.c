#include "tui/screens/comeback.h"

#include <stdio.h>

#include "tui/screens/picklist.h"

enum { DAY_SECONDS = 86400, TEXT_BYTES = 1600, COMMAND_BYTES = 160 };

static int done_lessons(const struct course *c)
{
    int n = 0;

    for (int i = 0; i < c->catalogue.count; i++)
        n += course_settled(&c->entries[i]);
    return n;
}

/* "L16, step 4 of 14: The formula" */
static void where(const struct shell *s, const struct progress_place *place,
                  char out[TEXT_BYTES])
{
    const int at = course_find(&s->course, place->lesson);
    const struct lesson *l = at >= 0 ? s->course.entries[at].lesson : NULL;
    const int step = l ? lesson_find(l, place->step) : -1;

    if (step >= 0) {
        snprintf(out, TEXT_BYTES, "%s %.200s, step %d of %d: %.200s", l->id,
                 l->title, step + 1, l->step_count, l->steps[step].title);
    } else {
        snprintf(out, TEXT_BYTES, "%s", place->lesson);
    }
}

static void add_next(const struct shell *s, struct picklist *p,
                     const struct progress_place *place)
{
    const int next = s->course.next;
    char text[TEXT_BYTES], command[COMMAND_BYTES];

    if (next < 0 ||
        course_find(&s->course, place->lesson) == next) /* it is the same */
        return;
    snprintf(text, sizeof text, "Begin %s %.200s",
             s->course.catalogue.lessons[next].id,
             s->course.catalogue.lessons[next].title);
    snprintf(command, sizeof command, "lesson %s",
             s->course.catalogue.lessons[next].id);
    picklist_add(p, text, "next", "The next lesson of your way.", command);
}

static void push_card(struct shell *s, const struct progress_place *place,
                      long long days)
{
    struct picklist *p;
    char title[TEXT_BYTES], text[TEXT_BYTES], says[2 * TEXT_BYTES];
    char command[COMMAND_BYTES];

    snprintf(title, sizeof title, "Welcome back after %lld days", days);
    p = picklist_new(title, "");
    where(s, place, text);
    snprintf(says, sizeof says,
             "You had: %d lessons done.\nYou were: %s.\nNext: read that step "
             "again, then go on; what was answered is kept.",
             done_lessons(&s->course), text);
    snprintf(title, sizeof title, "Go on: %.600s", text);
    snprintf(command, sizeof command, "lesson %s", place->lesson);
    picklist_add(p, title, NULL, says, command);
    add_next(s, p, place);
    picklist_add(p, "Look at your notes", NULL,
                 "Notes and bookmarks of all lessons.", "notes");
    picklist_add(p, "See the course map", NULL, "All lessons, and your way.",
                 "map");
    picklist_push(s, p);
}

bool comeback_push(struct shell *s, int64_t now)
{
    struct progress_place place;
    int64_t last = 0;

    if (progress_last(&s->progress, &last).code ||
        progress_place(&s->progress, &place).code || !place.lesson[0] ||
        now - last < (int64_t)COMEBACK_DAYS * DAY_SECONDS)
        return false;
    push_card(s, &place, (long long)(now - last) / DAY_SECONDS);
    return true;
}
