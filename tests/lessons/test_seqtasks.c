#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/seqtasks.h"

static const char *text(const struct seqtasks_pair *p, int side,
                        char out[SEQTASKS_MOST + 1])
{
    for (int i = 0; i < p->length[side]; i++)
        out[i] = seqtasks_character(p->id[side][i]);
    out[p->length[side]] = '\0';
    return out;
}

/* What is to be written, found again from what is read. */
static void check(enum seqtasks_kind kind, const char *read, const char *write)
{
    const size_t n = strlen(read);
    char *end;

    switch (kind) {
    case SEQTASKS_COPY:
        cr_assert_str_eq(read, write);
        break;
    case SEQTASKS_REVERSE:
        for (size_t i = 0; i < n; i++)
            cr_assert(read[i] == write[n - 1 - i]);
        break;
    case SEQTASKS_SORT:
        for (size_t i = 1; i < n; i++)
            cr_assert(write[i - 1] <= write[i], "%s", write);
        for (char c = 'a'; c <= 'h'; c++) {
            int more = 0;

            for (size_t i = 0; i < n; i++)
                more += (read[i] == c) - (write[i] == c);
            cr_assert(more == 0, "%s and %s", read, write);
        }
        break;
    case SEQTASKS_RECALL:
        cr_assert(strlen(write) == 1 && write[0] == read[0] &&
                  read[n - 1] == '?');
        break;
    case SEQTASKS_DATES:
        cr_assert(strlen(write) == 10 && write[4] == '-');
        cr_assert(strncmp(write, read + n - 4, 4) == 0, "%s %s", read, write);
        cr_assert(strtol(write + 8, NULL, 10) == strtol(read, NULL, 10));
        break;
    case SEQTASKS_SUMS:
    case SEQTASKS_KINDS: {
        const long a = strtol(read, &end, 10), b = strtol(end + 1, NULL, 10);

        cr_assert(*end == '+' && a + b == strtol(write, NULL, 10), "%s %s",
                  read, write);
        break;
    }
    }
}

Test(seqtasks, what_is_to_be_written_follows_from_what_is_read)
{
    char read[SEQTASKS_MOST + 1], write[SEQTASKS_MOST + 1];
    struct seqtasks_pair p;

    for (int kind = 0; kind < SEQTASKS_KINDS; kind++)
        for (uint64_t i = 0; i < 200; i++) {
            seqtasks_draw(&p, (enum seqtasks_kind)kind,
                          1 + (int)(i % SEQTASKS_LENGTH), 3, i);
            check((enum seqtasks_kind)kind, text(&p, 0, read),
                  text(&p, 1, write));
        }
}

Test(seqtasks, a_seed_and_a_number_say_which_pair)
{
    struct seqtasks_pair a, b, c;

    seqtasks_draw(&a, SEQTASKS_COPY, 20, 1, 7);
    seqtasks_draw(&b, SEQTASKS_COPY, 20, 1, 7);
    seqtasks_draw(&c, SEQTASKS_COPY, 20, 2, 7);
    cr_assert(memcmp(&a, &b, sizeof a) == 0);
    cr_assert(memcmp(&a, &c, sizeof a) != 0);
    cr_assert(a.length[0] == 20);
}

Test(seqtasks, names_and_characters_go_both_ways)
{
    for (int i = 0; i < SEQTASKS_KINDS; i++)
        cr_assert(seqtasks_find(seqtasks_name((enum seqtasks_kind)i)) ==
                  (enum seqtasks_kind)i);
    cr_assert(seqtasks_find("fold") == SEQTASKS_KINDS);
    for (int32_t id = SEQTASKS_CHARACTERS; id < seqtasks_vocab(); id++)
        cr_assert(seqtasks_id(seqtasks_character(id)) == id);
    cr_assert(seqtasks_id('\0') == -1 && seqtasks_id('A') == -1);
}
