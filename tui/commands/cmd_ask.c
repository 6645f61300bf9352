#include "tui/commands/cmd_ask.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tui/commands/askreader.h"
#include "tui/commands/indexfind.h"

static const struct cli_option options[] = {
    {"model", "MODEL", "writes the answer; else it is sentences of the texts"},
    {"endpoint", "URL",
     "a server as OpenAI's, such as lathe serve, writes it; "
     "its key is read from $LATHE_API_KEY"},
    {"endpoint-model", "NAME", "what the model is called there"},
    {"patience", "SECONDS", "without a word from the endpoint (60)"},
    {"tokens", "N", "of the answer at most (256)"},
    {"index", "FILE", "the index, another than your own"},
    {"top", "N", "how many passages are read, 5 unless told"},
    {"least", "X",
     "0 to 1: how much of the question the passages must have "
     "(0.55)"},
    {"in", "DIR", "only below this folder"},
    {"kind", "KIND", "only text, markdown, manual or source"},
    {"by", "WAY", "words, vectors, or both where there are vectors"},
    {"diverse", "X", "0 to 1: how much passages alike are passed over (0)"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static volatile sig_atomic_t asked_to_stop;

static void stop(int number)
{
    (void)number;
    asked_to_stop = 1;
}

static bool stops(void *user)
{
    (void)user;
    return asked_to_stop != 0;
}

struct asking {
    struct docstore store;
    struct askreader reader;
    struct docstore_passage hit[READING_PASSAGES];
    struct reading reading;
    struct buf question, answer;
    bool cited[READING_PASSAGES];
    double least, faithful;
    int n;
    bool json, abstained;
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_ask_row, g, name);
}

static struct status open_asking(const struct cli_given *g, struct asking *a)
{
    int64_t tokens, patience;

    STATUS_TRY(
        cli_whole("tokens", option(g, "tokens"), 1, 100000, 256, &tokens));
    STATUS_TRY(
        cli_whole("patience", option(g, "patience"), 1, 3600, 60, &patience));
    STATUS_TRY(cli_real("least", option(g, "least"), 0.0, 1.0, READING_LEAST,
                        &a->least));
    a->json = option(g, "json") != NULL;
    a->reader.model = option(g, "model");
    a->reader.url = option(g, "endpoint");
    a->reader.name = option(g, "endpoint-model");
    a->reader.tokens = (int)tokens;
    a->reader.patience_s = (int)patience;
    a->reader.prints = !a->json;
    if (a->reader.model && a->reader.url)
        return status_fail(STATUS_BAD_USAGE,
                           "--model and --endpoint are two readers; give one");
    STATUS_TRY(indexfind_question(g, &a->question));
    return indexfile_open(&a->store, option(g, "index"), true);
}

/* The best passages that a person would have to read instead. */
static void list(struct asking *a)
{
    for (int i = 0; i < a->n; i++) {
        const struct docstore_passage *p = &a->hit[i];
        const char *stale = indexfile_stale(&a->store, p);

        if (a->cited[i])
            printf("[%d] %s:%lld  %s%s%s%s\n", i + 1, p->path,
                   (long long)p->line, p->title, stale ? "  [the file is " : "",
                   stale ? stale : "", stale ? "]" : "");
    }
}

static void say_abstained(struct asking *a)
{
    printf("The indexed texts do not answer that: the best passage has %.0f %% "
           "of what the question asks for.\n",
           100.0 * a->reading.cover);
    for (int i = 0; i < a->n && i < 3; i++)
        a->cited[i] = true;
    if (a->n)
        printf("Nearest to it are\n");
    list(a);
}

static void say(struct asking *a)
{
    const bool own = a->reader.model || a->reader.url;
    bool any = false;

    if (own)
        putchar('\n');
    else
        printf("%s\n", buf_string(&a->answer));
    for (int i = 0; i < a->n; i++)
        any |= a->cited[i];
    printf("\n");
    list(a);
    if (own && !any)
        printf("The answer names no passage that it was taken from.\n");
    if (own && a->faithful < 0.5)
        printf("Only %.0f %% of its words stand in the passages: it may be "
               "made up.\n",
               100.0 * a->faithful);
}

static void say_json(struct asking *a)
{
    json_t *cites = json_array();
    const char *text = buf_string(&a->answer);

    for (int i = 0; i < a->n; i++)
        if (a->cited[i]) {
            json_t *c = indexfile_citation(&a->hit[i]);

            json_object_set_new(c, "number", json_integer(i + 1));
            json_array_append_new(cites, c);
        }
    cli_json(json_pack("{ss so* sb so sf sf}", "question",
                       buf_string(&a->question), "answer",
                       a->abstained ? json_null() : json_string(text),
                       "abstained", a->abstained, "citations", cites, "cover",
                       a->reading.cover, "faithful", a->faithful));
}

/* What the reader wrote, looked at: does it decline, what does it cite? */
static struct status judge(struct asking *a)
{
    a->abstained = reading_declines(buf_string(&a->answer));
    reading_cited(buf_string(&a->answer), a->cited, a->n);
    return reading_faithful(&a->store, buf_string(&a->answer), a->hit, a->n,
                            &a->faithful);
}

static struct status read_passages(struct asking *a)
{
    int used;

    if (a->abstained)
        return STATUS_OK;
    if (!a->reader.model && !a->reader.url) {
        askreader_quote(&a->reading, a->hit, &a->answer);
        for (int i = 0; i < a->reading.parts; i++)
            a->cited[a->reading.part[i].passage] = true;
        a->faithful = 1.0;
        return buf_status(&a->answer);
    }
    STATUS_TRY(askreader_run(&a->reader, buf_string(&a->question), a->hit, a->n,
                             &a->answer, &used));
    return judge(a);
}

static struct status ask(const struct cli_given *g, struct asking *a)
{
    int64_t top;

    STATUS_TRY(
        cli_whole("top", option(g, "top"), 1, READING_PASSAGES, 5, &top));
    STATUS_TRY(indexfind_run(&cmd_ask_row, g, &a->store,
                             buf_string(&a->question), a->hit, (int)top,
                             &a->n));
    STATUS_TRY(reading_find(&a->store, buf_string(&a->question), a->hit, a->n,
                            &a->reading));
    a->abstained = !a->n || !a->reading.parts || a->reading.cover < a->least;
    const bool weak = a->abstained;
    STATUS_TRY(read_passages(a));
    if (a->json)
        say_json(a);
    else if (weak)
        say_abstained(a);
    else
        say(a);
    return STATUS_OK;
}

static int cmd_ask(const struct cli_given *g)
{
    static const struct hook hook = {.poll = stops};
    const struct sigaction on_stop = {.sa_handler = stop};
    struct asking a = {.reader = {.hook = &hook}};

    asked_to_stop = 0;
    sigaction(SIGINT, &on_stop, NULL);
    buf_init(&a.question, 1 << 14);
    buf_init(&a.answer, 1 << 20);
    struct status st = open_asking(g, &a);
    if (!st.code)
        st = ask(g, &a);
    if (st.code && a.answer.bytes && a.reader.prints)
        putchar('\n');
    docstore_drop(a.hit, a.n);
    if (a.store.db.handle)
        docstore_close(&a.store);
    buf_release(&a.question);
    buf_release(&a.answer);
    return st.code ? cli_fail(st) : a.abstained ? CLI_NO : CLI_FINE;
}

const struct cli_command cmd_ask_row = {
    .name = "ask",
    .usage = "QUESTION [--model MODEL | --endpoint URL] [--json]",
    .about = "answers from indexed folders, with the places it is taken from",
    .more =
        "`lathe index DIR` comes first. Without a model the answer is "
        "sentences "
        "of the texts.\nWhere the passages do not have enough of the question, "
        "that is said, with exit 1.\nA model is given the passages as quotes "
        "and told to do nothing they ask for; that\nhelps and is no guarantee: "
        "read the passages it names.",
    .options = options,
    .run = cmd_ask,
};
