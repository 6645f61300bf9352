/* bench_rankers: the course's own questions (lessons/course/questions), ranker
 * by ranker: nDCG@10, MRR and recall@5 with intervals, and paired differences
 * to BM25. `bench_rankers tune` is for trying things on; without it the figures
 * are those of the set that nothing was tried on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/app/rankeval.h"
#include "engine/app/reading.h"
#include "lessons/assistant.h"
#include "lessons/paragraphs.h"

enum { QUESTIONS = 400, HITS = 20, SAMPLES = 10000, READ = 5 };

struct asked {
    char *ask, *best, *also;
};

struct set {
    const char *name;
    struct asked q[QUESTIONS];
    int n;
    char *none[QUESTIONS]; /* the course does not answer these */
    int nones;
    const char *ask, *of, *best, *also;
};

static struct status take(void *user, const struct paragraphs_line *l)
{
    struct set *s = user;

    if (l->key) {
        if (strcmp(l->key, "ask") == 0)
            s->ask = l->value;
        else if (strcmp(l->key, "set") == 0)
            s->of = l->value;
        else if (strcmp(l->key, "best") == 0)
            s->best = l->value;
        else if (strcmp(l->key, "also") == 0)
            s->also = l->value;
        return STATUS_OK;
    }
    if (s->ask && strcmp(s->of, s->name) == 0 && s->n < QUESTIONS &&
        s->nones < QUESTIONS) {
        if (strcmp(s->best, "none") == 0)
            s->none[s->nones++] = strdup(s->ask);
        else
            s->q[s->n++] = (struct asked){strdup(s->ask), strdup(s->best),
                                          s->also ? strdup(s->also) : NULL};
    }
    s->ask = s->of = s->best = s->also = NULL;
    return STATUS_OK;
}

struct figures {
    double ndcg[QUESTIONS], reciprocal[QUESTIONS], recall[QUESTIONS];
};

static struct status judge(struct assistant *a, const struct set *s,
                           enum docvectors_by by, struct figures *out)
{
    for (int i = 0; i < s->n; i++) {
        struct docstore_passage hit[HITS] = {{0}};
        const struct asked *q = &s->q[i];
        const int ideal[2] = {2, 1}, ideals = q->also ? 2 : 1;
        int n, grade[HITS];

        STATUS_TRY(assistant_search(a, q->ask, by, hit, HITS, &n));
        for (int j = 0; j < n; j++)
            grade[j] = strcmp(hit[j].path, q->best) == 0              ? 2
                       : q->also && strcmp(hit[j].path, q->also) == 0 ? 1
                                                                      : 0;
        out->ndcg[i] = rankeval_ndcg(grade, n, 10, ideal, ideals);
        out->reciprocal[i] = rankeval_reciprocal(grade, n);
        out->recall[i] = rankeval_recall(grade, n, 5, ideals);
        docstore_drop(hit, n);
    }
    return STATUS_OK;
}

static void print(const char *name, const double *a, const double *b, int n)
{
    const struct rankeval_interval x = rankeval_bootstrap(a, b, n, SAMPLES, 1);

    printf("  %-10s %+.3f  (%+.3f to %+.3f)\n", name, x.mean, x.low, x.high);
}

/* One question read: is it answered, and is a step that helps among those that
 * the answer quotes? */
static struct status answer(struct assistant *a, const char *ask,
                            const struct asked *q, double least, bool *answered,
                            bool *right)
{
    struct docstore_passage hit[READING_PASSAGES] = {{0}};
    struct reading r;
    int n;

    STATUS_TRY(assistant_search(a, ask, DOCVECTORS_BOTH, hit, READ, &n));
    STATUS_TRY(reading_find(&a->store, ask, hit, n, &r));
    *answered = n && r.parts && r.cover >= least;
    *right = false;
    for (int i = 0; i < r.parts && q; i++) {
        const char *path = hit[r.part[i].passage].path;

        *right |= strcmp(path, q->best) == 0 ||
                  (q->also && strcmp(path, q->also) == 0);
    }
    docstore_drop(hit, n);
    return STATUS_OK;
}

/* Of the questions that are answered, how many cite a step that helps; of
 * those without an answer, how many are left open. */
static struct status read_all(struct assistant *a, const struct set *s,
                              double least)
{
    static double cites[QUESTIONS], opens[QUESTIONS];
    int answered = 0;

    for (int i = 0; i < s->n; i++) {
        bool is, right;

        STATUS_TRY(answer(a, s->q[i].ask, &s->q[i], least, &is, &right));
        cites[answered] = right;
        answered += is;
    }
    for (int i = 0; i < s->nones; i++) {
        bool is, right;

        STATUS_TRY(answer(a, s->none[i], NULL, least, &is, &right));
        opens[i] = !is;
    }
    printf("extractive reading, cover at least %.2f: answers %d of %d, leaves "
           "open %d questions without an answer:\n",
           least, answered, s->n, s->nones);
    if (answered)
        print("cites right", cites, NULL, answered);
    if (s->nones)
        print("left open", opens, NULL, s->nones);
    return STATUS_OK;
}

int main(int argc, char **argv)
{
    static struct set s;
    static struct figures words, other;
    static const struct {
        const char *name;
        enum docvectors_by by;
    } rankers[] = {{"latent vectors", DOCVECTORS_ALONE},
                   {"both", DOCVECTORS_BOTH}};
    struct assistant a = {0};
    struct course c;
    char *text = NULL;

    s.name = argc > 1 ? argv[1] : "judge";
    const bool tunes = strcmp(s.name, "tune") == 0;
    struct status st = course_open(&c, NULL, NULL);
    if (!st.code)
        st = paragraphs_read(&text, TEST_ROOT "/lessons/course/questions", take,
                             &s);
    if (!st.code)
        st = assistant_open(&a, &c);
    if (!st.code)
        st = judge(&a, &s, DOCVECTORS_WORDS_ALONE, &words);
    if (!st.code) {
        printf("%d questions of the set %s\nBM25\n", s.n, s.name);
        print("nDCG@10", words.ndcg, NULL, s.n);
        print("MRR", words.reciprocal, NULL, s.n);
        print("recall@5", words.recall, NULL, s.n);
    }
    for (size_t r = 0; r < sizeof rankers / sizeof *rankers && !st.code; r++) {
        st = judge(&a, &s, rankers[r].by, &other);
        printf("%s\n", rankers[r].name);
        print("nDCG@10", other.ndcg, NULL, s.n);
        print("- BM25", other.ndcg, words.ndcg, s.n);
        print("MRR", other.reciprocal, NULL, s.n);
        print("recall@5", other.recall, NULL, s.n);
    }
    for (double least = READING_LEAST - (tunes ? 0.2 : 0.0);
         !st.code && least < READING_LEAST + (tunes ? 0.2 : 0.01);
         least += 0.05)
        st = read_all(&a, &s, least);
    if (st.code)
        fprintf(stderr, "bench_rankers: %s\n", st.text);
    return st.code ? 3 : 0;
}
