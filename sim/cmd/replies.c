/* Replies played through scenarios; see replies.h. Begin with replies_run()
 * at the end, then play_out(), which is all the playing there is. */
#include "cmd/replies.h"

#include "base/json.h"
#include "base/memory.h"
#include "class/transcript.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/sitting.h"
#include "scenario/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 8 << 20 };

/* What a file has to say: a reply for each line that can be one. */
struct script {
    struct arena arena;
    const char **replies;
    size_t count;
    size_t room;
    bool refused; /* some line could not be taken */
};

/* One scenario played once, by a policy or a file. */
struct play {
    const char *name;
    const struct policy *policy; /* NULL: the file */
    struct session *session;
    struct buffer why; /* there were no more replies; empty at an ending */
    bool speechless;   /* a policy that had nothing to say */
};

struct run {
    const struct replies_request *request;
    struct library library;
    struct script script;
    bool is_file;
    bool is_single; /* one scenario, played once: shown turn by turn */
};

/* --- a file of replies --------------------------------------------------- */

static bool is_file_name(const char *name)
{
    return strpbrk(name, "/.") != NULL || strcmp(name, "-") == 0;
}

static void add_reply(struct script *script, const char *reply)
{
    if (script->count == script->room) {
        script->room = script->room * 2 + 64;
        script->replies = memory_resize(script->replies, script->room,
                                        sizeof *script->replies);
    }
    script->replies[script->count++] =
        arena_copy(&script->arena, reply, strlen(reply));
}

static void take_line(struct script *script, const char *file, size_t number,
                      const struct buffer *line)
{
    struct buffer why = {0};
    const char *reply = sitting_reply(line, &why);
    if (reply != NULL)
        add_reply(script, reply);
    else
        command_fail(COMMAND_PROBLEMS, "%s, line %zu: %s", file, number,
                     buffer_text(&why));
    script->refused = script->refused || reply == NULL;
    buffer_free(&why);
}

/* As the prompt reads what is piped to it: a line end may be of either kind,
 * and the last line may lack its own. */
static void read_lines(struct script *script, const char *file,
                       const struct buffer *bytes)
{
    struct buffer line = {0};
    size_t number = 0;
    size_t at = 0;
    while (at < bytes->length) {
        const char *start = bytes->bytes + at;
        const char *end = memchr(start, '\n', bytes->length - at);
        size_t length =
            end != NULL ? (size_t)(end - start) : bytes->length - at;
        bool returns = length > 0 && start[length - 1] == '\r';
        buffer_clear(&line);
        buffer_add(&line, start, length - returns);
        take_line(script, file, ++number, &line);
        at += length + 1;
    }
    buffer_free(&line);
}

static bool read_script(struct script *script, const char *file)
{
    struct buffer bytes = {0};
    struct error error = {0};
    bool fine = files_read(file, FILE_BYTES, &bytes, &error);
    if (fine)
        read_lines(script, file, &bytes);
    else
        command_fail(COMMAND_FAILED, "%s", error.text);
    buffer_free(&bytes);
    return fine;
}

static void free_script(struct script *script)
{
    free(script->replies);
    arena_free(&script->arena);
}

/* --- playing ------------------------------------------------------------- */

/* Puts what is said next in REPLY; false when nothing more is. */
static bool next_reply(const struct run *run, struct play *play,
                       struct buffer *reply)
{
    size_t turns = play->session->record_count;
    buffer_clear(reply);
    if (play->policy == NULL) {
        bool more = turns < run->script.count;
        if (more)
            buffer_add_text(reply, run->script.replies[turns]);
        else
            buffer_add_text(&play->why, "there are no more replies");
        return more;
    }
    if (turns >= POLICY_TURNS && play->session->scenario->most_turns == 0) {
        buffer_format(&play->why, "%d turns, and no end", POLICY_TURNS);
        return false;
    }
    play->speechless =
        !policy_says(play->policy, play->session, reply, &play->why);
    return !play->speechless;
}

static void play_out(const struct run *run, const struct pair *pair,
                     struct play *play)
{
    struct buffer reply = {0};
    play->session = session_new(pair->scenario, pair->rubric, NULL);
    while (session_ending(play->session) == SCENARIO_NONE &&
           next_reply(run, play, &reply))
        session_step(play->session, buffer_text(&reply));
    buffer_free(&reply);
}

static const struct ending *ending_of(const struct play *play)
{
    size_t ending = session_ending(play->session);
    if (ending == SCENARIO_NONE) return NULL;
    return &play->session->scenario->endings[ending];
}

/* A habit that could not be played shows nothing. */
static bool is_as_hoped(const struct play *play)
{
    if (play->policy == NULL || policy_hope(play->policy) == NULL) return true;
    return !play->speechless &&
           policy_hope_holds(play->policy, ending_of(play));
}

/* Lines of the file that the client did not wait for. */
static size_t lines_left(const struct run *run, const struct play *play)
{
    return run->is_file ? run->script.count - play->session->record_count : 0;
}

/* --- turn by turn -------------------------------------------------------- */

static void add_way(const struct scenario *scenario, const struct move *move,
                    struct buffer *out)
{
    const struct node *from = &scenario->nodes[move->from];
    buffer_format(out, "%s: %s, ", from->id, from->ways[move->way].id);
    if (move->to == move->from)
        buffer_add_text(out, "stays");
    else
        buffer_format(out, "to %s", scenario->nodes[move->to].id);
    if (move->time_up)
        buffer_add_text(out, " at the turn limit");
    else if (move->rule != SCENARIO_NONE)
        buffer_format(out, " by the rule '%s'",
                      scenario->always[move->rule].id);
}

static void add_changes(const struct scenario *scenario,
                        const struct record *record, struct buffer *out)
{
    const char *between = "; ";
    for (size_t i = 0; i < scenario->state_count; i++) {
        if (record->before[i] == record->after[i]) continue;
        buffer_format(out, "%s%s %d to %d", between, scenario->states[i].name,
                      record->before[i], record->after[i]);
        between = ", ";
    }
}

static void print_turn(const struct scenario *scenario,
                       const struct record *record)
{
    struct buffer text = {0};
    add_way(scenario, &record->move, &text);
    add_changes(scenario, record, &text);
    if (record->scoring->unscorable)
        buffer_add_text(&text, "; the reply could not be scored");
    command_say(stdout, "%4d  > %s\n      %s\n", record->turn,
                record->reply[0] != '\0' ? record->reply : "(silence)",
                buffer_text(&text));
    buffer_free(&text);
}

static void print_turns(const struct play *play)
{
    const struct session *session = play->session;
    for (size_t i = 0; i < session->record_count; i++)
        print_turn(session->scenario, &session->records[i]);
    putchar('\n');
}

/* --- the table ----------------------------------------------------------- */

enum { GAP = 2 };

struct columns {
    size_t name;
    size_t ending;
};

static void widen(size_t *width, const char *text)
{
    if (strlen(text) > *width) *width = strlen(text);
}

static struct columns columns_for(const struct play *plays, size_t count)
{
    struct columns columns = {strlen("replies"), strlen("ending")};
    for (size_t i = 0; i < count; i++) {
        const struct ending *ending = ending_of(&plays[i]);
        widen(&columns.name, plays[i].name);
        if (ending != NULL) widen(&columns.ending, ending->id);
    }
    return columns;
}

static void print_head(const struct scenario *scenario, struct columns columns)
{
    printf("%-*s%-*skind   turns", (int)columns.name + GAP, "replies",
           (int)columns.ending + GAP, "ending");
    for (size_t i = 0; i < scenario->state_count; i++)
        printf("  %s", scenario->states[i].name);
    putchar('\n');
}

static void print_row(const struct play *play, struct columns columns)
{
    const struct session *session = play->session;
    const struct scenario *scenario = session->scenario;
    const struct ending *ending = ending_of(play);
    command_say(stdout, "%-*s", (int)columns.name + GAP, play->name);
    printf("%-*s%-5s  %5zu", (int)columns.ending + GAP,
           ending != NULL ? ending->id : "-",
           ending != NULL ? scenario_ending_kind_name(ending->kind) : "-",
           session->record_count);
    for (size_t i = 0; i < scenario->state_count; i++)
        printf("  %*d", (int)strlen(scenario->states[i].name),
               session->position.values[i]);
    putchar('\n');
}

/* What the figures do not say. */
static void print_notes(const struct run *run, const struct play *play)
{
    size_t left = lines_left(run, play);
    if (play->why.length > 0)
        command_say(stdout, "    %s: %s\n",
                    play->speechless ? "cannot go on" : "stopped",
                    buffer_text(&play->why));
    if (left > 0)
        printf("    at the end, %zu %s of the file %s left\n", left,
               left == 1 ? "line" : "lines", left == 1 ? "was" : "were");
    if (!is_as_hoped(play) && !play->speechless)
        printf("    should come to %s\n", policy_hope(play->policy));
}

static void print_heading(const struct scenario *scenario)
{
    command_say(stdout, "%s: %s\n", scenario->id, scenario->title);
    if (scenario->continues != NULL)
        command_say(stdout,
                    "It goes on from '%s', and is played from its own start "
                    "values.\n",
                    scenario->continues);
    putchar('\n');
}

static void print_table(const struct run *run, const struct scenario *scenario,
                        const struct play *plays, size_t count)
{
    struct columns columns = columns_for(plays, count);
    print_heading(scenario);
    if (run->is_single) print_turns(plays);
    print_head(scenario, columns);
    for (size_t i = 0; i < count; i++) {
        print_row(&plays[i], columns);
        print_notes(run, &plays[i]);
    }
}

/* --- JSON ---------------------------------------------------------------- */

/* With the names that a transcript gives to the same things. */
static struct json_value *turn_value(const struct scenario *scenario,
                                     const struct record *record)
{
    struct json_value *value = json_object();
    const struct node *node = &scenario->nodes[record->move.from];
    json_set_integer(value, "turn", record->turn);
    json_set_text(value, "text", record->reply);
    json_set_text(value, "node", node->id);
    json_set_text(value, "won", node->ways[record->move.way].id);
    if (record->move.rule != SCENARIO_NONE)
        json_set_text(value, "always", scenario->always[record->move.rule].id);
    json_set_text(value, "next", scenario->nodes[record->move.to].id);
    json_set_value(value, "state", transcript_state(scenario, record->after));
    if (record->scoring->unscorable) json_set_bool(value, "unscorable", true);
    return value;
}

static void set_ending(struct json_value *value, const struct ending *ending)
{
    if (ending == NULL) {
        json_set_null(value, "ending");
        return;
    }
    json_set_text(value, "ending", ending->id);
    json_set_text(value, "kind", scenario_ending_kind_name(ending->kind));
}

static struct json_value *play_value(const struct run *run,
                                     const struct play *play)
{
    const struct session *session = play->session;
    const struct scenario *scenario = session->scenario;
    struct json_value *value = json_object();
    struct json_value *turns = json_array();
    for (size_t i = 0; i < session->record_count; i++)
        json_append(turns, turn_value(scenario, &session->records[i]));
    json_set_text(value, "scenario", scenario->id);
    json_set_text(value, "replies", play->name);
    set_ending(value, ending_of(play));
    json_set_integer(value, "turns", (int64_t)session->record_count);
    json_set_value(value, "state",
                   transcript_state(scenario, session->position.values));
    if (play->why.length > 0)
        json_set_text(value, "stopped", buffer_text(&play->why));
    if (run->is_file)
        json_set_integer(value, "left", (int64_t)lines_left(run, play));
    if (play->policy != NULL && policy_hope(play->policy) != NULL) {
        json_set_text(value, "hope", policy_hope(play->policy));
        json_set_bool(value, "as_hoped", is_as_hoped(play));
    }
    json_set_value(value, "played", turns);
    return value;
}

static void print_json(const struct run *run, const struct play *play)
{
    struct json_value *value = play_value(run, play);
    struct buffer line = {0};
    json_print(value, &line);
    puts(buffer_text(&line));
    buffer_free(&line);
    json_discard(value);
}

/* --- scenarios ----------------------------------------------------------- */

/* Whether all is as hoped, and says so, where it was to be. */
static int judge(const struct run *run, const struct scenario *scenario,
                 const struct play *plays, size_t count)
{
    size_t failed = 0;
    if (!run->request->expect) return COMMAND_YES;
    for (size_t i = 0; i < count; i++)
        failed += !is_as_hoped(&plays[i]);
    fflush(stdout);
    if (failed > 0)
        command_say(stderr,
                    "%s: %zu of %zu plays did not come to what it should.\n",
                    scenario->id, failed, count);
    else
        command_say(stderr, "%s: fine. %zu %s came to what it should.\n",
                    scenario->id, count, count == 1 ? "play" : "plays");
    return failed > 0 ? COMMAND_PROBLEMS : COMMAND_YES;
}

/* PLAYS has room for a play by every policy. */
static size_t choose_plays(const struct run *run, struct play *plays)
{
    const char *from = run->request->from;
    size_t count = 0;
    if (run->is_file) {
        plays[count++].name = from;
        return count;
    }
    for (size_t i = 0; i < policy_count(); i++) {
        const struct policy *policy = policy_nth(i);
        if (policy_fits(policy, from))
            plays[count++] =
                (struct play){.name = policy_name(policy), .policy = policy};
    }
    return count;
}

static int run_pair(const struct run *run, const struct pair *pair)
{
    struct play *plays = memory_new(policy_count(), sizeof *plays);
    size_t count = choose_plays(run, plays);
    for (size_t i = 0; i < count; i++)
        play_out(run, pair, &plays[i]);
    if (!run->request->json) print_table(run, pair->scenario, plays, count);
    for (size_t i = 0; i < count && run->request->json; i++)
        print_json(run, &plays[i]);
    int status = judge(run, pair->scenario, plays, count);
    for (size_t i = 0; i < count; i++) {
        session_free(plays[i].session);
        buffer_free(&plays[i].why);
    }
    free(plays);
    return status;
}

static int run_scenario(const struct run *run, const char *name)
{
    struct pair pair = {0};
    int status = COMMAND_FAILED;
    if (library_load(&run->library, name, run->request->rubric, &pair))
        status = run_pair(run, &pair);
    library_pair_free(&pair);
    return status;
}

static int run_names(struct run *run, char *const *names, size_t count)
{
    struct play *plays = memory_new(policy_count(), sizeof *plays);
    int worst = COMMAND_YES;
    run->is_single = count == 1 && choose_plays(run, plays) == 1;
    free(plays);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && !run->request->json) putchar('\n');
        int status = run_scenario(run, names[i]);
        if (status > worst) worst = status;
    }
    return worst;
}

static int run_shipped(struct run *run)
{
    struct files_listing listing = {0};
    struct error error = {0};
    if (!library_list(&run->library, LIBRARY_SCENARIOS, &listing, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    int status = run_names(run, listing.names, listing.count);
    files_listing_free(&listing);
    return status;
}

static bool is_policy(const char *word)
{
    for (size_t i = 0; i < policy_count(); i++)
        if (policy_fits(policy_nth(i), word)) return true;
    return false;
}

static int check_usage(const struct replies_request *request)
{
    size_t length = strlen(request->from);
    if (length > 5 && strcmp(request->from + length - 5, ".json") == 0)
        return command_fail(
            COMMAND_USAGE,
            "'%s' is no file of replies; --replies=all %s plays "
            "all policies through it",
            request->from, request->from);
    if (is_file_name(request->from)) {
        if (!request->expect) return COMMAND_YES;
        return command_fail(COMMAND_USAGE,
                            "--expect goes with a policy: nobody knows what a "
                            "file should come to");
    }
    if (is_policy(request->from)) return COMMAND_YES;
    const char *near = policy_nearest(request->from);
    if (near != NULL)
        return command_fail(COMMAND_USAGE,
                            "'%s' is no policy: did you mean '%s'?",
                            request->from, near);
    return command_fail(COMMAND_USAGE,
                        "'%s' is no policy: 'rapport help check' lists them; "
                        "a file is named with a slash or a dot, as ./%s",
                        request->from, request->from);
}

int replies_run(const struct replies_request *request)
{
    struct run run = {.request = request,
                      .is_file = is_file_name(request->from)};
    int status = check_usage(request);
    if (status != COMMAND_YES) return status;
    if (run.is_file && !read_script(&run.script, request->from)) {
        free_script(&run.script);
        return COMMAND_FAILED;
    }
    library_open(&run.library);
    status = request->count > 0
                 ? run_names(&run, request->names, request->count)
                 : run_shipped(&run);
    library_close(&run.library);
    if (run.script.refused && status == COMMAND_YES) status = COMMAND_PROBLEMS;
    free_script(&run.script);
    return status;
}
