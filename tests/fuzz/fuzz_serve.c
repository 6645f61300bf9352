#include <string.h>

#include "engine/app/serve_ask.h"
#include "tests/fuzz/fuzz.h"

/* The body of a request, as each of the three kinds that there are. */
static const char *const text[] = {
    "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"a\"},"
    "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"b\"}]}],"
    "\"max_completion_tokens\":9,\"logprobs\":true,\"top_logprobs\":3,"
    "\"response_format\":{\"type\":\"text\"},\"seed\":-1}",
    "{\"model\":\"m\",\"prompt\":\"once\",\"stop\":[\"x\",\"\\n\"],"
    "\"temperature\":0.5,\"top_p\":0.9,\"stream\":true,\"stream_options\":"
    "{\"include_usage\":true},\"n\":1,\"logprobs\":2,\"max_tokens\":7}",
    "{\"model\":\"m\",\"prompt\":[1,2,3],\"top_k\":4,\"min_p\":0.1}",
    "{\"model\":\"m\",\"input\":[\"a\",[1,2],\"b\"],\"dimensions\":384,"
    "\"encoding_format\":\"base64\"}",
};

enum { SAMPLES = sizeof text / sizeof *text };

static void sample(int i, struct buf *out)
{
    buf_text(out, text[i]);
}

static size_t touch(const struct serve_ask *a)
{
    size_t sum = strlen(a->model);

    for (int i = 0; i < a->turns; i++)
        sum += strlen(a->turn[i].text);
    for (int i = 0; i < a->texts; i++) {
        sum += a->text[i].text ? strlen(a->text[i].text) : 0;
        for (int64_t k = 0; k < a->text[i].ids; k++)
            sum += (size_t)a->text[i].id[k];
    }
    for (int i = 0; i < a->stops; i++)
        sum += strlen(a->stop[i]);
    return sum;
}

static void eat(const char *data, size_t bytes)
{
    static volatile size_t sum;

    for (int kind = SERVE_ASK_CHAT; kind <= SERVE_ASK_EMBED; kind++) {
        struct serve_ask a;

        serve_ask_read(&a, kind, data, bytes);
        if (!a.json.status.code)
            sum += touch(&a);
        serve_ask_release(&a);
    }
}

const struct fuzz_target fuzz_target = {"serve", SAMPLES, sample, eat};
