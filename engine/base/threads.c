#define _GNU_SOURCE /* sched_getaffinity */

#include "engine/base/threads.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int threads_quota(const char *line)
{
    long long most = 0, period = 0;

    if (sscanf(line, "%19lld %19lld", &most, &period) != 2 || most <= 0 ||
        period <= 0)
        return 0; /* "max 100000": no limit */
    const long long cores = most / period + (most % period != 0);
    return cores > 1 << 16 ? 0 : (int)cores;
}

static bool first_line(const char *path, char *line, int bytes)
{
    FILE *f = fopen(path, "re");

    if (!f)
        return false;
    const bool read = fgets(line, bytes, f) != NULL;
    fclose(f);
    return read;
}

/* Version 1 of control groups keeps the two numbers in two files. */
static int quota_of_v1(void)
{
    char most[32], period[32], line[72];

    if (!first_line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", most, 32) ||
        !first_line("/sys/fs/cgroup/cpu/cpu.cfs_period_us", period, 32))
        return 0;
    snprintf(line, sizeof line, "%s %s", most, period);
    return threads_quota(line);
}

/* The limit may stand on any folder between our group and the root; inside a
 * container the root is our group. */
static int quota_of_v2(void)
{
    char own[512], path[600], line[72];
    int least = 0;

    if (!first_line("/proc/self/cgroup", own, sizeof own) ||
        strncmp(own, "0::", 3) != 0)
        return 0;
    own[strcspn(own, "\n")] = '\0';
    char *group = own + 3;
    for (;;) {
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", group);
        const int here =
            first_line(path, line, sizeof line) ? threads_quota(line) : 0;
        if (here && (!least || here < least))
            least = here;
        char *slash = strrchr(group, '/');
        if (!slash)
            return least;
        *slash = '\0';
    }
}

static int cores_allowed(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

int threads_available(void)
{
    int n = cores_allowed();
    const int quota[] = {quota_of_v1(), quota_of_v2()};

    for (int i = 0; i < 2; i++)
        if (quota[i] && quota[i] < n)
            n = quota[i];
    return n;
}
