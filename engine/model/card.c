#include "engine/model/card.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "engine/model/card_parts.h"

static const char *const sections[] = {
#define SECTION(name, text) [name] = (text),
    CARD_TABLE(SECTION)
#undef SECTION
};

#define SECTIONS (int)(sizeof sections / sizeof *sections)

const char *card_parts_name(int section)
{
    return section < SECTIONS ? sections[section] : NULL;
}

static json_t *section(const struct card *c, enum card_section in)
{
    return json_object_get(c->root, sections[in]);
}

struct card *card_new(void)
{
    struct card *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->root = json_pack("{s:s, s:i}", "format", CARD_PARTS_FORMAT, "version",
                        CARD_PARTS_VERSION);
    for (int i = 0; i < SECTIONS && c->root; i++) {
        if (!json_object_set_new(c->root, sections[i], json_object()))
            continue;
        json_decref(c->root);
        c->root = NULL;
    }
    if (!c->root) {
        free(c);
        return NULL;
    }
    return c;
}

void card_free(struct card *c)
{
    if (!c)
        return;
    json_decref(c->root);
    free(c);
}

static void set(struct card *c, enum card_section in, const char *key,
                json_t *value)
{
    const int failed = json_object_set_new(section(c, in), key, value);

    if (failed && !c->status.code) {
        c->status = status_fail(STATUS_BAD_USAGE,
                                "the card cannot hold %s.%s: it is no finite "
                                "number, not UTF-8, or memory ended",
                                sections[in], key);
    }
}

void card_set_int(struct card *c, enum card_section in, const char *key,
                  int64_t value)
{
    set(c, in, key, json_integer(value));
}

void card_set_real(struct card *c, enum card_section in, const char *key,
                   double value)
{
    set(c, in, key, json_real(value));
}

void card_set_text(struct card *c, enum card_section in, const char *key,
                   const char *value)
{
    set(c, in, key, json_string(value));
}

static struct status find(const struct card *c, enum card_section in,
                          const char *key, json_t **out)
{
    *out = json_object_get(section(c, in), key);
    if (*out)
        return STATUS_OK;
    return status_fail(STATUS_NOT_FOUND, CARD_FILE ": %s has no %s",
                       sections[in], key);
}

struct status card_int(const struct card *c, enum card_section in,
                       const char *key, int64_t low, int64_t high, int64_t *out)
{
    json_t *value;

    STATUS_TRY(find(c, in, key, &value));
    const int64_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < low || number > high) {
        return status_fail(STATUS_BAD_FILE,
                           CARD_FILE ": %s.%s is no whole number from %" PRId64
                                     " to %" PRId64,
                           sections[in], key, low, high);
    }
    *out = number;
    return STATUS_OK;
}

struct status card_real(const struct card *c, enum card_section in,
                        const char *key, double *out)
{
    json_t *value;

    STATUS_TRY(find(c, in, key, &value));
    if (!json_is_number(value)) {
        return status_fail(STATUS_BAD_FILE, CARD_FILE ": %s.%s is no number",
                           sections[in], key);
    }
    *out = json_number_value(value);
    return STATUS_OK;
}

struct status card_text(const struct card *c, enum card_section in,
                        const char *key, const char **out)
{
    json_t *value;

    STATUS_TRY(find(c, in, key, &value));
    if (!json_is_string(value)) {
        return status_fail(STATUS_BAD_FILE, CARD_FILE ": %s.%s is no text",
                           sections[in], key);
    }
    *out = json_string_value(value);
    return STATUS_OK;
}

bool card_has(const struct card *c, enum card_section in, const char *key)
{
    return json_object_get(section(c, in), key) != NULL;
}

int card_count(const struct card *c, enum card_section in)
{
    return (int)json_object_size(section(c, in));
}

const char *card_key(const struct card *c, enum card_section in, int index)
{
    json_t *all = section(c, in);
    void *at = json_object_iter(all);

    while (at && index-- > 0)
        at = json_object_iter_next(all, at);
    return at ? json_object_iter_key(at) : NULL;
}

void card_show(const struct card *c, enum card_section in, const char *key,
               struct buf *out)
{
    const json_t *value = json_object_get(section(c, in), key);

    if (json_is_string(value)) {
        buf_text(out, json_string_value(value));
    } else if (json_is_integer(value)) {
        buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else if (json_is_real(value)) {
        buf_printf(out, "%.6g", json_real_value(value));
    }
}
