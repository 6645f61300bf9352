/* objectfile_judge.c - which names of the C library an exercise may use. The
 * sandbox and the judge hold without this list; it is here to teach. */
#include <stdio.h>
#include <string.h>

#include "exercises/objectfile.h"

/* Blanks around every name, so that a whole name can be looked for. */
static const char allowed[] =
    " memcpy memmove memset memcmp memchr strlen strcmp strncmp strcpy strncpy "
    "strcat strncat strchr strrchr strstr strcspn strspn "
    "malloc calloc realloc free abs labs llabs qsort bsearch abort "
    "printf fprintf vprintf vfprintf snprintf vsnprintf sprintf puts putchar "
    "fputs fputc putc fwrite fflush stdout stderr perror "
    "isalpha isdigit isalnum isspace isupper islower ispunct toupper tolower "
    "__ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc "
    "sqrt cbrt exp exp2 expm1 log log2 log10 log1p pow sin cos tan asin acos "
    "atan atan2 sinh cosh tanh erf erfc fabs floor ceil trunc round nearbyint "
    "rint lrint lround llround fmin fmax fmod fma hypot ldexp frexp modf "
    "copysign scalbn sincos lgamma tgamma remainder fdim logb ilogb nan "
    "__isnan __isinf __finite __fpclassify __signbit "
    "__isnanf __isinff __finitef __fpclassifyf __signbitf "
    "_GLOBAL_OFFSET_TABLE_ __stack_chk_fail __assert_fail __errno_location "
    "__memcpy_chk __memset_chk __memmove_chk __printf_chk __fprintf_chk "
    "__snprintf_chk __tls_get_addr "
    "GOMP_parallel omp_get_thread_num omp_get_num_threads "
    "omp_get_max_threads ";

static const struct lesson {
    const char *names, *say;
} lessons[] = {
    {" exit _exit _Exit quick_exit atexit on_exit at_quick_exit ",
     "a function that is called by others returns to its caller; the program "
     "around it decides when to end"},
    {" longjmp siglongjmp _longjmp __longjmp_chk setjmp _setjmp __sigsetjmp ",
     "leave the function with return: a jump would skip its caller"},
    {" system popen execl execlp execle execv execvp execve fork vfork "
     "posix_spawn posix_spawnp clone ",
     "no other program is needed, and none can be started here"},
    {" dlopen dlsym dlmopen dlvsym ",
     "write the loops yourself: loading a library is the exercise skipped"},
    {" fopen open openat read write close creat freopen opendir remove "
     "rename unlink mmap mprotect shm_open ",
     "all that it needs comes in as arguments; there is no file to touch"},
    {" socket connect bind send sendto recv getaddrinfo gethostbyname ",
     "there is no network here"},
    {" signal sigaction raise kill sigprocmask alarm ptrace syscall prctl ",
     "it computes numbers; signals and system calls have no part in that"},
    {" pthread_create thrd_create ",
     "one thread is enough here; make it right first"},
    {" rand srand random srandom drand48 time clock getrandom rand_r ",
     "the same inputs must give the same numbers every time"},
    {" scanf getchar fgets gets getc fgetc getline __isoc99_scanf ",
     "nobody is there to type; its inputs are its arguments"},
};

/* A hostile file may have names that are empty or hold blanks. */
static bool listed(const char *list, const char *name, size_t bytes)
{
    if (bytes == 0 || strchr(name, ' '))
        return false;
    for (const char *at = list; (at = strstr(at, name)); at++)
        if (at[-1] == ' ' && at[bytes] == ' ')
            return true;
    return false;
}

/* expf and expl are as good as exp. */
static bool may_use(const char *name)
{
    char stem[40];
    const size_t n = strlen(name);

    if (n == 0 || n >= sizeof stem)
        return false;
    if (listed(allowed, name, n))
        return true;
    memcpy(stem, name, n + 1);
    stem[n - 1] = '\0';
    return (name[n - 1] == 'f' || name[n - 1] == 'l') && n > 1 &&
           listed(allowed, stem, n - 1);
}

static bool of_compiler(const char *name)
{
    static const char *const start[] = {"__asan_", "__ubsan_", "__sanitizer_",
                                        "__lsan_"};

    for (size_t i = 0; i < sizeof start / sizeof *start; i++)
        if (strncmp(name, start[i], strlen(start[i])) == 0)
            return true;
    return false;
}

static void refuse(const char *name, char say[400])
{
    const char *why = "an exercise is done with loops, <math.h>, <string.h>, "
                      "malloc() and printf()";

    for (size_t i = 0; i < sizeof lessons / sizeof *lessons; i++)
        if (listed(lessons[i].names, name, strlen(name)))
            why = lessons[i].say;
    if (strncmp(name, "cblas_", 6) == 0 || strstr(name, "gemm"))
        why = "write the loops yourself: the library is what is rebuilt here";
    snprintf(say, 400, "your file uses %.80s, which is not allowed: %s", name,
             why);
}

/* Is `name` one of the words of `exports`? */
static bool asked_for(const char *exports, const char *name)
{
    char all[260];

    snprintf(all, sizeof all, " %.250s ", exports);
    return strlen(name) < 200 && listed(all, name, strlen(name));
}

static bool gives(const struct objectfile *o, const char *name, size_t bytes)
{
    for (int i = 0; i < o->names; i++) {
        if (o->name[i].defined && o->name[i].function &&
            strlen(o->name[i].text) == bytes &&
            memcmp(o->name[i].text, name, bytes) == 0)
            return true;
    }
    return false;
}

void objectfile_judge(const struct objectfile *o, const char *exports,
                      bool *extra, char say[400])
{
    *extra = false;
    say[0] = '\0';
    for (const char *at = exports; *at;) {
        const size_t n = strcspn(at, " ");

        if (n && !gives(o, at, n)) {
            snprintf(say, 400, "your file does not define %.*s()", (int)n, at);
            return;
        }
        at += n + (at[n] == ' ');
    }
    if (o->runs_alone) {
        snprintf(say, 400,
                 "your file has code that runs before or after main() "
                 "(a constructor); only the function asked for is called");
    }
    for (int i = 0; i < o->names && !say[0]; i++) {
        const struct objectfile_name *n = &o->name[i];

        if (n->chosen_late) {
            snprintf(say, 400, "%.80s is chosen by a resolver; define it",
                     n->text);
        } else if (n->defined) {
            *extra |= !asked_for(exports, n->text) && !of_compiler(n->text);
        } else if (!of_compiler(n->text) && !may_use(n->text)) {
            refuse(n->text, say);
        }
    }
}
