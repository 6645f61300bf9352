#ifndef ENGINE_MODEL_ADAPTER_CONFIG_H
#define ENGINE_MODEL_ADAPTER_CONFIG_H

#include <jansson.h>

#include "engine/base/buf.h"
#include "engine/model/adapter.h"

/* adapter_config.h - adapter_config.json: what it says, and what of it this
 * program cannot do. */
#define ADAPTER_CONFIG  "adapter_config.json"
#define ADAPTER_WEIGHTS "adapter_model.safetensors"

struct adapter_config {
    struct adapter_settings settings;
    json_t *root;    /* adapter_config_release() */
    bool root_scale; /* alpha / sqrt(rank): Kalajdzievski 2023 */
};

/* Errors: NOT_FOUND; BAD_FILE and UNSUPPORTED name file and field. */
struct status adapter_config_read(struct adapter_config *c, const char *folder);
void adapter_config_release(struct adapter_config *c);

/* alpha of a module, by the file's patterns or for all. */
struct status adapter_config_alpha(const struct adapter_config *c,
                                   const char *module, double *alpha);

/* Starts a file for `a`: what is said of every kind. The caller frees it. */
json_t *adapter_config_new(const struct adapter *a, const char *base);
struct status adapter_config_write(json_t *root, const char *folder);

#endif
