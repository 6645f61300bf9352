#include "tui/commands/cmd_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/commands/indexfile.h"
#include "tui/commands/vectormaker.h"

enum { HITS = 100, SHOWN_BYTES = 320 };

static const struct cli_option options[] = {
    {"index", "FILE", "the index, another than your own"},
    {"top", "N", "how many passages, 5 unless told"},
    {"in", "DIR", "only below this folder"},
    {"kind", "KIND", "only text, markdown, manual or source"},
    {"by", "WAY", "words, vectors, or both where there are vectors"},
    {"diverse", "X", "0 to 1: how much passages alike are passed over (0)"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_search_row, g, name);
}

/* The words of the command line as one text. */
static struct status question_of(const struct cli_given *g, struct buf *out)
{
    for (int i = 0; i < g->words; i++) {
        if (i)
            buf_char(out, ' ');
        buf_text(out, g->word[i]);
    }
    STATUS_TRY(buf_status(out));
    return out->bytes
               ? STATUS_OK
               : status_fail(STATUS_BAD_USAGE, "search needs a QUESTION");
}

/* The passage in one paragraph, cut at a character. What moves a cursor is
 * not passed on. */
static void print_text(const char *text)
{
    size_t n = strlen(text);
    bool blank = true;

    if (n > SHOWN_BYTES) {
        n = SHOWN_BYTES;
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    }
    printf("    ");
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool is_blank = c <= ' ' || c == 0x7F;

        if (is_blank && blank)
            continue;
        putchar(is_blank ? ' ' : c);
        blank = is_blank;
    }
    printf("%s\n", text[n] ? " ..." : "");
}

static void print(struct docstore *s, const struct docstore_passage *hit, int n)
{
    for (int i = 0; i < n; i++) {
        const char *stale = indexfile_stale(s, &hit[i]);

        printf("%2d  %.2f  %s:%lld  %s%s%s%s\n", i + 1, hit[i].score,
               hit[i].path, (long long)hit[i].line, hit[i].title,
               stale ? "  [the file is " : "", stale ? stale : "",
               stale ? "]" : "");
        print_text(hit[i].text);
    }
    if (!n)
        printf("no passage has a word of that\n");
}

static void print_json(const char *question, const struct docstore_passage *hit,
                       int n)
{
    json_t *list = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(list, indexfile_citation(&hit[i]));
    cli_json(json_pack("{ss sn sb so}", "question", question, "answer",
                       "abstained", n == 0, "citations", list));
}

static struct status how_to(const struct cli_given *g,
                            struct docvectors_how *how)
{
    static const char *const ways[] = {"words", "vectors", "both"};
    const char *by = option(g, "by");
    int found = by ? -1 : (int)how->by;

    for (int i = 0; by && i < 3; i++)
        if (strcmp(by, ways[i]) == 0)
            found = i;
    if (found < 0)
        return status_fail(STATUS_BAD_USAGE,
                           "--by is \"%s\", but must be words, vectors or both",
                           by);
    how->by = (enum docvectors_by)found;
    return cli_real("diverse", option(g, "diverse"), 0.0, 1.0, 0.0,
                    &how->diverse);
}

static struct status find(const struct cli_given *g, struct docstore *s,
                          const char *question,
                          const struct docstore_filter *filter,
                          struct docstore_passage *hit, int *n)
{
    struct vectormaker m = {.graph = NULL};
    struct docvectors v = {0};
    struct docvectors_how how;
    int64_t top;
    const bool plain = option(g, "by") && strcmp(option(g, "by"), "words") == 0;
    struct status st = cli_whole("top", option(g, "top"), 1, HITS, 5, &top);

    if (!st.code && !plain)
        st = docvectors_open(&v, s);
    how = docvectors_usual(&v);
    if (!st.code)
        st = how_to(g, &how);
    if (!st.code && !v.n && how.by == DOCVECTORS_ALONE)
        st = status_fail(STATUS_BAD_USAGE,
                         "the index has no vectors; lathe index DIR --vectors "
                         "latent makes some");
    if (!st.code && v.n)
        st = vectormaker_for(&m, v.kind);
    how.encoder = m.graph ? &m.checkpoint : NULL;
    how.graph = m.graph;
    if (!st.code)
        st = docvectors_search(&v, s, question, filter, &how, hit, (int)top, n);
    vectormaker_close(&m);
    docvectors_close(&v);
    return st;
}

static struct status search(const struct cli_given *g, struct docstore *s,
                            const char *question, int *n)
{
    struct docstore_passage hit[HITS] = {{0}};
    struct docstore_filter filter;
    char *owned = NULL;
    struct status st =
        indexfile_filter(option(g, "in"), option(g, "kind"), &filter, &owned);

    if (!st.code)
        st = find(g, s, question, &filter, hit, n);
    if (!st.code && option(g, "json"))
        print_json(question, hit, *n);
    else if (!st.code)
        print(s, hit, *n);
    docstore_drop(hit, *n);
    free(owned);
    return st;
}

static int cmd_search(const struct cli_given *g)
{
    struct docstore s = {0};
    struct buf question;
    int n = 0;

    buf_init(&question, 1 << 14);
    struct status st = question_of(g, &question);
    if (!st.code)
        st = indexfile_open(&s, option(g, "index"), true);
    if (!st.code)
        st = search(g, &s, question.data, &n);
    if (s.db.handle)
        docstore_close(&s);
    buf_release(&question);
    return st.code ? cli_fail(st) : n ? CLI_FINE : CLI_NO;
}

const struct cli_command cmd_search_row = {
    .name = "search",
    .usage = "QUESTION [--top N] [--in DIR] [--json]",
    .about = "the passages of indexed folders that fit a question",
    .more = "`lathe index DIR` comes first. A passage is named by its file and "
            "line. Exit 1\nwhere nothing is found.",
    .options = options,
    .run = cmd_search,
};
