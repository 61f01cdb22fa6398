/* A fork and a pipe; see sandbox.h. The last byte through the pipe says how
 * the job ended, so that a child that dies early can never be taken for one
 * that was done. Begin with sandbox_run().
 */
#include "world/sandbox.h"

#include "world/disk.h"
#include "world/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUT_OF_MEMORY = 3 }; /* what base/memory ends with */

static const char well[] = "+";
static const char ill[] = "-";

/* --- the child ----------------------------------------------------------- */

static void limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) != 0) _exit(1);
    if (now.rlim_max != RLIM_INFINITY && most > now.rlim_max)
        most = now.rlim_max;
    now.rlim_cur = now.rlim_max = most;
    if (setrlimit(what, &now) != 0) _exit(1);
}

/* In bytes; 0 where the system does not tell. */
static size_t memory_in_use(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void be_limited(const struct sandbox_limits *limits)
{
    size_t in_use = memory_in_use();
    if (in_use > 0) limit(RLIMIT_AS, in_use + limits->memory);
    limit(RLIMIT_CPU, (rlim_t)limits->processor_s);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
}

/* A file that grows beyond its limit is an error, not a signal's death. */
static void be_silent(void)
{
    int nowhere = open("/dev/null", O_RDWR);
    if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 ||
        dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        _exit(1);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
}

static void work(const struct sandbox_limits *limits,
                 bool (*job)(void *context, struct buffer *said), void *context,
                 int out)
{
    struct buffer said = {0};
    be_silent();
    be_limited(limits);
    const char *end = job(context, &said) ? well : ill;
    if (said.length > SANDBOX_SAID) said.length = SANDBOX_SAID;
    bool told =
        (said.length == 0 || disk_write_all(out, said.bytes, said.length)) &&
        disk_write_all(out, end, 1);
    _exit(told ? 0 : 1);
}

/* --- the parent ---------------------------------------------------------- */

static long long now_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1000LL * now.tv_sec + now.tv_nsec / 1000000;
}

/* Adds what comes until the other end is closed. False when that is not so in
 * time, when more comes than may, or when the program should stop. */
static bool listen_until(int in, long long until, struct buffer *heard)
{
    char part[4096];
    while (heard->length <= SANDBOX_SAID + 1) {
        long long left = until - now_ms();
        struct pollfd waiting = {.fd = in, .events = POLLIN};
        if (left <= 0 || signals_should_stop()) return false;
        int ready = poll(&waiting, 1, (int)left);
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        ssize_t got = read(in, part, sizeof part);
        if (got == 0) return true;
        if (got > 0)
            buffer_add(heard, part, (size_t)got);
        else if (errno != EINTR)
            return false;
    }
    return false;
}

static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

static bool explain(int status, struct error *error)
{
    if (WIFSIGNALED(status) &&
        (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return error_set(error, "it takes too much time");
    if (WIFSIGNALED(status))
        return error_set(error, "it makes the program crash (signal %d)",
                         WTERMSIG(status));
    if (WEXITSTATUS(status) == OUT_OF_MEMORY)
        return error_set(error, "it takes too much memory");
    return error_set(error, "it makes the program end (status %d)",
                     WEXITSTATUS(status));
}

/* Takes apart what was heard from a child that ended with STATUS. */
static bool conclude(struct buffer *heard, int status, struct buffer *said,
                     struct error *error)
{
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || heard->length == 0)
        return explain(status, error);
    bool fine = heard->bytes[heard->length - 1] == *well;
    heard->bytes[--heard->length] = '\0';
    if (fine)
        buffer_add(said, heard->bytes, heard->length);
    else
        error_set(error, "%s", buffer_text(heard));
    return fine;
}

bool sandbox_run(const struct sandbox_limits *limits,
                 bool (*job)(void *context, struct buffer *said), void *context,
                 struct buffer *said, struct error *error)
{
    struct buffer heard = {0};
    int ends[2];
    if (pipe(ends) != 0)
        return error_set(error, "cannot try it out: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        work(limits, job, context, ends[1]);
    }
    int reason = errno;
    close(ends[1]);
    bool ended =
        child > 0 &&
        listen_until(ends[0], now_ms() + 1000LL * limits->clock_s, &heard);
    close(ends[0]);
    if (child > 0 && !ended) kill(child, SIGKILL);
    int status = child > 0 ? wait_for(child) : 0;
    bool fine =
        child > 0 ? conclude(&heard, status, said, error)
                  : error_set(error, "cannot try it out: %s", strerror(reason));
    buffer_free(&heard);
    return fine;
}
