/* Sizes and keys as no person sends them: nothing crashes, nothing hangs, and
 * what is drawn stays inside. LATHE_STORM=N makes it N times as long;
 * `./dev storm` is a hundred times, under sanitizers. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "tests/support/shellbench.h"
#include "tui/screens/coursemap.h"

enum { KEYS_EACH = 1000, RESIZE_EVERY = 10, MOST_COLS = 300, MOST_ROWS = 100 };

static const int special[] = {KEYS_TAB,
                              KEYS_ENTER,
                              KEYS_ESC,
                              KEYS_SPACE,
                              KEYS_RUBOUT,
                              KEYS_UP,
                              KEYS_DOWN,
                              KEYS_LEFT,
                              KEYS_RIGHT,
                              KEYS_BACKTAB,
                              KEYS_HOME,
                              KEYS_END,
                              KEYS_PAGE_UP,
                              KEYS_PAGE_DOWN,
                              KEYS_DELETE,
                              KEYS_HELP,
                              KEYS_RESIZE,
                              1,
                              5,
                              16,
                              21,
                              23,
                              0xe9,
                              0x4e2d,
                              0x1f600,
                              KEYS_PASTE_START,
                              KEYS_PASTE_END};
static const char *const lines[] = {
    ":lesson L01\n",   ":lab count\n",    ":lab next-token\n", ":map\n",
    ":runs\n",         ":notes\n",        ":glossary\n",       ":tracks\n",
    ":track short\n",  ":find all sum\n", ":settings\n",       ":shelf\n",
    ":messages\n",     ":notebook\n",     ":present L01\n",    ":exercises\n",
    ":exercise dot\n", ":reset\n",        ":path teach\n",     ":help\n"};

static int random_key(struct rng *rng)
{
    if (rng_below(rng, 4) == 0)
        return special[rng_below(rng, sizeof special / sizeof *special)];
    return 32 + (int)rng_below(rng, 95);
}

/* It was left, or asked to be: a person would start it again. */
static void go_on(struct shell *s)
{
    s->quit = false;
    s->stops = 0;
    if (s->depth == 0)
        coursemap_push(s);
}

static void weather(struct shellbench *b, uint64_t seed, int keys)
{
    struct rng rng = rng_make(seed, 0);
    int cols = 80, rows = 24;

    for (int i = 0; i < keys; i++) {
        if (i % 200 == 0) {
            shell_key(b->shell, KEYS_PASTE_END);
            shell_key(b->shell, KEYS_ESC);
            shellbench_press(
                b, lines[rng_below(&rng, sizeof lines / sizeof *lines)]);
        }
        if (i % RESIZE_EVERY == 0) {
            cols = 1 + (int)rng_below(&rng, MOST_COLS);
            rows = 1 + (int)rng_below(&rng, MOST_ROWS);
            canvas_free(b->cv);
            b->cv = canvas_new(rows, cols, b->shell->look);
        }
        shell_key(b->shell, random_key(&rng));
        if (i % 7 == 0) {
            worker_heard(b->shell->worker);
            shell_news(b->shell);
        }
        go_on(b->shell);
        if (i % RESIZE_EVERY < 2 && b->cv)
            shell_draw(b->shell, b->cv);
    }
}

Test(storm, no_size_and_no_key_brings_it_down, .timeout = 3600)
{
    const char *times = getenv("LATHE_STORM");
    const int rounds = times ? (int)strtol(times, NULL, 10) : 1;
    struct shellbench b;

    setenv("LATHE_JUDGE", "/nonexistent", 1); /* no compiler in a storm */
    for (int i = 0; i < rounds; i++) {
        shellbench_begin(&b);
        setenv("XDG_CONFIG_HOME", b.folder, 1);
        setenv("XDG_RUNTIME_DIR", b.folder, 1);
        b.shell->look.colours = i % 2 ? 256 : 0;
        coursemap_push(b.shell);
        weather(&b, (uint64_t)i + 1, KEYS_EACH);
        /* After all that it still does what it is told. */
        shell_key(b.shell, KEYS_PASTE_END);
        for (int k = 0; k < 40 && b.shell->depth > 0; k++)
            shell_pop(b.shell);
        b.shell->prompting = false;
        coursemap_push(b.shell);
        cr_assert(shellbench_shows(&b, 80, 24, "Counting up"), "%s", b.text);
        shellbench_end(&b);
    }
}
