#ifndef ENGINE_APP_SERVE_GUARD_H
#define ENGINE_APP_SERVE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * serve_guard.h - who may ask at all. A page in a browser on this machine can
 * reach a local server, under its own name (DNS rebinding) or with a simple
 * post; it can neither forge Host and Origin nor send JSON unasked.
 *
 * All headers may be NULL: absent.
 */
enum { SERVE_GUARD_KEY = 48 };

/* localhost, 127.0.0.1 or [::1], perhaps with a port. */
bool serve_guard_host(const char *host);

/* None, or exactly the one that is allowed; `allowed` may be NULL. */
bool serve_guard_origin(const char *origin, const char *allowed);

/* application/json, perhaps with charset=utf-8. */
bool serve_guard_json(const char *type);

/* "Bearer KEY". Takes as long for a nearly right key as for a wrong one. */
bool serve_guard_key(const char *authorization, const char *key);

/* A new key from the system's randomness; false where it has none. */
bool serve_guard_new_key(char key[SERVE_GUARD_KEY]);

#endif
