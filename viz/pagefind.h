#ifndef VIZ_PAGEFIND_H
#define VIZ_PAGEFIND_H

#include "viz/pageparts.h"

/* pagefind.h - the search of a page; the work of page_find(). */
void pagefind_run(struct page *p, const char *text);
/* That of page_word(). */
bool pagefind_word(const struct page *p, const char *word,
                   struct page_place *out);

#endif
