#ifndef ENGINE_MODEL_CARD_PARTS_H
#define ENGINE_MODEL_CARD_PARTS_H

#include <jansson.h>

#include "engine/model/card.h"

/* card_parts.h - what a card is made of, for its own files only. */
#define CARD_PARTS_FORMAT  "lathe-card"
#define CARD_PARTS_VERSION 1

struct card {
    json_t *root;         /* holds an object for every section */
    struct status status; /* the first failure of a setter */
};

/* "model", "training", ...; NULL after the last. */
const char *card_parts_name(int section);

#endif
