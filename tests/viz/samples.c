#include "samples.h"

const struct samples_one *samples_at(int i)
{
    static const struct samples_one *const part[] = {
        samples_data, samples_plane, samples_shape, samples_text};

    for (size_t p = 0; p < sizeof part / sizeof part[0]; p++) {
        int n = 0;

        while (part[p][n].name)
            n++;
        if (i < n)
            return &part[p][i];
        i -= n;
    }
    return NULL;
}

struct canvas_look samples_look(int i)
{
    static const struct canvas_look look[SAMPLES_LOOKS] = {
        {.colours = 256},
        {.colours = 16, .graph = CANVAS_GRAPH_BLOCK},
        {.colours = 0, .theme = CANVAS_THEME_MONO},
        {.colours = 8,
         .glyphs = CANVAS_GLYPHS_ASCII,
         .graph = CANVAS_GRAPH_ASCII},
        {.colours = 0,
         .theme = CANVAS_THEME_MONO,
         .glyphs = CANVAS_GLYPHS_ASCII,
         .graph = CANVAS_GRAPH_ASCII}};

    return look[i];
}

const char *samples_look_name(int i)
{
    static const char *const name[SAMPLES_LOOKS] = {
        "256 colours, braille", "16 colours, blocks", "mono, braille",
        "8 colours, ASCII", "mono, ASCII"};

    return name[i];
}

float samples_noise(int i)
{
    unsigned x = (unsigned)i * 2654435761u + 12345u;

    x ^= x >> 15;
    x *= 2246822519u;
    x ^= x >> 13;
    return (float)(x & 0xffff) / 32768.0f - 1.0f;
}

float samples_bell(int i)
{
    return samples_noise(3 * i) + samples_noise(3 * i + 1) +
           samples_noise(3 * i + 2);
}
