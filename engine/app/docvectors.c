#include "engine/app/docvectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/latent.h"
#include "engine/app/nearest.h"
#include "engine/base/size.h"
#include "engine/kernels/kernels.h"
#include "engine/model/embed.h"

enum { LOOK = 64 }; /* places of each way that are joined */

static struct status no_room(int64_t n)
{
    return status_fail(STATUS_NO_MEMORY, "no room for %lld vectors",
                       (long long)n);
}

static struct status count(struct docstore *s, int64_t *n, int64_t *bytes)
{
    struct db_query q = db_query(
        &s->db, "SELECT count(*), coalesce(max(length(row)), 0) FROM vector");

    *n = *bytes = 0;
    if (db_next(&q)) {
        *n = db_whole(&q, 0);
        *bytes = db_whole(&q, 1);
    }
    return db_end(&q);
}

static struct status read_rows(struct docvectors *v, struct docstore *s,
                               int64_t n)
{
    struct db_query q =
        db_query(&s->db, "SELECT passage, row FROM vector ORDER BY passage");
    const size_t bytes = (size_t)v->width * sizeof *v->rows;
    bool fits = true;

    while (fits && v->n < n && db_next(&q)) {
        fits = db_size(&q, 1) == bytes;
        if (!fits)
            break;
        v->id[v->n] = db_whole(&q, 0);
        memcpy(v->rows + (int64_t)v->n++ * v->width, db_bytes(&q, 1), bytes);
    }
    STATUS_TRY(db_end(&q));
    return fits ? STATUS_OK
                : status_fail(STATUS_BAD_FILE,
                              "the index is damaged: a vector has not %d "
                              "numbers",
                              v->width);
}

struct status docvectors_open(struct docvectors *v, struct docstore *s)
{
    int64_t n, bytes;
    size_t all;

    *v = (struct docvectors){0};
    STATUS_TRY(docstore_meta(s, "vectors", v->kind, sizeof v->kind));
    STATUS_TRY(count(s, &n, &bytes));
    if (!n || !v->kind[0]) {
        v->kind[0] = '\0';
        return STATUS_OK;
    }
    if (n > INT32_MAX || bytes < 4 || bytes % 4 || bytes > 1 << 16)
        return status_fail(STATUS_BAD_FILE,
                           "the index is damaged: %lld vectors of %lld bytes",
                           (long long)n, (long long)bytes);
    v->width = (int)(bytes / 4);
    v->id = calloc((size_t)n, sizeof *v->id);
    v->rows = size_mul(&all, (size_t)n, (size_t)bytes) ? malloc(all) : NULL;
    const struct status st = v->id && v->rows ? read_rows(v, s, n) : no_room(n);
    if (st.code)
        docvectors_close(v);
    return st;
}

void docvectors_close(struct docvectors *v)
{
    free(v->id);
    free(v->rows);
    *v = (struct docvectors){0};
}

const float *docvectors_of(const struct docvectors *v, int64_t id)
{
    int32_t low = 0, past = v->n;

    while (low < past) {
        const int32_t middle = low + (past - low) / 2;

        if (v->id[middle] < id)
            low = middle + 1;
        else
            past = middle;
    }
    return low < v->n && v->id[low] == id ? v->rows + (int64_t)low * v->width
                                          : NULL;
}

/* The question's words as the store's texts have them, by FTS5 itself. */
static struct status latent_question(const struct docvectors *v,
                                     struct docstore *s, const char *question,
                                     float *out)
{
    struct db_query put, words;

    memset(out, 0, (size_t)v->width * sizeof *out);
    STATUS_TRY(db_do(&s->db,
                     "CREATE VIRTUAL TABLE IF NOT EXISTS temp.asked USING "
                     "fts5(x, " DOCSTORE_WORDS ");"
                     "CREATE VIRTUAL TABLE IF NOT EXISTS temp.askedwords USING "
                     "fts5vocab(temp, asked, row); DELETE FROM temp.asked"));
    put = db_query(&s->db, "INSERT INTO temp.asked(x) VALUES(?)");
    db_bind_text(&put, 1, question);
    STATUS_TRY(db_run(&put));
    words =
        db_query(&s->db, "SELECT cnt, row FROM temp.askedwords JOIN latent ON "
                         "latent.term = askedwords.term ORDER BY latent.term");
    while (db_next(&words)) {
        float row[LATENT_WIDTH_MOST];
        const size_t bytes = (size_t)v->width * sizeof *row;

        if (db_size(&words, 1) != bytes)
            continue;
        memcpy(row, db_bytes(&words, 1), bytes);
        latent_add(out, row, (int)db_whole(&words, 0), v->width);
    }
    latent_end(out, v->width);
    return db_end(&words);
}

struct status docvectors_question(const struct docvectors *v,
                                  struct docstore *s, const char *question,
                                  const struct checkpoint *c, struct graph *g,
                                  float *out)
{
    if (strcmp(v->kind, "latent") == 0 && v->width <= LATENT_WIDTH_MOST)
        return latent_question(v, s, question, out);
    if (!c)
        return status_fail(STATUS_BAD_USAGE,
                           "the index has vectors of %s, which is not loaded",
                           v->kind);
    STATUS_TRY(embed_check(c));
    if (embed_width(c) != v->width)
        return status_fail(STATUS_BAD_SHAPE,
                           "the index has vectors of %d numbers, %s makes %lld",
                           v->width, v->kind, (long long)embed_width(c));
    return embed_text(out, c, g, question, strlen(question), NULL);
}

/* The nearest of the rows that are allowed; both lists of ids rise. */
static void nearest_rows(const struct docvectors *v, const float *question,
                         const int64_t *allowed, int64_t n,
                         struct nearest *best)
{
    const struct kernels_f32 *k = kernels_fast(NULL);
    int64_t at = 0;

    for (int32_t i = 0; i < v->n; i++) {
        float score;

        if (allowed) {
            while (at < n && allowed[at] < v->id[i])
                at++;
            if (at == n)
                break;
            if (allowed[at] != v->id[i])
                continue;
        }
        k->chosen_dots(&score, v->rows, question, &i, 1, v->width);
        if (!nearest_hopeless(best, score))
            nearest_offer(best, score, i);
    }
    nearest_sort(best);
}

static struct status by_vectors(const struct docvectors *v, struct docstore *s,
                                const char *question,
                                const struct docstore_filter *filter,
                                const struct docvectors_how *how,
                                struct fuse_hit *out, int room, int *n)
{
    struct nearest_hit hit[LOOK];
    struct nearest best = nearest_over(hit, room < LOOK ? room : LOOK);
    int64_t *allowed = NULL, count_allowed = 0;
    float *q = malloc((size_t)v->width * sizeof *q);
    struct status st =
        q ? docvectors_question(v, s, question, how->encoder, how->graph, q)
          : no_room(1);

    const bool filtered = filter && (filter->under || filter->kind >= 0);

    *n = 0;
    if (!st.code && filtered)
        st = docstore_allowed(s, filter, &allowed, &count_allowed);
    if (!st.code && (!filtered || count_allowed))
        nearest_rows(v, q, allowed, count_allowed, &best);
    /* A score of 0 has nothing in common with the question. */
    for (int i = 0; !st.code && i < best.n && hit[i].score > 0.0F; i++)
        out[(*n)++] = (struct fuse_hit){v->id[hit[i].id], (double)hit[i].score};
    free(allowed);
    free(q);
    return st;
}

static struct status diverse(const struct docvectors *v, struct fuse_hit *hit,
                             int n, int room, double much)
{
    const float *row[2 * LOOK];
    float *none = calloc((size_t)v->width, sizeof *none);

    if (!none)
        return no_room(1);
    for (int i = 0; i < n; i++) {
        row[i] = docvectors_of(v, hit[i].id);
        if (!row[i])
            row[i] = none;
    }
    fuse_diverse(hit, row, n, v->width, room, 1.0 - much);
    free(none);
    return STATUS_OK;
}

struct docvectors_how docvectors_usual(const struct docvectors *v)
{
    const bool fitted = v && strcmp(v->kind, "latent") == 0;

    return (struct docvectors_how){
        .by = DOCVECTORS_BOTH,
        .weight = fitted ? 0.5 : 1.0,
        .calm = fitted ? 0.0 : 60.0,
    };
}

static struct status rank(const struct docvectors *v, struct docstore *s,
                          const char *question,
                          const struct docstore_filter *filter,
                          const struct docvectors_how *how,
                          struct fuse_hit *out, int *n)
{
    struct fuse_hit words[LOOK], near[LOOK];
    struct fuse_list list[2] = {{words, 0, 1.0}, {near, 0, how->weight}};
    const bool with_vectors = v && v->n && how->by != DOCVECTORS_WORDS_ALONE;
    const bool with_words = !with_vectors || how->by == DOCVECTORS_BOTH;

    if (with_words)
        STATUS_TRY(docstore_rank(s, question, filter, words, LOOK, &list[0].n));
    if (with_vectors)
        STATUS_TRY(
            by_vectors(v, s, question, filter, how, near, LOOK, &list[1].n));
    if (with_words && with_vectors)
        return fuse_ranks(list, 2, how->calm, out, 2 * LOOK, n);
    *n = list[with_vectors].n;
    memcpy(out, list[with_vectors].hit, (size_t)*n * sizeof *out);
    return STATUS_OK;
}

struct status docvectors_search(const struct docvectors *v, struct docstore *s,
                                const char *question,
                                const struct docstore_filter *filter,
                                const struct docvectors_how *how,
                                struct docstore_passage *out, int room, int *n)
{
    struct fuse_hit hit[2 * LOOK];
    int found = 0;
    struct status st = rank(v, s, question, filter, how, hit, &found);

    *n = 0;
    if (!st.code && how->diverse > 0.0 && v && v->n)
        st = diverse(v, hit, found, room, how->diverse);
    for (int i = 0; i < found && i < room && !st.code; i++) {
        out[i] = (struct docstore_passage){.score = hit[i].score};
        *n = i + 1;
        st = docstore_get(s, hit[i].id, &out[i]);
    }
    return st;
}
