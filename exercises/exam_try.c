/* exam_try.c - a learner's own main program around their function: nothing is
 * compared, and all that it prints comes back. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "exercises/exam_parts.h"
#include "exercises/sanitized.h"

enum { SECONDS = 10, OUTPUT_BYTES = 1 << 20 };

static struct status refused(const struct exam *e, const char *what,
                             struct report *out)
{
    out->verdict = REPORT_COMPILE;
    snprintf(out->say, sizeof out->say, "%s does not compile", what);
    report_clean(out->log, sizeof out->log, e->building.log,
                 strlen(e->building.log));
    return STATUS_OK;
}

/* Under sanitizers where they are there: this is where one looks for a fault.
 */
static struct status build(struct exam *e, const struct exam_file *file,
                           const char *program, size_t bytes,
                           struct report *out)
{
    const enum building_kind kind =
        e->sanitizes ? BUILDING_SANITIZED : BUILDING_PLAIN;
    struct building *b = &e->building;
    bool good, stopped;

    STATUS_TRY(scratch_put(e->work, e->source, file->text, file->bytes));
    STATUS_TRY(scratch_put(e->work, "try.c", program, bytes));
    STATUS_TRY(building_compile(b, kind, e->work, e->source, "one.o", &good,
                                &stopped));
    if (!good)
        return refused(e, e->source, out);
    STATUS_TRY(
        building_compile(b, kind, e->work, "try.c", "try.o", &good, &stopped));
    if (!good)
        return refused(e, "try.c", out);
    STATUS_TRY(building_link(b, kind, e->work, "one.o", e->work, "try.o", "try",
                             &good));
    if (!good && e->sanitizes && strstr(b->log, "asan")) {
        e->sanitizes = false;
        return build(e, file, program, bytes, out);
    }
    return good ? STATUS_OK : refused(e, "try.c with your file", out);
}

static void tell_end(const struct exam *e, const struct sandbox_end *end,
                     const char *log, struct report *out)
{
    bool memory;

    out->passed = end->code == 0;
    if (out->passed)
        return;
    out->verdict = REPORT_CRASH;
    if (sanitized_say(log, e->source, &memory, out->say, sizeof out->say)) {
        out->verdict = memory ? REPORT_MEMORY : REPORT_UNDEFINED;
    } else if (end->timed_out || end->signal == SIGXCPU) {
        out->verdict = REPORT_TIMEOUT;
        snprintf(out->say, sizeof out->say, "stopped after %d s", SECONDS);
    } else if (end->signal) {
        snprintf(out->say, sizeof out->say, "ended by signal %d (%s)",
                 end->signal, strsignal(end->signal));
    } else {
        snprintf(out->say, sizeof out->say, "ended with exit status %d",
                 end->code);
    }
}

static struct status run(struct exam *e, struct report *out)
{
    static char asan[] = "ASAN_OPTIONS=detect_leaks=0:hard_rss_limit_mb=512:"
                         "color=never";
    static char ubsan[] = "UBSAN_OPTIONS=print_stacktrace=1:color=never";
    char path[SCRATCH_PATH + 8];
    char *const argv[] = {path, NULL};
    char *const env[] = {asan, ubsan, NULL};
    const struct sandbox_job job = {
        .profile = SANDBOX_RUN,
        .layers = e->layers,
        .folder = e->work,
        .argv = argv,
        .env = env,
        .limits = {.cpu_s = SECONDS,
                   .wall_ms = 1000 * SECONDS,
                   .memory_bytes = e->sanitizes ? 0 : (size_t)1 << 30,
                   .file_bytes = OUTPUT_BYTES},
    };
    struct sandbox_end end;
    struct party party;
    const size_t room = 64 << 10;
    char *text = malloc(room);

    if (!text)
        return status_fail(STATUS_NO_MEMORY, "no memory for the output");
    snprintf(path, sizeof path, "%s/try", e->work);
    struct status st = party_open(&party, job);
    if (!st.code) {
        st = sandbox_wait(&party.process, &end);
        size_t n = party_read(party.out, text, room);
        report_clean(out->printed, sizeof out->printed, text,
                     n < room ? n : room - 1);
        n = party_read(party.err, text, room);
        report_clean(out->log, sizeof out->log, text, n < room ? n : room - 1);
        party_forget(&party);
        if (!st.code)
            tell_end(e, &end, text, out);
    }
    free(text);
    return st;
}

void exam_try(struct exam *e, const struct exam_file *file, const char *program,
              size_t program_bytes, struct report *out)
{
    const double start = clock_seconds();

    memset(out, 0, sizeof *out);
    snprintf(out->exercise, sizeof out->exercise, "%s", e->name);
    out->level = sandbox_level_of(e->layers, e->have.landlock);
    struct status st = build(e, file, program, program_bytes, out);
    if (!st.code && !out->verdict)
        st = run(e, out);
    if (st.code) {
        out->verdict = REPORT_FAULT;
        report_clean(out->say, sizeof out->say, st.text, strlen(st.text));
    }
    out->seconds = clock_seconds() - start;
}
