/* oracle_town BYTES - text of the town from days that no house model has read
 * of: for the scripts beside it. */
#include <stdio.h>
#include <stdlib.h>

#include "lessons/data/town.h"

int main(int argc, char **argv)
{
    const struct town_options options = {
        .seed = 1,
        .skip_days = TOWN_CUTOFF,
        .bytes = argc == 2 ? strtoul(argv[1], NULL, 10) : 0};
    struct buf text;

    buf_init(&text, (size_t)1 << 30);
    const struct status st = town_write(&text, &options);
    if (st.code) {
        fprintf(stderr, "oracle_town: %s\n", st.text);
        return 3;
    }
    const size_t n = fwrite(text.data, 1, text.bytes, stdout);
    const int code = n == text.bytes ? 0 : 3;
    buf_release(&text);
    return code;
}
