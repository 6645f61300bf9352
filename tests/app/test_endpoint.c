/* What a server may answer: events, one object, refusals, rubbish. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/app/endpoint.h"

static int pieces;

static void count(void *user, const char *text, size_t bytes)
{
    (void)user, (void)text, (void)bytes;
    pieces++;
}

static const struct endpoint asked = {
    .url = "http://here", .tokens = 10, .patience_s = 1, .piece = count};

/* `step` bytes at a time. */
static struct status hear(const char *text, size_t step, long http,
                          const char *want)
{
    struct endpoint_reply r;
    struct buf out;
    const size_t n = strlen(text);

    pieces = 0;
    buf_init(&out, 1 << 12);
    endpoint_reply_open(&r, &asked, &out);
    for (size_t i = 0; i < n; i += step)
        endpoint_reply_take(&r, text + i, n - i < step ? n - i : step);
    const struct status st = endpoint_reply_close(&r, http);
    cr_expect_str_eq(buf_string(&out), want);
    buf_release(&out);
    return st;
}

Test(endpoint, events_are_heard_however_they_are_cut)
{
    static const char text[] =
        ": hello\r\n\r\n"
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\r\n\r\n"
        "data: {\"choices\":[{\"delta\":{\"content\":\"Salt \\u00e9\"}}]}\n\n"
        "data:{\"choices\":[{\"delta\":{\"content\":\"!\"}}]}\n\n"
        "data: {\"choices\":[],\"usage\":{}}\n\ndata: [DONE]\n\n";

    for (size_t step = 1; step < sizeof text; step += 3) {
        cr_expect_eq(hear(text, step, 200, "Salt \u00E9!").code, 0);
        cr_expect_eq(pieces, 2);
    }
}

Test(endpoint, one_object_is_an_answer_too)
{
    cr_expect_eq(hear("{\"choices\":[{\"message\":{\"content\":\"Yes\"}}]}", 7,
                      200, "Yes")
                     .code,
                 0);
}

static void fails(const char *text, long http, enum status_code code,
                  const char *says)
{
    const struct status st = hear(text, 5, http, "");

    cr_expect_eq(st.code, code, "%s: %s", text, st.text);
    cr_expect(strstr(st.text, says) && strstr(st.text, "http://here"), "%s",
              st.text);
}

Test(endpoint, refusals_and_rubbish_are_told_apart)
{
    fails("{\"error\":{\"message\":\"no such model\"}}", 404, STATUS_IO,
          "no such model");
    fails("{\"error\":\"bad \\u001b[2J key\"}", 401, STATUS_IO, "bad ?[2J key");
    fails("<html>nginx</html>", 502, STATUS_IO, "502");
    fails("<html>hi</html>", 200, STATUS_BAD_FILE, "<html>");
    fails("", 200, STATUS_BAD_FILE, "no answer");
    fails("[1, 2]", 200, STATUS_BAD_FILE, "no answer");
    fails("{\"choices\":7}", 200, STATUS_BAD_FILE, "no answer");
    fails("data: {oops\n\n", 200, STATUS_BAD_FILE, "no JSON");
    fails("data: {\"choices\":[{}]}\n\n", 200, STATUS_BAD_FILE,
          "without an answer");
    fails("data: {\"error\":{\"message\":\"too long\"}}\n\n", 200, STATUS_IO,
          "too long");
}

Test(endpoint, an_answer_has_an_end)
{
    static const char begin[] =
        "data: {\"choices\":[{\"delta\":{\"content\":\"";
    static char line[9000];
    struct endpoint_reply r;
    struct buf out;

    buf_init(&out, 1 << 13);
    endpoint_reply_open(&r, &asked, &out);
    memset(line, 'x', sizeof line - 1);
    endpoint_reply_take(&r, begin, strlen(begin));
    endpoint_reply_take(&r, line, sizeof line - 1);
    endpoint_reply_take(&r, "\"}}]}\n", 6);
    cr_expect_eq(endpoint_reply_close(&r, 200).code, STATUS_TOO_BIG);
    buf_release(&out);
}
