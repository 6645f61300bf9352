#ifndef TUI_LABCSV_H
#define TUI_LABCSV_H

#include <jansson.h>

#include "engine/base/buf.h"

/*
 * labcsv.h - the data of a lab as a table that any program reads: one value a
 * line, "name,row,column,value".
 *
 * A list fills `row`, a table `row` and `column`, a list of objects `row` and
 * the key as `column`; what lies deeper has its keys joined by dots in
 * `column`. A single value has neither. null is an empty value.
 * Source: RFC 4180.
 */
/* `data` is only read; jansson's loops take no const. */
void labcsv_write(json_t *data, struct buf *out);

#endif
