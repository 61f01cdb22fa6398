/* The append-only record of a session: JSON Lines, each sealed to the one
 * before.
 *
 * A header, then events. `chain`, the last key of each line, is SHA-256 over
 * the chain of the line before and this line's own bytes up to its chain; it
 * finds damage, and only replay finds a lie. Header and events are all that
 * is needed: everything else in a transcript can be recomputed.
 *
 * Formatting and reading only: the file itself is world/journal's.
 */
#ifndef CLASS_TRANSCRIPT_H
#define CLASS_TRANSCRIPT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/problem.h"
#include "scenario/session.h"

#include <stdbool.h>
#include <stddef.h>

/* The problems of a transcript, 500 to 599; never used for anything else. */
enum {
    TRANSCRIPT_NO_HEADER = 500,
    TRANSCRIPT_BROKEN_CHAIN = 501,
    TRANSCRIPT_UNKNOWN_EVENT = 502,
    TRANSCRIPT_AFTER_END = 503,
};

/* Which file: found again by its hash. */
struct pinned {
    const char *id;
    int version;
    const char *sha256;
    size_t at; /* of the bytes of an exercise that pins it; else 0 */
};

struct transcript_header {
    const char *attempt;
    const char *mode; /* "practice" or "exam" */
    const char *program;
    const char *trainee; /* or NULL */
    const char *start;   /* time */
    struct pinned scenario;
    struct pinned rubric;
    struct pinned exercise; /* its id is NULL where it was for none */
    struct changes carry;   /* names below, as many */
    const char *const *carry_names;
    const char *carry_from; /* last chain of the earlier transcript, or NULL */
};

enum transcript_event_kind {
    TRANSCRIPT_REPLY,
    TRANSCRIPT_RETRY,
    TRANSCRIPT_HINT,
    TRANSCRIPT_BETTER,
    TRANSCRIPT_DISPUTE,
    TRANSCRIPT_FEEDBACK,
    TRANSCRIPT_GUESS,
    TRANSCRIPT_END
};

/* What a file says came of an event: a key and its value as JSON. */
struct claim {
    const char *key;
    const char *value;
};

struct transcript_event {
    enum transcript_event_kind kind;
    int turn;
    const char *text; /* of a reply or dispute; of feedback, which */
    const char *code; /* of a dispute, or NULL */
    const char *time;
    int heard;                  /* of a guess, 1 to 5 */
    const struct claim *claims; /* all that replay can compute again */
    size_t claim_count;
    size_t at; /* offset of its line in the file */
};

struct transcript {
    struct arena arena;
    struct transcript_header header;
    struct transcript_event *events;
    size_t event_count;
    char chain[HASH_HEX]; /* of the last line */
    bool ended;
    bool torn;      /* a last line that was cut off in the middle is dropped */
    bool converted; /* line ends, or a mark before them, are not as written */
};

/* Seals lines as they are written. {0} before the header; to go on with a
 * file that is there, copy its last chain in. */
struct transcript_seal {
    char chain[HASH_HEX];
};

/* Each adds to LINE one sealed line without its line end. */
void transcript_format_header(struct transcript_seal *seal,
                              const struct transcript_header *header,
                              struct buffer *line);
void transcript_format_reply(struct transcript_seal *seal,
                             const struct session *session, const char *time,
                             struct buffer *line);
/* All events but replies and ends; TURN is the reply it belongs to. */
void transcript_format_event(struct transcript_seal *seal,
                             const struct transcript_event *event,
                             const char *time, struct buffer *line);
/* ENDING is SCENARIO_NONE when the trainee ended the session. */
void transcript_format_end(struct transcript_seal *seal,
                           const struct session *session, const char *time,
                           struct buffer *line);

/* Whether a file begins as one that the program wrote. */
bool transcript_begins(const char *bytes, size_t length);

/* Reads a whole file. NULL, with PROBLEMS, when it is no transcript or is
 * damaged before its last line; the caller frees. */
struct transcript *transcript_read(const struct source *source,
                                   struct problems *problems);

/* The same at a glance, for many files at once: replies are counted as events
 * but not read, so they have neither text nor claims. */
struct transcript *transcript_skim(const struct source *source,
                                   struct problems *problems);

/* Compares the file's claims about EVENT with those in LINE, which replay has
 * formatted: adds a line to DIFFERENCES for each that differs. */
void transcript_compare(const struct transcript_event *event,
                        const struct buffer *line, struct buffer *differences);

/* Takes NULL. */
void transcript_free(struct transcript *transcript);

/* VALUES, a state each, by name. The caller owns it. */
struct json_value *transcript_state(const struct scenario *scenario,
                                    const int *values);

#endif
