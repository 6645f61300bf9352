/* Vectors for all passages of a store: fitted on its words, or by an encoder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/docvectors.h"
#include "engine/app/latent.h"
#include "engine/base/size.h"
#include "engine/model/embed.h"

struct words {
    char **term; /* sorted by bytes, as FTS5 has them */
    int32_t n;
};

struct ids {
    int64_t *id; /* rising */
    int32_t n;
};

static struct status no_room(void)
{
    return status_fail(STATUS_NO_MEMORY, "no room for the vectors of words");
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void release_words(struct words *w)
{
    for (int32_t i = 0; i < w->n; i++)
        free(w->term[i]);
    free(w->term);
}

/* Words of one passage alone bring no two together. */
static struct status choose_words(struct docstore *s, struct words *w)
{
    struct db_query q;
    struct status st = STATUS_OK;

    STATUS_TRY(db_do(&s->db,
                     "CREATE VIRTUAL TABLE IF NOT EXISTS temp.wordrows USING "
                     "fts5vocab(main, words, row);"
                     "CREATE VIRTUAL TABLE IF NOT EXISTS temp.wordplaces USING "
                     "fts5vocab(main, words, instance)"));
    w->term = calloc(DOCVECTORS_WORDS, sizeof *w->term);
    if (!w->term)
        return no_room();
    q = db_query(&s->db, "SELECT term FROM temp.wordrows WHERE doc >= 2 ORDER "
                         "BY doc DESC, term LIMIT ?");
    db_bind_whole(&q, 1, DOCVECTORS_WORDS);
    while (!st.code && db_next(&q)) {
        w->term[w->n] = strdup(db_text(&q, 0));
        if (w->term[w->n])
            w->n++;
        else
            st = no_room();
    }
    const struct status ended = db_end(&q);
    qsort(w->term, (size_t)w->n, sizeof *w->term, by_bytes);
    return st.code ? st : ended;
}

static struct status all_ids(struct docstore *s, struct ids *out)
{
    const struct docstore_filter all = {NULL, -1};
    int64_t n;

    STATUS_TRY(docstore_allowed(s, &all, &out->id, &n));
    if (n < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "the index is empty: there is nothing to fit on");
    if (n > INT32_MAX)
        return status_fail(STATUS_TOO_BIG, "more passages than vectors fit");
    out->n = (int32_t)n;
    return STATUS_OK;
}

static int32_t place_of(const struct ids *x, int64_t id)
{
    int32_t low = 0, past = x->n;

    while (low < past) {
        const int32_t middle = low + (past - low) / 2;

        if (x->id[middle] < id)
            low = middle + 1;
        else
            past = middle;
    }
    return low < x->n && x->id[low] == id ? low : -1;
}

/* Told that a chosen word stands `count` times in passage `doc`; words rise. */
typedef struct status take_post(void *user, int32_t word, int32_t doc,
                                int count);

/* One passage after the other under each word: FTS5 keeps them so. */
static struct status each_post(struct docstore *s, const struct words *w,
                               const struct ids *x, const struct hook *hook,
                               take_post *take, void *user)
{
    struct db_query q =
        db_query(&s->db, "SELECT term, doc FROM temp.wordplaces");
    struct status st = STATUS_OK;
    int32_t word = 0, doc = -1, at_word = -1;
    int64_t met = 0;
    int count = 0;

    while (!st.code && db_next(&q)) {
        const char *term = db_text(&q, 0);
        int order = -1;

        while (word < w->n && (order = strcmp(w->term[word], term)) < 0)
            word++;
        if (hook && ++met % 100000 == 0 && hook_stops(hook))
            st = status_fail(STATUS_CANCELLED, "the vectors: stopped");
        if (word == w->n || order != 0)
            continue;
        const int32_t place = place_of(x, db_whole(&q, 1));
        if (place == doc && word == at_word) {
            count++;
            continue;
        }
        if (count && doc >= 0 && !st.code)
            st = take(user, at_word, doc, count);
        doc = place;
        at_word = word;
        count = 1;
    }
    if (count && doc >= 0 && !st.code)
        st = take(user, at_word, doc, count);
    const struct status ended = db_end(&q);
    return st.code ? st : ended;
}

struct sample {
    int32_t stride;
    int64_t *first; /* [words + 1] */
    struct latent_entry *entry;
    int64_t n, room;
    int32_t word; /* whose entries are being added */
};

static struct status take_sample(void *user, int32_t word, int32_t doc,
                                 int count)
{
    struct sample *p = user;

    if (doc % p->stride)
        return STATUS_OK;
    while (p->word < word)
        p->first[++p->word] = p->n;
    if (p->n == p->room) {
        void *more;

        p->room = p->room ? 2 * p->room : 1 << 16;
        more = reallocarray(p->entry, (size_t)p->room, sizeof *p->entry);
        if (!more)
            return no_room();
        p->entry = more;
    }
    p->entry[p->n++] = (struct latent_entry){doc / p->stride, count};
    return STATUS_OK;
}

struct sums {
    const float *rows;
    float *out;
    int width;
};

static struct status take_sum(void *user, int32_t word, int32_t doc, int count)
{
    const struct sums *p = user;

    latent_add(p->out + (int64_t)doc * p->width,
               p->rows + (int64_t)word * p->width, count, p->width);
    return STATUS_OK;
}

static struct status fit_words(struct docstore *s, const struct words *w,
                               const struct ids *x, float *rows, int width,
                               uint64_t seed, const struct hook *hook)
{
    struct sample p = {.stride = (x->n - 1) / DOCVECTORS_FIT + 1};
    struct status st;

    p.first = calloc((size_t)w->n + 1, sizeof *p.first);
    st = p.first ? each_post(s, w, x, hook, take_sample, &p) : no_room();
    while (!st.code && p.word < w->n)
        p.first[++p.word] = p.n;
    if (!st.code) {
        const struct latent_bags b = {(x->n - 1) / p.stride + 1, w->n, p.first,
                                      p.entry};

        st = latent_fit(rows, &b, width, seed, hook);
    }
    free(p.first);
    free(p.entry);
    return st;
}

static struct status write_all(struct docstore *s, const struct words *w,
                               const struct ids *x, const float *rows,
                               const float *docs, int width)
{
    const size_t bytes = (size_t)width * sizeof *rows;
    struct db_query q;

    STATUS_TRY(db_do(&s->db, "DELETE FROM vector; DELETE FROM latent"));
    q = db_query(&s->db, "INSERT INTO latent VALUES(?, ?)");
    for (int32_t i = 0; i < w->n; i++) {
        db_again(&q);
        db_bind_text(&q, 1, w->term[i]);
        db_bind_bytes(&q, 2, rows + (int64_t)i * width, bytes);
        while (db_next(&q))
            ;
    }
    STATUS_TRY(db_end(&q));
    q = db_query(&s->db, "INSERT INTO vector VALUES(?, ?)");
    for (int32_t i = 0; i < x->n; i++) {
        db_again(&q);
        db_bind_whole(&q, 1, x->id[i]);
        db_bind_bytes(&q, 2, docs + (int64_t)i * width, bytes);
        while (db_next(&q))
            ;
    }
    STATUS_TRY(db_end(&q));
    return docstore_meta_set(s, "vectors", "latent");
}

static struct status fit_all(struct docstore *s, const struct words *w,
                             const struct ids *x, int width, uint64_t seed,
                             const struct hook *hook)
{
    float *rows = calloc((size_t)w->n * (size_t)width + 1, sizeof *rows);
    float *docs = calloc((size_t)x->n * (size_t)width + 1, sizeof *docs);
    struct sums sums = {rows, docs, width};
    struct status st =
        rows && docs ? fit_words(s, w, x, rows, width, seed, hook) : no_room();

    if (!st.code)
        st = each_post(s, w, x, hook, take_sum, &sums);
    for (int32_t i = 0; i < x->n && !st.code; i++)
        latent_end(docs + (int64_t)i * width, width);
    if (!st.code)
        st = db_begin(&s->db);
    if (!st.code)
        st = db_finish(&s->db, write_all(s, w, x, rows, docs, width));
    free(rows);
    free(docs);
    return st;
}

struct status docvectors_fit(struct docstore *s, int width, uint64_t seed,
                             const struct hook *hook)
{
    struct words w = {0};
    struct ids x = {0};
    struct status st = all_ids(s, &x);

    if (width < 1 || width > LATENT_WIDTH_MOST)
        st = status_fail(STATUS_BAD_USAGE, "vectors of %d numbers", width);
    if (!st.code)
        st = choose_words(s, &w);
    if (!st.code && !w.n)
        st = status_fail(STATUS_BAD_USAGE,
                         "no word stands in two passages: there is nothing to "
                         "fit on");
    if (!st.code)
        st = fit_all(s, &w, &x, width, seed, hook);
    release_words(&w);
    free(x.id);
    return st;
}

enum { BATCH = 64 };

struct batch {
    int64_t id[BATCH];
    char *text[BATCH];
    int n;
};

static struct status next_batch(struct docstore *s, struct batch *b)
{
    struct db_query q = db_query(
        &s->db, "SELECT rowid, title || char(10) || text FROM words WHERE "
                "rowid IN (SELECT id FROM passage WHERE id NOT IN (SELECT "
                "passage FROM vector) ORDER BY id LIMIT ?) ORDER BY rowid");
    struct status st = STATUS_OK;

    db_bind_whole(&q, 1, BATCH);
    for (b->n = 0; b->n < BATCH && !st.code && db_next(&q); b->n++) {
        b->id[b->n] = db_whole(&q, 0);
        b->text[b->n] = strdup(db_text(&q, 1));
        if (!b->text[b->n])
            st = no_room();
    }
    const struct status ended = db_end(&q);
    return st.code ? st : ended;
}

static struct status embed_batch(struct docstore *s, const struct batch *b,
                                 const struct checkpoint *c, struct graph *g,
                                 float *row, const struct hook *hook)
{
    struct db_query q = db_query(&s->db, "INSERT INTO vector VALUES(?, ?)");
    struct status st = STATUS_OK;

    for (int i = 0; i < b->n && !st.code; i++) {
        if (hook && hook_stops(hook)) {
            st = status_fail(STATUS_CANCELLED, "the vectors: stopped");
            break;
        }
        st = embed_text(row, c, g, b->text[i], strlen(b->text[i]), NULL);
        db_again(&q);
        db_bind_whole(&q, 1, b->id[i]);
        db_bind_bytes(&q, 2, row, (size_t)embed_width(c) * sizeof *row);
        while (!st.code && db_next(&q))
            ;
    }
    const struct status ended = db_end(&q);
    return st.code ? st : ended;
}

static struct status begin_kind(struct docstore *s, const char *name)
{
    char kind[200];

    STATUS_TRY(docstore_meta(s, "vectors", kind, sizeof kind));
    if (strcmp(kind, name) == 0)
        return STATUS_OK;
    STATUS_TRY(db_begin(&s->db));
    struct status st = db_do(&s->db, "DELETE FROM vector; DELETE FROM latent");
    if (!st.code)
        st = docstore_meta_set(s, "vectors", name);
    return db_finish(&s->db, st);
}

struct status docvectors_embed(struct docstore *s, const char *name,
                               const struct checkpoint *c, struct graph *g,
                               const struct hook *hook, int64_t *added)
{
    struct batch b = {.n = 1};
    float *row;
    struct status st;

    *added = 0;
    STATUS_TRY(embed_check(c));
    STATUS_TRY(begin_kind(s, name));
    row = calloc((size_t)embed_width(c), sizeof *row);
    st = row ? STATUS_OK : no_room();
    while (!st.code && b.n) {
        st = next_batch(s, &b);
        if (!st.code)
            st = db_begin(&s->db);
        if (!st.code)
            st = db_finish(&s->db, embed_batch(s, &b, c, g, row, hook));
        if (!st.code)
            *added += b.n;
        for (int i = 0; i < b.n; i++)
            free(b.text[i]);
    }
    free(row);
    return st;
}
