#ifndef TUI_SCREENS_GRADEDESK_PARTS_H
#define TUI_SCREENS_GRADEDESK_PARTS_H

#include "tui/screens/gradedesk.h"

/* gradedesk_parts.h - the state of the desk, for its two files. */
enum gradedesk_typing { GRADEDESK_READING, GRADEDESK_REMARK, GRADEDESK_POINTS };

struct gradedesk_state {
    struct gradedesk desk;
    int student, exercise; /* in focus */
    int top, left;         /* first student and exercise that are shown */
    bool source;           /* the file instead of the report */
    struct buf text;       /* what stands below, in lines */
    int lines, scroll, room;
    enum gradedesk_typing typing;
    struct lineedit line;
};

struct gradebook_mark *gradedesk_mark(const struct gradedesk_state *d);
void gradedesk_draw(struct shell *s, void *state, struct canvas *cv);

#endif
