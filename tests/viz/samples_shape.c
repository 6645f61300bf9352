#include "samples.h"

const struct samples_one samples_shape[] = {
    {NULL, NULL, NULL, 0, 0},
};
