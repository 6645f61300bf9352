#ifndef ENGINE_BASE_SETTING_H
#define ENGINE_BASE_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/*
 * setting.h - fields of a struct by name and as text, from a table: for
 * cards, records and `--set key=value`.
 */
enum setting_kind {
    SETTING_WHOLE,  /* int64_t, low..high */
    SETTING_REAL,   /* double, low..high */
    SETTING_SEED,   /* uint64_t, any */
    SETTING_SWITCH, /* bool: "on" or "off" */
    SETTING_CHOICE  /* an enum that starts at 0: one of `choices` */
};

enum { SETTING_TEXT = 32 };

struct setting {
    const char *name;
    enum setting_kind kind;
    size_t offset; /* of the field, from offsetof() */
    double low, high;
    const char *const *choices; /* NULL-terminated */
};

/* The field of `*of` as text that setting_put() reads back to the same bits. */
void setting_show(const struct setting *s, const void *of,
                  char text[SETTING_TEXT]);

/* Errors: BAD_USAGE, naming the range or the choices; nothing changed then. */
struct status setting_put(const struct setting *s, void *of, const char *text);

/* The row called `name` of `count` rows, or NULL. */
const struct setting *setting_find(const struct setting *rows, int count,
                                   const char *name);

#endif
