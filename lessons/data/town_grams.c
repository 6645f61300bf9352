#include "lessons/data/town_grams.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing in a table of twice as many slots as runs; 0 is empty. */
struct town_grams {
    uint64_t *slot;
    size_t slots; /* a power of two */
};

/* The last twelve words of a line, as hashes. */
struct window {
    uint64_t word[TOWN_GRAMS_WORDS];
    int words; /* since the line began */
};

/* FNV-1a in 64 bits. */
static uint64_t hash_of(uint64_t h, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        h = (h ^ (unsigned char)text[i]) * 1099511628211u;
    return h;
}

static uint64_t run_of(const struct window *w)
{
    uint64_t h = 14695981039346656037u;

    for (int i = 0; i < TOWN_GRAMS_WORDS; i++) {
        const uint64_t x = w->word[(w->words + i) % TOWN_GRAMS_WORDS];
        h = (h ^ x) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    return h ? h : 1;
}

/* Goes on to the next run of the text; false at its end. */
static bool next_run(struct window *w, const char **at, const char *end,
                     uint64_t *run)
{
    while (*at < end) {
        if (**at == ' ' || **at == '\n') {
            if (**at == '\n')
                w->words = 0;
            ++*at;
            continue;
        }
        const char *word = *at;
        while (*at < end && **at != ' ' && **at != '\n')
            ++*at;
        w->word[w->words++ % TOWN_GRAMS_WORDS] =
            hash_of(14695981039346656037u, word, (size_t)(*at - word));
        if (w->words >= TOWN_GRAMS_WORDS) {
            *run = run_of(w);
            return true;
        }
    }
    return false;
}

static size_t place(const struct town_grams *g, uint64_t run)
{
    size_t at = (size_t)run & (g->slots - 1);

    while (g->slot[at] && g->slot[at] != run)
        at = (at + 1) & (g->slots - 1);
    return at;
}

struct town_grams *town_grams_new(const char *text, size_t bytes)
{
    struct town_grams *g = malloc(sizeof *g);
    struct window w = {.words = 0};
    const char *at = text;
    uint64_t run;
    size_t runs = 1;

    if (!g)
        return NULL;
    while (next_run(&w, &at, text + bytes, &run))
        runs++;
    for (g->slots = 64; g->slots < 2 * runs;)
        g->slots *= 2;
    g->slot = calloc(g->slots, sizeof *g->slot);
    if (!g->slot) {
        free(g);
        return NULL;
    }
    w.words = 0;
    for (at = text; next_run(&w, &at, text + bytes, &run);)
        g->slot[place(g, run)] = run;
    return g;
}

void town_grams_free(struct town_grams *g)
{
    if (!g)
        return;
    free(g->slot);
    free(g);
}

void town_grams_count(const struct town_grams *g, const char *text,
                      size_t bytes, long *runs, long *seen)
{
    struct window w = {.words = 0};
    const char *at = text;
    uint64_t run;

    while (next_run(&w, &at, text + bytes, &run)) {
        ++*runs;
        *seen += g->slot[place(g, run)] == run;
    }
}
