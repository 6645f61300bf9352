#include "tui/cli.h"

#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/threads.h"
#include "engine/core/gpu.h"

static int find(const struct cli_command *c, const char *name, size_t bytes)
{
    for (int i = 0; c->options[i].name; i++) {
        if (strlen(c->options[i].name) == bytes &&
            memcmp(c->options[i].name, name, bytes) == 0)
            return i;
    }
    return -1;
}

const char *cli_option(const struct cli_command *c,
                       const struct cli_given *given, const char *name)
{
    const int i = find(c, name, strlen(name));

    return i < 0 ? NULL : given->text[i];
}

static struct status add(const char **list, int most, const char *text)
{
    for (int i = 0; i < most; i++) {
        if (!list[i]) {
            list[i] = text;
            return STATUS_OK;
        }
    }
    return status_fail(STATUS_BAD_USAGE, "more than %d of one kind: %s", most,
                       text);
}

static struct status add_stop(struct cli_given *out, const char *text)
{
    if (!*text)
        return status_fail(STATUS_BAD_USAGE, "--stop: no text");
    STATUS_TRY(add(out->stop, CLI_STOPS, text));
    out->stops++;
    return STATUS_OK;
}

/* "--name", "--name=value" or "--name value"; answers the words used. */
static struct status take(const struct cli_command *c, char **argv, int left,
                          struct cli_given *out, int *used)
{
    const char *name = argv[0] + 2;
    const char *equals = strchr(name, '=');
    const size_t bytes = equals ? (size_t)(equals - name) : strlen(name);
    const int i = find(c, name, bytes);

    *used = 1;
    if (i < 0) {
        return status_fail(STATUS_BAD_USAGE,
                           "lathe%s%s has no option --%.*s; see lathe%s%s "
                           "--help",
                           *c->name ? " " : "", c->name, (int)bytes, name,
                           *c->name ? " " : "", c->name);
    }
    if (!c->options[i].value) {
        if (equals)
            return status_fail(STATUS_BAD_USAGE, "--%s takes no value",
                               c->options[i].name);
        out->text[i] = "";
        return STATUS_OK;
    }
    const char *value = equals ? equals + 1 : NULL;
    if (!value && left > 1) {
        value = argv[1];
        *used = 2;
    }
    if (!value)
        return status_fail(STATUS_BAD_USAGE, "--%s needs a value: %s",
                           c->options[i].name, c->options[i].value);
    if (strcmp(c->options[i].name, "set") == 0)
        return add(out->set, CLI_SETS, value);
    if (strcmp(c->options[i].name, "stop") == 0)
        return add_stop(out, value);
    out->text[i] = value;
    return STATUS_OK;
}

struct status cli_parse(const struct cli_command *c, int argc, char **argv,
                        struct cli_given *out, bool *help)
{
    bool only_words = false;

    *out = (struct cli_given){0};
    *help = false;
    for (int i = 1, used; i < argc; i += used) {
        used = 1;
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && strcmp(argv[i], "--help") == 0) {
            *help = true;
        } else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
            STATUS_TRY(take(c, argv + i, argc - i, out, &used));
        } else if (!only_words && argv[i][0] == '-' && argv[i][1]) {
            return status_fail(STATUS_BAD_USAGE,
                               "%s has no option %s; see lathe %s --help",
                               c->name, argv[i], c->name);
        } else {
            STATUS_TRY(add(out->word, CLI_WORDS, argv[i]));
            out->words++;
        }
    }
    return STATUS_OK;
}

void cli_help(const struct cli_command *c)
{
    printf("usage: lathe %s %s\n\n%s\n", c->name, c->usage, c->about);
    if (c->more)
        printf("\n%s\n", c->more);
    printf("\n");
    for (int i = 0; c->options[i].name; i++) {
        char left[40];

        snprintf(left, sizeof left, "--%s%s%s", c->options[i].name,
                 c->options[i].value ? " " : "",
                 c->options[i].value ? c->options[i].value : "");
        printf("  %-22s %s\n", left, c->options[i].about);
    }
    printf("  %-22s %s\n", "--help", "this text");
}

int cli_fail(struct status st)
{
    /* Names come from outside: they must not move the cursor or end the
     * line. */
    for (char *at = st.text; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    fflush(stdout);
    fprintf(stderr, "lathe: %s\n", st.text);
    return st.code == STATUS_BAD_USAGE || st.code == STATUS_NOT_FOUND
               ? CLI_USAGE
               : CLI_FAULT;
}

struct status cli_whole(const char *name, const char *text, int64_t low,
                        int64_t high, int64_t fallback, int64_t *out)
{
    char *end;

    *out = fallback;
    if (!text)
        return STATUS_OK;
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (errno || end == text || *end || *out < low || *out > high) {
        return status_fail(STATUS_BAD_USAGE,
                           "--%s is \"%s\", but must be a whole number from "
                           "%lld to %lld",
                           name, text, (long long)low, (long long)high);
    }
    return STATUS_OK;
}

struct status cli_real(const char *name, const char *text, double low,
                       double high, double fallback, double *out)
{
    char *end;

    *out = fallback;
    if (!text)
        return STATUS_OK;
    errno = 0;
    *out = strtod(text, &end);
    if (errno || end == text || *end || !(*out >= low && *out <= high)) {
        return status_fail(STATUS_BAD_USAGE,
                           "--%s is \"%s\", but must be from %g to %g", name,
                           text, low, high);
    }
    return STATUS_OK;
}

struct status cli_device(const char *device, const char *threads,
                         const struct device **out)
{
    int64_t n;

    STATUS_TRY(cli_whole("threads", threads, 1, 1024, threads_available(), &n));
    omp_set_num_threads((int)n);
    *out = device_find(device ? device : "auto");
    const char *wish = device ? NULL : getenv("LATHE_DEVICE");
    if (wish && strcmp(wish, "cuda") == 0 && *gpu_reason())
        fprintf(stderr, "lathe: cuda: %s; this processor computes\n",
                gpu_reason());
    if (!*out && strcmp(device, "cuda") == 0)
        return status_fail(STATUS_UNSUPPORTED, "device cuda: %s", gpu_reason());
    if (!*out) {
        return status_fail(STATUS_BAD_USAGE,
                           "there is no device \"%s\" here; there are auto, "
                           "cpu, cpu:baseline, cpu:avx2, cpu:avx512, "
                           "reference, cuda",
                           device);
    }
    return STATUS_OK;
}

void cli_json(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(9));
    putchar('\n');
    fflush(stdout);
    json_decref(object);
}
