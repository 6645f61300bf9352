#include "engine/base/status.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[] = {
#define STATUS_NAME(name, text) [name] = (text),
    STATUS_TABLE(STATUS_NAME)
#undef STATUS_NAME
};

struct status status_fail(enum status_code code, const char *fmt, ...)
{
    struct status st = {.code = code};
    va_list args;

    va_start(args, fmt);
    vsnprintf(st.text, sizeof(st.text), fmt, args);
    va_end(args);
    return st;
}

struct status status_within(struct status st, const char *context)
{
    struct status out = st;

    if (st.code) {
        const int used =
            snprintf(out.text, sizeof(out.text), "%.200s: ", context);
        snprintf(out.text + used, sizeof(out.text) - (size_t)used, "%.300s",
                 st.text);
    }
    return out;
}

const char *status_name(enum status_code code)
{
    return names[code];
}
