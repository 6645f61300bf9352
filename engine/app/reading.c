#include "engine/app/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Texts whose words are compared: the question, then sentences or passages. */
enum { TEXTS = 1200, WORDS = 128, FEW = 12 };
#define LATER 0.12 /* off for each place of the passage in the order */

struct span {
    int passage;
    size_t from, to;
};

struct reader {
    struct docstore *s;
    int words;
    double weight[WORDS], all;
    double names[WORDS], all_names; /* the same, 0 for words like "how" */
    bool *has;                      /* [TEXTS + 1][WORDS] */
    struct span span[TEXTS];
    int spans;
};

static struct status begin(struct docstore *s)
{
    return db_do(&s->db,
                 "CREATE VIRTUAL TABLE IF NOT EXISTS temp.reads USING "
                 "fts5(x, " DOCSTORE_WORDS ");"
                 "CREATE VIRTUAL TABLE IF NOT EXISTS temp.readwords USING "
                 "fts5vocab(temp, reads, instance);"
                 "CREATE VIRTUAL TABLE IF NOT EXISTS temp.storewords USING "
                 "fts5vocab(main, words, row);"
                 "DELETE FROM temp.reads");
}

static struct status add(struct docstore *s, int64_t row, const char *title,
                         const char *text, size_t bytes)
{
    struct db_query q = db_query(
        &s->db, "INSERT INTO temp.reads(rowid, x) VALUES(?1, ?2 || ' ' || ?3)");

    db_bind_whole(&q, 1, row);
    db_bind_text(&q, 2, title);
    db_bind_part(&q, 3, text, bytes);
    return db_run(&q);
}

/* English words that ask or join and name nothing, as Porter's stems. */
static const char *const bare[] = {
    "a",     "about", "after", "all",   "an",     "and",     "ani",   "ar",
    "as",    "at",    "be",    "been",  "befor",  "between", "both",  "but",
    "by",    "can",   "could", "did",   "do",     "doe",     "for",   "from",
    "get",   "give",  "go",    "had",   "ha",     "have",    "how",   "i",
    "if",    "in",    "into",  "is",    "it",     "it",      "just",  "like",
    "mai",   "make",  "mani",  "me",    "mean",   "more",    "much",  "must",
    "my",    "need",  "no",    "not",   "of",     "on",      "onli",  "or",
    "other", "our",   "out",   "same",  "should", "so",      "some",  "take",
    "than",  "that",  "the",   "their", "them",   "then",    "there", "thei",
    "thi",   "those", "to",    "up",    "us",     "use",     "veri",  "wa",
    "we",    "were",  "what",  "when",  "where",  "which",   "while", "who",
    "why",   "will",  "with",  "would", "you",    "your",    NULL};

static bool names_nothing(const char *term)
{
    for (int i = 0; bare[i]; i++)
        if (strcmp(bare[i], term) == 0)
            return true;
    return false;
}

/* The words of text 0 and their weights; a word that a third of many
 * passages has asks for nothing. */
static struct status weigh(struct reader *r, char term[WORDS][64],
                           double *unknown)
{
    struct docstore_count c;
    struct status st = docstore_counts(r->s, &c);
    struct db_query q =
        db_query(&r->s->db,
                 "SELECT DISTINCT readwords.term, coalesce((SELECT doc FROM "
                 "temp.storewords WHERE storewords.term = readwords.term), 0) "
                 "FROM temp.readwords WHERE readwords.doc = 0");

    *unknown = 0.0;
    while (!st.code && r->words < WORDS && db_next(&q)) {
        const double df = (double)db_whole(&q, 1);
        const char *text = db_text(&q, 0);

        if (strlen(text) >= 64 ||
            (c.passages >= FEW && df * 3.0 > (double)c.passages))
            continue;
        strncpy(term[r->words], text, 63);
        term[r->words][63] = '\0';
        const double w = log((1.0 + (double)c.passages) / (0.5 + df));
        r->names[r->words] = names_nothing(text) ? 0.0 : w;
        r->all_names += r->names[r->words];
        *unknown += df > 0.0 ? 0.0 : r->names[r->words];
        r->weight[r->words++] = w;
        r->all += w;
    }
    const struct status ended = db_end(&q);
    return st.code ? st : ended;
}

/* has[text][word], for all texts but the first. */
static struct status mark(struct reader *r, char term[WORDS][64])
{
    struct db_query q = db_query(
        &r->s->db, "SELECT doc FROM temp.readwords WHERE term = ? AND doc > 0");

    for (int w = 0; w < r->words; w++) {
        db_again(&q);
        db_bind_text(&q, 1, term[w]);
        while (db_next(&q)) {
            const int64_t text = db_whole(&q, 0);

            if (text <= TEXTS)
                r->has[text * WORDS + w] = true;
        }
    }
    return db_end(&q);
}

static bool ends_sentence(const char *text, size_t i)
{
    return (memchr(".!?", text[i], 3) &&
            (text[i + 1] == ' ' || text[i + 1] == '\n')) ||
           (text[i] == '\n' && text[i + 1] == '\n');
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Sentences of a passage; headings and crumbs are none. */
static void divide(struct reader *r, const char *text, int passage)
{
    const size_t n = strlen(text);

    for (size_t from = 0, i = 0; i < n && r->spans < TEXTS; i++) {
        if (i + 1 < n && !ends_sentence(text, i))
            continue;
        size_t to = i + 1, start = from;

        from = i + 1;
        while (start < to && blank(text[start]))
            start++;
        while (to > start && blank(text[to - 1]))
            to--;
        if (to - start >= 12 && text[start] != '#')
            r->span[r->spans++] = (struct span){passage, start, to};
    }
}

static double weight_of(const struct reader *r, int text)
{
    double sum = 0.0;

    for (int w = 0; w < r->words; w++)
        if (r->has[text * WORDS + w])
            sum += r->names[w];
    return r->all_names > 0.0 ? sum / r->all_names : 0.0;
}

/* Best sentences, no two that say the same words of the question. */
static void choose(const struct reader *r, struct reading *out)
{
    bool said[WORDS] = {false};

    for (; out->parts < READING_PARTS; out->parts++) {
        double most = 0.0;
        int best = -1;

        for (int i = 0; i < r->spans; i++) {
            double sum = 0.0;

            for (int w = 0; w < r->words; w++)
                if (r->has[(i + 1) * WORDS + w] && !said[w])
                    sum += r->weight[w];
            /* Of equals the one of the better passage: it comes first. A
             * later passage has to say more. */
            sum *= 1.0 - LATER * r->span[i].passage;
            if (sum > most + 1e-9) {
                most = sum;
                best = i;
            }
        }
        if (best < 0 || (out->parts && most < 0.25 * r->all))
            return;
        out->part[out->parts] =
            (struct reading_part){r->span[best].passage, r->span[best].from,
                                  r->span[best].to, weight_of(r, best + 1)};
        for (int w = 0; w < r->words; w++)
            said[w] |= r->has[(best + 1) * WORDS + w];
    }
}

/* A passage has what its sentences have, and its title. */
static void cover(const struct reader *r, int n, struct reading *out)
{
    for (int p = 0; p < n; p++) {
        const double w = weight_of(r, TEXTS - p);

        out->cover = w > out->cover ? w : out->cover;
    }
}

static struct status compare(struct reader *r, const char *question,
                             const struct docstore_passage *p, int n,
                             struct reading *out)
{
    char term[WORDS][64];
    double unknown;

    STATUS_TRY(begin(r->s));
    STATUS_TRY(add(r->s, 0, "", question, strlen(question)));
    for (int i = 0; i < n; i++)
        divide(r, p[i].text, i);
    if (r->spans > TEXTS - n)
        r->spans = TEXTS - n; /* the last texts are the passages */
    for (int i = 0; i < r->spans; i++)
        STATUS_TRY(add(r->s, i + 1, "",
                       p[r->span[i].passage].text + r->span[i].from,
                       r->span[i].to - r->span[i].from));
    for (int i = 0; i < n; i++)
        STATUS_TRY(
            add(r->s, TEXTS - i, p[i].title, p[i].text, strlen(p[i].text)));
    STATUS_TRY(weigh(r, term, &unknown));
    STATUS_TRY(mark(r, term));
    out->known = r->all_names > 0.0 ? 1.0 - unknown / r->all_names : 0.0;
    choose(r, out);
    cover(r, n, out);
    return STATUS_OK;
}

struct status reading_find(struct docstore *s, const char *question,
                           const struct docstore_passage *p, int n,
                           struct reading *out)
{
    struct reader *r = calloc(1, sizeof *r);
    bool *has = calloc((TEXTS + 1) * WORDS, sizeof *has);
    struct status st = status_fail(STATUS_NO_MEMORY, "no room for sentences");

    *out = (struct reading){0};
    if (r && has) {
        r->s = s;
        r->has = has;
        st = compare(r, question, p,
                     n > READING_PASSAGES ? READING_PASSAGES : n, out);
    }
    free(has);
    free(r);
    return st;
}

struct status reading_faithful(struct docstore *s, const char *answer,
                               const struct docstore_passage *p, int n,
                               double *share)
{
    struct reader r = {.s = s};
    char term[WORDS][64];
    double unknown, found = 0.0;
    struct status st = begin(s);

    r.has = calloc((TEXTS + 1) * WORDS, sizeof *r.has);
    if (!r.has)
        return status_fail(STATUS_NO_MEMORY, "no room for words");
    if (!st.code)
        st = add(s, 0, "", answer, strlen(answer));
    for (int i = 0; i < n && i < READING_PASSAGES && !st.code; i++)
        st = add(s, i + 1, p[i].title, p[i].text, strlen(p[i].text));
    if (!st.code)
        st = weigh(&r, term, &unknown);
    if (!st.code)
        st = mark(&r, term);
    for (int w = 0; w < r.words; w++)
        for (int i = 1; i <= n && i <= READING_PASSAGES; i++)
            if (r.has[i * WORDS + w]) {
                found += r.names[w];
                break;
            }
    *share = r.all_names > 0.0 ? found / r.all_names : 1.0;
    free(r.has);
    return st;
}
