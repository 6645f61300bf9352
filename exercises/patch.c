#include "exercises/patch.h"

#include <string.h>

/* The source and the patch as lines, and how far both are used up. */
struct work {
    struct patch_result *out;
    const char *path;
    char **source, **patch;
    int source_count, patch_count;
    int used; /* lines of the source that are copied */
    int at;   /* line of the patch */
    bool mark_next;
};

static struct status fault(const struct work *w, int line, const char *what)
{
    return status_fail(STATUS_BAD_FILE, "%.200s:%d: %s", w->path, line + 1,
                       what);
}

int patch_cut(char *text, char **lines, int most)
{
    int n = 0;

    while (*text) {
        char *end = strchr(text, '\n');

        if (n == most)
            return -1;
        lines[n++] = text;
        if (!end)
            break;
        *end = '\0';
        text = end + 1;
    }
    return n;
}

static bool emit(struct work *w, const char *text, bool changed)
{
    if (w->out->line_count == PATCH_MAX_LINES)
        return false;
    w->out->lines[w->out->line_count++] =
        (struct patch_line){text, changed || w->mark_next};
    w->mark_next = false;
    return true;
}

/* Lines `first` to `end` of the patch are one hunk: does its old side stand in
 * the source at `at`? Answers how many lines that are, or -1. */
static int fits(const struct work *w, int first, int end, int at)
{
    int n = 0;

    for (int i = first; i < end; i++) {
        const char *line = w->patch[i];

        if (line[0] == '+')
            continue;
        if (at + n >= w->source_count ||
            strcmp(w->source[at + n], line[0] ? line + 1 : "") != 0)
            return -1;
        n++;
    }
    return n;
}

static bool taken_away(const struct work *w, int first, int end,
                       const char *text)
{
    for (int i = first; i < end; i++) {
        if (w->patch[i][0] == '-' && strcmp(w->patch[i] + 1, text) == 0)
            return true;
    }
    return false;
}

/* Writes the new side. A hunk that brings nothing new took something away:
 * then what comes next is where it is missing. */
static bool write_hunk(struct work *w, int first, int end)
{
    bool news = false;
    bool room = true;

    for (int i = first; i < end; i++) {
        news = news || (w->patch[i][0] == '+' &&
                        !taken_away(w, first, end, w->patch[i] + 1));
    }
    w->mark_next = w->mark_next || !news;
    for (int i = first; i < end && room; i++) {
        const char *line = w->patch[i];

        if (line[0] != '-') {
            room = emit(w, line[0] ? line + 1 : "",
                        line[0] == '+' &&
                            !taken_away(w, first, end, line + 1) && news);
        }
    }
    return room;
}

static struct status apply_hunk(struct work *w)
{
    const int head = w->at;
    const int first = head + 1;
    int end = first;
    int place = -1;

    while (end < w->patch_count && strncmp(w->patch[end], "@@", 2) != 0) {
        if (w->patch[end][0] && !strchr("+- ", w->patch[end][0])) {
            return fault(w, end,
                         "a line of a patch starts with +, - or a "
                         "blank");
        }
        end++;
    }
    for (int at = w->used; at < w->source_count; at++) {
        if (fits(w, first, end, at) <= 0)
            continue;
        if (place >= 0)
            return fault(w, head, "the hunk fits in two places");
        place = at;
    }
    if (place < 0)
        return fault(w, head, "the hunk does not fit the solution");

    bool room = true;
    while (w->used < place && room)
        room = emit(w, w->source[w->used++], false);
    w->used += fits(w, first, end, place);
    w->at = end;
    if (!room || !write_hunk(w, first, end))
        return fault(w, head, "the result has too many lines");
    return STATUS_OK;
}

static struct status apply_all(struct work *w)
{
    if (w->patch_count < 3 || strncmp(w->patch[0], "mistake: ", 9) != 0)
        return fault(w, 0, "the first line is \"mistake: ...\"");
    if (strncmp(w->patch[1], "say: ", 5) != 0)
        return fault(w, 1, "the second line is \"say: ...\"");
    if (strncmp(w->patch[2], "@@", 2) != 0)
        return fault(w, 2, "a hunk starts with \"@@\"");
    w->out->mistake = w->patch[0] + 9;
    w->out->say = w->patch[1] + 5;
    w->at = 2;
    while (w->at < w->patch_count)
        STATUS_TRY(apply_hunk(w));
    while (w->used < w->source_count) {
        if (!emit(w, w->source[w->used++], false))
            return fault(w, 0, "the result has too many lines");
    }
    return STATUS_OK;
}

struct status patch_apply(struct patch_result *out, struct arena *a,
                          const char *path, const char *patch,
                          const char *source)
{
    struct work w = {.out = out, .path = path};
    char *patch_text = arena_text(a, patch);
    char *source_text = arena_text(a, source);

    *out = (struct patch_result){0};
    w.patch = arena_add(a, PATCH_MAX_LINES * sizeof(*w.patch));
    w.source = arena_add(a, PATCH_MAX_LINES * sizeof(*w.source));
    out->lines = arena_add(a, PATCH_MAX_LINES * sizeof(*out->lines));
    if (!patch_text || !source_text || !w.patch || !w.source || !out->lines)
        return status_fail(STATUS_NO_MEMORY, "no memory for %.200s", path);
    w.patch_count = patch_cut(patch_text, w.patch, PATCH_MAX_LINES);
    w.source_count = patch_cut(source_text, w.source, PATCH_MAX_LINES);
    if (w.patch_count < 0 || w.source_count < 0)
        return fault(&w, 0, "too many lines");
    return apply_all(&w);
}
