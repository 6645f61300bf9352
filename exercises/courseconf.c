#include "exercises/courseconf.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "engine/base/paths.h"

#define FILE_NAME       "course.conf"
#define CONFIG_DIRS     "/etc/xdg"
#define STUDENT         "{student}"
#define MOST_HINTS      99
#define VALUE_BYTES     256
#define PATH_BYTES      4096
#define DAY_END_SECONDS 59

static struct status put_hints(struct courseconf *c, const char *value)
{
    char *end;
    const long n = strtol(value, &end, 10);

    if (strcmp(value, "yes") == 0) {
        c->hints = -1;
    } else if (strcmp(value, "no") == 0) {
        c->hints = 0;
    } else if (end != value && !*end && n >= 0 && n <= MOST_HINTS) {
        c->hints = (int)n;
    } else {
        return status_fail(STATUS_BAD_FILE,
                           "hints is \"%.60s\", but must be yes, no or a "
                           "number from 0 to %d",
                           value, MOST_HINTS);
    }
    return STATUS_OK;
}

static struct status put_solution(struct courseconf *c, const char *value)
{
    static const char *const names[] = {"hints", "pass", "due", "never"};

    for (int i = COURSECONF_HINTS; i <= COURSECONF_NEVER; i++) {
        if (strcmp(value, names[i]) == 0) {
            c->solution = (enum courseconf_solution)i;
            return STATUS_OK;
        }
    }
    return status_fail(STATUS_BAD_FILE,
                       "solution is \"%.60s\", but must be hints, pass, due "
                       "or never",
                       value);
}

/* mktime() takes the 31st of November for the 1st of December: that is no date
 * that anybody meant. */
static struct status put_due(struct courseconf *c, const char *value)
{
    struct tm t = {
        .tm_hour = 23, .tm_min = 59, .tm_sec = DAY_END_SECONDS, .tm_isdst = -1};
    int end = 0;
    const int n =
        sscanf(value, "%4d-%2d-%2d%n %2d:%2d%n", &t.tm_year, &t.tm_mon,
               &t.tm_mday, &end, &t.tm_hour, &t.tm_min, &end);

    t.tm_year -= 1900;
    t.tm_mon -= 1;
    if (n == 5)
        t.tm_sec = 0;
    const struct tm asked = t;
    const time_t at = (n == 3 || n == 5) && !value[end] ? mktime(&t) : -1;
    if (at <= 0 || t.tm_mday != asked.tm_mday || t.tm_mon != asked.tm_mon ||
        t.tm_min != asked.tm_min || asked.tm_hour > 23) {
        return status_fail(STATUS_BAD_FILE,
                           "due is \"%.60s\", but must be a time such as "
                           "2026-12-01 18:00, or a day such as 2026-12-01",
                           value);
    }
    c->due = at;
    return STATUS_OK;
}

static struct status put_seed(struct courseconf *c, const char *value)
{
    if (strlen(value) >= sizeof c->seed) {
        return status_fail(STATUS_BAD_FILE, "seed is longer than %zu bytes",
                           sizeof c->seed - 1);
    }
    snprintf(c->seed, sizeof c->seed, "%s", value);
    return STATUS_OK;
}

static const struct {
    const char *name;
    struct status (*put)(struct courseconf *c, const char *value);
} keys[] = {
    {"hints", put_hints},
    {"solution", put_solution},
    {"due", put_due},
    {"seed", put_seed},
};
enum { KEYS = sizeof keys / sizeof *keys };

/* `line` without its end; a bit of *seen for each key. */
static struct status read_line(struct courseconf *c, const char *line,
                               size_t bytes, unsigned *seen)
{
    char text[VALUE_BYTES];
    char *value, *end;

    if (bytes >= sizeof text || memchr(line, '\0', bytes))
        return status_fail(STATUS_BAD_FILE,
                           "the line is no text of at most "
                           "%d bytes",
                           VALUE_BYTES - 1);
    snprintf(text, sizeof text, "%.*s", (int)bytes, line);
    char *key = text + strspn(text, " \t");
    for (end = key + strlen(key); end > key && strchr(" \t\r", end[-1]);)
        *--end = '\0';
    if (!*key || *key == '#')
        return STATUS_OK;
    value = strchr(key, '=');
    if (!value)
        return status_fail(STATUS_BAD_FILE, "a line is key = value");
    for (end = value; end > key && strchr(" \t", end[-1]);)
        end--;
    *end = '\0';
    value += 1 + strspn(value + 1, " \t");
    for (int i = 0; i < KEYS; i++) {
        if (strcmp(key, keys[i].name) != 0)
            continue;
        if (*seen & 1u << i)
            return status_fail(STATUS_BAD_FILE, "%s stands there twice", key);
        *seen |= 1u << i;
        return keys[i].put(c, value);
    }
    return status_fail(STATUS_BAD_FILE,
                       "there is no key \"%.60s\"; hints, solution, due and "
                       "seed are",
                       key);
}

struct status courseconf_text(struct courseconf *c, const char *path,
                              const char *text, size_t bytes)
{
    unsigned seen = 0;
    int line = 0;

    *c = (struct courseconf){.hints = -1};
    for (const char *end = text + bytes; text < end; text++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        const size_t n = (size_t)((stop ? stop : end) - text);
        const struct status st = read_line(c, text, n, &seen);

        line++;
        if (st.code)
            return status_fail(STATUS_BAD_FILE, "%s:%d: %s", path, line,
                               st.text);
        text += n;
    }
    if (c->solution == COURSECONF_DUE && !c->due) {
        return status_fail(STATUS_BAD_FILE,
                           "%s:%d: solution = due, but no due = is given", path,
                           line);
    }
    return STATUS_OK;
}

static struct status read_file(struct courseconf *c, const char *path)
{
    struct filemap map;

    *c = (struct courseconf){.hints = -1};
    STATUS_TRY(filemap_open(&map, path, COURSECONF_BYTES));
    const struct status st =
        courseconf_text(c, path, (const char *)map.data, map.bytes);
    filemap_close(&map);
    return st;
}

/* The first that is there; "" for none. */
static void find(struct buf *out)
{
    const char *dirs = getenv("XDG_CONFIG_DIRS");

    if (!paths_home(out, FILE_NAME).code && paths_exists(buf_string(out)))
        return;
    for (dirs = dirs && *dirs ? dirs : CONFIG_DIRS; *dirs;) {
        const size_t n = strcspn(dirs, ":");

        buf_clear(out);
        buf_printf(out, "%.*s/lathe/" FILE_NAME, (int)n, dirs);
        if (*dirs == '/' && paths_exists(buf_string(out)))
            return;
        dirs += n + (dirs[n] == ':');
    }
    buf_clear(out);
}

struct status courseconf_open(struct courseconf *c, const char *path)
{
    struct status st = STATUS_OK;
    struct buf found;

    if (path)
        return read_file(c, path);
    *c = (struct courseconf){.hints = -1};
    buf_init(&found, PATH_BYTES);
    find(&found);
    if (found.bytes)
        st = read_file(c, buf_string(&found));
    buf_release(&found);
    return st;
}

void courseconf_seed(const char *seed, const char *student, char *out,
                     size_t bytes)
{
    const char *at = strstr(seed, STUDENT);

    if (at) {
        snprintf(out, bytes, "%.*s%s%s", (int)(at - seed), seed, student,
                 at + strlen(STUDENT));
    } else {
        snprintf(out, bytes, "%s", seed);
    }
}

void courseconf_learner(char *out, size_t bytes)
{
    const struct passwd *user = getpwuid(getuid());

    snprintf(out, bytes, "%s", user ? user->pw_name : "work");
}

int64_t courseconf_late(const struct courseconf *c, int64_t at)
{
    return c->due && at > c->due ? at - c->due : 0;
}

void courseconf_span(int64_t seconds, char out[COURSECONF_SPAN])
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    size_t used = 0;
    int said = 0;

    out[0] = '\0';
    for (size_t i = 0; i < 4 && said < 2; i++) {
        const int64_t n = seconds / units[i].seconds;

        if (!n && (i < 3 || said))
            continue;
        seconds %= units[i].seconds;
        used += (size_t)snprintf(out + used, COURSECONF_SPAN - used,
                                 "%s%lld %s%s", said++ ? " " : "", (long long)n,
                                 units[i].name, n == 1 ? "" : "s");
    }
}

void courseconf_say_due(const struct courseconf *c, int64_t now, char *out,
                        size_t bytes)
{
    const time_t at = (time_t)c->due;
    char span[COURSECONF_SPAN], day[32] = "";
    struct tm t;

    out[0] = '\0';
    if (!c->due)
        return;
    if (localtime_r(&at, &t))
        strftime(day, sizeof day, "%Y-%m-%d %H:%M", &t);
    courseconf_span(now > c->due ? now - c->due : c->due - now, span);
    snprintf(out, bytes,
             now > c->due ? "due %s, %s ago: late" : "due %s, in %s", day,
             span);
}
