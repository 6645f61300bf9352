#define _GNU_SOURCE 1
#include "exercises/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exercises/handin.h"
#include "exercises/intake_parts.h"
#include "exercises/report.h"

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for what was handed in");
}

static bool show(char shown[INTAKE_NAME], const char *name)
{
    report_clean(shown, INTAKE_NAME, name, strlen(name));
    /* report_clean() keeps line feeds and tabs: a name has neither. */
    for (char *at = shown; *at; at++)
        *at = *at == '\n' || *at == '\t' ? '?' : *at;
    return strcmp(shown, name) == 0;
}

static void add_note(char (**note)[INTAKE_NOTE], int *notes, const char *text)
{
    char(*more)[INTAKE_NOTE];

    if (*notes == INTAKE_NOTES)
        return;
    more = realloc(*note, (size_t)(*notes + 1) * sizeof **note);
    if (!more)
        return;
    *note = more;
    snprintf(more[(*notes)++], INTAKE_NOTE, "%s", text);
}

/* "NAME: why", about a student, or about the class where `s` is NULL. */
static void note(struct intake *in, struct intake_student *s, const char *name,
                 const char *why)
{
    char shown[INTAKE_NAME], text[INTAKE_NOTE];

    show(shown, name);
    snprintf(text, sizeof text, "%.150s: %.230s", shown, why);
    if (s)
        add_note(&s->note, &s->notes, text);
    else
        add_note(&in->note, &in->notes, text);
}

/* --- one student -----------------------------------------------------------
 */

/* What reading a student's files needs to know. */
struct reader {
    struct intake *in;
    struct intake_student *student;
    const char *from; /* the file that is read, for notes */
    int64_t at;       /* and when it was written */
    struct status status;
};

static bool is_exercise(const struct intake *in, const char *name)
{
    for (int i = 0; i < in->known->count; i++)
        if (strcmp(in->known->name[i], name) == 0)
            return true;
    return false;
}

static bool known(void *context, const char *exercise)
{
    const struct reader *r = context;

    return is_exercise(r->in, exercise);
}

/* Copies the text. */
static struct status take(void *context, const struct handin_file *file)
{
    struct reader *r = context;
    struct intake_student *s = r->student;
    struct intake_work *more;

    for (int i = 0; i < s->works; i++) {
        if (strcmp(s->work[i].exercise, file->exercise) != 0)
            continue;
        note(r->in, s, r->from,
             "an exercise is handed in twice; the first "
             "file counts");
        return STATUS_OK;
    }
    if (file->bytes > r->in->left)
        return r->status = status_fail(STATUS_TOO_BIG,
                                       "the class handed in more than %d MiB "
                                       "of text",
                                       INTAKE_BYTES >> 20);
    more = realloc(s->work, (size_t)(s->works + 1) * sizeof *more);
    if (!more)
        return r->status = no_memory();
    s->work = more;
    struct intake_work *w = &more[s->works];
    snprintf(w->exercise, sizeof w->exercise, "%s", file->exercise);
    w->text = malloc(file->bytes + 1);
    if (!w->text)
        return r->status = no_memory();
    memcpy(w->text, file->text, file->bytes);
    w->text[file->bytes] = '\0';
    w->bytes = file->bytes;
    w->at = r->at;
    hash_bytes(w->hash, w->text, w->bytes);
    s->works++;
    r->in->left -= file->bytes;
    return STATUS_OK;
}

static void read_source(struct reader *r, int dir, const char *name)
{
    char exercise[EXERCISE_NAME];
    struct intake_file read;
    char *text = intake_read(dir, name, HANDIN_FILE_BYTES, &read);

    snprintf(exercise, sizeof exercise, "%.*s", (int)strlen(name) - 2, name);
    if (text) {
        const struct handin_file file = {exercise, text, read.bytes};

        r->from = name;
        r->at = read.at;
        (void)take(r, &file);
    } else {
        note(r->in, r->student, name, read.why);
    }
    free(text);
}

static void read_archive(struct reader *r, int dir, const char *name)
{
    struct intake_file read;
    int others = 0;
    char *data = intake_read(dir, name, HANDIN_ARCHIVE_BYTES, &read);

    r->from = name;
    if (!data) {
        note(r->in, r->student, name, read.why);
        return;
    }
    r->at = read.at;
    const struct status st =
        handin_read(data, read.bytes, known, take, r, &others);
    free(data);
    if (st.code && !r->status.code)
        note(r->in, r->student, name, st.text);
    if (others)
        note(r->in, r->student, name, "some of its .c files are no exercise");
}

static bool ends(const char *name, const char *ending)
{
    const size_t n = strlen(name), e = strlen(ending);

    return n > e && strcmp(name + n - e, ending) == 0;
}

/* The name without the last `cut` bytes, if that is an exercise. */
static bool names_exercise(const struct reader *r, const char *name, size_t cut)
{
    char exercise[EXERCISE_NAME];
    const size_t n = strlen(name) - cut;

    if (n >= sizeof exercise)
        return false;
    snprintf(exercise, sizeof exercise, "%.*s", (int)n, name);
    return is_exercise(r->in, exercise);
}

/* STUDENT/EXERCISE/EXERCISE.c, as the learner's own folder has it. */
static void read_inner(struct reader *r, int dir, const char *name)
{
    const int fd = intake_below(dir, name, O_DIRECTORY);
    char source[EXERCISE_NAME + 4];

    snprintf(source, sizeof source, "%s.c", name);
    if (fd < 0)
        note(r->in, r->student, name, "the folder cannot be opened");
    else if (intake_kind(fd, source) != ' ')
        read_source(r, fd, source);
    if (fd >= 0)
        close(fd);
}

static void read_entry(struct reader *r, int dir, const char *name)
{
    const char kind = intake_kind(dir, name);
    const bool source = ends(name, ".c");

    if (kind == 'd' && names_exercise(r, name, 0))
        read_inner(r, dir, name);
    else if (kind == 'f' && ends(name, HANDIN_ENDING))
        read_archive(r, dir, name);
    else if (kind == 'f' && source && names_exercise(r, name, 2))
        read_source(r, dir, name);
    else if (kind == 'f' && source && strcmp(name, "try.c") != 0)
        note(r->in, r->student, name, "there is no such exercise");
    else if (kind == ' ')
        note(r->in, r->student, name, "no plain file: not followed, not read");
}

static struct status read_folder(struct reader *r, int parent, const char *name)
{
    struct intake_names names;
    const struct status st =
        intake_list(&names, intake_below(parent, name, O_DIRECTORY));

    if (st.code == STATUS_NO_MEMORY)
        return st;
    if (st.code) {
        note(r->in, r->student, name, st.text);
        return STATUS_OK;
    }
    const int dir = intake_below(parent, name, O_DIRECTORY);
    int left = HANDIN_FILES;
    for (int i = 0; dir >= 0 && i < names.count && !r->status.code; i++) {
        if (left-- > 0)
            read_entry(r, dir, names.name[i]);
    }
    if (names.count > HANDIN_FILES)
        note(r->in, r->student, name,
             "more than 200 entries; the rest is not "
             "looked at");
    if (dir >= 0)
        close(dir);
    intake_forget(&names);
    return r->status;
}

/* --- the class -------------------------------------------------------------
 */

/* The student called so, or a new one. */
static struct intake_student *student(struct intake *in, const char *name,
                                      size_t bytes)
{
    struct intake_student *more;

    for (int i = 0; i < in->students; i++)
        if (strlen(in->student[i].file) == bytes &&
            memcmp(in->student[i].file, name, bytes) == 0)
            return &in->student[i];
    more = realloc(in->student, (size_t)(in->students + 1) * sizeof *more);
    if (!more)
        return NULL;
    in->student = more;
    struct intake_student *s = &more[in->students];
    *s = (struct intake_student){.file = strndup(name, bytes)};
    if (!s->file)
        return NULL;
    show(s->shown, s->file);
    in->students++;
    return s;
}

static struct status read_one(struct intake *in, int dir, const char *name)
{
    const char kind = intake_kind(dir, name);
    const bool archive = kind == 'f' && ends(name, HANDIN_ENDING);
    struct reader r = {.in = in, .status = STATUS_OK};

    if (kind != 'd' && !archive) {
        note(in, NULL, name,
             kind == 'f' ? "neither a student's folder nor a hand-in file"
                         : "no plain file or folder: not followed, not read");
        return STATUS_OK;
    }
    if (in->students == INTAKE_STUDENTS)
        return status_fail(STATUS_TOO_BIG, "more than %d students",
                           INTAKE_STUDENTS);
    r.student =
        student(in, name, strlen(name) - (archive ? strlen(HANDIN_ENDING) : 0));
    if (!r.student)
        return no_memory();
    if (kind == 'd')
        return read_folder(&r, dir, name);
    read_archive(&r, dir, name);
    return r.status;
}

static int by_file(const void *a, const void *b)
{
    const struct intake_student *x = a, *y = b;

    return strcmp(x->file, y->file);
}

static int by_exercise(const void *a, const void *b)
{
    const struct intake_work *x = a, *y = b;

    return strcmp(x->exercise, y->exercise);
}

static void sort(struct intake *in)
{
    if (in->students)
        qsort(in->student, (size_t)in->students, sizeof *in->student, by_file);
    for (int i = 0; i < in->students; i++) {
        struct intake_student *s = &in->student[i];

        if (s->works)
            qsort(s->work, (size_t)s->works, sizeof *s->work, by_exercise);
    }
}

static struct status read_class(struct intake *in, const char *folder)
{
    /* The teacher's own word: that one may be a link. */
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int dir = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    struct intake_names names;

    if (dir < 0) {
        const int why = errno;

        if (fd >= 0)
            close(fd);
        return status_fail(STATUS_NOT_FOUND,
                           "cannot open the folder %.300s: "
                           "%s",
                           folder, strerror(why));
    }
    struct status st = intake_list(&names, fd);
    for (int i = 0; i < names.count && !st.code; i++)
        st = read_one(in, dir, names.name[i]);
    intake_forget(&names);
    close(dir);
    sort(in);
    return st;
}

struct status intake_open(struct intake *in, const char *folder)
{
    *in = (struct intake){.left = INTAKE_BYTES};
    in->known = calloc(1, sizeof *in->known);
    struct status st = in->known ? exercise_list(in->known) : no_memory();
    if (!st.code)
        st = read_class(in, folder);
    if (st.code)
        intake_close(in);
    return st;
}

void intake_close(struct intake *in)
{
    for (int i = 0; i < in->students; i++) {
        struct intake_student *s = &in->student[i];

        for (int k = 0; k < s->works; k++)
            free(s->work[k].text);
        free(s->work);
        free(s->note);
        free(s->file);
    }
    free(in->student);
    free(in->note);
    free(in->known);
    *in = (struct intake){0};
}
