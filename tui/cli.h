#ifndef TUI_CLI_H
#define TUI_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/device.h"

/*
 * cli.h - what the commands of `lathe` share: options, errors, JSON lines.
 *
 * Data goes to standard output, messages to standard error.
 */
enum cli_exit {
    CLI_FINE = 0,
    CLI_NO = 1,    /* a negative answer */
    CLI_USAGE = 2, /* wrong usage: an option, a name, a value */
    CLI_FAULT = 3  /* something failed */
};

/* One option of one command. */
struct cli_option {
    const char *name;  /* "data"; NULL ends the list */
    const char *value; /* "FILE" in the help; NULL: a switch */
    const char *about;
};

enum { CLI_SETS = 64, CLI_STOPS = 16, CLI_WORDS = 64 };

/* What was given. Texts are those of argv. */
struct cli_given {
    const char *text[32];          /* of option i; "" for a switch that is on */
    const char *set[CLI_SETS + 1]; /* of every --set, NULL-terminated */
    const char *stop[CLI_STOPS + 1]; /* of every --stop, as well */
    int stops;
    const char *word[CLI_WORDS + 1]; /* without a dash, NULL-terminated */
    int words;
};

/* A command of the table in main.c. */
struct cli_command {
    const char *name;
    const char *usage; /* "--data FILE [--preset NAME] ..." */
    const char *about; /* one line for `lathe --help` */
    const char *more;  /* paragraphs for `lathe COMMAND --help`, or NULL */
    const struct cli_option *options;
    int (*run)(const struct cli_given *given);
};

/* Index of option `name` in `options`; it must be there. */
const char *cli_option(const struct cli_command *c,
                       const struct cli_given *given, const char *name);

/* Reads argv[1..]. Errors: BAD_USAGE. `--help` sets *help. */
struct status cli_parse(const struct cli_command *c, int argc, char **argv,
                        struct cli_given *out, bool *help);

void cli_help(const struct cli_command *c);

/* "lathe: TEXT" on standard error; answers the exit code. */
int cli_fail(struct status st);

/* A whole number of an option; `fallback` where `text` is NULL. */
struct status cli_whole(const char *name, const char *text, int64_t low,
                        int64_t high, int64_t fallback, int64_t *out);
struct status cli_real(const char *name, const char *text, double low,
                       double high, double fallback, double *out);

/* The device of --device and the threads of --threads, both may be NULL. */
struct status cli_device(const char *device, const char *threads,
                         const struct device **out);

/* Prints one JSON object and a line feed; takes over the reference. */
void cli_json(json_t *object);

#endif
