#ifndef TESTS_LESSONS_LESSONTEXT_H
#define TESTS_LESSONS_LESSONTEXT_H

/* lessontext.h - a small lesson that is right, to be read or spoilt. */
#define LESSONTEXT_FRONT             \
    "---\n"                          \
    "id: L16\n"                      \
    "title: A title: with a colon\n" \
    "stage: 4\n"                     \
    "floor: model\n"                 \
    "tier: intermediate\n"           \
    "minutes: 5\n"                   \
    "needs: L02, L03\n"              \
    "why: Because.\n"                \
    "connects: To itself.\n"         \
    "terms: sum, count\n"            \
    "---\n\n"

/* Lines 14 to 29. */
#define LESSONTEXT_SEE                         \
    "## See: The first step {#first}\n"        \
    "\n"                                       \
    "Some *text* here.\n"                      \
    "\n"                                       \
    "```predict\n"                             \
    "id: L16-guess\n"                          \
    "ask: Which?\n"                            \
    "again: yes\n"                             \
    "- small | data.sum < 5 | It was small.\n" \
    "- large | otherwise | It was large.\n"    \
    "```\n"                                    \
    "```lab\n"                                 \
    "count by=2 steps=3\n"                     \
    "claim: data.sum = 6\n"                    \
    "goal: data.steps = 3\n"                   \
    "```\n"

#define LESSONTEXT_PLAY             \
    "## Play: A number {#number}\n" \
    "```predict\n"                  \
    "id: L16-number\n"              \
    "ask: How many?\n"              \
    "guess: number\n"               \
    "truth: data.sum\n"             \
    "remark: Now you know.\n"       \
    "```\n"                         \
    "```lab\n"                      \
    "count by=2 steps=4\n"          \
    "```\n"

#define LESSONTEXT_SIDE         \
    "## Side: Aside {#aside}\n" \
    "    indented  first\n"     \
    "Then text.\n"

#define LESSONTEXT_BUILD         \
    "## Build: Do it {#build}\n" \
    "```exercise\n"              \
    "attention\n"                \
    "then: count by=1\n"         \
    "```\n"

#define LESSONTEXT_READ                                          \
    "## Read: More {#read}\n"                                    \
    "```read\n"                                                  \
    "- Somebody 1999 | Says so. | What? | That. \\| And this.\n" \
    "```\n"                                                      \
    "```question\n"                                              \
    "id: L16-two\n"                                              \
    "type: number\n"                                             \
    "ask: 1 + 1?\n"                                              \
    "- [x] 2 | Yes.\n"                                           \
    "- [ ] 3 | One less.\n"                                      \
    "- [ ] * | Count again.\n"                                   \
    "```\n"                                                      \
    "```question\n"                                              \
    "id: L16-marks\n"                                            \
    "type: true-false\n"                                         \
    "ask: True?\n"                                               \
    "- [x] One is one | It is. | first\n"                        \
    "- [ ] One is two | It is not. | number\n"                   \
    "```\n"                                                      \
    "```notes\n"                                                 \
    "Two minutes.\n"                                             \
    "```\n"

#define LESSONTEXT                                                  \
    LESSONTEXT_FRONT LESSONTEXT_SEE LESSONTEXT_PLAY LESSONTEXT_SIDE \
        LESSONTEXT_BUILD LESSONTEXT_READ

#endif
