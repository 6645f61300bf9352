#ifndef VIZ_PAGE_H
#define VIZ_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"

/*
 * page.h - a page of prose: filled by calls, laid out to a width, drawn from
 * any line. It knows no markup language; whoever reads one makes these calls.
 *
 *     page_heading(p, 1);   page_text(p, "Attention", 9, 0);
 *     page_paragraph(p);    page_text(p, "Each row ...", 12, 0);
 *     page_list(p, 0);      page_item(p);  page_text(...);  page_leave(p);
 *
 * Errors: adding cannot fail at once; page_failed() tells that memory or the
 * limit of PAGE_MAX_BYTES ended and the page is not whole.
 */
enum { PAGE_MAX_COLS = 76, PAGE_MAX_BYTES = 4 << 20, PAGE_MAX_DEPTH = 8 };
struct page;

/* Owner: the caller. Errors: NULL when memory ends. */
struct page *page_new(void);
void page_free(struct page *p);
bool page_failed(const struct page *p);

/* These start a block; page_text() goes into it until the next one starts. */
void page_heading(struct page *p, int level);
void page_paragraph(struct page *p);
void page_code(struct page *p); /* kept as it is, line by line */
void page_rule(struct page *p); /* takes no text */

/* A list, a quote or a table holds blocks until page_leave(). `first` is the
 * number of the first item, or -1 for a list with bullets. */
void page_list(struct page *p, int first);
void page_item(struct page *p);
void page_quote(struct page *p);
void page_table(struct page *p);
void page_row(struct page *p, bool head);
void page_cell(struct page *p, bool right);
void page_leave(struct page *p);

/* A run of text; `style` is an ink with attributes, e.g. INK_BOLD, INK_ITALIC
 * or INK_CODE. Blanks and line ends count as one blank outside of code. */
void page_text(struct page *p, const char *utf8, size_t bytes, unsigned style);
/* A formula in the notation of TeX, as viz/formula.h reads it. */
void page_formula(struct page *p, const char *tex, size_t bytes,
                  unsigned style);
void page_break(struct page *p); /* a line end that stays */

/* Wraps everything to min(cols, PAGE_MAX_COLS), as `look` can show it.
 * Answers the number of lines. */
int page_lay(struct page *p, const struct canvas_look *look, int cols);
int page_lines(const struct page *p);

/* Draws from line `first` on; hits of page_find() stand out. */
void page_draw(const struct page *p, struct canvas *cv, struct canvas_rect at,
               int first);

/* Looks for a text in the lines as they are laid out; case counts only where
 * `text` has a capital. NULL or "" ends the search. Answers the hits. */
int page_find(struct page *p, const char *text);
/* Where `word` first stands as a whole, in any case and in the plural too, in
 * one of the lines as they are laid out. False where it does not. */
struct page_place {
    int line, col, cols;
};
bool page_word(const struct page *p, const char *word, struct page_place *out);
/* The line of hit `i`, counted from 0; -1 where there is none. */
int page_hit(const struct page *p, int i);

#endif
