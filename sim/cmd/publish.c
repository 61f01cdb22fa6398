/* rapport publish: a folder of rubrics and scenarios made ready for a web
 * server.
 *
 * Begin with publish(): it reads the folder, has everything checked as `check`
 * does, and writes the files under their hashes and then the manifest that
 * names them. Signing is left to minisign, so that the secret key is never
 * seen here.
 */
#include "base/count.h"
#include "base/form.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/moment.h"
#include "class/manifest.h"
#include "cmd/check.h"
#include "cmd/command.h"
#include "cmd/library.h"
#include "cmd/sources.h"
#include "cmd/version.h"
#include "scenario/scenariofile.h"
#include "world/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_OUTPUT, OPTION_COURSE, OPTION_DAYS };
enum { USUAL_DAYS = 180, MOST_DAYS = 3650 };

static const struct command_option options[] = {
    [OPTION_OUTPUT] = {"output", COMMAND_FILE, "FOLDER",
                       "write it there; else to DIR/published"},
    [OPTION_COURSE] = {"course", COMMAND_TEXT, "NAME",
                       "the course, the first time; else DIR's name"},
    [OPTION_DAYS] = {"days", COMMAND_TEXT, "N",
                     "it may be installed for so long; else 180"},
};

static const char ending[] = ".json";

/* One file of the folder. */
struct item {
    struct volume volume;
    bool is_rubric;
    const char *id; /* NULL where it cannot be read */
    int version;
    const char *needs; /* the rubric a scenario asks for, or NULL */
    char sha256[HASH_HEX];
    bool refused;
};

struct work {
    struct library library;
    struct arena arena;
    const char *folder;
    struct buffer output;
    struct item items[MANIFEST_FILES];
    size_t count;
    struct buffer before_bytes; /* the manifest that is there already, */
    struct manifest *before;    /* or NULL */
    struct manifest_file files[MANIFEST_FILES];
    struct manifest manifest;
    char issued[MOMENT_TEXT];
    char expires[MOMENT_TEXT];
};

/* --- the folder ---------------------------------------------------------- */

/* Its id and version, if it has them: checking says what it lacks. */
static void read_head(struct work *work, struct item *item)
{
    struct problems ignored = {0};
    struct json_document *document =
        json_read(&item->volume.source, JSON_WITH_COMMENTS, MANIFEST_FILE_BYTES,
                  &ignored);
    const struct json_node *root =
        document != NULL ? json_root(document) : NULL;
    const struct json_node *id = form_word(root, "id");
    const struct json_node *version = json_member(root, "version");
    const char *continues = NULL;
    if (id != NULL)
        item->id = arena_copy(&work->arena, id->text, strlen(id->text));
    if (version != NULL && version->kind == JSON_NUMBER &&
        version->number >= 1 && version->number <= MANIFEST_VERSION_MOST)
        item->version = (int)version->number;
    if (!item->is_rubric)
        scenariofile_needs(&item->volume.source, &work->arena, &item->needs,
                           &continues);
    json_free(document);
    problem_free(&ignored);
}

static int too_many(const struct work *work)
{
    return command_fail(COMMAND_FAILED,
                        "%s holds more than the %d files that one course may "
                        "have; make two courses of it",
                        work->folder, MANIFEST_FILES);
}

static int read_item(struct work *work, const char *name)
{
    struct buffer path = {0};
    struct error error = {0};
    int status = COMMAND_YES;
    if (work->count == MANIFEST_FILES) return too_many(work);
    struct item *item = &work->items[work->count];
    buffer_format(&path, "%s/%s", work->folder, name);
    if (!library_read_file(buffer_text(&path), &item->volume, &error)) {
        status = command_fail(COMMAND_FAILED, "%s", error.text);
        library_volume_free(&item->volume);
        *item = (struct item){0};
    } else if (check_kind(&item->volume.source) == CHECK_EXERCISE) {
        command_say(stderr,
                    "%s: left out. An exercise is handed out; what it pins "
                    "can be published.\n",
                    buffer_text(&path));
        library_volume_free(&item->volume);
        *item = (struct item){0};
    } else {
        item->is_rubric = check_kind(&item->volume.source) == CHECK_RUBRIC;
        hash_bytes(item->volume.source.bytes, item->volume.source.length,
                   item->sha256);
        read_head(work, item);
        work->count++;
    }
    buffer_free(&path);
    return status;
}

/* What may have been meant to go out lies in FOLDER; not what went out. */
static bool has_work(const char *folder)
{
    struct files_listing inside = {0};
    struct error ignored;
    bool has =
        files_list(folder, ending, &inside, &ignored) && inside.count > 0;
    for (size_t i = 0; i < inside.count; i++)
        has = has && strcmp(inside.names[i], sources_manifest) != 0;
    files_listing_free(&inside);
    return has;
}

static void tell_left_out(const struct work *work)
{
    struct files_listing folders = {0};
    struct error ignored;
    if (!files_folders(work->folder, &folders, &ignored)) return;
    for (size_t i = 0; i < folders.count; i++) {
        struct buffer path = {0};
        buffer_format(&path, "%s/%s", work->folder, folders.names[i]);
        if (folders.names[i][0] != '.' && has_work(buffer_text(&path)))
            command_say(stderr,
                        "%s is left out: what is published lies in %s "
                        "itself.\n",
                        buffer_text(&path), work->folder);
        buffer_free(&path);
    }
    files_listing_free(&folders);
}

static int read_folder(struct work *work)
{
    struct files_listing names = {0};
    struct error error = {0};
    int status = COMMAND_YES;
    if (!files_is_folder(work->folder))
        return command_fail(COMMAND_FAILED, "there is no folder %s",
                            work->folder);
    if (!files_list(work->folder, ending, &names, &error))
        return command_fail(COMMAND_FAILED, "%s", error.text);
    for (size_t i = 0; status == COMMAND_YES && i < names.count; i++)
        if (names.names[i][0] != '.') status = read_item(work, names.names[i]);
    files_listing_free(&names);
    tell_left_out(work);
    if (status == COMMAND_YES && work->count == 0)
        return command_fail(COMMAND_FAILED,
                            "there is no rubric and no scenario in %s: their "
                            "files end in .json",
                            work->folder);
    return status;
}

/* --- checking ------------------------------------------------------------ */

static struct item *find_rubric(struct work *work, const char *id)
{
    for (size_t i = 0; i < work->count; i++)
        if (work->items[i].is_rubric && work->items[i].id != NULL &&
            strcmp(work->items[i].id, id) == 0)
            return &work->items[i];
    return NULL;
}

static int check_rubric(struct work *work, struct item *item)
{
    int status = check_volume(&work->library, &item->volume, NULL);
    item->refused = status != COMMAND_YES;
    return status;
}

/* By the rubric that is published with it, for that is what trainees will
 * play it by. */
static int check_scenario(struct work *work, struct item *item)
{
    struct item *rubric =
        item->needs != NULL ? find_rubric(work, item->needs) : NULL;
    if (rubric != NULL && rubric->refused) {
        command_say(stderr, "%s: not checked, for its rubric is not fine.\n",
                    item->volume.source.name);
        return COMMAND_PROBLEMS;
    }
    if (rubric == NULL && item->needs != NULL)
        command_say(stderr,
                    "%s: its rubric '%s' is not in this folder; trainees play "
                    "it by the one that they have.\n",
                    item->volume.source.name, item->needs);
    return check_volume(&work->library, &item->volume,
                        rubric != NULL ? buffer_text(&rubric->volume.path)
                                       : NULL);
}

static int check_twice(const struct work *work, size_t index)
{
    const struct item *item = &work->items[index];
    for (size_t i = 0; i < index; i++) {
        const struct item *other = &work->items[i];
        if (item->is_rubric != other->is_rubric || item->id == NULL ||
            other->id == NULL || strcmp(item->id, other->id) != 0)
            continue;
        return command_fail(COMMAND_PROBLEMS,
                            "%s and %s are both the %s '%s'; give one of them "
                            "another id, or take it out",
                            other->volume.source.name, item->volume.source.name,
                            item->is_rubric ? "rubric" : "scenario", item->id);
    }
    return COMMAND_YES;
}

static int worse(int one, int other)
{
    return one > other ? one : other;
}

static int check_all(struct work *work)
{
    int status = COMMAND_YES;
    for (size_t i = 0; i < work->count; i++)
        if (work->items[i].is_rubric)
            status = worse(status, check_rubric(work, &work->items[i]));
    for (size_t i = 0; i < work->count; i++)
        if (!work->items[i].is_rubric)
            status = worse(status, check_scenario(work, &work->items[i]));
    for (size_t i = 0; i < work->count; i++)
        status = worse(status, check_twice(work, i));
    if (status != COMMAND_YES) command_fail(status, "nothing was published");
    return status;
}

/* --- what is there already ----------------------------------------------- */

static int read_before(struct work *work)
{
    struct buffer path = {0};
    struct problems problems = {0};
    struct error error = {0};
    int status = COMMAND_YES;
    buffer_format(&path, "%s/%s", buffer_text(&work->output), sources_manifest);
    if (!files_exists(buffer_text(&path))) goto done;
    if (!files_read(buffer_text(&path), MANIFEST_BYTES, &work->before_bytes,
                    &error)) {
        status = command_fail(COMMAND_FAILED, "%s", error.text);
        goto done;
    }
    struct source source = {buffer_text(&path),
                            buffer_text(&work->before_bytes),
                            work->before_bytes.length};
    work->before = manifest_load(&source, &problems);
    if (work->before == NULL) {
        library_print_problems(&problems, true);
        status = command_fail(
            COMMAND_FAILED,
            "%s cannot be read, and its version must rise: put the one back "
            "that you published last",
            buffer_text(&path));
    }
done:
    problem_free(&problems);
    buffer_free(&path);
    return status;
}

static void note_change(const struct manifest_file *file,
                        const struct manifest_file *before)
{
    const char *what = file->is_rubric ? "rubric" : "scenario";
    if (before == NULL)
        command_say(stderr, "  new      %s %s, version %d\n", what, file->id,
                    file->version);
    else if (strcmp(before->sha256, file->sha256) == 0)
        return;
    else if (before->version != file->version)
        command_say(stderr, "  changed  %s %s, version %d to %d\n", what,
                    file->id, before->version, file->version);
    else
        command_say(stderr,
                    "  changed  %s %s, and still calls itself version %d: "
                    "people will take it for the one before\n",
                    what, file->id, file->version);
}

/* Against what was published last. */
static void note_changes(const struct work *work)
{
    const struct manifest *before = work->before;
    for (size_t i = 0; i < work->manifest.file_count; i++) {
        const struct manifest_file *file = &work->files[i];
        note_change(file, before != NULL
                              ? manifest_find(before, file->is_rubric, file->id)
                              : NULL);
    }
    for (size_t i = 0; before != NULL && i < before->file_count; i++) {
        const struct manifest_file *file = &before->files[i];
        if (manifest_find(&work->manifest, file->is_rubric, file->id) == NULL)
            command_say(stderr, "  gone     %s %s\n",
                        file->is_rubric ? "rubric" : "scenario", file->id);
    }
}

/* --- the manifest -------------------------------------------------------- */

/* The last part of DIR's path, without its slashes. */
static const char *last_part(struct work *work)
{
    size_t end = strlen(work->folder);
    while (end > 0 && work->folder[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && work->folder[start - 1] != '/')
        start--;
    return arena_copy(&work->arena, work->folder + start, end - start);
}

static int choose_course(struct work *work, const char *given)
{
    const char *before = work->before != NULL ? work->before->course : NULL;
    const char *course = given != NULL    ? given
                         : before != NULL ? before
                                          : last_part(work);
    if (!form_is_id(course))
        return command_fail(COMMAND_USAGE,
                            "'%s' cannot name a course: say --course=NAME, "
                            "with a-z, 0-9, - and _",
                            course);
    if (before != NULL && strcmp(before, course) != 0)
        return command_fail(COMMAND_FAILED,
                            "%s holds the course '%s', not '%s'; say another "
                            "--output=FOLDER for another course",
                            buffer_text(&work->output), before, course);
    work->manifest.course = course;
    return COMMAND_YES;
}

static int choose_days(struct work *work, const char *given)
{
    int64_t now = 0;
    int64_t days = USUAL_DAYS;
    if (given != NULL) {
        size_t digits = strspn(given, "0123456789");
        days =
            digits > 0 && digits < 5 && given[digits] == '\0' ? atoi(given) : 0;
        if (days < 1 || days > MOST_DAYS)
            return command_fail(COMMAND_USAGE,
                                "--days=%s: a whole number from 1 to %d", given,
                                MOST_DAYS);
    }
    clock_stamp(work->issued);
    moment_read(work->issued, &now);
    moment_write(now + days * MOMENT_DAY, work->expires);
    work->manifest.issued = work->issued;
    work->manifest.expires = work->expires;
    return COMMAND_YES;
}

static int choose_version(struct work *work)
{
    work->manifest.version =
        work->before != NULL ? work->before->version + 1 : 1;
    if (work->manifest.version <= MANIFEST_VERSION_MOST) return COMMAND_YES;
    return command_fail(COMMAND_FAILED, "there is no version after %d",
                        MANIFEST_VERSION_MOST);
}

static int list_files(struct work *work)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < work->count; i++) {
        const struct item *item = &work->items[i];
        work->files[i] = (struct manifest_file){
            .name = arena_format(&work->arena, "%s%s", item->sha256, ending),
            .is_rubric = item->is_rubric,
            .id = item->id,
            .version = item->version,
            .bytes = (int64_t)item->volume.source.length,
            .sha256 = item->sha256,
        };
        bytes += work->files[i].bytes;
    }
    work->manifest.files = work->files;
    work->manifest.file_count = work->count;
    work->manifest.least_program = VERSION;
    if (bytes <= MANIFEST_ALL_BYTES) return COMMAND_YES;
    return command_fail(COMMAND_FAILED,
                        "%s holds %lld bytes, more than the %d of one course; "
                        "make two courses of it",
                        work->folder, (long long)bytes, MANIFEST_ALL_BYTES);
}

/* --- writing ------------------------------------------------------------- */

/* A signature of the manifest before would be none of this one. */
static bool drop_signature(const struct work *work, struct error *error)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", buffer_text(&work->output),
                  sources_signature);
    bool fine = !files_exists(buffer_text(&path)) ||
                remove(buffer_text(&path)) == 0 ||
                error_set(error, "cannot delete %s", buffer_text(&path));
    buffer_free(&path);
    return fine;
}

static bool write_one(const struct work *work, const char *name,
                      const char *bytes, size_t length, struct error *error)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", buffer_text(&work->output), name);
    bool fine = files_share(buffer_text(&path), bytes, length, error);
    buffer_free(&path);
    return fine;
}

/* The manifest last: it names what is there. */
static int write_all(const struct work *work)
{
    struct buffer text = {0};
    struct error error = {0};
    bool fine = true;
    for (size_t i = 0; fine && i < work->count; i++)
        fine = write_one(work, work->files[i].name,
                         work->items[i].volume.source.bytes,
                         work->items[i].volume.source.length, &error);
    manifest_write(&work->manifest, &text);
    fine = fine && drop_signature(work, &error) &&
           write_one(work, sources_manifest, buffer_text(&text), text.length,
                     &error);
    buffer_free(&text);
    return fine ? COMMAND_YES : command_fail(COMMAND_FAILED, "%s", error.text);
}

/* --- what to do next ----------------------------------------------------- */

/* Adds PATH as a shell reads it. */
static void quote(const char *path, struct buffer *out)
{
    if (path[0] == '-') buffer_add_text(out, "./");
    if (path[strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789_./+,:@%-")] == '\0') {
        buffer_add_text(out, path);
        return;
    }
    buffer_add_byte(out, '\'');
    for (; *path != '\0'; path++) {
        if (*path == '\'')
            buffer_add_text(out, "'\\''");
        else
            buffer_add_byte(out, *path);
    }
    buffer_add_byte(out, '\'');
}

static void say_next(const struct work *work)
{
    struct buffer folder = {0};
    const struct manifest *manifest = &work->manifest;
    const char *course = manifest->course;
    quote(buffer_text(&work->output), &folder);
    const char *at = buffer_text(&folder);
    command_say(stderr,
                "%s: version %d of the course '%s' is written, and can be "
                "installed until %.10s. Next, with your own address in it:\n",
                buffer_text(&work->output), manifest->version, course,
                manifest->expires);
    command_say(
        stdout,
        "  1 once: your key; keep it, and keep it to yourself\n"
        "    minisign -G\n"
        "  2 sign what was written\n"
        "    minisign -S -H -t '%s version %d' -m %s/%s\n"
        "  3 copy it to the web server\n"
        "    rsync -r --chmod=D755,F644 %s/ "
        "you@www.example.org:public_html/%s\n"
        "  4 see that it is there\n"
        "    curl -fsS https://www.example.org/~you/%s/%s | cmp - %s/%s\n"
        "  5 trainees, once; and whenever there is something new, 'rapport "
        "update'\n"
        "    rapport trust https://www.example.org/~you/%s/ minisign.pub\n",
        course, manifest->version, at, sources_manifest, at, course, course,
        sources_manifest, at, sources_manifest, course);
    buffer_free(&folder);
}

/* --- the command --------------------------------------------------------- */

static int choose_output(struct work *work, const char *given)
{
    struct files_stamp from = files_stamp(work->folder);
    if (given != NULL)
        buffer_add_text(&work->output, given);
    else
        buffer_format(&work->output, "%s/published", work->folder);
    while (work->output.length > 1 &&
           work->output.bytes[work->output.length - 1] == '/')
        work->output.bytes[--work->output.length] = '\0';
    struct files_stamp to = files_stamp(buffer_text(&work->output));
    if (to.number == 0 || !files_same_stamp(&from, &to)) return COMMAND_YES;
    return command_fail(COMMAND_USAGE,
                        "what is published cannot lie in %s itself; say "
                        "another --output=FOLDER",
                        work->folder);
}

static int make(struct work *work, const struct arguments *arguments)
{
    int status = choose_output(work, arguments->options[OPTION_OUTPUT]);
    if (status == COMMAND_YES)
        status = choose_days(work, arguments->options[OPTION_DAYS]);
    if (status == COMMAND_YES) status = read_folder(work);
    if (status == COMMAND_YES) status = read_before(work);
    if (status == COMMAND_YES)
        status = choose_course(work, arguments->options[OPTION_COURSE]);
    if (status == COMMAND_YES) status = choose_version(work);
    if (status == COMMAND_YES) status = check_all(work);
    if (status == COMMAND_YES) status = list_files(work);
    if (status == COMMAND_YES) status = write_all(work);
    if (status != COMMAND_YES) return status;
    note_changes(work);
    say_next(work);
    return COMMAND_YES;
}

static void close_work(struct work *work)
{
    for (size_t i = 0; i < work->count; i++)
        library_volume_free(&work->items[i].volume);
    manifest_free(work->before);
    buffer_free(&work->before_bytes);
    buffer_free(&work->output);
    arena_free(&work->arena);
    library_close(&work->library);
    free(work);
}

static int publish(const struct arguments *arguments)
{
    if (arguments->operand_count != 1)
        return command_fail(COMMAND_USAGE, "which folder? See 'rapport help "
                                           "publish'");
    struct work *work = memory_new(1, sizeof *work);
    work->folder = arguments->operands[0];
    library_open(&work->library);
    int status = make(work, arguments);
    close_work(work);
    return status;
}

const struct command command_publish = {
    .name = "publish",
    .line = "make a course's rubrics and scenarios ready for a web server",
    .operands = "DIR",
    .operand_kind = COMMAND_FILE,
    .about =
        "For instructors. Checks every rubric and scenario in DIR as 'rapport "
        "check' does, and refuses what that refuses. Writes manifest.json, "
        "with a version that is one above the last in the same folder, and "
        "the files named by their hash; says how to sign it with minisign and "
        "how to put it on a web server. Trainees name the address and your "
        "public key once, with 'rapport trust', and then have what is new "
        "with 'rapport update'.",
    .options = options,
    .option_count = COUNT(options),
    .run = publish,
};
