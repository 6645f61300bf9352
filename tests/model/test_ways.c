/* Ways of every model that writes, and one search over all of them: against
 * enumeration, greedy, and each model's own loss. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/beam.h"
#include "tests/model/waysubject.h"
#include "tests/support/starve.h"

enum { TOKENS = 3 };

/* Logits pass as floats. */
#define SAME_WITHIN 2e-5

static const int32_t end_ids[] = {END};

static struct beam *search(struct waysubject *s,
                           const struct beam_settings *set)
{
    struct ways ways;
    struct beam *b;
    struct status st = s->kind->ways(s, &ways, set->width);

    cr_assert(st.code == STATUS_FINE, "%s: %s", s->kind->name, st.text);
    st = beam_take(&b, &ways, set);
    cr_assert(st.code == STATUS_FINE, "%s: %s", s->kind->name, st.text);
    cr_assert_null(ways.self, "handed over");
    st = beam_finish(b);
    cr_assert(st.code == STATUS_FINE, "%s: %s", s->kind->name, st.text);
    return b;
}

/* Scores of all texts that end, or have TOKENS tokens. */
struct all {
    double score[128];
    int count;
};

static void enumerate(struct waysubject *s, struct all *a, int32_t *ids, int n,
                      double length)
{
    if (n == TOKENS || (n > 0 && ids[n - 1] == END)) {
        a->score[a->count++] = -s->kind->surprise(s, ids, n) / pow(n, length);
        return;
    }
    for (int32_t id = 0; id < VOCAB; id++) {
        ids[n] = id;
        enumerate(s, a, ids, n + 1, length);
    }
}

static int falling(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x < y) - (x > y);
}

static void same_as_all(const struct waysubject_kind *kind, uint64_t seed,
                        double length)
{
    struct waysubject s = waysubject_open(kind, device_reference(), seed);
    const struct beam_settings set = {.width = WAYS_MOST,
                                      .tokens = TOKENS,
                                      .length = length,
                                      .end = end_ids,
                                      .ends = 1};
    struct all a = {.count = 0};
    int32_t ids[TOKENS];

    enumerate(&s, &a, ids, 0, length);
    cr_assert_eq(a.count, 1 + 4 + 16 * 5);
    qsort(a.score, (size_t)a.count, sizeof *a.score, falling);
    cr_assert(a.score[0] - a.score[9] > 10.0 * SAME_WITHIN, "even odds");
    struct beam *b = search(&s, &set);
    for (int i = 0; i < WAYS_MOST; i++) {
        const int node = beam_result(b, i);

        cr_assert_geq(node, 0);
        cr_expect_float_eq(beam_score(b, node), a.score[i], SAME_WITHIN,
                           "%s, seed %d, place %d: %.9f, of all %.9f",
                           kind->name, (int)seed, i, beam_score(b, node),
                           a.score[i]);
    }
    beam_free(b);
    waysubject_close(&s);
}

Test(ways, as_many_beams_as_texts_find_the_likeliest_of_all_of_any_model)
{
    for (int i = 0; i < WAYSUBJECT_KINDS; i++)
        for (uint64_t seed = 1; seed <= 2; seed++) {
            same_as_all(&waysubject_kinds[i], seed, 0.0);
            same_as_all(&waysubject_kinds[i], seed, 1.0);
        }
}

/* Token by token the one that surprises least, asked from the model's loss. */
static int greedy(struct waysubject *s, int32_t *ids)
{
    double before = 0.0;
    int n = 0;

    do {
        double best = INFINITY;
        int32_t choice = 0;

        for (int32_t id = 0; id < VOCAB; id++) {
            ids[n] = id;
            const double now = s->kind->surprise(s, ids, n + 1);

            if (now < best) {
                best = now;
                choice = id;
            }
        }
        cr_assert_geq(best, before - SAME_WITHIN);
        before = best;
        ids[n++] = choice;
    } while (n < LONGEST && ids[n - 1] != END);
    return n;
}

static const struct device *device_of(uint64_t seed)
{
    return seed % 2 ? device_find("cpu") : device_reference();
}

Test(ways, one_beam_is_greedy_of_any_model)
{
    for (int i = 0; i < WAYSUBJECT_KINDS; i++)
        for (uint64_t seed = 3; seed <= 6; seed++) {
            struct waysubject s =
                waysubject_open(&waysubject_kinds[i], device_of(seed), seed);
            const struct beam_settings set = {
                .width = 1, .tokens = LONGEST, .end = end_ids, .ends = 1};
            int32_t want[LONGEST], got[LONGEST];
            const int n = greedy(&s, want);
            struct beam *b = search(&s, &set);
            const int node = beam_result(b, 0);

            cr_assert_eq(beam_node(b, node)->depth, n, "%s, seed %d",
                         waysubject_kinds[i].name, (int)seed);
            beam_way(b, node, got);
            cr_expect_arr_eq(got, want, (size_t)n * sizeof *got, "%s, seed %d",
                             waysubject_kinds[i].name, (int)seed);
            cr_expect_float_eq(-s.kind->surprise(&s, got, n),
                               beam_score(b, node), n * SAME_WITHIN);
            beam_free(b);
            waysubject_close(&s);
        }
}

/* What models with a greedy writer of their own say without a search. */
Test(ways, one_beam_is_what_a_model_writes_by_itself)
{
    for (int i = 0; i < WAYSUBJECT_KINDS; i++) {
        struct waysubject s =
            waysubject_open(&waysubject_kinds[i], device_find("cpu"), 8);
        const struct beam_settings set = {
            .width = 1, .tokens = LONGEST, .end = end_ids, .ends = 1};
        const struct seq2seq_batch one = {1, 4, 1, waysubject_source, NULL};
        int32_t want[LONGEST], got[LONGEST];
        struct status st = STATUS_OK;

        if (s.seq2seq)
            st = seq2seq_write(s.seq2seq, s.graph, &one, want, LONGEST);
        if (s.encdec)
            st = encdec_write(s.encdec, s.graph, &one, want, LONGEST);
        cr_assert(st.code == STATUS_FINE, "%s", st.text);
        if (s.seq2seq || s.encdec) {
            struct beam *b = search(&s, &set);
            const int node = beam_result(b, 0);

            beam_way(b, node, got);
            cr_expect_arr_eq(got, want,
                             (size_t)beam_node(b, node)->depth * sizeof *got,
                             "%s", waysubject_kinds[i].name);
            beam_free(b);
        }
        waysubject_close(&s);
    }
}

/* No law says that more beams find a likelier text: four may drop the greedy
 * way for ways that end badly, and of two models here they do. Sixteen never
 * did. What the tree says of every answer, the model's loss says too. */
Test(ways, a_wide_search_answers_nothing_less_likely_than_greedy_here)
{
    int likelier = 0;

    for (int i = 0; i < WAYSUBJECT_KINDS; i++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            struct waysubject s =
                waysubject_open(&waysubject_kinds[i], device_of(seed), seed);
            double first = 0.0;

            for (int width = 1; width <= 16; width *= 4) {
                const struct beam_settings set = {.width = width,
                                                  .tokens = LONGEST};
                struct beam *b = search(&s, &set);
                const int node = beam_result(b, 0);
                int32_t ids[LONGEST];

                beam_way(b, node, ids);
                cr_expect_float_eq(beam_score(b, node),
                                   -s.kind->surprise(&s, ids, LONGEST),
                                   LONGEST * SAME_WITHIN);
                if (width == 1)
                    first = beam_score(b, node);
                cr_expect(width == 4 ||
                              beam_score(b, node) >= first - SAME_WITHIN,
                          "%s, seed %d, %d beams", waysubject_kinds[i].name,
                          (int)seed, width);
                likelier += beam_score(b, node) > first + 1e-3;
                beam_free(b);
            }
            waysubject_close(&s);
        }
    cr_expect_gt(likelier, 10);
}

/* Ways that cross: each goes on from another, one from nobody. */
Test(ways, a_way_goes_on_from_any_other)
{
    static const int start[] = {0, 0, 0}, cross[] = {2, 0, 0, 1};
    static const int32_t first[] = {0, 1, 2}, second[] = {1, 2, 0, 0};

    for (int i = 0; i < WAYSUBJECT_KINDS; i++) {
        struct waysubject s =
            waysubject_open(&waysubject_kinds[i], device_reference(), 2);
        struct ways w;

        cr_assert(s.kind->ways(&s, &w, 4).code == STATUS_FINE);
        cr_assert_eq(w.vocab, VOCAB);
        cr_assert(w.kind->go_on(w.self, start, first, 3).code == STATUS_FINE);
        cr_assert(w.kind->go_on(w.self, cross, second, 4).code == STATUS_FINE);
        for (int way = 0; way < 4; way++) {
            int32_t ids[3] = {first[cross[way]], second[way], 0};
            const double before = s.kind->surprise(&s, ids, 2);
            const float *logits;
            float kept[VOCAB];
            double all = 0.0;

            cr_assert(w.kind->logits(w.self, way, &logits).code == STATUS_FINE);
            memcpy(kept, logits, sizeof kept);
            for (int id = 0; id < VOCAB; id++)
                all += exp((double)kept[id]);
            for (int32_t id = 0; id < VOCAB; id++) {
                ids[2] = id;
                cr_expect_float_eq(before + log(all) - (double)kept[id],
                                   s.kind->surprise(&s, ids, 3),
                                   5.0 * SAME_WITHIN, "%s, way %d, token %d",
                                   waysubject_kinds[i].name, way, (int)id);
            }
        }
        ways_free(&w);
        ways_free(&w); /* once more does nothing */
        waysubject_close(&s);
    }
}

static void refused(const struct status st, const char *what)
{
    cr_expect_eq(st.code, STATUS_BAD_USAGE, "%s", st.text);
    cr_expect(strstr(st.text, what), "%s, but not: %s", what, st.text);
}

Test(ways, what_has_no_ways_is_refused)
{
    static const int32_t unknown[] = {VOCAB};
    const struct ngram_way none = {.kind = NGRAM_ADD, .order = 9, .by = 1.0};
    struct ways w;

    for (int i = 0; i < WAYSUBJECT_KINDS; i++) {
        struct waysubject s =
            waysubject_open(&waysubject_kinds[i], device_find("cpu"), 1);

        refused(s.kind->ways(&s, &w, 0), "not 0");
        refused(s.kind->ways(&s, &w, WAYS_MOST + 1), "not 17");
        cr_expect_null(w.self);
        if (s.ngram)
            refused(ngram_ways(&w, s.ngram, &none, waysubject_prompt, 1, 2),
                    "order 9");
        if (s.rnnlm) {
            refused(rnnlm_ways(&w, s.rnnlm, s.graph, waysubject_prompt, 0, 2),
                    "no token");
            refused(rnnlm_ways(&w, s.rnnlm, s.graph, unknown, 1, 2), "5");
        }
        if (s.seq2seq) {
            refused(
                seq2seq_ways(&w, s.seq2seq, s.graph, waysubject_source, 0, 2),
                "nothing to read");
            refused(seq2seq_ways(&w, s.seq2seq, s.graph, unknown, 1, 2), "5");
        }
        if (s.encdec) {
            const int32_t padding[] = {-1, -1};
            const int32_t far[LONGEST + 1] = {0};

            refused(encdec_ways(&w, s.encdec, s.graph, waysubject_source, 0, 2),
                    "0 to read");
            refused(encdec_ways(&w, s.encdec, s.graph, padding, 2, 2), "empty");
            refused(encdec_ways(&w, s.encdec, s.graph, far, LONGEST + 1, 2),
                    "at most 8");
        }
        waysubject_close(&s);
    }
}

/* A prompt of any length is read in windows, none of which is too long. */
Test(ways, a_window_beyond_the_limit_is_refused_a_long_prompt_is_not)
{
    static const int32_t ids[RNNLM_LENGTH + 1];
    const struct rnnlm_batch far = {1, RNNLM_LENGTH + 1, ids, ids, NULL};
    const struct rnnlm_batch many = {RNNLM_ROWS + 1, 1, ids, ids, NULL};
    struct ways w;

    for (int i = 0; i < WAYSUBJECT_KINDS; i++) {
        struct waysubject s =
            waysubject_open(&waysubject_kinds[i], device_find("cpu"), 1);

        if (s.rnnlm) {
            cr_expect_null(rnnlm_loss(s.rnnlm, s.graph, &far, NULL));
            refused(graph_status(s.graph), "4097 tokens, but 4096");
            graph_reset(s.graph);
            cr_expect_null(rnnlm_states(s.rnnlm, s.graph, &many, NULL));
            refused(graph_status(s.graph), "65537 texts, but 65536");
            const struct status st =
                rnnlm_ways(&w, s.rnnlm, s.graph, ids, RNNLM_LENGTH + 1, 2);
            cr_expect_eq(st.code, STATUS_FINE, "%s", st.text);
            ways_free(&w);
        }
        waysubject_close(&s);
    }
}

Test(ways, a_search_wider_or_longer_than_its_ways_is_refused)
{
    struct waysubject s = waysubject_open(
        &waysubject_kinds[WAYSUBJECT_KINDS - 1], device_find("cpu"), 1);
    struct beam_settings set = {.width = 3, .tokens = LONGEST};
    struct ways w;
    struct beam *b;

    cr_assert(s.kind->ways(&s, &w, 2).code == STATUS_FINE);
    refused(beam_take(&b, &w, &set), "room for 2 ways");
    cr_expect(b == NULL && w.self == NULL);
    set = (struct beam_settings){.width = 2, .tokens = LONGEST + 1};
    cr_assert(s.kind->ways(&s, &w, 2).code == STATUS_FINE);
    refused(beam_take(&b, &w, &set), "writes 8 at most");
    set.tokens = LONGEST;
    b = search(&s, &set);
    cr_expect_eq(beam_node(b, beam_result(b, 0))->depth, LONGEST);
    beam_free(b);
    waysubject_close(&s);
}

static struct waysubject starving;

static struct status search_starved(void)
{
    const struct beam_settings set = {
        .width = 3, .tokens = 4, .end = end_ids, .ends = 1};
    struct ways ways;
    struct beam *b;
    const struct status st = starving.kind->ways(&starving, &ways, 3);

    if (st.code) {
        cr_assert_null(ways.self);
        return st;
    }
    STATUS_TRY(beam_take(&b, &ways, &set));
    const struct status end = beam_finish(b);
    beam_free(b);
    return end;
}

Test(ways, memory_may_end_anywhere)
{
    for (int i = 0; i < WAYSUBJECT_KINDS; i++) {
        starving = waysubject_open(&waysubject_kinds[i], device_find("cpu"), 2);
        starve(search_starved, starving.ngram ? 4 : 8);
        waysubject_close(&starving);
    }
}
