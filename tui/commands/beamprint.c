#include "tui/commands/beamprint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/model/stops.h"
#include "tui/cli.h"

#define TEXT_BYTES ((size_t)1 << 26)

enum { TAIL = 1024 }; /* tokens in which a stop is looked for */

static const char *const fates[] = {"dropped", "kept", "ended", "stopped"};

/* The text of a way up to a stop, without a token that ends it, and how many
 * tokens that is. Owner: the caller, also after a failure. */
static struct status text_of(const struct beamprint *p, const struct beam *b,
                             int node, struct buf *text, int *written)
{
    const struct beam_node *n = beam_node(b, node);
    struct tokenizer_stream stream = {0};
    int32_t *ids = malloc((size_t)n->depth * sizeof *ids);
    size_t *start = malloc((size_t)n->depth * sizeof *start);
    struct status st = STATUS_OK;

    *written = n->depth - (n->fate == BEAM_ENDED);
    buf_init(text, TEXT_BYTES);
    if (!ids || !start)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a text");
    else
        beam_way(b, node, ids);
    for (int i = 0; i < *written && !st.code; i++) {
        start[i] = text->bytes;
        st = tokenizer_stream_add(p->checkpoint->tokenizer, &stream, ids[i],
                                  text);
    }
    tokenizer_stream_end(&stream, text);
    if (!st.code && stops_cut(p->stop, p->stops, text, 0))
        *written = (int)stops_kept(start, *written, text->bytes);
    free(ids);
    free(start);
    return st.code ? st : buf_status(text);
}

static json_t *token_json(const struct beamprint *p, int32_t id)
{
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    tokenizer_show(p->checkpoint->tokenizer, id, &text);
    json_t *out = json_string(buf_string(&text));
    buf_release(&text);
    return out;
}

/* Nodes are numbered as in the list; their parents are numbers of it. */
static json_t *tree_json(const struct beamprint *p, const struct beam *b)
{
    json_t *nodes = json_array();

    for (int i = 0; i < beam_count(b); i++) {
        const struct beam_node *n = beam_node(b, i);

        json_array_append_new(
            nodes,
            json_pack("{si si so sf sf ss}", "parent", n->parent, "id",
                      (int)n->id, "token", token_json(p, n->id), "logprob",
                      n->logprob, "total", n->total, "fate", fates[n->fate]));
    }
    return nodes;
}

/* The ids and log-probabilities of the first `written` tokens of a way. */
static struct status way_json(const struct beam *b, int node, int written,
                              json_t *ids, json_t *logprobs)
{
    const int depth = beam_node(b, node)->depth;
    double *logprob = malloc((size_t)depth * sizeof *logprob);
    int32_t *id = malloc((size_t)depth * sizeof *id);
    const bool room = logprob && id;

    if (room)
        beam_way(b, node, id);
    for (int at = node; room && at >= 0; at = beam_node(b, at)->parent)
        logprob[beam_node(b, at)->depth - 1] = beam_node(b, at)->logprob;
    for (int i = 0; room && i < written; i++) {
        json_array_append_new(ids, json_integer(id[i]));
        json_array_append_new(logprobs, json_real(logprob[i]));
    }
    free(logprob);
    free(id);
    return room ? STATUS_OK : status_fail(STATUS_NO_MEMORY, "no memory");
}

static struct status beam_json(const struct beamprint *p, const struct beam *b,
                               int node, json_t **out)
{
    json_t *ids = json_array(), *logprobs = json_array();
    struct buf text;
    int written;
    struct status st = text_of(p, b, node, &text, &written);

    if (!st.code)
        st = way_json(b, node, written, ids, logprobs);
    *out = st.code ? NULL
                   : json_pack("{ss sO sO sf sf sb}", "text", buf_string(&text),
                               "ids", ids, "logprobs", logprobs, "logprob",
                               beam_node(b, node)->total, "score",
                               beam_score(b, node), "ended",
                               beam_node(b, node)->fate >= BEAM_ENDED);
    json_decref(ids);
    json_decref(logprobs);
    buf_release(&text);
    return st;
}

/* Seconds of reading the prompt, and of the search. The keys of `generate
 * --json` tell of the best; "beams" holds all. */
static struct status print_json(const struct beamprint *p, const struct beam *b,
                                const double seconds[2])
{
    json_t *beams = json_array(), *one;
    struct status st = STATUS_OK;

    for (int i = 0; !st.code && i < p->settings.width && beam_result(b, i) >= 0;
         i++) {
        st = beam_json(p, b, beam_result(b, i), &one);
        if (!st.code)
            json_array_append_new(beams, one);
    }
    if (st.code) {
        json_decref(beams);
        return st;
    }
    const json_t *best = json_array_get(beams, 0);
    const int depth = beam_node(b, beam_result(b, 0))->depth;
    json_t *out = json_pack(
        "{ss sO sO sO sf sf so}", "prompt", p->prompt, "text",
        json_object_get(best, "text"), "ids", json_object_get(best, "ids"),
        "logprobs", json_object_get(best, "logprobs"), "tokens_per_s",
        seconds[1] > 0.0 ? depth / seconds[1] : 0.0, "prefill_tokens_per_s",
        seconds[0] > 0.0 ? (double)p->count / seconds[0] : 0.0, "beams", beams);
    if (out && p->tree)
        json_object_set_new(out, "tree", tree_json(p, b));
    cli_json(out);
    return STATUS_OK;
}

/* What was kept on the way; others were only weighed. */
static struct status print_tree(const struct beamprint *p, const struct beam *b)
{
    int *order = malloc(((size_t)beam_count(b) + 1) * sizeof *order);
    const int best = beam_result(b, 0);
    struct buf token;

    if (!order)
        return status_fail(STATUS_NO_MEMORY, "no memory for the tree");
    const struct status st = beam_walk(b, order);
    buf_init(&token, TEXT_BYTES);
    for (int i = 0; !st.code && i < beam_count(b); i++) {
        const struct beam_node *n = beam_node(b, order[i]);

        if (n->fate == BEAM_DROPPED)
            continue;
        buf_clear(&token);
        tokenizer_show(p->checkpoint->tokenizer, n->id, &token);
        printf("%*s\"%s\" %.3f, in all %.3f%s%s\n", 2 * n->depth, "",
               buf_string(&token), n->logprob, n->total,
               n->fate >= BEAM_ENDED ? ", ended" : "",
               order[i] == best ? ", best" : "");
    }
    buf_release(&token);
    free(order);
    return st;
}

static struct status print_text(const struct beamprint *p, const struct beam *b)
{
    struct buf text;
    int written;
    const struct status st = text_of(p, b, beam_result(b, 0), &text, &written);

    if (!st.code)
        printf("%s%s\n", p->prompt, buf_string(&text));
    buf_release(&text);
    if (!st.code && p->tree) {
        printf("\n%d ways were weighed; those that were kept, with the log of "
               "their probability:\n",
               beam_count(b));
        return print_tree(p, b);
    }
    return st;
}

/* Does a stop stand at the end of the way? Only as many tokens are looked at as
 * the longest stop has bytes. */
static bool stopped(void *user, const struct beam *b, int node)
{
    const struct beamprint *p = user;
    struct tokenizer_stream stream = {.begun = true};
    int32_t tail[TAIL];
    size_t longest = 1;
    int n = 0;
    struct buf text;

    for (int i = 0; i < p->stops; i++)
        longest = strlen(p->stop[i]) > longest ? strlen(p->stop[i]) : longest;
    for (int at = node; at >= 0 && n < TAIL && (size_t)n < longest + 4; n++) {
        tail[TAIL - 1 - n] = beam_node(b, at)->id;
        at = beam_node(b, at)->parent;
    }
    buf_init(&text, TEXT_BYTES);
    struct status st = STATUS_OK;
    for (int i = TAIL - n; i < TAIL && !st.code; i++)
        st = tokenizer_stream_add(p->checkpoint->tokenizer, &stream, tail[i],
                                  &text);
    const bool found = !st.code && stops_cut(p->stop, p->stops, &text, 0);
    buf_release(&text);
    return found;
}

struct status beamprint_run(const struct beamprint *p)
{
    const double start = clock_seconds();
    struct beam_settings s = p->settings;
    struct beam *b;
    bool more = true;

    s.stopped = p->stops ? stopped : NULL;
    s.user = (void *)(uintptr_t)p;
    STATUS_TRY(beam_new(&b, p->checkpoint->model, p->ids, p->count, &s,
                        (struct hook){0}));
    const double read = clock_seconds() - start;
    struct status st = STATUS_OK;
    while (more && !st.code)
        st = beam_step(b, &more);
    const double seconds[] = {read, clock_seconds() - start - read};
    if (!st.code)
        st = p->json ? print_json(p, b, seconds) : print_text(p, b);
    beam_free(b);
    return st;
}
