#ifndef TESTS_SUPPORT_ASKED_H
#define TESTS_SUPPORT_ASKED_H

/*
 * asked.h - how often the process asked for memory, counted at malloc() and
 * its relatives, so that the libraries below us are seen as well. Under the
 * address sanitizer, which stands there itself, it is asked to tell.
 */

/* Once, before counting. */
void asked_listen(void);
/* Requests of all threads since the process began. */
long asked_count(void);

#endif
