#ifndef LESSONS_MARKDOWN_H
#define LESSONS_MARKDOWN_H

#include <stddef.h>

#include "engine/base/status.h"
#include "viz/page.h"

/*
 * markdown.h - fills a page from Markdown: headings, paragraphs, lists,
 * quotes, tables, code and emphasis. HTML is shown as the text it is.
 *
 * Adds behind what the page already holds. Errors: NO_MEMORY, BAD_FILE.
 */
struct status markdown_page(struct page *p, const char *text, size_t bytes);

/* The same for output that knows no attributes: emphasis stands *so*. */
struct status markdown_marked(struct page *p, const char *text, size_t bytes);

#endif
