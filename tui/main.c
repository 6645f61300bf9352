/* main.c - `lathe`: finds the command and runs it; alone, opens the
 * workbench. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/blas.h"
#include "tui/app.h"
#include "tui/commands/cmd_ask.h"
#include "tui/commands/cmd_bench.h"
#include "tui/commands/cmd_chat.h"
#include "tui/commands/cmd_class.h"
#include "tui/commands/cmd_convert.h"
#include "tui/commands/cmd_course.h"
#include "tui/commands/cmd_doctor.h"
#include "tui/commands/cmd_embed.h"
#include "tui/commands/cmd_eval.h"
#include "tui/commands/cmd_exercise.h"
#include "tui/commands/cmd_finetune.h"
#include "tui/commands/cmd_generate.h"
#include "tui/commands/cmd_grade.h"
#include "tui/commands/cmd_handin.h"
#include "tui/commands/cmd_index.h"
#include "tui/commands/cmd_inspect.h"
#include "tui/commands/cmd_lab.h"
#include "tui/commands/cmd_lesson.h"
#include "tui/commands/cmd_present.h"
#include "tui/commands/cmd_probe.h"
#include "tui/commands/cmd_progress.h"
#include "tui/commands/cmd_pull.h"
#include "tui/commands/cmd_quantize.h"
#include "tui/commands/cmd_replay.h"
#include "tui/commands/cmd_review.h"
#include "tui/commands/cmd_runs.h"
#include "tui/commands/cmd_search.h"
#include "tui/commands/cmd_serve.h"
#include "tui/commands/cmd_tokenize.h"
#include "tui/commands/cmd_train.h"
#include "tui/manual.h"
#include "tui/textmode.h"
#include "tui/tty.h"

static const struct cli_command *const commands[] = {
    &cmd_course_row,
    &cmd_lesson_row,
    &cmd_review_row,
    &cmd_present_row,
    &cmd_lab_row,
    &cmd_train_row,
    &cmd_finetune_row,
    &cmd_progress_row,
    &cmd_runs_row,
    &cmd_replay_row,
    &cmd_generate_row,
    &cmd_chat_row,
    &cmd_eval_row,
    &cmd_embed_row,
    &cmd_index_row,
    &cmd_search_row,
    &cmd_ask_row,
    &cmd_tokenize_row,
    &cmd_probe_row,
    &cmd_inspect_row,
    &cmd_convert_row,
    &cmd_pull_row,
    &cmd_quantize_row,
    &cmd_serve_row,
    &cmd_bench_row,
    &cmd_doctor_row,
    &cmd_exercise_start_row,
    &cmd_exercise_check_row,
    &cmd_exercise_hint_row,
    &cmd_exercise_diff_row,
    &cmd_exercise_reset_row,
    &cmd_exercise_solution_row,
    &cmd_exercise_try_row,
    &cmd_handin_row,
    &cmd_grade_row,
    &cmd_class_row,
    &cmd_exercise_row,
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct cli_option options[] = {
    {"color", "WHEN", "auto, 24, 256, 16, 8 or none"},
    {"theme", "NAME", "default, dark, light, contrast or mono"},
    {"ascii", NULL, "no character outside ASCII"},
    {"no-mouse", NULL, "leaves the mouse to the terminal"},
    {"text", NULL, "a conversation in lines: no drawing, no cursor"},
    {"record", "FILE", "keeps the session for asciinema; keys are not kept"},
    {"man", NULL, "the manual page, for man(1)"},
    {"completion", "SHELL", "completion for bash, zsh or fish"},
    {"version", NULL, "the version of the program"},
    {NULL, NULL, NULL},
};

static int workbench(const struct cli_given *g);

static const struct cli_command alone = {
    .name = "",
    .usage = "[--color WHEN] [--theme NAME] [--ascii] [--no-mouse] "
             "[--text] [--record FILE]",
    .about = "opens the workbench",
    .options = options,
    .run = workbench,
};

/* --text, or ACCESSIBLE set to anything, as other programs have it. */
static bool wants_text(const struct cli_given *g)
{
    const char *accessible = getenv("ACCESSIBLE");

    return cli_option(&alone, g, "text") || (accessible && *accessible);
}

static int workbench(const struct cli_given *g)
{
    const struct app_options o = {
        .colour = cli_option(&alone, g, "color"),
        .theme = cli_option(&alone, g, "theme"),
        .ascii = cli_option(&alone, g, "ascii") != NULL,
        .no_mouse = cli_option(&alone, g, "no-mouse") != NULL,
        .record = cli_option(&alone, g, "record"),
    };
    const struct cli_given none = {0};

    if (g->words) {
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "lathe takes no word \"%s\" here; a "
                                    "command stands first",
                                    g->word[0]));
    }
    if (wants_text(g)) {
        const struct status st = textmode_run(stdin, stdout, NULL, NULL);
        return st.code ? cli_fail(st) : CLI_FINE;
    }
    if (tty_usable()) {
        const struct status st = app_run(&o);
        return st.code ? cli_fail(st) : CLI_FINE;
    }
    const int code = cmd_course_row.run(&none);
    if (code == CLI_FINE) {
        printf("\nThis is no terminal that can be drawn on. Read on with\n"
               "  lathe lesson L16 --plain\n  lathe lab attention-map\n"
               "  lathe --help\n");
    }
    return code;
}

static int help(void)
{
    printf(
        "lathe: a workbench for learning how language models work\n\n"
        "usage: lathe [--color WHEN] [--theme NAME] [--ascii] [--no-mouse] "
        "[--text] [--record FILE]\n"
        "       lathe COMMAND ...      lathe COMMAND --help describes it\n\n");
    for (int i = 0; i < COMMANDS; i++)
        printf("  %-10s %s\n", commands[i]->name, commands[i]->about);
    printf("\n");
    for (int i = 0; options[i].name; i++) {
        char left[32];

        snprintf(left, sizeof left, "--%s%s%s", options[i].name,
                 options[i].value ? " " : "",
                 options[i].value ? options[i].value : "");
        printf("  %-14s %s\n", left, options[i].about);
    }
    printf("\nExit codes: 0 success, 1 a negative answer, 2 wrong usage, 3 a "
           "fault.\n");
    return CLI_FINE;
}

/* What describes the program; false: none of it was asked for. */
static bool describes(const struct cli_given *g, int *code)
{
    const struct manual m = {commands, COMMANDS, &alone, LATHE_VERSION};
    const char *shell = cli_option(&alone, g, "completion");

    *code = CLI_FINE;
    if (cli_option(&alone, g, "version")) {
        printf("lathe %s\n", LATHE_VERSION);
    } else if (cli_option(&alone, g, "man")) {
        manual_page(&m, stdout);
    } else if (shell) {
        const struct status st = manual_completion(&m, shell, stdout);

        if (st.code)
            *code = cli_fail(st);
    } else {
        return false;
    }
    return true;
}

static int run(const struct cli_command *c, int argc, char **argv)
{
    struct cli_given given;
    bool wants_help;
    int code;
    const struct status st = cli_parse(c, argc, argv, &given, &wants_help);

    if (st.code)
        return cli_fail(st);
    if (wants_help && c == &alone)
        return help();
    if (wants_help) {
        cli_help(c);
        return CLI_FINE;
    }
    if (c == &alone && describes(&given, &code))
        return code;
    return c->run(&given);
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2 || strncmp(argv[1], "-", 1) == 0)
        return run(&alone, argc, argv);
    if (strcmp(argv[1], "help") == 0)
        return help();
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return run(commands[i], argc - 1, argv + 1);
    fprintf(stderr, "lathe: there is no command \"%s\"; see lathe --help\n",
            argv[1]);
    return CLI_USAGE;
}

/* Said once, when the command is through. */
static void say_slow_products(void)
{
    if (blas_refused())
        fprintf(stderr, "lathe: %s\n", blas_check(blas_loaded()).text);
}

/* Output that could not be written whole is a fault, not a success. */
int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    const int code = dispatch(argc, argv);

    say_slow_products();
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return code != CLI_FINE
               ? code
               : cli_fail(status_fail(STATUS_IO, "cannot write the output: %s",
                                      strerror(errno ? errno : EIO)));
}
