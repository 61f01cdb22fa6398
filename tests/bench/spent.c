/* Runs a command and says what that took.
 *
 *   spent COMMAND [WORD…]
 *
 * One line: CPU time and time by the clock, in milliseconds, and the most
 * memory, in KiB. What the command prints is thrown away.
 */
#define _XOPEN_SOURCE 700

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double milliseconds(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t files;
    struct rusage used;
    pid_t process;
    int status;
    if (argc < 2) return 2;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    double start = now();
    if (posix_spawnp(&process, argv[1], &files, NULL, argv + 1, environ) != 0)
        return 3;
    waitpid(process, &status, 0);
    double end = now();
    getrusage(RUSAGE_CHILDREN, &used);
    if (status != 0) return 1;
    printf("%.3f %.3f %ld\n",
           milliseconds(used.ru_utime) + milliseconds(used.ru_stime),
           end - start, used.ru_maxrss);
    return 0;
}
