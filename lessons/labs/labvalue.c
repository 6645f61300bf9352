#include "lessons/labs/labvalue.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "lessons/labs/labspell.h"

static struct status read_whole(const struct lab *lab, const struct lab_knob *k,
                                const char *text, double *out)
{
    char *end;

    errno = 0;
    const long long n = strtoll(text, &end, 10);
    if (end == text || *end || errno || (double)n < k->low ||
        (double)n > k->high) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s: %s=%.60s is not a whole number from %.0f to "
                           "%.0f",
                           lab->name, k->name, text, k->low, k->high);
    }
    *out = (double)n;
    return STATUS_OK;
}

static struct status read_real(const struct lab *lab, const struct lab_knob *k,
                               const char *text, double *out)
{
    char *end;
    const double x = strtod(text, &end);

    if (end == text || *end || !isfinite(x) || x < k->low || x > k->high) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s: %s=%.60s is not a number from %g to %g",
                           lab->name, k->name, text, k->low, k->high);
    }
    *out = x;
    return STATUS_OK;
}

static struct status read_choice(const struct lab *lab,
                                 const struct lab_knob *k, const char *text,
                                 double *out)
{
    struct buf all;

    for (int i = 0; k->choices[i]; i++) {
        if (strcmp(k->choices[i], text) == 0) {
            *out = i;
            return STATUS_OK;
        }
    }
    buf_init(&all, 300);
    for (int i = 0; k->choices[i]; i++)
        buf_printf(&all, "%s%s", i ? ", " : "", k->choices[i]);
    const struct status st =
        status_fail(STATUS_BAD_USAGE, "%s: %s=%.60s is none of %s", lab->name,
                    k->name, text, buf_string(&all));
    buf_release(&all);
    return st;
}

static struct status read_switch(const struct lab *lab,
                                 const struct lab_knob *k, const char *text,
                                 double *out)
{
    if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0) {
        return status_fail(STATUS_BAD_USAGE, "%s: %s=%.60s is not on or off",
                           lab->name, k->name, text);
    }
    *out = text[1] == 'n' ? 1.0 : 0.0;
    return STATUS_OK;
}

struct status labvalue_read(const struct lab *lab, int knob, const char *text,
                            struct lab_value *out)
{
    const struct lab_knob *k = &lab->knobs[knob];
    double number = 0.0;

    if (strlen(text) > LABVALUE_MAX_BYTES) {
        return status_fail(STATUS_BAD_USAGE, "%s: %s is longer than %d bytes",
                           lab->name, k->name, LABVALUE_MAX_BYTES);
    }
    if (!labspell_clean(text, strlen(text))) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s: %s is not UTF-8 text on one line", lab->name,
                           k->name);
    }
    switch (k->kind) {
    case LAB_WHOLE:
        STATUS_TRY(read_whole(lab, k, text, &number));
        break;
    case LAB_REAL:
        STATUS_TRY(read_real(lab, k, text, &number));
        break;
    case LAB_CHOICE:
        STATUS_TRY(read_choice(lab, k, text, &number));
        break;
    case LAB_SWITCH:
        STATUS_TRY(read_switch(lab, k, text, &number));
        break;
    case LAB_TEXT:
    default:
        break;
    }
    if (out)
        *out = (struct lab_value){.number = number};
    return STATUS_OK;
}
