#include "engine/core/team.h"

#include <omp.h>

int team_size(void)
{
    return omp_get_max_threads();
}

void team_run(team_part *part, void *work, int64_t items, double cost)
{
    const int most = team_size();

    if (items < 2 || most < 2 || (double)items * cost < TEAM_WORTH) {
        if (items > 0)
            part(work, 0, items);
        return;
    }
    /* All of them, also for few items: libgomp ends the threads that a smaller
     * region leaves out, and the next region has to make them again. */
#pragma omp parallel num_threads(most)
    {
        const int64_t rank = omp_get_thread_num();
        const int64_t size = omp_get_num_threads();
        const int64_t from = items * rank / size;
        const int64_t to = items * (rank + 1) / size;

        if (from < to)
            part(work, from, to);
    }
}
