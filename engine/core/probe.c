#include "engine/core/probe.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { WATCHES = 64, VALUES = 4096 };

struct watch {
    char *glob;
    enum probe_phase phase;
    probe_edit_fn *edit; /* NULL: only looks */
    void *user;
};

struct probe {
    struct watch watch[WATCHES];
    int watches;
    struct probe_value *value;
    int values, room;
    struct status status;
};

struct probe *probe_new(void)
{
    return calloc(1, sizeof(struct probe));
}

static void release_value(struct probe_value *v)
{
    free(v->name);
    free(v->data);
}

void probe_clear(struct probe *p)
{
    for (int i = 0; i < p->values; i++)
        release_value(&p->value[i]);
    p->values = 0;
}

void probe_free(struct probe *p)
{
    if (!p)
        return;
    probe_clear(p);
    for (int i = 0; i < p->watches; i++)
        free(p->watch[i].glob);
    free(p->value);
    free(p);
}

static struct status add(struct probe *p, struct watch w, const char *glob)
{
    if (p->watches == WATCHES)
        return status_fail(STATUS_TOO_BIG, "probe: more than %d watches",
                           WATCHES);
    w.glob = strdup(glob);
    if (!w.glob)
        return status_fail(STATUS_NO_MEMORY, "probe: no memory for %s", glob);
    p->watch[p->watches++] = w;
    return STATUS_OK;
}

struct status probe_watch(struct probe *p, const char *glob,
                          enum probe_phase phase)
{
    return add(p, (struct watch){.phase = phase}, glob);
}

struct status probe_edit(struct probe *p, const char *glob,
                         enum probe_phase phase, probe_edit_fn *edit,
                         void *user)
{
    return add(p, (struct watch){.phase = phase, .edit = edit, .user = user},
               glob);
}

static bool matches(const struct watch *w, const char *name,
                    enum probe_phase phase)
{
    return w->phase == phase && fnmatch(w->glob, name, 0) == 0;
}

bool probe_wants(const struct probe *p, const char *name,
                 enum probe_phase phase)
{
    for (int i = 0; p && i < p->watches; i++)
        if (matches(&p->watch[i], name, phase))
            return true;
    return false;
}

bool probe_edits(const struct probe *p, const char *name,
                 enum probe_phase phase)
{
    for (int i = 0; p && i < p->watches; i++)
        if (p->watch[i].edit && matches(&p->watch[i], name, phase))
            return true;
    return false;
}

/* The place of a value: the old one of that name, or a new one. */
static struct probe_value *place(struct probe *p, const char *name,
                                 enum probe_phase phase)
{
    for (int i = 0; i < p->values; i++)
        if (p->value[i].phase == phase && strcmp(p->value[i].name, name) == 0)
            return &p->value[i];
    if (p->values == VALUES)
        return NULL;
    if (p->values == p->room) {
        const int room = p->room ? 2 * p->room : 16;
        struct probe_value *value =
            realloc(p->value, (size_t)room * sizeof *value);

        if (!value)
            return NULL;
        p->value = value;
        p->room = room;
    }
    char *copy = strdup(name);
    if (!copy)
        return NULL;
    p->value[p->values] = (struct probe_value){.name = copy, .phase = phase};
    return &p->value[p->values++];
}

static void capture(struct probe *p, const char *name, enum probe_phase phase,
                    const struct tensor *t)
{
    struct probe_value *v = place(p, name, phase);
    const int64_t count = tensor_count(t);

    if (v && (!v->data || v->count != count)) {
        free(v->data);
        v->data = malloc((size_t)(count ? count : 1) * sizeof *v->data);
    }
    if (!v || !v->data) {
        if (!p->status.code)
            p->status = status_fail(STATUS_NO_MEMORY,
                                    "probe: no room to keep %s", name);
        if (v)
            v->count = 0;
        return;
    }
    v->count = count;
    v->dims = t->dims;
    memcpy(v->shape, t->shape, sizeof v->shape);
    tensor_copy_floats(v->data, t);
}

void probe_take(struct probe *p, const char *name, enum probe_phase phase,
                struct tensor *t)
{
    bool watched = false;

    for (int i = 0; i < p->watches; i++) {
        if (!matches(&p->watch[i], name, phase))
            continue;
        if (p->watch[i].edit)
            p->watch[i].edit(p->watch[i].user, name, t);
        else
            watched = true;
    }
    if (watched)
        capture(p, name, phase, t);
}

int probe_count(const struct probe *p)
{
    return p->values;
}

const struct probe_value *probe_at(const struct probe *p, int i)
{
    return &p->value[i];
}

const struct probe_value *probe_find(const struct probe *p, const char *name,
                                     enum probe_phase phase)
{
    for (int i = 0; i < p->values; i++) {
        if (p->value[i].phase == phase && p->value[i].data &&
            strcmp(p->value[i].name, name) == 0)
            return &p->value[i];
    }
    return NULL;
}

struct status probe_status(const struct probe *p)
{
    return p->status;
}
