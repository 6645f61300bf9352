#ifndef ENGINE_MODEL_WEIGHTS_CONVERT_PLAN_H
#define ENGINE_MODEL_WEIGHTS_CONVERT_PLAN_H

#include "engine/model/weights/convert.h"
#include "engine/model/weights/weights_save.h"

/* convert_plan.h - which tensors the new file gets, and from where. */
enum convert_format {
    CONVERT_GGUF,
    CONVERT_SAFETENSORS,
    CONVERT_NPZ,
    CONVERT_FOLDER
};

/* One tensor of the new file, made of parts of the old one, or `plain`, as it
 * stands there. */
struct convert_piece {
    struct arch_target target;
    struct arch_part part[ARCH_PARTS];
    const struct weights_tensor *plain;
    bool fallback;
    float *cache; /* of a tensor that is turned on its side */
};

struct convert_plan {
    const struct weights *in;
    enum convert_format format;
    bool known;   /* the architecture is */
    bool shared;  /* and other programs have it too */
    bool renamed; /* names and layouts change */
    struct arch arch;
    struct convert_piece *piece;
    struct weights_source *source; /* one each */
    int count;
};

enum convert_format convert_format_of(const char *path);

struct status convert_plan_make(struct convert_plan *p,
                                const struct weights *in,
                                enum convert_format format,
                                const struct convert_options *o);
void convert_plan_release(struct convert_plan *p);

/* Keys of a GGUF for an architecture that came from elsewhere. */
void convert_notes(struct weights_notes *n, const struct convert_plan *p,
                   const struct weights_notes *words);

/* config.json for the same. */
struct status convert_config(const char *path, const struct convert_plan *p);

#endif
