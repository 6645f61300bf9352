#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/weights/weights.h"
#include "tests/model/ggufbytes.h"
#include "tests/model/ggufhostile.h"

static struct status parse(const struct buf *b, struct weights **w,
                           unsigned char **data)
{
    *data = malloc(b->bytes + 1);
    if (b->bytes)
        memcpy(*data, b->data, b->bytes);
    /* Exactly its size: the sanitizer sees one byte read too many. */
    *data = realloc(*data, b->bytes ? b->bytes : 1);
    return weights_parse(w, "evil.gguf", *data, b->bytes);
}

Test(gguf, every_hostile_file_is_refused_with_its_name_field_and_offset)
{
    for (const struct ggufhostile *h = ggufhostile; h->name; h++) {
        unsigned char *data;
        struct weights *w;
        struct buf b;

        buf_init(&b, 100000);
        h->make(&b);
        const struct status st = parse(&b, &w, &data);
        cr_expect_neq(st.code, 0, "%s was accepted", h->name);
        cr_expect_null(w);
        cr_expect(strstr(st.text, "evil.gguf: ") == st.text, "%s", st.text);
        cr_expect(strstr(st.text, h->why), "%s: %s", h->name, st.text);
        buf_release(&b);
        free(data);
    }
}

Test(gguf, what_is_unusual_but_right_is_read)
{
    unsigned char *data;
    struct weights *w;
    struct buf b;

    buf_init(&b, 100000); /* no tensor, no padding */
    ggufbytes_head(&b, 0, 0);
    struct status st = parse(&b, &w, &data);
    cr_expect_eq(st.code, 0, "%s", st.text);
    weights_free(w);
    free(data);

    buf_clear(&b); /* another alignment, version 2 */
    ggufbytes_head(&b, 2, 1);
    b.data[4] = 2;
    ggufbytes_key(&b, "general.alignment", 4);
    ggufbytes_number(&b, 8, 4);
    ggufbytes_tensor(&b, "a", 3, 1, 0, 0);
    ggufbytes_tensor(&b, "none", 32, 0, 8, 16);
    ggufbytes_pad(&b, 8);
    ggufbytes_number(&b, 0, 8);
    ggufbytes_number(&b, 0, 8);
    st = parse(&b, &w, &data);
    cr_expect_eq(st.code, 0, "%s", st.text);
    cr_expect_eq(weights_find(w, "none")->count, 0);
    weights_free(w);
    free(data);
    buf_release(&b);
}

/* A file of 43 bytes that asks for much must be refused at once. */
Test(gguf, small_files_cannot_ask_for_much, .timeout = 5)
{
    for (int field = 8; field <= 16; field += 8) {
        for (int bit = 0; bit < 64; bit++) {
            unsigned char *data;
            struct weights *w;
            struct buf b;

            buf_init(&b, 1000);
            ggufbytes_head(&b, 0, 0);
            for (int i = 0; i < 19; i++)
                buf_char(&b, 1);
            b.data[field + bit / 8] = (char)(1 << bit % 8);
            cr_expect_neq(parse(&b, &w, &data).code, 0, "bit %d", bit);
            buf_release(&b);
            free(data);
        }
    }
}
