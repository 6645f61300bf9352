#include "lessons/markdown.h"

#include <md4c.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ENTITY = 16 };

/* What stands around the text that comes next. */
struct writer {
    struct page *page;
    int bold, italic, code, link;
    bool fresh; /* the item has no text yet */
    bool head;  /* inside the first row of a table */
    bool marks; /* asterisks stand for italic and bold */
};

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct writer *w = user;

    switch (type) {
    case MD_BLOCK_H:
        page_heading(w->page, (int)((const MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_P:
        /* The first paragraph of an item stands beside its bullet. */
        if (!w->fresh)
            page_paragraph(w->page);
        break;
    case MD_BLOCK_CODE:
        page_code(w->page);
        break;
    case MD_BLOCK_HR:
        page_rule(w->page);
        break;
    case MD_BLOCK_QUOTE:
        page_quote(w->page);
        break;
    case MD_BLOCK_UL:
        page_list(w->page, -1);
        break;
    case MD_BLOCK_OL:
        page_list(w->page, (int)((const MD_BLOCK_OL_DETAIL *)detail)->start);
        break;
    case MD_BLOCK_LI:
        page_item(w->page);
        break;
    case MD_BLOCK_TABLE:
        page_table(w->page);
        break;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        w->head = type == MD_BLOCK_THEAD;
        break;
    case MD_BLOCK_TR:
        page_row(w->page, w->head);
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        page_cell(w->page, ((const MD_BLOCK_TD_DETAIL *)detail)->align ==
                               MD_ALIGN_RIGHT);
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    default:
        break;
    }
    w->fresh = type == MD_BLOCK_LI;
    return page_failed(w->page);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct writer *w = user;

    (void)detail;
    w->fresh = false;
    if (type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL ||
        type == MD_BLOCK_TABLE)
        page_leave(w->page);
    return page_failed(w->page);
}

static int turn_span(MD_SPANTYPE type, struct writer *w, int by)
{
    if (w->marks && (type == MD_SPAN_STRONG || type == MD_SPAN_EM)) {
        page_text(w->page, "*", 1, INK_TEXT);
    } else if (type == MD_SPAN_STRONG) {
        w->bold += by;
    } else if (type == MD_SPAN_EM) {
        w->italic += by;
    } else if (type == MD_SPAN_CODE) {
        w->code += by;
    } else if (type == MD_SPAN_A) {
        w->link += by;
    }
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)detail;
    return turn_span(type, user, 1);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)detail;
    return turn_span(type, user, -1);
}

static size_t utf8_of(unsigned long rune, char out[4])
{
    if (!rune || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
        rune = 0xfffd;
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    const size_t n = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = n - 1; i > 0; i--, rune >>= 6)
        out[i] = (char)(0x80 | (rune & 0x3f));
    out[0] = (char)(lead[n] | rune);
    return n;
}

/* "&amp;" or "&#955;"; one that is not known stays as it was written. */
static void entity(struct writer *w, const char *text, size_t bytes,
                   unsigned style)
{
    static const struct {
        const char *name, *is;
    } known[] = {{"&amp;", "&"},
                 {"&lt;", "<"},
                 {"&gt;", ">"},
                 {"&quot;", "\""},
                 {"&nbsp;", "\u00a0"}};
    char copy[MAX_ENTITY] = "";
    char out[4];

    if (bytes < sizeof(copy))
        memcpy(copy, text, bytes);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(copy, known[i].name) == 0) {
            page_text(w->page, known[i].is, strlen(known[i].is), style);
            return;
        }
    }
    if (copy[0] && copy[1] == '#') {
        const bool hex = copy[2] == 'x' || copy[2] == 'X';
        const unsigned long rune =
            strtoul(copy + (hex ? 3 : 2), NULL, hex ? 16 : 10);

        page_text(w->page, out, utf8_of(rune, out), style);
        return;
    }
    page_text(w->page, text, bytes, style);
}

/* Two prices in a line are no formula: a formula has no blank at its ends. */
static void formula(struct writer *w, const MD_CHAR *text, MD_SIZE bytes,
                    unsigned style)
{
    if (bytes > 0 && text[0] != ' ' && text[bytes - 1] != ' ') {
        page_formula(w->page, text, bytes, (style & ~0xffU) | INK_CODE);
        return;
    }
    page_text(w->page, "$", 1, style);
    page_text(w->page, text, bytes, style);
    page_text(w->page, "$", 1, style);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE bytes,
                    void *user)
{
    struct writer *w = user;
    unsigned style = w->code ? INK_CODE : INK_TEXT;

    style |= (w->bold ? INK_BOLD : 0U) | (w->italic ? INK_ITALIC : 0U) |
             (w->link ? INK_UNDERLINE : 0U);
    switch (type) {
    case MD_TEXT_BR:
        page_break(w->page);
        break;
    case MD_TEXT_SOFTBR:
        page_text(w->page, " ", 1, style);
        break;
    case MD_TEXT_NULLCHAR:
        page_text(w->page, "\uFFFD", 3, style);
        break;
    case MD_TEXT_ENTITY:
        entity(w, text, bytes, style);
        break;
    case MD_TEXT_LATEXMATH:
        formula(w, text, bytes, style);
        break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_HTML:
    default:
        page_text(w->page, text, bytes, style);
        break;
    }
    w->fresh = false;
    return page_failed(w->page);
}

static struct status fill(struct page *p, const char *text, size_t bytes,
                          bool marks)
{
    const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML |
                                       MD_FLAG_LATEXMATHSPANS,
                              .enter_block = enter_block,
                              .leave_block = leave_block,
                              .enter_span = enter_span,
                              .leave_span = leave_span,
                              .text = add_text};
    struct writer w = {.page = p, .marks = marks};

    if (bytes > PAGE_MAX_BYTES) {
        return status_fail(STATUS_BAD_FILE, "the text has more than %d bytes",
                           PAGE_MAX_BYTES);
    }
    if (md_parse(text, (MD_SIZE)bytes, &parser, &w) || page_failed(p))
        return status_fail(STATUS_NO_MEMORY, "no memory for a page of text");
    return STATUS_OK;
}

struct status markdown_page(struct page *p, const char *text, size_t bytes)
{
    return fill(p, text, bytes, false);
}

struct status markdown_marked(struct page *p, const char *text, size_t bytes)
{
    return fill(p, text, bytes, true);
}
