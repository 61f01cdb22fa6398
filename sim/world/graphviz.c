/* Graphviz's `dot`, started without a shell; see graphviz.h.
 *
 * It reads from one temporary file and complains into another, so that there
 * is one pipe only and neither side can wait for the other in vain. Begin with
 * graphviz_svg().
 */
#include "world/graphviz.h"

#include "world/disk.h"
#include "world/signals.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { SAID_BYTES = 200 }; /* of its complaint, repeated in ours */

/* A run of the program. */
struct run {
    FILE *input;
    FILE *said;    /* what it says on standard error */
    int output[2]; /* a pipe: to read from, to write to */
    pid_t process;
};

static bool cannot_run(struct error *error)
{
    return error_set(error, "cannot run Graphviz: %s", strerror(errno));
}

static bool open_run(struct run *run, const struct buffer *dot,
                     struct error *error)
{
    run->input = tmpfile();
    run->said = tmpfile();
    if (run->input == NULL || run->said == NULL || pipe(run->output) != 0)
        return cannot_run(error);
    if (disk_write_all(fileno(run->input), dot->bytes, dot->length) &&
        lseek(fileno(run->input), 0, SEEK_SET) == 0)
        return true;
    return cannot_run(error);
}

static void close_end(int *file)
{
    if (*file >= 0) close(*file);
    *file = -1;
}

static void close_run(struct run *run)
{
    if (run->input != NULL) fclose(run->input);
    if (run->said != NULL) fclose(run->said);
    close_end(&run->output[0]);
    close_end(&run->output[1]);
}

/* What this program ignores, that one does not. Returns 0 or an errno. */
static int spawn(struct run *run, posix_spawn_file_actions_t *files,
                 posix_spawnattr_t *attributes)
{
    static const char *const words[] = {"dot", "-Tsvg", NULL};
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(attributes, &usual);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(files, fileno(run->input), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(files, run->output[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(files, fileno(run->said), STDERR_FILENO);
    posix_spawn_file_actions_addclose(files, run->output[0]);
    return posix_spawnp(&run->process, words[0], files, attributes,
                        (char *const *)words, environ);
}

static bool start(struct run *run, struct error *error)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    int reason = spawn(run, &files, &attributes);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    close_end(&run->output[1]);
    if (reason == 0) return true;
    errno = reason;
    if (reason != ENOENT) return cannot_run(error);
    return error_set(error,
                     "there is no program 'dot' here, which lays pictures "
                     "out: install Graphviz (Debian's package 'graphviz'), or "
                     "take --format=dot, which works without it");
}

/* Asked to stop, it stops the other one first. */
static bool read_all(struct run *run, struct buffer *svg)
{
    char part[65536];
    ssize_t got;
    while ((got = read(run->output[0], part, sizeof part)) != 0) {
        if (got > 0) {
            buffer_add(svg, part, (size_t)got);
        } else if (errno != EINTR || signals_should_stop()) {
            kill(run->process, SIGTERM);
            return false;
        }
    }
    return true;
}

/* Its status as waitpid() gives it. */
static int wait_for(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

/* The first line of what it said, for a message. */
static bool complain(struct run *run, int status, struct error *error)
{
    char said[SAID_BYTES] = "";
    rewind(run->said);
    if (fgets(said, sizeof said, run->said) == NULL) said[0] = '\0';
    said[strcspn(said, "\n")] = '\0';
    if (WIFSIGNALED(status))
        return error_set(error, "'dot' was stopped by signal %d",
                         WTERMSIG(status));
    return error_set(error, "'dot' could not lay the picture out: %s",
                     said[0] != '\0' ? said : "it does not say why");
}

bool graphviz_svg(const struct buffer *dot, struct buffer *svg,
                  struct error *error)
{
    struct run run = {.output = {-1, -1}};
    bool fine = false;
    if (!open_run(&run, dot, error) || !start(&run, error)) goto done;
    size_t before = svg->length;
    bool read = read_all(&run, svg);
    int status = wait_for(run.process);
    fine = read && status == 0 && svg->length > before;
    if (!fine) complain(&run, status, error);
done:
    close_run(&run);
    return fine;
}
