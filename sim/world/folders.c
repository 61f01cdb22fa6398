/* Begin with folders_find(). */
#include "world/folders.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef DATADIR
#define DATADIR "/usr/local/share/rapport"
#endif

/* The environment's NAME when it is an absolute path: the XDG specification
 * has relative ones ignored, and a relative home would move with the shell. */
static const char *absolute(const char *name)
{
    const char *value = getenv(name);

    return value && value[0] == '/' ? value : NULL;
}

static const char *home(void)
{
    const char *from_environment = absolute("HOME");
    const struct passwd *user;

    if (from_environment) return from_environment;
    user = getpwuid(getuid());
    return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

static bool find_data(struct buffer *data, struct error *error)
{
    const char *xdg = absolute("XDG_DATA_HOME");
    const char *own = xdg ? NULL : home();

    if (xdg)
        buffer_format(data, "%s/rapport", xdg);
    else if (own)
        buffer_format(data, "%s/.local/share/rapport", own);
    else
        return error_set(error, "cannot find your home folder: HOME is not "
                                "set; set HOME or XDG_DATA_HOME to a full "
                                "path");
    return true;
}

/* Nothing is said where there is none: all goes on without. */
static void find_cache(struct buffer *cache)
{
    const char *xdg = absolute("XDG_CACHE_HOME");
    const char *own = xdg ? NULL : home();

    if (xdg)
        buffer_format(cache, "%s/rapport", xdg);
    else if (own)
        buffer_format(cache, "%s/.cache/rapport", own);
}

/* Adds where the program lies; nothing when the system does not say. */
static void find_program(struct buffer *program)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);

    if (length > 0 && (size_t)length < sizeof path)
        buffer_add(program, path, (size_t)length);
}

/* Takes the last part off PATH; false when it has none. */
static bool go_up(struct buffer *path)
{
    char *slash = path->length ? strrchr(path->bytes, '/') : NULL;

    if (!slash || slash == path->bytes) return false;
    *slash = '\0';
    path->length = (size_t)(slash - path->bytes);
    return true;
}

static bool ends_with_part(const struct buffer *path, const char *part)
{
    const char *slash = strrchr(buffer_text(path), '/');

    return slash && strcmp(slash + 1, part) == 0;
}

static bool has_folder(const struct buffer *path, const char *name)
{
    struct buffer whole = {0};
    struct stat status;
    bool there;

    buffer_format(&whole, "%s/%s", buffer_text(path), name);
    there = stat(buffer_text(&whole), &status) == 0 && S_ISDIR(status.st_mode);
    buffer_free(&whole);
    return there;
}

/* TREE gets the tree in whose build/ the program lies; false when it lies
 * elsewhere. */
static bool find_tree(struct buffer *tree)
{
    find_program(tree);
    return go_up(tree) && ends_with_part(tree, "build") && go_up(tree) &&
           has_folder(tree, "scenarios") && has_folder(tree, "rubrics");
}

bool folders_find(struct folders *folders, struct error *error)
{
    *folders = (struct folders){0};
    if (find_tree(&folders->shipped)) {
        buffer_format(&folders->made, "%s/build",
                      buffer_text(&folders->shipped));
    } else {
        buffer_clear(&folders->shipped);
        buffer_add_text(&folders->shipped, DATADIR);
        buffer_add_text(&folders->made, DATADIR);
    }
    find_cache(&folders->cache);
    return find_data(&folders->data, error);
}

/* Adds FOLDER/rapport/FILE to PATH, if there is such a file. */
static bool has_config(const char *folder, size_t length, const char *file,
                       struct buffer *path)
{
    struct stat status;

    buffer_clear(path);
    if (length == 0 || folder[0] != '/') return false;
    buffer_format(path, "%.*s/rapport/%s", (int)length, folder, file);
    if (stat(buffer_text(path), &status) == 0) return true;
    buffer_clear(path);
    return false;
}

bool folders_find_config(const char *file, struct buffer *path)
{
    const char *xdg = absolute("XDG_CONFIG_HOME");
    const char *own = xdg ? NULL : home();
    const char *dirs = getenv("XDG_CONFIG_DIRS");
    struct buffer usual = {0};
    bool found;

    if (own) buffer_format(&usual, "%s/.config", own);
    if (!xdg) xdg = buffer_text(&usual);
    found = has_config(xdg, strlen(xdg), file, path);
    buffer_free(&usual);
    if (!dirs || *dirs == '\0') dirs = "/etc/xdg";
    while (!found && *dirs != '\0') {
        size_t length = strcspn(dirs, ":");

        found = has_config(dirs, length, file, path);
        dirs += length + (dirs[length] == ':' ? 1 : 0);
    }
    return found;
}

void folders_free(struct folders *folders)
{
    buffer_free(&folders->data);
    buffer_free(&folders->cache);
    buffer_free(&folders->made);
    buffer_free(&folders->shipped);
}
