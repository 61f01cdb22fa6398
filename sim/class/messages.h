/* Chats as programs keep them (.json): messages {"role": "user", "content":
 * "…"}, in an array, under "messages" in an object, or one a line; other keys
 * are passed over.
 *
 * The role is the speaker: "therapist" and "client" say who they are, and of
 * "user" and "assistant" --therapist says who is who. Messages of "system",
 * "developer", "tool" and "function" are not said by anybody and are dropped.
 * "content" may be an array of parts; those with a "text" are read. Where
 * several objects with "messages" stand in one file, in an array or one a
 * line, each is a talk of its own.
 */
#ifndef CLASS_MESSAGES_H
#define CLASS_MESSAGES_H

#include "base/problem.h"
#include "base/source.h"
#include "class/remark.h"

void messages_read(const struct source *source, struct remarks *remarks,
                   struct problems *problems);

#endif
