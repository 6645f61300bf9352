#include "viz/spelling.h"

#include <stddef.h>

struct spelling {
    uint32_t rune;
    const char *text;
};

/* Latin-1 letters and signs, U+00A0 to U+00FF. */
static const char *const latin[96] = {
    " ",   "!",   "c",  "GBP", "o",   "JPY", "|",   "par", /* a0 */
    "\"",  "(c)", "a",  "<<",  "not", "-",   "(R)", "-",
    "deg", "+-",  "^2", "^3",  "'",   "u",   "par", ".", /* b0 */
    ",",   "^1",  "o",  ">>",  "1/4", "1/2", "3/4", "?",
    "A",   "A",   "A",  "A",   "A",   "A",   "AE",  "C", /* c0 */
    "E",   "E",   "E",  "E",   "I",   "I",   "I",   "I",
    "D",   "N",   "O",  "O",   "O",   "O",   "O",   "x", /* d0 */
    "O",   "U",   "U",  "U",   "U",   "Y",   "Th",  "ss",
    "a",   "a",   "a",  "a",   "a",   "a",   "ae",  "c", /* e0 */
    "e",   "e",   "e",  "e",   "i",   "i",   "i",   "i",
    "d",   "n",   "o",  "o",   "o",   "o",   "o",   "/", /* f0 */
    "o",   "u",   "u",  "u",   "u",   "y",   "th",  "y"};

/* U+0391 to U+03C9. */
static const char *const greek[57] = {
    "Alpha", "Beta",  "Gamma",  "Delta", "Epsilon", "Zeta", "Eta", "Theta",
    "Iota",  "Kappa", "Lambda", "Mu",    "Nu",      "Xi",   "O",   "Pi",
    "Rho",   "?",     "Sigma",  "Tau",   "Upsilon", "Phi",  "Chi", "Psi",
    "Omega", "I",     "Y",      "a",     "e",       "e",    "i",   "y",
    "alpha", "beta",  "gamma",  "delta", "epsilon", "zeta", "eta", "theta",
    "iota",  "kappa", "lambda", "mu",    "nu",      "xi",   "o",   "pi",
    "rho",   "s",     "sigma",  "tau",   "upsilon", "phi",  "chi", "psi",
    "omega"};

/* By code point, for the search. */
static const struct spelling other[] = {
    {0x0131, "i"},     {0x0141, "L"},    {0x0142, "l"},    {0x0152, "OE"},
    {0x0153, "oe"},    {0x0160, "S"},    {0x0161, "s"},    {0x017d, "Z"},
    {0x017e, "z"},     {0x0302, "^"},    {0x03d5, "phi"},  {0x03f5, "epsilon"},
    {0x2010, "-"},     {0x2011, "-"},    {0x2012, "-"},    {0x2013, "-"},
    {0x2014, "--"},    {0x2015, "--"},   {0x2016, "||"},   {0x2018, "'"},
    {0x2019, "'"},     {0x201a, ","},    {0x201b, "'"},    {0x201c, "\""},
    {0x201d, "\""},    {0x201e, "\""},   {0x2020, "+"},    {0x2022, "*"},
    {0x2026, "..."},   {0x2032, "'"},    {0x2033, "''"},   {0x2039, "<"},
    {0x203a, ">"},     {0x2044, "/"},    {0x2070, "^0"},   {0x2074, "^4"},
    {0x2075, "^5"},    {0x2076, "^6"},   {0x2077, "^7"},   {0x2078, "^8"},
    {0x2079, "^9"},    {0x207a, "^+"},   {0x207b, "^-"},   {0x207f, "^n"},
    {0x2080, "_0"},    {0x2081, "_1"},   {0x2082, "_2"},   {0x2083, "_3"},
    {0x2084, "_4"},    {0x2085, "_5"},   {0x2086, "_6"},   {0x2087, "_7"},
    {0x2088, "_8"},    {0x2089, "_9"},   {0x2096, "_k"},   {0x2099, "_n"},
    {0x209c, "_t"},    {0x20ac, "EUR"},  {0x2113, "l"},    {0x211d, "R"},
    {0x2122, "(TM)"},  {0x2190, "<-"},   {0x2191, "^"},    {0x2192, "->"},
    {0x2193, "v"},     {0x2194, "<->"},  {0x21b5, "\\n"},  {0x21d0, "<="},
    {0x21d2, "=>"},    {0x21d4, "<=>"},  {0x2200, "all "}, {0x2202, "d"},
    {0x2203, "some "}, {0x2207, "grad"}, {0x2208, " in "}, {0x220f, "prod"},
    {0x2211, "sum"},   {0x2212, "-"},    {0x2215, "/"},    {0x2217, "*"},
    {0x2218, "o"},     {0x2219, "."},    {0x221a, "sqrt"}, {0x221d, "~"},
    {0x221e, "inf"},   {0x2225, "||"},   {0x2227, "and"},  {0x2228, "or"},
    {0x2229, "n"},     {0x222a, "u"},    {0x222b, "int"},  {0x223c, "~"},
    {0x2248, "~="},    {0x2260, "!="},   {0x2261, "=="},   {0x2264, "<="},
    {0x2265, ">="},    {0x226a, "<<"},   {0x226b, ">>"},   {0x2295, "(+)"},
    {0x2297, "(x)"},   {0x2299, "(.)"},  {0x22a4, "T"},    {0x22c5, "."},
    {0x22ee, ":"},     {0x22ef, "..."},  {0x2308, "["},    {0x2309, "]"},
    {0x230a, "["},     {0x230b, "]"},    {0x23ce, "\\n"},  {0x2420, "_"},
    {0x2423, "_"},     {0x25a0, "#"},    {0x25a1, "[]"},   {0x25b2, "^"},
    {0x25b6, ">"},     {0x25b8, ">"},    {0x25ba, ">"},    {0x25bc, "v"},
    {0x25c0, "<"},     {0x25c4, "<"},    {0x25c6, "+"},    {0x25cb, "o"},
    {0x25cf, "*"},     {0x25e6, "o"},    {0x2605, "*"},    {0x2606, "*"},
    {0x2713, "v"},     {0x2714, "v"},    {0x2717, "x"},    {0x2718, "x"},
    {0x27e8, "<"},     {0x27e9, ">"},    {0x27f6, "-->"},  {0xfb01, "fi"},
    {0xfb02, "fl"}};

static const char *find_other(uint32_t rune)
{
    size_t low = 0, high = sizeof other / sizeof other[0];

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (other[middle].rune == rune)
            return other[middle].text;
        if (other[middle].rune < rune) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return "?";
}

/* Frames and blocks, U+2500 to U+259F. */
static const char *frame_or_block(uint32_t rune)
{
    static const char lines[] = "--||--||--||";

    if (rune >= 0x2591 && rune <= 0x2593)
        return rune == 0x2591 ? "." : rune == 0x2592 ? ":" : "%";
    if (rune >= 0x2580)
        return "#";
    if (rune < 0x250c)
        return lines[rune - 0x2500] == '-' ? "-" : "|";
    if (rune == 0x2550)
        return "=";
    return rune == 0x2551 || rune == 0x2575 || rune == 0x2577 ? "|" : "+";
}

const char *spelling_of(uint32_t rune)
{
    static const char ascii[95][2] = {
        " ", "!", "\"", "#", "$",  "%", "&", "'", "(", ")", "*", "+", ",", "-",
        ".", "/", "0",  "1", "2",  "3", "4", "5", "6", "7", "8", "9", ":", ";",
        "<", "=", ">",  "?", "@",  "A", "B", "C", "D", "E", "F", "G", "H", "I",
        "J", "K", "L",  "M", "N",  "O", "P", "Q", "R", "S", "T", "U", "V", "W",
        "X", "Y", "Z",  "[", "\\", "]", "^", "_", "`", "a", "b", "c", "d", "e",
        "f", "g", "h",  "i", "j",  "k", "l", "m", "n", "o", "p", "q", "r", "s",
        "t", "u", "v",  "w", "x",  "y", "z", "{", "|", "}", "~"};

    if (rune >= 0x20 && rune < 0x7f)
        return ascii[rune - 0x20];
    if (rune >= 0xa0 && rune <= 0xff)
        return latin[rune - 0xa0];
    if (rune >= 0x391 && rune <= 0x3c9)
        return greek[rune - 0x391];
    if (rune >= 0x2500 && rune <= 0x259f)
        return frame_or_block(rune);
    return find_other(rune);
}
