#ifndef TESTS_MODEL_REFUSED_H
#define TESTS_MODEL_REFUSED_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/model/checkpoint.h"
#include "tests/model/ggufbytes.h"

/*
 * refused.h - for suites of what is refused: files in a folder of their own
 * (refused_enter, refused_leave), and what the refusal of one must name.
 */

static char refused_folder[64];
static struct buf refused_name;

static inline void refused_enter(void)
{
    snprintf(refused_folder, sizeof refused_folder,
             "/tmp/lathe-refusals-XXXXXX");
    cr_assert_not_null(mkdtemp(refused_folder));
    buf_init(&refused_name, 4096);
}

static inline void refused_leave(void)
{
    char command[128];

    buf_release(&refused_name);
    snprintf(command, sizeof command, "rm -r '%s'", refused_folder);
    cr_assert_eq(system(command), 0);
}

static inline const char *refused_path(const char *name)
{
    buf_clear(&refused_name);
    buf_printf(&refused_name, "%s/%s", refused_folder, name);
    return buf_string(&refused_name);
}

static inline void refused_put(const char *name, const void *data, size_t bytes)
{
    FILE *f = fopen(refused_path(name), "wb");

    cr_assert_not_null(f, "%s", name);
    cr_assert_eq(fwrite(data, 1, bytes, f), bytes);
    cr_assert_eq(fclose(f), 0);
}

static inline void refused_put_text(const char *name, const char *text)
{
    refused_put(name, text, strlen(text));
}

/* `field` and, but for NULL, `place` must stand in what refuses `name`. */
static inline void refused_named(struct status st, const char *name,
                                 const char *field, const char *place)
{
    cr_assert_neq(st.code, STATUS_FINE, "%s: not refused for %s", name, field);
    cr_expect(strstr(st.text, name), "no file %s: %s", name, st.text);
    cr_expect(strstr(st.text, field), "no field %s: %s", field, st.text);
    cr_expect(!place || strstr(st.text, place), "no %s: %s", place, st.text);
}

static inline struct status refused_model(const char *name)
{
    struct checkpoint c;
    const struct status st =
        checkpoint_load(&c, refused_path(name), device_find("cpu"));

    if (!st.code)
        checkpoint_release(&c);
    return st;
}

/* Header and `data` bytes behind it. */
static inline void refused_put_safetensors(const char *header, size_t data)
{
    struct buf b;

    buf_init(&b, 100000);
    ggufbytes_number(&b, strlen(header), 8);
    buf_text(&b, header);
    for (size_t i = 0; i < data; i++)
        buf_char(&b, 0);
    refused_put("odd.safetensors", b.data, b.bytes);
    buf_release(&b);
}

#endif
