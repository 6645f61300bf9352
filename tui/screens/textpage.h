#ifndef TUI_SCREENS_TEXTPAGE_H
#define TUI_SCREENS_TEXTPAGE_H

#include "tui/shell.h"
#include "viz/page.h"

/*
 * textpage.h - a page of prose on the whole screen: it scrolls, and `/` finds
 * in it. Takes over `page`; where that is NULL or not whole it says so and
 * opens nothing. `title` is borrowed for good.
 */
void textpage_push(struct shell *s, const char *title, struct page *page);

#endif
