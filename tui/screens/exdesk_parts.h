#ifndef TUI_SCREENS_EXDESK_PARTS_H
#define TUI_SCREENS_EXDESK_PARTS_H

#include "exercises/loop.h"
#include "tui/checker.h"
#include "tui/glance.h"
#include "tui/screens/exdesk.h"
#include "viz/page.h"

/* exdesk_parts.h - what the files of exdesk.c share. */
enum exdesk_panel {
    EXDESK_TASK,
    EXDESK_CODE,
    EXDESK_CHECKS,
    EXDESK_ERROR,
    EXDESK_PRINTED,
    EXDESK_HINTS,
    EXDESK_DIFF,
    EXDESK_PANELS
};

struct exdesk {
    struct loop loop;
    struct reader *reader;
    int block;
    struct attempts_state state;
    int hints; /* that the exercise has */
    struct buf path, prompt;
    struct buf text;       /* their file, as read last */
    struct buf judged;     /* and as it was judged last */
    struct report *report; /* of `judged` */
    bool verdict;          /* the report is there */
    struct report *tried;  /* of try.c */
    bool ran;              /* that one is there */
    const char *program;   /* "try.c" or "case.c": which it was */
    struct status fault;   /* why there is no verdict */
    bool busy;
    int asked, saves;     /* of the checker, dealt with */
    struct syntax syntax; /* what a glance at the file says */
    enum exdesk_panel panel;
    int scroll, lines, room; /* of the panel in front */
    int at_row, at_col;      /* of the map of errors */
    bool asks_reset;
    int came, went; /* lines, against the last pass or the starter */
};

/* The line of their file that the verdict is about, from 1; 0: none. */
int exdesk_line(const struct exdesk *d);

/* The first word on the syntax of the file, or NULL where there is none or the
 * verdict says more. */
const struct syntax *exdesk_syntax(const struct exdesk *d);

/* A panel as a page. NULL: no memory, or not one of prose. */
struct page *exdesk_page(const struct exdesk *d, enum exdesk_panel panel);

/* Reads their file anew; asks for a verdict about it; brings a panel forward.
 */
struct status exdesk_read(struct exdesk *d);
void exdesk_check(struct shell *s, struct exdesk *d);
void exdesk_show(struct exdesk *d, int panel);

extern const struct shell_binding exdesk_bindings[];

void exdesk_draw(struct shell *s, void *state, struct canvas *cv);

#endif
