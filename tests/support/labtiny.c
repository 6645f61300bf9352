#include "tests/support/labtiny.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/training.h"
#include "lessons/condition.h"
#include "tests/support/labcheck.h"

enum { RUN_BYTES = 512 };

static char folder[] = "/tmp/lathe-tiny-XXXXXX";

void labtiny_make(void)
{
    static const char text[] = "the keys in the box are wet. ";
    char long_text[40 * sizeof text] = "";
    struct recipe r;
    struct training *t;

    for (int i = 0; i < 40; i++)
        memcpy(long_text + i * (sizeof text - 1), text, sizeof text);
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(recipe_preset(&r, "llama-tiny").code, 0);
    r.model.init = 0.2;
    r.train.steps = 0;
    struct status st =
        training_open(&t, &r, long_text, strlen(long_text), device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = training_finish(t, folder, "a test", CHECKPOINT_F32);
    cr_assert_eq(st.code, 0, "%s", st.text);
    training_close(t);
}

void labtiny_remove(void)
{
    static const char *const names[] = {"card.json", "model.safetensors",
                                        "tokenizer.json"};
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

const char *labtiny_folder(void)
{
    return folder;
}

json_t *labtiny_run(const char *lab, const char *knobs)
{
    char run[RUN_BYTES];

    snprintf(run, sizeof run, "%s model=%s %s", lab, folder, knobs);
    return labcheck_run(run);
}

void labtiny_refused(const char *lab, const char *knobs, const char *part)
{
    char run[RUN_BYTES];

    snprintf(run, sizeof run, "%s model=%s %s", lab, folder, knobs);
    labcheck_refused(run, part);
}

double labtiny_number(const json_t *json, const char *path)
{
    double out = 0.0;
    const struct status st = condition_number(path, json, &out);

    cr_assert_eq(st.code, 0, "%s: %s", path, st.text);
    return out;
}
