/* rapport trust: whose rubrics and scenarios may be installed.
 *
 * Once for each course: an address, and the key that signs what lies there.
 * From then on the key decides, not the address: what it did not sign is never
 * installed, whoever runs the server.
 */
#include "base/count.h"
#include "base/form.h"
#include "cmd/address.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/sources.h"
#include "world/prompt.h"

#include <stdio.h>
#include <string.h>

enum {
    OPTION_NAME,
    OPTION_COURSE,
    OPTION_FORGET,
    OPTION_YES,
    OPTION_LOOPBACK,
    KEY_BYTES = 4096,
    LETTERS = 12 /* of a key, to compare: 72 bits of it */
};

static const struct command_option options[] = {
    [OPTION_NAME] = {"name", COMMAND_TEXT, "NAME",
                     "what it is called here; else from the address"},
    [OPTION_COURSE] = {"course", COMMAND_TEXT, "COURSE",
                       "take only what is for this course"},
    [OPTION_FORGET] = {"forget", COMMAND_TEXT, "NAME",
                       "trust it no more; delete what came from it"},
    [OPTION_YES] = {"yes", COMMAND_FLAG, NULL, "do not ask"},
    [OPTION_LOOPBACK] = {"insecure-loopback-for-tests", COMMAND_FLAG, NULL,
                         "plain http, to this computer alone"},
};

/* What is asked for, and what is there already. */
struct request {
    struct library library;
    struct buffer url;
    struct buffer name;
    struct buffer key_bytes;
    struct signature_key key;
    char key_name[SIGNATURE_NAME];
    char key_line[SIGNATURE_LINE];
    struct origin before;
    bool is_there;    /* a source of this name, */
    bool is_readable; /* of which is known what it was */
};

/* --- reading ------------------------------------------------------------- */

static int read_key(struct request *request, const char *path)
{
    struct error error = {0};
    if (!files_read(path, KEY_BYTES, &request->key_bytes, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    if (!signature_read_key(buffer_text(&request->key_bytes),
                            request->key_bytes.length, &request->key, &error))
        return command_fail(COMMAND_FAILED, "%s: %s", path, error.text);
    signature_key_name(&request->key, request->key_name);
    signature_key_line(&request->key, request->key_line);
    return COMMAND_YES;
}

static int read_url(struct request *request, const char *given, bool loopback)
{
    struct error error = {0};
    if (address_tidy(given, loopback, &request->url, &error))
        return COMMAND_YES;
    return command_fail(COMMAND_USAGE, "%s", error.text);
}

static int choose_name(struct request *request, const char *given)
{
    if (given != NULL)
        buffer_add_text(&request->name, given);
    else
        address_name(buffer_text(&request->url), &request->name);
    if (form_is_id(buffer_text(&request->name))) return COMMAND_YES;
    if (given == NULL)
        return command_fail(COMMAND_USAGE,
                            "say what it is to be called: --name=NAME");
    return command_fail(COMMAND_USAGE,
                        "'%s' cannot be a name: use a-z, 0-9, - and _", given);
}

static int check_course(const char *course)
{
    if (course == NULL || form_is_id(course)) return COMMAND_YES;
    return command_fail(COMMAND_USAGE,
                        "'%s' cannot be a course: use a-z, 0-9, - and _",
                        course);
}

/* What has this name already. */
static int look(struct request *request)
{
    struct files_listing names = {0};
    struct error error = {0};
    const struct folders *folders = &request->library.folders;
    if (folders->data.length == 0)
        return command_fail(COMMAND_FAILED, "%s",
                            request->library.homeless.text);
    if (!sources_list(folders, &names, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.names[i], buffer_text(&request->name)) == 0)
            request->is_there = true;
    files_listing_free(&names);
    if (request->is_there)
        request->is_readable = sources_open(
            folders, buffer_text(&request->name), &request->before, &error);
    return COMMAND_YES;
}

/* --- asking -------------------------------------------------------------- */

static bool is_yes(const char *question, bool assumed)
{
    command_say(stderr, "%s", question);
    if (assumed) {
        command_say(stderr, "Yes, as --yes says.\n");
        return true;
    }
    command_say(stderr, "Type yes to do so.\n");
    return prompt_says_yes();
}

static bool may_replace(const struct request *request, bool assumed)
{
    struct buffer question = {0};
    char before[SIGNATURE_LINE] = "(it is damaged)";
    if (!request->is_there) return true;
    if (request->is_readable &&
        signature_same_key(&request->before.key, &request->key))
        return true;
    if (request->is_readable) signature_key_line(&request->before.key, before);
    buffer_format(
        &question,
        "'%s' is trusted already, with another key:\n"
        "  until now  %s\n             %s\n"
        "  from now   %s\n             %s\n"
        "An instructor seldom changes keys. If you did not hear of it from "
        "your\ninstructor in person, somebody may be trying to take their "
        "place.\nReplace the key?\n",
        buffer_text(&request->name), before, buffer_text(&request->before.url),
        request->key_line, buffer_text(&request->url));
    bool yes = is_yes(buffer_text(&question), assumed);
    buffer_free(&question);
    return yes;
}

/* --- doing --------------------------------------------------------------- */

static void say_trusted(const struct request *request)
{
    const char *name = buffer_text(&request->name);
    command_say(
        stderr,
        "%s: trusted.\n"
        "  address  %s\n"
        "  key      %s\n"
        "           %s\n"
        "Compare the last twelve letters, %s, with what your instructor "
        "wrote\nor read out to you. Then 'rapport update %s' installs "
        "what there is.\n",
        name, buffer_text(&request->url), request->key_name, request->key_line,
        request->key_line + SIGNATURE_LINE - 1 - LETTERS, name);
}

/* Whether what was there when it was asked about is there still. */
static bool is_as_before(const struct request *request)
{
    struct files_listing names = {0};
    struct origin now = {0};
    struct error ignored;
    const struct folders *folders = &request->library.folders;
    const char *name = buffer_text(&request->name);
    bool there = false;
    if (!sources_list(folders, &names, &ignored)) return false;
    for (size_t i = 0; i < names.count; i++)
        there = there || strcmp(names.names[i], name) == 0;
    files_listing_free(&names);
    bool readable = there && sources_open(folders, name, &now, &ignored);
    bool same =
        there == request->is_there && readable == request->is_readable &&
        (!readable || signature_same_key(&now.key, &request->before.key));
    sources_close(&now);
    return same;
}

static void tell_wait(void)
{
    command_say(stderr, "Another 'rapport update' or 'rapport trust' is "
                        "running; waiting for it to end …\n");
}

/* Does it under the lock, which nobody holds while they wait for an answer: so
 * somebody else may have been here meanwhile. */
static int do_locked(const struct request *request,
                     bool (*act)(const struct request *request,
                                 const void *context, struct error *error),
                     const void *context)
{
    struct lock lock;
    struct error error = {0};
    if (!sources_lock(&request->library.folders, tell_wait, &lock, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    bool fine = (is_as_before(request) ||
                 error_set(&error,
                           "'%s' was changed meanwhile by another 'rapport "
                           "trust'; look at it with 'rapport list', and try "
                           "again",
                           buffer_text(&request->name))) &&
                act(request, context, &error);
    lock_release(&lock);
    return fine ? COMMAND_YES : command_fail(COMMAND_FAILED, "%s", error.text);
}

static bool put(const struct request *request, const void *context,
                struct error *error)
{
    return sources_trust(&request->library.folders, context, error);
}

static int do_trust(struct request *request, const struct arguments *arguments)
{
    struct trust trust = {
        .name = buffer_text(&request->name),
        .url = buffer_text(&request->url),
        .course = arguments->options[OPTION_COURSE],
        .key = buffer_text(&request->key_bytes),
        .key_length = request->key_bytes.length,
    };
    if (!may_replace(request, arguments->options[OPTION_YES] != NULL))
        return command_fail(COMMAND_PROBLEMS, "nothing was changed");
    if (trust.course == NULL && request->before.course.length > 0)
        trust.course = buffer_text(&request->before.course);
    int status = do_locked(request, put, &trust);
    if (status == COMMAND_YES) say_trusted(request);
    return status;
}

static int run_trust(struct request *request, const struct arguments *arguments)
{
    int status = read_url(request, arguments->operands[0],
                          arguments->options[OPTION_LOOPBACK] != NULL);
    if (status == COMMAND_YES)
        status = choose_name(request, arguments->options[OPTION_NAME]);
    if (status == COMMAND_YES)
        status = check_course(arguments->options[OPTION_COURSE]);
    if (status == COMMAND_YES)
        status = read_key(request, arguments->operands[1]);
    if (status == COMMAND_YES) status = look(request);
    return status == COMMAND_YES ? do_trust(request, arguments) : status;
}

static bool drop(const struct request *request, const void *context,
                 struct error *error)
{
    (void)context;
    return sources_forget(&request->library.folders,
                          buffer_text(&request->name), error);
}

static int run_forget(struct request *request,
                      const struct arguments *arguments)
{
    struct buffer question = {0};
    const char *name = arguments->options[OPTION_FORGET];
    buffer_add_text(&request->name, name);
    int status = look(request);
    if (status != COMMAND_YES) return status;
    if (!request->is_there)
        return command_fail(COMMAND_FAILED,
                            "'%s' is no source that is trusted here; 'rapport "
                            "list' shows them",
                            name);
    buffer_format(&question,
                  "'%s' is trusted no more then, and the rubrics and scenarios "
                  "that came from it are deleted.\n",
                  name);
    bool yes =
        is_yes(buffer_text(&question), arguments->options[OPTION_YES] != NULL);
    buffer_free(&question);
    if (!yes) return command_fail(COMMAND_PROBLEMS, "nothing was changed");
    status = do_locked(request, drop, NULL);
    if (status == COMMAND_YES) command_say(stderr, "%s: forgotten.\n", name);
    return status;
}

static int trust(const struct arguments *arguments)
{
    struct request request = {0};
    bool forget = arguments->options[OPTION_FORGET] != NULL;
    if (arguments->operand_count != (forget ? 0 : 2))
        return command_fail(COMMAND_USAGE,
                            forget ? "--forget=NAME takes nothing else"
                                   : "which address, and which key? See "
                                     "'rapport help trust'");
    library_open(&request.library);
    int status = forget ? run_forget(&request, arguments)
                        : run_trust(&request, arguments);
    sources_close(&request.before);
    buffer_free(&request.url);
    buffer_free(&request.name);
    buffer_free(&request.key_bytes);
    library_close(&request.library);
    return status;
}

const struct command command_trust = {
    .name = "trust",
    .line = "whose rubrics and scenarios may be installed by 'update'",
    .operands = "URL KEYFILE",
    .operand_kind = COMMAND_FILE,
    .about =
        "URL is the https address of the folder where your instructor "
        "publishes, KEYFILE the public key that signs it, as minisign writes "
        "it: have the key from your instructor, not from that address. "
        "Nothing is fetched yet. Only what the key signed is ever installed, "
        "and your own sessions are never sent anywhere. Several courses can "
        "be trusted, each by a name of its own.",
    .options = options,
    .option_count = COUNT(options),
    .run = trust,
};
