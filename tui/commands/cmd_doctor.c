#include "tui/commands/cmd_doctor.h"

#include <jansson.h>
#include <langinfo.h>
#include <locale.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/app/serve.h"
#include "engine/base/paths.h"
#include "engine/base/threads.h"
#include "engine/core/blas.h"
#include "engine/core/gpu.h"
#include "engine/core/halves.h"
#include "engine/model/fetch.h"
#include "exercises/syntax.h"
#include "tui/commands/cmd_doctor_sandbox.h"

static const struct cli_option options[] = {
    {"json", NULL, "one JSON object"},
    {"sandbox", NULL, "tries what hostile code could do here"},
    {NULL, NULL, NULL},
};

struct part {
    const char *name, *version, *effect;
    bool found;
};

static json_t *terminal(void)
{
    const char *term = getenv("TERM");
    struct winsize size = {0};
    const bool tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);

    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    return json_pack("{sb ss ss si si sb}", "interactive", tty, "term",
                     term ? term : "", "codeset", nl_langinfo(CODESET), "cols",
                     (int)size.ws_col, "rows", (int)size.ws_row, "no_color",
                     getenv("NO_COLOR") && *getenv("NO_COLOR"));
}

static json_t *parts(void)
{
    const struct blas *blas = blas_loaded();
    const struct status trust = blas_check(blas);
    const char *downloads, *curl = fetch_about(&downloads);
    const char *serves, *server = serve_about(&serves);
    char tcc[SYNTAX_PATH];
    (void)syntax_tool(tcc);
    const struct device *card = device_find("cuda");
    const struct part list[] = {
        {"openblas", blas->version(),
         trust.code ? trust.text : "matrix products; its self-test passed",
         true},
        {"onednn", halves_about(),
         halves_lacks() ? halves_lacks() : "training in bf16", *halves_about()},
        {"sqlite", sqlite3_libversion(), "progress and run records", true},
        {"jansson", jansson_version_str(), "JSON", true},
        {"libcurl", curl ? curl : "", downloads, curl},
        {"microhttpd", server ? server : "", serves, server},
        {"tcc", tcc,
         *tcc ? "syntax is checked while you type an exercise"
              : "no word on syntax while you type (Debian: tcc)",
         *tcc},
        {"cuda", card ? card->about : "",
         card ? "--device cuda computes there" : gpu_reason(), card},
    };
    json_t *out = json_array();

    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        json_array_append_new(
            out, json_pack("{ss sb ss ss}", "name", list[i].name, "found",
                           list[i].found, "version", list[i].version, "effect",
                           list[i].effect));
    }
    return out;
}

static json_t *processor(void)
{
    json_t *levels = json_array();
    static const char *const level[] = {"baseline", "avx2", "avx512"};

    for (int i = 0; i < 3; i++)
        if (device_cpu(level[i]))
            json_array_append_new(levels, json_string(level[i]));
    return json_pack("{si so ss}", "threads", threads_available(), "levels",
                     levels, "kernels", device_cpu(NULL)->f32->level);
}

static void print_object(const char *title, json_t *o)
{
    const char *key;
    json_t *value;

    printf("%s\n", title);
    json_object_foreach(o, key, value)
    {
        char *text = json_dumps(value, JSON_ENCODE_ANY);

        printf("  %-12s %s\n", key, text ? text : "");
        free(text);
    }
}

static void print_plain(const json_t *all)
{
    size_t i;
    json_t *part;

    printf("parts\n");
    json_array_foreach(json_object_get(all, "parts"), i, part) printf(
        "  %-12s %-8s %s: %s\n",
        json_string_value(json_object_get(part, "name")),
        json_is_true(json_object_get(part, "found")) ? "found" : "missing",
        json_string_value(json_object_get(part, "version")),
        json_string_value(json_object_get(part, "effect")));
    print_object("terminal", json_object_get(all, "terminal"));
    print_object("processor", json_object_get(all, "cpu"));
    print_object("files", json_object_get(all, "files"));
}

static json_t *files(void)
{
    struct buf data, shipped;

    buf_init(&data, 8192);
    buf_init(&shipped, 8192);
    const struct status a = paths_data(&data, "lathe.db");
    const struct status b = paths_shipped(&shipped, "lessons/course");
    json_t *out =
        json_pack("{ss ss}", "progress", a.code ? a.text : buf_string(&data),
                  "course", b.code ? b.text : buf_string(&shipped));
    buf_release(&data);
    buf_release(&shipped);
    return out;
}

static int cmd_doctor(const struct cli_given *g)
{
    if (g->words)
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "doctor takes no word \"%s\"", g->word[0]));
    if (cli_option(&cmd_doctor_row, g, "sandbox"))
        return cmd_doctor_sandbox(cli_option(&cmd_doctor_row, g, "json") !=
                                  NULL);
    json_t *all = json_pack("{so so so so s{} s{}}", "parts", parts(),
                            "terminal", terminal(), "cpu", processor(), "files",
                            files(), "gpu", "sandbox");
    if (!all)
        return cli_fail(status_fail(STATUS_NO_MEMORY, "no memory"));
    if (cli_option(&cmd_doctor_row, g, "json")) {
        cli_json(all);
    } else {
        print_plain(all);
        json_decref(all);
    }
    return CLI_FINE;
}

const struct cli_command cmd_doctor_row = {
    .name = "doctor",
    .usage = "[--sandbox] [--json]",
    .about = "what this machine and terminal can do, and what is missing",
    .options = options,
    .run = cmd_doctor,
};
