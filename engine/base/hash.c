#include "engine/base/hash.h"

#include <sha2.h>
#include <stdlib.h>
#include <sys/types.h>

void hash_bytes(char out[HASH_TEXT], const void *data, size_t bytes)
{
    SHA256Data(data, bytes, out);
}

struct hash {
    SHA2_CTX state;
};

struct hash *hash_new(void)
{
    struct hash *h = malloc(sizeof *h);

    if (h)
        SHA256Init(&h->state);
    return h;
}

void hash_add(struct hash *h, const void *data, size_t bytes)
{
    SHA256Update(&h->state, data, bytes);
}

void hash_end(struct hash *h, char out[HASH_TEXT])
{
    SHA256End(&h->state, out);
    free(h);
}
