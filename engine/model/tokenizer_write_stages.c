#include "engine/model/tokenizer_write_stages.h"

#include <stdio.h>
#include <string.h>

static struct status set(json_t *root, const char *key, json_t *value)
{
    if (value && !json_object_set_new(root, key, value))
        return STATUS_OK;
    return status_fail(STATUS_NO_MEMORY, "no memory to write the tokenizer");
}

/* BERT's normalizer with one of its parts switched on. */
static json_t *bert(bool clean, bool ideographs, bool accents)
{
    return json_pack("{ss sb sb sb sb}", "type", "BertNormalizer", "clean_text",
                     (int)clean, "handle_chinese_chars", (int)ideographs,
                     "strip_accents", (int)accents, "lowercase", 0);
}

/* A string of a step; spaces are marks again in files that spell so. */
static json_t *text_of(const struct tokenizer *t, const char *text, size_t n)
{
    struct buf out;

    buf_init(&out, 256);
    tokenizer_spell_write(t->spell == TOKENIZER_SPELL_MARKS
                              ? TOKENIZER_SPELL_MARKS
                              : TOKENIZER_SPELL_PLAIN,
                          text, n, &out);
    json_t *string = json_stringn(buf_string(&out), out.bytes);
    buf_release(&out);
    return string;
}

static json_t *normal_step(const struct tokenizer *t,
                           const struct tokenizer_normal_step *s)
{
    static const char *const plain[] = {"NFC", "NFD", "NFKC", "NFKD",
                                        "Lowercase"};
    const bool marks =
        s->from_bytes == 3 && !memcmp(s->from, TOKENIZER_SPELL_MARK, 3);

    switch (s->kind) {
    case TOKENIZER_NORMAL_MARKS:
        return bert(false, false, true);
    case TOKENIZER_NORMAL_ACCENTS:
        return json_pack("{ss}", "type", "StripAccents");
    case TOKENIZER_NORMAL_CLEAN:
        return bert(true, false, false);
    case TOKENIZER_NORMAL_IDEOGRAPHS:
        return bert(false, true, false);
    case TOKENIZER_NORMAL_PREPEND:
        return json_pack("{ss so}", "type", "Prepend", "prepend",
                         text_of(t, s->to, s->to_bytes));
    case TOKENIZER_NORMAL_REPLACE:
        return json_pack(
            "{ss s{so} so}", "type", "Replace", "pattern", "String",
            marks ? json_string(" ") : text_of(t, s->from, s->from_bytes),
            "content", text_of(t, s->to, s->to_bytes));
    case TOKENIZER_NORMAL_TRIM_LEFT:
    case TOKENIZER_NORMAL_TRIM_RIGHT:
        return json_pack("{ss sb sb}", "type", "Strip", "strip_left",
                         s->kind == TOKENIZER_NORMAL_TRIM_LEFT, "strip_right",
                         s->kind == TOKENIZER_NORMAL_TRIM_RIGHT);
    default:
        return json_pack("{ss}", "type", plain[s->kind]);
    }
}

static json_t *normalizer(const struct tokenizer *t)
{
    json_t *list = json_array();

    for (int i = 0; list && i < t->normal.steps; i++) {
        if (json_array_append_new(list, normal_step(t, &t->normal.step[i]))) {
            json_decref(list);
            return NULL;
        }
    }
    if (t->normal.steps)
        return json_pack("{ss so}", "type", "Sequence", "normalizers", list);
    json_decref(list);
    return json_null();
}

static json_t *split_step(const struct tokenizer *t,
                          enum tokenizer_split_step step)
{
    const char *regex = tokenizer_split_regex(step);

    if (step == TOKENIZER_SPLIT_BERT)
        return json_pack("{ss}", "type", "BertPreTokenizer");
    if (step == TOKENIZER_SPLIT_SPACES)
        return json_pack("{ss}", "type", "WhitespaceSplit");
    if (step == TOKENIZER_SPLIT_MARKS || step == TOKENIZER_SPLIT_WORDS) {
        static const char *const schemes[] = {"never", "always", "first"};

        return json_pack("{ss ss ss sb}", "type", "Metaspace", "replacement",
                         TOKENIZER_SPELL_MARK, "prepend_scheme",
                         schemes[t->lead], "split",
                         step == TOKENIZER_SPLIT_MARKS);
    }
    if (regex)
        return json_pack("{ss s{ss} ss sb}", "type", "Split", "pattern",
                         "Regex", regex, "behavior", "Isolated", "invert", 0);
    return json_pack("{ss sb}", "type", "Digits", "individual_digits",
                     step == TOKENIZER_SPLIT_DIGITS);
}

static json_t *byte_level(const struct tokenizer *t, bool regex)
{
    return json_pack("{ss sb sb sb}", "type", "ByteLevel", "add_prefix_space",
                     t->lead != TOKENIZER_STORE_LEAD_NONE, "trim_offsets", 1,
                     "use_regex", (int)regex);
}

static json_t *pre_tokenizer(const struct tokenizer *t)
{
    const bool bytes = t->spell == TOKENIZER_SPELL_BYTES;
    json_t *list = json_array();
    int steps = t->split.steps;

    /* GPT-2's cut is part of ByteLevel, the last one of all. */
    const bool regex =
        bytes && steps && t->split.step[steps - 1] == TOKENIZER_SPLIT_GPT2;
    for (int i = 0; i < steps - regex; i++) {
        if (json_array_append_new(list, split_step(t, t->split.step[i]))) {
            json_decref(list);
            return NULL;
        }
    }
    if (t->spell == TOKENIZER_SPELL_MARKS && !steps && t->lead)
        json_array_append_new(list, split_step(t, TOKENIZER_SPLIT_WORDS));
    if (bytes && json_array_append_new(list, byte_level(t, regex))) {
        json_decref(list);
        return NULL;
    }
    return json_pack("{ss so}", "type", "Sequence", "pretokenizers", list);
}

static json_t *decoder(const struct tokenizer *t)
{
    if (t->kind == TOKENIZER_WORDPIECE)
        return json_pack("{ss ss sb}", "type", "WordPiece", "prefix", "##",
                         "cleanup", (int)t->tidy);
    if (t->join == TOKENIZER_STORE_JOIN_WORDS)
        return json_null();
    if (t->spell != TOKENIZER_SPELL_MARKS) {
        return json_pack("{ss sb sb sb}", "type", "ByteLevel",
                         "add_prefix_space", 1, "trim_offsets", 1, "use_regex",
                         1);
    }
    json_t *list =
        json_pack("[{ss s{ss} ss} {ss} {ss}]", "type", "Replace", "pattern",
                  "String", TOKENIZER_SPELL_MARK, "content", " ", "type",
                  "ByteFallback", "type", "Fuse");
    if (t->join == TOKENIZER_STORE_JOIN_LEAD) {
        json_array_append_new(list,
                              json_pack("{ss ss si si}", "type", "Strip",
                                        "content", " ", "start", 1, "stop", 0));
    }
    return json_pack("{ss so}", "type", "Sequence", "decoders", list);
}

static void add_special(json_t *single, json_t *all, int32_t id)
{
    char name[16];

    snprintf(name, sizeof name, "%d", id);
    json_array_append_new(single, json_pack("{s{ss si}}", "SpecialToken", "id",
                                            name, "type_id", 0));
    json_object_set_new(
        all, name,
        json_pack("{ss s[i] s[s]}", "id", name, "ids", id, "tokens", name));
}

static json_t *post_processor(const struct tokenizer *t)
{
    json_t *single = json_array(), *all = json_object();

    for (int i = 0; i < t->befores; i++)
        add_special(single, all, t->before[i]);
    json_array_append_new(
        single, json_pack("{s{ss si}}", "Sequence", "id", "A", "type_id", 0));
    for (int i = 0; i < t->afters; i++)
        add_special(single, all, t->after[i]);
    if (t->befores || t->afters) {
        return json_pack("{ss so s[{s{ss si}} {s{ss si}}] so}", "type",
                         "TemplateProcessing", "single", single, "pair",
                         "Sequence", "id", "A", "type_id", 0, "Sequence", "id",
                         "B", "type_id", 1, "special_tokens", all);
    }
    json_decref(single);
    json_decref(all);
    return json_null();
}

static bool prepends(const struct tokenizer *t)
{
    for (int i = 0; i < t->normal.steps; i++)
        if (t->normal.step[i].kind == TOKENIZER_NORMAL_PREPEND)
            return true;
    return false;
}

struct status tokenizer_write_stages(const struct tokenizer *t, json_t *root)
{
    if (t->added[1].count && prepends(t)) {
        return status_fail(STATUS_UNSUPPORTED,
                           "added tokens that are sought after something was "
                           "put before the text");
    }
    if (t->spell == TOKENIZER_SPELL_BYTES && t->lead && t->split.steps > 1) {
        return status_fail(STATUS_UNSUPPORTED,
                           "a space put before text that is cut in steps");
    }
    STATUS_TRY(set(root, "normalizer", normalizer(t)));
    STATUS_TRY(set(root, "pre_tokenizer", pre_tokenizer(t)));
    STATUS_TRY(set(root, "decoder", decoder(t)));
    return set(root, "post_processor", post_processor(t));
}
