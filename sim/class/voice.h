/* Whose a remark is: names found in a text, and who of them is the therapist.
 *
 * A name stands before a colon where a line or a cue begins: "Kim Lee: How
 * are you?". Not all that stands before a colon is one ("Note: this", "10:30
 * Meeting: …"), so the whole file is evidence. What could be a name begins
 * with a letter, has at most four words and 40 characters, of letters,
 * digits, and . ' - _ ( ) & / only, and neither a digit nor / follows the
 * colon. It is one when
 *   - it holds a word for a role (Therapist, Client, …; T and C alone), or
 *   - --therapist names it, or
 *   - it stands at least twice, none of its words begins with a small letter
 *     (but "de", "van", …), and it is no word that is often set so (Note, So);
 *     with small letters, when it has at most two words and begins every
 *     tenth line or cue.
 * All up to the next name belongs to the one before. A time in brackets,
 * ">>" or a dash may stand before a name.
 *
 * Who is the therapist: whom --therapist names, in full or by the first words
 * of a name, any of a list with commas. Without it, whoever's name holds a
 * word for it (Therapist, Counsellor, Counselor, T, Dr, Interviewer, INV,
 * …); or, of two speakers, the one who is not called Client, Patient or the
 * like. Everybody else is the client.
 */
#ifndef CLASS_VOICE_H
#define CLASS_VOICE_H

#include "base/buffer.h"
#include "base/table.h"
#include "class/remark.h"

struct voice {
    const char *name;
    const char *folded; /* how two spellings are told to be one */
    size_t times;       /* that the name stood in the file */
    size_t turns;
    bool speaks; /* it is a name */
    bool is_therapist;
};

/* Owns what it holds but the names, which lie in the arena of the remarks. */
struct voices {
    struct voice *list;
    size_t count;
    size_t room;
    struct table names;
};

/* Gives each remark its speaker, as far as one can be told: a remark before
 * the first name has none. THERAPIST is what --therapist says, or NULL. */
void voice_find(struct remarks *remarks, const char *therapist,
                struct voices *voices);

/* The voice of a name that voice_find() has given. */
struct voice *voice_of(const struct voices *voices, const char *name);

enum voice_verdict {
    VOICE_KNOWN,
    VOICE_NOBODY,  /* no name was found */
    VOICE_ALONE,   /* only one */
    VOICE_UNNAMED, /* --therapist names none of them */
    VOICE_UNKNOWN  /* none is known to be the therapist */
};

/* Decides who is the therapist. */
enum voice_verdict voice_decide(struct voices *voices, const char *therapist);

/* Adds "Kim Lee (12 turns), Maya (11 turns)", with names that are none only
 * because they stood once. */
void voice_describe(const struct voices *voices, struct buffer *out);

/* Adds "Mother, Kim Lee": names that are none only because they stood once.
 * Returns how many there are. */
size_t voice_list_once(const struct voices *voices, struct buffer *out);

void voice_free(struct voices *voices);

#endif
