#include "tui/manual.h"

#include <string.h>

#include "exercises/exercise.h"
#include "lessons/course.h"
#include "lessons/labs/lab.h"

/* Text for roff: no line begins a request, and a hyphen is one. */
static void roff(FILE *out, const char *text)
{
    bool fresh = true;

    for (; *text; text++) {
        if (fresh && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\\')
            fputs("\\e", out);
        else
            fputc(*text, out);
        fresh = *text == '\n';
    }
}

static void option_page(FILE *out, const struct cli_option *o)
{
    fputs(".TP\n\\fB\\-\\-", out);
    roff(out, o->name);
    fputs("\\fR", out);
    if (o->value) {
        fputs(" \\fI", out);
        roff(out, o->value);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    roff(out, o->about);
    fputc('\n', out);
}

static void command_page(FILE *out, const struct cli_command *c)
{
    fputs(".SS lathe ", out);
    roff(out, c->name);
    fputc('\n', out);
    roff(out, c->about);
    fputs(".\n.PP\n.B lathe ", out);
    roff(out, c->name);
    fputc(' ', out);
    roff(out, c->usage);
    fputc('\n', out);
    if (c->more) {
        fputs(".PP\n", out);
        roff(out, c->more);
        fputc('\n', out);
    }
    for (const struct cli_option *o = c->options; o->name; o++)
        option_page(out, o);
}

void manual_page(const struct manual *m, FILE *out)
{
    fprintf(out,
            ".TH LATHE 1 \"\" \"lathe %s\" \"User Commands\"\n"
            ".SH NAME\nlathe \\- a workbench for learning how language "
            "models work\n.SH SYNOPSIS\n.B lathe\n",
            m->version);
    roff(out, m->alone->usage);
    fputs("\n.br\n.B lathe\n.I COMMAND ...\n.SH DESCRIPTION\n"
          "Alone, lathe opens the workbench: lessons, labs and exercises on a "
          "terminal.\nWith a command it does one thing and ends; data goes to "
          "standard output,\nmessages to standard error.\n.SH OPTIONS\n",
          out);
    for (const struct cli_option *o = m->alone->options; o->name; o++)
        option_page(out, o);
    fputs(".SH COMMANDS\n", out);
    for (int i = 0; i < m->commands; i++)
        command_page(out, m->command[i]);
    fputs(
        ".SH EXIT STATUS\n0 success, 1 a negative answer, 2 wrong usage, 3 a "
        "fault, 4 refused for lack of\na sandbox.\n.SH FILES\n.TP\n"
        "~/.local/share/lathe/lathe.db\nprogress, answers, notes, runs\n.TP\n"
        "~/.config/lathe/config\nsettings\n.TP\n~/.config/lathe/keys\n"
        "keys of your own\n.TP\n~/lathe\nyour code, kept pictures, "
        "notebook.md\n.SH ENVIRONMENT\nLATHE_HOME, LATHE_MODELS, LATHE_SHARE, "
        "XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME,\nNO_COLOR, EDITOR, "
        "ACCESSIBLE.\n",
        out);
}

/* The options of one command as words: "--json --most". */
static void option_words(FILE *out, const struct cli_command *c)
{
    for (const struct cli_option *o = c->options; o->name; o++)
        fprintf(out, "--%s ", o->name);
    fputs("--help", out);
}

static void lesson_names(FILE *out)
{
    struct course c;

    if (course_open(&c, NULL, NULL).code)
        return;
    for (int i = 0; i < c.catalogue.count; i++) {
        if (c.entries[i].lesson)
            fprintf(out, " %s", c.catalogue.lessons[i].id);
    }
    course_close(&c);
}

static void exercise_words(FILE *out)
{
    struct exercise_names all;

    if (exercise_list(&all).code)
        return;
    for (int i = 0; i < all.count; i++)
        fprintf(out, " %s", all.name[i]);
}

enum named { NAMES_NOTHING, NAMES_LABS, NAMES_LESSONS, NAMES_EXERCISES };

/* What a command names, where that is no file or model. */
static enum named named_by(const char *command)
{
    static const char *const of_exercise[] = {
        "start", "check", "hint", "diff", "reset", "solution", "try"};

    if (strcmp(command, "lab") == 0)
        return NAMES_LABS;
    if (strcmp(command, "lesson") == 0 || strcmp(command, "present") == 0)
        return NAMES_LESSONS;
    for (size_t i = 0; i < sizeof of_exercise / sizeof *of_exercise; i++) {
        if (strcmp(command, of_exercise[i]) == 0)
            return NAMES_EXERCISES;
    }
    return NAMES_NOTHING;
}

/* The names, each with a blank before it. */
static void names(FILE *out, enum named named)
{
    if (named == NAMES_LABS) {
        for (int i = 0; lab_at(i); i++)
            fprintf(out, " %s", lab_at(i)->name);
    } else if (named == NAMES_LESSONS) {
        lesson_names(out);
    } else if (named == NAMES_EXERCISES) {
        exercise_words(out);
    }
}

static void bash(const struct manual *m, FILE *out)
{
    fputs("# bash completion for lathe\n_lathe() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"",
          out);
    for (int i = 0; i < m->commands; i++)
        fprintf(out, "%s ", m->command[i]->name);
    fputs("help ", out);
    option_words(out, m->alone);
    fputs("\"\n    else\n        case ${COMP_WORDS[1]} in\n", out);
    for (int i = 0; i < m->commands; i++) {
        fprintf(out, "        %s) words=\"", m->command[i]->name);
        option_words(out, m->command[i]);
        names(out, named_by(m->command[i]->name));
        fputs("\" ;;\n", out);
    }
    fputs("        esac\n    fi\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "
          "\"$word\"))\n}\ncomplete -o filenames -F _lathe lathe\n",
          out);
}

/* For a text in single quotes; zsh also minds colons and brackets. */
static void quoted(FILE *out, const char *text, bool zsh)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (zsh && strchr(":[]", *text))
            fprintf(out, "\\%c", *text);
        else if (*text != '\n')
            fputc(*text, out);
    }
}

static void zsh_options(FILE *out, const struct cli_command *c)
{
    for (const struct cli_option *o = c->options; o->name; o++) {
        fprintf(out, " '--%s[", o->name);
        quoted(out, o->about, true);
        fputs("]", out);
        if (o->value)
            fprintf(out, ":%s:_files", o->value);
        fputs("'", out);
    }
}

static void zsh(const struct manual *m, FILE *out)
{
    fputs("#compdef lathe\n"
          "_lathe() {\n    local -a commands\n"
          "    if (( CURRENT == 2 )); then\n        commands=(\n",
          out);
    for (int i = 0; i < m->commands; i++) {
        fprintf(out, "            '%s:", m->command[i]->name);
        quoted(out, m->command[i]->about, false);
        fputs("'\n", out);
    }
    fputs("        )\n        _describe command commands\n        _arguments",
          out);
    zsh_options(out, m->alone);
    fputs("\n        return\n    fi\n    case $words[2] in\n", out);
    for (int i = 0; i < m->commands; i++) {
        fprintf(out, "    %s) _arguments", m->command[i]->name);
        zsh_options(out, m->command[i]);
        if (named_by(m->command[i]->name)) {
            fputs(" '2:name:(", out);
            names(out, named_by(m->command[i]->name));
            fputs(" )'", out);
        }
        fputs(" '*:file:_files' ;;\n", out);
    }
    fputs("    esac\n}\n_lathe \"$@\"\n", out);
}

static void fish_options(FILE *out, const struct cli_command *c,
                         const char *when)
{
    for (const struct cli_option *o = c->options; o->name; o++) {
        fprintf(out, "complete -c lathe -n '%s' -l %s%s -d '", when, o->name,
                o->value ? " -r" : "");
        quoted(out, o->about, false);
        fputs("'\n", out);
    }
}

static void fish(const struct manual *m, FILE *out)
{
    char when[96];

    fputs("# fish completion for lathe\n", out);
    fish_options(out, m->alone, "__fish_use_subcommand");
    for (int i = 0; i < m->commands; i++) {
        const struct cli_command *c = m->command[i];

        fprintf(out, "complete -c lathe -n __fish_use_subcommand -a %s -d '",
                c->name);
        quoted(out, c->about, false);
        fputs("'\n", out);
        snprintf(when, sizeof when, "__fish_seen_subcommand_from %s", c->name);
        fish_options(out, c, when);
        if (named_by(c->name)) {
            fprintf(out, "complete -c lathe -n '%s' -a '", when);
            names(out, named_by(c->name));
            fputs("'\n", out);
        }
    }
}

struct status manual_completion(const struct manual *m, const char *shell,
                                FILE *out)
{
    if (strcmp(shell, "bash") == 0) {
        bash(m, out);
    } else if (strcmp(shell, "zsh") == 0) {
        zsh(m, out);
    } else if (strcmp(shell, "fish") == 0) {
        fish(m, out);
    } else {
        return status_fail(STATUS_BAD_USAGE,
                           "--completion is \"%.40s\", but must be bash, zsh "
                           "or fish",
                           shell);
    }
    return STATUS_OK;
}
