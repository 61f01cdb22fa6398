/* The sources that a trainee trusts, and what is installed here from each; see
 * sources.h.
 *
 * Begin with sources_open() for reading, sources_install() for writing.
 */
#include "cmd/sources.h"

#include "base/count.h"
#include "base/form.h"
#include "base/hash.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_BYTES = 4096, KEY_NAME = 16, WAIT_S = 30 };

const char sources_manifest[] = "manifest.json";
const char sources_signature[] = "manifest.json.minisig";

static const char format[] = "rapport-source/1";
static const char key_ending[] = ".pub";

static const struct form_field source_fields[] = {
    {"format", FORM_TEXT, true},
    {"url", FORM_TEXT, true},
    {"course", FORM_TEXT, false},
    {"key", FORM_TEXT, true},
};

/* --- paths --------------------------------------------------------------- */

static void all_sources(const struct folders *folders, struct buffer *path)
{
    buffer_format(path, "%s/sources", buffer_text(&folders->data));
}

/* PATH becomes FOLDER/NAME. */
static const char *in_folder(const struct buffer *folder, const char *name,
                             struct buffer *path)
{
    buffer_clear(path);
    buffer_format(path, "%s/%s", buffer_text(folder), name);
    return buffer_text(path);
}

static void version_folder(const struct origin *origin, int version,
                           struct buffer *path)
{
    buffer_clear(path);
    buffer_format(path, "%s/v%06d", buffer_text(&origin->folder), version);
}

/* The version whose folder's name NAME is, or 0 when it is none's. Six digits,
 * so that they sort as their names do. */
static int version_of(const char *name, size_t length)
{
    int version = 0;
    if (length != 7 || name[0] != 'v') return 0;
    for (size_t i = 1; i < length; i++) {
        if (name[i] < '0' || name[i] > '9') return 0;
        version = 10 * version + (name[i] - '0');
    }
    return version;
}

/* --- editions ------------------------------------------------------------ */

static void edition_free(struct edition *edition)
{
    manifest_free(edition->manifest);
    buffer_free(&edition->folder);
    buffer_free(&edition->bytes);
    buffer_free(&edition->signature);
    *edition = (struct edition){0};
}

static bool load_manifest(struct edition *edition, const char *path,
                          struct error *error)
{
    struct problems problems = {0};
    struct source source = {path, buffer_text(&edition->bytes),
                            edition->bytes.length};
    edition->manifest = manifest_load(&source, &problems);
    if (edition->manifest == NULL)
        error_set(error, "%s: %s", path, problems.list[0].message);
    problem_free(&problems);
    return edition->manifest != NULL;
}

/* EDITION, {0} before, is {0} again after a failure. */
static bool open_edition(const struct origin *origin, int version,
                         struct edition *edition, struct error *error)
{
    struct buffer path = {0};
    version_folder(origin, version, &edition->folder);
    bool fine =
        files_read(in_folder(&edition->folder, sources_signature, &path),
                   MANIFEST_SIGNATURE, &edition->signature, error) &&
        files_read(in_folder(&edition->folder, sources_manifest, &path),
                   MANIFEST_BYTES, &edition->bytes, error) &&
        load_manifest(edition, buffer_text(&path), error);
    if (fine && edition->manifest->version != version)
        fine = error_set(error, "%s: this is version %d", buffer_text(&path),
                         edition->manifest->version);
    if (!fine) edition_free(edition);
    buffer_free(&path);
    return fine;
}

void sources_path(const struct edition *edition,
                  const struct manifest_file *file, struct buffer *path)
{
    buffer_format(path, "%s/%s", buffer_text(&edition->folder), file->name);
}

bool sources_read(const struct edition *edition,
                  const struct manifest_file *file, struct buffer *bytes,
                  struct error *error)
{
    struct buffer path = {0};
    char hex[HASH_HEX];
    size_t before = bytes->length;
    sources_path(edition, file, &path);
    bool fine =
        files_read(buffer_text(&path), MANIFEST_FILE_BYTES, bytes, error);
    if (fine) {
        hash_bytes(bytes->bytes + before, bytes->length - before, hex);
        fine = strcmp(hex, file->sha256) == 0 ||
               error_set(error, "%s is not as it was installed",
                         buffer_text(&path));
    }
    buffer_free(&path);
    return fine;
}

bool sources_whole(const struct edition *edition, struct error *error)
{
    bool fine = true;
    for (size_t i = 0; fine && i < edition->manifest->file_count; i++) {
        struct buffer bytes = {0};
        fine =
            sources_read(edition, &edition->manifest->files[i], &bytes, error);
        buffer_free(&bytes);
    }
    return fine;
}

/* In any edition that lies in the source's FOLDER. */
static bool find_below(const struct buffer *folder, const char *sha256,
                       struct buffer *path)
{
    struct files_listing editions = {0};
    struct error ignored;
    bool found = false;
    if (!files_folders(buffer_text(folder), &editions, &ignored)) return false;
    for (size_t i = 0; !found && i < editions.count; i++) {
        buffer_clear(path);
        buffer_format(path, "%s/%s/%s.json", buffer_text(folder),
                      editions.names[i], sha256);
        found = files_exists(buffer_text(path));
    }
    files_listing_free(&editions);
    return found;
}

bool sources_find(const struct folders *folders, const char *sha256,
                  struct buffer *path)
{
    struct files_listing names = {0};
    struct buffer folder = {0};
    struct error ignored;
    bool found = false;
    if (!sources_list(folders, &names, &ignored)) return false;
    for (size_t i = 0; !found && i < names.count; i++) {
        buffer_clear(&folder);
        all_sources(folders, &folder);
        buffer_format(&folder, "/%s", names.names[i]);
        found = find_below(&folder, sha256, path);
    }
    buffer_free(&folder);
    files_listing_free(&names);
    return found;
}

/* --- opening ------------------------------------------------------------- */

bool sources_list(const struct folders *folders, struct files_listing *names,
                  struct error *error)
{
    struct buffer path = {0};
    size_t kept = 0;
    *names = (struct files_listing){0};
    if (folders->data.length == 0) return true;
    all_sources(folders, &path);
    bool fine = files_folders(buffer_text(&path), names, error);
    buffer_free(&path);
    for (size_t i = 0; i < names->count; i++) {
        if (form_is_id(names->names[i]))
            names->names[kept++] = names->names[i];
        else
            free(names->names[i]);
    }
    names->count = kept;
    return fine;
}

/* --- one at a time ------------------------------------------------------- */

static const char incoming_folder[] = ".incoming";
static const char gone_folder[] = ".gone";

static void sweep_folder(const struct buffer *folder)
{
    struct buffer path = {0};
    struct error ignored;
    size_t deleted;
    files_sweep(buffer_text(folder));
    files_delete_tree(in_folder(folder, incoming_folder, &path), &deleted,
                      &ignored);
    files_delete_tree(in_folder(folder, gone_folder, &path), &deleted,
                      &ignored);
    buffer_free(&path);
}

/* FOLDER, and those in it, LEVELS deep: all sources, a source, an edition. */
static void sweep(const struct buffer *folder, int levels)
{
    struct files_listing inner = {0};
    struct error ignored;
    sweep_folder(folder);
    if (levels == 0 || !files_folders(buffer_text(folder), &inner, &ignored))
        return;
    for (size_t i = 0; i < inner.count; i++) {
        struct buffer path = {0};
        in_folder(folder, inner.names[i], &path);
        sweep(&path, levels - 1);
        buffer_free(&path);
    }
    files_listing_free(&inner);
}

bool sources_lock(const struct folders *folders, void (*tell)(void),
                  struct lock *lock, struct error *error)
{
    struct buffer above = {0};
    struct buffer path = {0};
    enum lock_outcome outcome = LOCK_FAULT;
    lock->file = -1;
    all_sources(folders, &above);
    in_folder(&above, ".lock", &path);
    if (files_make_folder(buffer_text(&above), error))
        outcome = lock_try(lock, buffer_text(&path), error);
    if (outcome == LOCK_BUSY) {
        if (tell != NULL) tell();
        outcome = lock_wait(lock, buffer_text(&path), WAIT_S, error);
    }
    if (outcome == LOCK_BUSY)
        error_set(error, "another 'rapport update' or 'rapport trust' is still "
                         "running; try again when it has ended");
    if (outcome == LOCK_TAKEN) sweep(&above, 2);
    buffer_free(&above);
    buffer_free(&path);
    return outcome == LOCK_TAKEN;
}

/* --- what is known of a source ------------------------------------------- */

static void take_texts(struct origin *origin, const struct json_node *root)
{
    const struct json_node *course = form_word(root, "course");
    buffer_add_text(&origin->url, form_word(root, "url")->text);
    buffer_add_text(&origin->key_file, form_word(root, "key")->text);
    if (course != NULL) buffer_add_text(&origin->course, course->text);
}

/* What it says of the source, from source.json's bytes. */
static bool load_source(struct origin *origin, const struct source *source,
                        struct error *error)
{
    struct problems problems = {0};
    struct arena arena = {0};
    struct form form = {source, &problems, &arena};
    struct json_document *document =
        json_read(source, JSON_STRICT, SMALL_BYTES, &problems);
    const struct json_node *root =
        document != NULL ? json_root(document) : NULL;
    if (root != NULL && form_format(&form, root, format, "a source") &&
        form_check(&form, root, "a source", source_fields,
                   COUNT(source_fields)) &&
        form_has_id(&form, root, "course"))
        take_texts(origin, root);
    bool fine = problems.count == 0;
    if (!fine)
        error_set(error, "%s: %s", source->name, problems.list[0].message);
    json_free(document);
    arena_free(&arena);
    problem_free(&problems);
    return fine;
}

static bool read_source(struct origin *origin, struct error *error)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    struct source source;
    bool fine = files_read(in_folder(&origin->folder, "source.json", &path),
                           SMALL_BYTES, &bytes, error);
    if (fine) {
        source = (struct source){buffer_text(&path), buffer_text(&bytes),
                                 bytes.length};
        fine = load_source(origin, &source, error);
    }
    buffer_free(&path);
    buffer_free(&bytes);
    return fine;
}

static bool read_key(struct origin *origin, struct error *error)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    const char *name = buffer_text(&origin->key_file);
    bool fine = (strchr(name, '/') == NULL ||
                 error_set(error, "'%s' is no name of a key's file", name)) &&
                files_read(in_folder(&origin->folder, name, &path), SMALL_BYTES,
                           &bytes, error) &&
                signature_read_key(buffer_text(&bytes), bytes.length,
                                   &origin->key, error);
    buffer_free(&path);
    buffer_free(&bytes);
    return fine;
}

/* Takes a line that is BEFORE and a version's folder off TEXT. */
static int take_version(const char **text, const char *before)
{
    size_t length = strcspn(*text, "\n");
    size_t skipped = strlen(before);
    if (length < skipped || strncmp(*text, before, skipped) != 0) return 0;
    int version = version_of(*text + skipped, length - skipped);
    if (version > 0) *text += length + ((*text)[length] == '\n' ? 1 : 0);
    return version;
}

static bool read_current(struct origin *origin, struct error *error)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    bool fine = true;
    if (files_exists(in_folder(&origin->folder, "current", &path)))
        fine = files_read(buffer_text(&path), SMALL_BYTES, &bytes, error);
    const char *rest = buffer_text(&bytes);
    if (fine && bytes.length > 0) {
        origin->version = take_version(&rest, "");
        origin->left = take_version(&rest, "left ");
    }
    if (fine && (size_t)(rest - buffer_text(&bytes)) != bytes.length)
        fine = error_set(error, "%s does not name what is installed",
                         buffer_text(&path));
    buffer_free(&path);
    buffer_free(&bytes);
    return fine;
}

bool sources_open(const struct folders *folders, const char *name,
                  struct origin *origin, struct error *error)
{
    struct error why = {0};
    *origin = (struct origin){0};
    buffer_add_text(&origin->name, name);
    all_sources(folders, &origin->folder);
    buffer_format(&origin->folder, "/%s", name);
    if (folders->data.length == 0 || !form_is_id(name) ||
        !files_is_folder(buffer_text(&origin->folder)))
        return error_set(error,
                         "'%s' is no source that is trusted here; 'rapport "
                         "list' shows them",
                         name);
    if (!read_source(origin, &why) || !read_key(origin, &why) ||
        !read_current(origin, &why))
        return error_set(error,
                         "the source '%s' is damaged (%.300s); mend it with "
                         "'rapport trust URL KEYFILE --name=%s'",
                         name, why.text, name);
    if (origin->version > 0 &&
        !open_edition(origin, origin->version, &origin->current, &why))
        error_set(&origin->damage,
                  "what is installed from '%s' is damaged (%.300s); 'rapport "
                  "update %s' mends it, and without a network 'rapport update "
                  "--rollback %s' returns to the version before",
                  name, why.text, name, name);
    return true;
}

void sources_close(struct origin *origin)
{
    edition_free(&origin->current);
    buffer_free(&origin->name);
    buffer_free(&origin->folder);
    buffer_free(&origin->url);
    buffer_free(&origin->course);
    buffer_free(&origin->key_file);
    *origin = (struct origin){0};
}

const char *sources_course(const struct origin *origin)
{
    if (origin->course.length > 0) return buffer_text(&origin->course);
    return origin->current.manifest != NULL ? origin->current.manifest->course
                                            : NULL;
}

/* --- installing ---------------------------------------------------------- */

/* What is to be installed, and where. */
struct delivery {
    const struct manifest *manifest;
    const struct buffer *bytes;
    const struct buffer *signature;
    const struct buffer *files;
};

static bool write_in(const struct buffer *folder, const char *name,
                     const struct buffer *bytes, struct error *error)
{
    struct buffer path = {0};
    bool fine = files_write(in_folder(folder, name, &path), buffer_text(bytes),
                            bytes->length, error);
    buffer_free(&path);
    return fine;
}

/* The files first, what names them last: where one is mended in place, a
 * manifest never stands without what it names. */
static bool write_edition(const struct buffer *folder,
                          const struct delivery *delivery, struct error *error)
{
    const struct manifest *manifest = delivery->manifest;
    bool fine = true;
    for (size_t i = 0; fine && i < manifest->file_count; i++)
        fine = write_in(folder, manifest->files[i].name, &delivery->files[i],
                        error);
    return fine &&
           write_in(folder, sources_signature, delivery->signature, error) &&
           write_in(folder, sources_manifest, delivery->bytes, error);
}

/* Writes it beside and moves it to FOLDER, where nothing lies that counts. */
static bool write_beside(const struct origin *origin,
                         const struct buffer *folder,
                         const struct delivery *delivery, struct error *error)
{
    struct buffer incoming = {0};
    struct error ignored;
    size_t deleted;
    in_folder(&origin->folder, incoming_folder, &incoming);
    bool fine =
        files_delete_tree(buffer_text(&incoming), &deleted, error) &&
        write_edition(&incoming, delivery, error) &&
        files_delete_tree(buffer_text(folder), &deleted, error) &&
        files_move_folder(buffer_text(&incoming), buffer_text(folder), error);
    if (!fine) files_delete_tree(buffer_text(&incoming), &deleted, &ignored);
    buffer_free(&incoming);
    return fine;
}

static bool write_current(const struct origin *origin, int version, int left,
                          struct error *error)
{
    struct buffer text = {0};
    buffer_format(&text, "v%06d\n", version);
    if (left > 0) buffer_format(&text, "left v%06d\n", left);
    bool fine = write_in(&origin->folder, "current", &text, error);
    buffer_free(&text);
    return fine;
}

static bool list_versions(const struct origin *origin,
                          struct files_listing *folders)
{
    struct error ignored;
    return files_folders(buffer_text(&origin->folder), folders, &ignored);
}

/* Takes away all editions but these two; what cannot be taken away stays. */
static void tidy(const struct origin *origin, int current, int before)
{
    struct files_listing folders = {0};
    struct buffer path = {0};
    struct error ignored;
    size_t deleted;
    if (!list_versions(origin, &folders)) return;
    for (size_t i = 0; i < folders.count; i++) {
        const char *name = folders.names[i];
        int version = version_of(name, strlen(name));
        if (version > 0 && version != current && version != before)
            files_delete_tree(in_folder(&origin->folder, name, &path), &deleted,
                              &ignored);
    }
    buffer_free(&path);
    files_listing_free(&folders);
}

/* What ORIGIN has in memory becomes what lies on disk. */
static bool switch_to(struct origin *origin, struct edition *edition, int left)
{
    edition_free(&origin->current);
    origin->current = *edition;
    origin->version = edition->manifest->version;
    origin->left = left;
    origin->damage.text[0] = '\0';
    *edition = (struct edition){0};
    return true;
}

bool sources_install(struct origin *origin, const struct manifest *manifest,
                     const struct buffer *bytes, const struct buffer *signature,
                     const struct buffer *files, struct error *error)
{
    struct delivery delivery = {manifest, bytes, signature, files};
    struct edition edition = {0};
    struct buffer folder = {0};
    int before = origin->version;
    bool mends = manifest->version == before;
    version_folder(origin, manifest->version, &folder);
    bool fine = (mends ? write_edition(&folder, &delivery, error)
                       : write_beside(origin, &folder, &delivery, error)) &&
                open_edition(origin, manifest->version, &edition, error) &&
                sources_whole(&edition, error) &&
                (mends || write_current(origin, manifest->version, 0, error)) &&
                switch_to(origin, &edition, mends ? origin->left : 0);
    if (fine && !mends) tidy(origin, origin->version, before);
    edition_free(&edition);
    buffer_free(&folder);
    return fine;
}

/* The latest edition before VERSION that is whole. */
static bool find_before(const struct origin *origin, int version,
                        struct edition *edition)
{
    struct files_listing folders = {0};
    struct error ignored;
    bool found = false;
    if (!list_versions(origin, &folders)) return false;
    for (size_t i = folders.count; !found && i-- > 0;) {
        const char *name = folders.names[i];
        int earlier = version_of(name, strlen(name));
        if (earlier == 0 || earlier >= version ||
            !open_edition(origin, earlier, edition, &ignored))
            continue;
        found = sources_whole(edition, &ignored);
        if (!found) edition_free(edition);
    }
    files_listing_free(&folders);
    return found;
}

bool sources_go_back(struct origin *origin, struct error *error)
{
    struct edition edition = {0};
    int left = origin->version;
    if (!find_before(origin, left, &edition))
        return error_set(error,
                         "there is no version before to return to in '%s'",
                         buffer_text(&origin->name));
    bool fine = write_current(origin, edition.manifest->version, left, error) &&
                switch_to(origin, &edition, left);
    edition_free(&edition);
    return fine;
}

/* --- trusting ------------------------------------------------------------ */

/* A new key has a new name, so that source.json decides alone which counts. */
static void key_name(const struct trust *trust, struct buffer *name)
{
    char hex[HASH_HEX];
    hash_bytes(trust->key, trust->key_length, hex);
    buffer_format(name, "key-%.*s%s", KEY_NAME, hex, key_ending);
}

static bool write_trust(const struct buffer *folder, const char *key,
                        const struct trust *trust, struct error *error)
{
    struct json_value *value = json_object();
    struct buffer text = {0};
    struct buffer path = {0};
    json_set_text(value, "format", format);
    json_set_text(value, "url", trust->url);
    if (trust->course != NULL) json_set_text(value, "course", trust->course);
    json_set_text(value, "key", key);
    json_print(value, &text);
    buffer_add_byte(&text, '\n');
    bool fine = files_write(in_folder(folder, key, &path), trust->key,
                            trust->key_length, error) &&
                write_in(folder, "source.json", &text, error);
    buffer_free(&path);
    buffer_free(&text);
    json_discard(value);
    return fine;
}

/* Keys that count no more. */
static void drop_other_keys(const struct buffer *folder, const char *key)
{
    struct files_listing keys = {0};
    struct buffer path = {0};
    struct error ignored;
    if (files_list(buffer_text(folder), key_ending, &keys, &ignored))
        for (size_t i = 0; i < keys.count; i++)
            if (strcmp(keys.names[i], key) != 0)
                remove(in_folder(folder, keys.names[i], &path));
    files_listing_free(&keys);
    buffer_free(&path);
}

static bool trust_new(const struct buffer *above, const struct buffer *folder,
                      const char *key, const struct trust *trust,
                      struct error *error)
{
    struct buffer incoming = {0};
    struct error ignored;
    size_t deleted;
    in_folder(above, incoming_folder, &incoming);
    bool fine =
        files_delete_tree(buffer_text(&incoming), &deleted, error) &&
        write_trust(&incoming, key, trust, error) &&
        files_move_folder(buffer_text(&incoming), buffer_text(folder), error);
    if (!fine) files_delete_tree(buffer_text(&incoming), &deleted, &ignored);
    buffer_free(&incoming);
    return fine;
}

bool sources_trust(const struct folders *folders, const struct trust *trust,
                   struct error *error)
{
    struct buffer above = {0};
    struct buffer folder = {0};
    struct buffer key = {0};
    all_sources(folders, &above);
    in_folder(&above, trust->name, &folder);
    key_name(trust, &key);
    bool there = files_is_folder(buffer_text(&folder));
    bool fine =
        there ? write_trust(&folder, buffer_text(&key), trust, error)
              : trust_new(&above, &folder, buffer_text(&key), trust, error);
    if (fine && there) drop_other_keys(&folder, buffer_text(&key));
    buffer_free(&above);
    buffer_free(&folder);
    buffer_free(&key);
    return fine;
}

bool sources_forget(const struct folders *folders, const char *name,
                    struct error *error)
{
    struct buffer above = {0};
    struct buffer folder = {0};
    struct buffer gone = {0};
    size_t deleted;
    all_sources(folders, &above);
    in_folder(&above, name, &folder);
    in_folder(&above, gone_folder, &gone);
    /* Out of sight in one step; what is left of it counts no more. */
    bool fine =
        files_delete_tree(buffer_text(&gone), &deleted, error) &&
        files_move_folder(buffer_text(&folder), buffer_text(&gone), error) &&
        files_delete_tree(buffer_text(&gone), &deleted, error);
    buffer_free(&above);
    buffer_free(&folder);
    buffer_free(&gone);
    return fine;
}
