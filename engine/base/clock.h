#ifndef ENGINE_BASE_CLOCK_H
#define ENGINE_BASE_CLOCK_H

#include <stdint.h>

/* clock.h - time since some fixed moment, never going back. */
int64_t clock_ns(void);
double clock_seconds(void);

/* Seconds since 1970, for records that people read. */
int64_t clock_unix(void);

#endif
