#include "tui/commands/indexfind.h"

#include <stdlib.h>
#include <string.h>

#include "tui/commands/vectormaker.h"

struct status indexfind_question(const struct cli_given *g, struct buf *out)
{
    for (int i = 0; i < g->words; i++) {
        if (i)
            buf_char(out, ' ');
        buf_text(out, g->word[i]);
    }
    STATUS_TRY(buf_status(out));
    return out->bytes ? STATUS_OK
                      : status_fail(STATUS_BAD_USAGE, "a QUESTION is needed");
}

static struct status how_to(const char *by, const char *diverse,
                            struct docvectors_how *how)
{
    static const char *const ways[] = {"words", "vectors", "both"};
    int found = by ? -1 : (int)how->by;

    for (int i = 0; by && i < 3; i++)
        if (strcmp(by, ways[i]) == 0)
            found = i;
    if (found < 0)
        return status_fail(STATUS_BAD_USAGE,
                           "--by is \"%s\", but must be words, vectors or both",
                           by);
    how->by = (enum docvectors_by)found;
    return cli_real("diverse", diverse, 0.0, 1.0, 0.0, &how->diverse);
}

struct status indexfind_run(const struct cli_command *c,
                            const struct cli_given *g, struct docstore *s,
                            const char *question, struct docstore_passage *hit,
                            int top, int *n)
{
    const char *by = cli_option(c, g, "by");
    struct docstore_filter filter;
    struct docvectors v = {0};
    struct vectormaker m = {.graph = NULL};
    struct docvectors_how how;
    char *owned = NULL;
    struct status st = indexfile_filter(
        cli_option(c, g, "in"), cli_option(c, g, "kind"), &filter, &owned);

    *n = 0;
    if (!st.code && !(by && strcmp(by, "words") == 0))
        st = docvectors_open(&v, s);
    how = docvectors_usual(&v);
    if (!st.code)
        st = how_to(by, cli_option(c, g, "diverse"), &how);
    if (!st.code && !v.n && how.by == DOCVECTORS_ALONE)
        st = status_fail(STATUS_BAD_USAGE,
                         "the index has no vectors; lathe index DIR --vectors "
                         "latent makes some");
    if (!st.code && v.n)
        st = vectormaker_for(&m, v.kind);
    how.encoder = m.graph ? &m.checkpoint : NULL;
    how.graph = m.graph;
    if (!st.code)
        st = docvectors_search(&v, s, question, &filter, &how, hit, top, n);
    vectormaker_close(&m);
    docvectors_close(&v);
    free(owned);
    return st;
}
