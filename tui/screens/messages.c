#include "tui/screens/messages.h"

#include <string.h>

#include "tui/screens/textpage.h"

void messages_push(struct shell *s)
{
    const int kept = s->toasts < SHELL_TOASTS ? s->toasts : SHELL_TOASTS;
    struct page *page = page_new();

    for (int i = 0; page && i < kept; i++) {
        const char *text = s->toast[(s->toasts - 1 - i) % SHELL_TOASTS];

        page_paragraph(page);
        page_text(page, text, strlen(text), INK_TEXT);
    }
    if (page && kept == 0) {
        page_paragraph(page);
        page_text(page, "Nothing was said yet.", 21, INK_DIM);
    }
    textpage_push(s, "Messages", page);
}
