/* Every line is parsed alone, so that an error can name it; the turns point
 * into one text, which moves while it grows: until the end of the file places
 * are kept instead of pointers. */
#include "engine/model/dialogs.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/filemap.h"

#define FILE_BYTES ((size_t)1 << 30)
#define LINE_BYTES ((size_t)4 << 20)

enum { TURNS = 1024, FIELD = 64 };

struct reader {
    struct dialogs *d;
    struct buf places;  /* size_t: where the text of each turn begins */
    const json_t *line; /* the object */
    int64_t first;      /* its first turn, of all */
    struct status status;
};

static void init(struct dialogs *d)
{
    buf_init(&d->turns, FILE_BYTES);
    buf_init(&d->marks, FILE_BYTES);
    buf_init(&d->text, FILE_BYTES);
}

void dialogs_release(struct dialogs *d)
{
    buf_release(&d->turns);
    buf_release(&d->marks);
    buf_release(&d->text);
}

static int64_t count_turns(const struct dialogs *d)
{
    return (int64_t)(d->turns.bytes / sizeof(struct chat_turn));
}

static void fail(struct reader *r, const char *field, const char *what)
{
    if (!r->status.code)
        r->status = status_fail(STATUS_BAD_FILE, "\"%s\" %s", field, what);
}

static bool blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* A text, or NULL with the failure. */
static const char *text_of(struct reader *r, const json_t *from,
                           const char *key, const char *field)
{
    const json_t *v = json_object_get(from, key);

    if (json_is_string(v))
        return json_string_value(v);
    fail(r, field, v ? "is no text" : "is missing");
    return NULL;
}

/* Begins a turn; its text is what is added to d->text up to end_turn(). */
static void begin_turn(struct reader *r, enum chat_role role)
{
    const struct chat_turn turn = {.role = role};
    const size_t at = r->d->text.bytes;

    buf_add(&r->d->turns, &turn, sizeof turn);
    buf_add(&r->places, &at, sizeof at);
}

static void end_turn(struct reader *r)
{
    buf_char(&r->d->text, '\0');
}

static void add_turn(struct reader *r, enum chat_role role, const char *text,
                     const char *field)
{
    if (role != CHAT_SYSTEM && blank(text))
        fail(r, field, "is empty");
    begin_turn(r, role);
    buf_text(&r->d->text, text);
    end_turn(r);
}

static bool role_of(const char *name, enum chat_role *role)
{
    static const struct {
        const char *name;
        enum chat_role role;
    } known[] = {{"system", CHAT_SYSTEM},
                 {"user", CHAT_USER},
                 {"human", CHAT_USER},
                 {"gpt", CHAT_ASSISTANT},
                 {"assistant", CHAT_ASSISTANT}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i].name) == 0) {
            *role = known[i].role;
            return true;
        }
    }
    return false;
}

static void read_turn(struct reader *r, const json_t *turn, const char *field,
                      const char *const key[2])
{
    enum chat_role role = CHAT_USER;
    char name[2 * FIELD];

    if (!json_is_object(turn)) {
        fail(r, field, "is no object");
        return;
    }
    snprintf(name, sizeof name, "%s.%s", field, key[0]);
    const char *who = text_of(r, turn, key[0], name);
    if (who && !role_of(who, &role))
        fail(r, name, "is neither system nor user nor assistant");
    if (role == CHAT_SYSTEM && count_turns(r->d) > r->first)
        fail(r, name, "is system: those words come first or not at all");
    snprintf(name, sizeof name, "%s.%s", field, key[1]);
    const char *text = text_of(r, turn, key[1], name);
    if (text)
        add_turn(r, role, text, name);
}

static void check_turns(struct reader *r, const char *list)
{
    const struct chat_turn *turn = (const void *)r->d->turns.data;
    const int64_t n = count_turns(r->d);
    int64_t answers = 0;

    for (int64_t i = r->first; i < n; i++)
        answers += turn[i].role == CHAT_ASSISTANT;
    const bool system = n > r->first && turn[r->first].role == CHAT_SYSTEM;
    if (!answers)
        fail(r, list, "has no turn of the assistant");
    else if (turn[r->first + system].role != CHAT_USER)
        fail(r, list, "begins with an answer");
    else if (turn[n - 1].role != CHAT_ASSISTANT)
        fail(r, list, "ends with a question: nothing to learn from it");
}

static void read_list(struct reader *r, const char *list,
                      const char *const key[2])
{
    const json_t *all = json_object_get(r->line, list);
    char field[FIELD];

    if (!json_is_array(all)) {
        fail(r, list, "is no list");
        return;
    }
    if (json_array_size(all) > TURNS) {
        fail(r, list, "has more than 1024 turns");
        return;
    }
    for (size_t i = 0; i < json_array_size(all) && !r->status.code; i++) {
        snprintf(field, sizeof field, "%s[%zu]", list, i);
        read_turn(r, json_array_get(all, i), field, key);
    }
    if (!r->status.code && !buf_status(&r->d->turns).code)
        check_turns(r, list);
}

/* A question, what it is about where `more` is given, and an answer. */
static void read_pair(struct reader *r, const char *asked, const char *more,
                      const char *answer)
{
    if (json_object_get(r->line, "system")) {
        const char *said = text_of(r, r->line, "system", "system");
        if (said)
            add_turn(r, CHAT_SYSTEM, said, "system");
    }
    const char *question = text_of(r, r->line, asked, asked);
    const char *about = more && json_object_get(r->line, more)
                            ? text_of(r, r->line, more, more)
                            : NULL;
    const char *text = text_of(r, r->line, answer, answer);
    if (r->status.code)
        return;
    if (blank(question))
        fail(r, asked, "is empty");
    begin_turn(r, CHAT_USER);
    buf_text(&r->d->text, question);
    if (about && !blank(about)) {
        buf_text(&r->d->text, "\n\n");
        buf_text(&r->d->text, about);
    }
    end_turn(r);
    add_turn(r, CHAT_ASSISTANT, text, answer);
}

static void read_object(struct reader *r)
{
    static const char *const chat[2] = {"role", "content"};
    static const char *const shared[2] = {"from", "value"};

    if (json_object_get(r->line, "messages"))
        read_list(r, "messages", chat);
    else if (json_object_get(r->line, "conversations"))
        read_list(r, "conversations", shared);
    else if (json_object_get(r->line, "instruction"))
        read_pair(r, "instruction", "input", "output");
    else if (json_object_get(r->line, "prompt"))
        read_pair(r, "prompt", NULL, "completion");
    else if (json_object_get(r->line, "question"))
        read_pair(r, "question", NULL, "answer");
    else
        r->status = status_fail(STATUS_BAD_FILE,
                                "has none of \"messages\", \"conversations\", "
                                "\"instruction\", \"prompt\", \"question\"");
}

static struct status read_line(struct reader *r, const char *text, size_t bytes,
                               int64_t number)
{
    json_error_t wrong;
    char shown[160];

    if (bytes > LINE_BYTES)
        return status_fail(STATUS_TOO_BIG, "longer than %zu bytes", LINE_BYTES);
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &wrong);
    if (!root) {
        cursor_show(shown, sizeof shown, wrong.text, strlen(wrong.text));
        return status_fail(STATUS_BAD_FILE, "no JSON: column %d: %s",
                           wrong.column, shown);
    }
    r->line = root;
    r->first = count_turns(r->d);
    if (json_is_object(root))
        read_object(r);
    else
        r->status = status_fail(STATUS_BAD_FILE, "no JSON object");
    json_decref(root);
    const struct dialogs_mark mark = {count_turns(r->d), number};
    buf_add(&r->d->marks, &mark, sizeof mark);
    return r->status;
}

static struct status read_lines(struct reader *r, const char *text,
                                const char *end)
{
    char where[48];

    for (int64_t number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        const size_t bytes = (size_t)((stop ? stop : end) - text);
        size_t space = 0;

        while (space < bytes && strchr(" \t\r", text[space]) && text[space])
            space++;
        if (space < bytes) {
            const struct status st = read_line(r, text, bytes, number);

            snprintf(where, sizeof where, "line %lld", (long long)number);
            STATUS_TRY(status_within(st, where));
        }
        text += bytes + (stop != NULL);
    }
    return dialogs_count(r->d)
               ? STATUS_OK
               : status_fail(STATUS_BAD_FILE, "holds no conversation");
}

/* The text stands still now. */
static struct status settle(struct reader *r)
{
    struct chat_turn *turn = (void *)r->d->turns.data;
    const size_t *place = (const void *)r->places.data;

    STATUS_TRY(buf_status(&r->d->turns));
    STATUS_TRY(buf_status(&r->d->marks));
    STATUS_TRY(buf_status(&r->d->text));
    STATUS_TRY(buf_status(&r->places));
    for (int64_t i = 0; i < count_turns(r->d); i++)
        turn[i].text = r->d->text.data + place[i];
    return STATUS_OK;
}

struct status dialogs_open(struct dialogs *d, const char *path)
{
    struct reader r = {.d = d};
    struct filemap m;

    init(d);
    STATUS_TRY(filemap_open(&m, path, FILE_BYTES));
    const char *text = (const char *)m.data;
    const char *end = m.bytes ? text + m.bytes : text;
    /* Editors of some systems put a mark of the encoding in front. */
    if (m.bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    buf_init(&r.places, FILE_BYTES);
    struct status st = read_lines(&r, text, end);
    if (!st.code)
        st = settle(&r);
    buf_release(&r.places);
    filemap_close(&m);
    if (st.code)
        dialogs_release(d);
    return status_within(st, path);
}

int64_t dialogs_count(const struct dialogs *d)
{
    return (int64_t)(d->marks.bytes / sizeof(struct dialogs_mark));
}

static const struct dialogs_mark *mark_of(const struct dialogs *d, int64_t i)
{
    return (const struct dialogs_mark *)(const void *)d->marks.data + i;
}

int64_t dialogs_line(const struct dialogs *d, int64_t i)
{
    return mark_of(d, i)->line;
}

const struct chat_turn *dialogs_turns(const struct dialogs *d, int64_t i,
                                      int *n)
{
    const int64_t from = i ? mark_of(d, i - 1)->end : 0;

    *n = (int)(mark_of(d, i)->end - from);
    return (const struct chat_turn *)(const void *)d->turns.data + from;
}
