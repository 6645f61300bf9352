#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"

/* The examples of FIPS 180-4 for SHA-256. */
Test(hash, matches_the_standards_examples)
{
    char out[HASH_TEXT];

    hash_bytes(out, "abc", 3);
    cr_assert_str_eq(out, "ba7816bf8f01cfea414140de5dae2223"
                          "b00361a396177a9cb410ff61f20015ad");
    const char *two =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    hash_bytes(out, two, strlen(two));
    cr_assert_str_eq(out, "248d6a61d20638b8e5c026930c3e6039"
                          "a33ce45964ff2167f6ecedd419db06c1");
}

Test(hash, the_empty_input_has_its_hash_too)
{
    char out[HASH_TEXT];

    hash_bytes(out, "", 0);
    cr_assert_str_eq(out, "e3b0c44298fc1c149afbf4c8996fb924"
                          "27ae41e4649b934ca495991b7852b855");
}

Test(hash, a_million_letters)
{
    char out[HASH_TEXT];
    char *letters = malloc(1000000);

    cr_assert_not_null(letters);
    memset(letters, 'a', 1000000);
    hash_bytes(out, letters, 1000000);
    free(letters);
    cr_assert_str_eq(out, "cdc76e5c9914fb9281a1c7e284d73e67"
                          "f1809a48a497200e046d39ccc7112cd0");
}

Test(hash, one_flipped_bit_changes_it)
{
    char data[64] = {0}, one[HASH_TEXT], two[HASH_TEXT];

    hash_bytes(one, data, sizeof data);
    for (int bit = 0; bit < 512; bit++) {
        data[bit / 8] ^= (char)(1 << bit % 8);
        hash_bytes(two, data, sizeof data);
        cr_assert_str_neq(one, two);
        data[bit / 8] ^= (char)(1 << bit % 8);
    }
}
