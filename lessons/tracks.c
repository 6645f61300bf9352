#include "lessons/tracks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/paths.h"
#include "lessons/paragraphs.h"

enum { FIELDS = 3, PACK_NAMES = 8, NAME_BYTES = 120 };
#define ARENA_BYTES ((size_t)4 << 20)

struct draft {
    struct tracks *t;
    const struct catalogue *c;
    struct tracks_track *track; /* being read; NULL between two */
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the tracks");
}

/* "A | B | C" in place; a field that is missing is "". */
static void cut_fields(char *text, char *field[FIELDS])
{
    char *const end = text + strlen(text);

    for (int i = 0; i < FIELDS; i++) {
        char *bar = text ? strstr(text, " | ") : NULL;

        field[i] = text ? text : end;
        if (!text)
            continue;
        if (bar && i + 1 < FIELDS)
            *bar = '\0';
        text = bar && i + 1 < FIELDS ? bar + 3 : NULL;
    }
}

static struct status add_lesson(struct tracks_track *t, int lesson)
{
    if (t->lessons == TRACKS_LESSONS) {
        return status_fail(STATUS_TOO_BIG, "more than %d lessons in a track",
                           TRACKS_LESSONS);
    }
    t->lesson[t->lessons++] = lesson;
    return STATUS_OK;
}

static struct status find_lesson(const struct catalogue *c, const char *id,
                                 int *out)
{
    *out = catalogue_find(c, id);
    if (*out < 0)
        return status_fail(STATUS_BAD_FILE, "there is no lesson \"%.20s\"", id);
    return STATUS_OK;
}

/* "L02-L07 L09": ranges go by the order of the catalogue. */
static struct status add_lessons(struct draft *d, char *list)
{
    for (char *at = list; *at;) {
        const size_t n = strcspn(at, " ");
        char *next = at + n + (at[n] == ' ');
        char *dash;
        int from, to;

        at[n] = '\0';
        dash = strchr(at, '-');
        if (dash)
            *dash = '\0';
        STATUS_TRY(find_lesson(d->c, at, &from));
        STATUS_TRY(find_lesson(d->c, dash ? dash + 1 : at, &to));
        if (to < from)
            return status_fail(STATUS_BAD_FILE, "%.20s stands before %.20s",
                               dash + 1, at);
        for (int i = from; i <= to; i++)
            STATUS_TRY(add_lesson(d->track, i));
        at = next;
    }
    return STATUS_OK;
}

static struct status begin_part(struct tracks_track *t, const char *name,
                                const char *gate)
{
    if (t->parts == TRACKS_PARTS) {
        return status_fail(STATUS_TOO_BIG, "more than %d parts in a track",
                           TRACKS_PARTS);
    }
    t->part[t->parts++] =
        (struct tracks_part){.name = name, .gate = gate, .first = t->lessons};
    return STATUS_OK;
}

static void end_part(struct tracks_track *t)
{
    t->part[t->parts - 1].count = t->lessons - t->part[t->parts - 1].first;
}

static struct status take_part(struct draft *d, char *value)
{
    char *field[FIELDS];

    cut_fields(value, field);
    STATUS_TRY(begin_part(d->track, field[0], field[2]));
    STATUS_TRY(add_lessons(d, field[1]));
    end_part(d->track);
    return STATUS_OK;
}

/* "week 3, second evening", in the arena. */
static struct status name_part(struct draft *d, char *const *name, int names)
{
    struct tracks_track *t = d->track;
    char text[NAME_BYTES];

    snprintf(text, sizeof text, "week %d, %.80s", t->parts / names + 1,
             name[t->parts % names]);
    const char *kept = arena_text(&d->t->arena, text);
    return kept ? begin_part(t, kept, "") : no_memory();
}

static int cut_names(char *list, char *name[PACK_NAMES])
{
    int n = 0;

    for (char *at = list; at && *at && n < PACK_NAMES;) {
        char *comma = strstr(at, ", ");

        name[n++] = at;
        if (comma)
            *comma = '\0';
        at = comma ? comma + 2 : NULL;
    }
    return n;
}

/* Lessons into parts of so many minutes. */
static struct status take_pack(struct draft *d, char *value)
{
    struct tracks_track *t = d->track;
    char *field[FIELDS], *name[PACK_NAMES];
    const int first = t->lessons;
    int names, used = 0;

    cut_fields(value, field);
    const long minutes = strtol(field[0], NULL, 10);
    names = cut_names(field[1], name);
    if (minutes < 10 || minutes > 1000 || names == 0)
        return status_fail(STATUS_BAD_FILE, "pack needs minutes and names");
    STATUS_TRY(add_lessons(d, field[2]));
    const int last = t->lessons;
    for (t->lessons = first; t->lessons < last; t->lessons++) {
        const int m = d->c->lessons[t->lesson[t->lessons]].minutes;

        if (t->lessons == first || used + m > minutes) {
            if (t->lessons > first)
                end_part(t);
            STATUS_TRY(name_part(d, name, names));
            used = 0;
        }
        used += m;
    }
    if (last > first)
        end_part(t);
    return STATUS_OK;
}

static struct status begin_track(struct draft *d, const char *word)
{
    struct tracks *t = d->t;

    if (d->track)
        return status_fail(STATUS_BAD_FILE, "a track within a track");
    if (t->count == TRACKS_MOST)
        return status_fail(STATUS_TOO_BIG, "more than %d tracks", TRACKS_MOST);
    if (tracks_find(t, word) >= 0)
        return status_fail(STATUS_BAD_FILE, "\"%.40s\" stands twice", word);
    d->track = &t->track[t->count];
    *d->track = (struct tracks_track){.word = word, .says = ""};
    d->track->part =
        arena_add(&t->arena, TRACKS_PARTS * sizeof *d->track->part);
    d->track->lesson =
        arena_add(&t->arena, TRACKS_LESSONS * sizeof *d->track->lesson);
    return d->track->part && d->track->lesson ? STATUS_OK : no_memory();
}

static struct status end_track(struct draft *d)
{
    const bool whole = d->track && d->track->name && d->track->parts > 0;

    d->track = NULL;
    d->t->count += whole;
    return whole ? STATUS_OK
                 : status_fail(STATUS_BAD_FILE,
                               "a track needs a track, a name and a part");
}

static struct status take(void *user, const struct paragraphs_line *l)
{
    struct draft *d = user;
    char *value = d->t->text + (l->value ? l->value - d->t->text : 0);

    if (!l->key)
        return end_track(d);
    if (strcmp(l->key, "track") == 0)
        return begin_track(d, l->value);
    if (!d->track)
        return status_fail(STATUS_BAD_FILE, "a track begins with \"track\"");
    if (strcmp(l->key, "name") == 0) {
        d->track->name = l->value;
    } else if (strcmp(l->key, "says") == 0) {
        d->track->says = l->value;
    } else if (strcmp(l->key, "part") == 0) {
        return take_part(d, value);
    } else if (strcmp(l->key, "pack") == 0) {
        return take_pack(d, value);
    } else {
        return status_fail(STATUS_BAD_FILE, "a track has no \"%.40s\"", l->key);
    }
    return STATUS_OK;
}

struct status tracks_open(struct tracks *t, const struct catalogue *c,
                          const char *folder)
{
    struct draft d = {.t = t, .c = c};
    struct status st = STATUS_OK;
    struct buf path;

    *t = (struct tracks){0};
    arena_init(&t->arena, ARENA_BYTES);
    buf_init(&path, 4096);
    buf_printf(&path, "%s/tracks", folder);
    if (paths_exists(buf_string(&path)))
        st = paragraphs_read(&t->text, buf_string(&path), take, &d);
    buf_release(&path);
    if (st.code)
        tracks_close(t);
    return st;
}

void tracks_close(struct tracks *t)
{
    arena_release(&t->arena);
    free(t->text);
    *t = (struct tracks){0};
}

int tracks_find(const struct tracks *t, const char *word)
{
    for (int i = 0; i < t->count; i++) {
        if (strcmp(t->track[i].word, word) == 0)
            return i;
    }
    return -1;
}

struct tracks_tally tracks_count(const struct tracks_track *t,
                                 const struct course *c)
{
    struct tracks_tally n = {.all = t->lessons};

    for (int i = 0; i < t->lessons; i++) {
        const struct course_entry *e = &c->entries[t->lesson[i]];

        n.written += e->row->written;
        n.done += course_settled(e);
    }
    return n;
}
