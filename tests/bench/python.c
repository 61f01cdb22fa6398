/* Talking with peer.py over two pipes; see python.h. */
#define _POSIX_C_SOURCE 200809L

#include "python.h"

#include "base/memory.h"

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct python {
    pid_t process;
    FILE *to;
    FILE *from;
};

/* Its ends of the pipes are its standard input and output. */
static bool start(struct python *python, const char *command,
                  const char *script)
{
    int asked[2];
    int said[2];
    const char *const words[] = {command, script, NULL};
    posix_spawn_file_actions_t files;
    if (pipe(asked) != 0 || pipe(said) != 0) return false;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, asked[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, said[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, asked[1]);
    posix_spawn_file_actions_addclose(&files, said[0]);
    int error = posix_spawnp(&python->process, command, &files, NULL,
                             (char *const *)words, environ);
    posix_spawn_file_actions_destroy(&files);
    close(asked[0]);
    close(said[1]);
    python->to = fdopen(asked[1], "w");
    python->from = fdopen(said[0], "r");
    return error == 0;
}

static void send_line(struct python *python, struct json_value *value)
{
    struct buffer line = {0};
    json_print(value, &line);
    buffer_add_byte(&line, '\n');
    fwrite(buffer_text(&line), 1, line.length, python->to);
    fflush(python->to);
    buffer_free(&line);
    json_discard(value);
}

static struct json_value *patterns(const struct rubric *rubric)
{
    struct json_value *list = json_array();
    for (size_t i = 0; i < rubric->cue_count; i++) {
        if (rubric->cues[i].kind != CUE_PATTERN) continue;
        struct json_value *pair = json_array();
        size_t length;
        json_append_text(pair, pattern_text(rubric->cues[i].pattern, &length));
        json_append_integer(pair, (int)rubric->cues[i].in);
        json_append(list, pair);
    }
    return list;
}

struct python *python_new(const char *command, const char *script,
                          const struct rubric *rubric,
                          struct json_value *replies)
{
    struct python *python = memory_new(1, sizeof *python);
    size_t refused;
    signal(SIGPIPE, SIG_IGN);
    if (!start(python, command, script)) goto none;
    send_line(python, patterns(rubric));
    if (fscanf(python->from, "%zu", &refused) != 1) goto none;
    send_line(python, replies);
    if (refused == 0) return python;
    fprintf(stderr, "Python's re does not take %zu patterns.\n", refused);
none:
    fprintf(stderr, "Not compared with Python.\n");
    python_free(python);
    return NULL;
}

double python_find(struct python *python, char hash[HASH_HEX])
{
    double microseconds;
    fputs("find\n", python->to);
    fflush(python->to);
    if (fscanf(python->from, "%lf %64s", &microseconds, hash) != 2) return -1;
    return microseconds;
}

void python_free(struct python *python)
{
    if (python == NULL) return;
    if (python->to != NULL) fclose(python->to);
    while (python->from != NULL && fgetc(python->from) != EOF)
        continue; /* or it complains that nobody listens */
    if (python->from != NULL) fclose(python->from);
    if (python->process > 0) waitpid(python->process, NULL, 0);
    free(python);
}
