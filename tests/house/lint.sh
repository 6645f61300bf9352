# lint.sh - `./dev lint`: format, shell scripts, static analysis. Sourced.
# shellcheck shell=sh
# shellcheck disable=SC2154 # jobs and build() come from dev
lint_bad=0

shellcheck dev .ci/run tests/house/*.sh || lint_bad=1
git ls-files -z '*.[ch]' |
    xargs -0 clang-format --dry-run -Werror || lint_bad=1

build dev
# Tests are left out: Criterion's macros are not ours to correct.
git ls-files -z engine viz lessons exercises tui | grep -z '\.c$' |
    xargs -0 -n 4 -P "$jobs" clang-tidy -p build/dev --quiet || lint_bad=1

[ "$lint_bad" = 0 ] || die "lint found something"
echo "lint: clean"
