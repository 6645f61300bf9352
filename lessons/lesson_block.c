#include "lessons/lesson_block.h"

#include <stddef.h>
#include <string.h>

enum { MAX_PARTS = 4, MAX_CLAIMS = 16 };

#define BIT(kind) (1U << (kind))
#define ASKS      (BIT(LESSON_PREDICT) | BIT(LESSON_QUESTION) | BIT(LESSON_TASK))

static const char *const names[] = {
    [LESSON_TEXT] = NULL,         [LESSON_LAB] = "lab",
    [LESSON_PREDICT] = "predict", [LESSON_QUESTION] = "question",
    [LESSON_TASK] = "task",       [LESSON_EXERCISE] = "exercise",
    [LESSON_SHELF] = "read",      [LESSON_NOTES] = "notes"};

static const char *const types[] = {
    [LESSON_CHOICE] = "choice",  [LESSON_NUMBER] = "number",
    [LESSON_ORDER] = "order",    [LESSON_TRUE_FALSE] = "true-false",
    [LESSON_OWN_WORDS] = "text", [LESSON_FAULT] = "fault",
    [LESSON_SET] = "set",        [LESSON_REACH] = "reach"};

/* The keys whose value is kept as it stands. */
static const struct {
    const char *name;
    unsigned kinds;
    size_t at;
} keys[] = {
    {"id", ASKS, offsetof(struct lesson_block, id)},
    {"ask", ASKS, offsetof(struct lesson_block, ask)},
    {"from", BIT(LESSON_QUESTION), offsetof(struct lesson_block, from)},
    {"turn", BIT(LESSON_TASK), offsetof(struct lesson_block, turn)},
    {"proof", BIT(LESSON_TASK), offsetof(struct lesson_block, proof)},
    {"truth", BIT(LESSON_PREDICT), offsetof(struct lesson_block, truth)},
    {"remark", BIT(LESSON_PREDICT), offsetof(struct lesson_block, remark)},
    {"goal", BIT(LESSON_LAB), offsetof(struct lesson_block, goal)},
    {"then", BIT(LESSON_EXERCISE), offsetof(struct lesson_block, then)},
};

int lesson_block_kind_of(const char *name)
{
    for (int i = LESSON_LAB; i <= LESSON_NOTES; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    return -1;
}

/* How many parts an item must have: from low to high. */
static void parts_wanted(const struct lesson_block *b, int *low, int *high)
{
    *low = *high = 2;
    if (b->kind == LESSON_PREDICT) {
        *low = *high = 3;
    } else if (b->kind == LESSON_SHELF) {
        *low = *high = 4;
    } else if (b->type == LESSON_TRUE_FALSE) {
        *high = 3;
    } else if (b->type == LESSON_FAULT) {
        *low = 1; /* a line that is not to choose needs no reason */
    }
}

/* Cuts "a | b | c"; "\|" is a bar that does not cut. -1 where too many. */
static int cut_parts(char *text, char *part[MAX_PARTS])
{
    char *out = text;
    int n = 1;

    part[0] = text;
    for (; *text; text++) {
        if (text[0] == '\\' && text[1] == '|') {
            *out++ = *++text;
        } else if (*text != '|') {
            *out++ = *text;
        } else if (n == MAX_PARTS) {
            return -1;
        } else {
            *out++ = '\0';
            part[n++] = out;
        }
    }
    *out = '\0';
    return n;
}

static void place_parts(struct lesson_block *b, struct lesson_item *item,
                        const char *const part[MAX_PARTS])
{
    item->answer = part[0];
    if (b->kind == LESSON_TASK) {
        item->condition = part[0];
        item->remark = part[1];
    } else if (b->kind == LESSON_PREDICT) {
        item->condition = part[1];
        item->remark = part[2];
    } else if (b->kind == LESSON_SHELF) {
        item->remark = part[1];
        item->check = part[2];
        item->reply = part[3];
    } else {
        item->remark = part[1];
        item->step = part[2];
    }
}

/* The mark of an answer: "[x] " or "[ ] ". `*whole` moves behind it. */
static struct status read_mark(struct lesson_parse *p, struct lesson_block *b,
                               int at, const char **whole)
{
    if (b->type == LESSON_FAULT && strcmp(*whole, "[ ]") == 0) {
        *whole += 3; /* an empty line of code */
        return STATUS_OK;
    }
    if (strncmp(*whole, "[x] ", 4) != 0 && strncmp(*whole, "[ ] ", 4) != 0) {
        return lesson_parse_fault(p, at,
                                  "an answer is \"- [x] answer | reason\" or "
                                  "\"- [ ] answer | reason\"");
    }
    b->items[b->item_count].right = (*whole)[1] == 'x';
    *whole += 4;
    return STATUS_OK;
}

/* The parts without blanks around them; code keeps its indentation. */
static struct status trim_parts(struct lesson_parse *p,
                                const struct lesson_block *b, int at,
                                char *const part[MAX_PARTS], int count,
                                const char *trimmed[MAX_PARTS])
{
    for (int i = 0; i < count; i++) {
        const bool code = b->type == LESSON_FAULT && i == 0;
        const size_t indent = code ? strspn(part[i], " ") : 0;

        trimmed[i] = lesson_parse_copy(p, part[i], strlen(part[i]));
        if (!trimmed[i])
            return lesson_parse_no_memory(p);
        if (!trimmed[i][0] && !(code && count == 1))
            return lesson_parse_fault(p, at, "an empty part between bars");
        if (code) {
            part[i][indent + strlen(trimmed[i])] = '\0';
            trimmed[i] = part[i];
        }
    }
    return STATUS_OK;
}

/* "- [x] answer | reason"; the mark is for questions and tasks. */
static struct status read_item(struct lesson_parse *p, struct lesson_block *b,
                               int at)
{
    struct lesson_item *item = &b->items[b->item_count];
    const struct lesson_parse_line *line = &p->lines[at];
    const char *whole = lesson_parse_copy(p, line->text + 2, line->bytes - 2);
    const char *trimmed[MAX_PARTS] = {0};
    char *part[MAX_PARTS];
    int low, high;

    if (!whole)
        return lesson_parse_no_memory(p);
    if (b->item_count == LESSON_MAX_ITEMS) {
        return lesson_parse_fault(p, at, "more than %d items",
                                  LESSON_MAX_ITEMS);
    }
    item->line = at + 1;
    if (b->kind == LESSON_QUESTION || b->kind == LESSON_TASK)
        STATUS_TRY(read_mark(p, b, at, &whole));

    char *copy = arena_text(&p->lesson->arena, whole);
    if (!copy)
        return lesson_parse_no_memory(p);
    const int n = cut_parts(copy, part);
    parts_wanted(b, &low, &high);
    if (n < low || n > high) {
        return lesson_parse_fault(p, at, "%d parts between bars are wanted",
                                  low);
    }
    STATUS_TRY(trim_parts(p, b, at, part, n, trimmed));
    place_parts(b, item, trimmed);
    b->item_count++;
    return STATUS_OK;
}

static struct status read_type(struct lesson_parse *p, struct lesson_block *b,
                               int at, const char *value)
{
    const bool task = b->kind == LESSON_TASK;

    for (int i = task ? LESSON_SET : LESSON_CHOICE;
         i <= (int)(task ? LESSON_REACH : LESSON_FAULT); i++) {
        if (strcmp(types[i], value) == 0) {
            b->type = (enum lesson_type)i;
            return STATUS_OK;
        }
    }
    return lesson_parse_fault(p, at,
                              task ? "type: is not set or reach"
                                   : "type: is not choice, number, order, "
                                     "true-false, text or fault");
}

static struct status add_claim(struct lesson_parse *p, struct lesson_block *b,
                               int at, const char *value)
{
    if (!b->claims) {
        b->claims =
            arena_add(&p->lesson->arena, MAX_CLAIMS * sizeof(*b->claims));
    }
    if (!b->claims)
        return lesson_parse_no_memory(p);
    if (b->claim_count == MAX_CLAIMS)
        return lesson_parse_fault(p, at, "more than %d claims", MAX_CLAIMS);
    b->claims[b->claim_count++] = (struct lesson_condition){at + 1, value};
    return STATUS_OK;
}

/* The keys whose value is more than a text. */
static struct status read_word(struct lesson_parse *p, struct lesson_block *b,
                               int at, const char *key, const char *value)
{
    if (strcmp(key, "again") == 0 && (BIT(b->kind) & ASKS)) {
        b->again = strcmp(value, "yes") == 0;
        if (!b->again)
            return lesson_parse_fault(p, at, "again: can only be yes");
        return STATUS_OK;
    }
    if (strcmp(key, "type") == 0 && b->kind != LESSON_PREDICT &&
        (BIT(b->kind) & ASKS))
        return read_type(p, b, at, value);
    if (strcmp(key, "guess") == 0 && b->kind == LESSON_PREDICT) {
        b->type = LESSON_NUMBER;
        if (strcmp(value, "number") != 0)
            return lesson_parse_fault(p, at, "guess: can only be number");
        return STATUS_OK;
    }
    if (strcmp(key, "claim") == 0 && b->kind == LESSON_LAB)
        return add_claim(p, b, at, value);
    return lesson_parse_fault(p, at, "unknown key \"%s\" in a block \"%s\"",
                              key, names[b->kind]);
}

static struct status read_key(struct lesson_parse *p, struct lesson_block *b,
                              int at)
{
    const struct lesson_parse_line *line = &p->lines[at];
    char key[32];
    size_t from;

    if (!lesson_parse_key(line, key, &from)) {
        return lesson_parse_fault(p, at,
                                  "not a line \"key: value\" or \"- item\"");
    }

    const char *value =
        lesson_parse_copy(p, line->text + from, line->bytes - from);
    if (!value)
        return lesson_parse_no_memory(p);
    if (!value[0])
        return lesson_parse_fault(p, at, "%s: has no value", key);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (strcmp(keys[i].name, key) != 0 || !(keys[i].kinds & BIT(b->kind)))
            continue;

        const char **place = (const char **)(void *)((char *)b + keys[i].at);
        if (*place)
            return lesson_parse_fault(p, at, "%s: stands there twice", key);
        *place = value;
        return STATUS_OK;
    }
    return read_word(p, b, at, key, value);
}

struct status lesson_block_read(struct lesson_parse *p, struct lesson_block *b,
                                int first, int end)
{
    const unsigned items = ASKS | BIT(LESSON_SHELF);

    if (b->kind == LESSON_NOTES) {
        b->text = lesson_parse_lines(p, first, end);
        return b->text ? STATUS_OK : lesson_parse_no_memory(p);
    }
    b->items =
        arena_add(&p->lesson->arena, LESSON_MAX_ITEMS * sizeof(*b->items));
    if (!b->items)
        return lesson_parse_no_memory(p);
    if ((b->kind == LESSON_LAB || b->kind == LESSON_EXERCISE) && first < end) {
        b->text =
            lesson_parse_copy(p, p->lines[first].text, p->lines[first].bytes);
        if (!b->text)
            return lesson_parse_no_memory(p);
        first++;
    }
    for (int at = first; at < end; at++) {
        const struct lesson_parse_line *line = &p->lines[at];

        if (lesson_parse_is(line, ""))
            continue;
        if (line->bytes > 2 && memcmp(line->text, "- ", 2) == 0 &&
            (BIT(b->kind) & items)) {
            STATUS_TRY(read_item(p, b, at));
        } else {
            STATUS_TRY(read_key(p, b, at));
        }
    }
    return STATUS_OK;
}
