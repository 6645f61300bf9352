#ifndef VIZ_PAGEPARTS_H
#define VIZ_PAGEPARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/page.h"
#include "viz/pagelines.h"

/*
 * pageparts.h - what a page is made of, for the files that lay it out.
 */
enum pageparts_kind {
    PAGEPARTS_HEADING,   /* number: level */
    PAGEPARTS_PARAGRAPH, /* number: unused */
    PAGEPARTS_ITEM,      /* number: its number, -1 for a bullet */
    PAGEPARTS_CODE,
    PAGEPARTS_RULE,
    PAGEPARTS_ROW, /* number: 1 for a head */
    PAGEPARTS_CELL /* number: 1 for the right side */
};

/* What stands around a block, from the outside in. */
struct pageparts_around {
    int id;   /* differs between two lists side by side */
    int cols; /* of its indent; a quote has 2 and a bar */
    bool quote;
};

struct pageparts_block {
    enum pageparts_kind kind;
    int number;
    int depth; /* of around */
    struct pageparts_around around[PAGE_MAX_DEPTH];
    int table; /* id of the table of a row or cell */
    size_t first_run, end_run;
};

/* A formula is kept twice, as only the layout knows what can be shown. */
enum pageparts_only { PAGEPARTS_ALWAYS, PAGEPARTS_UNICODE, PAGEPARTS_ASCII };

struct pageparts_run {
    size_t start, bytes; /* in the text; 0 bytes: a line end that stays */
    unsigned style;
    enum pageparts_only only;
};

struct page {
    char *text;
    size_t bytes, text_room;
    struct pageparts_run *run;
    size_t runs, run_room;
    struct pageparts_block *block;
    size_t blocks, block_room;

    /* Containers that are open. */
    struct pageparts_around around[PAGE_MAX_DEPTH];
    int next_number[PAGE_MAX_DEPTH]; /* of a list; -1 has bullets */
    int depth;                       /* may exceed PAGE_MAX_DEPTH */
    bool in_table;
    int ids;

    struct pagelines lines;
    struct canvas_look look;
    bool failed;

    struct page_place *hit;
    size_t hits, hit_room;
};

#endif
