/* What is kept of a build: found again, never stale, never in the way. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exercises/kitcache.h"
#include "tests/exercises/judged.h"

static char room[64];

static void put(const char *name, const char *text)
{
    judged_fine(scratch_put(room, name, text, strlen(text)));
}

static void begin(void)
{
    snprintf(room, sizeof room, "/tmp/test_kitcacheXXXXXX");
    cr_assert(mkdtemp(room) != NULL);
    setenv("XDG_CACHE_HOME", room, 1);
    put("check.c", "one");
    put("all.o", "object");
}

static struct kitcache opened(const char *cc)
{
    struct toolchain tool = {.cc = ""};
    struct hash *key = hash_new();
    struct kitcache k;

    snprintf(tool.cc, sizeof tool.cc, "%s", cc);
    kitcache_add(key, room, "check.c");
    kitcache_open(&k, "dot", key, &tool);
    cr_assert_neq(k.folder[0], '\0');
    return k;
}

Test(kitcache, what_is_kept_is_found_again_and_may_be_run)
{
    struct kitcache k;
    struct stat info;
    char path[128];
    char *text;

    begin();
    k = opened("/bin/sh");
    cr_assert(!kitcache_get(&k, "all.o", room));
    kitcache_put(&k, room, "all.o");
    put("all.o", "rubbish");
    k = opened("/bin/sh");
    cr_assert(kitcache_get(&k, "all.o", room));
    snprintf(path, sizeof path, "%s/all.o", room);
    cr_assert_eq(stat(path, &info), 0);
    cr_assert(info.st_mode & S_IXUSR);
    text = judged_read(path);
    cr_assert_str_eq(text, "object");
    free(text);
    scratch_remove(room);
}

Test(kitcache, another_text_or_another_compiler_finds_nothing)
{
    struct kitcache k, other;

    begin();
    k = opened("/bin/sh");
    kitcache_put(&k, room, "all.o");
    put("check.c", "two");
    other = opened("/bin/sh");
    cr_assert(!kitcache_get(&other, "all.o", room));
    cr_assert_neq(access(k.folder, F_OK), 0, "the old one is gone");
    kitcache_put(&other, room, "all.o");
    k = opened("/bin/cat");
    cr_assert(!kitcache_get(&k, "all.o", room));
    scratch_remove(room);
}

Test(kitcache, without_a_place_nothing_is_kept_and_nothing_fails)
{
    struct toolchain tool = {.cc = "/bin/sh"};
    struct kitcache k;

    begin();
    setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
    kitcache_open(&k, "dot", hash_new(), &tool);
    kitcache_put(&k, room, "all.o");
    cr_assert(!kitcache_get(&k, "all.o", room));
    kitcache_open(&k, "dot", NULL, &tool);
    cr_assert(!kitcache_get(&k, "all.o", room));
    scratch_remove(room);
}

/* An exercise whose author changes what is right: the same file of a learner
 * must fail then, however often it passed. */
Test(kitcache, a_changed_exercise_is_judged_anew)
{
    char folder[96], path[128], text[512];
    struct report *r;
    struct judge j;

    begin();
    snprintf(text, sizeof text, "cp -r %s %s/twice", JUDGED_TWICE, room);
    cr_assert_eq(system(text), 0);
    snprintf(folder, sizeof folder, "%s/twice", room);
    snprintf(path, sizeof path, "%s/solution.c", folder);
    char *solution = judged_read(path);
    for (int round = 0; round < 2; round++) {
        judged_open(&j, folder, SANDBOX_ALL);
        r = judged_text(&j, solution, EXAM_PLAIN);
        cr_assert(r->passed, "%s", r->say);
        free(r);
        judge_close(&j);
    }
    char *two = strstr(solution, "2.0f");
    cr_assert(two != NULL, "%s", solution);
    char *changed = strdup(solution);
    changed[two - solution] = '3';
    judged_fine(scratch_put(folder, "solution.c", changed, strlen(changed)));
    judged_open(&j, folder, SANDBOX_ALL);
    r = judged_text(&j, solution, EXAM_PLAIN);
    cr_assert(!r->passed);
    free(r);
    judge_close(&j);
    free(changed);
    free(solution);
    scratch_remove(room);
}
