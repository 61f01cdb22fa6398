/* Rows to utterances, and many judges to one; see annomi.h. Begin with
 * annomi_read(). */
#include "class/annomi.h"

#include "base/buffer.h"
#include "base/count.h"
#include "base/memory.h"
#include "base/sheet.h"
#include "base/table.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum column {
    TRANSCRIPT,
    UTTERANCE,
    INTERLOCUTOR,
    TEXT,
    QUALITY,
    ANNOTATOR,
    MAIN,
    QUESTION,
    QUESTION_KIND,
    REFLECTION,
    REFLECTION_KIND,
    INPUT,
    INPUT_KIND,
    COLUMNS
};

static const char *const column_names[COLUMNS] = {
    [TRANSCRIPT] = "transcript_id",
    [UTTERANCE] = "utterance_id",
    [INTERLOCUTOR] = "interlocutor",
    [TEXT] = "utterance_text",
    [QUALITY] = "mi_quality",
    [ANNOTATOR] = "annotator_id",
    [MAIN] = "main_therapist_behaviour",
    [QUESTION] = "question_exists",
    [QUESTION_KIND] = "question_subtype",
    [REFLECTION] = "reflection_exists",
    [REFLECTION_KIND] = "reflection_subtype",
    [INPUT] = "therapist_input_exists",
    [INPUT_KIND] = "therapist_input_subtype",
};

enum { NEEDED = QUALITY, MOST_ANNOTATORS = 100 };

/* A behaviour, and the two of its kinds that have codes; OTHERS: there are
 * more kinds, which have none. */
static const struct {
    enum column exists;
    enum column kind;
    enum remark_code code;
    const char *kinds[2];
    enum remark_code kind_codes[2];
    const char *others[2];
} behaviours[] = {
    {QUESTION,
     QUESTION_KIND,
     REMARK_QUESTION,
     {"open", "closed"},
     {REMARK_OPEN_QUESTION, REMARK_CLOSED_QUESTION},
     {NULL, NULL}},
    {REFLECTION,
     REFLECTION_KIND,
     REMARK_REFLECTION,
     {"simple", "complex"},
     {REMARK_SIMPLE_REFLECTION, REMARK_COMPLEX_REFLECTION},
     {NULL, NULL}},
    {INPUT,
     INPUT_KIND,
     REMARK_INPUT,
     {"information", "advice"},
     {REMARK_INFORMATION, REMARK_ADVICE},
     {"options", "negotiation"}},
};

static const struct {
    const char *cell;
    const char *main;
} mains[] = {{"question", "question"},
             {"reflection", "reflection"},
             {"therapist_input", "input"},
             {"other", "other"}};

/* What one annotator says of an utterance. */
struct vote {
    struct remark_coding coding;
    const char *main;
    struct vote *next;
};

struct utterance {
    size_t session; /* in the order of the file */
    size_t place;
    const char *session_name;
    const char *number;
    const char *speaker;
    const char *quality;
    const char *coder; /* the first, whose rows give the text */
    const char *last;  /* part of the text */
    struct buffer text;
    size_t offset;
    struct vote *votes;
    size_t vote_count;
};

struct reader {
    const struct source *source;
    struct problems *problems;
    struct arena *arena; /* of the remarks: what is kept lies there */
    struct sheet sheet;
    size_t columns[COLUMNS];
    const struct sheet_row *row;
    struct table sessions;
    size_t session_count;
    struct table names;
    struct utterance *list;
    size_t count;
    size_t room;
};

/* --- cells --------------------------------------------------------------- */

/* The cell, or "" where the file lacks the column or the cell says nothing. */
static const char *cell(const struct reader *reader, enum column column)
{
    size_t place = reader->columns[column];
    if (place >= reader->row->count) return "";
    const char *text = reader->row->cells[place];
    bool nothing = column != TEXT && (strcasecmp(text, "n/a") == 0 ||
                                      strcasecmp(text, "na") == 0 ||
                                      strcasecmp(text, "nan") == 0);
    return nothing ? "" : text;
}

static const char *keep(const struct reader *reader, const char *text)
{
    return arena_copy(reader->arena, text, strlen(text));
}

static void refuse_cell(const struct reader *reader, enum column column,
                        const char *mend)
{
    const char *text = cell(reader, column);
    if (text[0] == '\0')
        problem_add(reader->problems, reader->source, reader->row->offset,
                    REMARK_ROW, mend, "this row has no %s",
                    column_names[column]);
    else
        problem_add(reader->problems, reader->source, reader->row->offset,
                    REMARK_ROW, mend, "'%.40s' is no %s", text,
                    column_names[column]);
}

/* 1, 0, or REMARK_UNJUDGED. */
static int truth(const struct reader *reader, enum column column)
{
    static const char *const words[2][4] = {{"false", "0", "no", "0.0"},
                                            {"true", "1", "yes", "1.0"}};
    const char *text = cell(reader, column);
    if (text[0] == '\0') return REMARK_UNJUDGED;
    for (int level = 0; level < 2; level++)
        for (size_t i = 0; i < COUNT(words[level]); i++)
            if (strcasecmp(text, words[level][i]) == 0) return level;
    refuse_cell(reader, column, "write True, False or n/a");
    return REMARK_UNJUDGED;
}

/* --- what an annotator says ---------------------------------------------- */

static void raise_level(int *levels, enum remark_code code, int level)
{
    if (level > levels[code]) levels[code] = level;
}

static void take_behaviour(const struct reader *reader, size_t index,
                           int *levels)
{
    int level = truth(reader, behaviours[index].exists);
    const char *kind = cell(reader, behaviours[index].kind);
    raise_level(levels, behaviours[index].code, level);
    bool known = level == 0;
    for (size_t i = 0; i < 2; i++) {
        const char *other = behaviours[index].others[i];
        known = known || strcasecmp(kind, behaviours[index].kinds[i]) == 0 ||
                (other != NULL && strcasecmp(kind, other) == 0);
    }
    if (!known && kind[0] != '\0')
        refuse_cell(reader, behaviours[index].kind, NULL);
    for (size_t i = 0; i < 2 && known; i++)
        raise_level(levels, behaviours[index].kind_codes[i],
                    level == 1 &&
                        strcasecmp(kind, behaviours[index].kinds[i]) == 0);
}

static void take_main(const struct reader *reader, struct vote *vote)
{
    const char *text = cell(reader, MAIN);
    if (text[0] == '\0') return;
    for (size_t i = 0; i < COUNT(mains); i++) {
        if (strcasecmp(text, mains[i].cell) != 0) continue;
        if (vote->main == NULL || strcmp(vote->main, "other") == 0)
            vote->main = mains[i].main;
        return;
    }
    refuse_cell(reader, MAIN,
                "write question, reflection, therapist_input or other");
}

/* NULL, and it is said, when there are too many. */
static struct vote *vote_of(const struct reader *reader,
                            struct utterance *utterance)
{
    const char *coder = cell(reader, ANNOTATOR);
    struct vote **end = &utterance->votes;
    while (*end != NULL && strcmp((*end)->coding.coder, coder) != 0)
        end = &(*end)->next;
    if (*end != NULL) return *end;
    if (utterance->vote_count == MOST_ANNOTATORS) {
        problem_add(reader->problems, reader->source, reader->row->offset,
                    PROBLEM_TOO_MANY, NULL,
                    "more than %d annotators judge this utterance",
                    MOST_ANNOTATORS);
        return NULL;
    }
    *end = arena_new(reader->arena, 1, sizeof **end);
    (*end)->coding.coder = keep(reader, coder);
    for (int i = 0; i < REMARK_CODES; i++)
        (*end)->coding.levels[i] = REMARK_UNJUDGED;
    utterance->vote_count++;
    return *end;
}

/* --- rows ---------------------------------------------------------------- */

static size_t session_of(struct reader *reader, const char *name)
{
    int index = table_get(&reader->sessions, name, strlen(name));
    if (index >= 0) return (size_t)index;
    table_put(&reader->sessions, name, strlen(name),
              (int)reader->session_count);
    return reader->session_count++;
}

/* The utterance that the row belongs to, made when it is the first. */
static struct utterance *utterance_of(struct reader *reader)
{
    struct buffer key = {0};
    buffer_format(&key, "%s\x1f%s", cell(reader, TRANSCRIPT),
                  cell(reader, UTTERANCE));
    int index = table_get(&reader->names, key.bytes, key.length);
    if (index < 0) {
        if (reader->count == reader->room) {
            reader->room = reader->room * 2 + 64;
            reader->list =
                memory_resize(reader->list, reader->room, sizeof *reader->list);
        }
        index = (int)reader->count;
        const char *session = keep(reader, cell(reader, TRANSCRIPT));
        reader->list[reader->count] = (struct utterance){
            .session = session_of(reader, session),
            .place = reader->count,
            .session_name = session,
            .number = keep(reader, cell(reader, UTTERANCE)),
            .speaker = keep(reader, cell(reader, INTERLOCUTOR)),
            .quality = keep(reader, cell(reader, QUALITY)),
            .coder = keep(reader, cell(reader, ANNOTATOR)),
            .last = "",
            .offset = reader->row->offset,
        };
        reader->count++;
        table_put(&reader->names,
                  arena_copy(reader->arena, key.bytes, key.length), key.length,
                  index);
    }
    buffer_free(&key);
    return &reader->list[index];
}

static void take_row(struct reader *reader)
{
    static const enum column said[] = {TRANSCRIPT, UTTERANCE, INTERLOCUTOR};
    size_t before = reader->problems->count;
    for (size_t i = 0; i < COUNT(said); i++)
        if (cell(reader, said[i])[0] == '\0')
            refuse_cell(reader, said[i], NULL);
    if (reader->problems->count > before) return;
    struct utterance *utterance = utterance_of(reader);
    const char *text = cell(reader, TEXT);
    if (strcasecmp(utterance->speaker, cell(reader, INTERLOCUTOR)) != 0) {
        problem_add(reader->problems, reader->source, reader->row->offset,
                    REMARK_ROW, "give each utterance a number of its own",
                    "the rows of utterance %.40s of transcript %.40s name two "
                    "speakers",
                    utterance->number, utterance->session_name);
        return;
    }
    if (strcmp(utterance->coder, cell(reader, ANNOTATOR)) == 0 &&
        strcmp(utterance->last, text) != 0) {
        utterance->last = keep(reader, text);
        if (utterance->text.length > 0) buffer_add_byte(&utterance->text, ' ');
        buffer_add_text(&utterance->text, text);
    }
    struct vote *vote = vote_of(reader, utterance);
    if (vote == NULL) return;
    for (size_t i = 0; i < COUNT(behaviours); i++)
        take_behaviour(reader, i, vote->coding.levels);
    take_main(reader, vote);
}

static bool take_header(struct reader *reader)
{
    const struct sheet_row *header = &reader->sheet.rows[0];
    struct buffer lacking = {0};
    for (int i = 0; i < COLUMNS; i++) {
        reader->columns[i] = sheet_column(header, column_names[i]);
        if (reader->columns[i] == header->count && i < NEEDED)
            buffer_format(&lacking, "%s%s", lacking.length > 0 ? ", " : "",
                          column_names[i]);
    }
    bool fine = lacking.length == 0;
    if (!fine)
        problem_add(reader->problems, reader->source, header->offset,
                    REMARK_NO_COLUMN,
                    "tables are read as AnnoMI has them, and the first row "
                    "names the columns",
                    "no column is called: %s", buffer_text(&lacking));
    buffer_free(&lacking);
    return fine;
}

static void take_rows(struct reader *reader)
{
    size_t columns = reader->sheet.rows[0].count;
    for (size_t i = 1; i < reader->sheet.count; i++) {
        reader->row = &reader->sheet.rows[i];
        if (reader->row->count == columns)
            take_row(reader);
        else
            problem_add(reader->problems, reader->source, reader->row->offset,
                        REMARK_ROW, "put texts with commas between quotes",
                        "this row has %zu cells, and the first has %zu",
                        reader->row->count, columns);
    }
}

/* --- many judges to one -------------------------------------------------- */

static const struct remark_coding *majority(const struct reader *reader,
                                            const struct utterance *utterance)
{
    struct remark_coding *coding = arena_new(reader->arena, 1, sizeof *coding);
    bool judged = false;
    for (int i = 0; i < REMARK_CODES; i++) {
        size_t said[2] = {0};
        for (const struct vote *v = utterance->votes; v != NULL; v = v->next)
            if (v->coding.levels[i] != REMARK_UNJUDGED)
                said[v->coding.levels[i]]++;
        coding->levels[i] =
            said[0] + said[1] == 0 ? REMARK_UNJUDGED : said[1] > said[0];
        judged = judged || coding->levels[i] != REMARK_UNJUDGED;
    }
    return judged ? coding : NULL;
}

static const char *main_of(const struct utterance *utterance)
{
    size_t said[COUNT(mains)] = {0};
    const char *most = NULL;
    size_t best = 0;
    for (size_t i = 0; i < COUNT(mains); i++) {
        for (const struct vote *v = utterance->votes; v != NULL; v = v->next)
            said[i] += v->main == mains[i].main;
        if (said[i] == best) most = NULL;
        if (said[i] <= best) continue;
        best = said[i];
        most = mains[i].main;
    }
    return most;
}

static const struct remark_coding *codings_of(const struct reader *reader,
                                              const struct utterance *utterance)
{
    struct remark_coding *list =
        arena_new(reader->arena, utterance->vote_count, sizeof *list);
    size_t count = 0;
    for (const struct vote *v = utterance->votes; v != NULL; v = v->next)
        list[count++] = v->coding;
    return list;
}

/* --- all of it ----------------------------------------------------------- */

static int by_session(const void *one, const void *other)
{
    const struct utterance *a = one;
    const struct utterance *b = other;
    if (a->session != b->session)
        return (a->session > b->session) - (a->session < b->session);
    return (a->place > b->place) - (a->place < b->place);
}

/* Its own number, or how many stand before it in its session. */
static int number_of(const struct utterance *utterance, int before)
{
    char *end = NULL;
    long number = strtol(utterance->number, &end, 10);
    return *end == '\0' && number >= 0 && number <= 1000000000 ? (int)number
                                                               : before + 1;
}

static void add_remark(const struct reader *reader,
                       const struct utterance *utterance, int before,
                       struct remarks *remarks)
{
    struct remark *remark =
        remark_add(remarks, buffer_text(&utterance->text),
                   utterance->text.length, utterance->offset);
    remark->session = utterance->session_name;
    remark->turn = number_of(utterance, before);
    remark->speaker = utterance->speaker;
    if (utterance->quality[0] != '\0') remark->quality = utterance->quality;
    remark->coded = majority(reader, utterance);
    if (remark->coded != NULL && utterance->vote_count > 1) {
        remark->codings = codings_of(reader, utterance);
        remark->coding_count = utterance->vote_count;
    }
    remark->main = main_of(utterance);
}

static void add_remarks(struct reader *reader, struct remarks *remarks)
{
    int before = 0;
    if (reader->count > 0)
        qsort(reader->list, reader->count, sizeof *reader->list, by_session);
    for (size_t i = 0; i < reader->count; i++, before++) {
        const struct utterance *utterance = &reader->list[i];
        if (i > 0 && utterance->session != reader->list[i - 1].session)
            before = 0;
        add_remark(reader, utterance, before, remarks);
    }
}

void annomi_read(const struct source *source, struct remarks *remarks,
                 struct problems *problems)
{
    struct reader reader = {
        .source = source, .problems = problems, .arena = &remarks->arena};
    remarks->named = true;
    if (sheet_read(source, &reader.sheet, problems) && reader.sheet.count > 0 &&
        take_header(&reader)) {
        take_rows(&reader);
        if (problems->count == 0) add_remarks(&reader, remarks);
    }
    for (size_t i = 0; i < reader.count; i++)
        buffer_free(&reader.list[i].text);
    free(reader.list);
    table_free(&reader.sessions);
    table_free(&reader.names);
    sheet_free(&reader.sheet);
}
