/* Finding and loading rubrics, scenarios and transcripts; see library.h. */
#include "cmd/library.h"

#include "base/form.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "cmd/admitted.h"
#include "cmd/command.h"
#include "cmd/sources.h"
#include "scenario/scenariofile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 1 << 20, TRANSCRIPT_BYTES = 64 << 20 };

static const char ending[] = ".json";
static const char usual[] = "alliance";

enum { MOST_TOLD = 5 /* problems of a scenario that is to be played */ };

static const char *const shelf_folders[] = {
    [LIBRARY_RUBRICS] = "rubrics",
    [LIBRARY_SCENARIOS] = "scenarios",
    [LIBRARY_EXERCISES] = "exercises",
};

static const char *const shelf_things[] = {
    [LIBRARY_RUBRICS] = "rubric",
    [LIBRARY_SCENARIOS] = "scenario",
    [LIBRARY_EXERCISES] = "exercise",
};

void library_open(struct library *library)
{
    *library = (struct library){0};
    if (folders_find(&library->folders, &library->homeless))
        library->homeless.text[0] = '\0';
}

void library_remember(struct library *library)
{
    library->known = known_new(&library->folders);
}

void library_close(struct library *library)
{
    known_free(library->known);
    folders_free(&library->folders);
}

static bool ends_with(const char *text, const char *tail)
{
    size_t length = strlen(text);
    size_t tail_length = strlen(tail);
    return length >= tail_length &&
           strcmp(text + length - tail_length, tail) == 0;
}

static bool is_path(const char *name)
{
    return strchr(name, '/') != NULL || ends_with(name, ending) ||
           strcmp(name, "-") == 0;
}

void library_path(const struct library *library, enum library_shelf shelf,
                  const char *file, struct buffer *path)
{
    buffer_format(path, "%s/%s/%s", buffer_text(&library->folders.shipped),
                  shelf_folders[shelf], file);
}

const char *library_thing(enum library_shelf shelf)
{
    return shelf_things[shelf];
}

/* File names to ids. What has no id for a name, as a schema, lies beside the
 * scenarios and is none. */
static void keep_ids(struct files_listing *listing)
{
    size_t kept = 0;
    for (size_t i = 0; i < listing->count; i++) {
        char *name = listing->names[i];
        name[strlen(name) - strlen(ending)] = '\0';
        if (form_is_id(name))
            listing->names[kept++] = name;
        else
            free(name);
    }
    listing->count = kept;
}

/* Adds the ids that are installed from ORIGIN. */
static void add_installed(const struct origin *origin, enum library_shelf shelf,
                          struct files_listing *listing)
{
    const struct manifest *manifest = origin->current.manifest;
    for (size_t i = 0; manifest != NULL && i < manifest->file_count; i++)
        if (manifest->files[i].is_rubric == (shelf == LIBRARY_RUBRICS))
            files_add(listing, manifest->files[i].id);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort_once(struct files_listing *listing)
{
    size_t kept = 0;
    if (listing->count == 0) return;
    qsort(listing->names, listing->count, sizeof *listing->names,
          compare_names);
    for (size_t i = 0; i < listing->count; i++) {
        if (kept > 0 &&
            strcmp(listing->names[kept - 1], listing->names[i]) == 0)
            free(listing->names[i]);
        else
            listing->names[kept++] = listing->names[i];
    }
    listing->count = kept;
}

/* A source that cannot be opened has nothing to list; reading says why. */
static void list_installed(const struct library *library,
                           enum library_shelf shelf,
                           struct files_listing *listing)
{
    struct files_listing names = {0};
    struct error ignored;
    if (shelf == LIBRARY_EXERCISES) return;
    if (sources_list(&library->folders, &names, &ignored))
        for (size_t i = 0; i < names.count; i++) {
            struct origin origin;
            if (sources_open(&library->folders, names.names[i], &origin,
                             &ignored))
                add_installed(&origin, shelf, listing);
            sources_close(&origin);
        }
    files_listing_free(&names);
}

bool library_list(const struct library *library, enum library_shelf shelf,
                  struct files_listing *listing, struct error *error)
{
    struct buffer folder = {0};
    library_path(library, shelf, "", &folder);
    bool fine = files_list(buffer_text(&folder), ending, listing, error);
    buffer_free(&folder);
    if (!fine) return false;
    keep_ids(listing);
    list_installed(library, shelf, listing);
    sort_once(listing);
    return true;
}

/* The name that begins so, else the nearest. */
static const char *like_name(const struct files_listing *listing,
                             const char *name)
{
    for (size_t i = 0; i < listing->count; i++)
        if (strncmp(listing->names[i], name, strlen(name)) == 0)
            return listing->names[i];
    return nearest_name(name, (const char *const *)listing->names,
                        listing->count);
}

void library_nearest(const struct library *library, enum library_shelf shelf,
                     const char *name, struct buffer *near)
{
    struct files_listing listing = {0};
    struct error ignored;
    const char *like = NULL;
    if (library_list(library, shelf, &listing, &ignored))
        like = like_name(&listing, name);
    if (like != NULL) buffer_add_text(near, like);
    files_listing_free(&listing);
}

static bool not_there(const struct library *library, enum library_shelf shelf,
                      const char *name, struct error *error)
{
    struct buffer near = {0};
    library_nearest(library, shelf, name, &near);
    if (near.length > 0)
        error_set(error, "there is no %s '%s': did you mean '%s'?",
                  shelf_things[shelf], name, buffer_text(&near));
    else
        error_set(error,
                  "there is no %s '%s'; 'rapport list' shows what there is, "
                  "and a name with a slash or .json is taken as a file%s",
                  shelf_things[shelf], name,
                  shelf == LIBRARY_RUBRICS ? ": --rubric=FILE" : "");
    buffer_free(&near);
    return false;
}

static void clear_volume(struct volume *volume)
{
    buffer_clear(&volume->path);
    buffer_clear(&volume->bytes);
    buffer_clear(&volume->origin);
}

static void point_source(struct volume *volume)
{
    volume->source =
        (struct source){buffer_text(&volume->path), buffer_text(&volume->bytes),
                        volume->bytes.length};
}

static bool read_volume(struct volume *volume, struct error *error)
{
    const char *path = buffer_text(&volume->path);
    if (!files_read(path, FILE_BYTES, &volume->bytes, error)) return false;
    point_source(volume);
    return true;
}

/* What came of looking for something among what is installed. */
enum finding { FINDING_NONE, FINDING_THERE, FINDING_FAULT };

static enum finding read_from(const struct library *library,
                              enum library_shelf shelf, const char *source,
                              const char *id, struct volume *volume,
                              struct error *error)
{
    struct origin origin;
    struct error why = {0};
    const struct manifest_file *file = NULL;
    enum finding finding = FINDING_NONE;
    if (shelf == LIBRARY_EXERCISES)
        return FINDING_NONE; /* none are published */
    if (!sources_open(&library->folders, source, &origin, error) ||
        (origin.damage.text[0] != '\0' &&
         !error_set(error, "%s", origin.damage.text)))
        finding = FINDING_FAULT;
    else if (origin.current.manifest != NULL)
        file = manifest_find(origin.current.manifest, shelf == LIBRARY_RUBRICS,
                             id);
    if (file != NULL) {
        sources_path(&origin.current, file, &volume->path);
        buffer_add_text(&volume->origin, source);
        finding = sources_read(&origin.current, file, &volume->bytes, &why)
                      ? FINDING_THERE
                      : FINDING_FAULT;
        if (finding == FINDING_FAULT)
            error_set(error, "%s; 'rapport update %s' mends it", why.text,
                      source);
    }
    sources_close(&origin);
    return finding;
}

/* In PREFERRED (or NULL) first, then in the sources by their names. */
static enum finding read_installed(const struct library *library,
                                   enum library_shelf shelf,
                                   const char *preferred, const char *id,
                                   struct volume *volume, struct error *error)
{
    struct files_listing names = {0};
    enum finding finding = FINDING_NONE;
    if (preferred != NULL)
        finding = read_from(library, shelf, preferred, id, volume, error);
    if (finding == FINDING_NONE &&
        !sources_list(&library->folders, &names, error))
        finding = FINDING_FAULT;
    for (size_t i = 0; finding == FINDING_NONE && i < names.count; i++)
        finding = read_from(library, shelf, names.names[i], id, volume, error);
    files_listing_free(&names);
    return finding;
}

static bool read_shipped(const struct library *library,
                         enum library_shelf shelf, const char *name,
                         struct volume *volume, struct error *error)
{
    buffer_format(&volume->path, "%s/%s/%s%s",
                  buffer_text(&library->folders.shipped), shelf_folders[shelf],
                  name, ending);
    if (!form_is_id(name) || !files_exists(buffer_text(&volume->path)))
        return not_there(library, shelf, name, error);
    return read_volume(volume, error);
}

/* SOURCE:ID, of which the colon stands at COLON. */
static bool read_of_source(const struct library *library,
                           enum library_shelf shelf, const char *name,
                           const char *colon, struct volume *volume,
                           struct error *error)
{
    char *source = memory_copy(name, (size_t)(colon - name));
    enum finding finding =
        read_from(library, shelf, source, colon + 1, volume, error);
    if (finding == FINDING_NONE)
        error_set(error,
                  "there is no %s '%s' installed from '%s'; 'rapport list' "
                  "shows what there is",
                  shelf_things[shelf], colon + 1, source);
    free(source);
    return finding == FINDING_THERE;
}

/* Reads what NAME means, which is no path. */
static bool read_named(const struct library *library, enum library_shelf shelf,
                       const char *preferred, const char *name,
                       struct volume *volume, struct error *error)
{
    enum finding finding = FINDING_NONE;
    const char *colon = strchr(name, ':');
    clear_volume(volume);
    if (colon != NULL)
        finding = read_of_source(library, shelf, name, colon, volume, error)
                      ? FINDING_THERE
                      : FINDING_FAULT;
    else if (form_is_id(name))
        finding =
            read_installed(library, shelf, preferred, name, volume, error);
    if (finding == FINDING_NONE)
        return read_shipped(library, shelf, name, volume, error);
    point_source(volume);
    return finding == FINDING_THERE;
}

bool library_read(const struct library *library, enum library_shelf shelf,
                  const char *name, struct volume *volume, struct error *error)
{
    if (is_path(name)) return library_read_file(name, volume, error);
    return read_named(library, shelf, NULL, name, volume, error);
}

bool library_read_asked(const struct library *library,
                        const struct volume *scenario, const char *name,
                        struct volume *volume, struct error *error)
{
    if (scenario->origin.length == 0 || is_path(name))
        return library_read(library, LIBRARY_RUBRICS, name, volume, error);
    return read_named(library, LIBRARY_RUBRICS, buffer_text(&scenario->origin),
                      name, volume, error);
}

bool library_read_skeleton(const struct library *library,
                           enum library_shelf shelf, struct volume *volume,
                           struct error *error)
{
    clear_volume(volume);
    library_path(library, shelf, "skeleton.jsonc", &volume->path);
    return read_volume(volume, error);
}

static void kept_path(const struct library *library, const char *sha256,
                      struct buffer *path)
{
    buffer_clear(path);
    buffer_format(path, "%s/kept/%s%s", buffer_text(&library->folders.data),
                  sha256, ending);
}

static bool has_hash(const struct volume *volume, const char *sha256)
{
    char hex[HASH_HEX];
    hash_bytes(volume->source.bytes, volume->source.length, hex);
    return strcmp(hex, sha256) == 0;
}

/* The file at VOLUME's path, if it is there and has this hash. */
static bool read_as(struct volume *volume, const char *sha256)
{
    struct error ignored;
    buffer_clear(&volume->bytes);
    return files_exists(buffer_text(&volume->path)) &&
           read_volume(volume, &ignored) && has_hash(volume, sha256);
}

/* What was pinned counts wherever it lies, also where something newer of its
 * name is installed. */
bool library_read_kept(const struct library *library, enum library_shelf shelf,
                       const char *name, const char *sha256,
                       struct volume *volume, struct error *error)
{
    bool own = library->folders.data.length > 0;
    clear_volume(volume);
    kept_path(library, sha256, &volume->path);
    if (own && read_as(volume, sha256)) return true;
    if (library_read(library, shelf, name, volume, error) &&
        has_hash(volume, sha256))
        return true;
    clear_volume(volume);
    if (own && sources_find(&library->folders, sha256, &volume->path) &&
        read_as(volume, sha256))
        return true;
    clear_volume(volume);
    if (form_is_id(name) && read_shipped(library, shelf, name, volume, error) &&
        has_hash(volume, sha256))
        return true;
    return error_set(error,
                     "the %s '%s' has changed since, and the one that was "
                     "used (SHA-256 %.12s…) is not kept here; put that file "
                     "back, or play anew",
                     shelf_things[shelf], name, sha256);
}

bool library_read_file(const char *path, struct volume *volume,
                       struct error *error)
{
    clear_volume(volume);
    buffer_add_text(&volume->path, path);
    return read_volume(volume, error);
}

bool library_read_beside(const char *path, const char *id, const char *sha256,
                         struct volume *volume)
{
    struct error ignored;
    const char *slash = strrchr(path, '/');
    size_t folder = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    clear_volume(volume);
    buffer_add(&volume->path, path, folder);
    buffer_format(&volume->path, "%s%s", id, ending);
    return files_exists(buffer_text(&volume->path)) &&
           read_volume(volume, &ignored) &&
           (sha256 == NULL || has_hash(volume, sha256));
}

bool library_read_pinned(const struct library *library, const char *path,
                         enum library_shelf shelf, const char *id,
                         const char *sha256, struct volume *volume)
{
    struct error ignored;
    return library_read_beside(path, id, sha256, volume) ||
           library_read_kept(library, shelf, id, sha256, volume, &ignored);
}

bool library_keep(const struct library *library, const struct volume *volume,
                  const char *sha256, struct error *error)
{
    struct volume kept = {0};
    struct error ignored;
    kept_path(library, sha256, &kept.path);
    bool fine = (files_exists(buffer_text(&kept.path)) &&
                 read_volume(&kept, &ignored) && has_hash(&kept, sha256)) ||
                files_write(buffer_text(&kept.path), volume->source.bytes,
                            volume->source.length, error);
    library_volume_free(&kept);
    return fine;
}

void library_volume_free(struct volume *volume)
{
    buffer_free(&volume->path);
    buffer_free(&volume->bytes);
    buffer_free(&volume->origin);
}

void library_print_problems(struct problems *problems, bool to_output)
{
    struct buffer text = {0};
    problem_sort(problems);
    for (size_t i = 0; i < problems->count; i++)
        problem_format(&problems->list[i], &text);
    fputs(buffer_text(&text), to_output ? stdout : stderr);
    buffer_free(&text);
}

struct rubric *library_load_rubric(const struct library *library,
                                   const struct volume *volume)
{
    struct problems problems = {0};
    struct rubric *rubric =
        admitted_rubric(library->known, &volume->source, &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
    return rubric;
}

struct rubric *library_rubric(const struct library *library, const char *name,
                              struct volume *volume)
{
    struct error error = {0};
    if (library_read(library, LIBRARY_RUBRICS, name != NULL ? name : usual,
                     volume, &error))
        return library_load_rubric(library, volume);
    command_fail(COMMAND_FAILED, "%s", error.text);
    return NULL;
}

/* A scenario that was written for another rubric has a problem in every line:
 * a few show that. */
static void tell_problems(const struct pair *pair, struct problems *problems)
{
    size_t count = problems->count;
    problem_sort(problems);
    if (count > MOST_TOLD) problems->count = MOST_TOLD;
    library_print_problems(problems, false);
    if (count > MOST_TOLD)
        command_say(stderr,
                    "And %zu more: 'rapport check --rubric=%s %s' lists "
                    "all.\n",
                    count - MOST_TOLD, pair->rubric_volume.source.name,
                    pair->scenario_volume.source.name);
}

bool library_load_pair(const struct library *library, struct pair *pair)
{
    struct problems problems = {0};
    pair->rubric = library_load_rubric(library, &pair->rubric_volume);
    if (pair->rubric == NULL) return false;
    pair->scenario = admitted_scenario(
        library->known, &pair->scenario_volume.source, pair->rubric, &problems);
    tell_problems(pair, &problems);
    problem_free(&problems);
    return pair->scenario != NULL;
}

/* The rubric the scenario asks for; a scenario that cannot even say is read
 * with the usual one, so that loading it can say what is wrong. */
static bool read_rubric_for(const struct library *library, struct pair *pair,
                            const char *rubric, struct error *error)
{
    struct arena arena = {0};
    const char *needed = NULL;
    const char *continues = NULL;
    scenariofile_needs(&pair->scenario_volume.source, &arena, &needed,
                       &continues);
    bool asks = rubric == NULL;
    if (asks) rubric = needed != NULL ? needed : usual;
    bool fine = asks ? library_read_asked(library, &pair->scenario_volume,
                                          rubric, &pair->rubric_volume, error)
                     : library_read(library, LIBRARY_RUBRICS, rubric,
                                    &pair->rubric_volume, error);
    arena_free(&arena);
    return fine;
}

bool library_load(const struct library *library, const char *name,
                  const char *rubric, struct pair *pair)
{
    struct error error = {0};
    if (!library_read(library, LIBRARY_SCENARIOS, name, &pair->scenario_volume,
                      &error) ||
        !read_rubric_for(library, pair, rubric, &error)) {
        command_fail(COMMAND_FAILED, "%s", error.text);
        return false;
    }
    return library_load_pair(library, pair);
}

bool library_load_pinned(const struct library *library,
                         const struct transcript_header *header,
                         struct pair *pair)
{
    struct error error = {0};
    if (library_read_kept(library, LIBRARY_RUBRICS, header->rubric.id,
                          header->rubric.sha256, &pair->rubric_volume,
                          &error) &&
        library_read_kept(library, LIBRARY_SCENARIOS, header->scenario.id,
                          header->scenario.sha256, &pair->scenario_volume,
                          &error))
        return library_load_pair(library, pair);
    command_fail(COMMAND_FAILED, "%s", error.text);
    return false;
}

struct transcript *library_parse_transcript(const char *path,
                                            const struct buffer *bytes)
{
    struct problems problems = {0};
    struct source source = {path, buffer_text(bytes), bytes->length};
    struct transcript *transcript = transcript_read(&source, &problems);
    library_print_problems(&problems, false);
    problem_free(&problems);
    return transcript;
}

/* The whole lines of a file: a torn last one is a crash's, and those before it
 * count. */
static bool read_lines(const char *path, struct buffer *bytes,
                       struct error *error)
{
    if (!files_read(path, TRANSCRIPT_BYTES, bytes, error)) return false;
    while (bytes->length > 0 && bytes->bytes[bytes->length - 1] != '\n')
        bytes->length--;
    return true;
}

struct transcript *library_transcript(const char *path)
{
    struct buffer bytes = {0};
    struct error error = {0};
    struct transcript *transcript = NULL;
    if (read_lines(path, &bytes, &error))
        transcript = library_parse_transcript(path, &bytes);
    else
        command_fail(COMMAND_FAILED, "%s", error.text);
    buffer_free(&bytes);
    return transcript;
}

struct transcript *library_peek(const char *path, bool skims,
                                struct error *error)
{
    struct buffer bytes = {0};
    struct problems problems = {0};
    struct transcript *transcript = NULL;
    if (read_lines(path, &bytes, error)) {
        struct source source = {path, buffer_text(&bytes), bytes.length};
        transcript = skims ? transcript_skim(&source, &problems)
                           : transcript_read(&source, &problems);
        if (transcript == NULL)
            error_set(error, "%s:%zu: %s", path, problems.list[0].line,
                      problems.list[0].message);
    }
    problem_free(&problems);
    buffer_free(&bytes);
    return transcript;
}

static void add_path(struct files_listing *paths, const char *folder,
                     const char *name)
{
    struct buffer path = {0};
    if (folder != NULL) buffer_format(&path, "%s/", folder);
    buffer_add_text(&path, name);
    paths->names =
        memory_resize(paths->names, paths->count + 1, sizeof *paths->names);
    paths->names[paths->count++] = path.bytes;
}

/* Names begin with the time, so their order is that of the sessions. */
static bool add_folder(const char *folder, struct files_listing *paths,
                       struct error *error)
{
    struct files_listing listing = {0};
    bool fine = files_list(folder, ".jsonl", &listing, error);
    for (size_t i = 0; fine && i < listing.count; i++)
        add_path(paths, folder, listing.names[i]);
    files_listing_free(&listing);
    return fine;
}

bool library_transcripts(const struct library *library,
                         struct files_listing *paths, struct error *error)
{
    struct buffer folder = {0};
    if (library->folders.data.length == 0) return true;
    buffer_format(&folder, "%s/transcripts",
                  buffer_text(&library->folders.data));
    bool fine = add_folder(buffer_text(&folder), paths, error);
    buffer_free(&folder);
    return fine;
}

bool library_named_transcripts(char *const *names, size_t count,
                               struct files_listing *paths, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!files_is_folder(names[i]))
            add_path(paths, NULL, names[i]);
        else if (!add_folder(names[i], paths, error))
            return false;
    }
    return true;
}

void library_pair_free(struct pair *pair)
{
    scenario_free(pair->scenario);
    rubric_free(pair->rubric);
    library_volume_free(&pair->scenario_volume);
    library_volume_free(&pair->rubric_volume);
}
