/* What has to be done so that bytes and names are on disk for good; see
 * disk.h. */
#include "world/disk.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What to do, where the system's word for it does not say. */
static const char *mend(int reason)
{
    if (reason == ENOSPC) return " (make room on that disk)";
    if (reason == EDQUOT) return " (make room: your share is used up)";
    return "";
}

bool disk_cannot(struct error *error, const char *what, const char *path)
{
    int reason = errno;

    return error_set(error, "cannot %s %s: %s%s", what, path, strerror(reason),
                     mend(reason));
}

char *disk_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash) return memory_copy(".", 1);
    return slash == path ? memory_copy("/", 1)
                         : memory_copy(path, (size_t)(slash - path));
}

/* A folder that one may write to but not read cannot be synced; nor can any
 * on some file systems, which say EINVAL and keep names in their own way. */
bool disk_sync_folder(const char *folder)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced;

    if (file < 0) return errno == EACCES;
    synced = fsync(file) == 0 || errno == EINVAL;
    disk_close_quietly(file);
    return synced;
}

bool disk_write_all(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, bytes, length);

        if (put < 0 && errno != EINTR) return false;
        if (put > 0) {
            bytes += put;
            length -= (size_t)put;
        }
    }
    return true;
}

void disk_close_quietly(int file)
{
    int reason = errno;

    close(file);
    errno = reason;
}
