#include "tui/commands/cmd_handin.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/savefile.h"
#include "exercises/attempts.h"
#include "exercises/courseconf.h"
#include "exercises/exercise.h"
#include "exercises/handin.h"
#include "exercises/workplace.h"

static const struct cli_option options[] = {
    {"to", "DIR", "the folder that the file goes to; else this one"},
    {"name", "NAME", "yours, which names the file; else your user's"},
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

/* The texts of all exercises that were begun. */
struct work {
    struct exercise_names names;
    struct handin_file file[EXERCISE_MOST];
    struct buf text[EXERCISE_MOST];
    bool passed[EXERCISE_MOST];
    int files;
};

static struct status gather(struct work *w, struct attempts *a)
{
    STATUS_TRY(exercise_list(&w->names));
    for (int i = 0; i < w->names.count; i++) {
        struct buf *text = &w->text[w->files];
        struct attempts_state state;

        buf_init(text, EXERCISE_BYTES);
        const struct status st = workplace_read(text, w->names.name[i], NULL);
        if (st.code == STATUS_NOT_FOUND) {
            buf_release(text);
            continue;
        }
        if (st.code)
            return st;
        STATUS_TRY(attempts_state(a, w->names.name[i], &state));
        w->passed[w->files] = state.coded;
        w->file[w->files++] = (struct handin_file){
            w->names.name[i], buf_string(text), text->bytes};
    }
    return w->files ? STATUS_OK
                    : status_fail(STATUS_NOT_FOUND,
                                  "there is nothing to hand in yet; begin with "
                                  "lathe start EXERCISE");
}

/* A name becomes part of a path: letters, digits and a few marks. */
static struct status choose_name(const char *wish, char *room, size_t bytes)
{
    const struct passwd *user = wish ? NULL : getpwuid(getuid());
    const char *name = wish ? wish : user ? user->pw_name : "work";

    if (!*name || strlen(name) > 80 || *name == '.' || *name == '-' ||
        strpbrk(name, "/\\"))
        return status_fail(STATUS_BAD_USAGE,
                           "--name is \"%.100s\", but must be 1 to 80 bytes "
                           "without a slash, and begin with neither . nor -",
                           name);
    for (const char *at = name; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return status_fail(STATUS_BAD_USAGE,
                               "--name holds a control character");
    snprintf(room, bytes, "%s", name);
    return STATUS_OK;
}

static struct status pack(const struct work *w, const char *folder,
                          const char *name, struct buf *path)
{
    struct buf archive;

    buf_init(&archive, HANDIN_ARCHIVE_BYTES);
    struct status st = handin_pack(&archive, w->file, w->files, name);
    buf_printf(path, "%s/%s" HANDIN_ENDING, folder, name);
    if (!st.code)
        st = buf_status(path);
    if (!st.code)
        st = savefile_folder(folder);
    if (!st.code)
        st = savefile_replace(buf_string(path), buf_string(&archive),
                              archive.bytes);
    buf_release(&archive);
    return st;
}

static void tell(const struct work *w, const char *path,
                 const struct courseconf *conf, bool as_json)
{
    const int64_t now = clock_unix();
    json_t *list = json_array();
    char due[160];

    for (int i = 0; i < w->files; i++) {
        if (!as_json)
            printf("  %-20s %6zu bytes%s\n", w->file[i].exercise,
                   w->file[i].bytes, w->passed[i] ? "" : "   not passed yet");
        json_array_append_new(list, json_pack("{ss sI sb}", "exercise",
                                              w->file[i].exercise, "bytes",
                                              (json_int_t)w->file[i].bytes,
                                              "passed", w->passed[i]));
    }
    if (as_json)
        cli_json(json_pack("{ss sO sI}", "file", path, "exercises", list,
                           "late_seconds",
                           (json_int_t)courseconf_late(conf, now)));
    else
        printf("%d exercises in %s\n", w->files, path);
    courseconf_say_due(conf, now, due, sizeof due);
    if (due[0] && !as_json)
        printf("%s\n", due);
    json_decref(list);
}

static struct status hand_in(struct work *w, const struct cli_given *g)
{
    const char *to = cli_option(&cmd_handin_row, g, "to");
    struct courseconf conf;
    struct attempts a;
    struct buf path;
    char name[100];

    if (g->words)
        return status_fail(STATUS_BAD_USAGE, "handin takes no word \"%s\"",
                           g->word[0]);
    STATUS_TRY(
        choose_name(cli_option(&cmd_handin_row, g, "name"), name, sizeof name));
    STATUS_TRY(courseconf_open(&conf, NULL));
    STATUS_TRY(attempts_open(&a, NULL));
    struct status st = gather(w, &a);
    attempts_close(&a);
    buf_init(&path, 8192);
    if (!st.code)
        st = pack(w, to ? to : ".", name, &path);
    if (!st.code)
        tell(w, buf_string(&path), &conf,
             cli_option(&cmd_handin_row, g, "json") != NULL);
    buf_release(&path);
    return st;
}

static int cmd_handin(const struct cli_given *g)
{
    struct work *w = calloc(1, sizeof *w);

    if (!w)
        return cli_fail(status_fail(STATUS_NO_MEMORY, "no memory"));
    const struct status st = hand_in(w, g);
    for (int i = 0; i < EXERCISE_MOST; i++)
        buf_release(&w->text[i]);
    free(w);
    return st.code ? cli_fail(st) : CLI_FINE;
}

const struct cli_command cmd_handin_row = {
    .name = "handin",
    .usage = "[--to DIR] [--name NAME] [--json]",
    .about = "packs your exercises into one file for your teacher",
    .more = "The file is a zip archive: every exercise that you began, as "
            "EXERCISE.c, and\nhandin.json with their hashes. The same work "
            "makes the same file.",
    .options = options,
    .run = cmd_handin,
};
