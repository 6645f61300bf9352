#ifndef VIZ_FORM_H
#define VIZ_FORM_H

#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * form.h - fields with their names, one below the other; what is wrong with a
 * value stands right below it. Keys are the screen's matter: this only draws.
 */
enum form_kind {
    FORM_TEXT,   /* typed */
    FORM_CHOICE, /* moved with the arrows: < one > */
    FORM_SWITCH  /* [x] or [ ] by value "on" */
};

struct form_field {
    const char *name, *value;
    const char *hint;  /* behind the value; or NULL */
    const char *error; /* below it; or NULL */
    enum form_kind kind;
};

/* All zero is a valid start; every pointer is borrowed. */
struct form {
    const struct form_field *field;
    int count;
    int at;     /* the field in focus */
    int cursor; /* bytes of its value in front of the cursor */
    const char *title;
};

/* Where the cursor stands goes to `cursor` (row, column of `cv`), which may be
 * NULL; -1, -1 where there is none. */
void form_draw(const struct form *f, struct canvas *cv, struct canvas_rect at,
               int cursor[2]);

/* Answers the bytes wanted, as snprintf() does. */
size_t form_words(const struct form *f, enum words_depth depth, char *out,
                  size_t size);

#endif
