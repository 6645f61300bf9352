#include "exercises/taskfile.h"

#include <string.h>

#include "exercises/patch.h"

enum section { NOWHERE, LINES, QUESTION };

struct reading {
    struct taskfile *file;
    struct arena *arena;
    const char *path;
    int line;
    enum section section;
};

static struct status fault(const struct reading *r, const char *what)
{
    return status_fail(STATUS_BAD_FILE, "%.200s:%d: %s", r->path, r->line,
                       what);
}

static char *trim(char *text)
{
    size_t n;

    text += strspn(text, " \t");
    for (n = strlen(text); n && strchr(" \t\r", text[n - 1]);)
        text[--n] = '\0';
    return text;
}

/* Cuts "left | right" at the last bar; false where one side is empty. C has
 * bars of its own, a sentence has none. */
static bool cut(char *text, char **left, char **right)
{
    char *bar = strrchr(text, '|');

    if (!bar)
        return false;
    *bar = '\0';
    *left = trim(text);
    *right = trim(bar + 1);
    return **left && **right;
}

static struct status start(struct reading *r, const char *heading)
{
    struct taskfile *f = r->file;

    if (strcmp(heading, "## Lines") == 0) {
        r->section = LINES;
        return STATUS_OK;
    }
    if (strcmp(heading, "## Question") != 0)
        return fault(r, "a heading is \"## Lines\" or \"## Question\"");
    if (f->question_count == TASKFILE_MAX_QUESTIONS)
        return fault(r, "too many questions");
    r->section = QUESTION;

    struct task_question *q = &f->questions[f->question_count++];
    q->items = arena_add(r->arena, TASKFILE_MAX_ITEMS * sizeof(*q->items));
    return q->items ? STATUS_OK
                    : status_fail(STATUS_NO_MEMORY, "no memory for questions");
}

static struct status add_line(struct reading *r, char *text)
{
    struct taskfile *f = r->file;
    char *code, *why;

    if (f->line_count == TASKFILE_MAX_LINES)
        return fault(r, "too many lines are explained");
    if (!cut(text, &code, &why))
        return fault(r, "not \"- code | why\"");
    f->lines[f->line_count++] = (struct taskfile_line){code, why};
    return STATUS_OK;
}

static struct status add_item(struct reading *r, char *text)
{
    struct task_question *q = &r->file->questions[r->file->question_count - 1];
    char *answer, *why;

    if (q->item_count == TASKFILE_MAX_ITEMS)
        return fault(r, "too many answers");
    if (strncmp(text, "[x] ", 4) != 0 && strncmp(text, "[ ] ", 4) != 0)
        return fault(r, "an answer is \"- [x] ...\" or \"- [ ] ...\"");
    if (!cut(text + 4, &answer, &why))
        return fault(r, "not \"- [ ] answer | why\"");
    q->items[q->item_count++] = (struct task_item){text[1] == 'x', answer, why};
    return STATUS_OK;
}

static struct status add_key(struct reading *r, char *text)
{
    struct task_question *q = &r->file->questions[r->file->question_count - 1];

    if (strncmp(text, "id: ", 4) == 0) {
        q->id = text + 4;
    } else if (strncmp(text, "ask: ", 5) == 0) {
        q->ask = text + 5;
    } else if (strcmp(text, "type: choice") == 0) {
        q->choice = true;
    } else {
        return fault(r, "unknown key; a question has id:, ask: and perhaps "
                        "type: choice");
    }
    return STATUS_OK;
}

static struct status read_line(struct reading *r, char *text)
{
    text = trim(text);
    if (!*text)
        return STATUS_OK;
    if (strncmp(text, "## ", 3) == 0)
        return start(r, text);
    if (r->section == NOWHERE)
        return STATUS_OK; /* a title and words for the author */
    if (strncmp(text, "- ", 2) == 0) {
        return r->section == LINES ? add_line(r, text + 2)
                                   : add_item(r, text + 2);
    }
    return r->section == QUESTION
               ? add_key(r, text)
               : fault(r, "below \"## Lines\" stand \"- code | why\"");
}

static struct status check(const struct reading *r)
{
    for (int i = 0; i < r->file->question_count; i++) {
        const struct task_question *q = &r->file->questions[i];
        int right = 0;

        for (int k = 0; k < q->item_count; k++)
            right += q->items[k].right;
        if (!q->id || !q->ask || right != 1)
            return fault(r, "a question lacks id:, ask: or its one [x]");
    }
    return STATUS_OK;
}

struct status taskfile_read(struct taskfile *f, struct arena *a,
                            const char *path, const char *text)
{
    struct reading r = {.file = f, .arena = a, .path = path};
    char *copy = arena_text(a, text);
    char **lines = arena_add(a, PATCH_MAX_LINES * sizeof(*lines));

    *f = (struct taskfile){0};
    f->lines = arena_add(a, TASKFILE_MAX_LINES * sizeof(*f->lines));
    f->questions = arena_add(a, TASKFILE_MAX_QUESTIONS * sizeof(*f->questions));
    if (!copy || !lines || !f->lines || !f->questions)
        return status_fail(STATUS_NO_MEMORY, "no memory for %.200s", path);

    const int count = patch_cut(copy, lines, PATCH_MAX_LINES);
    if (count < 0)
        return fault(&r, "too many lines");
    for (int i = 0; i < count; i++) {
        r.line = i + 1;
        STATUS_TRY(read_line(&r, lines[i]));
    }
    return check(&r);
}

/* A remark beside the code is no part of it. */
static size_t code_bytes(const char *code)
{
    const char *remark = strstr(code, "/*");
    size_t n = remark ? (size_t)(remark - code) : strlen(code);

    while (n && code[n - 1] == ' ')
        n--;
    return n;
}

const char *taskfile_why(const struct taskfile *f, const char *code)
{
    code += strspn(code, " \t");

    const size_t n = code_bytes(code);
    for (int i = 0; i < f->line_count; i++) {
        if (code_bytes(f->lines[i].code) == n &&
            memcmp(f->lines[i].code, code, n) == 0)
            return f->lines[i].why;
    }
    return NULL;
}
