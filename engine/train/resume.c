#include "engine/train/resume.h"

#include <math.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/hash.h"
#include "engine/base/savefile.h"
#include "engine/base/size.h"

#define MAGIC       "lathe resume 2\n"
#define LIMIT_BYTES ((size_t)1 << 40)

enum { NAME_BYTES = 16, DIGITS = HASH_TEXT - 1, SECTIONS = 5, STATE = 32 };

struct section {
    const char *name;
    const void *data; /* where it lives */
    void *into;       /* where it goes; NULL: it must be equal */
    size_t bytes;
};

/* The numbers of the state, in a byte order of their own. */
static void pack(unsigned char out[STATE], const struct resume_state *s)
{
    uint64_t bits[STATE / 8] = {(uint64_t)s->step, 0, 0,
                                (uint64_t)s->scaler.good};

    memcpy(&bits[1], &s->rate_scale, sizeof bits[1]);
    memcpy(&bits[2], &s->scaler.scale, sizeof bits[2]);
    for (int i = 0; i < STATE; i++)
        out[i] = (unsigned char)(bits[i / 8] >> 8 * (i % 8));
}

static bool unpack(struct resume_state *s, const unsigned char in[STATE])
{
    uint64_t bits[STATE / 8] = {0};

    for (int i = 0; i < STATE; i++)
        bits[i / 8] |= (uint64_t)in[i] << 8 * (i % 8);
    s->step = (int64_t)bits[0];
    memcpy(&s->rate_scale, &bits[1], sizeof bits[1]);
    memcpy(&s->scaler.scale, &bits[2], sizeof bits[2]);
    s->scaler.good = (int64_t)bits[3];
    return s->step >= 0 && isfinite(s->rate_scale) &&
           isfinite(s->scaler.scale) && s->scaler.scale > 0.0 &&
           s->scaler.good >= 0;
}

static struct status list(struct section out[SECTIONS], const char *about,
                          unsigned char state[STATE], struct params *ps)
{
    const size_t bytes =
        (size_t)params_total(ps) * tensor_type_bytes(params_device(ps)->real);

    void *const array[] = {params_values(ps), params_moment(ps, 0),
                           params_moment(ps, 1)};
    static const char *const name[] = {"values", "moment0", "moment1"};

    out[0] = (struct section){"about", about, NULL, strlen(about)};
    out[1] = (struct section){"state", state, state, STATE};
    for (int i = 0; i < 3; i++)
        out[2 + i] = (struct section){name[i], array[i], array[i], bytes};
    if (!array[1] || !array[2])
        return status_fail(STATUS_NO_MEMORY, "no memory for the moments");
    return STATUS_OK;
}

static void write_section(struct savefile *s, const struct section *part)
{
    unsigned char length[8];
    char name[NAME_BYTES] = {0};
    char digits[HASH_TEXT];

    memcpy(name, part->name, strlen(part->name));
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)part->bytes >> 8 * i);
    hash_bytes(digits, part->data, part->bytes);
    savefile_write(s, name, sizeof name);
    savefile_write(s, length, sizeof length);
    savefile_write(s, digits, DIGITS);
    savefile_write(s, part->data, part->bytes);
}

struct status resume_save(const char *path, const char *about,
                          const struct resume_state *state, struct params *ps)
{
    struct section part[SECTIONS];
    unsigned char packed[STATE];
    struct savefile s;

    pack(packed, state);
    STATUS_TRY(list(part, about, packed, ps));
    STATUS_TRY(savefile_open(&s, path));
    savefile_write(&s, MAGIC, strlen(MAGIC));
    for (int i = 0; i < SECTIONS; i++)
        write_section(&s, &part[i]);
    return savefile_commit(&s);
}

static struct status damaged(const char *path, const char *where, size_t at)
{
    return status_fail(STATUS_BAD_FILE,
                       "cannot resume from %s: %s at byte %zu does not hold "
                       "what was written; the file is damaged",
                       path, where, at);
}

/* Finds the next section in the file and checks its hash. */
static bool next_section(const struct filemap *m, size_t *at, const char *name,
                         const unsigned char **data, size_t *bytes)
{
    const size_t head = NAME_BYTES + 8 + DIGITS;
    const unsigned char *p = m->data + *at;
    char want[NAME_BYTES] = {0}, digits[HASH_TEXT];
    uint64_t length = 0;

    memcpy(want, name, strlen(name));
    if (m->bytes - *at < head || memcmp(p, want, NAME_BYTES) != 0)
        return false;
    for (int i = 0; i < 8; i++)
        length |= (uint64_t)p[NAME_BYTES + i] << 8 * i;
    if (length > m->bytes - *at - head)
        return false;
    hash_bytes(digits, p + head, (size_t)length);
    if (memcmp(digits, p + NAME_BYTES + 8, DIGITS) != 0)
        return false;
    *data = p + head;
    *bytes = (size_t)length;
    *at += head + (size_t)length;
    return true;
}

static struct status read_all(const struct filemap *m, const char *path,
                              struct section part[SECTIONS],
                              struct resume_state *state)
{
    const unsigned char *data[SECTIONS];
    size_t bytes[SECTIONS], at = strlen(MAGIC);

    if (m->bytes < at || memcmp(m->data, MAGIC, at) != 0)
        return damaged(path, "the first line", 0);
    for (int i = 0; i < SECTIONS; i++)
        if (!next_section(m, &at, part[i].name, &data[i], &bytes[i]))
            return damaged(path, part[i].name, at);
    if (at != m->bytes)
        return damaged(path, "the end", at);
    for (int i = 0; i < SECTIONS; i++) {
        const bool same = bytes[i] == part[i].bytes;

        if (!same || (i == 0 && memcmp(data[0], part[0].data, bytes[0]) != 0)) {
            return status_fail(STATUS_BAD_USAGE,
                               "cannot resume from %s: it is of a run with "
                               "other settings or other data",
                               path);
        }
    }
    if (!unpack(state, data[1]))
        return damaged(path, "state", (size_t)(data[1] - m->data));
    for (int i = 2; i < SECTIONS; i++)
        memcpy(part[i].into, data[i], bytes[i]);
    return STATUS_OK;
}

struct status resume_load(const char *path, const char *about,
                          struct resume_state *state, struct params *ps)
{
    struct section part[SECTIONS];
    unsigned char packed[STATE];
    struct filemap m;

    STATUS_TRY(list(part, about, packed, ps));
    STATUS_TRY(filemap_open(&m, path, LIMIT_BYTES));
    const struct status st = read_all(&m, path, part, state);
    filemap_close(&m);
    if (!st.code)
        params_touch(ps);
    return st;
}
