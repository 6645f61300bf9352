#include "tui/commands/vectormaker.h"

#include <string.h>

#include "engine/core/device.h"
#include "engine/model/embed.h"

#define GRAPH_BYTES ((size_t)4 << 30)

enum { WIDTH = 96 };

struct status vectormaker_open(struct vectormaker *m, const char *kind)
{
    *m = (struct vectormaker){.kind = kind};
    if (!kind || strcmp(kind, "latent") == 0)
        return STATUS_OK;
    const struct device *d = device_find("auto");

    STATUS_TRY(checkpoint_load(&m->checkpoint, kind, d));
    STATUS_TRY(embed_check(&m->checkpoint));
    m->graph = graph_new(d, GRAPH_BYTES);
    return m->graph ? STATUS_OK
                    : status_fail(STATUS_NO_MEMORY, "no memory for a vector");
}

struct status vectormaker_for(struct vectormaker *m, const char *kind)
{
    return status_within(vectormaker_open(m, kind), "the vectors of the index");
}

void vectormaker_close(struct vectormaker *m)
{
    checkpoint_release(&m->checkpoint);
    graph_free(m->graph);
    *m = (struct vectormaker){.kind = NULL};
}

struct status vectormaker_run(struct vectormaker *m, struct docstore *s,
                              const struct hook *hook, bool changed)
{
    char kind[200];
    int64_t added;

    if (!m->kind)
        return STATUS_OK;
    if (m->graph)
        return docvectors_embed(s, m->kind, &m->checkpoint, m->graph, hook,
                                &added);
    STATUS_TRY(docstore_meta(s, "vectors", kind, sizeof kind));
    return changed || strcmp(kind, "latent") != 0
               ? docvectors_fit(s, WIDTH, 1, hook)
               : STATUS_OK;
}
