#include "tui/commands/cmd_chat.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef LATHE_LIBEDIT
#include <editline/readline.h>
#endif

#include "engine/base/clock.h"
#include "engine/model/chat.h"
#include "engine/model/stops.h"

static const struct cli_option options[] = {
    {"system", "TEXT",
     "what the model is told before the first question; else what "
     "its template says, with \"\" nothing"},
    {"tokens", "N", "of an answer at most (512)"},
    {"temperature", "X", "0: always the likeliest (0.7)"},
    {"top-k", "N", "only the N likeliest; 0: all (40)"},
    {"top-p", "X", "only the likeliest that sum to X (0.95)"},
    {"min-p", "X", "only those of X times the likeliest's probability (0)"},
    {"repeat", "X", "above 1: less of what was just said (1.1)"},
    {"stop", "TEXT", "ends an answer where it appears, and is left out"},
    {"seed", "N", "of the draws (1)"},
    {"threads", "N", "threads to compute with"},
    {"device", "NAME", "auto, cpu, cpu:LEVEL or reference"},
    {NULL, NULL, NULL},
};

/* A signal handler can ask nobody. */
static volatile sig_atomic_t interrupted;

/* An interrupt between the prompt and the read behind it finds nothing to
 * interrupt. The alarm comes again until somebody has heard of it. */
static void on_interrupt(int number)
{
    interrupted |= number == SIGINT;
    if (interrupted)
        alarm(1);
}

static void forget_interrupt(void)
{
    interrupted = 0;
    alarm(0);
}

static bool poll_interrupt(void *user)
{
    (void)user;
    return interrupted != 0;
}

struct talk {
    struct checkpoint checkpoint;
    struct chat *chat;
    struct sampler_settings settings;
    const char *const *stop; /* texts that end an answer */
    int stops;
    int64_t tokens;
    bool terminal;
    bool told; /* that the talk is longer than the context */
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_chat_row, g, name);
}

static struct status read_knobs(const struct cli_given *g, struct talk *t)
{
    struct sampler_settings *s = &t->settings;

    *s = sampler_plain();
    t->stop = g->stop;
    t->stops = g->stops;
    STATUS_TRY(
        cli_whole("tokens", option(g, "tokens"), 1, 1000000, 512, &t->tokens));
    STATUS_TRY(
        cli_whole("top-k", option(g, "top-k"), 0, 1 << 20, 40, &s->top_k));
    STATUS_TRY(cli_real("temperature", option(g, "temperature"), 0.0, 100.0,
                        0.7, &s->temperature));
    STATUS_TRY(
        cli_real("top-p", option(g, "top-p"), 0.0, 1.0, 0.95, &s->top_p));
    STATUS_TRY(cli_real("min-p", option(g, "min-p"), 0.0, 1.0, 0.0, &s->min_p));
    return cli_real("repeat", option(g, "repeat"), 0.01, 100.0, 1.1,
                    &s->repeat);
}

static struct status open_talk(const struct cli_given *g, struct talk *t)
{
    const struct device *device;
    int64_t seed;

    if (g->words != 1)
        return status_fail(STATUS_BAD_USAGE, "chat needs one MODEL");
    STATUS_TRY(read_knobs(g, t));
    STATUS_TRY(cli_whole("seed", option(g, "seed"), 0, INT64_MAX, 1, &seed));
    STATUS_TRY(cli_device(option(g, "device"), option(g, "threads"), &device));
    STATUS_TRY(checkpoint_load(&t->checkpoint, g->word[0], device));
    STATUS_TRY(chat_new(&t->chat, &t->checkpoint, option(g, "system"),
                        (uint64_t)seed));
    session_set_hook(chat_session(t->chat),
                     (struct hook){poll_interrupt, NULL});
    return STATUS_OK;
}

#ifdef LATHE_LIBEDIT
/* Ctrl+D typed while a model answers is typed on a terminal that edits by
 * itself: the system keeps it as a zero for whoever takes the terminal over,
 * and the editor would read that as "the next key is text". It binds that
 * anew at the start of every line. */
static int bind_kept_end(void)
{
    return rl_parse_and_bind("bind ^@ em-delete-or-list");
}
#endif

static void prepare_editor(void)
{
#ifdef LATHE_LIBEDIT
    rl_pre_input_hook = bind_kept_end;
    rl_catch_signals = 0; /* it would signal our parents, too */
#endif
}

static char *read_line(const struct talk *t)
{
    char *line = NULL;
    size_t room = 0;

#ifdef LATHE_LIBEDIT
    if (t->terminal) {
        line = readline("> ");
        if (line && *line)
            add_history(line);
        return line;
    }
#endif
    if (t->terminal)
        fputs("> ", stderr);
    ssize_t n = getline(&line, &room, stdin);
    if (n < 0) {
        free(line);
        return NULL;
    }
    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
        line[--n] = '\0';
    return line;
}

/* Says once that the model does not see the beginning any more. */
static void tell_dropped(struct talk *t)
{
    const struct session *s = chat_session(t->chat);

    if (t->told || session_seen(s) >= session_count(s))
        return;
    fprintf(stderr,
            "lathe: the talk has %lld tokens; the model sees the last %lld\n",
            (long long)session_count(s), (long long)session_seen(s));
    t->told = true;
}

/* The next line without its end, or NULL. An interrupt only gives up what was
 * typed. Owner: the caller. */
static char *next_line(const struct talk *t)
{
    char *line;

    forget_interrupt();
    while (!(line = read_line(t)) && interrupted && t->terminal) {
        forget_interrupt();
        clearerr(stdin);
        fputs("\n(Ctrl+D or /quit ends)\n", stderr);
    }
    return line;
}

/* An answer while it is written. */
struct answer {
    struct buf text;
    size_t said;   /* bytes of it that are printed */
    size_t *start; /* where each token begins in it */
    int64_t n;     /* tokens */
};

/* Prints all but what may be the start of a stop. */
static void say(const struct talk *t, struct answer *a, bool more)
{
    const size_t end =
        more ? stops_sure(t->stop, t->stops, &a->text) : a->text.bytes;

    if (end > a->said) {
        fwrite(buf_string(&a->text) + a->said, 1, end - a->said, stdout);
        fflush(stdout);
        a->said = end;
    }
}

/* Takes the tokens of a stop back, so that the model does not see them either.
 */
static void forget_stop(struct talk *t, const struct answer *a)
{
    struct session *s = chat_session(t->chat);
    const int64_t kept = stops_kept(a->start, a->n, a->text.bytes);

    session_cut(s, session_count(s) - (a->n - kept));
}

static struct status write_answer(struct talk *t, struct answer *a)
{
    bool more = true;
    struct status st = STATUS_OK;

    while (more && a->n < t->tokens && !st.code && !interrupted) {
        a->start[a->n] = a->text.bytes;
        st = chat_answer(t->chat, &t->settings, &a->text, &more);
        a->n += more;
        if (stops_cut(t->stop, t->stops, &a->text, a->said)) {
            if (more)
                forget_stop(t, a);
            more = false;
        }
        say(t, a, more);
    }
    say(t, a, false);
    putchar('\n');
    return st;
}

/* Writes the answer as it comes; an interrupt ends it and nothing else. */
static struct status answer(struct talk *t)
{
    struct answer a = {.start = calloc((size_t)t->tokens, sizeof *a.start)};
    const double start = clock_seconds();

    buf_init(&a.text, (size_t)64 << 20);
    struct status st =
        a.start ? write_answer(t, &a)
                : status_fail(STATUS_NO_MEMORY, "no memory for an answer");
    const double took = clock_seconds() - start;
    if (st.code == STATUS_CANCELLED)
        st = STATUS_OK;
    if (!st.code)
        st = chat_stop(t->chat);
    if (t->terminal && a.n > 0 && took > 0.0)
        fprintf(stderr, "(%lld tokens, %.0f a second%s)\n", (long long)a.n,
                (double)a.n / took, interrupted ? ", stopped" : "");
    buf_release(&a.text);
    free(a.start);
    return st;
}

static const char help[] =
    "  /undo     forgets the last question and its answer\n"
    "  /again    answers the last question once more\n"
    "  /quit     ends; so does Ctrl+D. Ctrl+C stops an answer.\n";

/* What begins with a slash; *again asks the question once more. */
static bool command(struct talk *t, const char *line, bool *again)
{
    if (line[0] != '/')
        return false;
    if (strcmp(line, "/undo") == 0) {
        fputs(chat_undo(t->chat) ? "(forgotten)\n" : "(nothing to forget)\n",
              stderr);
    } else if (strcmp(line, "/again") == 0) {
        *again = chat_undo(t->chat);
    } else {
        fputs(help, stderr);
    }
    return true;
}

static struct status talk(struct talk *t)
{
    struct status st = STATUS_OK;
    char *last = NULL, *line;

    while (!st.code && (line = next_line(t)) && strcmp(line, "/quit") != 0) {
        bool again = false;
        const bool is_command = command(t, line, &again);

        if ((is_command && !again) || !*line || (again && !last)) {
            free(line);
            continue;
        }
        if (!is_command) {
            free(last);
            last = line;
        } else {
            free(line);
        }
        forget_interrupt();
        st = chat_ask(t->chat, last);
        if (st.code == STATUS_CANCELLED) {
            st = STATUS_OK;
        } else if (!st.code) {
            tell_dropped(t);
            st = answer(t);
        }
        forget_interrupt();
    }
    free(last);
    return st;
}

static int cmd_chat(const struct cli_given *g)
{
    struct sigaction act = {.sa_handler = on_interrupt}, old, was;
    struct talk t = {.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
    struct status st = open_talk(g, &t);

    if (!st.code) {
        if (t.terminal)
            fprintf(stderr, "%s, turns framed as %s. /help lists commands.\n",
                    g->word[0], chat_form_name(chat_form(&t.checkpoint)));
        if (t.terminal)
            prepare_editor();
        sigaction(SIGINT, &act, &old);
        sigaction(SIGALRM, &act, &was);
        st = talk(&t);
        forget_interrupt();
        sigaction(SIGALRM, &was, NULL);
        sigaction(SIGINT, &old, NULL);
    }
    chat_free(t.chat);
    checkpoint_release(&t.checkpoint);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_chat_row = {
    .name = "chat",
    .usage = "MODEL [--system TEXT] [--tokens N] [--seed N] ...",
    .about = "talks with a model, line by line",
    .more = "Questions come from the terminal or, one a line, from a pipe. "
            "Ctrl+C stops an\nanswer, Ctrl+D ends. --stop may stand several "
            "times. A model that was not\ntrained to answer goes on writing.",
    .options = options,
    .run = cmd_chat,
};
