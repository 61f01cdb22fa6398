/* Rubrics, scenarios and transcripts, found and loaded.
 *
 * By name or by file: a name that holds a slash or ends in .json is a file;
 * any other is looked for among what was installed from the sources that are
 * trusted, in the order of their names, and then among what was shipped.
 * SOURCE:NAME is looked for in that source alone. A scenario from a source is
 * played by that source's rubric, if it has it. What has been used is kept
 * by its hash in the trainee's own data, so that an old transcript can always
 * be replayed.
 */
#ifndef CMD_LIBRARY_H
#define CMD_LIBRARY_H

#include "base/buffer.h"
#include "base/problem.h"
#include "base/source.h"
#include "class/transcript.h"
#include "cmd/known.h"
#include "rubric/rubric.h"
#include "scenario/scenario.h"
#include "world/files.h"
#include "world/folders.h"

/* A file's bytes and its name. */
struct volume {
    struct buffer path;
    struct buffer bytes;
    struct source source;
    struct buffer origin; /* the source it was installed from, or "" */
};

struct library {
    struct folders folders;
    struct error homeless; /* why there is no own data, or "" */
    struct known *known;   /* see admitted.h; NULL until library_remember() */
};

/* A scenario with the rubric it is played by. */
struct pair {
    struct volume rubric_volume;
    struct volume scenario_volume;
    struct rubric *rubric;
    struct scenario *scenario;
};

/* Of exercises none are shipped: they come from an instructor, and are kept. */
enum library_shelf { LIBRARY_RUBRICS, LIBRARY_SCENARIOS, LIBRARY_EXERCISES };

void library_open(struct library *library);
void library_close(struct library *library);

/* From here on what was found good before is not tried again. Not for what
 * speaks for others: `check`, `publish`, `update`. LIBRARY must not move. */
void library_remember(struct library *library);

/* "rubric", "scenario", "exercise". */
const char *library_thing(enum library_shelf shelf);

/* Adds to PATH where FILE lies, or would, among what was shipped. */
void library_path(const struct library *library, enum library_shelf shelf,
                  const char *file, struct buffer *path);

/* Ids of what was shipped or installed, sorted, each once. files_listing_free()
 * after. */
bool library_list(const struct library *library, enum library_shelf shelf,
                  struct files_listing *listing, struct error *error);

/* Adds to NEAR the id on SHELF that begins with NAME, else the one that is most
 * like it; NAME itself, where it is there, and nothing where none is near. */
void library_nearest(const struct library *library, enum library_shelf shelf,
                     const char *name, struct buffer *near);

/* Reads the file that NAME means. As with all of these, library_volume_free()
 * is due in any case. */
bool library_read(const struct library *library, enum library_shelf shelf,
                  const char *name, struct volume *volume, struct error *error);

/* Reads the file at PATH, which is never taken for a name. */
bool library_read_file(const char *path, struct volume *volume,
                       struct error *error);

/* Reads the rubric NAME, which the scenario in SCENARIO asks for: the one of
 * its own source, if it has it. */
bool library_read_asked(const struct library *library,
                        const struct volume *scenario, const char *name,
                        struct volume *volume, struct error *error);

/* Reads the file that an author may begin with. */
bool library_read_skeleton(const struct library *library,
                           enum library_shelf shelf, struct volume *volume,
                           struct error *error);

/* Reads what was kept under this hash, else what NAME means if it has this
 * hash; false when neither is there. */
bool library_read_kept(const struct library *library, enum library_shelf shelf,
                       const char *name, const char *sha256,
                       struct volume *volume, struct error *error);

/* Reads ID.json from beside the file PATH; with SHA256, only if it has that
 * hash. */
bool library_read_beside(const char *path, const char *id, const char *sha256,
                         struct volume *volume);

/* Reads what the exercise in the file PATH pins: from beside it, else as
 * library_read_kept() does; false when it is in neither place. */
bool library_read_pinned(const struct library *library, const char *path,
                         enum library_shelf shelf, const char *id,
                         const char *sha256, struct volume *volume);

/* Keeps the bytes under their hash, if they are not kept yet. */
bool library_keep(const struct library *library, const struct volume *volume,
                  const char *sha256, struct error *error);

void library_volume_free(struct volume *volume);

/* Loads the rubric in VOLUME; problems are printed to standard error. */
struct rubric *library_load_rubric(const struct library *library,
                                   const struct volume *volume);

/* Reads and loads the rubric that NAME means, or the usual one for NULL. NULL,
 * and printed why, when it cannot be had. */
struct rubric *library_rubric(const struct library *library, const char *name,
                              struct volume *volume);

/* Loads scenario NAME and its rubric (RUBRIC by name, or NULL for the one it
 * asks for). Prints what is wrong. False: nothing was loaded. */
bool library_load(const struct library *library, const char *name,
                  const char *rubric, struct pair *pair);
/* The same from volumes that were read already. */
bool library_load_pair(const struct library *library, struct pair *pair);
/* The same for what a transcript was played by, found by its hash. */
bool library_load_pinned(const struct library *library,
                         const struct transcript_header *header,
                         struct pair *pair);
void library_pair_free(struct pair *pair);

/* Reads the transcript in the file PATH, of which BYTES are the whole lines.
 * NULL, and printed why, when it is none or is damaged; the caller frees. */
struct transcript *library_parse_transcript(const char *path,
                                            const struct buffer *bytes);
/* The same from the file itself; a torn last line is left out. */
struct transcript *library_transcript(const char *path);

/* The paths of the trainee's own transcripts, oldest first; none where there is
 * no home. files_listing_free() after. */
bool library_transcripts(const struct library *library,
                         struct files_listing *paths, struct error *error);
/* Those named by NAMES, files or folders of them, in the order given. */
bool library_named_transcripts(char *const *names, size_t count,
                               struct files_listing *paths,
                               struct error *error);
/* Reads one without a word: NULL, and ERROR says why. SKIMS: see
 * transcript_skim(). */
struct transcript *library_peek(const char *path, bool skims,
                                struct error *error);

/* Prints PROBLEMS, sorted, to standard error or output. */
void library_print_problems(struct problems *problems, bool to_output);

#endif
