#include "tui/commands/cmd_exercise.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "exercises/attempts.h"
#include "exercises/exercise.h"
#include "exercises/skeleton.h"
#include "exercises/verify.h"

enum { PATH_BYTES = 8192 };

struct status cmd_exercise_open(struct cmd_exercise *e,
                                const struct cli_command *c,
                                const struct cli_given *g)
{
    *e = (struct cmd_exercise){.name = g->word[0]};
    buf_init(&e->folder, PATH_BYTES);
    if (g->words != 1) {
        return status_fail(STATUS_BAD_USAGE,
                           "%s needs one EXERCISE; lathe exercise lists them",
                           c->name);
    }
    return exercise_folder(&e->folder, e->name);
}

void cmd_exercise_release(struct cmd_exercise *e)
{
    buf_release(&e->folder);
}

int cmd_exercise_fail(struct status st)
{
    const int code = cli_fail(st);

    return st.code == STATUS_UNSUPPORTED ? CMD_EXERCISE_REFUSED : code;
}

static const struct cli_option options[] = {
    {"json", NULL, "one JSON object"},
    {NULL, NULL, NULL},
};

/* --- the list ---------------------------------------------------------------
 */

static const char *state_word(const struct attempts_state *s)
{
    return s->passed ? "passed" : s->tries ? "tried" : "new";
}

static struct status show_list(bool as_json)
{
    struct exercise_names names;
    struct attempts a;
    json_t *rows = json_array();

    STATUS_TRY(exercise_list(&names));
    STATUS_TRY(attempts_open(&a, NULL));
    struct status st = STATUS_OK;
    for (int i = 0; i < names.count && !st.code; i++) {
        struct attempts_state s;

        st = attempts_state(&a, names.name[i], &s);
        if (!st.code && as_json) {
            json_array_append_new(rows, json_pack("{ss ss si si}", "name",
                                                  names.name[i], "state",
                                                  state_word(&s), "tries",
                                                  s.tries, "hints", s.hints));
        } else if (!st.code) {
            printf("%-20s %-8s %d tries, %d hints%s\n", names.name[i],
                   state_word(&s), s.tries, s.hints,
                   s.passed && !s.coded ? ", passed as a task" : "");
        }
    }
    attempts_close(&a);
    if (as_json && !st.code)
        cli_json(json_pack("{sO}", "exercises", rows));
    json_decref(rows);
    return st;
}

/* --- verify ------------------------------------------------------------------
 */

struct verdicts {
    const char *name;
    json_t *claims; /* NULL: as text */
};

static void tell(void *context, const char *claim, bool good, const char *why)
{
    struct verdicts *v = context;

    if (v->claims) {
        json_array_append_new(v->claims, json_pack("{ss sb ss}", "claim", claim,
                                                   "holds", good, "why", why));
        return;
    }
    printf("%s %s: %s%s%s\n", good ? "[ok]  " : "[FAIL]", v->name, claim,
           good ? "" : ": ", why);
    fflush(stdout);
}

static struct status verify_one(struct judge *j, const char *name, json_t *rows,
                                int *faults)
{
    struct verdicts v = {.name = name, .claims = rows ? json_array() : NULL};
    struct buf folder;
    int own = 0;

    buf_init(&folder, PATH_BYTES);
    struct status st = STATUS_OK;
    if (strchr(name, '/')) /* somebody's own, anywhere */
        buf_text(&folder, name);
    else
        st = exercise_folder(&folder, name);
    if (!st.code)
        st = verify_exercise(j, buf_string(&folder), tell, &v, &own);
    buf_release(&folder);
    if (st.code == STATUS_BAD_FILE) {
        tell(&v, "it can be examined", false, st.text);
        own++;
        st = STATUS_OK;
    }
    if (rows) {
        json_array_append_new(rows,
                              json_pack("{ss sb so}", "exercise", name, "fair",
                                        own == 0, "claims", v.claims));
    }
    *faults += own;
    return st;
}

static int verify(const char *name, bool as_json)
{
    json_t *rows = as_json ? json_array() : NULL;
    struct exercise_names names;
    struct judge j;
    int faults = 0;

    struct status st = exercise_list(&names);
    if (!st.code)
        st = judge_open(&j);
    if (st.code)
        return cmd_exercise_fail(st);
    if (name)
        st = verify_one(&j, name, rows, &faults);
    for (int i = 0; i < names.count && !name && !st.code; i++)
        st = verify_one(&j, names.name[i], rows, &faults);
    judge_close(&j);
    if (rows && !st.code)
        cli_json(json_pack("{sO si}", "exercises", rows, "faults", faults));
    json_decref(rows);
    if (st.code)
        return cmd_exercise_fail(st);
    return faults ? CLI_NO : CLI_FINE;
}

/* --- new ---------------------------------------------------------------------
 */

static int make_new(const char *name)
{
    const struct status st = skeleton_make(".", name);

    if (st.code)
        return cli_fail(st);
    printf("Begin with %s/solution.c, and ask as often as you like:\n"
           "  lathe exercise verify ./%s\n",
           name, name);
    return CLI_FINE;
}

static int cmd_exercise(const struct cli_given *g)
{
    const bool as_json = cli_option(&cmd_exercise_row, g, "json") != NULL;

    if (g->words == 0) {
        const struct status st = show_list(as_json);
        return st.code ? cli_fail(st) : CLI_FINE;
    }
    if (strcmp(g->word[0], "new") == 0 && g->words == 2)
        return make_new(g->word[1]);
    if (strcmp(g->word[0], "verify") != 0 || g->words > 2) {
        return cli_fail(status_fail(STATUS_BAD_USAGE,
                                    "lathe exercise takes \"verify [NAME]\", "
                                    "\"new NAME\" or nothing, not \"%s\"",
                                    g->word[g->words > 2 ? 2 : 0]));
    }
    return verify(g->word[1], as_json);
}

const struct cli_command cmd_exercise_row = {
    .name = "exercise",
    .usage = "[new NAME | verify [NAME|./DIR]] [--json]",
    .about =
        "lists the exercises; new begins one, verify proves that one is fair",
    .more =
        "new makes a folder NAME here, with every file that an exercise "
        "has.\n\n"
        "verify builds each exercise's starters, solution, mutants and "
        "accepted\nvariants: starters must fail with words, mutants must "
        "fail, the others pass.\nExit status 1 where a claim does not hold.",
    .options = options,
    .run = cmd_exercise,
};
