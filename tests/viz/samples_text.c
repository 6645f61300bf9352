#include "samples.h"

const struct samples_one samples_text[] = {
    {NULL, NULL, NULL, 0, 0},
};
