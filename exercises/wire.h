#ifndef EXERCISES_WIRE_H
#define EXERCISES_WIRE_H

#include <stdbool.h>
#include <stddef.h>

/* wire.h - bytes through a socket, all of them or none that count: false where
 * the other side is gone. Interrupted calls go on. */
bool wire_send(int fd, const void *from, size_t bytes);
bool wire_receive(int fd, void *to, size_t bytes);

/* Hands a copy of descriptor `what` to the other side; takes one, or -1. */
bool wire_hand(int fd, int what);
int wire_take(int fd);

#endif
