#include "tui/mutantcode.h"

#include <ctype.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exercise.h"
#include "exercises/task.h"

enum { MOST_MUTANTS = 16, PATH_BYTES = 4096 };

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the code of a lesson");
}

/* "attention one-ahead mask-late", cut into words of the lesson's arena. */
static struct status cut_names(struct lesson *l, const char *from,
                               const char *names[MOST_MUTANTS + 1], int *count)
{
    char *text = arena_text(&l->arena, from);

    *count = 0;
    if (!text)
        return no_memory();
    while (*(text += strspn(text, " "))) {
        const size_t bytes = strcspn(text, " ");

        if (*count > MOST_MUTANTS)
            return status_fail(STATUS_BAD_FILE, "from: more than %d mutants",
                               MOST_MUTANTS);
        names[(*count)++] = text;
        text += bytes;
        if (*text)
            *text++ = '\0';
    }
    return STATUS_OK;
}

/* A function begins with a letter in the first column and ends with a brace
 * there. */
static bool begins(const char *line)
{
    return isalpha((unsigned char)line[0]) || line[0] == '_';
}

/* The lines `*first` to `*end` (not included): the functions with the fault. */
static void find_functions(const struct task_fault *f, int *first, int *end)
{
    int last = 0;

    *first = f->line_count;
    for (int i = 0; i < f->line_count; i++) {
        if (f->lines[i].wrong) {
            *first = *first < i ? *first : i;
            last = i;
        }
    }
    while (*first > 0 && !begins(f->lines[*first].text))
        --*first;
    while (last < f->line_count && f->lines[last].text[0] != '}')
        last++;
    *end = last < f->line_count ? last + 1 : f->line_count;
}

static struct status take_fault(struct lesson *l, struct lesson_block *b,
                                const struct task_fault *f)
{
    struct lesson_code *code = &b->codes[b->code_count];
    int first, end;

    find_functions(f, &first, &end);
    *code = (struct lesson_code){.name = arena_text(&l->arena, f->mutant)};
    code->items =
        arena_add(&l->arena, (size_t)(end - first) * sizeof(*code->items));
    if (!code->name || !code->items)
        return no_memory();
    for (int i = first; i < end; i++) {
        const struct task_line *from = &f->lines[i];
        struct lesson_item *item = &code->items[code->item_count++];

        *item = (struct lesson_item){.line = b->line, .right = from->wrong};
        item->answer = arena_text(&l->arena, from->text);
        item->remark = from->why ? arena_text(&l->arena, from->why) : NULL;
        if (!item->answer || (from->why && !item->remark))
            return no_memory();
    }
    b->code_count++;
    return STATUS_OK;
}

struct status mutantcode_bring(struct lesson *l, struct lesson_block *b)
{
    const char *names[MOST_MUTANTS + 1];
    struct task task;
    struct buf folder;
    int count;

    STATUS_TRY(cut_names(l, b->from, names, &count));
    buf_init(&folder, PATH_BYTES);
    struct status st = exercise_folder(&folder, names[0]);
    if (!st.code)
        st = task_open_named(&task, buf_string(&folder), names + 1, count - 1);
    buf_release(&folder);
    STATUS_TRY(st);
    b->code_count = 0;
    b->codes =
        arena_add(&l->arena, (size_t)task.fault_count * sizeof(*b->codes));
    if (!b->codes)
        st = no_memory();
    for (int i = 0; i < task.fault_count && !st.code; i++)
        st = take_fault(l, b, &task.faults[i]);
    task_release(&task);
    return st;
}
