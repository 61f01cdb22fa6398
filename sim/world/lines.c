/* Input by lines; see lines.h. Begin with lines_each(). */
#include "world/lines.h"

#include "base/memory.h"
#include "world/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

/* What has been read and not yet been visited: BYTES up to LENGTH, with no
 * line end before SEARCHED. */
struct block {
    char *bytes;
    size_t room;
    size_t length;
    size_t searched;
    size_t number; /* of the last line visited */
};

static bool visit(struct block *block, const struct lines_visitor *visitor,
                  size_t start, size_t end)
{
    return visitor->visit(visitor->context, block->bytes + start, end - start,
                          ++block->number);
}

/* Visits the whole lines and keeps the rest. */
static bool visit_whole(struct block *block,
                        const struct lines_visitor *visitor)
{
    size_t start = 0;
    const char *end;
    while ((end = memchr(block->bytes + block->searched, '\n',
                         block->length - block->searched)) != NULL) {
        size_t at = (size_t)(end - block->bytes);
        if (!visit(block, visitor, start, at)) return false;
        start = at + 1;
        block->searched = start;
    }
    block->length -= start;
    block->searched = block->length;
    memmove(block->bytes, block->bytes + start, block->length);
    return true;
}

static bool must_wait(int file)
{
    struct pollfd ask = {.fd = file, .events = POLLIN};
    return poll(&ask, 1, 0) == 0;
}

/* How many bytes came, 0 at the end, -1 when there is a fault. */
static ssize_t fill(struct block *block, int file,
                    const struct lines_visitor *visitor)
{
    if (block->room - block->length < BLOCK) {
        block->room = block->room * 2 + BLOCK;
        block->bytes = memory_resize(block->bytes, block->room, 1);
    }
    if (visitor->idle != NULL && must_wait(file))
        visitor->idle(visitor->context);
    if (signals_should_stop()) {
        errno = EINTR;
        return -1;
    }
    ssize_t count = read(file, block->bytes + block->length, BLOCK);
    if (count > 0) block->length += (size_t)count;
    return count;
}

static bool each(int file, const char *path,
                 const struct lines_visitor *visitor, struct block *block,
                 struct error *error)
{
    for (;;) {
        ssize_t count = fill(block, file, visitor);
        if (count < 0 && signals_should_stop())
            return error_set(error, "stopped while %s was read", path);
        if (count < 0)
            return error_set(error, "cannot read %s: %s", path,
                             strerror(errno));
        if (count == 0) break;
        if (!visit_whole(block, visitor)) return true;
    }
    if (block->length > 0) visit(block, visitor, 0, block->length);
    return true;
}

bool lines_each(const char *path, const struct lines_visitor *visitor,
                struct error *error)
{
    struct block block = {0};
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return error_set(error, "cannot read %s: %s", path, strerror(errno));
    bool fine = each(file, path, visitor, &block, error);
    if (!standard) close(file);
    free(block.bytes);
    return fine;
}
