#ifndef ENGINE_BASE_HASH_H
#define ENGINE_BASE_HASH_H

#include <stddef.h>

/* hash.h - SHA-256 as 64 hex digits: names data and guards saved files. */
#define HASH_TEXT 65 /* 64 digits and '\0' */

void hash_bytes(char out[HASH_TEXT], const void *data, size_t bytes);

/* The same in pieces. hash_end() frees it; hash_new() is NULL when memory
 * ends. */
struct hash;
struct hash *hash_new(void);
void hash_add(struct hash *h, const void *data, size_t bytes);
void hash_end(struct hash *h, char out[HASH_TEXT]);

#endif
