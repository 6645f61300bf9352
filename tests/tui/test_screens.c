#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tests/support/testlabs.h"
#include "tui/screens/coursemap.h"
#include "tui/screens/labscreen.h"
#include "tui/screens/lessonpage.h"
#include "tui/screens/welcome.h"
#include "tui/shell.h"
#include "viz/plain.h"

enum { TEXT_BYTES = 1 << 16 };
static const double patience_seconds = 20.0;

static const char catalogue[] = "stage: 1\n"
                                "name: Sums\n"
                                "\n"
                                "lesson: L01\n"
                                "slug: counting\n"
                                "title: Counting up\n"
                                "floor: theory\n"
                                "tier: basic\n"
                                "minutes: 10\n"
                                "rows: C001\n"
                                "\n"
                                "lesson: L02\n"
                                "slug: later\n"
                                "title: Written some day\n"
                                "floor: theory\n"
                                "tier: basic\n"
                                "minutes: 10\n"
                                "rows: C002\n"
                                "needs: L01\n";

static const char lesson[] =
    "---\n"
    "id: L01\n"
    "title: Counting up\n"
    "stage: 1\n"
    "floor: theory\n"
    "tier: basic\n"
    "minutes: 10\n"
    "why: Sums are everywhere.\n"
    "connects: Nothing yet.\n"
    "terms: sum\n"
    "---\n"
    "\n"
    "## See: Five steps {#five}\n"
    "\n"
    "A **sum** grows with every step.\n"
    "\n"
    "```predict\n"
    "id: L01-five\n"
    "ask: Where does it stand after five steps of two?\n"
    "- at ten | data.sum = 10 | Five times two.\n"
    "- elsewhere | otherwise | It jumped.\n"
    "```\n"
    "```lab\n"
    "count by=2 steps=5\n"
    "```\n"
    "\n"
    "## Play: As long as you like {#long}\n"
    "\n"
    "This one does not end.\n"
    "\n"
    "```question\n"
    "id: L01-unit\n"
    "type: number\n"
    "ask: What is added by default?\n"
    "- [x] 1 | One.\n"
    "- [ ] * | Look at the knob.\n"
    "```\n"
    "```lab\n"
    "count\n"
    "```\n"
    "\n"
    "## Build: By hand {#by-hand}\n"
    "\n"
    "Now you.\n"
    "\n"
    "```exercise\n"
    "attention\n"
    "```\n"
    "\n"
    "## Read: More {#more}\n"
    "\n"
    "Two pages.\n"
    "\n"
    "```read\n"
    "- A book | Chapter one. | What is a sum? | many numbers in one\n"
    "```\n";

struct bench {
    char folder[64], course[80], database[80];
    struct shell *shell;
    struct canvas *cv;
    char text[TEXT_BYTES];
    size_t bytes;
};

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "w");
    cr_assert(f != NULL);
    fputs(text, f);
    fclose(f);
}

static void begin(struct bench *b)
{
    const struct canvas_look look = {0};
    char sub[128];
    struct status st;

    memset(b, 0, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "/tmp/test_screensXXXXXX");
    cr_assert(mkdtemp(b->folder) != NULL);
    snprintf(b->course, sizeof b->course, "%s/course", b->folder);
    snprintf(b->database, sizeof b->database, "%s/lathe.db", b->folder);
    mkdir(b->course, 0700);
    write_file(b->course, "catalogue", catalogue);
    snprintf(sub, sizeof sub, "%s/01-counting", b->course);
    mkdir(sub, 0700);
    write_file(sub, "lesson.md", lesson);
    st = shell_new(&b->shell, look, b->course, b->database);
    cr_assert(eq(int, st.code, STATUS_FINE), "%s", st.text);
}

static void end(struct bench *b)
{
    char command[128];

    shell_free(b->shell);
    canvas_free(b->cv);
    cr_assert(eq(int, testlabs_open, 0));
    cr_assert(eq(int, testlabs_snapshots, 0));
    snprintf(command, sizeof command, "rm -rf %s", b->folder);
    cr_assert(eq(int, system(command), 0));
}

static void add(void *to, const char *text, size_t bytes)
{
    struct bench *b = to;

    if (b->bytes + bytes < TEXT_BYTES) {
        memcpy(b->text + b->bytes, text, bytes);
        b->bytes += bytes;
        b->text[b->bytes] = '\0';
    }
}

static const char *frame(struct bench *b, int cols, int rows)
{
    canvas_free(b->cv);
    b->cv = canvas_new(rows, cols, b->shell->look);
    shell_draw(b->shell, b->cv);
    b->bytes = 0;
    b->text[0] = '\0';
    plain_write(b->cv, (struct sink){add, b});
    return b->text;
}

static bool shows(struct bench *b, int cols, int rows, const char *part)
{
    return strstr(frame(b, cols, rows), part) != NULL;
}

static void press(struct bench *b, const char *ascii)
{
    for (; *ascii; ascii++)
        shell_key(b->shell, *ascii == '\n' ? KEYS_ENTER : *ascii);
}

/* Lets the engine work until the frame shows `part`. */
static void wait_for(struct bench *b, int cols, int rows, const char *part)
{
    const double until = clock_seconds() + patience_seconds;

    while (!shows(b, cols, rows, part) && clock_seconds() < until) {
        struct pollfd fd = {.fd = worker_fd(b->shell->worker),
                            .events = POLLIN};

        poll(&fd, 1, 10);
        worker_heard(b->shell->worker);
        shell_news(b->shell);
    }
    cr_assert(shows(b, cols, rows, part), "no \"%s\" in\n%s", part, b->text);
}

static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}};

Test(screens, map_lists_stages_lessons_and_the_next_step_at_every_size)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    for (int i = 0; i < 3; i++) {
        frame(&b, sizes[i][0], sizes[i][1]);
        cr_assert(strstr(b.text, "Sums") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "L01") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "Counting up") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "planned") != NULL, "%s", b.text);
        cr_assert(strstr(b.text, "next") != NULL, "%s", b.text);
    }
    end(&b);
}

Test(screens, a_planned_lesson_is_dim_and_does_not_open)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    frame(&b, 80, 24);
    press(&b, "j\n");
    cr_assert(shows(&b, 80, 24, "L02 is planned"), "%s", b.text);
    cr_assert(eq(int, b.shell->depth, 1));
    press(&b, "k"); /* away from it, so that its own ink shows */
    frame(&b, 80, 24);
    for (int r = 0; r < 24; r++) {
        if (canvas_at(b.cv, r, 5).rune == '2' && r > 1)
            cr_assert(eq(int, canvas_at(b.cv, r, 5).fg, INK_DIM));
    }
    end(&b);
}

Test(screens, one_by_one_says_what_it_can_and_does_not_crash)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    for (int cols = 1; cols < 45; cols += 4) {
        for (int rows = 1; rows < 15; rows++)
            frame(&b, cols, rows);
    }
    frame(&b, 1, 1);
    cr_assert(eq(int, canvas_at(b.cv, 0, 0).rune, 'L'));
    cr_assert(shows(&b, 30, 10, "have 30x10"), "%s", b.text);
    cr_assert(shows(&b, 30, 10, "need 40x12"), "%s", b.text);
    press(&b, "x\n:");
    cr_assert(not(b.shell->quit));
    press(&b, "q");
    cr_assert(b.shell->quit);
    end(&b);
}

Test(screens, text_and_lab_stand_beside_each_other_from_100x30)
{
    struct bench b;
    const char *at;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    frame(&b, 120, 40);
    at = strstr(b.text, "First your guess");
    cr_assert(at != NULL, "%s", b.text);
    cr_assert(strstr(b.text, "A sum grows") != NULL, "%s", b.text);
    while (at > b.text && at[-1] != '\n')
        at--;
    cr_assert(shows(&b, 120, 40, "Guess"), "%s", b.text);
    end(&b);
}

Test(screens, a_guess_lets_the_lab_run_and_the_run_judges_it)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    cr_assert(shows(&b, 80, 24, "First your guess"), "%s", b.text);
    press(&b, "1");
    wait_for(&b, 80, 24, "sum 10");
    wait_for(&b, 80, 40, "Right. Five times two.");
    end(&b);
}

Test(screens, the_verdict_is_in_sight_on_small_screens_too)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    frame(&b, 40, 12);
    press(&b, "2");
    wait_for(&b, 40, 12, "Not so. Five times two.");
    end(&b);
}

Test(screens, small_screens_show_one_part_and_say_how_to_get_the_other)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    cr_assert(shows(&b, 40, 12, "(1 text)"), "%s", b.text);
    cr_assert(shows(&b, 40, 12, "grows"), "%s", b.text);
    press(&b, "\t");
    cr_assert(shows(&b, 40, 12, "(2 lab)"), "%s", b.text);
    cr_assert(shows(&b, 40, 12, "First your guess"), "%s", b.text);
    end(&b);
}

Test(screens, a_question_is_answered_in_a_line)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    cr_assert(shows(&b, 80, 24, "type a number, then Enter"), "%s", b.text);
    press(&b, "\nseven\n");
    cr_assert(shows(&b, 80, 24, "is no number"), "%s", b.text);
    press(&b, "1\n");
    cr_assert(shows(&b, 80, 40, "Right. One."), "%s", b.text);
    end(&b);
}

Test(screens, a_lesson_opens_where_it_was_left)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    shell_free(b.shell);
    cr_assert(eq(
        int,
        shell_new(&b.shell, (struct canvas_look){0}, b.course, b.database).code,
        STATUS_FINE));
    coursemap_push(b.shell);
    frame(&b, 80, 24);
    press(&b, "c");
    cr_assert(shows(&b, 80, 24, "As long as you like"), "%s", b.text);
    end(&b);
}

Test(screens, training_goes_on_while_nobody_looks)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    wait_for(&b, 80, 24, "paused");
    press(&b, "r");
    wait_for(&b, 80, 24, "running");
    press(&b, "q");
    cr_assert(eq(int, b.shell->depth, 1));
    cr_assert(eq(int, worker_ask(b.shell->worker, WORKER_BACK).state,
                 WORKER_RUNNING));
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    wait_for(&b, 80, 24, "running");
    end(&b);
}

Test(screens, knobs_are_moved_with_arrows)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, labscreen_push(b.shell, "count steps=9"));
    wait_for(&b, 80, 24, "paused");
    press(&b, "\t");
    shell_key(b.shell, KEYS_RIGHT);
    shell_key(b.shell, KEYS_RIGHT);
    cr_assert(shows(&b, 80, 24, "[by 3]"), "%s", b.text);
    press(&b, "s");
    wait_for(&b, 80, 24, "sum 3");
    press(&b, "\n");
    shell_key(b.shell, keys_ctrl('u'));
    press(&b, "50\n");
    press(&b, "s");
    wait_for(&b, 80, 24, "sum 53");
    press(&b, ":reset\n");
    wait_for(&b, 80, 24, "sum 0");
    end(&b);
}

Test(screens, an_exercise_opens_as_a_task_and_lets_the_learner_try_again)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 3));
    cr_assert(shows(&b, 80, 24, "x opens it"), "%s", b.text);
    press(&b, "x");
    cr_assert(shows(&b, 80, 24, "One line was changed"), "%s", b.text);
    press(&b, "\n");
    cr_assert(shows(&b, 80, 24, "Try again"), "%s", b.text);
    for (int i = 0; i < 60 && !shows(&b, 80, 24, "Right. Space"); i++)
        press(&b, "j\n");
    press(&b, " ");
    cr_assert(shows(&b, 80, 24, "2 of"), "%s", b.text);
    press(&b, "q");
    cr_assert(shows(&b, 80, 24, "x opens it"), "%s", b.text);
    end(&b);
}

Test(screens, what_is_to_be_read_keeps_its_answers_until_asked)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 4));
    cr_assert(shows(&b, 80, 24, "What is a sum?"), "%s", b.text);
    cr_assert(not(shows(&b, 80, 24, "many numbers")), "%s", b.text);
    press(&b, "a");
    cr_assert(shows(&b, 80, 24, "many numbers"), "%s", b.text);
    end(&b);
}

Test(screens, help_lists_the_keys_of_this_screen_and_runs_them)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, labscreen_push(b.shell, "count"));
    frame(&b, 80, 40);
    press(&b, "?");
    cr_assert(shows(&b, 80, 40, "pause, or go on"), "%s", b.text);
    cr_assert(shows(&b, 80, 40, "zeroes nothing"), "%s", b.text);
    cr_assert(shows(&b, 80, 40, "type a command"), "%s", b.text);
    press(&b, "words");
    cr_assert(not(shows(&b, 80, 40, "zeroes nothing")), "%s", b.text);
    press(&b, "\n");
    wait_for(&b, 80, 40, "The sum is 0 after 0 steps.");
    end(&b);
}

Test(screens, prompt_completes_and_names_what_it_does_not_know)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    frame(&b, 80, 24);
    press(&b, ":les\tL0");
    cr_assert(shows(&b, 80, 24, ":lesson L0"), "%s", b.text);
    cr_assert(shows(&b, 80, 24, "L01  L02"), "%s", b.text);
    press(&b, "1\n");
    cr_assert(shows(&b, 80, 24, "Five steps"), "%s", b.text);
    press(&b, ":dance\n");
    cr_assert(shows(&b, 80, 24, "dance: no such command"), "%s", b.text);
    press(&b, ":lab nothing\n");
    cr_assert(shows(&b, 80, 24, "nothing"), "%s", b.text);
    press(&b, ":messages\n");
    cr_assert(shows(&b, 80, 24, "dance: no such command"), "%s", b.text);
    end(&b);
}

Test(screens, first_start_answers_every_letter_and_ends_with_a_choice)
{
    struct bench b;

    begin(&b);
    cr_assert(welcome_due(b.shell));
    welcome_push(b.shell);
    wait_for(&b, 80, 24, "echo: hello");
    press(&b, " q?");
    wait_for(&b, 80, 24, "echo: hello q?");
    press(&b, "\n2");
    cr_assert(shows(&b, 80, 24, "course map"), "%s", b.text);
    cr_assert(not(welcome_due(b.shell)));
    end(&b);
}

Test(screens, a_path_decides_what_the_map_tells)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    cr_assert(not(shows(&b, 80, 24, "10 min")), "%s", b.text);
    press(&b, ":path teach\n");
    cr_assert(shows(&b, 80, 24, "course map, I teach"), "%s", b.text);
    cr_assert(shows(&b, 80, 24, "10 min  L01"), "%s", b.text);
    press(&b, ":path pytorch\n"); /* no lesson here is of a model */
    cr_assert(not(shows(&b, 80, 24, "L02")), "%s", b.text);
    press(&b, "/some day\n");
    cr_assert(shows(&b, 80, 24, "> L02") || shows(&b, 80, 24, ">  L02"), "%s",
              b.text);
    press(&b, ":path nowhere\n");
    cr_assert(shows(&b, 80, 24, "start, pytorch and teach are"), "%s", b.text);
    end(&b);
}

Test(screens, a_wrong_answer_is_followed_by_the_right_one_and_its_reason)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    frame(&b, 80, 40);
    press(&b, "7\n");
    cr_assert(shows(&b, 80, 40, "Not so. Look at the knob."), "%s", b.text);
    cr_assert(shows(&b, 80, 40, "It is 1. One."), "%s", b.text);
    end(&b);
}

Test(screens, the_part_in_focus_is_marked_and_has_most_of_the_room)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 2));
    wait_for(&b, 80, 24, "paused");
    cr_assert(shows(&b, 80, 24, "Look") || shows(&b, 80, 24, "Question"), "%s",
              b.text);
    press(&b, "\t\t");
    cr_assert(shows(&b, 80, 24, "> by: "), "%s", b.text);
    cr_assert(shows(&b, 80, 24, "[by 1]"), "%s", b.text);
    cr_assert(not(shows(&b, 80, 24, "Question")), "%s", b.text);
    end(&b);
}

Test(screens, while_letters_are_text_the_hint_names_no_letter)
{
    struct bench b;

    begin(&b);
    welcome_push(b.shell);
    cr_assert(not(shows(&b, 80, 24, "q quit")), "%s", b.text);
    cr_assert(shows(&b, 80, 24, "Enter done"), "%s", b.text);
    end(&b);
}

Test(screens, pasted_text_is_no_command)
{
    struct bench b;

    begin(&b);
    coursemap_push(b.shell);
    frame(&b, 80, 24);
    shell_key(b.shell, KEYS_PASTE_START);
    press(&b, "q:quit\n");
    shell_key(b.shell, KEYS_PASTE_END);
    cr_assert(not(b.shell->quit));
    cr_assert(eq(int, b.shell->depth, 1));
    end(&b);
}

Test(screens, ascii_look_sends_nothing_else)
{
    struct bench b;

    begin(&b);
    b.shell->look.glyphs = CANVAS_GLYPHS_ASCII;
    b.shell->look.graph = CANVAS_GRAPH_ASCII;
    coursemap_push(b.shell);
    shell_fault(b.shell, lessonpage_push(b.shell, "L01", 1));
    for (int i = 0; i < 3; i++) {
        frame(&b, sizes[i][0], sizes[i][1]);
        for (size_t k = 0; k < b.bytes; k++)
            cr_assert(lt(int, (unsigned char)b.text[k], 128));
    }
    end(&b);
}

Test(screens, export_keeps_the_picture_and_says_where)
{
    struct bench b;
    char path[256];

    begin(&b);
    setenv("LATHE_HOME", b.folder, 1);
    coursemap_push(b.shell);
    frame(&b, 80, 24);
    press(&b, ":export\n");
    cr_assert(shows(&b, 80, 24, "no lab is open on this screen"), "%s", b.text);
    shell_fault(b.shell, labscreen_push(b.shell, "count steps=9"));
    wait_for(&b, 80, 24, "sum 0");
    press(&b, "P:export\n");
    wait_for(&b, 80, 24, "pictures/count-0-2.svg");
    snprintf(path, sizeof path, "%s/pictures/count-0.svg", b.folder);
    cr_assert_eq(access(path, R_OK), 0);
    end(&b);
}
