#ifndef ENGINE_CORE_PROBE_H
#define ENGINE_CORE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/tensor.h"

/*
 * probe.h - looks into a model while it runs on its normal path.
 *
 * Watch before a pass, read after it. Names are globs ("blocks.*.attn.probs").
 * What is watched is copied as floats when it has been computed; the last pass
 * wins. What nobody watches costs nothing: fused attention computes its
 * weights only where probe_wants() says so.
 */
struct probe; /* opaque */

enum probe_phase { PROBE_FORWARD, PROBE_BACKWARD };

/* One captured tensor. Owner: the probe. */
struct probe_value {
    char *name;
    enum probe_phase phase;
    int dims;
    int64_t shape[TENSOR_DIMS];
    float *data; /* row-major */
    int64_t count;
};

struct probe *probe_new(void);
void probe_free(struct probe *p);

/* Watches forward values, or gradients, of every matching name. */
struct status probe_watch(struct probe *p, const char *glob,
                          enum probe_phase phase);

/* Calls `edit` on the computed tensor before anyone reads it. */
typedef void probe_edit_fn(void *user, const char *name, struct tensor *t);
struct status probe_edit(struct probe *p, const char *glob,
                         enum probe_phase phase, probe_edit_fn *edit,
                         void *user);

/* Forgets what was captured; keeps the watches. */
void probe_clear(struct probe *p);

int probe_count(const struct probe *p);
const struct probe_value *probe_at(const struct probe *p, int i);
/* NULL where nothing of that name was captured. */
const struct probe_value *probe_find(const struct probe *p, const char *name,
                                     enum probe_phase phase);

/* For the engine. Does anyone watch or edit `name`? */
bool probe_wants(const struct probe *p, const char *name,
                 enum probe_phase phase);
/* Does anyone edit it? Then a fused op must run as its twin. */
bool probe_edits(const struct probe *p, const char *name,
                 enum probe_phase phase);
/* Edits `t` in place, then captures it. */
void probe_take(struct probe *p, const char *name, enum probe_phase phase,
                struct tensor *t);
/* The first failure (memory), sticky. */
struct status probe_status(const struct probe *p);

#endif
