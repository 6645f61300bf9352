#include "engine/model/weights/convert.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/savefile.h"
#include "engine/model/weights/arch_turns.h"
#include "engine/model/weights/convert_plan.h"

#define PATH_BYTES 4096
#define PIECE      ((int64_t)1 << 16) /* numbers compared at a time */

/* llama.cpp's number for "mostly of this type". */
static uint32_t file_type(enum weights_type type)
{
    static const struct {
        enum weights_type type;
        uint32_t number;
    } all[] = {{WEIGHTS_F32, 0},   {WEIGHTS_F16, 1},   {WEIGHTS_Q4_0, 2},
               {WEIGHTS_Q4_1, 3},  {WEIGHTS_Q8_0, 7},  {WEIGHTS_Q5_0, 8},
               {WEIGHTS_Q5_1, 9},  {WEIGHTS_Q4_K, 15}, {WEIGHTS_Q5_K, 17},
               {WEIGHTS_Q6_K, 18}, {WEIGHTS_BF16, 32}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].type == type)
            return all[i].number;
    return 0;
}

/* Keys that this file has of its own. */
static bool replaced(const char *key, bool changes)
{
    return strcmp(key, "general.alignment") == 0 ||
           (changes && (strcmp(key, "general.file_type") == 0 ||
                        strcmp(key, "general.quantization_version") == 0));
}

/* The keys of another GGUF. */
static void copy_notes(const struct convert_plan *p,
                       const struct convert_options *o,
                       struct weights_notes *notes)
{
    for (int i = 0; i < weights_value_count(p->in); i++) {
        const struct weights_value *v = weights_value_at(p->in, i);

        if (!replaced(v->key, o->changes))
            weights_notes_copy(notes, v);
    }
    if (o->changes)
        weights_notes_whole(notes, "general.quantization_version", 2);
}

/* A house model that is shaped like nothing that others know keeps its own
 * settings and names. */
static void house_notes(const struct convert_plan *p,
                        struct weights_notes *notes)
{
    weights_notes_text(notes, "general.architecture", "lathe");
    for (int i = 0; i < weights_value_count(p->in); i++) {
        const struct weights_value *v = weights_value_at(p->in, i);

        if (v->kind == WEIGHTS_TEXT && strncmp(v->key, "lathe.", 6) == 0)
            weights_notes_text(notes, v->key, v->text);
    }
}

static struct status write_gguf(const struct convert_plan *p, const char *path,
                                const struct convert_options *o)
{
    const bool same = strcmp(weights_format(p->in), "gguf") == 0;
    struct weights_notes notes;

    if (!same && !p->known) {
        return status_fail(STATUS_UNSUPPORTED,
                           "its architecture is not known, and a GGUF has to "
                           "name one");
    }
    weights_notes_init(&notes);
    if (same && !p->renamed)
        copy_notes(p, o, &notes);
    else if (p->shared)
        convert_notes(&notes, p, o->words);
    else
        house_notes(p, &notes);
    if (o->changes)
        weights_notes_whole(&notes, "general.file_type", file_type(o->type));
    const struct status st =
        weights_save_gguf(path, p->source, p->count, &notes);
    weights_notes_release(&notes);
    return st;
}

/* The texts that a safetensors file had, key and value in turn. */
static struct status write_safetensors(const struct convert_plan *p,
                                       const char *path)
{
    enum { TEXTS = 120 };
    const char *texts[TEXTS + 2] = {NULL};
    int n = 0;

    for (int i = 0; i < weights_value_count(p->in) && n < TEXTS; i++) {
        const struct weights_value *v = weights_value_at(p->in, i);

        if (v->kind != WEIGHTS_TEXT || p->renamed ||
            strcmp(v->key, "format") == 0 ||
            (strcmp(weights_format(p->in), "safetensors") != 0 &&
             strncmp(v->key, "lathe.", 6) != 0))
            continue;
        texts[n++] = v->key;
        texts[n++] = v->text;
    }
    return weights_save_safetensors(path, p->source, p->count, texts);
}

static struct status write_folder(const struct convert_plan *p,
                                  const char *folder)
{
    char path[PATH_BYTES];

    if (!p->shared) {
        return status_fail(STATUS_UNSUPPORTED,
                           "no other program is known to have its "
                           "architecture: write a .safetensors file instead of "
                           "a folder");
    }
    STATUS_TRY(savefile_folder(folder));
    if (snprintf(path, sizeof path, "%s/model.safetensors", folder) >=
        (int)sizeof path)
        return status_fail(STATUS_TOO_BIG, "path too long: %s", folder);
    STATUS_TRY(weights_save_safetensors(path, p->source, p->count, NULL));
    snprintf(path, sizeof path, "%s/config.json", folder);
    return convert_config(path, p);
}

struct status convert_file(const struct weights *in, const char *path,
                           const struct convert_options *o)
{
    const enum convert_format format = convert_format_of(path);
    struct convert_plan p;

    if (o->changes && weights_type_block(o->type) > 1 &&
        format != CONVERT_GGUF) {
        return status_fail(STATUS_BAD_USAGE,
                           "only a GGUF holds %s: the new file's name must end "
                           "in .gguf",
                           weights_type_name(o->type));
    }
    STATUS_TRY(convert_plan_make(&p, in, format, o));
    const struct status st =
        p.format == CONVERT_GGUF          ? write_gguf(&p, path, o)
        : p.format == CONVERT_SAFETENSORS ? write_safetensors(&p, path)
        : p.format == CONVERT_NPZ ? weights_save_npz(path, p.source, p.count)
                                  : write_folder(&p, path);
    convert_plan_release(&p);
    return st;
}

static bool is_used(const struct convert_plan *p,
                    const struct weights_tensor *t)
{
    if (p->arch.scaling == ARCH_LLAMA3 && strcmp(t->name, ARCH_TURNS) == 0)
        return true; /* it became settings */
    for (int i = 0; i < p->count; i++) {
        const struct convert_piece *x = &p->piece[i];

        if (x->plain == t)
            return true;
        for (int k = 0; k < x->target.parts; k++)
            if (x->part[k].tensor == t)
                return true;
    }
    return false;
}

struct status convert_left_out(const struct weights *in, const char *path,
                               int *count, const char **first)
{
    const struct convert_options o = {0};
    struct convert_plan p;

    *count = 0;
    *first = "";
    STATUS_TRY(convert_plan_make(&p, in, convert_format_of(path), &o));
    for (int i = 0; i < weights_count(in) && p.renamed; i++) {
        const struct weights_tensor *t = weights_at(in, i);

        if (is_used(&p, t))
            continue;
        if (!(*count)++)
            *first = t->name;
    }
    convert_plan_release(&p);
    return STATUS_OK;
}

/* Adds squares of the differences and of the numbers. */
static void add_up(const float *was, const float *is, int64_t n, double sum[2])
{
    for (int64_t i = 0; i < n; i++) {
        const double d = (double)is[i] - (double)was[i];

        sum[0] += d * d;
        sum[1] += (double)was[i] * (double)was[i];
    }
}

/* Numbers of a piece as they were, some rows at a time, against the new. */
static struct status compare(const struct weights_source *s,
                             const struct weights_tensor *t, double *error)
{
    const int64_t cols = t->dims ? t->shape[t->dims - 1] : 1;
    const int64_t rows = cols ? t->count / cols : 0;
    const int64_t most = cols && cols < PIECE ? PIECE / cols : 1;
    float *was = malloc((size_t)(most * cols + 1) * sizeof *was);
    float *is = malloc((size_t)(most * cols + 1) * sizeof *is);
    double sum[2] = {0, 0};
    struct status st =
        was && is ? STATUS_OK
                  : status_fail(STATUS_NO_MEMORY, "no memory for a row");

    for (int64_t r = 0; r < rows && !st.code; r += most) {
        const int64_t n = rows - r < most ? rows - r : most;

        st = s->fill(s->user, r, n, was);
        if (!st.code)
            st = weights_floats(t, r * cols, n * cols, is);
        if (!st.code)
            add_up(was, is, n * cols, sum);
    }
    *error = sqrt(sum[1] > 0 ? sum[0] / sum[1] : sum[0]);
    free(was);
    free(is);
    return st;
}

static struct status tell(const struct convert_plan *p, int i,
                          const struct weights *out,
                          void (*told)(void *, const struct convert_result *),
                          void *user)
{
    const struct weights_source *s = &p->source[i];
    const struct weights_tensor *t = weights_find(out, s->name);
    const struct convert_piece *x = &p->piece[i];

    if (!t || t->type != s->type || t->dims != s->dims ||
        memcmp(t->shape, s->shape, (size_t)s->dims * sizeof *s->shape) != 0) {
        return status_fail(STATUS_BAD_FILE,
                           "tensor \"%s\" is not in the new file as planned",
                           s->name);
    }
    struct convert_result r = {.name = t->name,
                               .from = x->plain ? x->plain->type
                                       : x->target.parts
                                           ? x->part[0].tensor->type
                                           : WEIGHTS_F32, /* computed */
                               .to = t->type,
                               .fallback = x->fallback,
                               .count = t->count,
                               .bytes = t->bytes};
    if (s->fill)
        STATUS_TRY(compare(s, t, &r.error));
    told(user, &r);
    return STATUS_OK;
}

struct status
convert_compare(const struct weights *in, const struct weights *out,
                const struct convert_options *o,
                void (*told)(void *user, const struct convert_result *r),
                void *user)
{
    const char *format = weights_format(out);
    struct convert_plan p;
    struct status st;

    STATUS_TRY(convert_plan_make(&p, in,
                                 strcmp(format, "gguf") == 0  ? CONVERT_GGUF
                                 : strcmp(format, "npz") == 0 ? CONVERT_NPZ
                                 : strcmp(format, "huggingface") == 0
                                     ? CONVERT_FOLDER
                                     : CONVERT_SAFETENSORS,
                                 o));
    st = STATUS_OK;
    for (int i = 0; i < p.count && !st.code; i++)
        st = tell(&p, i, out, told, user);
    convert_plan_release(&p);
    return st;
}
