/* Recordings of talks that were had: transcripts in the forms people have
 * them in, made the turns of rubric/turns.h.
 *
 * This is the front: recording_read() picks the reader, finds who speaks
 * (voice.h) and joins what one speaker says in a row to one turn. Turns that
 * people coded stay as they were numbered. A turn without a word is left out,
 * and so is what stands before the first speaker's name.
 *
 * A file with a problem gives no turns at all: half a talk is no talk.
 */
#ifndef CLASS_RECORDING_H
#define CLASS_RECORDING_H

#include "base/buffer.h"
#include "base/problem.h"
#include "base/source.h"
#include "class/remark.h"
#include "class/voice.h"

#include <stdbool.h>

enum recording_form {
    RECORDING_TURNS, /* JSON Lines: already what this makes of the others */
    RECORDING_VTT,
    RECORDING_SRT,
    RECORDING_SCRIPT,
    RECORDING_CHA,
    RECORDING_ANNOMI,
    RECORDING_CHAT,
    RECORDING_FORMS
};

enum { RECORDING_BYTES = 128 << 20 };

/* By the end of a file's name; turns, when it tells nothing. */
enum recording_form recording_form_of(const char *path);

/* By the name that --format takes. RECORDING_FORMS: there is none of it. */
enum recording_form recording_form_named(const char *name);

/* "turns, vtt, …": what --format takes. */
void recording_form_names(struct buffer *out);

struct recording_turn {
    const char *session;
    int number;
    bool by_client;
    const char *text;
    size_t line;                 /* of the file, where it begins */
    const struct remark *remark; /* its first */
};

/* Owns all that it holds. */
struct recording {
    struct remarks remarks;
    struct voices voices;
    struct recording_turn *turns;
    size_t count;
    size_t room;
    size_t left_out;   /* remarks before the first name */
    bool is_undecided; /* who speaks cannot be told: --therapist would help */
};

/* Reads SOURCE in FORM (any but turns). THERAPIST is what --therapist says,
 * or NULL. False, and what is wrong in PROBLEMS, when it gives no turns. The
 * caller frees the recording either way. */
bool recording_read(const struct source *source, enum recording_form form,
                    const char *therapist, struct recording *recording,
                    struct problems *problems);

/* Adds the turn as one of the JSON Lines, without a line end. */
void recording_line(const struct recording_turn *turn, struct buffer *out);

void recording_free(struct recording *recording);

#endif
