#include "lessons/labs/labnumbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct status labnumbers_read(const char *text, const char *what, int n,
                              float *out)
{
    const char *at = text;

    for (int i = 0; i < n; i++) {
        char *end;

        out[i] = strtof(at, &end);
        if (end == at || !isfinite(out[i]) ||
            *end != (i + 1 < n ? ',' : '\0')) {
            return status_fail(STATUS_BAD_USAGE,
                               "%s is %d numbers with commas between, not "
                               "\"%s\"",
                               what, n, text);
        }
        at = end + 1;
    }
    return STATUS_OK;
}

struct status labnumbers_read_whole(const char *text, const char *what,
                                    const int range[2], int most, int *out,
                                    int *n)
{
    const char *at = text;

    *n = 0;
    for (;;) {
        char *end;
        const long value = strtol(at, &end, 10);

        if (end == at || (*end && *end != ',') || value < range[0] ||
            value > range[1]) {
            return status_fail(STATUS_BAD_USAGE,
                               "%s is whole numbers from %d to %d with commas "
                               "between, not \"%s\"",
                               what, range[0], range[1], text);
        }
        if (*n == most)
            return status_fail(STATUS_BAD_USAGE, "%s takes at most %d numbers",
                               what, most);
        out[(*n)++] = (int)value;
        if (!*end)
            return STATUS_OK;
        at = end + 1;
    }
}

struct status labnumbers_copy(const void *from, size_t bytes, void **out)
{
    *out = malloc(bytes);
    if (!*out)
        return status_fail(STATUS_NO_MEMORY, "no memory for a picture");
    memcpy(*out, from, bytes);
    return STATUS_OK;
}

json_t *labnumbers_row(const float *x, int n)
{
    json_t *row = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(row, json_real((double)x[i]));
    return row;
}

json_t *labnumbers_table(const float *x, int rows, int cols)
{
    json_t *table = json_array();

    for (int i = 0; i < rows; i++)
        json_array_append_new(table,
                              labnumbers_row(x + (size_t)i * cols, cols));
    return table;
}
