#ifndef TESTS_MODEL_TOKENIZERFILES_H
#define TESTS_MODEL_TOKENIZERFILES_H

#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/model/tokenizer.h"

/* tokenizerfiles.h - small files of tokenizers, to be damaged. */

/* One small file for each part that a published tokenizer.json may have. */
#define TOKENIZERFILES_ADDED                                                \
    "\"added_tokens\":[{\"id\":9,\"content\":\"<|end|>\",\"special\":true," \
    "\"lstrip\":true,\"rstrip\":true,\"normalized\":false},{\"id\":10,"     \
    "\"content\":\"A b\",\"normalized\":true,\"single_word\":true}],"

static const char *const tokenizerfiles_json[] = {
    "{\"version\":\"1.0\"," TOKENIZERFILES_ADDED
    "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":"
    "\"NFC\"},{\"type\":\"Lowercase\"}]},\"pre_tokenizer\":{\"type\":"
    "\"ByteLevel\",\"add_prefix_space\":true},\"decoder\":{\"type\":"
    "\"ByteLevel\"},\"post_processor\":{\"type\":\"TemplateProcessing\","
    "\"single\":[{\"SpecialToken\":{\"id\":\"e\"}},{\"Sequence\":{\"id\":"
    "\"A\"}}],\"special_tokens\":{\"e\":{\"ids\":[9]}}},\"model\":{\"type\":"
    "\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"\xC4\xA0\":2,\"ab\":3,"
    "\"\xC4\xA0"
    "ab\":4,\"c\":5},\"merges\":[\"a b\",[\"\xC4\xA0\",\"ab\"]]}}",
    "{" TOKENIZERFILES_ADDED
    "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":"
    "\"Prepend\",\"prepend\":\"\xE2\x96\x81\"},{\"type\":\"Replace\","
    "\"pattern\":{\"String\":\" \"},\"content\":\"\xE2\x96\x81\"}]},"
    "\"decoder\":{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\"},"
    "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]},"
    "\"model\":{\"type\":\"BPE\",\"unk_token\":\"?\",\"fuse_unk\":true,"
    "\"byte_fallback\":true,\"vocab\":{\"?\":0,\"<0x61>\":1,\"b\":2,"
    "\"\xE2\x96\x81\":3,\"\xE2\x96\x81"
    "b\":4},\"merges\":[\"\xE2\x96\x81 b\"]}}",
    "{" TOKENIZERFILES_ADDED
    "\"normalizer\":{\"type\":\"BertNormalizer\",\"lowercase\":true},"
    "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"decoder\":{\"type\":"
    "\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},\"post_processor\":"
    "{\"type\":\"BertProcessing\",\"sep\":[\"s\",1],\"cls\":[\"c\",0]},"
    "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"u\",\"vocab\":{\"u\":0,"
    "\"a\":1,\"##b\":2,\"e\":3},\"max_input_chars_per_word\":100}}",
    "{\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":"
    "\"Digits\",\"individual_digits\":true},{\"type\":\"Split\",\"pattern\":"
    "{\"Regex\":\"'s|'t|'re|'ve|'m|'ll|'d| ?\\\\p{L}+| ?\\\\p{N}+| "
    "?[^\\\\s\\\\p{L}\\\\p{N}]+|\\\\s+(?!\\\\S)|\\\\s+\"},\"behavior\":"
    "\"Isolated\",\"invert\":false},{\"type\":\"ByteLevel\",\"use_regex\":"
    "false,\"add_prefix_space\":false}]},\"model\":{\"type\":\"BPE\","
    "\"ignore_merges\":true,\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":"
    "[\"a b\"]}}",
    "{\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":"
    "\"\xE2\x96\x81\",\"prepend_scheme\":\"first\",\"split\":true},"
    "\"normalizer\":{\"type\":\"NFKD\"},\"decoder\":null,\"model\":{"
    "\"type\":\"BPE\",\"vocab\":{\"\xE2\x96\x81\":0,\"a\":1,\"\xE2\x96\x81"
    "a\":2},\"merges\":[[\"\xE2\x96\x81\",\"a\"]]}}",
};

enum {
    TOKENIZERFILES_JSON =
        sizeof tokenizerfiles_json / sizeof *tokenizerfiles_json
};

/* GPT-2's two files. */
static const char tokenizerfiles_vocab[] =
    "{\"a\":0,\"b\":1,\"\xC4\xA0\":2,\"ab\":3,\"\xC4\xA0"
    "ab\":4,\"c\":5}";
static const char tokenizerfiles_merges[] = "#version: 0.2\na b\n\xC4\xA0 ab\n";

/* All bytes and three pairs, as tiktoken keeps ranks. */
static inline void tokenizerfiles_ranks(struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789+/";

    for (unsigned b = 0; b < 256; b++)
        buf_printf(out, "%c%c== %u\n", digits[b >> 2], digits[(b & 3) << 4], b);
    buf_text(out, "YWI= 256\nYWJi 257\nICA= 258\n");
}

/* What is accepted must stay in its bounds, whatever it makes of the text. */
static inline void tokenizerfiles_use(struct tokenizer *t)
{
    static const char words[] =
        "ab Ab b<|end|> a\xCC\x81 A b \xE6\xBC\xA2\xE2\x96\x81 12\n\n it's";
    enum { ROOM = 4096 };
    static int32_t id[ROOM];
    static struct tokenizer_span span[ROOM];
    struct tokenizer_sink sink = {.id = id, .span = span, .room = ROOM};
    struct tokenizer_stream stream = {0};
    struct buf out;

    buf_init(&out, (size_t)1 << 24);
    const struct status st =
        tokenizer_encode_into(t, words, strlen(words), &sink);
    if (st.code && st.code != STATUS_TOO_BIG)
        abort();
    for (size_t i = 0; i < sink.count; i++)
        if (span[i].start > span[i].end || span[i].end > strlen(words) ||
            tokenizer_stream_add(t, &stream, id[i], &out).code)
            abort();
    if (tokenizer_decode(t, id, sink.count, &out).code)
        abort();
    buf_release(&out);
    tokenizer_free(t);
}

#endif
