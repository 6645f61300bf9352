/*
 * Every pair of neighbours has its count and the words it stands in, so a
 * merge touches only those words. The best pair comes from a heap. A merge
 * lowers the counts of old pairs and makes new pairs, all of which hold the
 * new id; so an entry of the heap is never too low. One that is too high is
 * put back with its true count when it comes up.
 */
#include "engine/model/tokenizer_learn.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/model/tokenizer.h"

#define WORTH_A_MERGE 2 /* times that a pair must stand in the text */

struct pair {
    int32_t left, right;
    int64_t times;
    uint32_t *words; /* ascending, each once; may hold words that lost it */
    uint32_t word_count, word_room;
};

struct entry {
    int64_t times;
    int32_t pair;
};

struct learner {
    struct tokenizer_corpus *corpus;
    struct tokenizer_pairs index; /* to a place in pairs */
    struct pair *pairs;
    int32_t pair_count, pair_room;
    struct entry *heap;
    size_t entries, entry_room;
    uint16_t *length; /* bytes of each id's piece */
    bool failed;      /* memory ended */
};

/* Doubles an array of `*room` elements once `used` fills it. */
static void *grown(void *old, size_t used, size_t *room, size_t each)
{
    if (used < *room)
        return old;
    const size_t more = *room ? *room * 2 : 4;
    void *array = realloc(old, more * each);
    if (array)
        *room = more;
    return array;
}

static bool better(const struct learner *l, struct entry a, struct entry b)
{
    const struct pair *p = &l->pairs[a.pair], *q = &l->pairs[b.pair];

    if (a.times != b.times)
        return a.times > b.times;
    return p->left != q->left ? p->left < q->left : p->right < q->right;
}

static void push(struct learner *l, int32_t pair)
{
    const struct pair *p = &l->pairs[pair];

    if (p->times < WORTH_A_MERGE ||
        l->length[p->left] + l->length[p->right] > TOKENIZER_MAX_PIECE)
        return;
    void *heap = grown(l->heap, l->entries, &l->entry_room, sizeof *l->heap);
    if (!heap) {
        l->failed = true;
        return;
    }
    l->heap = heap;

    const struct entry e = {p->times, pair};
    size_t at = l->entries++;
    while (at && better(l, e, l->heap[(at - 1) / 2])) {
        l->heap[at] = l->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    l->heap[at] = e;
}

static struct entry pop(struct learner *l)
{
    const struct entry top = l->heap[0], last = l->heap[--l->entries];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= l->entries)
            break;
        if (child + 1 < l->entries &&
            better(l, l->heap[child + 1], l->heap[child]))
            child++;
        if (!better(l, l->heap[child], last))
            break;
        l->heap[at] = l->heap[child];
        at = child;
    }
    if (l->entries)
        l->heap[at] = last;
    return top;
}

/* The place of (left, right) in pairs, made where there is none; or -1. */
static int32_t place(struct learner *l, int32_t left, int32_t right)
{
    const int32_t found = tokenizer_pairs_get(&l->index, left, right);
    size_t room = (size_t)l->pair_room;

    if (found >= 0)
        return found;
    void *pairs =
        grown(l->pairs, (size_t)l->pair_count, &room, sizeof *l->pairs);
    if (!pairs || room > INT32_MAX) {
        l->pairs = pairs ? pairs : l->pairs;
        return -1;
    }
    l->pairs = pairs;
    l->pair_room = (int32_t)room;
    if (!tokenizer_pairs_add(&l->index, left, right, l->pair_count))
        return -1;
    l->pairs[l->pair_count] = (struct pair){.left = left, .right = right};
    return l->pair_count++;
}

/* `word` holds (left, right) once more, in `times` places of the text. */
static void gain(struct learner *l, int32_t left, int32_t right, uint32_t word,
                 int64_t times)
{
    const int32_t at = place(l, left, right);

    if (at < 0) {
        l->failed = true;
        return;
    }
    struct pair *p = &l->pairs[at];
    p->times += times;
    if (p->word_count && p->words[p->word_count - 1] == word)
        return;
    size_t room = p->word_room;
    void *words = grown(p->words, p->word_count, &room, sizeof *p->words);
    if (!words) {
        l->failed = true;
        return;
    }
    p->words = words;
    p->word_room = (uint32_t)room;
    p->words[p->word_count++] = word;
}

static void lose(struct learner *l, int32_t left, int32_t right, int64_t times)
{
    const int32_t at = tokenizer_pairs_get(&l->index, left, right);

    assert(at >= 0);
    l->pairs[at].times -= times;
}

static void count_pairs(struct learner *l)
{
    const struct tokenizer_corpus *c = l->corpus;

    for (size_t w = 0; w < c->count && !l->failed; w++) {
        const int32_t *id = c->ids + c->words[w].start;

        for (uint32_t i = 0; i + 1 < c->words[w].ids; i++)
            gain(l, id[i], id[i + 1], (uint32_t)w, c->words[w].times);
    }
    for (int32_t i = 0; i < l->pair_count; i++)
        push(l, i);
}

/* Writes `made` over every (left, right) of word `w`, from the left. */
static void merge_in(struct learner *l, uint32_t w, int32_t left, int32_t right,
                     int32_t made)
{
    struct tokenizer_corpus_word *word = &l->corpus->words[w];
    int32_t *id = l->corpus->ids + word->start;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < word->ids && !l->failed; i++) {
        if (i + 1 == word->ids || id[i] != left || id[i + 1] != right) {
            id[kept++] = id[i];
            continue;
        }
        lose(l, left, right, word->times);
        if (kept) {
            lose(l, id[kept - 1], left, word->times);
            gain(l, id[kept - 1], made, w, word->times);
        }
        if (i + 2 < word->ids) {
            lose(l, right, id[i + 2], word->times);
            gain(l, made, id[i + 2], w, word->times);
        }
        id[kept++] = made;
        i++;
    }
    word->ids = kept;
}

static void merge(struct learner *l, int32_t at, int32_t made)
{
    const struct pair p = l->pairs[at]; /* pairs may move while it grows */
    const int32_t first_new = l->pair_count;

    l->pairs[at].words = NULL;
    l->pairs[at].word_count = l->pairs[at].word_room = 0;
    l->length[made] = (uint16_t)(l->length[p.left] + l->length[p.right]);
    for (uint32_t i = 0; i < p.word_count && !l->failed; i++)
        merge_in(l, p.words[i], p.left, p.right, made);
    free(p.words);
    for (int32_t i = first_new; i < l->pair_count; i++)
        push(l, i);
}

/* The pair to merge next, or -1 when none is worth it. */
static int32_t best(struct learner *l)
{
    while (l->entries) {
        const struct entry top = pop(l);

        if (top.times == l->pairs[top.pair].times)
            return top.pair;
        push(l, top.pair);
    }
    return -1;
}

static void release(struct learner *l)
{
    for (int32_t i = 0; i < l->pair_count; i++)
        free(l->pairs[i].words);
    free(l->pairs);
    free(l->heap);
    free(l->length);
    tokenizer_pairs_release(&l->index);
}

struct status tokenizer_learn_merges(struct tokenizer_corpus *c,
                                     struct tokenizer_store_merge *merges,
                                     int room, int *count)
{
    struct learner l = {.corpus = c};

    *count = 0;
    l.length = malloc(((size_t)room + 256) * sizeof *l.length);
    l.failed = !l.length;
    for (int i = 0; i < 256 && !l.failed; i++)
        l.length[i] = 1;
    if (!l.failed)
        count_pairs(&l);
    while (!l.failed && *count < room) {
        const int32_t at = best(&l);

        if (at < 0)
            break;
        merges[*count] = (struct tokenizer_store_merge){
            .left = l.pairs[at].left, .right = l.pairs[at].right};
        merge(&l, at, 256 + (*count)++);
    }
    const bool failed = l.failed;
    release(&l);
    return failed ? status_fail(STATUS_NO_MEMORY,
                                "no memory to count the pairs of the text")
                  : STATUS_OK;
}
