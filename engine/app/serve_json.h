#ifndef ENGINE_APP_SERVE_JSON_H
#define ENGINE_APP_SERVE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * serve_json.h - one object of JSON from a stranger, read key by key. The
 * first failure stays, with the key that it is about; ask once, at the end.
 *
 * null counts as absent everywhere.
 */
enum { SERVE_JSON_DEPTH = 32, SERVE_JSON_PARAM = 48 };

struct serve_json {
    json_t *root; /* an object, or NULL after a failure */
    struct status status;
    char param[SERVE_JSON_PARAM]; /* "" where none is to blame */
};

/* Refuses what is deeper than SERVE_JSON_DEPTH, no object, or has a key
 * twice. */
void serve_json_open(struct serve_json *r, const char *text, size_t bytes);
void serve_json_close(struct serve_json *r);

void serve_json_fail(struct serve_json *r, const char *param, const char *fmt,
                     ...) __attribute__((format(printf, 3, 4)));

/* NULL where absent. */
const json_t *serve_json_get(const struct serve_json *r, const char *key);

/* Every key must be in one of the NULL-terminated lists; `absent` are those
 * that are known and not served: they must be null. */
void serve_json_only(struct serve_json *r, const char *const *known,
                     const char *const *absent);

/* `fallback` where absent or wrong. */
int64_t serve_json_whole(struct serve_json *r, const char *key, int64_t low,
                         int64_t high, int64_t fallback);
double serve_json_real(struct serve_json *r, const char *key, double low,
                       double high, double fallback);
bool serve_json_flag(struct serve_json *r, const char *key, bool fallback);

#endif
