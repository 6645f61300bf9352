#include "tui/commands/cmd_lesson.h"

#include <stdio.h>
#include <string.h>

#include "lessons/course.h"
#include "lessons/labs/labrun.h"
#include "lessons/markdown.h"
#include "tui/app.h"
#include "tui/mutantcode.h"
#include "tui/screens/lessontext.h"
#include "tui/tty.h"
#include "viz/page.h"
#include "viz/plain.h"

enum { COLS = 76, LAB_ROWS = 20 };

static const struct cli_option options[] = {
    {"step", "N", "opens or prints this step only, from 1"},
    {"plain", NULL, "prints the lesson, its labs run and drawn as text"},
    {"json", NULL, "the lesson as one JSON object, its labs run"},
    {"no-labs", NULL, "with --plain or --json: runs nothing"},
    {"ascii", NULL, "no character outside ASCII"},
    {"threads", "N", "threads to compute with"},
    {NULL, NULL, NULL},
};

struct printer {
    struct canvas_look look;
    bool labs;
    json_t *steps; /* NULL: prints plain text */
};

static const char *option(const struct cli_given *g, const char *name)
{
    return cli_option(&cmd_lesson_row, g, name);
}

static void to_stdout(void *to, const char *text, size_t bytes)
{
    fwrite(text, 1, bytes, to);
}

static struct status print_markdown(const struct printer *p, const char *text)
{
    struct page *page = page_new();
    struct status st =
        page ? markdown_marked(page, text, strlen(text))
             : status_fail(STATUS_NO_MEMORY, "no memory for a page");
    const int lines = st.code ? 0 : page_lay(page, &p->look, COLS);
    struct canvas *cv = st.code ? NULL : canvas_new(lines, COLS, p->look);

    if (!st.code && !cv)
        st = status_fail(STATUS_TOO_BIG, "a step of %d lines", lines);
    if (!st.code) {
        page_draw(page, cv, canvas_whole(cv), 0);
        plain_write(cv, (struct sink){to_stdout, stdout});
        printf("\n");
    }
    canvas_free(cv);
    page_free(page);
    return st;
}

static struct status draw_lab(const struct printer *p, const struct labrun *r,
                              const void *snapshot)
{
    struct canvas *cv = canvas_new(LAB_ROWS, COLS, p->look);
    struct buf words;

    if (!cv)
        return status_fail(STATUS_NO_MEMORY, "no memory for a picture");
    const struct lab_view view = labrun_view(&cv->look);
    r->plan.lab->draw(snapshot, &view, cv);
    plain_write(cv, (struct sink){to_stdout, stdout});
    buf_init(&words, (size_t)1 << 20);
    r->plan.lab->words(snapshot, &view, &words);
    printf("\n%s\n", buf_string(&words));
    buf_release(&words);
    canvas_free(cv);
    return STATUS_OK;
}

static struct status show_lab(const struct printer *p, const char *run,
                              json_t *block)
{
    struct labplan plan;
    struct labrun r;
    void *snapshot = NULL;

    STATUS_TRY(labplan_parse(&plan, run));
    STATUS_TRY(labrun_open(&r, &plan, (struct hook){NULL, NULL}));
    struct status st = labrun_finish(&r, -1);
    if (!st.code)
        st = labrun_snapshot(&r, &snapshot);
    if (!st.code && block) {
        json_object_set_new(block, "result",
                            labrun_json(&r.plan, snapshot, NULL));
    } else if (!st.code) {
        st = draw_lab(p, &r, snapshot);
    }
    if (snapshot)
        labrun_forget(&r, snapshot);
    labrun_close(&r);
    return st;
}

static struct status print_lab(const struct printer *p,
                               const struct lesson_block *b)
{
    printf("    lathe lab %s\n\n", b->text);
    return p->labs ? show_lab(p, b->text, NULL) : STATUS_OK;
}

/* The items of a predict or a question; what is right is not told. */
static void print_items(const struct lesson_block *b)
{
    printf("%s %s\n",
           b->kind == LESSON_PREDICT ? "PREDICT"
           : b->kind == LESSON_TASK  ? "TASK"
                                     : "QUESTION",
           b->ask);
    if (b->kind == LESSON_TASK)
        printf("  to be turned in the lab below: %s\n", b->turn);
    for (int i = 0; i < b->item_count; i++) {
        const char *answer = b->items[lessontext_item(b, i)].answer;

        if (strcmp(answer, "*") != 0 && b->type != LESSON_NUMBER &&
            b->type != LESSON_OWN_WORDS && b->kind != LESSON_TASK)
            printf("  %d  %s\n", i + 1, answer);
    }
    printf("\n");
}

static void print_shelf(const struct lesson_block *b)
{
    for (int i = 0; i < b->item_count; i++) {
        printf("  * %s\n    %s\n    check: %s\n", b->items[i].answer,
               b->items[i].remark ? b->items[i].remark : "",
               b->items[i].check ? b->items[i].check : "");
    }
    printf("\n");
}

static struct status print_block(const struct printer *p,
                                 const struct lesson_block *b)
{
    switch (b->kind) {
    case LESSON_TEXT:
        return print_markdown(p, b->text);
    case LESSON_LAB:
        return print_lab(p, b);
    case LESSON_PREDICT:
    case LESSON_QUESTION:
    case LESSON_TASK:
        print_items(b);
        break;
    case LESSON_EXERCISE:
        printf("    exercise: %s (open it in the workbench)\n", b->text);
        if (b->then)
            printf("    when it is passed: lathe lab %s\n", b->then);
        printf("\n");
        break;
    case LESSON_SHELF:
        print_shelf(b);
        break;
    case LESSON_NOTES: /* for the presenter */
        break;
    }
    return STATUS_OK;
}

static const char *const kinds[] = {"text", "lab",      "predict", "question",
                                    "task", "exercise", "read",    "notes"};

static struct status block_json(const struct printer *p,
                                const struct lesson_block *b, json_t *list)
{
    json_t *o = json_pack("{ss ss? ss? ss?}", "kind", kinds[b->kind], "text",
                          b->text, "id", b->id, "ask", b->ask);
    json_t *items = json_array();

    if (!o || !items)
        return status_fail(STATUS_NO_MEMORY, "no memory for the lesson");
    if (b->kind == LESSON_TASK) /* its outcomes are for the judge alone */
        json_object_set_new(o, "turn", json_string(b->turn));
    for (int i = 0; b->kind != LESSON_TASK && i < b->item_count; i++)
        json_array_append_new(
            items, json_string(b->items[lessontext_item(b, i)].answer));
    json_object_set_new(o, "items", items);
    json_array_append_new(list, o);
    return b->kind == LESSON_LAB && p->labs ? show_lab(p, b->text, o)
                                            : STATUS_OK;
}

static struct status print_step(const struct printer *p, const struct lesson *l,
                                int i)
{
    const struct lesson_step *s = &l->steps[i];
    json_t *blocks = json_array();

    if (p->steps) {
        json_array_append_new(
            p->steps,
            json_pack("{ss ss ss sb so}", "kind", lesson_kind_name(s->kind),
                      "title", s->title, "slug", s->slug, "side", s->side,
                      "blocks", json_incref(blocks)));
    } else {
        printf("%d. %s: %s\n\n", i + 1, lesson_kind_name(s->kind), s->title);
    }
    struct status st = STATUS_OK;
    for (int b = 0; b < s->block_count && !st.code; b++)
        st = p->steps ? block_json(p, &s->blocks[b], blocks)
                      : print_block(p, &s->blocks[b]);
    json_decref(blocks);
    fflush(stdout);
    return st;
}

static struct status print_lesson(const struct printer *p,
                                  const struct lesson *l, int only)
{
    if (only > l->step_count)
        return status_fail(STATUS_BAD_USAGE, "%s has %d steps", l->id,
                           l->step_count);
    if (!p->steps)
        printf("%s  %s\n%s\n\n", l->id, l->title, l->why ? l->why : "");
    for (int i = 0; i < l->step_count; i++)
        if (only == 0 || only == i + 1)
            STATUS_TRY(print_step(p, l, i));
    return STATUS_OK;
}

static struct status find_lesson(struct course *c, const char *name,
                                 const struct lesson **out)
{
    const int i = course_find(c, name);

    if (i < 0)
        return status_fail(STATUS_NOT_FOUND, "there is no lesson \"%s\"", name);
    STATUS_TRY(c->entries[i].fault);
    if (!c->entries[i].lesson) {
        return status_fail(STATUS_NOT_FOUND,
                           "lesson %s, \"%s\", is planned and not written yet",
                           c->entries[i].row->id, c->entries[i].row->title);
    }
    *out = c->entries[i].lesson;
    return STATUS_OK;
}

static struct status print(const struct cli_given *g, int step)
{
    struct printer p = {.labs = !option(g, "no-labs")};
    const struct device *device;
    const struct lesson *l = NULL;
    struct course c;

    STATUS_TRY(cli_device(NULL, option(g, "threads"), &device));
    if (option(g, "ascii")) {
        p.look.glyphs = CANVAS_GLYPHS_ASCII;
        p.look.graph = CANVAS_GRAPH_ASCII;
    }
    if (option(g, "json"))
        p.steps = json_array();
    STATUS_TRY(course_open(&c, NULL, NULL));
    struct status st = course_take_codes(&c, mutantcode_bring);
    if (!st.code)
        st = find_lesson(&c, g->word[0], &l);
    if (!st.code)
        st = print_lesson(&p, l, step);
    if (!st.code && p.steps)
        cli_json(json_pack("{ss ss sO}", "id", l->id, "title", l->title,
                           "steps", p.steps));
    json_decref(p.steps);
    course_close(&c);
    return st;
}

static int cmd_lesson(const struct cli_given *g)
{
    int64_t step;

    struct status st = cli_whole("step", option(g, "step"), 1, 1000, 0, &step);
    if (!st.code && g->words != 1)
        st = status_fail(STATUS_BAD_USAGE,
                         "lesson needs one ID; lathe course lists them");
    if (st.code)
        return cli_fail(st);
    if (option(g, "plain") || option(g, "json") || !tty_usable()) {
        st = print(g, (int)step);
    } else {
        const struct app_options o = {.lesson = g->word[0],
                                      .step = (int)step,
                                      .ascii = option(g, "ascii") != NULL};
        st = app_run(&o);
    }
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_lesson_row = {
    .name = "lesson",
    .usage = "ID [--step N] [--plain|--json]",
    .about = "opens a lesson; --plain prints it",
    .options = options,
    .run = cmd_lesson,
};
