#include "tui/screens/tracklist.h"

#include <stdio.h>
#include <string.h>

#include "tui/screens/picklist.h"

enum { TEXT_BYTES = 300, SAYS_BYTES = 4000, COMMAND_BYTES = 80 };

/* The note that holds the word of the chosen track. */
#define NOTE "track"

static const char *state_word(const struct course_entry *e, bool next)
{
    if (!e->row->written)
        return "planned";
    if (e->state == PROGRESS_DONE)
        return "done";
    if (e->known)
        return "known";
    return next ? "next" : e->state == PROGRESS_STARTED ? "begun" : "";
}

static void say_parts(const struct shell *s, const struct tracks_track *t,
                      char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "%s", t->says);

    for (int i = 0; i < t->parts && used < size; i++) {
        const struct tracks_part *p = &t->part[i];

        used += (size_t)snprintf(out + used, size - used, "\n%s:", p->name);
        for (int k = 0; k < p->count && used < size; k++)
            used += (size_t)snprintf(
                out + used, size - used, " %s",
                s->course.catalogue.lessons[t->lesson[p->first + k]].id);
    }
}

void tracklist_push(struct shell *s)
{
    struct picklist *p =
        picklist_new("Tracks and plans", "This course has no tracks.");

    for (int i = 0; i < s->tracks.count; i++) {
        const struct tracks_track *t = &s->tracks.track[i];
        const struct tracks_tally n = tracks_count(t, &s->course);
        char says[SAYS_BYTES], note[TEXT_BYTES], command[COMMAND_BYTES];

        say_parts(s, t, says, sizeof says);
        snprintf(note, sizeof note, "%s%d of %d done, %d written",
                 i == s->track ? "chosen, " : "", n.done, n.all, n.written);
        snprintf(command, sizeof command, "track %s", t->word);
        picklist_add(p, t->name, note, says, command);
    }
    picklist_choose(p, s->track);
    picklist_push(s, p);
}

static void add_lesson(struct shell *s, struct picklist *p, int lesson,
                       bool *next)
{
    const struct course_entry *e = &s->course.entries[lesson];
    char text[TEXT_BYTES], says[SAYS_BYTES], command[COMMAND_BYTES];
    const bool here = !*next && lesson == s->course.next;

    *next = *next || here;
    snprintf(text, sizeof text, "  %s %.200s", e->row->id, e->row->title);
    snprintf(says, sizeof says, "%s: %.300s\n%s, %s, %d minutes\n%.3000s",
             e->row->id, e->row->title, e->row->floor, e->row->tier,
             e->row->minutes,
             e->lesson && e->lesson->why
                 ? e->lesson->why
                 : "This lesson is planned. It is not written yet.");
    snprintf(command, sizeof command, "lesson %s", e->row->id);
    if (here)
        picklist_choose(p, picklist_count(p));
    picklist_add(p, text, state_word(e, here), says, command);
    if (here)
        picklist_choose(p, picklist_count(p) - 1);
}

static void push_page(struct shell *s, const struct tracks_track *t)
{
    char title[TEXT_BYTES];
    struct picklist *p;
    bool next = false;

    snprintf(title, sizeof title, "%.200s", t->name);
    p = picklist_new(title, "");
    for (int i = 0; i < t->parts; i++) {
        const struct tracks_part *part = &t->part[i];
        char says[TEXT_BYTES];

        snprintf(says, sizeof says, "%.120s%s%.160s", part->name,
                 *part->gate ? "\nIt ends with: " : "", part->gate);
        picklist_add(p, part->name, NULL, says, NULL);
        for (int k = 0; k < part->count; k++)
            add_lesson(s, p, t->lesson[part->first + k], &next);
    }
    picklist_push(s, p);
}

static void follow(struct shell *s, int track)
{
    const struct tracks_track *t = &s->tracks.track[track < 0 ? 0 : track];

    s->track = track;
    course_follow(&s->course, track < 0 ? NULL : t->lesson,
                  track < 0 ? 0 : t->lessons);
}

struct status tracklist_choose(struct shell *s, const char *word)
{
    const int track = tracks_find(&s->tracks, word);

    if (track < 0 && strcmp(word, "none") != 0) {
        return status_fail(STATUS_NOT_FOUND,
                           "track: \"%.40s\" is none; :tracks lists them",
                           word);
    }
    STATUS_TRY(progress_set_note(&s->progress, NOTE, track < 0 ? "" : word));
    follow(s, track);
    return course_refresh(&s->course, &s->progress);
}

struct status tracklist_restore(struct shell *s)
{
    char word[PROGRESS_ANSWER];

    STATUS_TRY(progress_get_note(&s->progress, NOTE, word));
    follow(s, *word ? tracks_find(&s->tracks, word) : -1);
    return course_refresh(&s->course, &s->progress);
}

void tracklist_push_track(struct shell *s, const char *word)
{
    if (*word) {
        const struct status st = tracklist_choose(s, word);

        if (st.code) {
            shell_fault(s, st);
            return;
        }
    }
    if (s->track >= 0) {
        push_page(s, &s->tracks.track[s->track]);
    } else if (*word) {
        shell_say(s, "the course goes on in its own order");
    } else {
        tracklist_push(s);
    }
}

const char *tracklist_name(const struct shell *s)
{
    return s->track >= 0 ? s->tracks.track[s->track].name : NULL;
}
