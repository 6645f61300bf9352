#include "tui/screens/messages.h"

#include <string.h>

#include "viz/page.h"

static void draw(struct shell *s, void *state, struct canvas *cv)
{
    const int kept = s->toasts < SHELL_TOASTS ? s->toasts : SHELL_TOASTS;
    struct page *page = page_new();

    (void)state;
    canvas_text(cv, 0, 0, "Messages", INK_TITLE | INK_BOLD);
    if (!page)
        return;
    for (int i = 0; i < kept; i++) {
        const char *text = s->toast[(s->toasts - 1 - i) % SHELL_TOASTS];

        page_paragraph(page);
        page_text(page, text, strlen(text), INK_TEXT);
    }
    if (kept == 0) {
        page_paragraph(page);
        page_text(page, "Nothing was said yet.", 21, INK_DIM);
    }
    page_lay(page, &cv->look, cv->cols);
    page_draw(page, cv, (struct canvas_rect){2, 0, cv->rows - 2, cv->cols}, 0);
    page_free(page);
}

static const struct shell_binding bindings[] = {{0, NULL, NULL, NULL}};

static const struct shell_screen screen = {
    .name = "messages", .bindings = bindings, .draw = draw};

void messages_push(struct shell *s)
{
    shell_push(s, &screen, NULL);
}
