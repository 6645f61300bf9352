/* Memory ends at every point in turn: each reader and writer must end with a
 * reason and give everything back. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/weights/convert.h"
#include "engine/model/weights/weights_save.h"
#include "tests/model/ggufbytes.h"
#include "tests/support/starve.h"

static char folder[] = "/tmp/lathe-memory-XXXXXX";
static char gguf[64], plain[64], config[64], copy[64];

static void make_folder(void)
{
    static const char text[] = "{\"model_type\":\"gpt2\",\"list\":[1,2],"
                               "\"in\":{\"a\":1.5}}";
    static const float x[3] = {1, 2, 3};
    const struct weights_source s = {.name = "wte.weight",
                                     .type = WEIGHTS_F32,
                                     .dims = 2,
                                     .shape = {1, 3},
                                     .data = x};
    struct buf b;

    starve_json();
    cr_assert_not_null(mkdtemp(folder));
    snprintf(gguf, sizeof gguf, "%s/a.gguf", folder);
    snprintf(plain, sizeof plain, "%s/model.safetensors", folder);
    snprintf(config, sizeof config, "%s/config.json", folder);
    snprintf(copy, sizeof copy, "%s/copy.gguf", folder);
    buf_init(&b, 10000);
    ggufbytes_sample(&b);
    cr_assert_eq(savefile_replace(gguf, b.data, b.bytes).code, 0);
    buf_release(&b);
    cr_assert_eq(savefile_replace(config, text, sizeof text - 1).code, 0);
    cr_assert_eq(weights_save_safetensors(plain, &s, 1, NULL).code, 0);
}

static void drop_folder(void)
{
    unlink(gguf);
    unlink(plain);
    unlink(config);
    unlink(copy);
    rmdir(folder);
}

TestSuite(weights_memory, .init = make_folder, .fini = drop_folder);

static struct status open_one(const char *path)
{
    struct weights *w;
    const struct status st = weights_open(&w, path);

    weights_free(w);
    return st;
}

static struct status open_gguf(void)
{
    return open_one(gguf);
}

static struct status open_folder(void)
{
    return open_one(folder);
}

static struct status turn(void)
{
    const struct convert_options o = {.changes = true, .type = WEIGHTS_Q8_0};
    struct weights *w;
    struct status st = weights_open(&w, gguf);

    if (!st.code)
        st = convert_file(w, copy, &o);
    weights_free(w);
    return st;
}

Test(weights_memory, a_gguf_is_opened_or_the_reason_is_told)
{
    starve(open_gguf, 6);
}

Test(weights_memory, a_folder_is_opened_or_the_reason_is_told)
{
    starve(open_folder, 20);
}

Test(weights_memory, a_file_is_written_or_the_reason_is_told)
{
    starve(turn, 10);
}
