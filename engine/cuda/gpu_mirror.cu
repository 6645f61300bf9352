#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/cuda/gpu_mirror.cuh"

namespace
{
struct block {
    char *here, *there;
    size_t bytes;
    bool here_current, there_current; /* neither: rubbish */
};

/* Sorted by `here`; a hundred or two, so moving them costs little. */
struct {
    block *list;
    size_t count, room, last; /* `last`: found last */
    cudaStream_t stream;
    gpu_counts counts;
    char trouble[GPU_REASON];
    void *scratch;
    size_t scratch_bytes;
} mirror;

const size_t align = 256;

/* Index of the first block that begins behind `p`. */
size_t behind(const char *p)
{
    size_t low = 0, high = mirror.count;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (mirror.list[middle].here <= p)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool holds(const block &b, const char *p)
{
    return p >= b.here && p < b.here + b.bytes;
}

block *find(const void *here)
{
    const char *p = (const char *)here;

    if (mirror.last < mirror.count && holds(mirror.list[mirror.last], p))
        return &mirror.list[mirror.last];
    const size_t i = behind(p);
    if (i == 0 || !holds(mirror.list[i - 1], p))
        return nullptr;
    mirror.last = i - 1;
    return &mirror.list[i - 1];
}

void upload(block *b)
{
    if (b->there_current || !b->here_current)
        return;
    gpu_mirror_fine(cudaMemcpyAsync(b->there, b->here, b->bytes,
                                    cudaMemcpyHostToDevice, mirror.stream),
                    "a copy to the card");
    mirror.counts.uploads++;
    mirror.counts.upload_bytes += (int64_t)b->bytes;
    b->there_current = true;
}

void download(block *b)
{
    if (b->here_current || !b->there_current)
        return;
    gpu_mirror_fine(cudaMemcpyAsync(b->here, b->there, b->bytes,
                                    cudaMemcpyDeviceToHost, mirror.stream),
                    "a copy from the card");
    gpu_mirror_fine(cudaStreamSynchronize(mirror.stream), "a kernel");
    mirror.counts.downloads++;
    mirror.counts.download_bytes += (int64_t)b->bytes;
    b->here_current = true;
}

bool grow()
{
    if (mirror.count < mirror.room)
        return true;
    const size_t room = mirror.room ? 2 * mirror.room : 256;
    block *list = (block *)realloc(mirror.list, room * sizeof *list);

    if (!list)
        return false;
    mirror.list = list;
    mirror.room = room;
    return true;
}

void *take(size_t bytes)
{
    const size_t rounded = (bytes + align - 1) / align * align;
    void *there = nullptr;

    if (rounded < bytes || !grow())
        return nullptr;
    char *here = (char *)aligned_alloc(align, rounded);
    if (!here || cudaMalloc(&there, rounded) != cudaSuccess) {
        (void)cudaGetLastError(); /* the caller says what had no room */
        free(here);
        return nullptr;
    }
    const size_t i = behind(here);
    memmove(mirror.list + i + 1, mirror.list + i,
            (mirror.count - i) * sizeof *mirror.list);
    mirror.list[i] = block{here, (char *)there, rounded, false, false};
    mirror.count++;
    return here;
}

void give(void *data)
{
    block *b = find(data);

    if (!b || b->here != data)
        return;
    /* cudaFree() waits for what still uses it. */
    gpu_mirror_fine(cudaFree(b->there), "giving memory back");
    free(b->here);
    const size_t i = (size_t)(b - mirror.list);
    memmove(b, b + 1, (mirror.count - i - 1) * sizeof *b);
    mirror.count--;
}

void forget(void *data)
{
    block *b = find(data);

    if (b)
        b->here_current = b->there_current = false;
}

void look(void *data, bool writes)
{
    gpu_mirror_bring(data, writes);
}

void clear(void *at, size_t bytes)
{
    void *there = gpu_mirror_out(at);

    gpu_mirror_fine(cudaMemsetAsync(there, 0, bytes, mirror.stream),
                    "zeroing memory");
}

void copy(void *to, const void *from, size_t bytes)
{
    const void *source = gpu_mirror_in(from);
    void *target = gpu_mirror_out(to);

    gpu_mirror_fine(cudaMemcpyAsync(target, source, bytes,
                                    cudaMemcpyDeviceToDevice, mirror.stream),
                    "a copy on the card");
}

const char *trouble()
{
    return mirror.trouble[0] ? mirror.trouble : nullptr;
}
} // namespace

const void *gpu_mirror_in(const void *here)
{
    block *b = here ? find(here) : nullptr;

    if (!b)
        return nullptr;
    upload(b);
    b->there_current = true;
    return b->there + ((const char *)here - b->here);
}

void *gpu_mirror_out(void *here)
{
    block *b = here ? find(here) : nullptr;

    if (!b)
        return nullptr;
    upload(b); /* a kernel may write a part of it, or add to it */
    b->there_current = true;
    b->here_current = false;
    return b->there + ((char *)here - b->here);
}

void gpu_mirror_bring(const void *here, bool writes)
{
    block *b = here ? find(here) : nullptr;

    if (!b)
        return;
    download(b);
    if (writes) {
        b->here_current = true;
        b->there_current = false;
    }
}

void *gpu_mirror_scratch(size_t bytes)
{
    if (bytes <= mirror.scratch_bytes)
        return mirror.scratch;
    if (mirror.scratch)
        gpu_mirror_fine(cudaFree(mirror.scratch), "giving memory back");
    mirror.scratch = nullptr;
    mirror.scratch_bytes = 0;
    if (gpu_mirror_fine(cudaMalloc(&mirror.scratch, bytes),
                        "room for partial sums"))
        mirror.scratch_bytes = bytes;
    return mirror.scratch;
}

cudaStream_t gpu_mirror_stream(void)
{
    return mirror.stream;
}

bool gpu_mirror_fine(cudaError_t e, const char *what)
{
    if (e != cudaSuccess && !mirror.trouble[0])
        snprintf(mirror.trouble, sizeof mirror.trouble, "%s failed: %s", what,
                 cudaGetErrorString(e));
    return !mirror.trouble[0];
}

void gpu_mirror_launched(const char *kernel)
{
    mirror.counts.launches++;
    gpu_mirror_fine(cudaGetLastError(), kernel);
}

void gpu_mirror_fell_back(void)
{
    mirror.counts.fallbacks++;
}

bool gpu_mirror_open(void)
{
    return mirror.stream ||
           cudaStreamCreateWithFlags(&mirror.stream, cudaStreamNonBlocking) ==
               cudaSuccess;
}

struct device_memory gpu_mirror_memory(void)
{
    struct device_memory m = {};

    m.home.look = look;
    m.take = take;
    m.give = give;
    m.forget = forget;
    m.clear = clear;
    m.copy = copy;
    m.trouble = trouble;
    return m;
}

void gpu_mirror_wait(void)
{
    gpu_mirror_fine(cudaStreamSynchronize(mirror.stream), "a kernel");
}

void gpu_mirror_counts(struct gpu_counts *out)
{
    *out = mirror.counts;
}
