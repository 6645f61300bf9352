/* weights_gguf_type.c - which number stands for which type. */
#include "engine/model/weights/weights_gguf.h"

static const struct {
    uint32_t number;
    enum weights_type type;
} types[] = {
    {0, WEIGHTS_F32},   {1, WEIGHTS_F16},   {2, WEIGHTS_Q4_0},
    {3, WEIGHTS_Q4_1},  {6, WEIGHTS_Q5_0},  {7, WEIGHTS_Q5_1},
    {8, WEIGHTS_Q8_0},  {12, WEIGHTS_Q4_K}, {13, WEIGHTS_Q5_K},
    {14, WEIGHTS_Q6_K}, {24, WEIGHTS_I8},   {25, WEIGHTS_I16},
    {26, WEIGHTS_I32},  {27, WEIGHTS_I64},  {28, WEIGHTS_F64},
    {30, WEIGHTS_BF16},
};

enum { COUNT = sizeof types / sizeof *types };

bool weights_gguf_type(uint32_t number, enum weights_type *out)
{
    for (int i = 0; i < COUNT; i++) {
        if (types[i].number == number) {
            *out = types[i].type;
            return true;
        }
    }
    return false;
}

bool weights_gguf_number(enum weights_type type, uint32_t *out)
{
    for (int i = 0; i < COUNT; i++) {
        if (types[i].type == type) {
            *out = types[i].number;
            return true;
        }
    }
    return false;
}
