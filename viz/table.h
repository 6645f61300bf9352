#ifndef VIZ_TABLE_H
#define VIZ_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * table.h - columns of text under their names. Columns take the width of
 * their longest cell; where that is too much the widest give way first.
 */
enum table_side { TABLE_LEFT, TABLE_RIGHT };

struct table_column {
    const char *name;
    enum table_side side;
};

/* All zero is a valid start; every pointer is borrowed. */
struct table {
    const struct table_column *column;
    int columns;             /* those past TABLE_MAX_COLUMNS are left out */
    const char *const *cell; /* [rows, columns]; NULL is empty */
    int rows;
    bool cursor; /* mark one row and keep it in sight */
    int at_row;
};
enum { TABLE_MAX_COLUMNS = 32 };

void table_draw(const struct table *t, struct canvas *cv,
                struct canvas_rect at);

/* "loss: 2.31, step: 100." a row. Answers the bytes wanted. */
size_t table_words(const struct table *t, char *out, size_t size);

#endif
