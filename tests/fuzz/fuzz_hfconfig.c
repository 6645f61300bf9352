#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/savefile.h"
#include "engine/model/weights/weights_save.h"
#include "tests/fuzz/fuzz.h"
#include "tests/model/touch.h"

/* A folder with one tensor, beside which config.json or the index is the
 * input: its first byte says which. Shared memory, as a disk would be slow. */
#define FOLDER "/dev/shm/lathe-fuzz-hfconfig"

static void put(const char *path, const void *data, size_t bytes)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes)
        abort();
    close(fd);
}

static void sample(int i, struct buf *out)
{
    static const char *const text[] = {
        "c{\"model_type\":\"llama\",\"hidden_size\":2,\"num_hidden_layers\":1,"
        "\"num_attention_heads\":1,\"intermediate_size\":2,\"rms_norm_eps\":1e-"
        "5"
        ",\"max_position_embeddings\":8,\"rope_scaling\":{\"rope_type\":"
        "\"linear\",\"factor\":2},\"eos_token_id\":[1,2],\"vocab_size\":3}",
        "c{\"model_type\":\"gpt2\",\"n_embd\":2,\"n_layer\":1,\"n_head\":1,"
        "\"n_positions\":8,\"layer_norm_epsilon\":1e-5,\"n_inner\":null}",
        "i{\"metadata\":{\"total_size\":24},\"weight_map\":"
        "{\"model.embed_tokens.weight\":\"a.safetensors\"}}",
    };

    buf_text(out, text[i]);
}

static char made[64]; /* by this process */

static void drop_folder(void)
{
    static const char *const names[] = {"a.safetensors", "config.json",
                                        "model.safetensors.index.json"};
    char path[128];

    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", made, names[i]);
        unlink(path);
    }
    rmdir(made);
}

static void make_folder(char folder[64], char path[2][96])
{
    static const float x[6] = {1, 2, 3, 4, 5, 6};
    const struct weights_source s = {.name = "model.embed_tokens.weight",
                                     .type = WEIGHTS_F32,
                                     .dims = 2,
                                     .shape = {3, 2},
                                     .data = x};

    snprintf(folder, 64, FOLDER "-%ld", (long)getpid());
    snprintf(path[0], 96, "%s/config.json", folder);
    snprintf(path[1], 96, "%s/model.safetensors.index.json", folder);
    if (strcmp(made, folder) == 0)
        return;
    if (!made[0])
        atexit(drop_folder);
    snprintf(made, sizeof made, "%s", folder);
    char weights[96];
    const char index[] = "{\"weight_map\":{\"model.embed_tokens.weight\":"
                         "\"a.safetensors\"}}";
    snprintf(weights, sizeof weights, "%s/a.safetensors", folder);
    if (savefile_folder(folder).code ||
        weights_save_safetensors(weights, &s, 1, NULL).code)
        abort();
    put(path[1], index, sizeof index - 1);
}

static void eat(const char *data, size_t bytes)
{
    char folder[64], path[2][96];
    struct weights *w;

    if (!bytes)
        return;
    make_folder(folder, path);
    const bool index = data[0] == 'i';
    put(path[index], data + 1, bytes - 1);
    if (!weights_open(&w, folder).code) {
        volatile double sum = touch_all(w);
        (void)sum;
        weights_free(w);
    }
    unlink(path[0]);
}

const struct fuzz_target fuzz_target = {"hfconfig", 3, sample, eat};
