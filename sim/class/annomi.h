/* AnnoMI's tables (Wu et al. 2023, Future Internet 15(3):110), AnnoMI-simple
 * and AnnoMI-full: counselling talks, utterance by utterance, with what
 * trained coders saw in them.
 *
 * Columns are found by name; transcript_id, utterance_id, interlocutor and
 * utterance_text must be there. All rows of one utterance_id in a transcript
 * are one turn, wherever they stand: an annotator's rows may be parts of its
 * text; several annotators judge the same text, which is taken from the first.
 *
 *   mi_quality                the session's quality
 *   main_therapist_behaviour  main: question, reflection, input (for
 *                             therapist_input), other
 *   question_exists, _subtype        question, open_question, closed_question
 *   reflection_exists, _subtype      reflection, simple_, complex_reflection
 *   therapist_input_exists, _subtype input; information and advice; for
 *                                    options and negotiation neither
 *
 * Of several annotators' levels the one that most gave is the turn's, and 0
 * where as many say 1 as 0; a main behaviour with as many voices as another is
 * none. Each annotator's own levels are kept beside. Of an annotator's several
 * rows, a code is there when one row has it, and the main behaviour is the
 * first that is not `other`. "n/a" and empty cells judge nothing.
 */
#ifndef CLASS_ANNOMI_H
#define CLASS_ANNOMI_H

#include "base/problem.h"
#include "base/source.h"
#include "class/remark.h"

void annomi_read(const struct source *source, struct remarks *remarks,
                 struct problems *problems);

#endif
