#include "lessons/labs/labplan.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labspell.h"
#include "lessons/labs/labvalue.h"

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the plan of a run");
}

int labplan_count(const struct lab *lab)
{
    int n = 0;

    while (lab->knobs && lab->knobs[n].name)
        n++;
    return n;
}

void labplan_still(struct labplan *p)
{
    for (int i = 0; i < p->change_count; i++)
        free(p->changes[i].text);
    free(p->changes);
    p->changes = NULL;
    p->change_count = 0;
}

void labplan_release(struct labplan *p)
{
    for (int i = 0; i < LABPLAN_MAX_KNOBS; i++)
        free(p->text[i]);
    free(p->with);
    labplan_still(p);
    *p = (struct labplan){0};
}

/* Every knob at its fallback. */
static struct status plan_init(struct labplan *p, const struct lab *lab)
{
    const int n = labplan_count(lab);

    *p = (struct labplan){.lab = lab, .seed = 1};
    assert(n <= LABPLAN_MAX_KNOBS);
    for (int i = 0; i < n; i++) {
        p->text[i] = strdup(lab->knobs[i].fallback);
        if (!p->text[i])
            return no_memory();
    }
    return STATUS_OK;
}

static struct status no_such_knob(const struct lab *lab, const char *name)
{
    struct buf all;

    buf_init(&all, 400);
    for (int i = 0; i < labplan_count(lab); i++)
        buf_printf(&all, "%s%s", i ? ", " : "", lab->knobs[i].name);
    const struct status st =
        status_fail(STATUS_BAD_USAGE, "%s has no knob \"%.40s\"; it has %s",
                    lab->name, name, all.bytes ? buf_string(&all) : "none");
    buf_release(&all);
    return st;
}

/* Cuts "key=value"; `key` has room for 64 bytes. NULL where there is no '='. */
static const char *cut_key(const char *setting, char key[64])
{
    const size_t bytes = strcspn(setting, "=");

    if (!setting[bytes] || !bytes || bytes > 63)
        return NULL;
    memcpy(key, setting, bytes);
    key[bytes] = '\0';
    return setting + bytes + 1;
}

static struct status find_knob(const struct lab *lab, const char *setting,
                               int *knob, const char **value)
{
    char key[64];

    *value = cut_key(setting, key);
    if (!*value) {
        return status_fail(STATUS_BAD_USAGE, "%s: \"%.60s\" is not knob=value",
                           lab->name, setting);
    }
    *knob = lab_knob(lab, key);
    if (*knob < 0)
        return no_such_knob(lab, key);
    return labvalue_read(lab, *knob, *value, NULL);
}

struct status labplan_add(struct labplan *p, int at, int64_t step, int knob,
                          const char *value)
{
    char *copy = NULL;
    struct labplan_change *grown = NULL;

    if (p->change_count == LABPLAN_MAX_CHANGES) {
        return status_fail(STATUS_TOO_BIG,
                           "a run can record %d turns of its knobs",
                           LABPLAN_MAX_CHANGES);
    }
    copy = strdup(value);
    grown = realloc(p->changes, ((size_t)p->change_count + 1) * sizeof(*grown));
    if (grown)
        p->changes = grown;
    if (!copy || !grown) {
        free(copy);
        return no_memory();
    }
    memmove(grown + at + 1, grown + at,
            (size_t)(p->change_count - at) * sizeof(*grown));
    grown[at] = (struct labplan_change){step, knob, copy};
    p->change_count++;
    return STATUS_OK;
}

/* "120:lr=3e-4" */
static struct status set_change(struct labplan *p, const char *text)
{
    char *end;
    const char *value;
    int at = p->change_count;
    int knob;

    errno = 0;
    const long long step = strtoll(text, &end, 10);
    if (end == text || *end != ':' || errno || step < 0) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s: at=%.60s is not at=STEP:knob=value",
                           p->lab->name, text);
    }
    STATUS_TRY(find_knob(p->lab, end + 1, &knob, &value));
    if (!p->lab->knobs[knob].live) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s: %s cannot be turned while it runs",
                           p->lab->name, p->lab->knobs[knob].name);
    }
    while (at > 0 && p->changes[at - 1].step > step)
        at--;
    return labplan_add(p, at, step, knob, value);
}

static struct status set_seed(struct labplan *p, const char *text)
{
    char *end;

    errno = 0;
    const long long seed = strtoll(text, &end, 10);
    if (end == text || *end || errno || seed < 0) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s: seed=%.60s is not a whole number from 0 up",
                           p->lab->name, text);
    }
    p->seed = (uint64_t)seed;
    p->seed_given = true;
    return STATUS_OK;
}

static struct status set_with(struct labplan *p, const char *text)
{
    char *copy = strcmp(text, "ours") == 0 ? NULL : strdup(text);

    if (!copy && strcmp(text, "ours") != 0)
        return no_memory();
    free(p->with);
    p->with = copy;
    return STATUS_OK;
}

struct status labplan_set(struct labplan *p, const char *setting)
{
    const char *value;
    char *copy;
    int knob;

    if (strncmp(setting, "at=", 3) == 0)
        return set_change(p, setting + 3);
    if (strncmp(setting, "seed=", 5) == 0)
        return set_seed(p, setting + 5);
    if (strncmp(setting, "with=", 5) == 0)
        return set_with(p, setting + 5);
    STATUS_TRY(find_knob(p->lab, setting, &knob, &value));
    copy = strdup(value);
    if (!copy)
        return no_memory();
    free(p->text[knob]);
    p->text[knob] = copy;
    p->given[knob] = true;
    return STATUS_OK;
}

struct status labplan_of(struct labplan *p, const struct lab *lab,
                         const char *const *knobs)
{
    struct status st = plan_init(p, lab);

    for (int i = 0; !st.code && knobs && knobs[i]; i++)
        st = labplan_set(p, knobs[i]);
    if (st.code)
        labplan_release(p);
    return st;
}

static struct status no_such_lab(const char *name)
{
    const struct lab *near = NULL;
    int best = 4; /* farther apart, a name is no misspelling */

    for (int i = 0; i < lab_count(); i++) {
        const int far = labspell_distance(name, lab_at(i)->name);

        if (far < best) {
            best = far;
            near = lab_at(i);
        }
    }
    if (near) {
        return status_fail(STATUS_NOT_FOUND,
                           "no lab is called \"%.60s\"; did you mean %s", name,
                           near->name);
    }
    return status_fail(STATUS_NOT_FOUND, "no lab is called \"%.60s\"", name);
}

static struct status parse_parts(struct labplan *p, const char *at, int parts)
{
    const struct lab *lab = lab_find(at);

    if (!lab)
        return no_such_lab(at);
    STATUS_TRY(plan_init(p, lab));
    while (--parts) {
        at += strlen(at) + 1;
        STATUS_TRY(labplan_set(p, at));
    }
    return STATUS_OK;
}

struct status labplan_parse(struct labplan *p, const char *run)
{
    struct buf cut;
    int parts;

    *p = (struct labplan){0};
    buf_init(&cut, LABPLAN_MAX_BYTES);
    struct status st = labspell_cut(run, &cut, &parts);
    if (!st.code)
        st = parse_parts(p, buf_string(&cut), parts);
    buf_release(&cut);
    if (st.code)
        labplan_release(p);
    return st;
}

char *labplan_string(const struct labplan *p)
{
    struct buf out;

    buf_init(&out, (size_t)LABPLAN_MAX_BYTES * 16);
    buf_printf(&out, "%s?", p->lab->name);
    for (int i = 0; i < labplan_count(p->lab); i++) {
        if (!p->given[i])
            continue;
        buf_printf(&out, "%s=", p->lab->knobs[i].name);
        labspell_add(&out, p->text[i]);
        buf_char(&out, '&');
    }
    buf_printf(&out, "seed=%llu", (unsigned long long)p->seed);
    if (p->with) {
        buf_text(&out, "&with=");
        labspell_add(&out, p->with);
    }
    for (int i = 0; i < p->change_count; i++) {
        buf_printf(&out, "&at=%lld:%s=", (long long)p->changes[i].step,
                   p->lab->knobs[p->changes[i].knob].name);
        labspell_add(&out, p->changes[i].text);
    }
    if (buf_status(&out).code)
        buf_release(&out);
    return buf_take(&out);
}

static json_t *knob_json(const struct labplan *p, int i)
{
    struct lab_value value;

    if (labvalue_read(p->lab, i, p->text[i], &value).code)
        return json_null();
    switch (p->lab->knobs[i].kind) {
    case LAB_WHOLE:
        return json_integer((json_int_t)value.number);
    case LAB_REAL:
        return json_real(value.number);
    case LAB_SWITCH:
        return json_boolean(value.number > 0.5);
    case LAB_CHOICE:
    case LAB_TEXT:
    default:
        return json_string(p->text[i]);
    }
}

json_t *labplan_knobs(const struct labplan *p)
{
    json_t *knobs = json_object();

    for (int i = 0; knobs && i < labplan_count(p->lab); i++) {
        if (json_object_set_new(knobs, p->lab->knobs[i].name,
                                knob_json(p, i))) {
            json_decref(knobs);
            return NULL;
        }
    }
    return knobs;
}
