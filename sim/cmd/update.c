/* rapport update: what an instructor has published since, installed.
 *
 * For each source: fetched and verified (incoming.c), tried in a sandbox
 * (trial.c), and only then installed, in one step (sources.c). Whatever goes
 * wrong, what was installed stays as it is. This is the one command that
 * touches the network.
 *
 * Begin with update(), then update_source().
 */
#include "base/count.h"
#include "cmd/command.h"
#include "cmd/incoming.h"
#include "cmd/library.h"
#include "cmd/network.h"
#include "cmd/sources.h"
#include "cmd/trial.h"
#include "cmd/version.h"
#include "world/fetch.h"
#include "world/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_DRY_RUN,
    OPTION_ROLLBACK,
    OPTION_AGAIN,
    OPTION_QUIET,
    OPTION_PATIENCE,
    OPTION_LOOPBACK
};

static const struct command_option options[] = {
    [OPTION_DRY_RUN] = {"dry-run", COMMAND_FLAG, NULL,
                        "only show what would change"},
    [OPTION_ROLLBACK] = {"rollback", COMMAND_FLAG, NULL,
                         "return to the version before; needs no network"},
    [OPTION_AGAIN] = {"again", COMMAND_FLAG, NULL,
                      "also take the version that --rollback left"},
    [OPTION_QUIET] = {"quiet", COMMAND_FLAG, NULL,
                      "say nothing unless something is wrong"},
    [OPTION_PATIENCE] = {"patience", COMMAND_TEXT, "SECONDS",
                         "give up on a file after so long; else 60"},
    [OPTION_LOOPBACK] = {"insecure-loopback-for-tests", COMMAND_FLAG, NULL,
                         "plain http, to this computer alone"},
};

static const struct command_pair pairs[] = {
    {OPTION_ROLLBACK, COMMAND_NOT_WITH, OPTION_DRY_RUN, NULL},
    {OPTION_ROLLBACK, COMMAND_NOT_WITH, OPTION_AGAIN, NULL},
};

struct round {
    const struct arguments *arguments;
    struct library library;
    struct fetch_manner manner;
    bool quiet;
    bool seen; /* somebody looks on */
};

static const char *thing(const struct manifest_file *file)
{
    return file->is_rubric ? "rubric" : "scenario";
}

/* --- telling ------------------------------------------------------------- */

static void tell_progress(const struct origin *origin, const char *what)
{
    command_say(stderr, "%s: %s …\n", buffer_text(&origin->name), what);
}

static void tell_nothing(const struct origin *origin, const char *what)
{
    (void)origin, (void)what;
}

static struct incoming_teller teller_of(const struct round *round)
{
    return (struct incoming_teller){
        round->seen && !round->quiet ? tell_progress : tell_nothing};
}

/* What failed, and that what was there is there still. */
static int fail(int status, const struct origin *origin,
                const struct error *error)
{
    if (origin->version > 0)
        return command_fail(status, "%s: %s. Version %d stays installed.",
                            buffer_text(&origin->name), error->text,
                            origin->version);
    return command_fail(status, "%s: %s. Nothing was installed.",
                        buffer_text(&origin->name), error->text);
}

/* --- what changes -------------------------------------------------------- */

static void compare(const struct origin *origin,
                    const struct incoming *incoming, size_t index,
                    const struct manifest_file *before)
{
    struct buffer old = {0};
    struct buffer text = {0};
    struct error error;
    if (sources_read(&origin->current, before, &old, &error) &&
        trial_compare(incoming, index, &old, &text, &error)) {
        char *line = text.bytes;
        for (char *end; line != NULL && *line != '\0'; line = end + 1) {
            end = strchr(line, '\n');
            if (end == NULL) break;
            command_say(stdout, "    %.*s\n", (int)(end - line), line);
        }
    } else {
        command_say(stdout, "    %s\n", error.text);
    }
    buffer_free(&old);
    buffer_free(&text);
}

/* Returns whether it changes. */
static bool tell_file(const struct origin *origin,
                      const struct incoming *incoming, size_t index,
                      bool in_words)
{
    const struct manifest_file *file = &incoming->manifest->files[index];
    const struct manifest_file *before =
        origin->current.manifest == NULL
            ? NULL
            : manifest_find(origin->current.manifest, file->is_rubric,
                            file->id);
    if (before == NULL) {
        command_say(stdout, "  %s %s: new, version %d\n", thing(file), file->id,
                    file->version);
        return true;
    }
    if (strcmp(before->sha256, file->sha256) == 0) return false;
    command_say(stdout, "  %s %s: version %d, %d until now\n", thing(file),
                file->id, file->version, before->version);
    if (file->is_rubric && in_words) compare(origin, incoming, index, before);
    return true;
}

static void tell_changes(const struct origin *origin,
                         const struct incoming *incoming, bool in_words)
{
    const struct manifest *next = incoming->manifest;
    const struct manifest *before = origin->current.manifest;
    bool changes = false;
    for (size_t i = 0; i < next->file_count; i++)
        if (tell_file(origin, incoming, i, in_words)) changes = true;
    for (size_t i = 0; before != NULL && i < before->file_count; i++) {
        const struct manifest_file *file = &before->files[i];
        if (manifest_find(next, file->is_rubric, file->id) != NULL) continue;
        command_say(stdout, "  %s %s: no longer in it\n", thing(file),
                    file->id);
        changes = true;
    }
    if (!changes) command_say(stdout, "  its files are the same\n");
}

/* --- one source ---------------------------------------------------------- */

static int try_all(const struct round *round, const struct origin *origin,
                   const struct incoming *incoming)
{
    struct error error = {0};
    struct incoming_teller teller = teller_of(round);
    for (size_t i = 0; i < incoming->manifest->file_count; i++) {
        const struct manifest_file *file = &incoming->manifest->files[i];
        struct buffer what = {0};
        buffer_format(&what, "trying the %s '%s'", thing(file), file->id);
        teller.tell(origin, buffer_text(&what));
        buffer_free(&what);
        if (!trial_run(&round->library, incoming, i, &error))
            return fail(COMMAND_PROBLEMS, origin, &error);
    }
    return COMMAND_YES;
}

/* Where the disk failed at the last moment, what counts is what lies there. */
static int fail_to_install(const struct round *round,
                           const struct origin *origin,
                           const struct error *error)
{
    struct origin found;
    struct error ignored;
    bool fine = sources_open(&round->library.folders,
                             buffer_text(&origin->name), &found, &ignored);
    int status = fail(COMMAND_FAILED, fine ? &found : origin, error);
    sources_close(&found);
    return status;
}

static int install(const struct round *round, struct origin *origin,
                   const struct incoming *incoming)
{
    struct error error = {0};
    const struct manifest *manifest = incoming->manifest;
    bool dry = round->arguments->options[OPTION_DRY_RUN] != NULL;
    if (dry || !round->quiet) {
        command_say(stdout, "%s: version %d %s", buffer_text(&origin->name),
                    manifest->version, dry ? "would be installed" : "comes");
        if (origin->version > 0)
            command_say(stdout, " in place of version %d", origin->version);
        command_say(stdout, "\n");
        tell_changes(origin, incoming, dry);
    }
    if (dry) return COMMAND_YES;
    if (!sources_install(origin, manifest, &incoming->bytes,
                         &incoming->signature, incoming->files, &error))
        return fail_to_install(round, origin, &error);
    incoming_remember(origin, incoming);
    if (!round->quiet)
        command_say(stdout, "%s: version %d is installed.\n",
                    buffer_text(&origin->name), manifest->version);
    return COMMAND_YES;
}

static int say_left(const struct round *round, const struct origin *origin)
{
    if (round->seen && !round->quiet)
        command_say(stderr,
                    "%s: version %d was left with --rollback, and version %d "
                    "is in use until a newer one comes; to take it again: "
                    "rapport update --again %s\n",
                    buffer_text(&origin->name), origin->left, origin->version,
                    buffer_text(&origin->name));
    return COMMAND_YES;
}

static int say_same(const struct round *round, const struct origin *origin)
{
    if (round->seen && !round->quiet)
        command_say(stderr, "%s: version %d is installed, and is the latest.\n",
                    buffer_text(&origin->name), origin->version);
    return COMMAND_YES;
}

static int bring_up_to_date(const struct round *round, struct origin *origin)
{
    struct error error = {0};
    struct incoming incoming = {0};
    struct incoming_teller teller = teller_of(round);
    bool again = round->arguments->options[OPTION_AGAIN] != NULL;
    int status = COMMAND_YES;
    struct fetch *fetch = fetch_new(&round->manner, &error);
    if (fetch == NULL || !incoming_get(&round->library, fetch, origin, again,
                                       &teller, &incoming, &error)) {
        status = fail(COMMAND_FAILED, origin, &error);
    } else if (incoming.is_installed) {
        incoming_remember(origin, &incoming);
        status = say_same(round, origin);
    } else if (incoming.was_left && !again) {
        status = say_left(round, origin);
    } else {
        status = try_all(round, origin, &incoming);
        if (status == COMMAND_YES) status = install(round, origin, &incoming);
    }
    incoming_free(&incoming);
    fetch_free(fetch);
    return status;
}

static int roll_back(const struct round *round, struct origin *origin)
{
    struct error error = {0};
    int left = origin->version;
    if (!sources_go_back(origin, &error))
        return fail(COMMAND_FAILED, origin, &error);
    if (!round->quiet)
        command_say(stdout,
                    "%s: back to version %d. Version %d was left; 'rapport "
                    "update' takes the next one after it.\n",
                    buffer_text(&origin->name), origin->version, left);
    return COMMAND_YES;
}

static int update_source(const struct round *round, const char *name)
{
    struct origin origin;
    struct error error = {0};
    int status = COMMAND_FAILED;
    if (!sources_open(&round->library.folders, name, &origin, &error))
        command_fail(status, "%s", error.text);
    else if (round->arguments->options[OPTION_ROLLBACK] != NULL)
        status = roll_back(round, &origin);
    else
        status = bring_up_to_date(round, &origin);
    sources_close(&origin);
    return status;
}

/* --- all of them --------------------------------------------------------- */

/* Going back is for one: the one that is named, or the only one. */
static bool is_one(const struct arguments *arguments,
                   const struct files_listing *names)
{
    return arguments->options[OPTION_ROLLBACK] == NULL || names->count == 1;
}

/* Those named, or all. A source that fails keeps no other from being brought up
 * to date. */
static int update_all(const struct round *round)
{
    struct files_listing names = {0};
    struct error error = {0};
    const struct arguments *arguments = round->arguments;
    int worst = COMMAND_YES;
    if (arguments->operand_count == 0 &&
        !sources_list(&round->library.folders, &names, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    for (size_t i = 0; i < arguments->operand_count; i++)
        files_add(&names, arguments->operands[i]);
    if (!is_one(arguments, &names)) {
        files_listing_free(&names);
        return command_fail(COMMAND_USAGE,
                            "which one? rapport update --rollback NAME; "
                            "'rapport list' shows them");
    }
    for (size_t i = 0; i < names.count; i++) {
        int status = update_source(round, names.names[i]);
        if (status > worst) worst = status;
    }
    files_listing_free(&names);
    return worst;
}

static bool has_sources(const struct round *round)
{
    struct files_listing names = {0};
    struct error ignored;
    bool any = sources_list(&round->library.folders, &names, &ignored) &&
               names.count > 0;
    files_listing_free(&names);
    return any;
}

static void tell_wait(void)
{
    command_say(stderr, "Another 'rapport update' or 'rapport trust' is "
                        "running; waiting for it to end …\n");
}

static int locked(const struct round *round)
{
    struct error error = {0};
    struct lock lock;
    if (!sources_lock(&round->library.folders, round->quiet ? NULL : tell_wait,
                      &lock, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    int status = update_all(round);
    lock_release(&lock);
    return status;
}

/* Going back needs no network. */
static int connected(struct round *round)
{
    struct error error = {0};
    struct network network = {0};
    int status = COMMAND_FAILED;
    if (round->arguments->options[OPTION_ROLLBACK] != NULL ||
        network_read(&network, &error)) {
        round->manner.proxy = buffer_text(&network.proxy);
        round->manner.ca_file = buffer_text(&network.ca_file);
        status = locked(round);
    } else {
        command_fail(status, "%s. Nothing was changed.", error.text);
    }
    network_free(&network);
    return status;
}

static int read_patience(const char *text, int *seconds)
{
    char *end = NULL;
    if (text == NULL) return COMMAND_YES;
    long value = strtol(text, &end, 10);
    *seconds = (int)value;
    if (*text != '\0' && *end == '\0' && value >= 1 && value <= FETCH_FILE_S)
        return COMMAND_YES;
    return command_fail(COMMAND_USAGE, "--patience takes 1 to %d seconds",
                        FETCH_FILE_S);
}

static int update(const struct arguments *arguments)
{
    struct round round = {
        .arguments = arguments,
        .manner = {.program = "rapport/" VERSION,
                   .plain_loopback =
                       arguments->options[OPTION_LOOPBACK] != NULL},
        .quiet = arguments->options[OPTION_QUIET] != NULL,
        .seen = terminal_shows(stderr),
    };
    int status = read_patience(arguments->options[OPTION_PATIENCE],
                               &round.manner.file_s);
    if (status != COMMAND_YES) return status;
    library_open(&round.library);
    if (round.library.folders.data.length == 0)
        status =
            command_fail(COMMAND_FAILED, "%s", round.library.homeless.text);
    else if (!has_sources(&round))
        status = command_fail(COMMAND_FAILED,
                              "no source is trusted here yet: 'rapport trust "
                              "URL KEYFILE' names one");
    else
        status = connected(&round);
    library_close(&round.library);
    return status;
}

const struct command command_update = {
    .name = "update",
    .line = "install what your instructor has published since",
    .operands = "[NAME…]",
    .operand_kind = COMMAND_TEXT,
    .about =
        "Asks each source that is trusted (rapport trust), or those that are "
        "named, for what is new, and installs it if all of it is signed with "
        "the trusted key, is newer than what is here and passes its own "
        "examples. If anything is wrong nothing changes, and what is installed "
        "can be used as before. No session that is under way changes, and "
        "nothing about you is sent. "
        "Prints what was installed; at a terminal also what it is doing. "
        "A proxy is taken from https_proxy, certificates of your own from the "
        "file that SSL_CERT_FILE names, or both from "
        "~/.config/rapport/network.json or /etc/xdg/rapport/network.json: "
        "{\"format\": \"rapport-network/1\", \"proxy\": "
        "\"http://proxy.example.edu:3128\", \"ca_file\": "
        "\"/etc/ssl/certs/example-edu.pem\"}.",
    .options = options,
    .option_count = COUNT(options),
    .pairs = pairs,
    .pair_count = COUNT(pairs),
    .run = update,
};
