#include "engine/model/tokenizer_unicode.h"

#include <utf8proc.h>

#define LETTER TOKENIZER_UNICODE_LETTER
#define UPPER  (TOKENIZER_UNICODE_LETTER | TOKENIZER_UNICODE_UPPER)
#define LOWER  (TOKENIZER_UNICODE_LETTER | TOKENIZER_UNICODE_LOWER)
#define NUMBER TOKENIZER_UNICODE_NUMBER
#define SPACE  TOKENIZER_UNICODE_SPACE
#define MARK   TOKENIZER_UNICODE_MARK
#define PUNCT  TOKENIZER_UNICODE_PUNCTUATION
#define OTHER  TOKENIZER_UNICODE_OTHER

struct range {
    int32_t first, last;
};

struct young {
    int32_t first, last;
    unsigned kinds;
};

/* Punctuation, marks and format characters that Unicode 8 lacks or had
 * otherwise; what lies between two of them is of no such kind. */
static const struct range after_8[] = {
    {0x61D, 0x61D},     {0x7FD, 0x7FD},     {0x890, 0x8E2},
    {0x9FD, 0x9FE},     {0xA76, 0xA76},     {0xAFA, 0xAFF},
    {0xB55, 0xB55},     {0xC04, 0xC3C},     {0xC77, 0xC77},
    {0xC84, 0xC84},     {0xD00, 0xD00},     {0xD3B, 0xD3C},
    {0xD81, 0xD81},     {0xEBA, 0xEBA},     {0xECE, 0xECE},
    {0x180F, 0x1886},   {0x1ABF, 0x1ACE},   {0x1B7D, 0x1B7E},
    {0x1DF6, 0x1DFB},   {0x2E43, 0x2E5D},   {0xA82C, 0xA82C},
    {0xA8C5, 0xA8C5},   {0xA8FF, 0xA8FF},   {0xA9BD, 0xA9BD},
    {0x10D24, 0x10F89}, {0x11070, 0x11074}, {0x110C2, 0x110CD},
    {0x111C9, 0x111C9}, {0x111CF, 0x111CF}, {0x1123E, 0x11241},
    {0x1133B, 0x1133B}, {0x11438, 0x1145E}, {0x11660, 0x1166C},
    {0x116B9, 0x116B9}, {0x1182F, 0x11FFF}, {0x12FF1, 0x13455},
    {0x16E97, 0x16F4F}, {0x16FE2, 0x16FE4}, {0x1CF00, 0x1CF46},
    {0x1E000, 0x1E4EF}, {0x1E944, 0x1E95F},
};

/* Marks and compatibility forms that Unicode 9 lacks. */
static const struct range after_9[] = {
    {0x7FD, 0x7FD},     {0x898, 0x8D3},     {0x9FE, 0x9FE},
    {0xAFA, 0xAFF},     {0xB55, 0xB55},     {0xC04, 0xC3C},
    {0xCF3, 0xD00},     {0xD3B, 0xD3C},     {0xD81, 0xD81},
    {0xEBA, 0xEBA},     {0xECE, 0xECE},     {0x1715, 0x1715},
    {0x180F, 0x180F},   {0x1ABF, 0x1ACE},   {0x1CF7, 0x1CF7},
    {0x1DF6, 0x1DFA},   {0x32FF, 0x32FF},   {0xA7F2, 0xA7F4},
    {0xA82C, 0xA82C},   {0xA8FF, 0xA8FF},   {0xAB69, 0xAB69},
    {0x10781, 0x107BA}, {0x10D24, 0x10F85}, {0x11070, 0x11074},
    {0x110C2, 0x110C2}, {0x11145, 0x11146}, {0x111C9, 0x111C9},
    {0x111CE, 0x111CF}, {0x11241, 0x11241}, {0x1133B, 0x1133B},
    {0x1145E, 0x1145E}, {0x1182C, 0x11A99}, {0x11D31, 0x13455},
    {0x16F4F, 0x16F4F}, {0x16F7F, 0x16F87}, {0x16FE4, 0x16FF1},
    {0x1CF00, 0x1CF46}, {0x1E030, 0x1E4EF}, {0x1F16C, 0x1F16C},
    {0x1FBF0, 0x1FBF9},
};

/* Assigned after Unicode 15. */
static const struct young young[] = {
    {0x897, 0x897, MARK},       {0x1B4E, 0x1B4F, PUNCT},
    {0x1B7F, 0x1B7F, PUNCT},    {0x1C89, 0x1C89, UPPER},
    {0x1C8A, 0x1C8A, LOWER},    {0xA7CB, 0xA7CC, UPPER},
    {0xA7CD, 0xA7CD, LOWER},    {0xA7DA, 0xA7DA, UPPER},
    {0xA7DB, 0xA7DB, LOWER},    {0xA7DC, 0xA7DC, UPPER},
    {0x105C0, 0x105F3, LETTER}, {0x10D40, 0x10D49, NUMBER},
    {0x10D4A, 0x10D4F, LETTER}, {0x10D50, 0x10D65, UPPER},
    {0x10D69, 0x10D6D, MARK},   {0x10D6E, 0x10D6E, PUNCT},
    {0x10D6F, 0x10D6F, LETTER}, {0x10D70, 0x10D85, LOWER},
    {0x10EC2, 0x10EC4, LETTER}, {0x10EFC, 0x10EFC, MARK},
    {0x11380, 0x113B7, LETTER}, {0x113B8, 0x113D0, MARK},
    {0x113D1, 0x113D1, LETTER}, {0x113D2, 0x113D2, MARK},
    {0x113D3, 0x113D3, LETTER}, {0x113D4, 0x113D8, PUNCT},
    {0x113E1, 0x113E2, MARK},   {0x116D0, 0x116E3, NUMBER},
    {0x11BC0, 0x11BE0, LETTER}, {0x11BE1, 0x11BE1, PUNCT},
    {0x11BF0, 0x11BF9, NUMBER}, {0x11F5A, 0x11F5A, MARK},
    {0x13460, 0x143FA, LETTER}, {0x16100, 0x1611D, LETTER},
    {0x1611E, 0x1612F, MARK},   {0x16130, 0x16139, NUMBER},
    {0x16D40, 0x16D6C, LETTER}, {0x16D6D, 0x16D6F, PUNCT},
    {0x16D70, 0x16D79, NUMBER}, {0x18CFF, 0x18CFF, LETTER},
    {0x1CCF0, 0x1CCF9, NUMBER}, {0x1E5D0, 0x1E5ED, LETTER},
    {0x1E5EE, 0x1E5EF, MARK},   {0x1E5F0, 0x1E5F0, LETTER},
    {0x1E5F1, 0x1E5FA, NUMBER}, {0x1E5FF, 0x1E5FF, PUNCT},
    {0x2EBF0, 0x2EE5D, LETTER},
};

enum {
    U = UPPER,
    L = LOWER,
    N = NUMBER,
    S = SPACE,
    V = SPACE | OTHER, /* vertical tab and form feed */
    O = OTHER,
    P = PUNCT
};

const uint8_t tokenizer_unicode_ascii[128] = {
    O, O, O, O, O, O, O, O, O, S, S, V, V, S, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, S, P, P, P, 0, P, P, P, P, P, P, 0,
    P, P, P, P, N, N, N, N, N, N, N, N, N, N, P, P, 0, 0, 0, P, P, U,
    U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    U, U, U, P, P, P, 0, P, 0, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, P, 0, P, 0, O};

/* By the category numbers of utf8proc. */
static const uint8_t by_category[] = {
    [UTF8PROC_CATEGORY_LU] = UPPER,  [UTF8PROC_CATEGORY_LT] = UPPER,
    [UTF8PROC_CATEGORY_LL] = LOWER,  [UTF8PROC_CATEGORY_LM] = LETTER,
    [UTF8PROC_CATEGORY_LO] = LETTER, [UTF8PROC_CATEGORY_MN] = MARK,
    [UTF8PROC_CATEGORY_MC] = MARK,   [UTF8PROC_CATEGORY_ME] = MARK,
    [UTF8PROC_CATEGORY_ND] = NUMBER, [UTF8PROC_CATEGORY_NL] = NUMBER,
    [UTF8PROC_CATEGORY_NO] = NUMBER, [UTF8PROC_CATEGORY_PC] = PUNCT,
    [UTF8PROC_CATEGORY_PD] = PUNCT,  [UTF8PROC_CATEGORY_PS] = PUNCT,
    [UTF8PROC_CATEGORY_PE] = PUNCT,  [UTF8PROC_CATEGORY_PI] = PUNCT,
    [UTF8PROC_CATEGORY_PF] = PUNCT,  [UTF8PROC_CATEGORY_PO] = PUNCT,
    [UTF8PROC_CATEGORY_ZS] = SPACE,  [UTF8PROC_CATEGORY_ZL] = SPACE,
    [UTF8PROC_CATEGORY_ZP] = SPACE,  [UTF8PROC_CATEGORY_CC] = OTHER,
    [UTF8PROC_CATEGORY_CF] = OTHER,  [UTF8PROC_CATEGORY_CO] = OTHER,
};

static unsigned young_kinds(int32_t code)
{
    for (size_t i = 0; i < sizeof young / sizeof *young; i++) {
        if (code <= young[i].last)
            return code >= young[i].first ? young[i].kinds : 0;
    }
    return 0;
}

unsigned tokenizer_unicode_kinds(int32_t code)
{
    if (code < 128)
        return tokenizer_unicode_ascii[code];
    if (code == 0x85)
        return SPACE | OTHER; /* the one control that is white space, too */

    const utf8proc_category_t category = utf8proc_category(code);
    if (category == UTF8PROC_CATEGORY_CN)
        return young_kinds(code);
    return (size_t)category < sizeof by_category ? by_category[category] : 0;
}

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static int32_t bits(char c)
{
    return (unsigned char)c & 0x3F;
}

size_t tokenizer_unicode_read(const char *text, size_t bytes, int32_t *code)
{
    if (!bytes)
        return 0;
    const unsigned char c = (unsigned char)text[0];
    if (c < 0x80) {
        *code = c;
        return 1;
    }
    if (c < 0xC2 || bytes < 2 || !is_tail(text[1]))
        return 0;
    if (c < 0xE0) {
        *code = (c & 0x1F) << 6 | bits(text[1]);
        return 2;
    }
    if (bytes < 3 || !is_tail(text[2]))
        return 0;
    if (c < 0xF0) {
        *code = (c & 0x0F) << 12 | bits(text[1]) << 6 | bits(text[2]);
        return *code >= 0x800 && (*code < 0xD800 || *code > 0xDFFF) ? 3 : 0;
    }
    if (c > 0xF4 || bytes < 4 || !is_tail(text[3]))
        return 0;
    *code = (c & 0x07) << 18 | bits(text[1]) << 12 | bits(text[2]) << 6 |
            bits(text[3]);
    return *code >= 0x10000 && *code <= 0x10FFFF ? 4 : 0;
}

size_t tokenizer_unicode_write(int32_t code, char *out)
{
    return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)out);
}

size_t tokenizer_unicode_check(const char *text, size_t bytes)
{
    int32_t code;

    for (size_t at = 0; at < bytes;) {
        const size_t done =
            tokenizer_unicode_read(text + at, bytes - at, &code);

        if (!done)
            return at;
        at += done;
    }
    return bytes;
}

bool tokenizer_unicode_after(int32_t code, int version)
{
    const struct range *table = version == 8 ? after_8 : after_9;
    size_t low = 0, high = version == 8 ? sizeof after_8 / sizeof *after_8
                                        : sizeof after_9 / sizeof *after_9;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (code > table[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < (version == 8 ? sizeof after_8 / sizeof *after_8
                               : sizeof after_9 / sizeof *after_9) &&
           code >= table[low].first;
}
