/* Coded replies, read and scored; see corpus.h. Begin with corpus_line(). */
#include "rubric/corpus.h"

#include "base/count.h"
#include "base/form.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "rubric/measure.h"
#include "rubric/mistake.h"

#include <stdlib.h>
#include <string.h>

struct corpus *corpus_new(const struct rubric *rubric, bool bare)
{
    struct corpus *corpus = memory_new(1, sizeof *corpus);
    corpus->rubric = rubric;
    corpus->bare = bare;
    corpus->judged = memory_new(rubric->code_count, sizeof *corpus->judged);
    return corpus;
}

static const char *keep(struct corpus *corpus, const char *text)
{
    return arena_copy(&corpus->arena, text, strlen(text));
}

/* The text as people type who leave out marks and capitals. */
static void add_bare(const char *text, struct buffer *out)
{
    struct buffer folded = {0};
    text_fold(text, strlen(text), &folded);
    size_t at = 0;
    while (at < folded.length) {
        int32_t code_point = 0;
        size_t bytes =
            text_next(folded.bytes + at, folded.length - at, &code_point);
        if (text_is_letter(code_point) || text_is_digit(code_point))
            buffer_add(out, folded.bytes + at, bytes);
        else if (text_is_space(code_point) || code_point == '-')
            buffer_add_byte(out, ' ');
        at += bytes;
    }
    buffer_free(&folded);
}

static const char *read_text(struct corpus *corpus, const char *text)
{
    struct buffer bare = {0};
    if (!corpus->bare) return keep(corpus, text);
    add_bare(text, &bare);
    const char *kept = keep(corpus, buffer_text(&bare));
    buffer_free(&bare);
    return kept;
}

/* --- sessions ------------------------------------------------------------ */

/* The first eight hex digits of SHA-256 of the session's name, modulo ten:
 * a session is always in the same fold. */
static int fold_of(const char *session)
{
    char hex[HASH_HEX];
    char first[9];
    hash_bytes(session, strlen(session), hex);
    memcpy(first, hex, 8);
    first[8] = '\0';
    return (int)(strtoul(first, NULL, 16) % CORPUS_FOLDS);
}

static void end_session(struct corpus *corpus)
{
    if (corpus->session_count == 0) return;
    struct corpus_session *session =
        &corpus->sessions[corpus->session_count - 1];
    session->count = corpus->count - session->first;
    session->client_words += (int64_t)turns_rest(&corpus->talk, corpus->rubric);
}

static bool begin_session(struct corpus *corpus, const struct turn *turn,
                          const struct form *form)
{
    const char *id = keep(corpus, turn->session);
    if (!table_put(&corpus->session_names, id, strlen(id),
                   (int)corpus->session_count)) {
        form_problem(form, json_member(json_root(turn->document), "session"),
                     CORPUS_SPLIT_SESSION,
                     "put the lines of a session together, or give its "
                     "second part another name",
                     "the session '%s' had ended already", id);
        return false;
    }
    end_session(corpus);
    if (corpus->session_count == corpus->session_room) {
        corpus->session_room = corpus->session_room * 2 + 64;
        corpus->sessions = memory_resize(corpus->sessions, corpus->session_room,
                                         sizeof *corpus->sessions);
    }
    corpus->sessions[corpus->session_count++] = (struct corpus_session){
        .id = id, .first = corpus->count, .fold = fold_of(id)};
    turns_begin(&corpus->talk, id);
    return true;
}

/* --- what people said of a reply ----------------------------------------- */

static void note_lacking(struct corpus *corpus, const char *name)
{
    const char *kept = keep(corpus, name);
    if (!table_put(&corpus->lacking, kept, strlen(kept), 0)) return;
    corpus->lacking_names =
        memory_resize(corpus->lacking_names, corpus->lacking_count + 1,
                      sizeof *corpus->lacking_names);
    corpus->lacking_names[corpus->lacking_count++] = kept;
}

static bool read_level(const struct corpus *corpus, const struct form *form,
                       const struct json_node *node, size_t code, int *level)
{
    int most = corpus->rubric->codes[code].most;
    if (!form_is(form, node, "a level", FORM_INTEGER)) return false;
    *level = (int)node->number;
    if (*level >= 0 && *level <= most) return true;
    form_problem(form, node, CORPUS_LEVEL_RANGE, NULL,
                 "'%s' has levels from 0 to %d", node->key, most);
    return false;
}

/* Levels by code; NULL when one of them is wrong. */
static const int *read_levels(struct corpus *corpus, const struct form *form,
                              const struct json_node *codes)
{
    const struct rubric *rubric = corpus->rubric;
    int *levels = arena_new(&corpus->arena, rubric->code_count, sizeof *levels);
    bool fine = true;
    for (size_t i = 0; i < rubric->code_count; i++)
        levels[i] = CORPUS_UNJUDGED;
    const struct json_node *node = codes != NULL ? codes->child : NULL;
    for (; node != NULL; node = node->next) {
        size_t code = rubric_code(rubric, node->key);
        if (code == RUBRIC_NONE)
            note_lacking(corpus, node->key);
        else
            fine = read_level(corpus, form, node, code, &levels[code]) && fine;
    }
    return fine ? levels : NULL;
}

static bool read_main(const struct corpus *corpus, const struct form *form,
                      const struct json_node *node, size_t *main)
{
    const struct main_rule *rule = &corpus->rubric->main;
    *main = RUBRIC_NONE;
    if (node == NULL) return true;
    for (size_t i = 0; i < rule->count; i++)
        if (strcmp(corpus->rubric->codes[rule->codes[i]].name, node->text) == 0)
            *main = i;
    if (strcmp(rule->otherwise, node->text) == 0) *main = rule->count;
    if (*main != RUBRIC_NONE) return true;
    form_problem(form, node, CORPUS_NO_SUCH_MAIN,
                 "use a code that the rubric's 'main' names, or its 'else'",
                 "'%s' is no main behaviour of this rubric", node->text);
    return false;
}

/* Of a session as a whole. */
static bool take_quality(struct corpus *corpus, const struct form *form,
                         const struct json_node *node, enum quality quality)
{
    enum quality *known = &corpus->sessions[corpus->session_count - 1].quality;
    if (*known == QUALITY_UNKNOWN) *known = quality;
    if (*known == quality) return true;
    form_problem(form, node, CORPUS_TWO_QUALITIES,
                 "give all turns of a session the same, or one of them",
                 "'%s' is not what an earlier turn of the session says",
                 node->text);
    return false;
}

static bool read_quality(struct corpus *corpus, const struct form *form,
                         const struct turn *turn)
{
    static const struct {
        const char *text;
        enum quality quality;
    } words[] = {{"high", QUALITY_GOOD},
                 {"good", QUALITY_GOOD},
                 {"low", QUALITY_POOR},
                 {"poor", QUALITY_POOR}};
    const struct json_node *node =
        json_member(json_root(turn->document), "quality");
    if (node == NULL) return true;
    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcmp(words[i].text, node->text) == 0)
            return take_quality(corpus, form, node, words[i].quality);
    }
    form_problem(form, node, CORPUS_NO_SUCH_QUALITY,
                 "write high or low (or good or poor)",
                 "'%s' is no quality of a session", node->text);
    return false;
}

static size_t coder_named(struct corpus *corpus, const char *name)
{
    int index = table_get(&corpus->coder_names, name, strlen(name));
    if (index >= 0) return (size_t)index;
    const char *kept = keep(corpus, name);
    corpus->coders = memory_resize(corpus->coders, corpus->coder_count + 1,
                                   sizeof *corpus->coders);
    corpus->coders[corpus->coder_count] = kept;
    table_put(&corpus->coder_names, kept, strlen(kept),
              (int)corpus->coder_count);
    return corpus->coder_count++;
}

static bool read_codings(struct corpus *corpus, const struct form *form,
                         const struct json_node *coders, struct coded *reply)
{
    if (coders == NULL) return true;
    struct coding *list =
        arena_new(&corpus->arena, coders->count, sizeof *list);
    for (const struct json_node *n = coders->child; n != NULL; n = n->next) {
        if (!form_is(form, n, "what a coder said", FORM_OBJECT)) return false;
        list[reply->coding_count].coder = coder_named(corpus, n->key);
        list[reply->coding_count].levels = read_levels(corpus, form, n);
        if (list[reply->coding_count++].levels == NULL) return false;
    }
    reply->codings = list;
    return true;
}

/* Of several coders the level that most gave; of equals the lowest. */
static void take_majority(const struct corpus *corpus, struct coded *reply)
{
    int *levels = (int *)reply->levels;
    for (size_t i = 0; i < corpus->rubric->code_count; i++) {
        int votes[RUBRIC_LEVELS + 1] = {0};
        int best = CORPUS_UNJUDGED;
        if (levels[i] != CORPUS_UNJUDGED) continue;
        for (size_t j = 0; j < reply->coding_count; j++)
            if (reply->codings[j].levels[i] >= 0)
                votes[reply->codings[j].levels[i]]++;
        for (int level = 0; level <= RUBRIC_LEVELS; level++)
            if (votes[level] > (best < 0 ? 0 : votes[best])) best = level;
        levels[i] = best;
    }
}

static bool read_coding(struct corpus *corpus, const struct form *form,
                        const struct turn *turn, struct coded *reply)
{
    const struct json_node *root = json_root(turn->document);
    reply->levels = read_levels(corpus, form, json_member(root, "codes"));
    if (reply->levels == NULL ||
        !read_main(corpus, form, json_member(root, "main"), &reply->main) ||
        !read_codings(corpus, form, json_member(root, "coders"), reply))
        return false;
    take_majority(corpus, reply);
    for (size_t i = 0; i < corpus->rubric->code_count; i++)
        if (reply->levels[i] != CORPUS_UNJUDGED) corpus->judged[i] = true;
    return true;
}

/* --- replies ------------------------------------------------------------- */

static struct coded *new_reply(struct corpus *corpus)
{
    if (corpus->count == corpus->room) {
        corpus->room = corpus->room * 2 + 256;
        corpus->replies = memory_resize(corpus->replies, corpus->room,
                                        sizeof *corpus->replies);
    }
    return &corpus->replies[corpus->count++];
}

/* What cannot be used for its codes is still a part of the talk. */
static bool take_client(struct corpus *corpus, const struct form *form,
                        const struct turn *turn)
{
    turns_client(&corpus->talk, read_text(corpus, turn->text));
    return read_quality(corpus, form, turn);
}

static bool take_reply(struct corpus *corpus, const struct form *form,
                       const struct turn *turn)
{
    struct coded reply = {.session = corpus->session_count - 1,
                          .turn = turn->turn,
                          .main = RUBRIC_NONE};
    size_t client_words = 0;
    reply.client = corpus->talk.client_spoke
                       ? keep(corpus, buffer_text(&corpus->talk.client))
                       : "";
    reply.text = read_text(corpus, turn->text);
    reply.scoring = turns_reply(&corpus->talk, corpus->rubric, reply.text,
                                &reply.words, &client_words);
    corpus->sessions[reply.session].client_words += (int64_t)client_words;
    if (!read_quality(corpus, form, turn) ||
        !read_coding(corpus, form, turn, &reply)) {
        score_free(reply.scoring);
        return false;
    }
    *new_reply(corpus) = reply;
    return true;
}

bool corpus_line(struct corpus *corpus, const struct source *line,
                 struct problems *problems)
{
    struct turn turn;
    struct form form = {line, problems, &corpus->arena};
    bool fine = turns_read(line, &turn, problems);
    if (fine && turns_begins(&corpus->talk, &turn))
        fine = begin_session(corpus, &turn, &form);
    if (fine)
        fine = turn.by_client ? take_client(corpus, &form, &turn)
                              : take_reply(corpus, &form, &turn);
    turns_free(&turn);
    return fine;
}

void corpus_end(struct corpus *corpus)
{
    end_session(corpus);
}

void corpus_free(struct corpus *corpus)
{
    if (corpus == NULL) return;
    for (size_t i = 0; i < corpus->count; i++)
        score_free(corpus->replies[i].scoring);
    free(corpus->replies);
    free(corpus->sessions);
    free(corpus->coders);
    free(corpus->lacking_names);
    free(corpus->judged);
    table_free(&corpus->session_names);
    table_free(&corpus->coder_names);
    table_free(&corpus->lacking);
    turns_talk_free(&corpus->talk);
    arena_free(&corpus->arena);
    free(corpus);
}
