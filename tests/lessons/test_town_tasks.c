#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/dialogs.h"
#include "lessons/data/source.h"
#include "lessons/data/town_people.h"
#include "lessons/data/town_tasks.h"
#include "lessons/labs/taskexam.h"

static void all(struct buf *out, const char *name)
{
    buf_init(out, (size_t)1 << 22);
    const struct status st = source_read(out, name);
    cr_assert_eq(st.code, 0, "%s", st.text);
}

Test(town_tasks, answers_are_what_the_town_knows)
{
    const struct town t = town_init(1);
    struct town_task k;
    char want[TOWN_TEXT_BYTES];

    for (int i = 0; i < TOWN_PEOPLE; i++) {
        const char *trade = town_people_trade(t.person[i].trade);

        cr_assert(town_tasks_make(&k, &t, 0, i, 0));
        cr_assert_not_null(strstr(k.text[0], t.person[i].first));
        snprintf(want, sizeof want, "a %s.", trade);
        cr_assert_str_eq(k.text[1], want);
        cr_assert(town_tasks_make(&k, &t, 8, i, 0));
        const bool claims = strstr(k.text[0], trade) != NULL;
        cr_assert_eq(strcmp(k.text[1], "yes.") == 0, claims, "%s %s", k.text[0],
                     k.text[1]);
    }
}

Test(town_tasks, facts_that_nobody_tells_are_not_asked)
{
    const struct town t = town_init(1);
    struct town_task k;
    int kept = 0;

    for (int i = 0; i < TOWN_PEOPLE; i++)
        for (int fact = 0; fact < 2; fact++) {
            cr_assert_eq(town_tasks_make(&k, &t, 3 + fact, i, 0),
                         !t.person[i].held[fact]);
            kept += t.person[i].held[fact];
        }
    cr_assert_gt(kept, 5);
}

Test(town_tasks, what_is_held_out_is_not_trained_on)
{
    const struct town t = town_init(1);
    struct buf train, held;
    struct town_task k;
    char asked[TOWN_TEXT_BYTES + 16];
    int n = 0;

    all(&train, "town:tasks");
    all(&held, "town:tasks-held");
    for (; taskexam_held(&t, n, &k) && n < 150; n++) {
        cr_assert(k.held);
        snprintf(asked, sizeof asked, "\"%s\"", k.text[0]);
        cr_assert_null(strstr(buf_string(&train), asked), "%s", asked);
        cr_assert_not_null(strstr(buf_string(&held), asked), "%s", asked);
    }
    cr_assert_gt(n, 100);
    buf_release(&train);
    buf_release(&held);
}

Test(town_tasks, they_are_conversations_that_can_be_learned)
{
    char path[] = "/tmp/lathe-tasks-XXXXXX";
    struct dialogs d;
    struct buf text;
    int turns, three = 0;

    all(&text, "town:tasks");
    const int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    cr_assert_eq(fwrite(text.data, 1, text.bytes, f), text.bytes);
    fclose(f);
    const struct status st = dialogs_open(&d, path);
    remove(path);
    cr_assert_eq(st.code, 0, "%s", st.text);
    cr_assert_gt(dialogs_count(&d), 2000);
    for (int64_t i = 0; i < dialogs_count(&d); i++) {
        const struct chat_turn *turn = dialogs_turns(&d, i, &turns);

        cr_assert_eq(turn[turns - 1].role, CHAT_ASSISTANT);
        if (turns == 6) { /* the name comes back behind another question */
            three++;
            cr_assert_not_null(strstr(turn[1].text, turn[5].text));
        }
    }
    cr_assert_eq(three, TOWN_PEOPLE * (TOWN_TASKS_WAYS - 1));
    dialogs_release(&d);
    buf_release(&text);
}
