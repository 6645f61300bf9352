#include "engine/app/serve_guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

/* Nothing, or ":" and digits. */
static bool is_port(const char *text)
{
    if (!*text)
        return true;
    const size_t n = strspn(text + 1, "0123456789");
    return *text == ':' && n >= 1 && n <= 5 && !text[1 + n];
}

bool serve_guard_host(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; host && i < sizeof names / sizeof *names; i++) {
        const size_t n = strlen(names[i]);

        if (strncasecmp(host, names[i], n) == 0 && is_port(host + n))
            return true;
    }
    return false;
}

bool serve_guard_origin(const char *origin, const char *allowed)
{
    return !origin || (allowed && strcmp(origin, allowed) == 0);
}

bool serve_guard_json(const char *type)
{
    static const char json[] = "application/json", utf8[] = "charset=utf-8";

    if (!type || strncasecmp(type, json, sizeof json - 1) != 0)
        return false;
    type += sizeof json - 1;
    type += strspn(type, " \t");
    if (!*type)
        return true;
    if (*type++ != ';')
        return false;
    type += strspn(type, " \t");
    return strcasecmp(type, utf8) == 0;
}

bool serve_guard_key(const char *authorization, const char *key)
{
    static const char bearer[] = "Bearer ";
    unsigned char wrong = 0;

    if (!authorization ||
        strncasecmp(authorization, bearer, sizeof bearer - 1) != 0)
        return false;
    authorization += sizeof bearer - 1;
    if (strlen(authorization) != strlen(key))
        return false;
    for (size_t i = 0; key[i]; i++)
        wrong |= (unsigned char)(authorization[i] ^ key[i]);
    return !wrong;
}

bool serve_guard_new_key(char key[SERVE_GUARD_KEY])
{
    unsigned char raw[16];

    if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw)
        return false;
    int n = snprintf(key, SERVE_GUARD_KEY, "lathe-");
    for (size_t i = 0; i < sizeof raw; i++)
        n += snprintf(key + n, SERVE_GUARD_KEY - (size_t)n, "%02x", raw[i]);
    return true;
}
