# train-sorter.sh - `./dev train-sorter [FOLDER]`: the house's model that sorts
# six letters, and its card. To ship it: copy the three files of FOLDER to
# lessons/models/sorter. One thread, so that it is made again bit for bit.
# Sourced.
# shellcheck shell=sh
build release bench_sorter
OMP_NUM_THREADS=1 build/release/tests/bench_sorter keep "${1:-build/sorter}"
