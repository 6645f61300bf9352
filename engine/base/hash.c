#include "engine/base/hash.h"

#include <sys/types.h>

#include <sha2.h>

void hash_bytes(char out[HASH_TEXT], const void *data, size_t bytes)
{
    SHA256Data(data, bytes, out);
}
