/* score_assistant FOLDER - writes what a tuned model is worth into its card:
 * how many of the town's instructions that were held out it answers right, and
 * how many the house's base model does. Ends with 1 where it is no better. */
#include <stdio.h>

#include "lessons/labs/labmodel.h"
#include "lessons/labs/taskexam.h"

enum { ASKED = 300 };

static struct status examine(const char *name, int right[TOWN_TASKS_KINDS],
                             int *asked)
{
    struct checkpoint c = {0};
    struct taskexam e = {.session = NULL};
    char answer[TOWN_TEXT_BYTES];
    struct town_task k;

    struct status st = checkpoint_load(&c, name, device_find("auto"));
    if (!st.code)
        st = taskexam_open(&e, &c, (struct hook){0});
    *asked = 0;
    for (int i = 0; i < ASKED && !st.code; i++) {
        if (!taskexam_held(&e.town, i, &k))
            continue; /* ships are fewer than people */
        st = taskexam_answer(&e, &k, answer);
        right[k.kind] += taskexam_right(&k, answer);
        ++*asked;
        if (i < 2 * TOWN_TASKS_KINDS)
            printf("%-12s %s | %s\n",
                   taskexam_right(&k, answer) ? "right" : "wrong",
                   k.text[k.turns - 2], answer);
    }
    taskexam_release(&e);
    checkpoint_release(&c);
    return st;
}

static int sum(const int *x)
{
    int n = 0;

    for (int i = 0; i < TOWN_TASKS_KINDS; i++)
        n += x[i];
    return n;
}

static struct status note(const char *folder, const int *right, int base,
                          int asked)
{
    struct card *c;
    char key[64];

    STATUS_TRY(card_read(&c, folder));
    card_set_int(c, CARD_SCORES, "held_out_asked", asked);
    card_set_int(c, CARD_SCORES, "held_out_right", sum(right));
    card_set_int(c, CARD_SCORES, "held_out_right_base", base);
    for (int i = 0; i < TOWN_TASKS_KINDS; i++) {
        snprintf(key, sizeof key, "right_%s", town_tasks_name(i));
        card_set_int(c, CARD_SCORES, key, right[i]);
    }
    const struct status st = card_write(c, folder);
    card_free(c);
    return st;
}

int main(int argc, char **argv)
{
    int right[TOWN_TASKS_KINDS] = {0}, base[TOWN_TASKS_KINDS] = {0}, asked;

    if (argc != 2) {
        fprintf(stderr, "usage: score_assistant FOLDER\n");
        return 2;
    }
    struct status st = examine("house", base, &asked);
    if (!st.code)
        st = examine(argv[1], right, &asked);
    if (!st.code)
        st = note(argv[1], right, sum(base), asked);
    if (st.code) {
        fprintf(stderr, "score_assistant: %s\n", st.text);
        return 3;
    }
    printf("%s: %d of %d right, the base %d\n", argv[1], sum(right), asked,
           sum(base));
    for (int i = 0; i < TOWN_TASKS_KINDS; i++)
        printf("  %-14s %d\n", town_tasks_name(i), right[i]);
    return sum(right) > sum(base) ? 0 : 1;
}
