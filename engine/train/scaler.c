#include "engine/train/scaler.h"

#define FIRST 65536.0
#define MOST  16777216.0 /* 2^24 */
#define LEAST 1.0

struct scaler scaler_start(void)
{
    return (struct scaler){.scale = FIRST};
}

void scaler_next(struct scaler *s, bool finite)
{
    if (!finite) {
        s->scale = s->scale > LEAST ? 0.5 * s->scale : LEAST;
        s->good = 0;
    } else if (++s->good >= SCALER_PATIENCE) {
        s->scale = s->scale < MOST ? 2.0 * s->scale : MOST;
        s->good = 0;
    }
}
