/* What a driver answers to the judge: the head of a frame, the arrays of a
 * case, and results, which are compared, drawn and described. The first byte
 * says which of them follows. */
#include <stdlib.h>
#include <string.h>

#include "exercises/party.h"
#include "exercises/values.h"
#include "tests/fuzz/fuzz.h"

enum { HEAD, CASE, RESULT_ROOM = 2048 };

static void add_array(struct buf *out, const char *name, uint32_t role,
                      uint32_t rows, uint32_t cols)
{
    struct talk_array a = {
        .type = TALK_FLOAT, .role = role, .rows = rows, .cols = cols};

    memcpy(a.name, name, strlen(name));
    buf_add(out, &a, sizeof a);
    for (uint32_t i = 0; role & TALK_IN && i < rows * cols; i++) {
        const float x = (float)i;

        buf_add(out, &x, sizeof x);
    }
}

static void sample(int i, struct buf *out)
{
    const struct talk_head head = {
        .magic = TALK_MAGIC, .kind = TALK_RUN, .number = 1, .bytes = 8};

    buf_char(out, i == 0 ? HEAD : CASE);
    if (i == 0) {
        buf_add(out, &head, sizeof head);
        buf_add(out, &head, sizeof head);
        return;
    }
    add_array(out, "x", TALK_IN, 2, 3);
    add_array(out, "n", TALK_IN, 1, 1);
    add_array(out, "out", TALK_OUT, 2, 3);
    add_array(out, "w", TALK_IN | TALK_OUT, i == 1 ? 1 : 17, 18);
}

static void eat_head(const char *data, size_t bytes)
{
    struct talk_head head[2];
    struct party_words words = {.kind = TALK_RUN, .answer_bytes = PARTY_ANY};
    const size_t room = 4096;

    if (bytes < sizeof head)
        return;
    memcpy(head, data, sizeof head);
    if (!party_check(&head[0], &head[1], &words, room).code &&
        (head[1].bytes > room || head[1].magic != TALK_MAGIC))
        abort();
    words.answer_bytes = 8;
    if (!party_check(&head[0], &head[1], &words, room).code &&
        head[1].bytes != 8)
        abort();
}

/* Results of the length that the case asks for, made of the input's bytes. */
static unsigned char *results(const struct values *v, const char *data,
                              size_t bytes, size_t from)
{
    unsigned char *out = malloc(v->result_bytes);

    for (size_t i = 0; out && i < v->result_bytes; i++)
        out[i] = (unsigned char)data[(from + i) % bytes];
    return out;
}

static void compare(const struct values *v, const char *data, size_t bytes)
{
    const struct values_rule rule = {1e-5, 1e-5, {0x40e00000u, 0x7fc00000u}};
    unsigned char *side[3] = {results(v, data, bytes, 0),
                              results(v, data, bytes, 7),
                              results(v, data, bytes, 0)};
    unsigned char *plain = malloc(v->result_bytes);
    const unsigned char *const expected[2] = {side[0], side[1]};
    const unsigned char *const got[2] = {side[1], side[2]};
    struct report_case c = {.verdict = REPORT_PASS};
    struct report_grid *grid = calloc(1, sizeof *grid);
    char say[160], sizes[120];

    if (side[0] && side[1] && side[2] && plain && grid) {
        values_compare(v, &rule, expected, got, &c);
        (void)values_leak(v, side[1]);
        (void)values_strip(v, side[1], plain);
        values_sizes(v, sizes);
        if (c.differs) {
            values_picture(v, c.array, side[0], side[1], grid);
            values_shape(grid, 1e-5, 1e-5, say);
        }
    }
    for (int i = 0; i < 3; i++)
        free(side[i]);
    free(plain);
    free(grid);
}

static void eat(const char *data, size_t bytes)
{
    struct values v;

    if (bytes < 2)
        return;
    if (data[0] == HEAD) {
        eat_head(data + 1, bytes - 1);
        return;
    }
    /* On a heap of its exact size, so that a step past it is seen. */
    char *frame = malloc(bytes - 1);
    if (!frame)
        return;
    memcpy(frame, data + 1, bytes - 1);
    if (!values_read(&v, frame, bytes - 1).code &&
        v.result_bytes <= RESULT_ROOM)
        compare(&v, frame, bytes - 1);
    free(frame);
}

const struct fuzz_target fuzz_target = {"frames", 3, sample, eat};
