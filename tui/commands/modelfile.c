#include "tui/commands/modelfile.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/paths.h"
#include "engine/model/tokenizer_notes.h"
#include "engine/model/tokenizer_open.h"
#include "engine/model/tokenizer_write.h"
#include "engine/model/weights/convert_plan.h"

static struct status open_path(struct modelfile *m, const char *path)
{
    char card[4096 + sizeof CARD_FILE + 1];
    struct stat info;

    if (stat(path, &info))
        return status_fail(STATUS_NOT_FOUND, "cannot read %s", path);
    snprintf(card, sizeof card, "%s/%s", path, CARD_FILE);
    if (S_ISDIR(info.st_mode) && paths_exists(card)) {
        STATUS_TRY(card_read(&m->card, path));
        STATUS_TRY(card_verify(m->card, path));
    }
    return weights_open(&m->weights, path);
}

struct status modelfile_open(struct modelfile *m, const char *name)
{
    struct buf path;

    *m = (struct modelfile){0};
    buf_init(&path, 4096);
    struct status st = paths_model(&path, name);
    if (!st.code)
        st = open_path(m, buf_string(&path));
    buf_release(&path);
    if (st.code) {
        modelfile_close(m);
        return st;
    }
    m->unknown = arch_read(&m->arch, m->weights);
    if (!m->unknown.code)
        m->unknown = arch_check(&m->arch, m->weights);
    m->known = !m->unknown.code;
    return st;
}

static struct status tokenizer_of(const char *name, struct tokenizer **out)
{
    struct buf path;

    buf_init(&path, 4096);
    struct status st = paths_model(&path, name);
    if (!st.code)
        st = tokenizer_open(out, buf_string(&path));
    buf_release(&path);
    return st;
}

static struct status words_of(const struct modelfile *m, const char *name,
                              struct weights_notes *words)
{
    struct tokenizer *t = NULL;
    struct status st = tokenizer_of(name, &t);

    if (!st.code)
        st = tokenizer_notes(words, t, m->arch.vocab);
    tokenizer_free(t);
    return st;
}

/* Others read none of our own files, so it becomes one of theirs. */
static struct status write_words(const char *name, const char *folder)
{
    struct tokenizer *t = NULL;
    struct buf path;
    struct status st = tokenizer_of(name, &t);

    buf_init(&path, 4096);
    buf_printf(&path, "%s/tokenizer.json", folder);
    if (!st.code)
        st = buf_status(&path);
    if (!st.code)
        st = tokenizer_write(t, buf_string(&path));
    buf_release(&path);
    tokenizer_free(t);
    return st;
}

struct status modelfile_convert(const struct modelfile *m, const char *name,
                                const char *out, struct convert_options *o,
                                struct status *without)
{
    const enum convert_format format = convert_format_of(out);
    struct weights_notes words;

    *without = STATUS_OK;
    weights_notes_init(&words);
    if (format == CONVERT_GGUF && m->known &&
        strcmp(weights_format(m->weights), "gguf") != 0) {
        *without = words_of(m, name, &words);
        o->words = without->code ? NULL : &words;
    }
    const struct status st = convert_file(m->weights, out, o);
    weights_notes_release(&words);
    o->words = NULL;
    if (!st.code && format == CONVERT_FOLDER)
        *without = write_words(name, out);
    return st;
}

void modelfile_close(struct modelfile *m)
{
    weights_free(m->weights);
    card_free(m->card);
    *m = (struct modelfile){0};
}

const char *modelfile_architecture(const struct modelfile *m)
{
    const char *text;

    if (m->known)
        return m->arch.family == ARCH_HOUSE ? "decoder"
                                            : arch_name(m->arch.family);
    if (!weights_text(m->weights, "general.architecture", &text).code ||
        !weights_text(m->weights, "config.model_type", &text).code)
        return text;
    return "unknown";
}

int64_t modelfile_parameters(const struct modelfile *m)
{
    int64_t n = 0;

    for (int i = 0; i < weights_count(m->weights); i++)
        n += weights_at(m->weights, i)->count;
    return n;
}

void modelfile_shape(char out[128], const struct weights_tensor *t)
{
    int n = 0;

    out[0] = '\0';
    for (int d = 0; d < t->dims && n < 128; d++)
        n += snprintf(out + n, 128 - (size_t)n, "%s%lld", d ? " x " : "",
                      (long long)t->shape[d]);
}

struct status modelfile_type(const char *name, enum weights_type *out)
{
    char upper[16] = "";

    for (size_t i = 0; name[i] && i + 1 < sizeof upper; i++)
        upper[i] = (char)toupper((unsigned char)name[i]);
    if (strlen(name) < sizeof upper && weights_type_called(upper, out) &&
        (int)*out < QUANT_TYPES)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "there is no type \"%s\"; there are f32, f16, bf16, "
                       "q8_0, q4_0, q4_1, q5_0, q5_1, q4_k, q5_k and q6_k",
                       name);
}
