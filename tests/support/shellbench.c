#include "tests/support/shellbench.h"

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
#include "viz/ansi.h"
#include "viz/plain.h"

static const double patience_seconds = 60.0;

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

static const char front[] = "---\n"
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
                            "\n";

static const char lesson[] =
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

static const char glossary[] = "term: sum\n"
                               "says: What comes of adding.\n"
                               "\n"
                               "term: summand\n"
                               "says: What is added.\n"
                               "at: L01 five\n"
                               "see: sum\n";

static const char tracks[] = "track: short\n"
                             "name: The short way\n"
                             "says: Little at a time.\n"
                             "part: week 1 | L02 | you waited\n"
                             "part: week 2 | L01 | you counted\n";

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

void shellbench_begin(struct shellbench *b)
{
    shellbench_begin_with(b, lesson);
}

void shellbench_begin_with(struct shellbench *b, const char *steps)
{
    char text[8000];
    const struct canvas_look look = {0};
    char sub[128];
    struct status st;

    memset(b, 0, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "/tmp/test_screensXXXXXX");
    cr_assert(mkdtemp(b->folder) != NULL);
    snprintf(b->course, sizeof b->course, "%s/course", b->folder);
    snprintf(b->database, sizeof b->database, "%s/lathe.db", b->folder);
    setenv("LATHE_HOME", b->folder, 1);
    mkdir(b->course, 0700);
    write_file(b->course, "catalogue", catalogue);
    write_file(b->course, "glossary", glossary);
    write_file(b->course, "tracks", tracks);
    snprintf(sub, sizeof sub, "%s/01-counting", b->course);
    mkdir(sub, 0700);
    snprintf(text, sizeof text, "%s%s", front, steps);
    write_file(sub, "lesson.md", text);
    st = shell_new(&b->shell, look, b->course, b->database);
    cr_assert(eq(int, st.code, STATUS_FINE), "%s", st.text);
}

void shellbench_room(struct shellbench *b, const char *keys)
{
    shellbench_begin(b);
    setenv("XDG_CONFIG_HOME", b->folder, 1);
    b->shell->look.colours = 256;
    coursemap_push(b->shell);
    shellbench_frame(b, 80, 24);
    shellbench_press(b, keys);
}

void shellbench_end(struct shellbench *b)
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
    struct shellbench *b = to;

    if (b->bytes + bytes < SHELLBENCH_BYTES) {
        memcpy(b->text + b->bytes, text, bytes);
        b->bytes += bytes;
        b->text[b->bytes] = '\0';
    }
}

const char *shellbench_frame(struct shellbench *b, int cols, int rows)
{
    canvas_free(b->cv);
    b->cv = canvas_new(rows, cols, b->shell->look);
    shell_draw(b->shell, b->cv);
    b->bytes = 0;
    b->text[0] = '\0';
    plain_write(b->cv, (struct sink){add, b});
    return b->text;
}

bool shellbench_shows(struct shellbench *b, int cols, int rows,
                      const char *part)
{
    return strstr(shellbench_frame(b, cols, rows), part) != NULL;
}

void shellbench_press(struct shellbench *b, const char *ascii)
{
    for (; *ascii; ascii++)
        shell_key(b->shell, *ascii == '\n' ? KEYS_ENTER : *ascii);
}

void shellbench_wait_for(struct shellbench *b, int cols, int rows,
                         const char *part)
{
    const double until = clock_seconds() + patience_seconds;

    while (!shellbench_shows(b, cols, rows, part) && clock_seconds() < until) {
        struct pollfd fd = {.fd = worker_fd(b->shell->worker),
                            .events = POLLIN};

        poll(&fd, 1, 10);
        worker_heard(b->shell->worker);
        shell_news(b->shell);
    }
    cr_assert(shellbench_shows(b, cols, rows, part), "no \"%s\" in\n%s", part,
              b->text);
}

static void draw_sizes(struct shellbench *b, struct shellbench *to)
{
    static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 12}};
    char head[32];

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const int cols = sizes[i][0], rows = sizes[i][1];

        canvas_free(b->cv);
        b->cv = canvas_new(rows, cols, b->shell->look);
        b->shell->toast_until_ns = 0; /* what was said goes at some time */
        shell_draw(b->shell, b->cv);
        snprintf(head, sizeof head, "== %dx%d\n", cols, rows);
        add(to, head, strlen(head));
        ansi_write(b->cv, (struct sink){add, to});
    }
}

void shellbench_golden(struct shellbench *b, const char *name)
{
    static struct shellbench now, kept;
    const char *ask = getenv("LATHE_GOLDEN");
    char path[256];
    FILE *f;

    now.bytes = 0;
    draw_sizes(b, &now);
    snprintf(path, sizeof path, "%s/%s.txt", SHELLBENCH_GOLDEN, name);
    f = fopen(path, ask && strcmp(ask, "write") == 0 ? "w" : "r");
    cr_assert(f != NULL, "%s: cannot be opened", path);
    if (ask && strcmp(ask, "write") == 0) {
        fwrite(now.text, 1, now.bytes, f);
    } else {
        kept.bytes = fread(kept.text, 1, SHELLBENCH_BYTES, f);
        cr_assert(kept.bytes == now.bytes &&
                      memcmp(kept.text, now.text, now.bytes) == 0,
                  "%s differs; now it is\n%s", path, now.text);
    }
    fclose(f);
}
