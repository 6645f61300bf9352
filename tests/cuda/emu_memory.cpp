/* emu_memory.cpp - memory of the device and of a block, and streams. */
#include <deque>
#include <map>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <vector>

#include "tests/cuda/emu_inside.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#include <sanitizer/asan_interface.h>
#endif
#if defined(__SANITIZE_THREAD__)
#define UNSEEN __attribute__((no_sanitize("thread")))
#else
#define UNSEEN
#endif

namespace emu
{
namespace
{
const char *setting(const char *name)
{
    return getenv(name);
}

/* --- shared memory -------------------------------------------------------- */

enum { ARENA = 128 * 1024, MOST = 48 * 1024, SITES = 16, ZONE = 64 };

struct {
    std::vector<char *> arena;
    size_t top, used;
    const void *key[SITES];
    void *at[SITES];
    int sites;
} shared;

/* Not memset(): TSan would see it. */
UNSEEN void fill_nan(char *p, size_t n)
{
    volatile unsigned char *q = (unsigned char *)p;

    for (size_t i = 0; i < n; i++)
        q[i] = 0xff;
}

UNSEEN char *shared_take(size_t bytes)
{
    const size_t rounded = (bytes + 15) / 16 * 16;
    char *p = shared.arena.back() + shared.top;

    shared.top += rounded + ZONE;
    shared.used += rounded;
    if (shared.used > MOST)
        stop("more than 48 KB of shared memory");
#ifdef ASAN
    __asan_unpoison_memory_region(p, bytes);
#endif
    fill_nan(p, bytes);
    return p;
}

/* --- device memory -------------------------------------------------------- */

struct piece {
    size_t bytes;
    char *base; /* of its pages, the last of which cannot be touched */
    size_t mapped;
};
enum { PAGE = 4096, ALIGN = 256 };

std::map<uintptr_t, piece> pieces;
size_t used;
long countdown = -1;
int open_depth;
cudaError_t last;

const piece *piece_of(const void *p, uintptr_t *start = nullptr)
{
    auto it = pieces.upper_bound((uintptr_t)p);

    if (it == pieces.begin())
        return nullptr;
    --it;
    if ((uintptr_t)p >= it->first + it->second.bytes)
        return nullptr;
    if (start)
        *start = it->first;
    return &it->second;
}

bool inside(const void *p, size_t n)
{
    uintptr_t start;
    const piece *a = piece_of(p, &start);

    return a && (uintptr_t)p + n <= start + a->bytes;
}

size_t room()
{
    const char *text = setting("EMU_ROOM");

    return text ? strtoull(text, nullptr, 10) : (size_t)4 << 30;
}

bool protects()
{
    return setting("EMU_PROTECT") != nullptr;
}

cudaError_t note(cudaError_t e)
{
    if (e != cudaSuccess)
        last = e;
    return e;
}

/* Ends at a page that cannot be touched, as near as its alignment allows. */
bool map_piece(size_t bytes, piece *out, void **p)
{
    piece a = {bytes, nullptr, (bytes + ALIGN + PAGE) / PAGE * PAGE};

    a.base = (char *)mmap(nullptr, a.mapped + PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (a.base == MAP_FAILED || mprotect(a.base + a.mapped, PAGE, PROT_NONE))
        return false;
    *p = a.base + (a.mapped - bytes) / ALIGN * ALIGN;
    *out = a;
    return true;
}
} // namespace

bool order_reverse()
{
    const char *text = setting("EMU_ORDER");

    return text && strcmp(text, "reverse") == 0;
}

uint64_t order_seed()
{
    const char *text = setting("EMU_ORDER");

    return text ? strtoull(text, nullptr, 10) : 0;
}

bool order_random()
{
    return order_seed() != 0;
}

bool order_grid()
{
    return setting("EMU_GRID") != nullptr;
}

UNSEEN void shared_begin(bool anew, size_t dynamic)
{
    if (anew || shared.arena.empty())
        shared.arena.push_back((char *)malloc(ARENA));
    shared.top = ZONE;
    shared.used = 0;
    shared.sites = 0;
#ifdef ASAN
    __asan_poison_memory_region(shared.arena.back(), ARENA);
#endif
    grid.dynamic = dynamic ? shared_take(dynamic) : nullptr;
}

void shared_end()
{
    for (char *p : shared.arena) {
#ifdef ASAN
        __asan_unpoison_memory_region(p, ARENA);
#endif
        free(p);
    }
    shared.arena.clear();
}

UNSEEN void *shared_at(const void *key, size_t bytes)
{
    for (int i = 0; i < shared.sites; i++)
        if (shared.key[i] == key)
            return shared.at[i];
    if (shared.sites == SITES)
        stop("too many shared arrays");
    void *p = shared_take(bytes);
    shared.key[shared.sites] = key;
    shared.at[shared.sites++] = p;
    return p;
}

void device_open(bool open)
{
    if (!protects() || (open ? open_depth++ : --open_depth) != 0)
        return;
    for (auto &a : pieces)
        mprotect(a.second.base, a.second.mapped,
                 open ? PROT_READ | PROT_WRITE : PROT_NONE);
}

void fail_after(long n)
{
    countdown = n;
}

bool config_fits(dim3 g, dim3 t, size_t dynamic)
{
    const size_t threads = (size_t)t.x * t.y * t.z;
    const bool good = g.x && g.y && g.z && threads && threads <= 1024 &&
                      g.x <= 0x7fffffffu && g.y <= 65535 && g.z <= 65535;

    if (!good)
        note(cudaErrorInvalidConfiguration);
    else if (dynamic > MOST)
        note(cudaErrorInvalidValue);
    return good && dynamic <= MOST;
}

void check_pointer(const void *p, const char *kernel, int argument)
{
    if (!p || piece_of(p))
        return;
    fprintf(stderr, "emu: argument %d of kernel %s is no device memory\n",
            argument, kernel);
    abort();
}

/* --- streams -------------------------------------------------------------- */

struct stream {
    std::deque<std::function<void()>> work;
};

static void drain(stream *s)
{
    while (!s->work.empty()) {
        auto next = std::move(s->work.front());

        s->work.pop_front();
        next();
    }
}

void enqueue(stream *s, std::function<void()> work)
{
    s->work.push_back(std::move(work));
    if (!setting("EMU_LAZY"))
        drain(s);
}
} // namespace emu

using namespace emu;

cudaError_t cudaMalloc(void **p, size_t bytes)
{
    piece a;

    *p = nullptr;
    if (countdown == 0 || used + bytes > room() || !map_piece(bytes, &a, p))
        return note(cudaErrorMemoryAllocation);
    countdown -= countdown > 0;
    memset(*p, 0xff, bytes); /* NaN: fresh memory is not zero */
    if (protects())
        mprotect(a.base, a.mapped, PROT_NONE);
    pieces[(uintptr_t)*p] = a;
    used += bytes;
    return cudaSuccess;
}

static std::vector<stream *> streams;

cudaError_t cudaFree(void *p)
{
    auto it = pieces.find((uintptr_t)p);

    if (!p)
        return cudaSuccess;
    for (stream *s : streams)
        drain(s);
    if (it == pieces.end())
        return note(cudaErrorInvalidValue);
    used -= it->second.bytes;
    munmap(it->second.base, it->second.mapped + PAGE);
    pieces.erase(it);
    return cudaSuccess;
}

static void move(void *to, const void *from, size_t n)
{
    device_open(true);
    memcpy(to, from, n);
    device_open(false);
}

cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t n,
                            cudaMemcpyKind kind, cudaStream_t s)
{
    const bool to_device = kind != cudaMemcpyDeviceToHost;
    const bool from_device = kind != cudaMemcpyHostToDevice;

    if (n && (inside(to, n) != to_device || inside(from, n) != from_device))
        return note(cudaErrorInvalidValue);
    if (kind == cudaMemcpyHostToDevice) { /* pageable memory: taken at once */
        std::vector<char> taken((const char *)from, (const char *)from + n);

        enqueue(s, [=] { move(to, taken.data(), n); });
    } else {
        enqueue(s, [=] { move(to, from, n); });
    }
    return cudaSuccess;
}

cudaError_t cudaMemsetAsync(void *p, int value, size_t n, cudaStream_t s)
{
    if (n && !inside(p, n))
        return note(cudaErrorInvalidValue);
    enqueue(s, [=] {
        device_open(true);
        memset(p, value, n);
        device_open(false);
    });
    return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *s, unsigned)
{
    streams.push_back(*s = new stream());
    return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t s)
{
    drain(s);
    return cudaSuccess;
}

static bool card_is(const char *what)
{
    const char *card = getenv("EMU_CARD");

    return card && strcmp(card, what) == 0;
}

cudaError_t cudaGetDeviceCount(int *n)
{
    *n = card_is("none") || card_is("error") ? 0 : 1;
    return card_is("error") ? cudaErrorInsufficientDriver : cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp *p, int)
{
    *p = cudaDeviceProp();
    snprintf(p->name, sizeof p->name, "emulation on the processor");
    p->totalGlobalMem = room();
    p->major = card_is("old") ? 6 : 9;
    return cudaSuccess;
}

cudaError_t cudaGetLastError()
{
    const cudaError_t e = last;

    last = cudaSuccess;
    return e;
}

const char *cudaGetErrorString(cudaError_t e)
{
    switch (e) {
    case cudaSuccess:
        return "no error";
    case cudaErrorMemoryAllocation:
        return "out of memory";
    case cudaErrorInsufficientDriver:
        return "CUDA driver version is insufficient for CUDA runtime version";
    case cudaErrorInvalidConfiguration:
        return "invalid configuration argument";
    case cudaErrorNoDevice:
        return "no CUDA-capable device is detected";
    case cudaErrorInvalidValue:
        return "invalid argument";
    case cudaErrorUnknown:
        break;
    }
    return "unknown error";
}
