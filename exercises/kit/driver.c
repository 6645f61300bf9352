/* driver.c: the main program around the function of an exercise. It gets the
 * inputs of a case from the judge, calls, and sends the results back. It is
 * built with check.c and a learner's file, or with check.c and solution.c.
 * Nothing here decides anything: that is for the judge, in another process. */
#include <malloc.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exercises/kit/check.h"
#include "exercises/kit/talk.h"

struct array {
    struct talk_array head;
    size_t count;
    uint32_t *block; /* count numbers, with guards where GUARDS says so */
    uint32_t *data;
};

struct check {
    struct array array[TALK_ARRAYS];
    int arrays;
    uint64_t random;
    char said[TALK_TEXT];
};

/* A sanitizer sees every step outside; without one, guard numbers do. */
#ifdef __SANITIZE_ADDRESS__
enum { GUARDS = 0 };
#else
enum { GUARDS = TALK_GUARDS };
#endif

_Noreturn static void driver_stop(const char *why, const char *what)
{
    fflush(stdout);
    fprintf(stderr, "driver: %s%s\n", why, what);
    _exit(3);
}

/* --- frames ------------------------------------------------------------- */

static void driver_read_all(void *to, size_t bytes)
{
    char *at = to;

    while (bytes) {
        const ssize_t n = read(TALK_CHANNEL, at, bytes);

        if (n <= 0)
            driver_stop("the judge is gone", "");
        at += n;
        bytes -= (size_t)n;
    }
}

static void driver_write_all(const void *from, size_t bytes)
{
    const char *at = from;

    while (bytes) {
        const ssize_t n = write(TALK_CHANNEL, at, bytes);

        if (n <= 0)
            driver_stop("the judge is gone", "");
        at += n;
        bytes -= (size_t)n;
    }
}

static void driver_answer(struct talk_head head, size_t bytes)
{
    head.bytes = (uint32_t)bytes;
    driver_write_all(&head, sizeof head);
}

/* --- arrays ------------------------------------------------------------- */

static void driver_forget(struct check *c)
{
    for (int i = 0; i < c->arrays; i++)
        free(c->array[i].block);
    c->arrays = 0;
    c->said[0] = '\0';
}

static void driver_put_guards(struct array *a)
{
    for (int i = 0; i < GUARDS; i++) {
        a->block[i] = TALK_GUARD;
        a->block[(size_t)GUARDS + a->count + (size_t)i] = TALK_GUARD;
    }
}

static struct array *driver_add(struct check *c, struct talk_array head)
{
    struct array *a = &c->array[c->arrays];

    if (c->arrays == TALK_ARRAYS)
        driver_stop("too many arrays: ", head.name);
    if (head.rows > TALK_NUMBERS || head.cols > TALK_NUMBERS ||
        (uint64_t)head.rows * head.cols > TALK_NUMBERS)
        driver_stop("too large: ", head.name);
    a->head = head;
    a->count = (size_t)head.rows * head.cols;
    a->block = malloc((a->count + 2 * (size_t)GUARDS) * 4);
    if (!a->block)
        driver_stop("out of memory: ", head.name);
    a->data = a->block + GUARDS;
    driver_put_guards(a);
    memset(a->data, 0, a->count * 4);
    c->arrays++;
    return a;
}

static struct array *driver_add_new(struct check *c, const char *name,
                                    uint32_t type, uint32_t role, int rows,
                                    int cols)
{
    struct talk_array head = {.type = type, .role = role};

    snprintf(head.name, sizeof head.name, "%s", name);
    if (rows < 0 || cols < 0)
        driver_stop("less than nothing: ", name);
    head.rows = (uint32_t)rows;
    head.cols = (uint32_t)cols;
    return driver_add(c, head);
}

int check_add_whole(struct check *c, const char *name, int value)
{
    check_add_ints(c, name, 1, 1)[0] = value;
    return value;
}

float check_add_real(struct check *c, const char *name, float value)
{
    check_add_floats(c, name, 1, 1)[0] = value;
    return value;
}

float *check_add_floats(struct check *c, const char *name, int rows, int cols)
{
    return (float *)(void *)driver_add_new(c, name, TALK_FLOAT, TALK_IN, rows,
                                           cols)
        ->data;
}

int32_t *check_add_ints(struct check *c, const char *name, int rows, int cols)
{
    return (int32_t *)driver_add_new(c, name, TALK_INT, TALK_IN, rows, cols)
        ->data;
}

void check_add_result(struct check *c, const char *name, int rows, int cols)
{
    driver_add_new(c, name, TALK_FLOAT, TALK_OUT, rows, cols);
}

void check_add_int_result(struct check *c, const char *name, int rows, int cols)
{
    driver_add_new(c, name, TALK_INT, TALK_OUT, rows, cols);
}

float *check_add_change(struct check *c, const char *name, int rows, int cols)
{
    return (float *)(void *)driver_add_new(c, name, TALK_FLOAT,
                                           TALK_IN | TALK_OUT, rows, cols)
        ->data;
}

static struct array *driver_find(struct check *c, const char *name,
                                 uint32_t type)
{
    for (int i = 0; i < c->arrays; i++) {
        if (strcmp(c->array[i].head.name, name) == 0 &&
            c->array[i].head.type == type)
            return &c->array[i];
    }
    driver_stop("check.c has no array ", name);
}

int check_whole(struct check *c, const char *name)
{
    return check_ints(c, name)[0];
}

float check_real(struct check *c, const char *name)
{
    return check_floats(c, name)[0];
}

float *check_floats(struct check *c, const char *name)
{
    return (float *)(void *)driver_find(c, name, TALK_FLOAT)->data;
}

int32_t *check_ints(struct check *c, const char *name)
{
    return (int32_t *)driver_find(c, name, TALK_INT)->data;
}

void check_say(struct check *c, const char *fmt, ...)
{
    va_list args;

    if (c->said[0])
        return;
    va_start(args, fmt);
    vsnprintf(c->said, sizeof c->said, fmt, args);
    va_end(args);
}

/* --- random numbers ------------------------------------------------------ */

/* Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
 * generators": splitmix64. */
static uint32_t driver_next(struct check *c)
{
    uint64_t z = (c->random += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

float check_uniform(struct check *c)
{
    return (float)(driver_next(c) >> 8) / 16777216.0f;
}

int check_below(struct check *c, int n)
{
    return (int)(driver_next(c) % (uint32_t)n);
}

float check_normal(struct check *c)
{
    const float far = sqrtf(-2.0f * logf(1.0f - check_uniform(c)));

    return far * cosf(6.2831853f * check_uniform(c));
}

void check_normals(struct check *c, float *x, int n, float scale, float shift)
{
    for (int i = 0; i < n; i++)
        x[i] = scale * check_normal(c) + shift;
}

/* --- answers ------------------------------------------------------------- */

static void driver_tell(struct talk_head head)
{
    const struct check_exercise *e = &check_exercise;
    struct talk_exercise out = {.absolute = e->absolute,
                                .relative = e->relative,
                                .cpu_s = e->cpu_s ? (uint32_t)e->cpu_s : 2};
    struct talk_case list[TALK_CASES];

    memset(list, 0, sizeof list);
    snprintf(out.exports, sizeof out.exports, "%s", e->exports);
    for (; out.cases < TALK_CASES && e->cases[out.cases].id; out.cases++) {
        const struct check_case *from = &e->cases[out.cases];
        struct talk_case *to = &list[out.cases];

        snprintf(to->id, sizeof to->id, "%s", from->id);
        snprintf(to->title, sizeof to->title, "%s", from->title);
        to->hidden = from->hidden;
    }
    driver_answer(head, sizeof out + out.cases * sizeof *list);
    driver_write_all(&out, sizeof out);
    driver_write_all(list, out.cases * sizeof *list);
}

static size_t driver_input_bytes(const struct array *a)
{
    return a->head.role & TALK_IN ? a->count * 4 : 0;
}

static void driver_make(struct check *c, struct talk_head head)
{
    size_t bytes = 0;

    driver_forget(c);
    driver_read_all(&c->random, sizeof c->random);
    check_exercise.make(c, (int)head.number);
    for (int i = 0; i < c->arrays; i++)
        bytes += sizeof(struct talk_array) + driver_input_bytes(&c->array[i]);
    driver_answer(head, bytes);
    for (int i = 0; i < c->arrays; i++) {
        driver_write_all(&c->array[i].head, sizeof(struct talk_array));
        driver_write_all(c->array[i].data, driver_input_bytes(&c->array[i]));
    }
}

static void driver_take(struct check *c, uint32_t fill)
{
    uint32_t arrays;

    driver_forget(c);
    driver_read_all(&arrays, sizeof arrays);
    for (uint32_t i = 0; i < arrays; i++) {
        struct talk_array head;

        driver_read_all(&head, sizeof head);
        struct array *a = driver_add(c, head);
        for (size_t k = 0; k < a->count; k++)
            a->data[k] = fill;
        driver_read_all(a->data, driver_input_bytes(a));
    }
}

/* Bytes in use; only its growth over a call is looked at. */
static size_t driver_in_use(void)
{
    const struct mallinfo2 m = mallinfo2();

    return m.uordblks + m.hblkhd;
}

static void driver_run(struct check *c, struct talk_head head)
{
    uint64_t leak = 0;
    uint32_t fill, guard[TALK_GUARDS];
    size_t bytes = sizeof leak;

    for (int i = 0; i < TALK_GUARDS; i++)
        guard[i] = TALK_GUARD;
    driver_read_all(&fill, sizeof fill);
    driver_take(c, fill);
    const size_t before = driver_in_use();
    check_exercise.call(c);
    fflush(stdout);
    const size_t after = driver_in_use();
    leak = after > before ? after - before : 0;

    for (int i = 0; i < c->arrays; i++)
        if (c->array[i].head.role & TALK_OUT)
            bytes += (c->array[i].count + 2 * (size_t)TALK_GUARDS) * 4;
    driver_answer(head, bytes);
    for (int i = 0; i < c->arrays; i++) {
        const struct array *a = &c->array[i];

        if (!(a->head.role & TALK_OUT))
            continue;
        driver_write_all(GUARDS ? a->block : guard, sizeof guard);
        driver_write_all(a->data, a->count * 4);
        driver_write_all(GUARDS ? a->data + a->count : guard, sizeof guard);
    }
    driver_write_all(&leak, sizeof leak);
}

/* The inputs of the case are still there from `run`. */
static void driver_look(struct check *c, struct talk_head head)
{
    for (int i = 0; i < c->arrays; i++)
        if (c->array[i].head.role & TALK_OUT)
            driver_read_all(c->array[i].data, c->array[i].count * 4);
    c->said[0] = '\0';
    if (check_exercise.look)
        check_exercise.look(c, (int)head.number);
    driver_answer(head, sizeof c->said);
    driver_write_all(c->said, sizeof c->said);
}

int main(void)
{
    static struct check c;
    struct talk_head head;

    for (;;) {
        driver_read_all(&head, sizeof head);
        switch ((enum talk_kind)head.kind) {
        case TALK_TELL:
            driver_tell(head);
            break;
        case TALK_MAKE:
            driver_make(&c, head);
            break;
        case TALK_RUN:
            driver_run(&c, head);
            break;
        case TALK_LOOK:
            driver_look(&c, head);
            break;
        case TALK_END:
            driver_forget(&c);
            driver_answer(head, 0);
            return 0;
        }
    }
}
