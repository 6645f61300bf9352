/* session_ways.c - a session for each way: the first that goes on from another
 * does so in its session, the others in a copy, without a pass. */
#include <stdlib.h>
#include <string.h>

#include "engine/model/session.h"

struct sessions {
    int most;
    struct session *session[WAYS_MOST];
    int of[WAYS_MOST]; /* a way's session, by index */
};

static void release(void *self)
{
    struct sessions *s = self;

    for (int i = 0; i < s->most; i++)
        session_free(s->session[i]);
    free(s);
}

static struct status logits_of(void *self, int way, const float **logits)
{
    const struct sessions *s = self;

    return session_logits(s->session[s->of[way]], logits);
}

static struct status go_on(void *self, const int *from, const int32_t *id,
                           int n)
{
    struct sessions *s = self;
    bool used[WAYS_MOST] = {false};
    int of[WAYS_MOST];

    for (int i = 0; i < n; i++) {
        const int at = s->of[from[i]];

        of[i] = used[at] ? -1 : at;
        used[at] = true;
    }
    for (int i = 0, unused = 0; i < n; i++) {
        if (of[i] >= 0)
            continue;
        while (used[unused])
            unused++;
        of[i] = unused;
        used[unused] = true;
        STATUS_TRY(
            session_copy(s->session[unused], s->session[s->of[from[i]]]));
    }
    memcpy(s->of, of, sizeof of);
    for (int i = 0; i < n; i++)
        STATUS_TRY(session_read(s->session[of[i]], &id[i], 1));
    return STATUS_OK;
}

static const struct ways_kind kind = {logits_of, go_on, release};

static struct status start(struct sessions *s, struct decoder *m,
                           const int32_t *prompt, int64_t n, int64_t room,
                           struct hook hook)
{
    for (int i = 0; i < s->most; i++) {
        STATUS_TRY(session_new(&s->session[i], m, room));
        session_set_hook(s->session[i], hook);
    }
    return session_read(s->session[0], prompt, n);
}

struct status session_ways(struct ways *out, struct decoder *m,
                           const int32_t *prompt, int64_t n, int most,
                           int64_t tokens, struct hook hook)
{
    *out = (struct ways){0};
    STATUS_TRY(ways_check(most));
    if (n < 1)
        return status_fail(STATUS_BAD_USAGE, "no token to go on from");
    struct sessions *s = calloc(1, sizeof *s);

    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the beams");
    s->most = most;
    const struct status st = start(s, m, prompt, n, n + tokens + 1, hook);
    if (st.code)
        release(s);
    else
        *out = (struct ways){&kind, s, (int)decoder_config(m)->vocab, most,
                             tokens};
    return st;
}
