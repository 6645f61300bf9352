/* exam_call.c - out of check.c, for a program of its own: call() and what it
 * stands on. That is found by name, from call() outwards: a function, a table
 * or a constant goes along where something that goes along names it.
 *
 * Nothing is parsed but what stands at the left margin: check.c has the format
 * of the house, where a definition begins there and ends there. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "exercises/exam_parts.h"
#include "exercises/exercise.h"

enum { MOST_PIECES = 64 };

/* One definition of check.c, with the remark above it. */
struct piece {
    const char *text, *from; /* with and without the remark */
    size_t bytes;            /* from `from` on */
    bool taken;
};

struct pieces {
    struct piece list[MOST_PIECES];
    int count;
};

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The next name in the code from *at to `end`, its bytes, or 0. Words in
 * remarks and strings are none. */
static size_t next_name(const char **at, const char *end)
{
    const char *p = *at;
    size_t n = 0;

    while (p < end) {
        if (starts(p, "/*")) {
            p = strstr(p, "*/");
            p = p && p < end ? p + 2 : end;
        } else if (*p == '"' || *p == '\'') {
            const char quote = *p++;

            while (p < end && *p != quote)
                p += *p == '\\' ? 2 : 1;
            p++;
        } else if (isalpha((unsigned char)*p) || *p == '_') {
            break;
        } else if (isdigit((unsigned char)*p)) {
            while (p < end && (isalnum((unsigned char)*p) || *p == '.'))
                p++; /* 1e-4f has no name in it */
        } else {
            p++;
        }
    }
    while (p + n < end && (isalnum((unsigned char)p[n]) || p[n] == '_'))
        n++;
    *at = p;
    return n;
}

/* Where the definition at `from` ends: past its last line, or NULL. */
static const char *end_of(const char *from)
{
    const char opens = from[strcspn(from, "({=;")];
    const char *line = from + strcspn(from, "\n"), *end = ";\n", *at;

    if (line > from && line[-1] == ';' && opens != '(')
        return *line ? line + 1 : line;
    if (opens == '(')
        end = "\n}\n";
    else if (opens == '{' && !starts(from, "enum"))
        end = "\n};\n"; /* its members end with ; too */
    at = strstr(from, end);
    return at ? at + strlen(end) : NULL;
}

/* What check.c tells the judge, and what asks it for numbers, stays there. */
static bool of_the_judge(const char *from)
{
    static const char *const heads[] = {"static const struct check_case",
                                        "static void make(struct check",
                                        "static void look(struct check"};
    bool found = false;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        found = found || starts(from, heads[i]);
    return found;
}

static void cut(struct pieces *p, const char *check)
{
    const char *remark = NULL;

    for (const char *line = check; *line;) {
        const char *next = strchr(line, '\n');

        next = next ? next + 1 : line + strlen(line);
        if (starts(line, "/*"))
            remark = line;
        else if (*line == '\n')
            remark = NULL;
        if (starts(line, "static ") || starts(line, "enum ") ||
            starts(line, "struct ")) {
            const char *end = end_of(line);

            if (!end)
                return;
            if (p->count < MOST_PIECES && !of_the_judge(line))
                p->list[p->count++] = (struct piece){
                    remark ? remark : line, line, (size_t)(end - line), false};
            remark = NULL;
            next = end;
        }
        line = next;
    }
}

/* Does `p` define the name? A constant of an enum, or the last name in front of
 * what makes it a function, a table or a value; behind its members, where it is
 * of a struct without a name. */
static bool defines(const struct piece *p, const char *name, size_t bytes)
{
    const bool all = starts(p->from, "enum");
    const char *at = p->from, *last = NULL;
    size_t last_bytes = 0;

    if (starts(at, "static ") && at[strcspn(at, "([={;")] == '{' &&
        strstr(at, "\n} ") != NULL)
        at = strstr(at, "\n} ") + 2;
    const char *end = all ? at + p->bytes : at + strcspn(at, "([={;");
    for (size_t n; (n = next_name(&at, end)) > 0; at += n) {
        last = at;
        last_bytes = n;
        if (all && n == bytes && strncmp(at, name, n) == 0)
            return true;
    }
    return !all && last && last_bytes == bytes &&
           strncmp(last, name, bytes) == 0;
}

/* Takes what `p` names; does that change anything? */
static bool take_named(struct pieces *all, const struct piece *p)
{
    const char *at = p->from, *end = p->from + p->bytes;
    bool more = false;

    for (size_t n; (n = next_name(&at, end)) > 0; at += n) {
        for (int i = 0; i < all->count; i++) {
            struct piece *q = &all->list[i];

            if (!q->taken && defines(q, at, n))
                more = q->taken = true;
        }
    }
    return more;
}

static bool take_all(struct pieces *all)
{
    bool found = false, more = true;

    for (int i = 0; i < all->count; i++) {
        struct piece *p = &all->list[i];

        p->taken = starts(p->from, EXAM_CALL "{\n");
        found = found || p->taken;
    }
    while (found && more) {
        more = false;
        for (int i = 0; i < all->count; i++)
            if (all->list[i].taken)
                more = take_named(all, &all->list[i]) || more;
    }
    return found;
}

char *exam_call(const struct exam *e)
{
    struct pieces *all = calloc(1, sizeof *all);
    struct buf check, out;
    char *text = NULL;

    buf_init(&check, EXERCISE_BYTES);
    buf_init(&out, EXERCISE_BYTES);
    if (all && !exercise_text(&check, e->folder, "check.c").code) {
        cut(all, buf_string(&check));
        const bool found = take_all(all);
        for (int i = 0; i < all->count && found; i++) {
            const struct piece *p = &all->list[i];

            if (p->taken)
                buf_printf(&out, "%s%.*s", out.bytes ? "\n" : "",
                           (int)(p->from - p->text + (long)p->bytes), p->text);
        }
        if (found && !buf_status(&out).code)
            text = strdup(buf_string(&out));
    }
    buf_release(&out);
    buf_release(&check);
    free(all);
    return text;
}
