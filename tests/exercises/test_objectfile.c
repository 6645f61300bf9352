/* The reader of object files, on a real one, cut at every byte and with every
 * bit of its head turned; and the sentences it leads to. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "exercises/objectfile.h"

static char folder[] = "/tmp/lathe-object-XXXXXX";

static void compile(const char *text, unsigned char **data, size_t *bytes)
{
    char path[80], command[300];
    struct filemap map;

    snprintf(path, sizeof path, "%s/a.c", folder);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    snprintf(command, sizeof command, "cc -w -O1 -c -o %s/a.o %s/a.c", folder,
             folder);
    cr_assert_eq(system(command), 0);
    snprintf(path, sizeof path, "%s/a.o", folder);
    cr_assert_eq(filemap_open(&map, path, 1 << 20).code, STATUS_FINE);
    *data = malloc(map.bytes);
    memcpy(*data, map.data, map.bytes);
    *bytes = map.bytes;
    filemap_close(&map);
}

static void set_up(void)
{
    cr_assert(mkdtemp(folder));
}

static void tear_down(void)
{
    char path[80];

    snprintf(path, sizeof path, "%s/a.c", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/a.o", folder);
    unlink(path);
    rmdir(folder);
}

TestSuite(objectfile, .init = set_up, .fini = tear_down, .timeout = 60);

static void judge(const char *text, char say[400], bool *extra)
{
    struct objectfile *o = malloc(sizeof *o);
    unsigned char *data;
    size_t bytes;

    compile(text, &data, &bytes);
    cr_assert_eq(objectfile_read(o, data, bytes).code, STATUS_FINE);
    objectfile_judge(o, "f g", extra, say);
    free(o);
    free(data);
}

#define BOTH "float f(float x) { return x; } int g(void) { return 1; }\n"

Test(objectfile, plain_file_is_fine)
{
    bool extra;
    char say[400];

    judge("#include <math.h>\n#include <stdlib.h>\n"
          "float f(float x) { return expf(x) + cosf(x); }\n"
          "void *g(int n) { return calloc(n, 4); }\n",
          say, &extra);
    cr_expect_str_empty(say);
    cr_expect(!extra);
    judge(BOTH "int helper(void) { return 2; }\n", say, &extra);
    cr_expect_str_empty(say);
    cr_expect(extra);
}

Test(objectfile, each_fault_has_its_sentence)
{
    static const struct {
        const char *text, *say;
    } rows[] = {
        {"float f(float x) { return x; }\n", "does not define g()"},
        {"int g; float f(float x) { return x; }\n", "does not define g()"},
        {"#include <stdlib.h>\nfloat f(float x) { exit(0); return x; }\n"
         "int g(void) { return 1; }\n",
         "uses exit"},
        {"void dlopen(void); float f(float x) { dlopen(); return x; }\n"
         "int g(void) { return 1; }\n",
         "the exercise skipped"},
        {"void cblas_sgemm(void); float f(float x) { cblas_sgemm(); return x; "
         "}\nint g(void) { return 1; }\n",
         "write the loops yourself"},
        {BOTH "__attribute__((constructor)) static void c(void) { for "
              "(volatile int i = 0; i < 1; i++); }\n",
         "constructor"},
        {BOTH "__attribute__((destructor)) static void c(void) { for (volatile "
              "int i = 0; i < 1; i++); }\n",
         "constructor"},
        {"static void *r(void) { return 0; }\n"
         "float f(float x) __attribute__((ifunc(\"r\")));\n"
         "int g(void) { return 1; }\n",
         "does not define f()"},
    };
    bool extra;
    char say[400];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        judge(rows[i].text, say, &extra);
        cr_expect(strstr(say, rows[i].say), "\"%s\" does not say \"%s\"", say,
                  rows[i].say);
    }
}

Test(objectfile, damage_never_leads_outside)
{
    struct objectfile *o = malloc(sizeof *o);
    unsigned char *data;
    size_t bytes;
    int refused = 0;

    compile(BOTH, &data, &bytes);
    for (size_t n = 0; n < bytes; n++) {
        /* In a block of its own size, so that a step outside is seen. */
        unsigned char *cut = malloc(n ? n : 1);

        memcpy(cut, data, n);
        refused += objectfile_read(o, cut, n).code != STATUS_FINE;
        free(cut);
    }
    cr_expect_gt(refused, (int)bytes / 2);
    for (size_t bit = 0; bit < bytes * 8; bit++) {
        bool extra;
        char say[400];

        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        if (objectfile_read(o, data, bytes).code == STATUS_FINE)
            objectfile_judge(o, "f g", &extra, say);
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    free(o);
    free(data);
}
