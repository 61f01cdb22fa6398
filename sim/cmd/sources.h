/* The sources that a trainee trusts, and what is installed here from each.
 *
 * In her own data, sources/NAME/ holds
 *
 *     source.json         {"format", "url", "course", "key"}
 *     key-HASH.pub        the public key, as minisign writes it
 *     current             a line: the folder of the edition that counts; and,
 *                         after going back, a second: the one that was left
 *     v000007/            an edition: manifest.json, manifest.json.minisig,
 *                         and its files, named by their hash
 *
 * Whatever happens at whatever moment, `current` names a whole edition: an
 * edition is written beside, synced and renamed before `current` is replaced,
 * and `current` and source.json are each replaced in one step. What has been
 * installed stays whether its source can be reached or not, and after it has
 * expired.
 *
 * Begin with sources_list() and sources_open(). Who installs, trusts or forgets
 * holds the lock, sources_lock().
 */
#ifndef CMD_SOURCES_H
#define CMD_SOURCES_H

#include "class/manifest.h"
#include "world/files.h"
#include "world/folders.h"
#include "world/lock.h"
#include "world/signature.h"

/* The names of the files of an edition that are not named by their hash, here
 * and where it is published. */
extern const char sources_manifest[];  /* "manifest.json" */
extern const char sources_signature[]; /* "manifest.json.minisig" */

/* An edition as it lies here. {0} is none. */
struct edition {
    struct buffer folder;    /* its path */
    struct buffer bytes;     /* of its manifest, */
    struct buffer signature; /* and of what signs it */
    struct manifest *manifest;
};

/* A trusted source. {0} is none. */
struct origin {
    struct buffer name;
    struct buffer folder; /* its path */
    struct buffer url;    /* ends with a slash; file names go behind it */
    struct buffer course; /* "": what comes first decides */
    struct buffer key_file;
    struct signature_key key;
    int version;            /* of what is installed; 0: nothing is */
    int left;               /* the version that was gone back from, or 0 */
    struct edition current; /* its manifest is NULL when there is none, */
    struct error damage;    /* or when it is damaged: why; else "" */
};

/* Takes the lock, waiting a while for others to end; before that TELL is called
 * once, unless it is NULL. What was left half written by somebody who was
 * killed is taken away. lock_release() after. */
bool sources_lock(const struct folders *folders, void (*tell)(void),
                  struct lock *lock, struct error *error);

/* The names of all sources, sorted; files_listing_free() after. None where
 * there is no own data. */
bool sources_list(const struct folders *folders, struct files_listing *names,
                  struct error *error);

/* Opens the source NAME with its current edition. The caller closes it, also
 * after a failure. */
bool sources_open(const struct folders *folders, const char *name,
                  struct origin *origin, struct error *error);
void sources_close(struct origin *origin);

/* The course whose manifests are taken: NULL before the first when none was
 * named. */
const char *sources_course(const struct origin *origin);

/* Adds to PATH where FILE of EDITION lies. */
void sources_path(const struct edition *edition,
                  const struct manifest_file *file, struct buffer *path);

/* Adds FILE's bytes to BYTES, if they are of the size and hash they should be.
 */
bool sources_read(const struct edition *edition,
                  const struct manifest_file *file, struct buffer *bytes,
                  struct error *error);

/* True when all files of EDITION are there and as they should be. */
bool sources_whole(const struct edition *edition, struct error *error);

/* Adds to PATH where a file of this hash lies, in any edition of any source;
 * false when there is none. What it holds has yet to be compared. */
bool sources_find(const struct folders *folders, const char *sha256,
                  struct buffer *path);

/* Installs the edition that MANIFEST is loaded from BYTES of, signed by
 * SIGNATURE; FILES holds as many files as it names, in its order. All of it
 * was verified. ORIGIN then has it as its current one. False: ORIGIN and what
 * is installed are as before, but for `current` if only the last sync failed:
 * then it is the old or the new, and whole. Installing the current one again
 * mends its files. */
bool sources_install(struct origin *origin, const struct manifest *manifest,
                     const struct buffer *bytes, const struct buffer *signature,
                     const struct buffer *files, struct error *error);

/* Makes the latest whole edition before the current one the current one, and
 * remembers in `left` which version was left. */
bool sources_go_back(struct origin *origin, struct error *error);

/* What to trust. */
struct trust {
    const char *name;
    const char *url;
    const char *course; /* or NULL */
    const char *key;    /* the bytes of its file */
    size_t key_length;
};

/* Makes the source, or gives the one of that name this address, course and
 * key, in one step. What is installed stays. */
bool sources_trust(const struct folders *folders, const struct trust *trust,
                   struct error *error);

/* Deletes the source NAME and all that was installed from it. */
bool sources_forget(const struct folders *folders, const char *name,
                    struct error *error);

#endif
