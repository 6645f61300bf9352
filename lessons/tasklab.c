#include "lessons/tasklab.h"

#include <stdio.h>
#include <string.h>

/* The next word of a list; NULL behind the last. Knobs stand between commas or
 * blanks, settings between blanks: a value may hold commas. */
static const char *next_word(const char **list, const char *between,
                             size_t *bytes)
{
    const char *word = *list + strspn(*list, between);

    *bytes = strcspn(word, between);
    *list = word + *bytes;
    return *bytes ? word : NULL;
}

bool tasklab_may_turn(const struct lesson_block *task, const char *knob)
{
    const char *list = task->turn;
    const char *word;
    size_t bytes;

    while ((word = next_word(&list, ", ", &bytes))) {
        if (strlen(knob) == bytes && strncmp(word, knob, bytes) == 0)
            return true;
    }
    return false;
}

/* The knob of "lr=0.1" or "at=50:lr=0.1". */
static void knob_of(const char *setting, char out[TASKLAB_BYTES])
{
    const char *colon = strchr(setting, ':');

    if (strncmp(setting, "at=", 3) == 0 && colon)
        setting = colon + 1;
    snprintf(out, TASKLAB_BYTES, "%.*s", (int)strcspn(setting, "="), setting);
}

static struct status set_one(struct labplan *p, const struct lesson_block *task,
                             const char *setting)
{
    char knob[TASKLAB_BYTES];

    knob_of(setting, knob);
    if (!tasklab_may_turn(task, knob)) {
        return status_fail(STATUS_BAD_USAGE,
                           "%.40s may not be turned here, only %.80s", knob,
                           task->turn);
    }
    return labplan_set(p, setting);
}

static struct status set_all(struct labplan *p, const struct lesson_block *task,
                             const char *settings)
{
    const char *word;
    size_t bytes;

    while ((word = next_word(&settings, " ", &bytes))) {
        char one[TASKLAB_BYTES];

        snprintf(one, sizeof one, "%.*s", (int)bytes, word);
        STATUS_TRY(set_one(p, task, one));
    }
    return STATUS_OK;
}

struct status tasklab_plan(struct labplan *p, const struct lesson_block *task,
                           const struct lesson_block *lab, const char *settings,
                           uint64_t seed)
{
    STATUS_TRY(labplan_parse(p, lab->text));
    if (seed) {
        p->seed = seed;
        p->seed_given = true;
    }
    const struct status st = set_all(p, task, settings);
    if (st.code)
        labplan_release(p);
    return st;
}

struct status tasklab_setting(const struct lesson_block *task,
                              const struct lesson_block *lab, const char *value,
                              char out[TASKLAB_BYTES])
{
    const char *list = task->turn;
    struct labplan p;
    size_t bytes;
    const char *knob = next_word(&list, ", ", &bytes);

    /* "d=6" says the same as "6". */
    if (strncmp(value, knob, bytes) == 0 && value[bytes] == '=')
        value += bytes + 1;
    if (!*value || strpbrk(value, " ,") || strlen(value) > 100)
        return status_fail(STATUS_BAD_USAGE, "type one value for %.*s",
                           (int)bytes, knob);
    snprintf(out, TASKLAB_BYTES, "%.*s=%s", (int)bytes, knob, value);
    STATUS_TRY(tasklab_plan(&p, task, lab, out, 0));
    labplan_release(&p);
    return STATUS_OK;
}

bool tasklab_ends(const struct lesson_block *lab)
{
    struct labplan p;

    if (labplan_parse(&p, lab->text).code)
        return false;
    const bool ends = p.lab->step != NULL;
    labplan_release(&p);
    return ends;
}

struct turned {
    const struct lesson_block *task;
    char *settings, *other;
    size_t used;
};

static void note(struct turned *t, const char *knob, const char *value,
                 int64_t step)
{
    char at[40] = "";

    if (!tasklab_may_turn(t->task, knob)) {
        snprintf(t->other, TASKLAB_BYTES, "%s", knob);
        return;
    }
    if (step > 0)
        snprintf(at, sizeof at, "at=%lld:", (long long)step);
    const int n = snprintf(t->settings + t->used, TASKLAB_BYTES - t->used,
                           "%s%s%s=%s", t->used ? " " : "", at, knob, value);
    t->used += (size_t)n;
    if (t->used >= TASKLAB_BYTES) /* so many turns: the first ones are told */
        t->used = TASKLAB_BYTES - 1;
}

struct status tasklab_turned(const struct lesson_block *task,
                             const struct lesson_block *lab, const json_t *run,
                             char settings[TASKLAB_BYTES],
                             char other[TASKLAB_BYTES])
{
    struct turned t = {.task = task, .settings = settings, .other = other};
    const char *ran = json_string_value(json_object_get(run, "run"));
    struct labplan was, set;

    settings[0] = other[0] = '\0';
    STATUS_TRY(labplan_parse(&set, lab->text));
    const struct status st = labplan_parse(&was, ran ? ran : "");
    if (st.code) {
        labplan_release(&set);
        return st;
    }
    if (was.lab != set.lab)
        snprintf(other, TASKLAB_BYTES, "%s", was.lab->name);
    for (int i = 0; was.lab == set.lab && i < labplan_count(was.lab); i++) {
        if (strcmp(was.text[i], set.text[i]) != 0)
            note(&t, was.lab->knobs[i].name, was.text[i], 0);
    }
    for (int i = 0; was.lab == set.lab && i < was.change_count; i++) {
        const struct labplan_change *c = &was.changes[i];

        note(&t, was.lab->knobs[c->knob].name, c->text, c->step);
    }
    labplan_release(&was);
    labplan_release(&set);
    return STATUS_OK;
}
