#include "tui/commands/evalprogress.h"

#include <stdio.h>
#include <unistd.h>

#include "engine/base/clock.h"

#define EVERY_S 0.5

static void told(void *user, const struct evaluate_result *r, int64_t done)
{
    struct evalprogress *p = user;
    const double now = clock_seconds(), spent = now - p->start_s;
    const double left = spent * (double)(r->windows - done) / (double)done;
    char line[160];

    if (now - p->shown_s < EVERY_S)
        return;
    p->shown_s = now;
    const int n =
        snprintf(line, sizeof line,
                 "%lld of %lld windows, perplexity %.4g so far, %.0f "
                 "s left",
                 (long long)done, (long long)r->windows, r->perplexity, left);
    fprintf(stderr, "\r%-*s", p->bytes, line); /* over what stood there */
    fflush(stderr);
    if (n > p->bytes)
        p->bytes = n;
}

void evalprogress_start(struct evalprogress *p, struct evaluate_options *o)
{
    const double now = clock_seconds();

    *p = (struct evalprogress){.start_s = now, .shown_s = now};
    if (!isatty(STDERR_FILENO))
        return;
    o->told = told;
    o->user = p;
}

void evalprogress_end(struct evalprogress *p)
{
    if (p->bytes)
        fprintf(stderr, "\r%*s\r", p->bytes, "");
    p->bytes = 0;
}
