/* Begin with files_read() and files_write(). */
#include "world/files.h"

#include "base/memory.h"
#include "world/disk.h"
#include "world/signals.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stamps. */

static struct files_stamp stamp_of(const struct stat *status)
{
    return (struct files_stamp){
        .changed_s = status->st_mtim.tv_sec,
        .changed_ns = status->st_mtim.tv_nsec,
        .bytes = status->st_size,
        .number = status->st_ino,
    };
}

struct files_stamp files_stamp(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0) return (struct files_stamp){0};
    return stamp_of(&status);
}

bool files_same_stamp(const struct files_stamp *one,
                      const struct files_stamp *other)
{
    return one->changed_s == other->changed_s &&
           one->changed_ns == other->changed_ns && one->bytes == other->bytes &&
           one->number == other->number;
}

/* Reading. */

static bool too_large(const char *name, size_t limit, struct error *error)
{
    return error_set(error,
                     "cannot read %s: it is larger than %zu bytes, the most "
                     "that is taken",
                     name, limit);
}

static bool read_open(int file, const char *name, size_t limit,
                      struct buffer *bytes, struct error *error)
{
    char part[65536];
    size_t total = 0;
    ssize_t got;

    while ((got = read(file, part, sizeof part)) != 0) {
        /* A signal that asks the program to stop ends the wait for input. */
        if (got < 0 && errno == EINTR && !signals_should_stop()) continue;
        if (got < 0) return disk_cannot(error, "read", name);
        if ((size_t)got > limit - total) return too_large(name, limit, error);
        buffer_add(bytes, part, (size_t)got);
        total += (size_t)got;
    }
    return true;
}

/* Half of an old file and half of a new one would be neither. */
static bool read_unchanged(int file, const char *path, size_t limit,
                           struct buffer *bytes, struct error *error)
{
    struct stat before;
    struct stat after;

    if (fstat(file, &before) != 0) return disk_cannot(error, "read", path);
    if (!read_open(file, path, limit, bytes, error)) return false;
    if (fstat(file, &after) != 0) return disk_cannot(error, "read", path);
    struct files_stamp one = stamp_of(&before);
    struct files_stamp other = stamp_of(&after);
    if (!S_ISREG(before.st_mode) || files_same_stamp(&one, &other)) return true;
    return error_set(error,
                     "cannot read %s: it changed while it was read; wait until "
                     "it is written, and try again",
                     path);
}

bool files_read(const char *path, size_t limit, struct buffer *bytes,
                struct error *error)
{
    bool good;
    int file;

    if (strcmp(path, "-") == 0)
        return read_open(STDIN_FILENO, "standard input", limit, bytes, error);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return disk_cannot(error, "read", path);
    good = read_unchanged(file, path, limit, bytes, error);
    close(file);
    return good;
}

static bool is_own(int file)
{
    struct stat status;

    return fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid() &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool files_read_own(const char *path, size_t limit, struct buffer *bytes,
                    struct error *error)
{
    bool good;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (file < 0) return disk_cannot(error, "read", path);
    good = is_own(file) ? read_unchanged(file, path, limit, bytes, error)
                        : error_set(error,
                                    "cannot read %s: others may have written "
                                    "it",
                                    path);
    close(file);
    return good;
}

/* Folders. */

bool files_is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Makes PATH, whose folder is there. */
static bool make_one(const char *path, struct error *error)
{
    char *above;
    bool synced;

    if (mkdir(path, 0700) != 0) {
        int reason = errno;

        if (files_is_folder(path)) return true;
        errno = reason == EEXIST ? ENOTDIR : reason;
        return disk_cannot(error, "make the folder", path);
    }
    above = disk_folder_of(path);
    synced = disk_sync_folder(above);
    free(above);
    return synced || disk_cannot(error, "make the folder", path);
}

bool files_make_folder(const char *path, struct error *error)
{
    char *part;
    bool good = true;

    if (files_is_folder(path)) return true;
    part = memory_copy(path, strlen(path));
    for (char *end = part; good && *end; end++) {
        bool name_ends = end > part && *end == '/' && end[-1] != '/';

        if (!name_ends) continue;
        *end = '\0';
        good = files_is_folder(part) || make_one(part, error);
        *end = '/';
    }
    free(part);
    return good && make_one(path, error);
}

bool files_move_folder(const char *from, const char *to, struct error *error)
{
    char *above = disk_folder_of(to);
    bool good = (rename(from, to) == 0 && disk_sync_folder(above)) ||
                disk_cannot(error, "make the folder", to);

    free(above);
    return good;
}

bool files_exists(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0;
}

/* Writing. */

/* Of a temporary file, after the name of the one it will be: mkstemp() puts
 * letters and digits in the place of each X. */
static const char temporary_ending[] = ".XXXXXX";

/* Writes the temporary file TEMPORARY, whose last six letters mkstemp()
 * chooses. When it fails, errno says why and there is no file. */
static bool write_temporary(char *temporary, mode_t mode, const char *bytes,
                            size_t length)
{
    int file = mkstemp(temporary);
    bool good;
    int reason;

    if (file < 0) return false;
    good = fchmod(file, mode) == 0 && disk_write_all(file, bytes, length) &&
           fsync(file) == 0;
    disk_close_quietly(file);
    if (good) return true;
    reason = errno;
    unlink(temporary);
    errno = reason;
    return false;
}

/* A device or pipe would be replaced by a file, not written to. */
static bool may_replace(const char *path, struct error *error)
{
    struct stat status;

    if (stat(path, &status) != 0 || S_ISREG(status.st_mode)) return true;
    return error_set(error, "cannot write %s: it is %s", path,
                     S_ISDIR(status.st_mode) ? "a folder" : "no plain file");
}

static bool replace(const char *path, char *temporary, const char *folder,
                    mode_t mode, const char *bytes, size_t length)
{
    if (!write_temporary(temporary, mode, bytes, length)) return false;
    if (rename(temporary, path) != 0) {
        int reason = errno;

        unlink(temporary);
        errno = reason;
        return false;
    }
    return disk_sync_folder(folder);
}

static bool write_as(const char *path, mode_t mode, const char *bytes,
                     size_t length, struct error *error)
{
    char *folder = disk_folder_of(path);
    struct buffer temporary = {0};
    bool good = false;

    if (!may_replace(path, error) || !files_make_folder(folder, error))
        goto done;
    buffer_format(&temporary, "%s%s", path, temporary_ending);
    good = replace(path, temporary.bytes, folder, mode, bytes, length) ||
           disk_cannot(error, "write", path);
done:
    buffer_free(&temporary);
    free(folder);
    return good;
}

bool files_write(const char *path, const char *bytes, size_t length,
                 struct error *error)
{
    return write_as(path, 0600, bytes, length, error);
}

static mode_t mode_to_share(const char *path)
{
    struct stat status;
    mode_t mask;

    if (stat(path, &status) == 0) return status.st_mode & 0777;
    mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool files_share(const char *path, const char *bytes, size_t length,
                 struct error *error)
{
    return write_as(path, mode_to_share(path), bytes, length, error);
}

/* Listing. */

static bool ends_with(const char *name, const char *ending)
{
    size_t name_length = strlen(name);
    size_t length = strlen(ending);

    return name_length >= length &&
           strcmp(name + name_length - length, ending) == 0;
}

/* Whether NAME is of this KIND. A link to nothing, or to what is not for us, is
 * of none; where a disk fails, FAULT is set to the reason. */
static bool is_in(DIR *folder, const char *name, mode_t kind, int *fault)
{
    struct stat status;

    if (fstatat(dirfd(folder), name, &status, 0) == 0)
        return (status.st_mode & S_IFMT) == kind;
    if (errno != ENOENT && errno != ELOOP && errno != EACCES &&
        errno != ENOTDIR)
        *fault = errno;
    return false;
}

void files_add(struct files_listing *listing, const char *name)
{
    listing->names = memory_resize(listing->names, listing->count + 1,
                                   sizeof *listing->names);
    listing->names[listing->count++] = memory_copy(name, strlen(name));
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool list_kind(const char *folder, const char *ending, mode_t kind,
                      struct files_listing *listing, struct error *error)
{
    const struct dirent *entry;
    DIR *open_folder = opendir(folder);
    int reason = 0;

    *listing = (struct files_listing){0};
    if (!open_folder)
        return errno == ENOENT || disk_cannot(error, "list", folder);
    while (reason == 0 && (errno = 0, entry = readdir(open_folder)) != NULL) {
        bool shown = kind == S_IFREG || entry->d_name[0] != '.';

        if (shown && ends_with(entry->d_name, ending) &&
            is_in(open_folder, entry->d_name, kind, &reason))
            files_add(listing, entry->d_name);
    }
    if (reason == 0) reason = errno;
    closedir(open_folder);
    errno = reason;
    if (reason != 0) {
        files_listing_free(listing);
        return disk_cannot(error, "list", folder);
    }
    if (listing->count > 1)
        qsort(listing->names, listing->count, sizeof *listing->names,
              compare_names);
    return true;
}

bool files_list(const char *folder, const char *ending,
                struct files_listing *listing, struct error *error)
{
    return list_kind(folder, ending, S_IFREG, listing, error);
}

bool files_folders(const char *folder, struct files_listing *listing,
                   struct error *error)
{
    return list_kind(folder, "", S_IFDIR, listing, error);
}

/* Hidden files and folders are the system's, not anybody's work. */
static bool is_below(const FTSENT *entry)
{
    return entry->fts_level > 0 && entry->fts_name[0] != '.';
}

static void sort_listing(struct files_listing *listing)
{
    if (listing->count > 0)
        qsort(listing->names, listing->count, sizeof *listing->names,
              compare_names);
}

/* Neither a file nor a folder that is walked through; hidden ones are nobody's.
 */
static bool is_missed(const FTSENT *entry)
{
    bool walked = entry->fts_info == FTS_D || entry->fts_info == FTS_DP;
    return !walked && entry->fts_level > 0 && is_below(entry);
}

bool files_tree(const char *folder, struct files_listing *listing,
                struct files_listing *missed, struct error *error)
{
    char *roots[] = {(char *)folder, NULL};
    FTS *tree = files_is_folder(folder)
                    ? fts_open(roots, FTS_COMFOLLOW | FTS_PHYSICAL, NULL)
                    : NULL;
    FTSENT *entry;

    if (!tree) return disk_cannot(error, "read", folder);
    while ((entry = fts_read(tree)) != NULL) {
        struct stat status;

        if (entry->fts_info == FTS_D && entry->fts_level > 0 &&
            !is_below(entry))
            fts_set(tree, entry, FTS_SKIP);
        else if (is_below(entry) && stat(entry->fts_accpath, &status) == 0 &&
                 S_ISREG(status.st_mode))
            files_add(listing, entry->fts_path);
        else if (missed != NULL && is_missed(entry))
            files_add(missed, entry->fts_path);
    }
    fts_close(tree);
    sort_listing(listing);
    if (missed != NULL) sort_listing(missed);
    return true;
}

static bool is_temporary(const char *name)
{
    size_t length = strlen(name);
    size_t ending = sizeof temporary_ending - 1;

    if (length <= ending || name[length - ending] != '.') return false;
    for (size_t i = length - ending + 1; i < length; i++)
        if (!isalnum((unsigned char)name[i])) return false;
    return true;
}

void files_sweep(const char *folder)
{
    struct files_listing files;
    struct buffer path = {0};
    struct error ignored;

    if (!files_list(folder, "", &files, &ignored)) return;
    for (size_t i = 0; i < files.count; i++) {
        if (!is_temporary(files.names[i])) continue;
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", folder, files.names[i]);
        unlink(buffer_text(&path));
    }
    buffer_free(&path);
    files_listing_free(&files);
}

void files_listing_free(struct files_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        free(listing->names[i]);
    free(listing->names);
    *listing = (struct files_listing){0};
}

/* Deleting. Goes on after a failure, so that as much as can be is gone, and
 * reports the first. */

struct deletion {
    size_t files;
    bool failed;
    struct error *error; /* the first failure */
};

static void note_failure(struct deletion *deletion, const char *path)
{
    if (!deletion->failed) disk_cannot(deletion->error, "delete", path);
    deletion->failed = true;
}

static void empty_folder(int folder, const char *path,
                         struct deletion *deletion);

static void delete_folder(int above, const char *name, const char *path,
                          struct deletion *deletion)
{
    int folder =
        openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder < 0) {
        note_failure(deletion, path);
        return;
    }
    empty_folder(folder, path, deletion);
    if (unlinkat(above, name, AT_REMOVEDIR) != 0) note_failure(deletion, path);
}

static void delete_entry(int above, const char *name, const char *path,
                         struct deletion *deletion)
{
    struct stat status;

    if (fstatat(above, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        note_failure(deletion, path);
    else if (S_ISDIR(status.st_mode))
        delete_folder(above, name, path, deletion);
    else if (unlinkat(above, name, 0) != 0)
        note_failure(deletion, path);
    else
        deletion->files++;
}

static bool is_self_or_above(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Deletes what is in FOLDER and closes it. */
static void empty_folder(int folder, const char *path,
                         struct deletion *deletion)
{
    const struct dirent *entry;
    struct buffer below = {0};
    DIR *listing = fdopendir(folder);

    if (!listing) {
        note_failure(deletion, path);
        close(folder);
        return;
    }
    while ((entry = readdir(listing)) != NULL) {
        if (is_self_or_above(entry->d_name)) continue;
        buffer_clear(&below);
        buffer_format(&below, "%s/%s", path, entry->d_name);
        delete_entry(dirfd(listing), entry->d_name, buffer_text(&below),
                     deletion);
    }
    closedir(listing);
    buffer_free(&below);
}

bool files_delete_tree(const char *folder, size_t *deleted, struct error *error)
{
    struct deletion deletion = {.error = error};
    struct stat status;

    *deleted = 0;
    if (lstat(folder, &status) != 0)
        return errno == ENOENT || disk_cannot(error, "delete", folder);
    if (!S_ISDIR(status.st_mode))
        return error_set(error, "cannot delete %s: it is no folder", folder);
    delete_folder(AT_FDCWD, folder, folder, &deletion);
    *deleted = deletion.files;
    return !deletion.failed;
}
