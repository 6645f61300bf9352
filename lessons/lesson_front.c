#include "lessons/lesson_front.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Where each key of the front matter goes. */
static const struct {
    const char *name;
    bool required;
    size_t at;
} front[] = {
    {"id", true, offsetof(struct lesson, id)},
    {"title", true, offsetof(struct lesson, title)},
    {"floor", true, offsetof(struct lesson, floor)},
    {"tier", true, offsetof(struct lesson, tier)},
    {"minutes", true, offsetof(struct lesson, minutes)},
    {"why", true, offsetof(struct lesson, why)},
    {"connects", true, offsetof(struct lesson, connects)},
};
enum { FRONT_COUNT = sizeof(front) / sizeof(front[0]) };

static const char **text_at(struct lesson *l, int i)
{
    return (const char **)(void *)((char *)l + front[i].at);
}

static struct status front_stage(struct lesson_parse *p, const char *value)
{
    char *end;
    const long stage = strtol(value, &end, 10);

    if (end == value || *end || stage < 1 || stage > 99)
        return lesson_parse_fault(p, p->at, "stage: %.40s is no stage", value);
    p->lesson->stage = (int)stage;
    return STATUS_OK;
}

static struct status front_value(struct lesson_parse *p, const char *key,
                                 const char *value)
{
    struct lesson *l = p->lesson;

    for (int i = 0; i < FRONT_COUNT; i++) {
        if (strcmp(front[i].name, key) != 0)
            continue;
        if (*text_at(l, i))
            return lesson_parse_fault(p, p->at, "%s: stands there twice", key);
        if (!value[0])
            return lesson_parse_fault(p, p->at, "%s: has no value", key);
        *text_at(l, i) = value;
        return STATUS_OK;
    }
    if (strcmp(key, "stage") == 0)
        return front_stage(p, value);
    if (strcmp(key, "needs") == 0)
        return lesson_parse_list(p, value, &l->needs, &l->need_count);
    if (strcmp(key, "terms") == 0)
        return lesson_parse_list(p, value, &l->terms, &l->term_count);
    return lesson_parse_fault(p, p->at, "unknown key \"%s\" in front", key);
}

static struct status front_check(struct lesson_parse *p)
{
    static const char *const floors[] = {"theory", "framework", "model",
                                         "application", NULL};
    static const char *const tiers[] = {"basic", "intermediate", "advanced",
                                        NULL};

    for (int i = 0; i < FRONT_COUNT; i++) {
        if (front[i].required && !*text_at(p->lesson, i)) {
            return lesson_parse_fault(p, p->at, "%s: is missing in front",
                                      front[i].name);
        }
    }
    if (!p->lesson->stage)
        return lesson_parse_fault(p, p->at, "stage: is missing in front");
    if (!lesson_parse_one_of(p->lesson->floor, floors)) {
        return lesson_parse_fault(p, p->at,
                                  "floor: is not theory, framework, model or "
                                  "application");
    }
    if (!lesson_parse_one_of(p->lesson->tier, tiers)) {
        return lesson_parse_fault(p, p->at,
                                  "tier: is not basic, intermediate or "
                                  "advanced");
    }
    return STATUS_OK;
}

struct status lesson_front_read(struct lesson_parse *p)
{
    if (!p->line_count || !lesson_parse_is(&p->lines[0], "---"))
        return lesson_parse_fault(p, 0, "a lesson starts with a line \"---\"");
    for (p->at = 1; p->at < p->line_count; p->at++) {
        const struct lesson_parse_line *line = &p->lines[p->at];
        char key[32];
        size_t from;

        if (lesson_parse_is(line, "---")) {
            STATUS_TRY(front_check(p));
            p->at++;
            return STATUS_OK;
        }
        if (lesson_parse_is(line, ""))
            continue;
        if (!lesson_parse_key(line, key, &from))
            return lesson_parse_fault(p, p->at, "not a line \"key: value\"");

        const char *value =
            lesson_parse_copy(p, line->text + from, line->bytes - from);
        if (!value)
            return lesson_parse_no_memory(p);
        STATUS_TRY(front_value(p, key, value));
    }
    return lesson_parse_fault(p, p->at, "the front is not ended by \"---\"");
}
