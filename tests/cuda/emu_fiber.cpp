/* emu_fiber.cpp - the threads of a block, one at a time.
 *
 * A thread runs until it meets others or returns. Which one is next is up to
 * the order asked for: what depends on it is a race. */
#include <algorithm>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <vector>

#include "tests/cuda/emu_inside.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#define TSAN 1
#include <sanitizer/tsan_interface.h>
/* The scheduler itself is not what is looked at. */
#define UNSEEN __attribute__((no_sanitize("thread")))
#else
#define UNSEEN
#endif

namespace emu
{
grid_view grid;
fiber_view *thread;

namespace
{
enum state { READY, AT_BLOCK, AT_WARP, DONE };
const size_t stack_bytes = 128 * 1024;

struct fiber : fiber_view {
    void *sp;
    char *stack;
    ucontext_t context; /* where there is no switch of our own */
    state at;
    bool fresh; /* has not begun */
    warp_op op;
    unsigned mask;
    int lane, line;
    void *tsan, *fake;
};

fiber hub;
std::vector<fiber *> all;
fiber *line_up[1024]; /* all, in the order of their numbers */
void (*body)(void *);
void *body_arg;
const char *kernel;
uint64_t dice;
struct {
    bool reverse, random, grid;
} order; /* asked for once a launch */
[[maybe_unused]] char meeting, start, finish, warp_meeting[32];

fiber *self()
{
    return static_cast<fiber *>(thread);
}

[[noreturn]] UNSEEN void die(const char *what)
{
    fprintf(stderr, "emu: %s (kernel %s, block %u, %u, %u)\n", what, kernel,
            grid.block.x, grid.block.y, grid.block.z);
    fflush(stderr);
    abort();
}

#ifdef __x86_64__
extern "C" void emu_switch(void **save, void *load);
__asm__(".text\n.globl emu_switch\n.hidden emu_switch\n"
        ".type emu_switch,@function\nemu_switch:\n"
        "pushq %rbp\npushq %rbx\npushq %r12\npushq %r13\npushq %r14\n"
        "pushq %r15\nmovq %rsp,(%rdi)\nmovq %rsi,%rsp\n"
        "popq %r15\npopq %r14\npopq %r13\npopq %r12\npopq %rbx\n"
        "popq %rbp\nret\n.size emu_switch,.-emu_switch\n");
#endif

UNSEEN void change(fiber *from, fiber *to)
{
#ifdef TSAN
    __tsan_switch_to_fiber(to->tsan, __tsan_switch_to_fiber_no_sync);
#endif
#ifdef ASAN
    void **fake = from->at == DONE ? nullptr : &from->fake;

    if (to == &hub)
        __sanitizer_start_switch_fiber(fake, hub.stack, hub.value);
    else
        __sanitizer_start_switch_fiber(fake, to->stack, stack_bytes);
#endif
#ifdef __x86_64__
    emu_switch(&from->sp, to->sp);
#else
    swapcontext(&from->context, &to->context);
#endif
#ifdef ASAN
    __sanitizer_finish_switch_fiber(from->fake, nullptr, nullptr);
#endif
}

UNSEEN void entry()
{
#ifdef ASAN
    size_t bytes = 0;

    __sanitizer_finish_switch_fiber(nullptr, (const void **)&hub.stack, &bytes);
    hub.value = bytes;
#endif
    for (;;) {
#ifdef TSAN
        __tsan_acquire(&start);
#endif
        body(body_arg);
#ifdef TSAN
        __tsan_release(&finish);
#endif
        fiber *me = self();
        me->at = DONE;
        change(me, &hub);
    }
}

/* Begins at the top when it is next run. */
UNSEEN void arm(fiber *f)
{
    f->fake = nullptr;
#ifdef ASAN
    /* The frame of entry() was left where it stood. */
    __asan_unpoison_memory_region(f->stack + stack_bytes - 2048, 2048);
#endif
#ifdef __x86_64__
    void **s = (void **)(f->stack + stack_bytes) - 1;

    *s = nullptr;
    *--s = (void *)entry;
    for (int i = 0; i < 6; i++)
        *--s = nullptr;
    f->sp = s;
#else
    getcontext(&f->context);
    f->context.uc_stack.ss_sp = f->stack;
    f->context.uc_stack.ss_size = stack_bytes;
    f->context.uc_link = nullptr;
    makecontext(&f->context, entry, 0);
#endif
}

UNSEEN void ensure(size_t n)
{
#ifdef TSAN
    if (all.empty())
        hub.tsan = __tsan_get_current_fiber();
#endif
    while (all.size() < n) {
        const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        char *m = (char *)mmap(nullptr, stack_bytes + 4096,
                               PROT_READ | PROT_WRITE, flags, -1, 0);
        fiber *f = new fiber();

        if (m == MAP_FAILED || mprotect(m, 4096, PROT_NONE))
            die("no memory for a thread");
        f->stack = m + 4096;
#ifdef TSAN
        f->tsan = __tsan_create_fiber(0);
#endif
        arm(f);
        all.push_back(f);
    }
}

UNSEEN void wait_here(state at)
{
    fiber *me = self();

    me->at = at;
    change(me, &hub);
}

UNSEEN uint64_t throw_dice(uint64_t below)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return dice % below;
}

/* Lanes of `mask` that can still come; false while one has not arrived. */
UNSEEN bool arrived(fiber **lane, unsigned lanes, const fiber *f,
                    unsigned *live)
{
    *live = 0;
    for (unsigned j = 0; j < lanes; j++) {
        const fiber *o = lane[j];

        if (!(f->mask >> j & 1) || o->at == DONE)
            continue;
        if (o->at != AT_WARP || o->mask != f->mask)
            return false;
        if (o->op != f->op || o->line != f->line)
            die("lanes of a warp meet in different operations");
        *live |= 1u << j;
    }
    return true;
}

/* Lets every group of lanes go on that is complete. */
UNSEEN bool settle(fiber **lane, unsigned lanes)
{
    bool any = false;

    for (unsigned i = 0; i < lanes; i++) {
        unsigned live;

        if (lane[i]->at != AT_WARP || !arrived(lane, lanes, lane[i], &live))
            continue;
        for (unsigned j = 0; j < lanes; j++) {
            if (!(live >> j & 1))
                continue;
            const int from = lane[j]->lane;
            if (lane[j]->op == SHUFFLE && !(live >> from & 1))
                die("a shuffle reads a lane that left or is not in the mask");
            if (lane[j]->op == SHUFFLE)
                lane[j]->result = lane[from]->value;
            lane[j]->at = READY;
        }
        any = true;
    }
    return any;
}

UNSEEN bool run_lane(fiber *f)
{
    if (f->at != READY)
        return false;
    thread = f;
    change(&hub, f);
    return true;
}

/* Every lane as far as it comes without the other warps. */
UNSEEN bool run_warp(fiber **lane, unsigned lanes)
{
    const unsigned turn = order.random ? (unsigned)throw_dice(lanes) : 0;
    bool moved = false;

    do {
        for (unsigned l = 0; l < lanes; l++)
            moved |= run_lane(
                lane[order.reverse ? lanes - 1 - l : (l + turn) % lanes]);
    } while (settle(lane, lanes));
    return moved;
}

/* All that are left stand before one barrier: they pass it. */
UNSEEN bool pass_barrier(unsigned n)
{
    int line = 0;

    for (unsigned i = 0; i < n; i++) {
        if (line_up[i]->at != AT_BLOCK && line_up[i]->at != DONE)
            return false;
        if (line_up[i]->at == DONE)
            continue;
        if (line && line_up[i]->line != line)
            die("threads of a block meet in different barriers");
        line = line_up[i]->line;
    }
    for (unsigned i = 0; line && i < n; i++) {
        if (line_up[i]->at == DONE)
            die("a barrier that some threads returned before");
        line_up[i]->at = READY;
    }
    return line != 0;
}

UNSEEN bool all_done(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (line_up[i]->at != DONE)
            return false;
    return true;
}

UNSEEN void run_block(unsigned n, unsigned turn)
{
    const unsigned warps = (n + 31) / 32;

    for (unsigned i = 0; i < n; i++) {
        fiber *f = line_up[i] = all[(i + turn) % n];
        const unsigned x = grid.threads.x, y = grid.threads.y;

        f->linear = i;
        f->tid = uint3{i % x, i / x % y, i / (x * y)};
        f->at = READY;
#ifdef ASAN
        arm(f); /* its fake stack is gone */
#endif
    }
    while (!all_done(n)) {
        const unsigned first = order.random ? (unsigned)throw_dice(warps) : 0;
        bool moved = false;

        for (unsigned i = 0; i < warps; i++) {
            const unsigned w =
                order.reverse ? warps - 1 - i : (i + first) % warps;

            moved |= run_warp(line_up + w * 32, std::min(32u, n - w * 32));
        }
        if (!pass_barrier(n) && !moved && !all_done(n))
            die("a barrier that not all threads meet");
    }
}
} // namespace

UNSEEN void meet_block(int line)
{
    self()->line = line;
#ifdef TSAN
    __tsan_release(&meeting);
#endif
    wait_here(AT_BLOCK);
#ifdef TSAN
    __tsan_acquire(&meeting);
#endif
}

UNSEEN void meet_warp(unsigned mask, warp_op op, int lane, int line)
{
    fiber *me = self();

    if (!(mask >> (me->linear & 31) & 1))
        die("a mask without the lane that calls");
    me->mask = mask;
    me->op = op;
    me->lane = lane;
    me->line = line;
#ifdef TSAN
    if (op == SYNC)
        __tsan_release(&warp_meeting[me->linear >> 5]);
#endif
    wait_here(AT_WARP);
#ifdef TSAN
    if (op == SYNC)
        __tsan_acquire(&warp_meeting[self()->linear >> 5]);
#endif
}

UNSEEN void run_grid(dim3 g, dim3 threads, size_t shared, void (*run)(void *),
                     void *arg, const char *name)
{
    const unsigned n = threads.x * threads.y * threads.z;
    const size_t blocks = (size_t)g.x * g.y * g.z;
    unsigned turn = 0;

    ensure(n);
    order = {order_reverse(), order_random(), order_grid()};
    if (!dice)
        dice = 88172645463325252ull + order_seed() * 0x9e3779b97f4a7c15ull;
    body = run;
    body_arg = arg;
    kernel = name;
    grid.grid = g;
    grid.threads = threads;
    device_open(true);
    for (size_t i = 0; i < blocks; i++) {
        const size_t b = order.reverse ? blocks - 1 - i : i;

        grid.block = uint3{(unsigned)(b % g.x), (unsigned)(b / g.x % g.y),
                           (unsigned)(b / ((size_t)g.x * g.y))};
        shared_begin(i == 0 || order.grid, shared);
#ifdef TSAN
        __tsan_release(&start);
#endif
        run_block(n, turn);
#ifdef TSAN
        turn += 37; /* the same fiber is not the same thread again */
        if (!order.grid)
            __tsan_acquire(&finish);
#endif
    }
#ifdef TSAN
    __tsan_acquire(&finish);
#endif
    shared_end();
    device_open(false);
}

[[noreturn]] void stop(const char *what)
{
    die(what);
}
} // namespace emu
