/* CHAT, TalkBank's form of transcripts (.cha).
 *
 * Read are the main lines (*PAR: …) with their continuation lines, which begin
 * with a tab. @Participants and @ID say which role a code like PAR has; a
 * speaker is called by both ("PAR Participant"), and so --therapist=PAR names
 * one. Other @ headers and % tiers are dropped. A file that begins with @Begin
 * must end with @End, or it is torn.
 *
 * What is said stays, repeats and all; how it was said goes:
 *   [//] [/] [?] [=! …] [: …] …   dropped, and < > around what they are about
 *   &-uh                          a filler: uh
 *   &+fr &~gaga &=laughs &*INV:mm fragments, sounds, and another's short
 *                                 word: dropped
 *   (.) (..) (1.5)                pauses: dropped; (be)cause is because
 *   xxx yyy www                   not understood: dropped
 *   0word                         not said: dropped
 *   +... +..?                     trails off: … and …?
 *   +/. +//.                      is cut off: -; +/? +//? +!? ask: ?
 *   +" +^ +< +, ++                how the line joins the one before: dropped
 *   word@q no:: wo^rd a_b         word no word "a b"
 *   times between two 0x15        dropped
 */
#ifndef CLASS_TALKBANK_H
#define CLASS_TALKBANK_H

#include "base/problem.h"
#include "base/source.h"
#include "class/remark.h"

void talkbank_read(const struct source *source, struct remarks *remarks,
                   struct problems *problems);

#endif
