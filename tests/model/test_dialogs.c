/* Files of conversations, what is wrong with them, and which ids count. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/dialogs.h"
#include "engine/model/tokenizer_open.h"
#include "tests/model/ggufbytes.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/"
#define GOOD     "{\"instruction\": \"Say a.\", \"output\": \"a\"}\n"

enum { MANY = 10000, BROKEN = 5001 };

static char path[64];

static void write_bytes(const char *text, size_t bytes)
{
    snprintf(path, sizeof path, "/tmp/lathe-dialogs-XXXXXX");
    const int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, bytes), (ssize_t)bytes);
    close(fd);
}

static struct status open_text(struct dialogs *d, const char *text)
{
    write_bytes(text, strlen(text));
    const struct status st = dialogs_open(d, path);

    unlink(path);
    return st;
}

Test(dialogs, each_form_is_read)
{
    static const char text[] =
        "\xef\xbb\xbf"
        "{\"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"},"
        " {\"role\": \"user\", \"content\": \"a?\"},"
        " {\"role\": \"assistant\", \"content\": \"A.\"}]}\r\n"
        "\n  \r\n"
        "{\"conversations\": [{\"from\": \"human\", \"value\": \"b?\"},"
        " {\"from\": \"gpt\", \"value\": \"B.\"},"
        " {\"from\": \"human\", \"value\": \"c?\"},"
        " {\"from\": \"gpt\", \"value\": \"C.\"}]}\n"
        "{\"instruction\": \"Add.\", \"input\": \"1 1\", \"output\": \"2\"}\n"
        "{\"prompt\": \"d?\", \"completion\": \"D.\", \"id\": 7}\n"
        "{\"question\": \"e?\", \"answer\": \"\\u00e9\", \"system\": \"\"}";
    static const struct {
        int64_t line;
        int turns;
        const char *first, *last;
    } want[] = {{1, 3, "Be brief.", "A."},
                {4, 4, "b?", "C."},
                {5, 2, "Add.\n\n1 1", "2"},
                {6, 2, "d?", "D."},
                {7, 3, "", "\xc3\xa9"}};
    struct dialogs d;
    const struct status st = open_text(&d, text);

    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_eq(dialogs_count(&d), 5);
    for (int i = 0; i < 5; i++) {
        int n;
        const struct chat_turn *turn = dialogs_turns(&d, i, &n);

        cr_expect_eq(dialogs_line(&d, i), want[i].line);
        cr_assert_eq(n, want[i].turns);
        cr_expect_str_eq(turn[0].text, want[i].first);
        cr_expect_str_eq(turn[n - 1].text, want[i].last);
        cr_expect_eq(turn[n - 1].role, CHAT_ASSISTANT);
        cr_expect_eq(turn[0].role, n == 3 ? CHAT_SYSTEM : CHAT_USER);
    }
    dialogs_release(&d);
}

#define USER(text)   "{\"role\": \"user\", \"content\": \"" text "\"}"
#define ANSWER(text) "{\"role\": \"assistant\", \"content\": \"" text "\"}"
#define LIST(turns)  "{\"messages\": [" turns "]}"

static const struct {
    const char *line, *said;
} bad[] = {
    {"{\"instruction\": \"a\", \"output\": \"b\"", "no JSON: column"},
    {"{\"prompt\": \"a\", \"prompt\": \"b\", \"completion\": \"c\"}",
     "duplicate object key"},
    {"[1, 2]", "no JSON object"},
    {"{\"prompt\": \"\\ud800\", \"completion\": \"c\"}", "no JSON"},
    {"{\"prompt\": \"a\\u0000b\", \"completion\": \"c\"}", "no JSON"},
    {"{\"prompt\": \"\xff\", \"completion\": \"c\"}", "no JSON"},
    {"{\"text\": \"a\"}", "has none of \"messages\""},
    {"{\"instruction\": \"a\"}", "\"output\" is missing"},
    {"{\"instruction\": 3, \"output\": \"b\"}", "\"instruction\" is no text"},
    {"{\"instruction\": \" \", \"output\": \"b\"}", "\"instruction\" is empty"},
    {"{\"instruction\": \"a\", \"output\": \"\"}", "\"output\" is empty"},
    {"{\"instruction\": \"a\", \"input\": [], \"output\": \"b\"}",
     "\"input\" is no text"},
    {"{\"prompt\": \"a\", \"completion\": null}", "\"completion\" is no text"},
    {"{\"question\": \"a\", \"answer\": \"b\", \"system\": 1}",
     "\"system\" is no text"},
    {"{\"messages\": \"a\"}", "\"messages\" is no list"},
    {LIST(""), "\"messages\" has no turn of the assistant"},
    {LIST(USER("a")), "\"messages\" has no turn of the assistant"},
    {LIST(USER("a") ", 7"), "\"messages[1]\" is no object"},
    {LIST(USER("a") ", {\"content\": \"b\"}"),
     "\"messages[1].role\" is missing"},
    {LIST("{\"role\": \"tool\", \"content\": \"b\"}"),
     "\"messages[0].role\" is neither system nor user nor assistant"},
    {LIST(USER("a") ", {\"role\": \"assistant\"}"),
     "\"messages[1].content\" is missing"},
    {LIST(USER("a") ", " ANSWER("")), "\"messages[1].content\" is empty"},
    {LIST(USER("a") ", {\"role\": \"system\", \"content\": \"b\"}"),
     "\"messages[1].role\" is system"},
    {LIST(ANSWER("a")), "\"messages\" begins with an answer"},
    {LIST(USER("a") ", " ANSWER("b") ", " USER("c")),
     "\"messages\" ends with a question"},
    {"{\"conversations\": [{\"from\": \"human\", \"value\": 1}]}",
     "\"conversations[0].value\" is no text"},
};

/* Ten thousand lines, one of them wrong: it is named, nothing is kept. */
Test(dialogs, a_wrong_line_is_named_with_file_and_field)
{
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
        struct dialogs d;
        struct buf text;
        char where[128];

        buf_init(&text, (size_t)1 << 24);
        for (int i = 1; i <= MANY; i++) {
            if (i == BROKEN)
                buf_printf(&text, "%s\n", bad[b].line);
            else
                buf_text(&text, GOOD);
        }
        const struct status st = open_text(&d, buf_string(&text));
        snprintf(where, sizeof where, "%s: line %d: ", path, BROKEN);
        cr_expect_eq(st.code, STATUS_BAD_FILE, "%s", bad[b].line);
        cr_expect(strncmp(st.text, where, strlen(where)) == 0, "%s", st.text);
        cr_expect(strstr(st.text, bad[b].said), "%s: %s", bad[b].line, st.text);
        cr_expect_eq(dialogs_count(&d), 0);
        buf_release(&text);
    }
}

Test(dialogs, a_whole_large_file_is_read)
{
    struct dialogs d;
    struct buf text;
    int n;

    buf_init(&text, (size_t)1 << 24);
    for (int i = 0; i < MANY; i++)
        buf_printf(&text, "{\"prompt\": \"%d\", \"completion\": \"%d\"}\n", i,
                   i + 1);
    cr_assert_eq(open_text(&d, buf_string(&text)).code, 0);
    cr_assert_eq(dialogs_count(&d), MANY);
    cr_assert_str_eq(dialogs_turns(&d, MANY - 1, &n)[1].text, "10000");
    dialogs_release(&d);
    buf_release(&text);
}

Test(dialogs, files_that_hold_nothing_are_refused)
{
    struct dialogs d;
    static const char nul[] = GOOD "{\"prompt\": \"a\0b\", \"completion\": 1}";

    cr_expect_eq(open_text(&d, "").code, STATUS_BAD_FILE);
    cr_expect_eq(open_text(&d, "\n \n").code, STATUS_BAD_FILE);
    cr_expect_eq(dialogs_open(&d, "/nowhere/at/all").code, STATUS_NOT_FOUND);
    write_bytes(nul, sizeof nul - 1);
    const struct status st = dialogs_open(&d, path);
    unlink(path);
    cr_expect_eq(st.code, STATUS_BAD_FILE);
    cr_expect(strstr(st.text, ": line 2: "), "%s", st.text);
}

Test(dialogs, a_line_without_end_meets_a_limit)
{
    struct dialogs d;
    struct buf text;

    buf_init(&text, (size_t)1 << 24);
    buf_text(&text, GOOD "{\"prompt\": \"");
    for (int i = 0; i < 5 << 20; i++)
        buf_char(&text, 'a');
    const struct status st = open_text(&d, buf_string(&text));
    cr_expect_eq(st.code, STATUS_TOO_BIG, "%s", st.text);
    cr_expect(strstr(st.text, ": line 2: "), "%s", st.text);
    buf_release(&text);
}

static struct checkpoint framed(const char *tokenizer)
{
    struct checkpoint c = {.begin = -1};
    char file[512];

    snprintf(file, sizeof file, FIXTURES "%s", tokenizer);
    cr_assert_eq(tokenizer_open(&c.tokenizer, file).code, 0);
    return c;
}

/* The pieces of the ids that count, or of all that do not, as one text. */
static const char *spelled(const struct checkpoint *c, const struct buf *ids,
                           const struct buf *counts, char counted)
{
    static char text[4096];
    size_t n = 0;

    for (size_t i = 0; i < counts->bytes; i++) {
        int32_t id;
        size_t bytes;

        memcpy(&id, ids->data + i * sizeof id, sizeof id);
        const char *piece = tokenizer_piece(c->tokenizer, id, &bytes);
        if (counts->data[i] != counted)
            continue;
        cr_assert(piece && n + bytes < sizeof text);
        memcpy(text + n, piece, bytes);
        n += bytes;
    }
    text[n] = '\0';
    return text;
}

static const struct chat_turn talk[] = {{CHAT_USER, "one?"},
                                        {CHAT_ASSISTANT, "First of all."},
                                        {CHAT_USER, "two?"},
                                        {CHAT_ASSISTANT, "Second."}};

Test(dialogs, what_the_assistant_says_counts_with_its_end)
{
    static const struct {
        const char *tokenizer, *learned;
    } frame[] = {
        {"tokenizers/smollm2.json", "First of all.<|im_end|>Second.<|im_end|>"},
        {"chat_llama3.json", "First of all.<|eot_id|>Second.<|eot_id|>"},
        {"tokenizers/gpt2.json", "First of all.\nSecond.\n"},
    };

    for (size_t f = 0; f < sizeof frame / sizeof *frame; f++) {
        struct checkpoint c = framed(frame[f].tokenizer);
        struct buf ids, counts;

        buf_init(&ids, 1 << 16);
        buf_init(&counts, 1 << 16);
        cr_assert_eq(chat_learned(&c, talk, 4, &ids, &counts).code, 0);
        cr_assert_eq(counts.bytes * sizeof(int32_t), ids.bytes);
        cr_expect_str_eq(spelled(&c, &ids, &counts, 1), frame[f].learned);
        cr_expect_not(strstr(spelled(&c, &ids, &counts, 0), "First"));
        cr_expect(strstr(spelled(&c, &ids, &counts, 0), "two?"));
        buf_release(&ids);
        buf_release(&counts);
        tokenizer_free(c.tokenizer);
    }
}

/* What stands before an answer is what the model is given when it is asked:
 * else it would learn to answer something that it never reads. */
Test(dialogs, an_answer_is_learned_behind_what_is_asked)
{
    static const char *const all[] = {
        "tokenizers/smollm2.json", "tokenizers/llama2.json",
        "tokenizers/mistral.json", "chat_llama3.json",
        "tokenizers/gpt2.json",    "tokenizers/qwen2.json"};

    for (size_t f = 0; f < sizeof all / sizeof *all; f++) {
        struct checkpoint c = framed(all[f]);
        struct buf asked, ids, counts;

        buf_init(&asked, 1 << 16);
        buf_init(&ids, 1 << 16);
        buf_init(&counts, 1 << 16);
        cr_assert_eq(chat_prompt(&c, talk, 1, &asked).code, 0);
        cr_assert_eq(chat_learned(&c, talk, 2, &ids, &counts).code, 0);
        const size_t n = asked.bytes / sizeof(int32_t);
        cr_assert_gt(counts.bytes, n);
        cr_expect_eq(memcmp(asked.data, ids.data, asked.bytes), 0, "%s",
                     all[f]);
        for (size_t i = 0; i < n; i++)
            cr_expect_eq(counts.data[i], 0, "%s: id %zu", all[f], i);
        cr_expect_eq(counts.data[n], 1, "%s", all[f]);
        buf_release(&asked);
        buf_release(&ids);
        buf_release(&counts);
        tokenizer_free(c.tokenizer);
    }
}

Test(dialogs, a_conversation_to_learn_from_ends_with_an_answer)
{
    struct checkpoint c = framed("tokenizers/smollm2.json");
    struct buf ids, counts;

    buf_init(&ids, 1 << 16);
    buf_init(&counts, 1 << 16);
    cr_expect_eq(chat_learned(&c, talk, 3, &ids, &counts).code,
                 STATUS_BAD_USAGE);
    cr_expect_eq(chat_learned(&c, talk, 0, &ids, &counts).code,
                 STATUS_BAD_USAGE);
    cr_expect_eq(ids.bytes, 0);
    buf_release(&ids);
    buf_release(&counts);
    tokenizer_free(c.tokenizer);
}

Test(dialogs, long_conversations_lose_their_ends_or_are_left_out)
{
    struct checkpoint c = framed("tokenizers/gpt2.json");
    struct dialogs d;
    struct examples e;
    struct dialogs_cut cut;

    examples_init(&e);
    cr_assert_eq(open_text(&d, "{\"prompt\": \"a\", \"completion\": \"b\"}\n"
                               "{\"prompt\": \"a\", \"completion\": \"b b b b "
                               "b b b b b b b b b\"}\n"
                               "{\"prompt\": \"a a a a a a a a a a a a a\", "
                               "\"completion\": \"b\"}\n")
                     .code,
                 0);
    cr_assert_eq(dialogs_examples(&d, &c, 8, &e, &cut).code, 0);
    cr_expect_eq(e.count, 2);
    cr_expect_eq(cut.shortened, 1);
    cr_expect_eq(cut.left_out, 1);
    cr_expect_eq(examples_length(&e, 1), 8);
    cr_expect_eq(examples_learned(&e), 2 + 6);
    examples_release(&e);
    dialogs_release(&d);
    tokenizer_free(c.tokenizer);
}

Test(dialogs, a_set_in_which_every_token_is_masked_is_refused)
{
    struct checkpoint c = framed("tokenizers/gpt2.json");
    struct dialogs d;
    struct examples e;
    struct dialogs_cut cut;

    examples_init(&e);
    cr_assert_eq(open_text(&d, GOOD GOOD).code, 0);
    const struct status st = dialogs_examples(&d, &c, 2, &e, &cut);
    cr_expect_eq(st.code, STATUS_BAD_USAGE);
    cr_expect(strstr(st.text, "masked"), "%s", st.text);
    examples_release(&e);
    dialogs_release(&d);
    tokenizer_free(c.tokenizer);
}

/* A file that says no more than its template. */
static void with_template(struct checkpoint *c, const char *template)
{
    struct buf b;

    buf_init(&b, 1 << 16);
    ggufbytes_head(&b, 1, 1);
    ggufbytes_key(&b, "tokenizer.chat_template", 8);
    ggufbytes_text(&b, template);
    ggufbytes_tensor(&b, "t", 32, 1, 0, 0);
    ggufbytes_pad(&b, 32);
    for (int i = 0; i < 32; i++)
        ggufbytes_number(&b, 0, 4);
    write_bytes(b.data, b.bytes);
    const struct status st = weights_open(&c->weights, path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    unlink(path);
    buf_release(&b);
}

/* A frame that joins question and answer: the seam is the same, and two
 * questions in a row are refused with their line. */
Test(dialogs, a_frame_of_pairs_is_learned_and_refuses_what_is_no_pair)
{
    struct checkpoint c = framed("tokenizers/llama2.json");
    struct dialogs d;
    struct examples e;
    struct dialogs_cut cut;
    struct buf ids, counts;

    with_template(&c, "[INST] {{ x }} [/INST]");
    cr_assert_eq(chat_form(&c), CHAT_INST);
    buf_init(&ids, 1 << 16);
    buf_init(&counts, 1 << 16);
    cr_assert_eq(chat_learned(&c, talk, 4, &ids, &counts).code, 0);
    cr_expect(strstr(spelled(&c, &ids, &counts, 1), "</s>"));
    cr_expect_not(strstr(spelled(&c, &ids, &counts, 1), "INST"));
    cr_expect_not(strstr(spelled(&c, &ids, &counts, 0), "Second"));
    examples_init(&e);
    cr_assert_eq(
        open_text(&d, GOOD LIST(USER("a") ", " USER("b") ", " ANSWER("c")))
            .code,
        0);
    const struct status st = dialogs_examples(&d, &c, 64, &e, &cut);
    cr_expect_eq(st.code, STATUS_BAD_USAGE);
    cr_expect(strstr(st.text, "line 2: turn 1"), "%s", st.text);
    buf_release(&ids);
    buf_release(&counts);
    examples_release(&e);
    dialogs_release(&d);
    weights_free(c.weights);
    tokenizer_free(c.tokenizer);
}
