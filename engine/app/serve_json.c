#include "engine/app/serve_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Counted before parsing: the parser recurses. */
static bool too_deep(const char *text, size_t bytes)
{
    bool inside = false; /* of a string */
    int depth = 0;

    for (size_t i = 0; i < bytes; i++) {
        const char c = text[i];

        if (inside && c == '\\')
            i++;
        else if (c == '"')
            inside = !inside;
        else if (!inside && (c == '[' || c == '{') &&
                 ++depth > SERVE_JSON_DEPTH)
            return true;
        else if (!inside && (c == ']' || c == '}'))
            depth--;
    }
    return false;
}

void serve_json_fail(struct serve_json *r, const char *param, const char *fmt,
                     ...)
{
    char text[256];
    va_list args;

    if (r->status.code)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    r->status = status_fail(STATUS_BAD_USAGE, "%s", text);
    snprintf(r->param, sizeof r->param, "%s", param);
}

void serve_json_open(struct serve_json *r, const char *text, size_t bytes)
{
    json_error_t error;

    *r = (struct serve_json){0};
    if (too_deep(text, bytes)) {
        serve_json_fail(r, "", "the body is nested deeper than %d",
                        SERVE_JSON_DEPTH);
        return;
    }
    r->root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);
    if (!r->root) {
        serve_json_fail(r, "", "the body is no JSON: line %d, column %d: %s",
                        error.line, error.column, error.text);
    } else if (!json_is_object(r->root)) {
        serve_json_fail(r, "", "the body is no JSON object");
    }
}

void serve_json_close(struct serve_json *r)
{
    json_decref(r->root);
    *r = (struct serve_json){0};
}

const json_t *serve_json_get(const struct serve_json *r, const char *key)
{
    const json_t *v = json_object_get(r->root, key);

    return json_is_null(v) ? NULL : v;
}

static bool listed(const char *const *list, const char *key)
{
    for (; *list; list++)
        if (strcmp(*list, key) == 0)
            return true;
    return false;
}

void serve_json_only(struct serve_json *r, const char *const *known,
                     const char *const *absent)
{
    const char *key;
    json_t *value;

    json_object_foreach(r->root, key, value)
    {
        if (json_is_null(value) || listed(known, key))
            continue;
        if (listed(absent, key))
            serve_json_fail(r, key, "%s is not served here", key);
        else
            serve_json_fail(r, key, "there is no parameter of this name");
    }
}

int64_t serve_json_whole(struct serve_json *r, const char *key, int64_t low,
                         int64_t high, int64_t fallback)
{
    const json_t *v = serve_json_get(r, key);

    if (!v)
        return fallback;
    if (json_is_integer(v) && json_integer_value(v) >= low &&
        json_integer_value(v) <= high)
        return json_integer_value(v);
    serve_json_fail(r, key, "%s must be a whole number from %lld to %lld", key,
                    (long long)low, (long long)high);
    return fallback;
}

double serve_json_real(struct serve_json *r, const char *key, double low,
                       double high, double fallback)
{
    const json_t *v = serve_json_get(r, key);

    if (!v)
        return fallback;
    if (json_is_number(v) && json_number_value(v) >= low &&
        json_number_value(v) <= high)
        return json_number_value(v);
    serve_json_fail(r, key, "%s must be a number from %g to %g", key, low,
                    high);
    return fallback;
}

bool serve_json_flag(struct serve_json *r, const char *key, bool fallback)
{
    const json_t *v = serve_json_get(r, key);

    if (!v)
        return fallback;
    if (!json_is_boolean(v))
        serve_json_fail(r, key, "%s must be true or false", key);
    return json_is_true(v);
}
