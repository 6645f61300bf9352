#include "lessons/lesson_parse.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labspell.h"
#include "lessons/lesson_block.h"
#include "lessons/lesson_front.h"
#include "lessons/lesson_need.h"

enum { MAX_LINES = 20000, MAX_LIST = 64 };

struct status lesson_parse_fault(const struct lesson_parse *p, int at,
                                 const char *fmt, ...)
{
    char said[320];
    va_list args;

    va_start(args, fmt);
    vsnprintf(said, sizeof(said), fmt, args);
    va_end(args);
    return status_fail(STATUS_BAD_FILE, "%.150s:%d: %s", p->lesson->path,
                       at + 1, said);
}

struct status lesson_parse_no_memory(const struct lesson_parse *p)
{
    return status_fail(STATUS_NO_MEMORY, "no memory to read %.200s",
                       p->lesson->path);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char *lesson_parse_copy(struct lesson_parse *p, const char *text,
                              size_t bytes)
{
    while (bytes && is_blank(text[bytes - 1]))
        bytes--;
    while (bytes && is_blank(text[0])) {
        text++;
        bytes--;
    }

    char *copy = arena_add(&p->lesson->arena, bytes + 1);
    if (copy && bytes)
        memcpy(copy, text, bytes);
    return copy;
}

bool lesson_parse_key(const struct lesson_parse_line *line, char key[32],
                      size_t *value)
{
    size_t n = 0;

    while (n < line->bytes && ((line->text[n] >= 'a' && line->text[n] <= 'z') ||
                               line->text[n] == '-'))
        n++;
    if (!n || n > 31 || n == line->bytes || line->text[n] != ':')
        return false;
    memcpy(key, line->text, n);
    key[n] = '\0';
    *value = n + 1;
    return true;
}

struct status lesson_parse_list(struct lesson_parse *p, const char *text,
                                const char ***out, int *count)
{
    const char **list = arena_add(&p->lesson->arena, MAX_LIST * sizeof(*list));

    *count = 0;
    *out = list;
    if (!list)
        return lesson_parse_no_memory(p);
    while (*text) {
        const size_t bytes = strcspn(text, ",");
        const char *one = lesson_parse_copy(p, text, bytes);

        if (!one)
            return lesson_parse_no_memory(p);
        if (!one[0] || *count == MAX_LIST) {
            return lesson_parse_fault(p, p->at,
                                      *count == MAX_LIST
                                          ? "the list is too long"
                                          : "an empty place in a list");
        }
        list[(*count)++] = one;
        text += bytes + (text[bytes] == ',');
    }
    return STATUS_OK;
}

static struct status cut_lines(struct lesson_parse *p, const char *text,
                               size_t bytes)
{
    size_t start = 0;

    p->lines = malloc(MAX_LINES * sizeof(*p->lines));
    if (!p->lines)
        return lesson_parse_no_memory(p);
    while (start < bytes) {
        const char *end = memchr(text + start, '\n', bytes - start);
        size_t length = end ? (size_t)(end - text) - start : bytes - start;

        if (p->line_count == MAX_LINES) {
            return lesson_parse_fault(p, p->line_count, "more than %d lines",
                                      MAX_LINES);
        }
        const char *line = text + start;
        start += length + 1;
        if (length && line[length - 1] == '\r')
            length--;
        if (!labspell_clean(line, length)) {
            return lesson_parse_fault(p, p->line_count,
                                      "not UTF-8 text without control "
                                      "characters and tabs");
        }
        p->lines[p->line_count++] = (struct lesson_parse_line){line, length};
    }
    return STATUS_OK;
}

bool lesson_parse_is(const struct lesson_parse_line *line, const char *text)
{
    size_t bytes = line->bytes;

    while (bytes && is_blank(line->text[bytes - 1]))
        bytes--;
    return bytes == strlen(text) && memcmp(line->text, text, bytes) == 0;
}

static bool starts_with(const struct lesson_parse_line *line, const char *text)
{
    const size_t n = strlen(text);

    return line->bytes >= n && memcmp(line->text, text, n) == 0;
}

const char *lesson_parse_lines(struct lesson_parse *p, int first, int end)
{
    while (first < end && lesson_parse_is(&p->lines[first], ""))
        first++;
    while (end > first && lesson_parse_is(&p->lines[end - 1], ""))
        end--;

    size_t bytes = 1;
    for (int i = first; i < end; i++)
        bytes += p->lines[i].bytes + 1;
    char *text = arena_add(&p->lesson->arena, bytes);
    char *at = text;
    for (int i = first; text && i < end; i++) {
        memcpy(at, p->lines[i].text, p->lines[i].bytes);
        at += p->lines[i].bytes;
        *at++ = '\n';
    }
    return text;
}

bool lesson_parse_one_of(const char *text, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(text, *list) == 0)
            return true;
    }
    return false;
}

static bool is_slug(const char *text)
{
    return text[0] &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* "## Kind: Title {#slug}" */
static struct status read_heading(struct lesson_parse *p, struct lesson_step *s)
{
    static const char *const kinds[] = {
        "See: ", "Play: ", "Build: ", "Read: ", "Side: "};
    const struct lesson_parse_line *line = &p->lines[p->at];
    const char *text = lesson_parse_copy(p, line->text + 3, line->bytes - 3);
    int kind = 0;

    if (!text)
        return lesson_parse_no_memory(p);
    while (kind < 5 && strncmp(text, kinds[kind], strlen(kinds[kind])) != 0)
        kind++;

    const char *title = kind < 5 ? text + strlen(kinds[kind]) : "";
    const char *mark = strstr(title, "{#");
    const char *end = mark ? strchr(mark, '}') : NULL;
    if (!end || end[1] || mark == title) {
        return lesson_parse_fault(p, p->at,
                                  "a step is \"## See: Title {#slug}\", with "
                                  "See, Play, Build, Read or Side");
    }
    *s = (struct lesson_step){.line = p->at + 1, .side = kind == 4};
    s->kind = s->side ? LESSON_SEE : (enum lesson_step_kind)kind;
    s->title = lesson_parse_copy(p, title, (size_t)(mark - title));
    s->slug = lesson_parse_copy(p, mark + 2, (size_t)(end - mark - 2));
    s->blocks =
        arena_add(&p->lesson->arena, LESSON_MAX_BLOCKS * sizeof(*s->blocks));
    if (!s->title || !s->slug || !s->blocks)
        return lesson_parse_no_memory(p);
    if (!is_slug(s->slug)) {
        return lesson_parse_fault(
            p, p->at, "{#%.40s} is not made of a-z, 0-9 and -", s->slug);
    }
    if (lesson_find(p->lesson, s->slug) >= 0) {
        return lesson_parse_fault(p, p->at, "{#%.40s} stands there twice",
                                  s->slug);
    }
    return STATUS_OK;
}

static struct status add_block(struct lesson_parse *p, struct lesson_step *s,
                               enum lesson_block_kind kind,
                               struct lesson_block **out)
{
    if (s->block_count == LESSON_MAX_BLOCKS) {
        return lesson_parse_fault(p, p->at, "a step has at most %d blocks",
                                  LESSON_MAX_BLOCKS);
    }
    *out = &s->blocks[s->block_count++];
    **out = (struct lesson_block){.kind = kind, .line = p->at + 1};
    return STATUS_OK;
}

/* The line that ends the fence opened at `at`, or the number of lines. */
static int fence_end(const struct lesson_parse *p, int at)
{
    size_t ticks = 0;
    char fence[16] = "";

    while (ticks < p->lines[at].bytes && ticks < 15 &&
           p->lines[at].text[ticks] == '`')
        fence[ticks++] = '`';
    do {
        at++;
    } while (at < p->line_count && !lesson_parse_is(&p->lines[at], fence));
    return at;
}

/* The kind of block a fence opens: -1 for a program or other quoted text. */
static struct status fence_kind(struct lesson_parse *p, int *kind)
{
    static const char *const quoted[] = {"", "c", "text", "json", "sh", NULL};
    const struct lesson_parse_line *line = &p->lines[p->at];
    size_t ticks = 0;

    while (ticks < line->bytes && line->text[ticks] == '`')
        ticks++;

    const char *name =
        lesson_parse_copy(p, line->text + ticks, line->bytes - ticks);
    if (!name)
        return lesson_parse_no_memory(p);
    *kind = lesson_block_kind_of(name);
    if (*kind < 0 && !lesson_parse_one_of(name, quoted))
        return lesson_parse_fault(p, p->at, "unknown block \"%.40s\"", name);
    if (fence_end(p, p->at) == p->line_count)
        return lesson_parse_fault(p, p->at, "the block is not closed");
    return STATUS_OK;
}

/* Markdown up to the next block or step; none where all of it is blank. */
static struct status read_text(struct lesson_parse *p, struct lesson_step *s)
{
    const int first = p->at;
    struct lesson_block *b;

    while (p->at < p->line_count && !starts_with(&p->lines[p->at], "## ")) {
        int kind = -1;

        if (starts_with(&p->lines[p->at], "# ")) {
            return lesson_parse_fault(p, p->at,
                                      "a heading that is no step starts with "
                                      "\"### \"");
        }
        if (starts_with(&p->lines[p->at], "```")) {
            STATUS_TRY(fence_kind(p, &kind));
            if (kind >= 0)
                break;
            p->at = fence_end(p, p->at);
        }
        p->at++;
    }
    if (p->at == first)
        return STATUS_OK;

    const int next = p->at;
    const char *text = lesson_parse_lines(p, first, next);

    if (!text)
        return lesson_parse_no_memory(p);
    if (!text[0])
        return STATUS_OK;
    for (p->at = first; lesson_parse_is(&p->lines[p->at], ""); p->at++)
        ;
    STATUS_TRY(add_block(p, s, LESSON_TEXT, &b));
    b->text = text;
    p->at = next;
    return STATUS_OK;
}

static struct status read_block(struct lesson_parse *p, struct lesson_step *s)
{
    struct lesson_block *b;
    int kind;

    STATUS_TRY(fence_kind(p, &kind));
    STATUS_TRY(add_block(p, s, (enum lesson_block_kind)kind, &b));

    const int first = p->at + 1;
    const int end = fence_end(p, p->at);
    STATUS_TRY(lesson_block_read(p, b, first, end));
    STATUS_TRY(lesson_need_check(p, b));
    p->at = end + 1;
    return STATUS_OK;
}

/* A guess or a task that no run follows would never be judged. */
static struct status check_step(struct lesson_parse *p,
                                const struct lesson_step *s)
{
    int guess = -1;

    if (!s->block_count)
        return lesson_parse_fault(p, s->line - 1, "the step is empty");
    for (int i = 0; i < s->block_count; i++) {
        if (s->blocks[i].kind == LESSON_PREDICT ||
            s->blocks[i].kind == LESSON_TASK)
            guess = i;
        if (s->blocks[i].kind == LESSON_LAB)
            guess = -1;
    }
    if (guess >= 0) {
        return lesson_parse_fault(
            p, s->blocks[guess].line - 1, "no lab stands below this %s",
            s->blocks[guess].kind == LESSON_TASK ? "task" : "guess");
    }
    return STATUS_OK;
}

static struct status read_step(struct lesson_parse *p)
{
    struct lesson *l = p->lesson;
    struct lesson_step *s = &l->steps[l->step_count];

    if (l->step_count == LESSON_MAX_STEPS) {
        return lesson_parse_fault(p, p->at, "a lesson has at most %d steps",
                                  LESSON_MAX_STEPS);
    }
    STATUS_TRY(read_heading(p, s));
    p->at++;
    while (p->at < p->line_count && !starts_with(&p->lines[p->at], "## ")) {
        STATUS_TRY(read_text(p, s));
        if (p->at < p->line_count && !starts_with(&p->lines[p->at], "## "))
            STATUS_TRY(read_block(p, s));
    }
    l->step_count++;
    return check_step(p, s);
}

/* A statement can only name a step that is there. */
static struct status check_steps_of(struct lesson_parse *p,
                                    const struct lesson_block *b)
{
    for (int k = 0; k < b->item_count; k++) {
        const struct lesson_item *item = &b->items[k];

        if (item->step && lesson_find(p->lesson, item->step) < 0)
            return lesson_parse_fault(p, item->line - 1,
                                      "there is no step {#%.40s}", item->step);
    }
    return STATUS_OK;
}

/* Answers hang on ids: none may stand there twice. */
static struct status check_names(struct lesson_parse *p)
{
    const struct lesson *l = p->lesson;
    const char *ids[LESSON_MAX_STEPS * LESSON_MAX_BLOCKS + 1] = {NULL};
    int count = 0;

    for (int s = 0; s < l->step_count; s++) {
        for (int i = 0; i < l->steps[s].block_count; i++) {
            const struct lesson_block *b = &l->steps[s].blocks[i];

            STATUS_TRY(check_steps_of(p, b));
            if (b->id && lesson_parse_one_of(b->id, ids))
                return lesson_parse_fault(
                    p, b->line - 1, "id: %.40s stands there twice", b->id);
            if (b->id)
                ids[count++] = b->id;
        }
    }
    return STATUS_OK;
}

static struct status read_steps(struct lesson_parse *p)
{
    int line_steps = 0;

    while (p->at < p->line_count && lesson_parse_is(&p->lines[p->at], ""))
        p->at++;
    if (p->at == p->line_count || !starts_with(&p->lines[p->at], "## "))
        return lesson_parse_fault(p, p->at, "the first step is missing");
    while (p->at < p->line_count) {
        STATUS_TRY(read_step(p));
        line_steps += !p->lesson->steps[p->lesson->step_count - 1].side;
        if (line_steps > LESSON_MAX_LINE_STEPS) {
            return lesson_parse_fault(
                p, p->lesson->steps[p->lesson->step_count - 1].line - 1,
                "more than %d steps on the line; make it \"## Side:\"",
                LESSON_MAX_LINE_STEPS);
        }
    }
    return check_names(p);
}

struct status lesson_parse(struct lesson *l, const char *text, size_t bytes)
{
    struct lesson_parse p = {.lesson = l};
    struct status st = STATUS_OK;

    l->steps = arena_add(&l->arena, LESSON_MAX_STEPS * sizeof(*l->steps));
    if (!l->steps)
        st = lesson_parse_no_memory(&p);
    if (!st.code)
        st = cut_lines(&p, text, bytes);
    if (!st.code)
        st = lesson_front_read(&p);
    if (!st.code)
        st = read_steps(&p);
    free(p.lines);
    return st;
}
