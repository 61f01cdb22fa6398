/* Turns as JSON Lines: what `score` reads. What it writes is printer.h's.
 *
 * {"session","turn","speaker":"client"|"therapist","text"} in order, with
 * human codes where there are any. A turn goes out as its own bytes with one
 * key added, in place of what an earlier scoring added.
 */
#ifndef RUBRIC_TURNS_H
#define RUBRIC_TURNS_H

#include "base/buffer.h"
#include "base/json.h"
#include "rubric/dialogue.h"
#include "rubric/score.h"

enum { TURNS_TEXT_BYTES = 65536, TURNS_LINE_BYTES = 1 << 20 };

struct turn {
    struct json_document *document; /* owns the texts, or is NULL */
    const char *session;
    int turn;
    bool by_client;
    const char *text;
    size_t close; /* offset of the object's last brace in the line */
};

/* Reads LINE. False, with what is wrong in PROBLEMS, when it is no turn;
 * TURN->document may then still be freed. */
bool turns_read(const struct source *line, struct turn *turn,
                struct problems *problems);
void turns_free(struct turn *turn);

/* Whether TURN, which turns_read() read from a line, be it a turn or not, has
 * what an earlier scoring adds: "scored" or "error". */
bool turns_was_scored(const struct turn *turn);

/* Adds the bytes of LINE without that to OUT. */
void turns_unscored(const struct source *line, const struct turn *turn,
                    struct buffer *out);

/* As turns_read() at a glance, for streams: true when LINE, behind whose bytes
 * there is a NUL, is plainly a turn. Its texts then lie in ROOM, which is
 * written over. False: ask turns_read(). */
bool turns_skim(const struct source *line, struct buffer *room,
                struct turn *turn);

/* A talk that grows turn by turn: several lines of the client between two
 * replies make one turn of hers. A line of another session begins anew. */
struct talk {
    struct buffer session;
    struct buffer client; /* not in the dialogue yet */
    bool client_spoke;
    bool begun;
    struct dialogue dialogue;
    struct scoring *spare; /* for the next reply, or NULL */
};

/* An empty line, which is nobody's turn; no longer than a turn may be. */
bool turns_is_blank(const struct source *line);

/* True when TURN begins another session than the one so far. */
bool turns_begins(const struct talk *talk, const struct turn *turn);
void turns_begin(struct talk *talk, const char *session);
void turns_client(struct talk *talk, const char *text);

/* Scores TEXT as the trainee's next reply, and takes it into the talk.
 * *WORDS is how many words it and *CLIENT_WORDS how many the client's turn
 * before it has. The caller owns the scoring. */
struct scoring *turns_reply(struct talk *talk, const struct rubric *rubric,
                            const char *text, size_t *words,
                            size_t *client_words);
/* SCORING, which turns_reply() gave, is needed no more: the next one is written
 * over it. */
void turns_done(struct talk *talk, struct scoring *scoring);
/* Whether SCORING, which turns_reply() gave for the last reply, is what comes
 * of trying every cue; see score_same(). */
bool turns_verify(const struct talk *talk, const struct rubric *rubric,
                  const struct scoring *scoring, size_t *cue);
/* Words of a client's turn after which no reply came. */
size_t turns_rest(const struct talk *talk, const struct rubric *rubric);
void turns_talk_free(struct talk *talk);

/* Adds LINE to OUT with `"error": "…"` added; where LINE is no object, an
 * object of that alone. */
void turns_failed(const struct source *line, const struct turn *turn,
                  const char *message, struct buffer *out);

#endif
