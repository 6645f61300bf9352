#include "engine/core/team.h"

#include <omp.h>

int team_size(void)
{
    return omp_get_max_threads();
}

void team_run(team_part *part, void *work, int64_t items, double cost)
{
    const int64_t most = team_size();
    const int threads = (int)(items < most ? items : most);

    if (threads <= 1 || (double)items * cost < TEAM_WORTH) {
        if (items > 0)
            part(work, 0, items);
        return;
    }
#pragma omp parallel num_threads(threads)
    {
        const int64_t rank = omp_get_thread_num();
        const int64_t size = omp_get_num_threads();

        part(work, items * rank / size, items * (rank + 1) / size);
    }
}
