#include "tui/commands/cmd_search.h"

#include <stdio.h>
#include <string.h>

#include "tui/commands/indexfind.h"

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

static struct status search(const struct cli_given *g, struct docstore *s,
                            const char *question, int *n)
{
    struct docstore_passage hit[HITS] = {{0}};
    int64_t top;
    struct status st = cli_whole("top", option(g, "top"), 1, HITS, 5, &top);

    if (!st.code)
        st = indexfind_run(&cmd_search_row, g, s, question, hit, (int)top, n);
    if (!st.code && option(g, "json"))
        print_json(question, hit, *n);
    else if (!st.code)
        print(s, hit, *n);
    docstore_drop(hit, *n);
    return st;
}

static int cmd_search(const struct cli_given *g)
{
    struct docstore s = {0};
    struct buf question;
    int n = 0;

    buf_init(&question, 1 << 14);
    struct status st = indexfind_question(g, &question);
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
