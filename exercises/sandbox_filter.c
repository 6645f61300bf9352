/* sandbox_filter.c - layer 3: the system calls of each profile, as a program
 * for the kernel's packet filter. RUN lists what is allowed, COMPILE what is
 * not: a compiler needs too much of the kernel to be listed. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exercises/sandbox_parts.h"

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#endif

enum { MOST = 400, X32 = 0x40000000 };

/* Newer than the headers of some systems. */
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000U
#endif
#ifndef __NR_rseq
#define __NR_rseq (-1)
#endif

#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))

/* Every call that starts programs out of the blue, reaches other processes or
 * the network, changes the machine, or hides from the other layers. */
static const int denied[] = {
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_listen,
    __NR_accept,
    __NR_accept4,
    __NR_ptrace,
    __NR_process_vm_readv,
    __NR_process_vm_writev,
    __NR_keyctl,
    __NR_add_key,
    __NR_request_key,
    __NR_io_uring_setup,
    __NR_io_uring_enter,
    __NR_io_uring_register,
    __NR_bpf,
    __NR_perf_event_open,
    __NR_userfaultfd,
    __NR_mount,
    __NR_umount2,
    __NR_pivot_root,
    __NR_chroot,
    __NR_unshare,
    __NR_setns,
    __NR_open_by_handle_at,
    __NR_name_to_handle_at,
    __NR_fsopen,
    __NR_fsmount,
    __NR_move_mount,
    __NR_open_tree,
    __NR_mount_setattr,
    __NR_memfd_create,
    __NR_init_module,
    __NR_finit_module,
    __NR_delete_module,
    __NR_kexec_load,
    __NR_reboot,
    __NR_swapon,
    __NR_swapoff,
    __NR_settimeofday,
    __NR_clock_settime,
    __NR_adjtimex,
    __NR_sethostname,
    __NR_setdomainname,
    __NR_quotactl,
    __NR_acct,
    __NR_syslog,
    __NR_mknodat,
    __NR_shmget,
    __NR_shmat,
    __NR_msgget,
    __NR_semget,
    __NR_mq_open,
    __NR_pidfd_getfd,
    __NR_pidfd_send_signal,
    __NR_kcmp,
    __NR_fanotify_init,
    __NR_setuid,
    __NR_setgid,
    __NR_setresuid,
    __NR_setresgid,
    __NR_setgroups,
    __NR_capset,
    __NR_personality,
#ifdef __x86_64__
    __NR_mknod,
    __NR_iopl,
    __NR_ioperm,
    __NR_modify_ldt,
#endif
};

/* What a C program needs to start, to compute, to print and to end; with
 * threads, and with the run time of the sanitizers. */
static const int allowed[] = {
    __NR_read,
    __NR_write,
    __NR_readv,
    __NR_writev,
    __NR_close,
    __NR_fstat,
    __NR_newfstatat,
    __NR_lseek,
    __NR_mmap,
    __NR_mprotect,
    __NR_munmap,
    __NR_brk,
    __NR_mremap,
    __NR_madvise,
    __NR_rt_sigaction,
    __NR_rt_sigprocmask,
    __NR_rt_sigreturn,
    __NR_sigaltstack,
    __NR_pread64,
    __NR_openat,
    __NR_faccessat,
    __NR_readlinkat,
    __NR_getpid,
    __NR_gettid,
    __NR_getppid,
    __NR_set_tid_address,
    __NR_set_robust_list,
    __NR_rseq,
    __NR_getrandom,
    __NR_exit,
    __NR_exit_group,
    __NR_futex,
    __NR_clock_gettime,
    __NR_clock_getres,
    __NR_gettimeofday,
    __NR_nanosleep,
    __NR_clock_nanosleep,
    __NR_restart_syscall,
    __NR_sched_yield,
    __NR_sched_getaffinity,
    __NR_getuid,
    __NR_geteuid,
    __NR_getgid,
    __NR_getegid,
    __NR_uname,
    __NR_sysinfo,
    __NR_getcwd,
    __NR_getrlimit,
    __NR_getrusage,
    __NR_times,
    __NR_getcpu,
    __NR_mincore,
    __NR_membarrier,
#ifdef __x86_64__
    __NR_open,
    __NR_stat,
    __NR_lstat,
    __NR_access,
    __NR_readlink,
    __NR_arch_prctl,
    __NR_time,
    __NR_poll,
#endif
};

/* Answered with "no such call", so that the C library does without. */
static const int unknown[] = {__NR_clone3,     __NR_statx,    __NR_ioctl,
#ifdef __NR_faccessat2
                              __NR_faccessat2,
#endif
                              __NR_prctl,      __NR_setrlimit};

struct program {
    struct sock_filter line[MOST];
    int count;
};

static void line(struct program *p, unsigned code, unsigned k, unsigned yes,
                 unsigned no)
{
    if (p->count < MOST)
        p->line[p->count++] = (struct sock_filter){
            (unsigned short)code, (unsigned char)yes, (unsigned char)no, k};
}

static void load(struct program *p, size_t offset)
{
    line(p, BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

static void answer(struct program *p, unsigned action)
{
    line(p, BPF_RET | BPF_K, action, 0, 0);
}

/* Call `nr` gets `action`; the number of the call is loaded. */
static void rule(struct program *p, int nr, unsigned action)
{
    if (nr < 0)
        return;
    line(p, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)nr, 0, 1);
    answer(p, action);
}

static void rules(struct program *p, const int *nr, size_t n, unsigned action)
{
    for (size_t i = 0; i < n; i++)
        rule(p, nr[i], action);
}

/* Call `nr` is allowed where the low word of argument `arg`, under `mask`, is
 * `value`, else it gets `other`. */
static void rule_if(struct program *p, int nr, int arg, unsigned mask,
                    unsigned value, unsigned other)
{
    line(p, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)nr, 0, 5);
    load(p, offsetof(struct seccomp_data, args) + 8 * (size_t)arg);
    line(p, BPF_ALU | BPF_AND | BPF_K, mask, 0, 0);
    line(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    answer(p, SECCOMP_RET_ALLOW);
    answer(p, other);
}

static void head(struct program *p)
{
#ifdef ARCH
    load(p, offsetof(struct seccomp_data, arch));
    line(p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
    answer(p, SECCOMP_RET_KILL_PROCESS);
#endif
    load(p, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    line(p, BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1);
    answer(p, SECCOMP_RET_KILL_PROCESS);
#endif
}

static void run_profile(struct program *p)
{
    const unsigned kill = SECCOMP_RET_KILL_PROCESS;
    const unsigned self = (unsigned)getpid();

    rules(p, allowed, sizeof allowed / sizeof *allowed, SECCOMP_RET_ALLOW);
    rules(p, unknown, sizeof unknown / sizeof *unknown, REFUSE(ENOSYS));
    rule_if(p, __NR_clone, 0, CLONE_THREAD, CLONE_THREAD, kill);
    rule_if(p, __NR_tgkill, 0, ~0u, self, kill);
    rule_if(p, __NR_kill, 0, ~0u, self, kill);
    rule_if(p, __NR_prlimit64, 0, ~0u, 0, kill);
    /* Only the start itself: above the limit, no descriptor can get this
     * number again. */
    rule_if(p, __NR_execveat, 0, ~0u, SANDBOX_EXE, kill);
    rule_if(p, __NR_fcntl, 1, ~0u, F_GETFL, REFUSE(EPERM));
    answer(p, kill);
}

static void compile_profile(struct program *p)
{
    const unsigned spaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID |
                            CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
                            CLONE_NEWCGROUP;

    rules(p, denied, sizeof denied / sizeof *denied, REFUSE(EPERM));
    rule(p, __NR_clone3, REFUSE(ENOSYS));
    rule_if(p, __NR_clone, 0, spaces, 0, REFUSE(EPERM));
    rule_if(p, __NR_ioctl, 1, ~0u, TCGETS, REFUSE(ENOTTY));
    answer(p, SECCOMP_RET_ALLOW);
}

const char *sandbox_filter(enum sandbox_profile profile)
{
#ifdef ARCH
    struct program p = {.count = 0};

    head(&p);
    if (profile == SANDBOX_RUN)
        run_profile(&p);
    else
        compile_profile(&p);
    struct sock_fprog all = {(unsigned short)p.count, p.line};
    if (p.count == MOST)
        errno = E2BIG;
    else if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all))
        return NULL;
#else
    (void)profile;
    errno = ENOSYS;
#endif
    return "the system-call filter";
}
