/* play --watch; see workshop.h. */
#include "cmd/workshop.h"

#include "cmd/command.h"
#include "scenario/rehearsal.h"

#include <stdio.h>
#include <string.h>

/* --- has a file changed? ------------------------------------------------- */

static void look_at_files(const struct workshop *workshop,
                          struct files_stamp *stamps)
{
    const struct pair *pair = workshop->pair;
    stamps[0] = files_stamp(buffer_text(&pair->scenario_volume.path));
    stamps[1] = files_stamp(buffer_text(&pair->rubric_volume.path));
}

/* True once a file is other than it was loaded, and has come to rest: an
 * editor may write it in pieces. */
static bool was_saved(void *context)
{
    struct workshop *workshop = context;
    struct files_stamp now[WORKSHOP_FILES];
    bool saved = false;
    bool rests = true;
    look_at_files(workshop, now);
    for (size_t i = 0; i < WORKSHOP_FILES; i++) {
        saved = saved || !files_same_stamp(&now[i], &workshop->loaded[i]);
        rests = rests && files_same_stamp(&now[i], &workshop->seen[i]);
        workshop->seen[i] = now[i];
    }
    return saved && rests;
}

/* --- saying the replies again -------------------------------------------- */

static bool same(const char *one, const char *other)
{
    return strcmp(one, other) == 0;
}

/* Tells a reply that is now won otherwise. */
static bool tell_change(const struct sitting *sitting,
                        const struct record *before, const struct record *after,
                        const struct scenario *old, const struct scenario *new)
{
    const struct node *was = &old->nodes[before->move.from];
    const struct node *is = &new->nodes[after->move.from];
    const char *was_won = was->ways[before->move.way].id;
    const char *is_won = is->ways[after->move.way].id;
    if (same(was->id, is->id) && same(was_won, is_won)) return false;
    screen_format(&sitting->screen,
                  "  reply %d is won by '%s' in '%s' now, not '%s' in '%s'",
                  after->turn, is_won, is->id, was_won, was->id);
    return true;
}

static void tell_end_of_replay(const struct sitting *sitting,
                               const struct session *old,
                               const struct session *new, size_t changed)
{
    size_t left = old->record_count - new->record_count;
    if (left > 0)
        screen_format(&sitting->screen,
                      "The talk now ends after reply %zu; %zu more were said.",
                      new->record_count, left);
    screen_format(&sitting->screen,
                  "Loaded anew; replies said again: %zu, won otherwise: %zu.",
                  new->record_count, changed);
}

/* A session of NEW with all that was said in OLD. */
static void say_again(const struct sitting *sitting, const struct session *old,
                      struct session *new)
{
    size_t changed = 0;
    for (size_t i = 0; i < old->record_count; i++) {
        if (session_ending(new) != SCENARIO_NONE) break;
        const struct record *record = session_step(new, old->records[i].reply);
        changed += tell_change(sitting, &old->records[i], record, old->scenario,
                               new->scenario);
    }
    tell_end_of_replay(sitting, old, new, changed);
}

/* --- loading anew -------------------------------------------------------- */

/* Sample lines that fail do not stop one from playing. */
static void rehearse(const struct pair *pair)
{
    struct problems problems = {0};
    rehearsal_check(pair->scenario, pair->rubric, &pair->scenario_volume.source,
                    &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
}

static struct session *new_session(const struct workshop *workshop,
                                   const struct pair *pair)
{
    struct error error = {0};
    struct session *session =
        session_new(pair->scenario, pair->rubric, &workshop->carry);
    if (!middle_is_wanted(&workshop->middle) ||
        middle_place(session, &workshop->middle, &error))
        return session;
    command_fail(COMMAND_FAILED, "%s", error.text);
    session_free(session);
    return NULL;
}

/* Puts PAIR and SESSION in the place of what was played. */
static void replace(struct workshop *workshop, struct sitting *sitting,
                    struct pair *pair, struct session *session)
{
    say_again(sitting, sitting->session, session);
    session_free(sitting->session);
    library_pair_free(workshop->pair);
    *workshop->pair = *pair;
    sitting->session = session;
    sitting->may_better = false;
    if (sitting->state == SITTING_GUESSING &&
        session_ending(session) == SCENARIO_NONE)
        sitting->state = SITTING_TALKING;
    screen_fit(&sitting->screen, pair->scenario);
}

/* What was loaded before a problem came up. */
static void forget(struct pair *pair)
{
    library_pair_free(pair);
    *pair = (struct pair){0};
}

static void load_anew(struct sitting *sitting, void *context)
{
    struct workshop *workshop = context;
    struct pair pair = {0};
    struct session *session = NULL;
    const char *path = buffer_text(&workshop->pair->scenario_volume.path);
    look_at_files(workshop, workshop->loaded);
    if (!prompt_is_terminal(sitting->prompt)) screen_gap(&sitting->screen);
    terminal_flush(&sitting->screen.terminal);
    if (library_load(workshop->library, path, workshop->rubric, &pair)) {
        rehearse(&pair);
        session = new_session(workshop, &pair);
    }
    if (session != NULL) {
        replace(workshop, sitting, &pair, session);
    } else {
        forget(&pair);
        screen_note(&sitting->screen,
                    "It cannot be played so; you go on with the last version "
                    "that could.");
    }
    screen_gap(&sitting->screen);
    screen_client(&sitting->screen, sitting->session->scenario,
                  &sitting->session->speech);
}

bool workshop_load(struct workshop *workshop, const char *name,
                   struct prompt *prompt)
{
    struct buffer line = {0};
    bool loaded = false;
    bool waiting = true;
    prompt_wake(prompt, was_saved, workshop);
    while (waiting) {
        loaded = library_load(workshop->library, name, workshop->rubric,
                              workshop->pair);
        if (loaded) break;
        look_at_files(workshop, workshop->loaded);
        command_say(stderr, "Mend it and save it; Ctrl-D leaves.\n");
        waiting = prompt_read(prompt, "", NULL, &line) == PROMPT_WOKEN;
        forget(workshop->pair);
    }
    buffer_free(&line);
    return loaded;
}

void workshop_open(struct workshop *workshop, struct sitting *sitting)
{
    look_at_files(workshop, workshop->loaded);
    look_at_files(workshop, workshop->seen);
    sitting->wake = load_anew;
    sitting->wake_context = workshop;
    prompt_wake(sitting->prompt, was_saved, workshop);
}
