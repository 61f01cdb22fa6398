/* Fetching and verifying; see incoming.h. Begin with incoming_get(). */
#include "cmd/incoming.h"

#include "base/hash.h"
#include "base/memory.h"
#include "cmd/version.h"
#include "world/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside the editions: the hash of an address and the manifest from there, a
 * space, and what the server called it. */
static const char etag_file[] = "etag";
enum { ETAG_FILE_BYTES = HASH_HEX + FETCH_ETAG_BYTES + 2, WHAT_BYTES = 120 };

struct errand {
    const struct library *library;
    struct fetch *fetch;
    const struct origin *origin;
    const struct incoming_teller *teller;
    struct incoming *incoming;
    bool again;
};

void incoming_free(struct incoming *incoming)
{
    size_t count =
        incoming->manifest != NULL ? incoming->manifest->file_count : 0;
    for (size_t i = 0; incoming->files != NULL && i < count; i++)
        buffer_free(&incoming->files[i]);
    free(incoming->files);
    manifest_free(incoming->manifest);
    buffer_free(&incoming->bytes);
    buffer_free(&incoming->signature);
    buffer_free(&incoming->etag);
    *incoming = (struct incoming){0};
}

static bool same_bytes(const struct buffer *one, const struct buffer *other)
{
    return one->length == other->length &&
           memcmp(buffer_text(one), buffer_text(other), one->length) == 0;
}

/* --- the server's name for what is installed ----------------------------- */

static void etag_path(const struct origin *origin, struct buffer *path)
{
    buffer_format(path, "%s/%s", buffer_text(&origin->folder), etag_file);
}

static bool is_signed(const struct origin *origin, const struct buffer *bytes,
                      const struct buffer *signature, struct error *error)
{
    struct buffer trusted = {0};
    bool fine = signature_verify(&origin->key, buffer_text(bytes),
                                 bytes->length, buffer_text(signature),
                                 signature->length, &trusted, error);
    buffer_free(&trusted);
    return fine;
}

/* Adds to ETAG what the server called the manifest that is installed; nothing
 * where that is not known, or where it is to be had anew: it is damaged, or
 * another key signed it. */
static void recall(const struct origin *origin, struct buffer *etag)
{
    const struct edition *current = &origin->current;
    struct buffer path = {0};
    struct buffer bytes = {0};
    struct error ignored;
    char hex[HASH_HEX];
    etag_path(origin, &path);
    if (current->manifest != NULL && files_exists(buffer_text(&path)) &&
        is_signed(origin, &current->bytes, &current->signature, &ignored) &&
        sources_whole(current, &ignored) &&
        files_read(buffer_text(&path), ETAG_FILE_BYTES, &bytes, &ignored) &&
        bytes.length > HASH_HEX) {
        hash_pair(origin->url.bytes, origin->url.length, current->bytes.bytes,
                  current->bytes.length, hex);
        if (memcmp(bytes.bytes, hex, HASH_HEX - 1) == 0)
            buffer_add(etag, bytes.bytes + HASH_HEX,
                       strcspn(bytes.bytes + HASH_HEX, "\n"));
    }
    buffer_free(&path);
    buffer_free(&bytes);
}

void incoming_remember(const struct origin *origin,
                       const struct incoming *incoming)
{
    struct buffer path = {0};
    struct buffer text = {0};
    struct buffer now = {0};
    struct error ignored;
    char hex[HASH_HEX];
    etag_path(origin, &path);
    hash_pair(origin->url.bytes, origin->url.length, incoming->bytes.bytes,
              incoming->bytes.length, hex);
    buffer_format(&text, "%s %s\n", hex, buffer_text(&incoming->etag));
    bool known =
        files_exists(buffer_text(&path)) &&
        files_read(buffer_text(&path), ETAG_FILE_BYTES, &now, &ignored) &&
        same_bytes(&now, &text);
    if (incoming->etag.length > 0 && !known)
        files_write(buffer_text(&path), buffer_text(&text), text.length,
                    &ignored);
    buffer_free(&path);
    buffer_free(&text);
    buffer_free(&now);
}

/* --- the manifest -------------------------------------------------------- */

static bool get(const struct errand *errand, const char *name, size_t most,
                const char *etag, struct fetch_answer *answer,
                struct error *error)
{
    struct buffer url = {0};
    buffer_format(&url, "%s%s", buffer_text(&errand->origin->url), name);
    bool fine =
        fetch_get(errand->fetch, buffer_text(&url), most, etag, answer, error);
    buffer_free(&url);
    return fine;
}

static void take(struct buffer *to, struct fetch_answer *answer)
{
    buffer_clear(to);
    buffer_add(to, buffer_text(&answer->bytes), answer->bytes.length);
}

/* The manifest and what signs it: what is installed, where the server says
 * that it is still the same. */
static bool get_signed(const struct errand *errand, struct error *error)
{
    const struct edition *current = &errand->origin->current;
    struct incoming *incoming = errand->incoming;
    struct fetch_answer answer = {0};
    struct buffer etag = {0};
    recall(errand->origin, &etag);
    bool fine =
        get(errand, sources_manifest, MANIFEST_BYTES,
            etag.length > 0 ? buffer_text(&etag) : NULL, &answer, error);
    if (fine && answer.unchanged) {
        buffer_add(&incoming->bytes, current->bytes.bytes,
                   current->bytes.length);
        buffer_add(&incoming->signature, current->signature.bytes,
                   current->signature.length);
        buffer_add(&incoming->etag, etag.bytes, etag.length);
    } else if (fine) {
        take(&incoming->bytes, &answer);
        buffer_add_text(&incoming->etag, buffer_text(&answer.etag));
        fine = get(errand, sources_signature, MANIFEST_SIGNATURE, NULL, &answer,
                   error);
        if (fine) take(&incoming->signature, &answer);
    }
    buffer_free(&answer.bytes);
    buffer_free(&answer.etag);
    buffer_free(&etag);
    return fine;
}

static bool load(const struct errand *errand, struct error *error)
{
    struct incoming *incoming = errand->incoming;
    struct problems problems = {0};
    struct source source = {sources_manifest, buffer_text(&incoming->bytes),
                            incoming->bytes.length};
    incoming->manifest = manifest_load(&source, &problems);
    if (incoming->manifest == NULL)
        error_set(error,
                  "it is signed, but it is no manifest that this rapport can "
                  "read (line %zu: %.300s); tell your instructor",
                  problems.list[0].line, problems.list[0].message);
    problem_free(&problems);
    return incoming->manifest != NULL;
}

/* The edition that was gone back from was taken once: nothing older comes
 * after it, and nothing else as it. */
static bool may_follow_left(const struct errand *errand, struct error *error)
{
    const struct origin *origin = errand->origin;
    struct incoming *incoming = errand->incoming;
    struct buffer path = {0};
    struct buffer bytes = {0};
    struct error ignored;
    int version = incoming->manifest->version;
    if (version == origin->version && incoming->is_installed) return true;
    if (version < origin->left)
        return error_set(error,
                         "it is version %d, older than version %d, which was "
                         "installed before: somebody may be handing out an old "
                         "copy; tell your instructor",
                         version, origin->left);
    incoming->was_left = version == origin->left;
    if (!incoming->was_left) return true;
    buffer_format(&path, "%s/v%06d/%s", buffer_text(&origin->folder), version,
                  sources_manifest);
    bool fine =
        !files_exists(buffer_text(&path)) ||
        !files_read(buffer_text(&path), MANIFEST_BYTES, &bytes, &ignored) ||
        same_bytes(&bytes, &incoming->bytes) ||
        error_set(error,
                  "it calls itself version %d, which was installed "
                  "before, but is not the same: two different files "
                  "were signed as one version; tell your instructor",
                  version);
    buffer_free(&path);
    buffer_free(&bytes);
    return fine;
}

/* Where the installed manifest cannot be read, its version is known all the
 * same. */
static bool may_follow_damaged(const struct origin *origin,
                               const struct manifest *next, struct error *error)
{
    if (origin->current.manifest != NULL || next->version >= origin->version)
        return true;
    return error_set(error,
                     "it is version %d, older than version %d, which was "
                     "installed here; tell your instructor",
                     next->version, origin->version);
}

static bool may_follow(const struct errand *errand, struct error *error)
{
    const struct origin *origin = errand->origin;
    struct incoming *incoming = errand->incoming;
    const struct manifest *installed = origin->current.manifest;
    bool same = installed != NULL &&
                same_bytes(&incoming->bytes, &origin->current.bytes);
    char now[CLOCK_STAMP];
    struct error ignored;
    clock_stamp(now);
    if (!manifest_may_follow(incoming->manifest, installed,
                             sources_course(origin), now, VERSION, same,
                             error) ||
        !may_follow_damaged(origin, incoming->manifest, error))
        return false;
    incoming->is_installed = same && sources_whole(&origin->current, &ignored);
    return may_follow_left(errand, error);
}

/* --- the files ----------------------------------------------------------- */

static bool has_hash(const struct buffer *bytes,
                     const struct manifest_file *file)
{
    char hex[HASH_HEX];
    if ((int64_t)bytes->length != file->bytes) return false;
    hash_bytes(buffer_text(bytes), bytes->length, hex);
    return strcmp(hex, file->sha256) == 0;
}

/* From what was installed before, from this source or another. */
static bool have_already(const struct errand *errand,
                         const struct manifest_file *file, struct buffer *bytes)
{
    struct buffer path = {0};
    struct error ignored;
    bool found =
        sources_find(&errand->library->folders, file->sha256, &path) &&
        files_read(buffer_text(&path), MANIFEST_FILE_BYTES, bytes, &ignored) &&
        has_hash(bytes, file);
    if (!found) buffer_clear(bytes);
    buffer_free(&path);
    return found;
}

static bool get_file(const struct errand *errand,
                     const struct manifest_file *file, struct buffer *bytes,
                     struct error *error)
{
    struct fetch_answer answer = {0};
    bool fine =
        get(errand, file->name, (size_t)file->bytes, NULL, &answer, error);
    if (fine && !has_hash(&answer.bytes, file))
        fine = error_set(error,
                         "the %s '%s' is not the one that was signed; if it "
                         "was published just now, try again in a few minutes, "
                         "else tell your instructor",
                         file->is_rubric ? "rubric" : "scenario", file->id);
    if (fine) take(bytes, &answer);
    buffer_free(&answer.bytes);
    buffer_free(&answer.etag);
    return fine;
}

static bool get_files(const struct errand *errand, struct error *error)
{
    struct incoming *incoming = errand->incoming;
    const struct manifest *manifest = incoming->manifest;
    incoming->files = memory_new(manifest->file_count, sizeof *incoming->files);
    for (size_t i = 0; i < manifest->file_count; i++) {
        const struct manifest_file *file = &manifest->files[i];
        char what[WHAT_BYTES];
        if (have_already(errand, file, &incoming->files[i])) continue;
        snprintf(what, sizeof what, "getting %zu of %zu: the %s '%s'", i + 1,
                 manifest->file_count, file->is_rubric ? "rubric" : "scenario",
                 file->id);
        errand->teller->tell(errand->origin, what);
        if (!get_file(errand, file, &incoming->files[i], error)) return false;
    }
    return true;
}

/* --- all of it ----------------------------------------------------------- */

bool incoming_get(const struct library *library, struct fetch *fetch,
                  const struct origin *origin, bool again,
                  const struct incoming_teller *teller,
                  struct incoming *incoming, struct error *error)
{
    const struct errand errand = {library, fetch,    origin,
                                  teller,  incoming, again};
    struct error why = {0};
    teller->tell(origin, "asking what is published");
    if (!get_signed(&errand, error)) return false;
    if (!is_signed(origin, &incoming->bytes, &incoming->signature, &why))
        return error_set(
            error,
            "what is published is not signed with the key that "
            "you trust (%.200s); if it was published just now, "
            "try again in a few minutes, else tell your instructor",
            why.text);
    if (!load(&errand, error) || !may_follow(&errand, error)) return false;
    if (incoming->is_installed || (incoming->was_left && !again)) return true;
    return get_files(&errand, error);
}
