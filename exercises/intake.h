#ifndef EXERCISES_INTAKE_H
#define EXERCISES_INTAKE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "exercises/exercise.h"

/*
 * intake.h - what a class handed in, read from a folder:
 *
 *   DIR/STUDENT/EXERCISE.c             or DIR/STUDENT/EXERCISE/EXERCISE.c
 *   DIR/STUDENT.zip                    or DIR/STUDENT/ANY.zip (handin.h)
 *
 * The folder is not trusted: everything is opened below a handle of it, no
 * link is followed, only plain files are read, and what is too large, too much,
 * handed in twice or no exercise is left aside with a note that says so.
 * Students and their work come in the order of their names, at any time.
 */
enum {
    INTAKE_STUDENTS = 2000,
    INTAKE_NAME = 256,
    INTAKE_NOTE = 400,
    INTAKE_NOTES = 20,       /* of one student; more are only counted */
    INTAKE_BYTES = 256 << 20 /* of all texts together */
};

struct intake_work {
    char exercise[EXERCISE_NAME];
    char *text;
    size_t bytes;
    char hash[HASH_TEXT]; /* of the text */
    int64_t at;           /* its file was written; seconds since 1970 */
};

struct intake_student {
    char *file;              /* name as it is in the folder, without ".zip" */
    char shown[INTAKE_NAME]; /* the same, every odd byte as a mark */
    struct intake_work *work;
    int works;
    char (*note)[INTAKE_NOTE];
    int notes;
};

struct intake {
    struct intake_student *student;
    int students;
    char (*note)[INTAKE_NOTE]; /* about what is no student */
    int notes;
    size_t left; /* bytes that may still be read */
    struct exercise_names *known;
};

/* Errors: NOT_FOUND, IO, TOO_BIG (too many students, too much text),
 * BAD_FILE (a damaged installation). */
struct status intake_open(struct intake *in, const char *folder);
void intake_close(struct intake *in);

#endif
