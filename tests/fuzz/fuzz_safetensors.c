#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/safetensors.h"
#include "tests/fuzz/fuzz.h"

static void sample(int i, struct buf *out)
{
    static const char *const header[] = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
        "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]}}",
        "{\"__metadata__\":{\"format\":\"pt\"},"
        "\"s\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
        "\"e\":{\"dtype\":\"I32\",\"shape\":[3,0],\"data_offsets\":[8,8]}}",
        "{}",
    };
    static const size_t data[] = {32, 8, 0};
    const size_t bytes = strlen(header[i]);

    for (int k = 0; k < 8; k++)
        buf_char(out, (char)((uint64_t)bytes >> (8 * k)));
    buf_text(out, header[i]);
    for (size_t k = 0; k < data[i]; k++)
        buf_char(out, (char)k);
}

static void eat(const char *data, size_t bytes)
{
    struct safetensors s;
    volatile double sum = 0;

    if (safetensors_parse(&s, data, bytes).code)
        return;
    for (int i = 0; i < s.count; i++) {
        const struct safetensors_tensor *t = &s.tensors[i];

        for (size_t k = 0; k < t->bytes; k++)
            sum += t->data[k]; /* every byte lies in bounds */
        if (t->count > 1000000)
            continue;
        double *out = malloc(((size_t)t->count + 1) * sizeof *out);
        if (out && !safetensors_doubles(t, out).code && t->count)
            sum += isfinite(out[t->count - 1]);
        free(out);
    }
    (void)sum;
    safetensors_close(&s);
}

const struct fuzz_target fuzz_target = {"safetensors", 3, sample, eat};
