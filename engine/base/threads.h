#ifndef ENGINE_BASE_THREADS_H
#define ENGINE_BASE_THREADS_H

/*
 * threads.h - how many threads this process should compute with.
 *
 * The smallest of the cores that the process may run on and the processor
 * time that its control group grants (a container with half a core gets one
 * thread). Never below 1.
 */
int threads_available(void);

/* The share of a "MAX PERIOD" line (cgroup v2's cpu.max), rounded up; 0 where
 * it sets no limit or is no such line. */
int threads_quota(const char *line);

#endif
