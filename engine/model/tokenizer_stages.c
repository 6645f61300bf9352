#include "engine/model/tokenizer_stages.h"

#include <string.h>

#define DEEPEST 3 /* sequences within sequences */

struct status tokenizer_stages_normal(struct tokenizer_stages *s,
                                      enum tokenizer_normal_kind kind,
                                      const char *from, const char *to)
{
    if (s->normal.steps == TOKENIZER_NORMAL_STEPS) {
        return status_fail(STATUS_UNSUPPORTED, "more than %d steps",
                           TOKENIZER_NORMAL_STEPS);
    }
    struct tokenizer_normal_step *step = &s->normal.step[s->normal.steps];
    const size_t from_bytes = from ? strlen(from) : 0;
    const size_t to_bytes = to ? strlen(to) : 0;
    if (from_bytes > TOKENIZER_NORMAL_BYTES ||
        to_bytes > TOKENIZER_NORMAL_BYTES ||
        (kind == TOKENIZER_NORMAL_REPLACE && !from_bytes)) {
        return status_fail(STATUS_UNSUPPORTED,
                           "a string of 0, or more than %d, bytes",
                           TOKENIZER_NORMAL_BYTES);
    }
    *step = (struct tokenizer_normal_step){kind, (uint8_t)from_bytes,
                                           (uint8_t)to_bytes, "", ""};
    memcpy(step->from, from ? from : "", from_bytes);
    memcpy(step->to, to ? to : "", to_bytes);
    s->normal.steps++;
    return STATUS_OK;
}

struct status tokenizer_stages_split(struct tokenizer_stages *s,
                                     enum tokenizer_split_step step)
{
    if (s->split.steps == TOKENIZER_SPLIT_STEPS) {
        return status_fail(STATUS_UNSUPPORTED, "more than %d steps",
                           TOKENIZER_SPLIT_STEPS);
    }
    s->split.step[s->split.steps++] = step;
    return STATUS_OK;
}

struct status tokenizer_stages_bert(struct tokenizer_stages *s, bool clean,
                                    bool ideographs, bool accents, bool lower)
{
    const struct {
        bool on;
        enum tokenizer_normal_kind kind;
    } steps[] = {{clean, TOKENIZER_NORMAL_CLEAN},
                 {ideographs, TOKENIZER_NORMAL_IDEOGRAPHS},
                 {accents, TOKENIZER_NORMAL_NFD},
                 {accents, TOKENIZER_NORMAL_MARKS},
                 {lower, TOKENIZER_NORMAL_LOWER}};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].on)
            STATUS_TRY(tokenizer_stages_normal(s, steps[i].kind, NULL, NULL));
    return STATUS_OK;
}

static bool is_true(const json_t *o, const char *key, bool otherwise)
{
    const json_t *value = json_object_get(o, key);

    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));

    return text ? text : "";
}

static bool is(const char *type, const char *name)
{
    return !strcmp(type, name);
}

static struct status unknown(const char *what, const char *type)
{
    return status_fail(STATUS_UNSUPPORTED, "%s \"%.64s\" is not known here",
                       what, type);
}

/* The members of a sequence, or NULL where `o` is none. */
static const json_t *members(const json_t *o, const char *key)
{
    return is(text_of(o, "type"), "Sequence") ? json_object_get(o, key) : NULL;
}

static struct status read_replace(struct tokenizer_stages *s, const json_t *o)
{
    const json_t *pattern = json_object_get(o, "pattern");
    const char *from = json_string_value(json_object_get(pattern, "String"));

    if (!from)
        return unknown("the expression", text_of(pattern, "Regex"));
    return tokenizer_stages_normal(s, TOKENIZER_NORMAL_REPLACE, from,
                                   text_of(o, "content"));
}

static struct status read_strip(struct tokenizer_stages *s, const json_t *o)
{
    if (is_true(o, "strip_left", false))
        STATUS_TRY(
            tokenizer_stages_normal(s, TOKENIZER_NORMAL_TRIM_LEFT, NULL, NULL));
    if (is_true(o, "strip_right", false))
        STATUS_TRY(tokenizer_stages_normal(s, TOKENIZER_NORMAL_TRIM_RIGHT, NULL,
                                           NULL));
    return STATUS_OK;
}

static struct status read_normal(struct tokenizer_stages *s, const json_t *o,
                                 int depth)
{
    static const struct {
        const char *type;
        enum tokenizer_normal_kind kind;
    } plain[] = {{"NFC", TOKENIZER_NORMAL_NFC},
                 {"NFD", TOKENIZER_NORMAL_NFD},
                 {"NFKC", TOKENIZER_NORMAL_NFKC},
                 {"NFKD", TOKENIZER_NORMAL_NFKD},
                 {"Lowercase", TOKENIZER_NORMAL_LOWER},
                 {"StripAccents", TOKENIZER_NORMAL_ACCENTS}};
    const char *type = text_of(o, "type");
    const json_t *list = members(o, "normalizers"), *member;
    size_t i;

    if (!o || json_is_null(o))
        return STATUS_OK;
    if (list && depth < DEEPEST) {
        json_array_foreach(list, i, member)
            STATUS_TRY(read_normal(s, member, depth + 1));
        return STATUS_OK;
    }
    for (i = 0; i < sizeof plain / sizeof *plain; i++)
        if (is(type, plain[i].type))
            return tokenizer_stages_normal(s, plain[i].kind, NULL, NULL);
    if (is(type, "Prepend"))
        return tokenizer_stages_normal(s, TOKENIZER_NORMAL_PREPEND, NULL,
                                       text_of(o, "prepend"));
    if (is(type, "Replace"))
        return read_replace(s, o);
    if (is(type, "Strip"))
        return read_strip(s, o);
    if (!is(type, "BertNormalizer"))
        return unknown("the type", type);
    const bool lower = is_true(o, "lowercase", true);
    return tokenizer_stages_bert(s, is_true(o, "clean_text", true),
                                 is_true(o, "handle_chinese_chars", true),
                                 is_true(o, "strip_accents", lower), lower);
}

static struct status read_expression(struct tokenizer_stages *s,
                                     const json_t *o)
{
    const json_t *pattern = json_object_get(o, "pattern");
    const char *regex = text_of(pattern, "Regex");
    const char *behavior = text_of(o, "behavior");
    const bool invert = is_true(o, "invert", false);
    enum tokenizer_split_step step;

    if (!tokenizer_split_find(regex, &step)) {
        return status_fail(STATUS_UNSUPPORTED,
                           "the expression \"%.200s\" is not one of those "
                           "known here; a file's own is never run",
                           *regex ? regex : text_of(pattern, "String"));
    }
    /* The known ones leave no gaps, so both say the same. */
    if (!(is(behavior, "Isolated") && !invert) &&
        !(is(behavior, "Removed") && invert))
        return unknown("the behavior", behavior);
    return tokenizer_stages_split(s, step);
}

static struct status read_bytes(struct tokenizer_stages *s, const json_t *o)
{
    s->spell = TOKENIZER_SPELL_BYTES;
    if (is_true(o, "add_prefix_space", true)) {
        if (s->split.steps) {
            return status_fail(STATUS_UNSUPPORTED,
                               "add_prefix_space behind another cut");
        }
        s->lead = TOKENIZER_STORE_LEAD_ALL;
    }
    return is_true(o, "use_regex", true)
               ? tokenizer_stages_split(s, TOKENIZER_SPLIT_GPT2)
               : STATUS_OK;
}

static struct status read_marks(struct tokenizer_stages *s, const json_t *o)
{
    const char *scheme = text_of(o, "prepend_scheme");

    if (!is(text_of(o, "replacement"), TOKENIZER_SPELL_MARK))
        return unknown("the replacement", text_of(o, "replacement"));
    s->spell = TOKENIZER_SPELL_MARKS;
    if (is(scheme, "first"))
        s->lead = TOKENIZER_STORE_LEAD_FIRST;
    else if (*scheme ? is(scheme, "always")
                     : is_true(o, "add_prefix_space", true))
        s->lead = TOKENIZER_STORE_LEAD_ALL;
    return is_true(o, "split", true)
               ? tokenizer_stages_split(s, TOKENIZER_SPLIT_MARKS)
               : STATUS_OK;
}

static struct status read_split(struct tokenizer_stages *s, const json_t *o,
                                int depth)
{
    const char *type = text_of(o, "type");
    const json_t *list = members(o, "pretokenizers"), *member;
    size_t i;

    if (!o || json_is_null(o))
        return STATUS_OK;
    if (list && depth < DEEPEST) {
        json_array_foreach(list, i, member)
            STATUS_TRY(read_split(s, member, depth + 1));
        return STATUS_OK;
    }
    if (is(type, "ByteLevel"))
        return read_bytes(s, o);
    if (is(type, "Metaspace"))
        return read_marks(s, o);
    if (is(type, "Split"))
        return read_expression(s, o);
    if (is(type, "Digits")) {
        return tokenizer_stages_split(s, is_true(o, "individual_digits", false)
                                             ? TOKENIZER_SPLIT_DIGITS
                                             : TOKENIZER_SPLIT_NUMBERS);
    }
    if (is(type, "WhitespaceSplit"))
        return tokenizer_stages_split(s, TOKENIZER_SPLIT_SPACES);
    if (is(type, "BertPreTokenizer"))
        return tokenizer_stages_split(s, TOKENIZER_SPLIT_BERT);
    return unknown("the type", type);
}

static struct status read_join(struct tokenizer_stages *s, const json_t *o,
                               int depth)
{
    const char *type = text_of(o, "type");
    const json_t *list = members(o, "decoders"), *member;
    size_t i;

    if (list && depth < DEEPEST) {
        json_array_foreach(list, i, member)
            STATUS_TRY(read_join(s, member, depth + 1));
        return STATUS_OK;
    }
    if (is(type, "ByteLevel") || is(type, "ByteFallback") || is(type, "Fuse"))
        return STATUS_OK; /* pieces are bytes */
    if (is(type, "Replace") && s->spell == TOKENIZER_SPELL_MARKS)
        return STATUS_OK;
    if (is(type, "Strip") && is(text_of(o, "content"), " ") &&
        json_integer_value(json_object_get(o, "start")) == 1 &&
        json_integer_value(json_object_get(o, "stop")) == 0) {
        s->join = TOKENIZER_STORE_JOIN_LEAD;
        return STATUS_OK;
    }
    if (is(type, "Metaspace")) {
        if (s->lead || is_true(o, "add_prefix_space", false))
            s->join = TOKENIZER_STORE_JOIN_LEAD;
        return STATUS_OK;
    }
    if (!is(type, "WordPiece") || !is(text_of(o, "prefix"), "##"))
        return unknown("the type", type);
    s->join = TOKENIZER_STORE_JOIN_WORDS;
    s->tidy = is_true(o, "cleanup", true);
    return STATUS_OK;
}

/* U+2581 in a step's string becomes the space that it stands for. */
static uint8_t unmark(char text[TOKENIZER_NORMAL_BYTES], uint8_t bytes)
{
    char out[TOKENIZER_NORMAL_BYTES];
    size_t count;

    if (tokenizer_spell_read(TOKENIZER_SPELL_MARKS, text, bytes, out, &count)) {
        memcpy(text, out, count);
        return (uint8_t)count;
    }
    return bytes;
}

struct status tokenizer_stages_marks(struct tokenizer_stages *s)
{
    struct tokenizer_normal *n = &s->normal;
    int kept = 0;

    for (int i = 0; i < n->steps; i++) {
        struct tokenizer_normal_step step = n->step[i];

        step.from_bytes = unmark(step.from, step.from_bytes);
        step.to_bytes = unmark(step.to, step.to_bytes);
        if (step.kind != TOKENIZER_NORMAL_REPLACE ||
            step.from_bytes != step.to_bytes ||
            memcmp(step.from, step.to, step.to_bytes) != 0)
            n->step[kept++] = step;
    }
    n->steps = kept;
    s->spell = TOKENIZER_SPELL_MARKS;
    return tokenizer_stages_normal(s, TOKENIZER_NORMAL_REPLACE,
                                   TOKENIZER_SPELL_MARK, " ");
}

static bool writes_marks(const struct tokenizer_normal *n)
{
    for (int i = 0; i < n->steps; i++) {
        if (n->step[i].kind == TOKENIZER_NORMAL_REPLACE &&
            n->step[i].from_bytes == 1 && n->step[i].from[0] == ' ' &&
            n->step[i].to_bytes == 3 &&
            !memcmp(n->step[i].to, TOKENIZER_SPELL_MARK, 3))
            return true;
    }
    return false;
}

struct status tokenizer_stages_read(struct tokenizer_stages *s,
                                    const json_t *root)
{
    const json_t *decoder = json_object_get(root, "decoder");

    *s = (struct tokenizer_stages){.spell = TOKENIZER_SPELL_PLAIN};
    STATUS_TRY(status_within(
        read_normal(s, json_object_get(root, "normalizer"), 0), "normalizer"));
    STATUS_TRY(
        status_within(read_split(s, json_object_get(root, "pre_tokenizer"), 0),
                      "pre_tokenizer"));
    if (writes_marks(&s->normal) || s->spell == TOKENIZER_SPELL_MARKS)
        STATUS_TRY(status_within(tokenizer_stages_marks(s), "normalizer"));
    if (!decoder || json_is_null(decoder)) {
        s->join = TOKENIZER_STORE_JOIN_WORDS; /* the reference's default */
        return STATUS_OK;
    }
    return status_within(read_join(s, decoder, 0), "decoder");
}

void tokenizer_stages_use(struct tokenizer *t, const struct tokenizer_stages *s)
{
    t->spell = s->spell;
    t->normal = s->normal;
    t->split = s->split;
    t->lead = s->lead;
    t->join = s->join;
    t->tidy = s->tidy;
}
