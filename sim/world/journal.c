/* A journal knows how long its file is when it holds whole lines only; what a
 * failed write leaves beyond that is cut off, at once or before the next
 * write. Begin with journal_append(). */
#include "world/journal.h"

#include "base/memory.h"
#include "world/disk.h"
#include "world/files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct journal {
    int file;
    char *path;
    size_t length; /* of all whole lines */
    bool torn;     /* there may be bytes after them */
};

static struct journal *take(int file, const char *path, size_t length)
{
    struct journal *journal = memory_new(1, sizeof *journal);

    journal->file = file;
    journal->path = memory_copy(path, strlen(path));
    journal->length = length;
    return journal;
}

static bool lock(int file, const char *path, struct error *error)
{
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK)
        return error_set(
            error, "%s is open in another rapport: leave that one first", path);
    return error_set(error,
                     "cannot lock %s: %s (where files cannot be locked, set "
                     "XDG_DATA_HOME to a folder on this machine's own disk)",
                     path, strerror(errno));
}

static bool settle_new(int file, const char *path, const char *folder,
                       struct error *error)
{
    if (!lock(file, path, error)) return false;
    return disk_sync_folder(folder) || disk_cannot(error, "write", path);
}

struct journal *journal_create(const char *path, struct error *error)
{
    char *folder = disk_folder_of(path);
    struct journal *journal = NULL;
    int file;

    if (!files_make_folder(folder, error)) goto done;
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) {
        disk_cannot(error, "create", path);
    } else if (!settle_new(file, path, folder, error)) {
        unlink(path);
        close(file);
    } else {
        journal = take(file, path, 0);
    }
done:
    free(folder);
    return journal;
}

static bool read_all(int file, struct buffer *bytes)
{
    char part[65536];
    ssize_t got;

    while ((got = read(file, part, sizeof part)) != 0) {
        if (got > 0)
            buffer_add(bytes, part, (size_t)got);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

static size_t whole_lines(const struct buffer *bytes)
{
    size_t length = bytes->length;

    while (length > 0 && bytes->bytes[length - 1] != '\n')
        length--;
    return length;
}

static bool cut(int file, size_t length)
{
    return ftruncate(file, (off_t)length) == 0 && fsync(file) == 0;
}

/* Reads FILE's whole lines into LINES. A torn last one stays in the file:
 * nobody knows yet that it is a journal. */
static bool recover(int file, const char *path, struct buffer *lines,
                    size_t *dropped, struct error *error)
{
    struct buffer bytes = {0};
    size_t length;
    bool good = false;

    if (!read_all(file, &bytes)) {
        disk_cannot(error, "read", path);
        goto done;
    }
    length = whole_lines(&bytes);
    *dropped = bytes.length - length;
    buffer_add(lines, buffer_text(&bytes), length);
    good = true;
done:
    buffer_free(&bytes);
    return good;
}

static bool is_regular(int file, const char *path, struct error *error)
{
    struct stat status;

    if (fstat(file, &status) != 0) return disk_cannot(error, "read", path);
    return S_ISREG(status.st_mode) ||
           error_set(error, "cannot open %s: it is no plain file", path);
}

struct journal *journal_open(const char *path, struct buffer *lines,
                             size_t *dropped, struct error *error)
{
    size_t before = lines->length;
    int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);

    *dropped = 0;
    if (file < 0) {
        disk_cannot(error, "open", path);
        return NULL;
    }
    if (!is_regular(file, path, error) || !lock(file, path, error) ||
        !recover(file, path, lines, dropped, error)) {
        close(file);
        return NULL;
    }
    struct journal *journal = take(file, path, lines->length - before);
    journal->torn = *dropped > 0;
    return journal;
}

bool journal_cut(struct journal *journal, struct error *error)
{
    if (journal->torn && !cut(journal->file, journal->length))
        return disk_cannot(error, "cut the torn last line off", journal->path);
    journal->torn = false;
    return true;
}

bool journal_append(struct journal *journal, const char *line, size_t length,
                    struct error *error)
{
    struct buffer bytes = {0};
    bool written;

    assert(length == 0 || !memchr(line, '\n', length));
    if (!journal_cut(journal, error)) return false;
    buffer_add(&bytes, line, length);
    buffer_add_byte(&bytes, '\n');
    written = disk_write_all(journal->file, bytes.bytes, bytes.length) &&
              fsync(journal->file) == 0;
    if (written) {
        journal->length += bytes.length;
    } else {
        disk_cannot(error, "write", journal->path);
        journal->torn = !cut(journal->file, journal->length);
    }
    buffer_free(&bytes);
    return written;
}

const char *journal_path(const struct journal *journal)
{
    return journal->path;
}

void journal_close(struct journal *journal)
{
    if (!journal) return;
    close(journal->file);
    free(journal->path);
    free(journal);
}
