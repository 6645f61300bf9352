#include "engine/app/docstore.h"

#include <stdlib.h>
#include <string.h>

static const char *const steps[] = {
    "CREATE TABLE file(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " path TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,"
    " changed_ns INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " cut TEXT NOT NULL, refused TEXT);"
    "CREATE TABLE passage(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " file INTEGER NOT NULL REFERENCES file(id),"
    " first INTEGER NOT NULL, past INTEGER NOT NULL, line INTEGER NOT NULL);"
    "CREATE INDEX passage_file ON passage(file);"
    "CREATE TABLE vector(passage INTEGER PRIMARY KEY"
    " REFERENCES passage(id) ON DELETE CASCADE, row BLOB NOT NULL);"
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE VIRTUAL TABLE words USING fts5(title, text, " DOCSTORE_WORDS ");",
    "CREATE TABLE latent(term TEXT PRIMARY KEY, row BLOB NOT NULL)"
    " WITHOUT ROWID;"};

enum { WORDS = 64 };

struct status docstore_open(struct docstore *s, const char *path)
{
    STATUS_TRY(db_open_large(&s->db, path));
    struct status st =
        db_upgrade(&s->db, "docstore", steps, sizeof steps / sizeof *steps);
    if (st.code)
        docstore_close(s);
    return st;
}

void docstore_close(struct docstore *s)
{
    db_close(&s->db);
}

struct status docstore_find(struct docstore *s, const struct docstore_file *f,
                            int64_t *id, bool *same)
{
    struct db_query q = db_query(
        &s->db,
        "SELECT id, bytes = ?2 AND changed_ns = ?3 AND cut = ?4 FROM file "
        "WHERE path = ?1");

    *id = 0;
    *same = false;
    db_bind_text(&q, 1, f->path);
    db_bind_whole(&q, 2, f->bytes);
    db_bind_whole(&q, 3, f->changed_ns);
    db_bind_text(&q, 4, f->cut);
    if (db_next(&q)) {
        *id = db_whole(&q, 0);
        *same = db_whole(&q, 1) != 0;
    }
    return db_end(&q);
}

static struct status run_with(struct docstore *s, const char *sql, int64_t id)
{
    struct db_query q = db_query(&s->db, sql);

    db_bind_whole(&q, 1, id);
    return db_run(&q);
}

static struct status empty(struct docstore *s, int64_t file)
{
    STATUS_TRY(run_with(s,
                        "DELETE FROM words WHERE rowid IN "
                        "(SELECT id FROM passage WHERE file = ?)",
                        file));
    return run_with(s, "DELETE FROM passage WHERE file = ?", file);
}

struct status docstore_forget(struct docstore *s, int64_t id)
{
    STATUS_TRY(empty(s, id));
    return run_with(s, "DELETE FROM file WHERE id = ?", id);
}

/* The row of a file, without passages. */
static struct status put_row(struct docstore *s, const struct docstore_file *f,
                             const char *refused, int64_t *id)
{
    bool same;

    STATUS_TRY(docstore_find(s, f, id, &same));
    if (*id)
        STATUS_TRY(docstore_forget(s, *id));

    struct db_query q =
        db_query(&s->db, "INSERT INTO file(path, bytes, changed_ns, kind, cut, "
                         "refused) VALUES(?, ?, ?, ?, ?, ?)");
    db_bind_text(&q, 1, f->path);
    db_bind_whole(&q, 2, f->bytes);
    db_bind_whole(&q, 3, f->changed_ns);
    db_bind_whole(&q, 4, f->kind);
    db_bind_text(&q, 5, f->cut);
    if (refused)
        db_bind_text(&q, 6, refused);
    STATUS_TRY(db_run(&q));
    *id = db_last(&s->db);
    return STATUS_OK;
}

struct status docstore_refuse(struct docstore *s, const struct docstore_file *f,
                              const char *why, int64_t *id)
{
    return put_row(s, f, why, id);
}

static int64_t lines_in(const char *text, size_t from, size_t to)
{
    int64_t n = 0;

    for (size_t i = from; i < to; i++)
        n += text[i] == '\n';
    return n;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static struct status put_passage(struct docstore *s, struct db_query *place,
                                 struct db_query *words, const char *text,
                                 const struct passage *at, const char *name)
{
    const bool titled = at->title_to > at->title;

    db_again(words);
    db_bind_whole(place, 2, (int64_t)at->from);
    db_bind_whole(place, 3, (int64_t)at->to);
    while (db_next(place))
        ;
    STATUS_TRY(place->status);
    db_bind_whole(words, 1, db_last(&s->db));
    db_bind_part(words, 2, titled ? text + at->title : name,
                 titled ? at->title_to - at->title : strlen(name));
    db_bind_part(words, 3, text + at->from, at->to - at->from);
    while (db_next(words))
        ;
    return words->status;
}

struct status docstore_put(struct docstore *s, const struct docstore_file *f,
                           const char *text, const struct passages *p,
                           int64_t *id)
{
    size_t counted = 0;
    int64_t line = 1;
    struct status st = STATUS_OK, ended;

    STATUS_TRY(put_row(s, f, NULL, id));
    struct db_query place =
        db_query(&s->db, "INSERT INTO passage(file, first, past, line) "
                         "VALUES(?, ?, ?, ?)");
    struct db_query words = db_query(
        &s->db, "INSERT INTO words(rowid, title, text) VALUES(?, ?, ?)");
    db_bind_whole(&place, 1, *id);
    for (size_t i = 0; i < p->n && !st.code; i++) {
        /* What is said again lies before what has been counted. */
        if (p->at[i].from >= counted)
            line += lines_in(text, counted, p->at[i].from);
        else
            line -= lines_in(text, p->at[i].from, counted);
        counted = p->at[i].from;
        db_again(&place);
        db_bind_whole(&place, 4, line);
        st = put_passage(s, &place, &words, text, &p->at[i], name_of(f->path));
    }
    ended = db_end(&place);
    st = st.code ? st : ended;
    ended = db_end(&words);
    return st.code ? st : ended;
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* "What is tar?" as "what" OR "is" OR "tar": words in quotes are no
 * operators of FTS5. */
static void match_of(struct buf *out, const char *query)
{
    for (int words = 0; *query && words < WORDS;) {
        size_t n = 0;

        while (in_word(query[n]))
            n++;
        if (!n) {
            query++;
            continue;
        }
        buf_text(out, words++ ? " OR \"" : "\"");
        buf_add(out, query, n);
        buf_char(out, '"');
        query += n;
    }
}

/* As bounds of paths: "/a/b" has all from "/a/b/" up to "/a/b0", the
 * character behind the slash. */
static void bounds(struct buf *low, struct buf *high, const char *under)
{
    buf_text(low, under ? under : "");
    buf_text(high, under ? under : "");
    if (under) {
        buf_char(low, '/');
        buf_char(high, '0');
    } else {
        buf_text(high, "\xFF");
    }
}

static struct status find(struct docstore *s, const char *match,
                          const struct docstore_filter *filter,
                          struct fuse_hit *out, int room, int *n)
{
    const bool all = !filter || (!filter->under && filter->kind < 0);
    struct db_query q = db_query(
        &s->db, all ? "SELECT rowid, -rank FROM words WHERE words MATCH ?1 "
                      "ORDER BY rank, rowid LIMIT ?2"
                    : "SELECT rowid, -rank FROM words WHERE words MATCH ?1 "
                      "AND rowid IN (SELECT passage.id FROM passage JOIN file "
                      "ON file.id = passage.file WHERE file.path >= ?3 AND "
                      "file.path < ?4 AND (?5 < 0 OR file.kind = ?5)) "
                      "ORDER BY rank, rowid LIMIT ?2");
    struct buf low, high;

    buf_init(&low, 1 << 16);
    buf_init(&high, 1 << 16);
    db_bind_text(&q, 1, match);
    db_bind_whole(&q, 2, room);
    if (!all) {
        bounds(&low, &high, filter->under);
        db_bind_text(&q, 3, buf_string(&low));
        db_bind_text(&q, 4, buf_string(&high));
        db_bind_whole(&q, 5, filter->kind);
    }
    while (db_next(&q)) {
        out[(*n)++] = (struct fuse_hit){db_whole(&q, 0), db_real(&q, 1)};
    }
    buf_release(&low);
    buf_release(&high);
    return db_end(&q);
}

struct status docstore_rank(struct docstore *s, const char *query,
                            const struct docstore_filter *filter,
                            struct fuse_hit *out, int room, int *n)
{
    struct buf match;

    *n = 0;
    buf_init(&match, 1 << 16);
    match_of(&match, query);
    struct status st = status_within(buf_status(&match), "the question");
    if (!st.code && match.bytes)
        st = find(s, match.data, filter, out, room, n);
    buf_release(&match);
    return st;
}

struct status docstore_search(struct docstore *s, const char *query,
                              const struct docstore_filter *filter,
                              struct docstore_passage *out, int room, int *n)
{
    struct fuse_hit *hit = calloc((size_t)room + 1, sizeof *hit);

    *n = 0;
    if (!hit)
        return status_fail(STATUS_NO_MEMORY, "no memory for %d hits", room);
    struct status st = docstore_rank(s, query, filter, hit, room, n);
    for (int i = 0; i < *n; i++)
        out[i] = (struct docstore_passage){.score = hit[i].score};
    for (int i = 0; i < *n && !st.code; i++)
        st = docstore_get(s, hit[i].id, &out[i]);
    free(hit);
    return st;
}

struct status docstore_allowed(struct docstore *s,
                               const struct docstore_filter *filter,
                               int64_t **id, int64_t *n)
{
    struct db_query q = db_query(
        &s->db, "SELECT passage.id FROM passage JOIN file ON file.id = "
                "passage.file WHERE file.path >= ?1 AND file.path < ?2 AND "
                "(?3 < 0 OR file.kind = ?3) ORDER BY passage.id");
    struct buf low, high;
    int64_t room = 0;
    struct status st = STATUS_OK;

    *id = NULL;
    *n = 0;
    buf_init(&low, 1 << 16);
    buf_init(&high, 1 << 16);
    bounds(&low, &high, filter->under);
    db_bind_text(&q, 1, buf_string(&low));
    db_bind_text(&q, 2, buf_string(&high));
    db_bind_whole(&q, 3, filter->kind);
    while (!st.code && db_next(&q)) {
        if (*n == room) {
            void *more;

            room = room ? 2 * room : 1024;
            more = reallocarray(*id, (size_t)room, sizeof **id);
            if (!more) {
                st = status_fail(STATUS_NO_MEMORY, "no room for passages");
                break;
            }
            *id = more;
        }
        (*id)[(*n)++] = db_whole(&q, 0);
    }
    buf_release(&low);
    buf_release(&high);
    const struct status ended = db_end(&q);
    return st.code ? st : ended;
}

struct status docstore_get(struct docstore *s, int64_t id,
                           struct docstore_passage *out)
{
    struct db_query q = db_query(
        &s->db, "SELECT file.id, first, past, line, path, title, text FROM "
                "passage JOIN file ON file.id = passage.file JOIN words ON "
                "words.rowid = passage.id WHERE passage.id = ?");
    struct status st = STATUS_OK;

    db_bind_whole(&q, 1, id);
    if (db_next(&q)) {
        out->id = id;
        out->file = db_whole(&q, 0);
        out->from = db_whole(&q, 1);
        out->to = db_whole(&q, 2);
        out->line = db_whole(&q, 3);
        out->path = strdup(db_text(&q, 4));
        out->title = strdup(db_text(&q, 5));
        out->text = strdup(db_text(&q, 6));
        if (!out->path || !out->title || !out->text)
            st = status_fail(STATUS_NO_MEMORY, "no memory for a passage");
    } else {
        st = status_fail(STATUS_NOT_FOUND, "there is no passage %lld",
                         (long long)id);
    }
    const struct status ended = db_end(&q);
    return ended.code ? ended : st;
}

void docstore_drop(struct docstore_passage *p, int n)
{
    for (int i = 0; i < n; i++) {
        free(p[i].path);
        free(p[i].title);
        free(p[i].text);
        p[i].path = p[i].title = p[i].text = NULL;
    }
}

struct status docstore_counts(struct docstore *s, struct docstore_count *c)
{
    struct db_query q = db_query(
        &s->db, "SELECT count(*), total(bytes), (SELECT count(*) FROM passage) "
                "FROM file WHERE refused IS NULL");

    *c = (struct docstore_count){0};
    if (db_next(&q)) {
        c->files = db_whole(&q, 0);
        c->bytes = db_whole(&q, 1);
        c->passages = db_whole(&q, 2);
    }
    return db_end(&q);
}

struct status docstore_meta(struct docstore *s, const char *name, char *out,
                            size_t room)
{
    struct db_query q =
        db_query(&s->db, "SELECT value FROM meta WHERE name = ?");

    out[0] = '\0';
    db_bind_text(&q, 1, name);
    if (db_next(&q)) {
        strncpy(out, db_text(&q, 0), room - 1);
        out[room - 1] = '\0';
    }
    return db_end(&q);
}

struct status docstore_meta_set(struct docstore *s, const char *name,
                                const char *value)
{
    struct db_query q =
        db_query(&s->db, "INSERT OR REPLACE INTO meta VALUES(?, ?)");

    db_bind_text(&q, 1, name);
    db_bind_text(&q, 2, value);
    return db_run(&q);
}
