#ifndef TESTS_SUPPORT_PTYRUN_H
#define TESTS_SUPPORT_PTYRUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

/*
 * ptyrun.h - the program on a terminal of its own, and every byte that it
 * sends there. Nothing interprets them.
 */
struct ptyrun {
    int fd, slave;
    pid_t pid;
    char folder[64];
    char *bytes; /* all that came, with a NUL behind */
    size_t count, room;
    struct termios before;
};

/* `setting`: "TERM=xterm-256color", ...; ends with NULL. Everything that the
 * program keeps goes to a folder of the run. Answers false where no terminal
 * can be had. */
bool ptyrun_start(struct ptyrun *p, const char *program,
                  const char *const *argv, const char *const *setting, int cols,
                  int rows);
/* Takes what comes within `ms`; answers how many bytes. */
size_t ptyrun_take(struct ptyrun *p, int ms);
/* Until `part` stands behind byte `from`; answers the seconds, below 0: it did
 * not come within `patience`. */
double ptyrun_wait(struct ptyrun *p, size_t from, const char *part,
                   double patience);
void ptyrun_type(struct ptyrun *p, const char *keys);
/* Waits for its end; the status of waitpid(), -1: it did not end. */
int ptyrun_end(struct ptyrun *p, double patience);
/* Are the modes of the terminal those of before? */
bool ptyrun_restored(const struct ptyrun *p);
void ptyrun_free(struct ptyrun *p);

#endif
