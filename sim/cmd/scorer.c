/* Lines scored; see scorer.h. Begin with scorer_line(). */
#include "cmd/scorer.h"

#include "base/text.h"

#include <string.h>

/* --- explaining ---------------------------------------------------------- */

static void explain_weight(const struct rubric *rubric,
                           const struct scoring *scoring, const char *text,
                           const struct weight *weight, struct buffer *out)
{
    const struct match *match = score_match(scoring, weight->cue, 0);
    if (match == NULL) return;
    buffer_format(out, "      %+7.3f  %s (%s): ", weight->thousandths / 1000.0,
                  rubric->cues[weight->cue].name,
                  part_whose_name(match->whose));
    if (match->whose == WHOSE_REPLY)
        text_visible(text + match->span.start,
                     match->span.end - match->span.start, out);
    buffer_add_byte(out, '\n');
}

static void explain_code(const struct rubric *rubric,
                         const struct scoring *scoring, const char *text,
                         size_t index, struct buffer *out)
{
    const struct code *code = &rubric->codes[index];
    buffer_format(out, "  %-20s level %d   score %g, first cut %g\n",
                  code->name, scoring->levels[index],
                  scoring->scores[index] / 1000.0, code->cuts[0] / 1000.0);
    buffer_format(out, "      %+7.3f  to start from\n", code->bias / 1000.0);
    for (size_t i = 0; i < code->weight_count; i++)
        explain_weight(rubric, scoring, text, &code->weights[i], out);
    for (size_t i = 0; i < code->unless.count; i++)
        if (scoring->fired[code->unless.list[i]])
            buffer_format(out, "               level 0 because of %s\n",
                          rubric->cues[code->unless.list[i]].name);
}

/* Codes that are there, and those to which at least one cue spoke. */
static void explain(const struct rubric *rubric, const struct turn *turn,
                    const struct scoring *scoring, struct buffer *out)
{
    buffer_add_text(out, "> ");
    text_visible(turn->text, strlen(turn->text), out);
    buffer_format(out, "\n  main: %s%s\n", score_main_name(rubric, scoring),
                  scoring->recognised ? "" : " (nothing recognised)");
    for (size_t i = 0; i < rubric->code_count; i++) {
        const struct code *code = &rubric->codes[i];
        bool touched = scoring->levels[i] > 0;
        for (size_t j = 0; j < code->weight_count; j++)
            touched = touched || scoring->fired[code->weights[j].cue];
        if (touched && !code->is_any)
            explain_code(rubric, scoring, turn->text, i, out);
    }
}

/* --- turns --------------------------------------------------------------- */

static void end_session(struct scorer *scorer, struct strand *strand,
                        struct telling *telling)
{
    if (strand->tally != NULL && scorer->output == SCORER_MEASURES) {
        measure_client(strand->tally,
                       turns_rest(&strand->talk, scorer->rubric));
        printer_measures(scorer->printer, buffer_text(&strand->talk.session),
                         strand->tally, &telling->out);
        buffer_add_byte(&telling->out, '\n');
    }
    measure_tally_free(strand->tally);
    strand->tally = NULL;
}

/* Says where the index and the plain loop differ. */
static void verify(struct scorer *scorer, const struct strand *strand,
                   const struct scorer_line *line, const struct turn *turn,
                   const struct scoring *scoring, struct telling *telling)
{
    size_t cue;
    const struct rubric *rubric = scorer->rubric;
    if (turns_verify(&strand->talk, rubric, scoring, &cue)) {
        scorer->verified++;
        return;
    }
    scorer->problems = true;
    telling_fail(telling,
                 "%s: session '%s', turn %d: cue '%s' is met otherwise when "
                 "every cue is tried. That is a mistake in the program: "
                 "please report it with this line",
                 line->source.name, turn->session, turn->turn,
                 cue < rubric->cue_count ? rubric->cues[cue].name
                                         : "(sentences)");
}

static void take_reply(struct scorer *scorer, struct strand *strand,
                       const struct scorer_line *line, const struct turn *turn,
                       struct telling *telling)
{
    size_t words = 0;
    size_t client_words = 0;
    const struct rubric *rubric = scorer->rubric;
    struct scoring *scoring =
        turns_reply(&strand->talk, rubric, turn->text, &words, &client_words);
    if (scorer->verify) verify(scorer, strand, line, turn, scoring, telling);
    if (scorer->output == SCORER_MEASURES) {
        measure_client(strand->tally, client_words);
        measure_reply(strand->tally, rubric, scoring, words);
    } else if (scorer->output == SCORER_EXPLAINED) {
        explain(rubric, turn, scoring, &telling->out);
    } else {
        printer_scored(scorer->printer, &line->source, turn, scoring,
                       &telling->out);
        buffer_add_byte(&telling->out, '\n');
    }
    turns_done(&strand->talk, scoring);
}

static void pass_on(const struct scorer *scorer, const struct source *line,
                    struct telling *telling)
{
    if (scorer->output != SCORER_LINES) return;
    buffer_add(&telling->out, line->bytes, line->length);
    buffer_add_byte(&telling->out, '\n');
}

/* What the roll is called for: see roll.h. A talk of its own may be called
 * like any other. */
static void note_order(const struct scorer_line *line, const struct turn *turn,
                       bool is_lower, struct telling *telling)
{
    const struct roll_entry entry = {
        .session = roll_session(turn->session),
        .is_lower = is_lower,
        .file = line->source.name,
        .line = line->number,
    };
    if (!line->apart) roll_note(&telling->roll, &entry);
}

static void take_turn(struct scorer *scorer, struct strand *strand,
                      const struct scorer_line *line, const struct turn *turn,
                      struct telling *telling)
{
    if (turns_begins(&strand->talk, turn)) {
        end_session(scorer, strand, telling);
        strand->tally = measure_tally_new(scorer->rubric);
        turns_begin(&strand->talk, turn->session);
        note_order(line, turn, false, telling);
    } else if (turn->turn < strand->turn) {
        note_order(line, turn, true, telling);
    }
    strand->turn = turn->turn;
    if (!turn->by_client) {
        take_reply(scorer, strand, line, turn, telling);
        return;
    }
    turns_client(&strand->talk, turn->text);
    pass_on(scorer, &line->source, telling);
}

/* A line that is no turn is reported at its place, and still comes out. */
static void refuse_line(struct scorer *scorer, const struct scorer_line *line,
                        const struct turn *turn, struct problems *problems,
                        struct telling *telling)
{
    scorer->problems = true;
    telling_fail(telling, "%s:%zu: %s", line->source.name, line->number,
                 problem_brief(problems));
    if (scorer->output != SCORER_LINES) return;
    turns_failed(&line->source, turn, problems->list[0].message, &telling->out);
    buffer_add_byte(&telling->out, '\n');
}

/* A line that takes more than a glance. What an earlier scoring added is left
 * out first. */
static void take_line(struct scorer *scorer, struct strand *strand,
                      const struct scorer_line *line, struct telling *telling)
{
    struct turn turn;
    struct problems problems = {0};
    bool fine = turns_read(&line->source, &turn, &problems);
    if (turns_was_scored(&turn)) {
        struct buffer bytes = {0};
        struct scorer_line bare = *line;
        turns_unscored(&line->source, &turn, &bytes);
        bare.source.bytes = buffer_text(&bytes);
        bare.source.length = bytes.length;
        take_line(scorer, strand, &bare, telling);
        buffer_free(&bytes);
    } else if (fine) {
        take_turn(scorer, strand, line, &turn, telling);
    } else {
        refuse_line(scorer, line, &turn, &problems, telling);
    }
    turns_free(&turn);
    problem_free(&problems);
}

void scorer_line(struct scorer *scorer, struct strand *strand,
                 const struct scorer_line *line, struct telling *telling)
{
    struct turn turn;
    if (line->apart) strand->talk.begun = false;
    if (turns_is_blank(&line->source))
        pass_on(scorer, &line->source, telling);
    else if (turns_skim(&line->source, &scorer->room, &turn))
        take_turn(scorer, strand, line, &turn, telling);
    else
        take_line(scorer, strand, line, telling);
}

void scorer_end(struct scorer *scorer, struct strand *strand,
                struct telling *telling)
{
    end_session(scorer, strand, telling);
    turns_talk_free(&strand->talk);
    *strand = (struct strand){0};
}

bool scorer_begins(struct scorer *scorer, struct buffer *latest,
                   const struct scorer_line *line)
{
    struct turn turn;
    struct problems problems = {0};
    bool begins = line->apart;
    if (turns_skim(&line->source, &scorer->room, &turn) ||
        turns_read(&line->source, &turn, &problems)) {
        begins = begins || (latest->length > 0 &&
                            strcmp(buffer_text(latest), turn.session) != 0);
        buffer_clear(latest);
        buffer_add_text(latest, turn.session);
    }
    turns_free(&turn);
    problem_free(&problems);
    return begins;
}

void scorer_free(struct scorer *scorer)
{
    buffer_free(&scorer->room);
}
