/* A manifest: what an instructor has published for a course, by hash.
 *
 * One small file that is signed as a whole: the course, a version that only
 * rises, from when and until when it holds, and every rubric and scenario by
 * name, size and SHA-256. What its bytes say is believed only after the
 * signature on them was verified (world/signature); what a file says, only
 * after its size and hash were compared.
 *
 * Immutable once loaded; it owns one arena. Begin with manifest_load().
 */
#ifndef CLASS_MANIFEST_H
#define CLASS_MANIFEST_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/problem.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MANIFEST_BYTES = 64 << 10,     /* of the manifest itself */
    MANIFEST_SIGNATURE = 16 << 10, /* of the file that signs it */
    MANIFEST_FILES = 64,           /* in one manifest */
    MANIFEST_FILE_BYTES = 1 << 20, /* of one of them */
    MANIFEST_ALL_BYTES = 8 << 20,  /* of all of them */
    MANIFEST_VERSION_MOST = 999999 /* of a manifest, or of a file */
};

/* The problems of a manifest, 700 to 799; never used for anything else. */
enum {
    MANIFEST_TOO_MANY = 700,
    MANIFEST_TOO_LARGE = 701,
    MANIFEST_TWICE = 702,
    MANIFEST_NO_SUCH_KIND = 703,
    MANIFEST_NAME = 704,
    MANIFEST_HASH = 705,
    MANIFEST_TIME = 706,
    MANIFEST_PROGRAM = 707,
    MANIFEST_NONE = 708,
};

struct manifest_file {
    const char *name; /* as it is published: its SHA-256 and ".json" */
    bool is_rubric;   /* else a scenario */
    const char *id;
    int version;
    int64_t bytes;
    const char *sha256; /* 64 lower-case hex digits */
};

struct manifest {
    struct arena arena;
    const char *course; /* an id */
    int version;        /* from 1 */
    const char *issued; /* "2027-02-01T12:00:00Z" */
    const char *expires;
    const char *least_program; /* "1.0": the oldest rapport that can read it */
    const struct manifest_file *files; /* one at least */
    size_t file_count;
};

/* Strict: no comments, no unknown keys, every limit above. NULL, with
 * PROBLEMS, when it is none; the caller frees. */
struct manifest *manifest_load(const struct source *source,
                               struct problems *problems);
void manifest_free(struct manifest *manifest); /* takes NULL */

/* Adds the file's text to OUT; manifest_load() reads the same from it. */
void manifest_write(const struct manifest *manifest, struct buffer *out);

/* The file of this kind and id, or NULL. */
const struct manifest_file *manifest_find(const struct manifest *manifest,
                                          bool is_rubric, const char *id);

/* May NEXT be installed over INSTALLED (NULL: nothing is)? COURSE is the one
 * that is trusted, or NULL when the first manifest decides. NOW is the time,
 * PROGRAM this program's version. SAME_BYTES: NEXT's bytes are INSTALLED's,
 * byte for byte; there is nothing to install then, but what has expired is
 * told all the same, for a server that is kept from what is new shows the old
 * for ever. False with the reason in one line, of which NEXT is the "it". */
bool manifest_may_follow(const struct manifest *next,
                         const struct manifest *installed, const char *course,
                         const char *now, const char *program, bool same_bytes,
                         struct error *why);

#endif
