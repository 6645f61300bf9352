#!/bin/sh
# install.sh LATHE KEYS ROWS - the program, its course, models and exercises
# from where they are installed.
. "$(dirname "$0")/claims.sh"

works "it is installed" cmake --install "$LATHE_BUILD" --prefix "$room/local"
lathe=$room/local/bin/lathe
share=$room/local/share/lathe
sed 's/^name: .*/name: The installed one/' "$share/lessons/course/catalogue" \
    >catalogue
cp catalogue "$share/lessons/course/catalogue"
works "the course is read" "$lathe" course
claim "the installed one" grep -q 'The installed one' out
works "a house model runs" "$lathe" lab next-token --plain
works "an exercise begins" "$lathe" start dot
claim "its files are laid out" [ -e "$LATHE_HOME/dot/dot.c" ]
claim "the manual page is there" [ -s "$room/local/share/man/man1/lathe.1" ]
claim "the judge is there" [ -x "$room/local/libexec/lathe/lathe-judge" ]
claim "no source comes along" [ ! -e "$share/exercises/exam.c" ]
claims_end
