#include "exercises/sanitized.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The line of `source` that the report's stack names first, or 0. */
static long line_of(const char *report, const char *source)
{
    char name[160];

    snprintf(name, sizeof name, "%.150s:", source);
    for (const char *at = report; (at = strstr(at, name)); at++) {
        const long line = strtol(at + strlen(name), NULL, 10);

        if (line > 0)
            return line;
    }
    return 0;
}

static void place(char *out, size_t room, const char *report,
                  const char *source)
{
    const long line = line_of(report, source);

    if (line)
        snprintf(out, room, "%.150s:%ld", source, line);
    else
        snprintf(out, room, "%.150s", source);
}

/* "is located 4 bytes to the right of 48-byte region" */
static bool region(const char *report, char *out, size_t room)
{
    static const struct {
        const char *text, *say;
    } sides[] = {{" bytes to the right of ", "past the end"},
                 {" bytes after ", "past the end"},
                 {" bytes to the left of ", "before the start"},
                 {" bytes before ", "before the start"},
                 {" bytes inside of ", "inside"}};
    const char *at = strstr(report, "is located ");

    if (!at)
        return false;
    const long away = strtol(at + strlen("is located "), NULL, 10);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        const char *side = strstr(at, sides[i].text);
        const char *end = strchr(at, '\n');

        if (!side || (end && side > end))
            continue;
        const long size = strtol(side + strlen(sides[i].text), NULL, 10);
        if (away > 0 && size > 0) {
            snprintf(out, room, ", %ld bytes %s of an array of %ld bytes", away,
                     sides[i].say, size);
        } else if (size > 0) {
            snprintf(out, room, ", %s of an array of %ld bytes", sides[i].say,
                     size);
        } else {
            return false;
        }
        return true;
    }
    return false;
}

static const char *kind_of(const char *error)
{
    static const struct {
        const char *text, *say;
    } kinds[] = {
        {"heap-use-after-free", "uses memory that was freed"},
        {"stack-use-after-return", "uses a local array after its function "
                                   "returned"},
        {"stack-use-after-scope", "uses a local array after its block ended"},
        {"attempting double-free", "frees the same memory twice"},
        {"attempting free on address", "frees what malloc() did not give"},
        {"stack-overflow", "calls itself without end, or has a huge local "
                           "array"},
        {"allocation-size-too-big", "asks malloc() for an impossible size"},
        {"negative-size-param", "copies a negative number of bytes"},
        {"memcpy-param-overlap", "copies between places that overlap"},
        {"rss limit exhausted", "uses more memory than an exercise may"},
        {"SEGV on unknown address 0x000000000000", "goes through a null "
                                                   "pointer"},
        {"SEGV", "reads or writes an address that is not its own"},
        {"FPE", "divides a whole number by zero"},
        {"ABRT", "called abort(), or an assert() failed"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strstr(error, kinds[i].text))
            return kinds[i].say;
    return "steps outside of its memory";
}

static void say_memory(const char *error, const char *source, char *say,
                       size_t room)
{
    const char *write = strstr(error, "WRITE of size ");
    const char *read = strstr(error, "READ of size ");
    const char *access = write ? write : read;
    const char *first_line_end = strchr(error, '\n');
    char where[200], beside[120] = "", head[200];
    long bytes = 0;

    place(where, sizeof where, error, source);
    snprintf(head, sizeof head, "%.*s",
             (int)(first_line_end ? first_line_end - error : 190), error);
    if (access)
        bytes = strtol(strstr(access, "size ") + 5, NULL, 10);
    if (strstr(head, "overflow") && !strstr(head, "stack-overflow") && access &&
        region(error, beside, sizeof beside)) {
        snprintf(say, room, "%s: %s %ld bytes%s", where,
                 write ? "writes" : "reads", bytes, beside);
    } else if (strstr(head, "buffer-overflow") && access) {
        snprintf(say, room, "%s: %s %ld bytes outside of an array", where,
                 write ? "writes" : "reads", bytes);
    } else {
        snprintf(say, room, "%s: %s", where, kind_of(head));
    }
}

bool sanitized_say(const char *log, const char *source, bool *memory, char *say,
                   size_t room)
{
    const char *error = strstr(log, "ERROR: AddressSanitizer");
    const char *undefined = strstr(log, "runtime error: ");

    *memory = error != NULL;
    if (undefined && (!error || undefined < error)) {
        const char *text = undefined + strlen("runtime error: ");
        const char *start = undefined;
        char where[200], line[200];

        while (start > log && start[-1] != '\n')
            start--;
        snprintf(line, sizeof line, "%.*s",
                 (int)(undefined - start < 190 ? undefined - start : 190),
                 start);
        /* In our own code, called with a learner's pointer? Then the stack
         * below says where it came from. */
        place(where, sizeof where, strstr(line, source) ? line : undefined,
              source);
        snprintf(say, room, "%s: %.*s", where, (int)strcspn(text, "\n"), text);
        *memory = strstr(line, "null pointer") != NULL;
        return true;
    }
    if (!error) {
        *memory = strstr(log, "rss limit exhausted") != NULL;
        if (*memory)
            snprintf(say, room, "%s: uses more memory than an exercise may",
                     source);
        return *memory;
    }
    say_memory(error, source, say, room);
    return true;
}
