/* The screens beside the course: settings, lists, pages. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "exercises/attempts.h"
#include "tests/support/shellbench.h"
#include "tui/screens/ccard.h"
#include "tui/screens/comeback.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/reviewcard.h"

Test(rooms, a_setting_acts_and_is_kept_when_it_is_moved)
{
    struct shellbench b;
    struct prefs kept = {0};
    char path[128];

    shellbench_room(&b, ":settings\n");
    shellbench_golden(&b, "settings");
    shellbench_press(&b, "jll");
    cr_assert(eq(int, b.shell->prefs.theme, CANVAS_THEME_LIGHT));
    snprintf(path, sizeof path, "%s/lathe/config", b.folder);
    cr_assert(eq(int, prefs_read(&kept, path).code, STATUS_FINE));
    cr_assert(eq(int, kept.theme, CANVAS_THEME_LIGHT));
    shellbench_press(&b, "hh");
    cr_assert(eq(int, b.shell->prefs.theme, CANVAS_THEME_DEFAULT));
    shellbench_end(&b);
}

Test(rooms, shelf_lists_what_the_lessons_give_to_read)
{
    struct shellbench b;

    shellbench_room(&b, ":shelf\n");
    shellbench_golden(&b, "shelf");
    cr_assert(shellbench_shows(&b, 80, 24, "A book"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "many numbers")), "%s", b.text);
    shellbench_press(&b, "q:map\n");
    shellbench_end(&b);
}

Test(rooms, messages_are_scrolled_and_searched)
{
    struct shellbench b;

    shellbench_room(&b, "");
    for (int i = 0; i < 30; i++)
        shell_say(b.shell, i == 7 ? "a needle" : "straw %d", i);
    shellbench_press(&b, ":messages\n");
    shellbench_golden(&b, "messages");
    cr_assert(not(shellbench_shows(&b, 40, 12, "needle")), "%s", b.text);
    shellbench_press(&b, "/needle\n");
    cr_assert(shellbench_shows(&b, 40, 12, "1/1"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 40, 12, "a needle"), "%s", b.text);
    shellbench_press(&b, "g");
    cr_assert(not(shellbench_shows(&b, 40, 12, "a needle")), "%s", b.text);
    shellbench_press(&b, "/hay\n");
    cr_assert(shellbench_shows(&b, 80, 24, "\"hay\" is not here"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(rooms, commands_are_found_by_what_they_do_and_chosen_with_arrows)
{
    struct shellbench b;

    shellbench_room(&b, ":");
    shellbench_golden(&b, "palette");
    shellbench_press(&b, "give");
    cr_assert(shellbench_shows(&b, 80, 24, "> shelf"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "leave Lathe")), "%s", b.text);
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Reading shelf"), "%s", b.text);
    shellbench_press(&b, ":");
    for (int i = 0; i < 5; i++)
        shell_key(b.shell, KEYS_DOWN);
    cr_assert(shellbench_shows(&b, 80, 24, "> find"), "%s", b.text);
    shell_key(b.shell, KEYS_ESC);
    shellbench_press(&b, ":lesson\n");
    cr_assert(shellbench_shows(&b, 80, 24, "L01  L02"), "%s", b.text);
    shellbench_press(&b, "L01\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Five steps"), "%s", b.text);
    shellbench_end(&b);
}

Test(rooms, numbers_of_a_lab_are_copied)
{
    struct shellbench b;

    shellbench_room(&b, ":lab count?by=2&steps=3\n");
    shellbench_wait_for(&b, 80, 24, "paused");
    shellbench_press(&b, "y");
    cr_assert(b.shell->copy_fresh);
    cr_assert(strstr(buf_string(&b.shell->copied), "sum,,,0") != NULL, "%s",
              buf_string(&b.shell->copied));
    shellbench_end(&b);
}

Test(rooms, a_note_and_a_mark_of_a_step_are_listed_and_lead_back)
{
    struct shellbench b;

    shellbench_room(&b, ":lesson L01 long\n");
    shellbench_press(&b, "ewhy does it not end?\n");
    shellbench_press(&b, "b");
    cr_assert(shellbench_shows(&b, 120, 40, "Your note: why does it not end?"),
              "%s", b.text);
    shellbench_press(&b, "q:notes\n");
    cr_assert(shellbench_shows(&b, 80, 24, "L01: As long as you like"), "%s",
              b.text);
    shellbench_golden(&b, "notes");
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "This one does not end"), "%s",
              b.text);
    shellbench_press(&b, "q:find all END?\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Nothing holds it"), "%s", b.text);
    shellbench_press(&b, "q:find all does not end\n");
    cr_assert(shellbench_shows(&b, 80, 24, "L01 step 2"), "%s", b.text);
    shellbench_golden(&b, "findall");
    shellbench_end(&b);
}

/* The course answers in its own sentences, or says that it cannot. */
Test(rooms, a_question_is_answered_by_steps_that_open)
{
    struct shellbench b;

    shellbench_room(&b, ":why What grows with every step?\n");
    cr_assert(shellbench_shows(&b, 100, 30, "The course says"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 100, 30, "A sum grows with every step."),
              "%s", b.text);
    cr_assert(shellbench_shows(&b, 100, 30, "L01 step 1"), "%s", b.text);
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 100, 30, "Five steps"), "%s", b.text);
    shellbench_press(&b, "q:why Which harbour grows zinc and copper?\n");
    cr_assert(shellbench_shows(&b, 100, 30, "The course has no answer"), "%s",
              b.text);
    shellbench_press(&b, "q:why xyzzy plugh\n");
    cr_assert(shellbench_shows(&b, 100, 30, "No step has a word"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(rooms, a_term_is_looked_up_and_leads_to_its_step)
{
    struct shellbench b;

    shellbench_room(&b, ":glossary\n");
    shellbench_golden(&b, "glossary");
    shellbench_press(&b, "q:glossary summand\n");
    cr_assert(shellbench_shows(&b, 80, 24, "What is added."), "%s", b.text);
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Five steps"), "%s", b.text);
    shellbench_press(&b, "w");
    cr_assert(shellbench_shows(&b, 80, 24, "Words of this step"), "%s", b.text);
    cr_assert(not(shellbench_shows(&b, 80, 24, "What is added.")), "%s",
              b.text);
    shellbench_press(&b, "qq:glossary nothing\n");
    cr_assert(shellbench_shows(&b, 80, 24, "is no term"), "%s", b.text);
    shellbench_end(&b);
}

Test(rooms, a_track_is_chosen_and_followed_and_shows_what_is_planned)
{
    struct shellbench b;

    shellbench_room(&b, ":tracks\n");
    shellbench_golden(&b, "tracks");
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "planned"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "next"), "%s", b.text);
    shellbench_golden(&b, "track");
    shellbench_press(&b, "qq");
    cr_assert(shellbench_shows(&b, 80, 24, "The short way"), "%s", b.text);
    shellbench_press(&b, ":track none \n"); /* as Tab leaves it */
    cr_assert(not(shellbench_shows(&b, 80, 24, "The short way")), "%s", b.text);
    shellbench_press(&b, ":track nowhere\n");
    cr_assert(shellbench_shows(&b, 80, 24, "is none"), "%s", b.text);
    shellbench_end(&b);
}

Test(rooms, after_three_days_one_card_tells_where_you_were)
{
    struct shellbench b;
    const int64_t day = 86400;

    shellbench_room(&b, ":lesson L01 long\nq");
    cr_assert(not(comeback_push(b.shell, clock_unix() + 2 * day)));
    cr_assert(comeback_push(b.shell, clock_unix() + 4 * day));
    cr_assert(shellbench_shows(&b, 80, 24, "You were: L01 Counting up, step 2"),
              "%s", b.text);
    shellbench_golden(&b, "comeback");
    shellbench_press(&b, "\n");
    cr_assert(shellbench_shows(&b, 80, 24, "This one does not end"), "%s",
              b.text);
    shellbench_end(&b);
}

/* In the bottom line; a message may be gone on a busy machine. */
static bool was_said(const struct shellbench *b, const char *part)
{
    const struct shell *s = b->shell;

    for (int i = 0; i < s->toasts && i < SHELL_TOASTS; i++) {
        if (strstr(s->toast[i], part))
            return true;
    }
    return false;
}

Test(rooms, what_was_answered_comes_back_a_day_later_and_one_key_skips_it)
{
    struct shellbench b;
    const int64_t now = clock_unix(), day = 86400;

    shellbench_room(&b, ":lesson L01 long\n");
    shellbench_press(&b, "2\n");
    cr_assert(shellbench_shows(&b, 80, 24, "Look at the knob"), "%s", b.text);
    shellbench_press(&b, ":lesson L01 five\n1");
    shellbench_wait_for(&b, 80, 24, "Right.");
    shellbench_press(&b, "qqqqq");
    b.shell->quit = false;
    cr_assert(not(reviewcard_offer(b.shell, now)));
    cr_assert(reviewcard_offer(b.shell, now + day));
    shellbench_golden(&b, "review");
    shellbench_press(&b, "q");
    cr_assert(shellbench_shows(&b, 80, 24, "course map"), "%s", b.text);
    cr_assert(not(reviewcard_offer(b.shell, now + day)), "once a day");
    shellbench_end(&b);
}

Test(rooms, a_review_asks_runs_and_keeps_when_it_comes_back)
{
    struct shellbench b;
    const int64_t now = clock_unix(), day = 86400;

    shellbench_room(&b, ":lesson L01 five\n1");
    shellbench_wait_for(&b, 80, 24, "Right.");
    shellbench_press(&b, ":lesson L01 long\n2\n");
    shellbench_press(&b, ":map\n");
    cr_assert(eq(int, reviewcard_push(b.shell, now + day).code, 0));
    /* What was missed comes first. */
    cr_assert(shellbench_shows(&b, 80, 24, "What is added"), "%s", b.text);
    shellbench_press(&b, " ");
    cr_assert(was_said(&b, "first: type a number"));
    shellbench_press(&b, "1\n");
    cr_assert(was_said(&b, "it comes back in 3 days"));
    shellbench_press(&b, " ");
    cr_assert(shellbench_shows(&b, 80, 24, "question 2 of 2"), "%s", b.text);
    shellbench_press(&b, "2");
    shellbench_wait_for(&b, 80, 24, "Not so.");
    cr_assert(was_said(&b, "it comes back in 1 day"));
    shellbench_press(&b, "l");
    cr_assert(shellbench_shows(&b, 80, 24, "A sum grows"), "%s", b.text);
    shellbench_press(&b, "q  ");
    cr_assert(was_said(&b, "that was the review"));
    shellbench_press(&b, ":review\n");
    cr_assert(was_said(&b, "nothing is due; the next comes in"));
    shellbench_end(&b);
}

Test(rooms, a_passed_last_exercise_makes_its_lesson_known_on_the_map)
{
    struct shellbench b;
    struct attempts a;
    struct report *r = calloc(1, sizeof *r);

    shellbench_room(&b, "");
    cr_assert(not(shellbench_shows(&b, 80, 24, "known")), "%s", b.text);
    cr_assert(eq(int, attempts_open(&a, b.database).code, STATUS_FINE));
    snprintf(r->exercise, sizeof r->exercise, "attention");
    r->passed = true;
    cr_assert(eq(int, attempts_add(&a, r, "int x;").code, STATUS_FINE));
    attempts_close(&a);
    free(r);
    shellbench_press(&b, ":messages\nq"); /* back on the map */
    cr_assert(shellbench_shows(&b, 120, 40, "known"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 120, 40, "1 of 1 done"), "%s", b.text);
    cr_assert(eq(int, b.shell->course.next, -1));
    shellbench_end(&b);
}

Test(rooms, the_card_of_c_is_a_key_away_and_one_screen_long)
{
    struct shellbench b;

    shellbench_room(&b, ":lesson L01 long\n");
    shellbench_press(&b, "C");
    shellbench_golden(&b, "ccard");
    cr_assert(shellbench_shows(&b, 80, 24, "float *p = &x;"), "%s", b.text);
    cr_assert(shellbench_shows(&b, 80, 24, "printf("), "all of it: %s", b.text);
    shellbench_press(&b, "q");
    cr_assert(shellbench_shows(&b, 80, 24, "This one does not end"), "%s",
              b.text);
    shellbench_end(&b);
}

Test(rooms, every_line_of_the_card_of_c_is_short_and_says_something)
{
    for (const struct ccard_row *r = ccard_rows; r->code; r++) {
        cr_expect(lt(sz, strlen(r->code), 28), "%s", r->code);
        cr_expect(lt(sz, strlen(r->says), 76 - 2 - 28 + 1), "%s", r->says);
    }
}

static void read_notebook(const struct shellbench *b, char *out, size_t size)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/notebook.md", b->folder);
    f = fopen(path, "r");
    cr_assert(f != NULL, "%s is not there", path);
    out[fread(out, 1, size - 1, f)] = '\0';
    fclose(f);
}

Test(rooms, the_notebook_writes_itself_and_leaves_what_stands_above_its_line)
{
    struct shellbench b;
    char text[8192], path[128];
    FILE *f;

    shellbench_room(&b, ":lesson L01 five\n");
    shellbench_press(&b, "1");
    shellbench_wait_for(&b, 80, 40, "Right. Five times two.");
    shellbench_press(&b, "etwice five\nq");
    read_notebook(&b, text, sizeof text);
    cr_assert(strstr(text, "## L01 Counting up") != NULL, "%s", text);
    cr_assert(strstr(text, "My answer: at ten, worth 100 %") != NULL, "%s",
              text);
    cr_assert(strstr(text, "> twice five") != NULL, "%s", text);
    cr_assert(strstr(text, "As long as you like") == NULL, "%s", text);
    snprintf(path, sizeof path, "%s/notebook.md", b.folder);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs("mine\n<!-- Lathe writes below this line -->\nold\n", f);
    fclose(f);
    shellbench_press(&b, ":notebook\n");
    cr_assert(shellbench_shows(&b, 80, 24, "twice five"), "%s", b.text);
    shellbench_golden(&b, "notebook");
    read_notebook(&b, text, sizeof text);
    cr_assert(strncmp(text, "mine\n<!-- Lathe", 15) == 0, "%s", text);
    cr_assert(strstr(text, "old") == NULL, "%s", text);
    shellbench_end(&b);
}

Test(rooms, keys_of_the_learners_own_act_and_are_what_help_shows)
{
    struct shellbench b;
    char path[128];
    FILE *f;

    shellbench_room(&b, "");
    snprintf(path, sizeof path, "%s/keys", b.folder);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs("# mine\nz = q\ncourse map: Ctrl+N = Down\nq = nothing\n", f);
    fclose(f);
    cr_assert(eq(int, keymap_read(&b.shell->keymap, path).code, STATUS_FINE));
    cr_assert(shellbench_shows(&b, 80, 24, "z quit"), "%s", b.text);
    shell_key(b.shell, keys_ctrl('n'));
    cr_assert(shellbench_shows(&b, 80, 24, ">  L02"), "%s", b.text);
    shellbench_press(&b, "q");
    cr_assert(not(b.shell->quit));
    shellbench_press(&b, "?");
    cr_assert(shellbench_shows(&b, 80, 40, "Ctrl+N"), "%s", b.text);
    shell_key(b.shell, KEYS_ESC);
    shellbench_press(&b, "/q\n"); /* in a line a letter is a letter */
    cr_assert(shellbench_shows(&b, 80, 24, "\"q\" is not on the map"), "%s",
              b.text);
    shellbench_press(&b, "z");
    cr_assert(b.shell->quit);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs("\nz = whatever\n", f);
    fclose(f);
    const struct status st = keymap_read(&b.shell->keymap, path);
    cr_assert(eq(int, st.code, STATUS_BAD_FILE));
    cr_assert(strstr(st.text, "keys:2: \"whatever\" is no key") != NULL, "%s",
              st.text);
    shellbench_end(&b);
}

Test(rooms, a_cursor_goes_from_word_to_word_of_the_glossary)
{
    static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}};
    struct shellbench b;

    for (int i = 0; i < 3; i++) {
        const int cols = sizes[i][0], rows = sizes[i][1];

        shellbench_room(&b, ":lesson L01\n");
        shellbench_frame(&b, cols, rows);
        shell_key(b.shell, KEYS_RIGHT);
        cr_assert(not(shellbench_shows(&b, cols, rows, "What comes of")), "%s",
                  b.text);
        cr_assert(ge(int, b.shell->cursor_row, 0));
        cr_assert(eq(
            int,
            (int)canvas_at(b.cv, b.shell->cursor_row, b.shell->cursor_col).rune,
            's'));
        shellbench_press(&b, "\n");
        cr_assert(shellbench_shows(&b, cols, rows, "What comes of adding."),
                  "%s", b.text);
        shell_key(b.shell, KEYS_ESC);
        cr_assert(not(shellbench_shows(&b, cols, rows, "What comes of")), "%s",
                  b.text);
        shellbench_press(&b, "\n\n"); /* the card, then the glossary */
        cr_assert(shellbench_shows(&b, cols, rows, "Glossary"), "%s", b.text);
        shellbench_press(&b, "q");
        shell_key(b.shell, KEYS_ESC);
        shell_key(b.shell, KEYS_ESC); /* the card goes, then the cursor */
        shellbench_frame(&b, cols, rows);
        cr_assert(lt(int, b.shell->cursor_row, 0));
        shellbench_press(&b, "\n"); /* and Enter answers again */
        cr_assert(shellbench_shows(&b, cols, rows, "answer:"), "%s", b.text);
        shell_key(b.shell, KEYS_ESC);
        shellbench_end(&b);
    }
}
