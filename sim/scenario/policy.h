/* Trainees of one habit, to play a scenario on purpose well, or badly.
 *
 * A policy says what such a trainee would reply now. It is a pure function of
 * the session so far: no chance, and no sense for what the client says. Its
 * words are the author's (`better`, `try`), the rubric's own examples, or the
 * client's.
 *
 *   better    the author's `better` lines of the node, in turn
 *   try       the author's `try` lines of the node, in turn, of all its ways
 *   novice-1  a hesitant, brief beginner who makes one mistake in four, by
 *   … -5      five fixed sequences; `novice` means all of them
 *   advice    nothing but advice
 *   closed    nothing but closed questions
 *   silence   never a word
 *   stock     one good reflection, over and over
 *   echo      the client's last words, word for word
 *   shuffled  words that the rubric looks for, a dozen at a time, without sense
 *
 * What a scenario owes them (scenarios/README.md): `better` ends well, the
 * novice ends well or halfway, and no empty habit ends well.
 *
 * The novice. "A hesitant, brief trainee who makes one mistake in four must be
 * able to reach a good or mixed ending": what is the honest test of that? The
 * author's `try` lines would prove nothing, since each was written to win. The
 * rubric's examples were written without this client in mind. Some of them
 * speak of another's sister or cigarettes, which no beginner would; so he
 * takes the short ones that share no word with the client they were written
 * for, and so can be said to anybody: "So it's lonely for you." and not "You
 * want to stop smoking." He gives them by a fixed sequence, deaf to what she
 * says, and never repairs on purpose. Any living beginner listens better than
 * that: where he gets through, they can. Five sequences are a sample, no proof.
 * Where one does not get through, look at what the client does with a mistake,
 * before looking at him.
 */
#ifndef SCENARIO_POLICY_H
#define SCENARIO_POLICY_H

#include "base/buffer.h"
#include "scenario/session.h"

#include <stdbool.h>
#include <stddef.h>

enum { POLICY_TURNS = 200 }; /* enough, where a scenario has no limit */

struct policy;

size_t policy_count(void);
/* In the order in which they are to be shown. */
const struct policy *policy_nth(size_t index);
const char *policy_name(const struct policy *policy);

/* True when WORD means POLICY: its name, its name without number, or "all". */
bool policy_fits(const struct policy *policy, const char *word);

/* What WORD, which fits no policy, may have meant, or NULL. */
const char *policy_nearest(const char *word);

/* Adds to REPLY what the trainee says now; SESSION is not over. False, and
 * WHY added, when this habit has nothing to say: no such line in the node, no
 * such example in the rubric. */
bool policy_says(const struct policy *policy, const struct session *session,
                 struct buffer *reply, struct buffer *why);

/* What its play must come to, as "a good ending"; NULL: it may end anyhow. */
const char *policy_hope(const struct policy *policy);

/* Whether that is so of a play that came to ENDING (NULL: to none). */
bool policy_hope_holds(const struct policy *policy,
                       const struct ending *ending);

#endif
