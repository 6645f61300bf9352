#include "lessons/labs/labspell.h"

#include <string.h>

enum { MAX_PARTS = 512, MAX_WORD = 63 };

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One part of "a=b&c=d", up to the next '&'. */
static struct status cut_record(const char **at, struct buf *out)
{
    const char *p = *at;

    for (; *p && *p != '&'; p++) {
        char c = *p;

        if (c == '%') {
            const int high = digit(p[1]);
            const int low = high < 0 ? -1 : digit(p[2]);

            if (low < 0 || high * 16 + low == 0) {
                return status_fail(STATUS_BAD_USAGE,
                                   "\"%.40s\" is no percent sign with two hex "
                                   "digits",
                                   p);
            }
            c = (char)(high * 16 + low);
            p += 2;
        }
        buf_char(out, c);
    }
    *at = p;
    return STATUS_OK;
}

/* One part of 'a=b c="d e"', up to the next blank outside of quotes. */
static struct status cut_words(const char **at, struct buf *out)
{
    const char *p = *at;
    bool quoted = false;

    for (; *p && (quoted || !is_blank(*p)); p++) {
        if (*p == '"') {
            quoted = !quoted;
        } else if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\')) {
            buf_char(out, *++p);
        } else {
            buf_char(out, *p);
        }
    }
    if (quoted) {
        return status_fail(STATUS_BAD_USAGE, "a quote is not closed in %.200s",
                           *at);
    }
    *at = p;
    return STATUS_OK;
}

struct status labspell_cut(const char *run, struct buf *out, int *parts)
{
    while (is_blank(*run))
        run++;

    const size_t name = strcspn(run, "? \t");
    const bool record = run[name] == '?';
    const char *p = run + name + (record ? 1 : 0);

    if (!name)
        return status_fail(STATUS_BAD_USAGE, "no lab is named");
    buf_add(out, run, name);
    buf_char(out, '\0');
    *parts = 1;
    for (;;) {
        while (record ? *p == '&' : is_blank(*p))
            p++;
        if (!*p)
            return buf_status(out);
        if (++*parts > MAX_PARTS) {
            return status_fail(STATUS_TOO_BIG, "more than %d settings",
                               MAX_PARTS);
        }
        STATUS_TRY(record ? cut_record(&p, out) : cut_words(&p, out));
        buf_char(out, '\0');
    }
}

void labspell_add(struct buf *out, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:/";

    for (; *value; value++) {
        if (strchr(plain, *value)) {
            buf_char(out, *value);
        } else {
            buf_printf(out, "%%%02x", (unsigned)(unsigned char)*value);
        }
    }
}

int labspell_distance(const char *a, const char *b)
{
    int row[MAX_WORD + 1];
    const size_t na = strlen(a);
    const size_t nb = strlen(b);

    if (na > MAX_WORD || nb > MAX_WORD)
        return MAX_WORD;
    for (size_t j = 0; j <= nb; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= na; i++) {
        int corner = row[0];

        row[0] = (int)i;
        for (size_t j = 1; j <= nb; j++) {
            const int above = row[j];
            int best = corner + (a[i - 1] != b[j - 1]);

            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            corner = above;
            row[j] = best;
        }
    }
    return row[nb];
}

/* Bytes of the character that starts with `c`, 0 where none can. */
static int length_of(unsigned char c)
{
    if (c < 0x80)
        return c < 0x20 || c == 0x7f ? 0 : 1;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef)
        return 3;
    return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

bool labspell_clean(const char *text, size_t bytes)
{
    const unsigned char *p = (const unsigned char *)text;
    const unsigned char *end = p + bytes;

    while (p < end) {
        const int n = length_of(*p);

        if (!n || n > end - p)
            return false;
        for (int i = 1; i < n; i++) {
            if ((p[i] & 0xc0) != 0x80)
                return false;
        }
        /* Spellings that are too long, halves of pairs, past the last. */
        if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
            (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
            return false;
        p += n;
    }
    return true;
}
