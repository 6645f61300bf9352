#include "lessons/labs/clinicsigns.h"

#include <math.h>

double clinicsigns_peak(const struct clinicase *c)
{
    double most = 0.0;

    for (int i = c->steps / 8; i < c->steps; i++)
        most = fmax(most, (double)c->loss[i]);
    return most;
}

double clinicsigns_end(const struct clinicase *c)
{
    const int first = c->steps - c->steps / 8;
    double sum = 0.0;

    for (int i = first; i < c->steps; i++)
        sum += (double)c->loss[i];
    return c->steps > first ? sum / (c->steps - first) : 0.0;
}

static void tell_rate(const struct clinicsigns *s, struct buf *out)
{
    buf_printf(out,
               "A rate too high throws the weights far away at once: the loss "
               "stays near that of counting letters, %.2f, and rows of "
               "attention end on one place. Here it ends at %.2f, and the "
               "greatest weight of a row is %.2f.",
               s->letters, clinicsigns_end(s->patient), s->patient->sharpest);
}

void clinicsigns_tell(const struct clinicsigns *s, int fault, struct buf *out)
{
    const struct clinicase *p = s->patient, *t = s->twin;

    if (fault == CLINICASE_MASK)
        buf_printf(out,
                   "Without a mask a row also looks at what comes behind it. "
                   "Here %.0f %% of the weight lies right of the diagonal.",
                   100.0 * p->future);
    if (fault == CLINICASE_SCALE)
        buf_printf(out,
                   "Undivided scores make rows sharp, and yet the loss goes "
                   "on falling. Here the greatest weight of a row is %.2f "
                   "(healthy %.2f), and the loss ends at %.2f (healthy %.2f, "
                   "counting letters %.2f).",
                   p->sharpest, t->sharpest, clinicsigns_end(p),
                   clinicsigns_end(t), s->letters);
    if (fault == CLINICASE_RESIDUAL)
        buf_printf(out,
                   "Without residuals no letter gets past the blocks, and the "
                   "gradient dies on its way down. Here the loss ends at %.2f "
                   "(counting letters %.2f); block 0 gets a gradient of %.3f, "
                   "the last block %.3f.",
                   clinicsigns_end(p), s->letters, (double)p->part[0],
                   (double)p->part[CLINICASE_LAYERS - 1]);
    if (fault == CLINICASE_AXIS)
        buf_printf(out,
                   "A softmax down the columns makes those sum to 1, and the "
                   "rows to anything. Here they sum to %.2f at the least and "
                   "%.2f at the most.",
                   p->row_low, p->row_high);
    if (fault == CLINICASE_POSITIONS)
        buf_printf(out,
                   "Without positions a row gives equal letters equal "
                   "weights. Here they differ by %.4f, in the healthy one by "
                   "%.4f.",
                   p->apart, t->apart);
    if (fault == CLINICASE_RATE)
        tell_rate(s, out);
}
