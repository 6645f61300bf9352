/* A checkpoint cut at every byte, and with bits flipped: beside its card it is
 * refused; the bare file is refused or loaded, and what is loaded computes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/checkpoint.h"
#include "engine/model/generate.h"

static const char letters[] = "a small sea";

/* A small checkpoint, and one of its files as it was. */
struct room {
    char folder[64], path[128];
    char *whole, *hurt;
    size_t bytes;
    struct graph *graph;
    int loaded, refused;
};

static void write_file(const char *path, const char *data, size_t bytes)
{
    FILE *f = fopen(path, "wb");

    cr_assert_not_null(f, "%s", path);
    cr_assert_eq(fwrite(data, 1, bytes, f), bytes);
    fclose(f);
}

static void read_file(struct room *r)
{
    FILE *f = fopen(r->path, "rb");

    cr_assert_not_null(f, "%s", r->path);
    fseek(f, 0, SEEK_END);
    r->bytes = (size_t)ftell(f);
    rewind(f);
    r->whole = malloc(r->bytes);
    r->hurt = malloc(r->bytes);
    cr_assert_eq(fread(r->whole, 1, r->bytes, f), r->bytes);
    fclose(f);
}

static struct decoder_config small(int vocab)
{
    struct decoder_config c = decoder_gpt2();

    c.vocab = vocab;
    c.context = 4;
    c.layers = 1;
    c.heads = c.groups = 2;
    c.width = 4;
    c.hidden = 4;
    return c;
}

static void enter(struct room *r, const char *file)
{
    struct tokenizer *t = NULL;
    struct decoder *m = NULL;
    struct card *card = card_new();

    memset(r, 0, sizeof *r);
    strncpy(r->folder, "/tmp/lathe-damage-XXXXXX", sizeof r->folder - 1);
    cr_assert_not_null(mkdtemp(r->folder));
    snprintf(r->path, sizeof r->path, "%s/%s", r->folder, file);
    tokenizer_train_char(&t, letters, strlen(letters));
    const struct decoder_config c = small(tokenizer_size(t));
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 1).code, STATUS_FINE);
    const struct status st =
        checkpoint_save(r->folder, m, t, card, CHECKPOINT_F32);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    decoder_free(m);
    tokenizer_free(t);
    card_free(card);
    read_file(r);
    r->graph = graph_new(device_find("cpu"), (size_t)1 << 26);
}

static void leave(struct room *r)
{
    const char *const part[] = {"model.safetensors", "tokenizer.json",
                                "card.json"};

    for (int i = 0; i < 3; i++) {
        char path[128];

        snprintf(path, sizeof path, "%s/%s", r->folder, part[i]);
        unlink(path);
    }
    rmdir(r->folder);
    graph_free(r->graph);
    free(r->whole);
    free(r->hurt);
}

static void compute(struct room *r, const struct checkpoint *c)
{
    const int vocab = tokenizer_size(c->tokenizer);
    float *logits = malloc((size_t)vocab * sizeof *logits);
    const int32_t ids[] = {0, vocab - 1};
    struct buf text;

    const struct status st =
        generate_logits(c->model, r->graph, ids, 2, logits);
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    buf_init(&text, 1024);
    tokenizer_decode(c->tokenizer, ids, 2, &text);
    buf_release(&text);
    free(logits);
}

/* The damage stands in `hurt`. */
static void try_both(struct room *r, size_t bytes, const char *what, size_t at)
{
    char bare[128];
    struct checkpoint c;

    write_file(r->path, r->hurt, bytes);
    struct status st = checkpoint_load(&c, r->folder, device_find("cpu"));
    cr_assert_neq(st.code, STATUS_FINE, "%s at %zu was not seen", what, at);
    cr_assert_gt(strlen(st.text), 10);

    snprintf(bare, sizeof bare, "%s/model.safetensors", r->folder);
    st = checkpoint_load(&c, bare, device_find("cpu"));
    if (st.code) {
        cr_assert_gt(strlen(st.text), 10, "%s at %zu", what, at);
        cr_assert_null(c.model);
        r->refused++;
        return;
    }
    compute(r, &c);
    checkpoint_release(&c);
    r->loaded++;
}

static void hurt(struct room *r, size_t sense)
{
    for (size_t at = 0; at < r->bytes; at++) {
        memcpy(r->hurt, r->whole, r->bytes);
        try_both(r, at, "a cut", at);
    }
    for (size_t at = 0; at < r->bytes; at++)
        for (int bit = 0; bit < 8; bit++) {
            if (at >= sense && bit != (int)(at % 8))
                continue; /* weights: any bit of them is one number */
            memcpy(r->hurt, r->whole, r->bytes);
            r->hurt[at] = (char)(r->hurt[at] ^ (1 << bit));
            try_both(r, r->bytes, "a flipped bit", at);
        }
}

Test(damage, weights_cut_at_any_byte_or_with_a_bit_flipped)
{
    uint64_t header;
    struct room r;

    enter(&r, "model.safetensors");
    memcpy(&header, r.whole, sizeof header);
    hurt(&r, 8 + (size_t)header);
    cr_assert_gt(r.loaded, 100, "a changed weight is still a weight");
    cr_assert_gt(r.refused, (int)r.bytes, "every cut, for a start");
    leave(&r);
}

Test(damage, tokenizer_cut_at_any_byte_or_with_any_bit_flipped)
{
    struct room r;

    enter(&r, "tokenizer.json");
    hurt(&r, r.bytes);
    cr_assert_gt(r.refused, 100);
    leave(&r);
}

Test(damage, card_cut_at_any_byte_or_with_any_bit_flipped)
{
    struct checkpoint c;
    struct room r;

    enter(&r, "card.json");
    cr_assert_eq(checkpoint_load(&c, r.folder, device_find("cpu")).code,
                 STATUS_FINE, "the whole one loads");
    compute(&r, &c);
    checkpoint_release(&c);
    hurt(&r, r.bytes);
    leave(&r);
}
