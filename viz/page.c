#include "viz/page.h"

#include <stdlib.h>
#include <string.h>

#include "viz/formula.h"
#include "viz/pagefind.h"
#include "viz/pagelay.h"
#include "viz/pageparts.h"

struct page *page_new(void)
{
    return calloc(1, sizeof(struct page));
}

void page_free(struct page *p)
{
    if (!p)
        return;
    pagelines_release(&p->lines);
    free(p->text);
    free(p->run);
    free(p->block);
    free(p->hit);
    free(p);
}

bool page_failed(const struct page *p)
{
    return p->failed || p->lines.failed;
}

static int shallow(const struct page *p)
{
    return p->depth < PAGE_MAX_DEPTH ? p->depth : PAGE_MAX_DEPTH;
}

static void start(struct page *p, enum pageparts_kind kind, int number)
{
    void *block = p->block;

    if (p->failed ||
        p->blocks * sizeof *p->block >= (size_t)16 * PAGE_MAX_BYTES ||
        !pagelines_grow(&block, &p->block_room, p->blocks + 1,
                        sizeof *p->block)) {
        p->failed = true;
        return;
    }
    p->block = block;

    struct pageparts_block *b = &p->block[p->blocks++];
    *b = (struct pageparts_block){.kind = kind,
                                  .number = number,
                                  .depth = shallow(p),
                                  .table = p->in_table ? p->ids : 0,
                                  .first_run = p->runs,
                                  .end_run = p->runs};
    memcpy(b->around, p->around, sizeof b->around);
}

void page_heading(struct page *p, int level)
{
    start(p, PAGEPARTS_HEADING, level);
}

void page_paragraph(struct page *p)
{
    start(p, PAGEPARTS_PARAGRAPH, 0);
}

void page_code(struct page *p)
{
    start(p, PAGEPARTS_CODE, 0);
}

void page_rule(struct page *p)
{
    start(p, PAGEPARTS_RULE, 0);
}

/* What is nested too deep goes on at the depth of what holds it. */
static void enter(struct page *p, int cols, bool quote, int first)
{
    const int id = ++p->ids;

    if (p->depth < PAGE_MAX_DEPTH) {
        p->around[p->depth] = (struct pageparts_around){id, cols, quote};
        p->next_number[p->depth] = first;
    }
    p->depth++;
}

void page_list(struct page *p, int first)
{
    enter(p, first < 0 ? 2 : first < 90 ? 4 : 6, false, first);
}

void page_quote(struct page *p)
{
    enter(p, 2, true, -1);
}

void page_item(struct page *p)
{
    const int at = shallow(p) - 1;
    int number = -1;

    if (at >= 0 && p->next_number[at] >= 0)
        number = p->next_number[at]++;
    start(p, PAGEPARTS_ITEM, number);
}

void page_table(struct page *p)
{
    p->ids++;
    p->in_table = true;
}

void page_row(struct page *p, bool head)
{
    start(p, PAGEPARTS_ROW, head);
}

void page_cell(struct page *p, bool right)
{
    start(p, PAGEPARTS_CELL, right);
}

void page_leave(struct page *p)
{
    if (p->in_table) {
        p->in_table = false;
    } else if (p->depth > 0) {
        p->depth--;
    }
}

static void add_run(struct page *p, const char *text, size_t bytes,
                    unsigned style, enum pageparts_only only)
{
    void *run = p->run, *all = p->text;

    if (p->failed)
        return;
    if (p->blocks == 0)
        page_paragraph(p);
    if (p->failed || bytes > PAGE_MAX_BYTES - p->bytes ||
        p->runs >= PAGE_MAX_BYTES ||
        !pagelines_grow(&run, &p->run_room, p->runs + 1, sizeof *p->run)) {
        p->failed = true;
        return;
    }
    p->run = run;
    if (!pagelines_grow(&all, &p->text_room, p->bytes + bytes + 1, 1)) {
        p->failed = true;
        return;
    }
    p->text = all;
    memcpy(p->text + p->bytes, text, bytes);
    p->run[p->runs++] = (struct pageparts_run){p->bytes, bytes, style, only};
    p->bytes += bytes;
    p->block[p->blocks - 1].end_run = p->runs;
}

void page_text(struct page *p, const char *utf8, size_t bytes, unsigned style)
{
    /* What follows a '\0' could not be drawn. */
    const char *end = memchr(utf8, '\0', bytes);

    if (end)
        bytes = (size_t)(end - utf8);
    if (bytes)
        add_run(p, utf8, bytes, style, PAGEPARTS_ALWAYS);
}

void page_formula(struct page *p, const char *tex, size_t bytes, unsigned style)
{
    for (int ascii = 0; ascii < 2; ascii++) {
        const size_t wanted = formula_text(tex, bytes, ascii, NULL, 0);
        char *text = malloc(wanted + 1);

        if (!text) {
            p->failed = true;
            return;
        }
        formula_text(tex, bytes, ascii, text, wanted + 1);
        if (wanted)
            add_run(p, text, wanted, style,
                    ascii ? PAGEPARTS_ASCII : PAGEPARTS_UNICODE);
        free(text);
    }
}

void page_break(struct page *p)
{
    add_run(p, "", 0, 0, PAGEPARTS_ALWAYS);
}

int page_lay(struct page *p, const struct canvas_look *look, int cols)
{
    p->look = *look;
    p->hits = 0;
    pagelay_run(p, cols < PAGE_MAX_COLS ? cols : PAGE_MAX_COLS);
    return page_lines(p);
}

int page_lines(const struct page *p)
{
    return (int)p->lines.lines;
}

static void draw_line(const struct page *p, struct canvas *cv, int row,
                      size_t line)
{
    size_t i, col = 0;
    const size_t end = pagelines_spans(&p->lines, line, &i);

    for (; i < end; i++) {
        const struct pagelines_span *s = &p->lines.span[i];

        col += (size_t)canvas_text(cv, row, (int)col, p->lines.text + s->at,
                                   s->style);
    }
}

void page_draw(const struct page *p, struct canvas *cv, struct canvas_rect at,
               int first)
{
    struct canvas place = canvas_sub(cv, at);

    first = first > 0 ? first : 0;
    for (int r = 0; r < place.rows; r++) {
        if ((size_t)first + (size_t)r < p->lines.lines)
            draw_line(p, &place, r, (size_t)first + (size_t)r);
    }
    for (size_t i = 0; i < p->hits; i++) {
        const struct page_place *hit = &p->hit[i];

        if (hit->line >= first && hit->line - first < place.rows) {
            canvas_tint(
                &place,
                (struct canvas_rect){hit->line - first, hit->col, 1, hit->cols},
                ink_on(INK_TEXT, INK_HIT) | INK_BOLD);
        }
    }
}

int page_find(struct page *p, const char *text)
{
    p->hits = 0;
    if (text && *text)
        pagefind_run(p, text);
    return (int)p->hits;
}

int page_hit(const struct page *p, int i)
{
    return i >= 0 && (size_t)i < p->hits ? p->hit[i].line : -1;
}

bool page_word(const struct page *p, const char *word, struct page_place *out)
{
    return pagefind_word(p, word, out);
}
