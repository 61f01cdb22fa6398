/* Loading a manifest, writing one, and whether it may be installed; see
 * manifest.h.
 *
 * Begin with manifest_load() and the tables of fields.
 */
#include "class/manifest.h"

#include "base/count.h"
#include "base/form.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/moment.h"

#include <stdlib.h>
#include <string.h>

static const char format[] = "rapport-manifest/1";
static const char ending[] = ".json";
static const char *const kinds[] = {"rubric", "scenario"};

/* How far ahead of this computer's clock the publisher's may be. */
enum { CLOCKS_APART = MOMENT_DAY };

static const struct form_field manifest_fields[] = {
    {"format", FORM_TEXT, true},     {"course", FORM_TEXT, true},
    {"version", FORM_INTEGER, true}, {"issued", FORM_TEXT, true},
    {"expires", FORM_TEXT, true},    {"least_program", FORM_TEXT, true},
    {"files", FORM_ARRAY, true},
};
static const struct form_field file_fields[] = {
    {"kind", FORM_TEXT, true},       {"id", FORM_TEXT, true},
    {"version", FORM_INTEGER, true}, {"bytes", FORM_INTEGER, true},
    {"sha256", FORM_TEXT, true},     {"name", FORM_TEXT, true},
};

struct load {
    struct form form;
    struct manifest *manifest;
    struct manifest_file *files;
};

/* --- words and numbers --------------------------------------------------- */

/* "1.0" as its two numbers; four digits are enough for each. */
static bool read_program(const char *text, int numbers[2])
{
    for (int i = 0; i < 2; i++) {
        size_t digits = strspn(text, "0123456789");
        if (digits < 1 || digits > 4) return false;
        numbers[i] = atoi(text);
        text += digits;
        if (*text++ != (i == 0 ? '.' : '\0')) return false;
    }
    return true;
}

static bool is_hash(const char *text)
{
    return strlen(text) == HASH_HEX - 1 &&
           strspn(text, "0123456789abcdef") == HASH_HEX - 1;
}

/* A name that can lie in one folder of any system and be no more than that:
 * no slash, no dot in front, one ending. */
static bool is_plain_name(const char *name)
{
    size_t stem = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return stem > 0 && strcmp(name + stem, ending) == 0;
}

static const char *load_time(struct load *load, const struct json_node *root,
                             const char *key, int64_t *seconds)
{
    const struct json_node *node = form_word(root, key);
    *seconds = 0;
    if (node == NULL) return "";
    if (!moment_read(node->text, seconds))
        form_problem(&load->form, node, MANIFEST_TIME,
                     "in UTC, as 2027-02-01T12:00:00Z",
                     "'%s' is no time that can be read", key);
    return form_keep(&load->form, node->text);
}

static void load_times(struct load *load, const struct json_node *root)
{
    int64_t issued;
    int64_t expires;
    load->manifest->issued = load_time(load, root, "issued", &issued);
    load->manifest->expires = load_time(load, root, "expires", &expires);
    if (expires <= issued && expires > 0)
        form_problem(&load->form, form_word(root, "expires"), MANIFEST_TIME,
                     NULL, "it expires before it is issued");
}

static void load_program(struct load *load, const struct json_node *root)
{
    const struct json_node *node = form_word(root, "least_program");
    int numbers[2];
    if (node == NULL) return;
    load->manifest->least_program = form_keep(&load->form, node->text);
    if (!read_program(node->text, numbers))
        form_problem(&load->form, node, MANIFEST_PROGRAM, "as 1.0",
                     "'least_program' is no version of the program");
}

/* --- files --------------------------------------------------------------- */

static void load_kind(struct load *load, const struct json_node *node,
                      struct manifest_file *file)
{
    const struct json_node *kind = form_word(node, "kind");
    file->is_rubric = strcmp(kind->text, kinds[0]) == 0;
    if (!file->is_rubric && strcmp(kind->text, kinds[1]) != 0)
        form_unknown(&load->form, kind, kind->text, MANIFEST_NO_SUCH_KIND,
                     "kind of file", kinds, COUNT(kinds));
}

static void load_hash(struct load *load, const struct json_node *node,
                      struct manifest_file *file)
{
    const struct form *form = &load->form;
    const struct json_node *hash = form_word(node, "sha256");
    const struct json_node *name = form_word(node, "name");
    file->sha256 = form_keep(form, hash->text);
    file->name = form_keep(form, name->text);
    if (!is_hash(hash->text))
        form_problem(form, hash, MANIFEST_HASH, NULL,
                     "a SHA-256 has 64 digits from 0 to 9 and a to f");
    else if (!is_plain_name(name->text))
        form_problem(form, name, MANIFEST_NAME, NULL,
                     "a file's name is made of a-z, 0-9, _ and -, and ends in "
                     ".json");
    else if (strncmp(name->text, hash->text, HASH_HEX - 1) != 0 ||
             strcmp(name->text + HASH_HEX - 1, ending) != 0)
        form_problem(form, name, MANIFEST_NAME, NULL,
                     "a file is named by its SHA-256, and this is another");
}

static void check_twice(struct load *load, const struct json_node *node,
                        const struct manifest_file *file)
{
    for (size_t i = 0; i < load->manifest->file_count; i++) {
        const struct manifest_file *other = &load->files[i];
        if (strcmp(other->sha256, file->sha256) == 0 ||
            (other->is_rubric == file->is_rubric &&
             strcmp(other->id, file->id) == 0)) {
            form_problem(&load->form, node, MANIFEST_TWICE, "take one out",
                         "the %s '%s' is there already",
                         kinds[other->is_rubric ? 0 : 1], other->id);
            return;
        }
    }
}

static bool load_file(struct load *load, const struct json_node *node,
                      struct manifest_file *file)
{
    const struct form *form = &load->form;
    if (!form_check(form, node, "a file", file_fields, COUNT(file_fields)))
        return false;
    form_has_id(form, node, "id");
    load_kind(load, node, file);
    load_hash(load, node, file);
    file->id = form_text(form, node, "id");
    file->version =
        form_integer(form, node, "version", 1, MANIFEST_VERSION_MOST, 1);
    file->bytes = form_integer(form, node, "bytes", 1, MANIFEST_FILE_BYTES, 1);
    check_twice(load, node, file);
    return true;
}

static void load_files(struct load *load, const struct json_node *array)
{
    struct manifest *manifest = load->manifest;
    int64_t bytes = 0;
    if (array == NULL || array->kind != JSON_ARRAY) return;
    if (!form_few_enough(&load->form, array, MANIFEST_FILES, MANIFEST_TOO_MANY,
                         "files", "a manifest"))
        return;
    if (array->count == 0)
        form_problem(&load->form, array, MANIFEST_NONE, NULL,
                     "a manifest needs a file at least");
    load->files =
        arena_new(&manifest->arena, array->count, sizeof *load->files);
    for (const struct json_node *n = array->child; n != NULL; n = n->next) {
        struct manifest_file *file = &load->files[manifest->file_count];
        if (!load_file(load, n, file)) continue;
        bytes += file->bytes;
        manifest->file_count++;
    }
    manifest->files = load->files;
    if (bytes > MANIFEST_ALL_BYTES)
        form_problem(&load->form, array, MANIFEST_TOO_LARGE, NULL,
                     "its files have %lld bytes together, more than the %d "
                     "they may",
                     (long long)bytes, MANIFEST_ALL_BYTES);
}

/* --- the whole ----------------------------------------------------------- */

static void load_root(struct load *load, const struct json_node *root)
{
    const struct form *form = &load->form;
    struct manifest *manifest = load->manifest;
    if (!form_format(form, root, format, "a manifest") ||
        !form_object(form, root, "a manifest", manifest_fields,
                     COUNT(manifest_fields)))
        return;
    form_has_id(form, root, "course");
    manifest->course = form_text(form, root, "course");
    manifest->version =
        form_integer(form, root, "version", 1, MANIFEST_VERSION_MOST, 1);
    load_times(load, root);
    load_program(load, root);
    load_files(load, json_member(root, "files"));
}

struct manifest *manifest_load(const struct source *source,
                               struct problems *problems)
{
    size_t before = problems->count;
    struct json_document *document =
        json_read(source, JSON_STRICT, MANIFEST_BYTES, problems);
    if (document == NULL) return NULL;
    struct manifest *manifest = memory_new(1, sizeof *manifest);
    struct load load = {{source, problems, &manifest->arena}, manifest, NULL};
    load_root(&load, json_root(document));
    json_free(document);
    if (problems->count == before) return manifest;
    manifest_free(manifest);
    return NULL;
}

void manifest_free(struct manifest *manifest)
{
    if (manifest == NULL) return;
    arena_free(&manifest->arena);
    free(manifest);
}

const struct manifest_file *manifest_find(const struct manifest *manifest,
                                          bool is_rubric, const char *id)
{
    for (size_t i = 0; i < manifest->file_count; i++)
        if (manifest->files[i].is_rubric == is_rubric &&
            strcmp(manifest->files[i].id, id) == 0)
            return &manifest->files[i];
    return NULL;
}

/* --- writing ------------------------------------------------------------- */

/* A line for each file, for the eyes of whoever signs it. What is put in
 * quotes here are ids, hashes and times: none holds a quote. */
static void write_file(const struct manifest_file *file, struct buffer *out)
{
    buffer_format(out,
                  "    {\"kind\": \"%s\", \"id\": \"%s\", \"version\": %d, "
                  "\"bytes\": %lld,\n     \"sha256\": \"%s\",\n"
                  "     \"name\": \"%s\"}",
                  kinds[file->is_rubric ? 0 : 1], file->id, file->version,
                  (long long)file->bytes, file->sha256, file->name);
}

void manifest_write(const struct manifest *manifest, struct buffer *out)
{
    buffer_format(out,
                  "{\n  \"format\": \"%s\",\n  \"course\": \"%s\",\n"
                  "  \"version\": %d,\n  \"issued\": \"%s\",\n"
                  "  \"expires\": \"%s\",\n  \"least_program\": \"%s\",\n"
                  "  \"files\": [\n",
                  format, manifest->course, manifest->version, manifest->issued,
                  manifest->expires, manifest->least_program);
    for (size_t i = 0; i < manifest->file_count; i++) {
        write_file(&manifest->files[i], out);
        buffer_add_text(out, i + 1 < manifest->file_count ? ",\n" : "\n");
    }
    buffer_add_text(out, "  ]\n}\n");
}

/* --- may it be installed? ------------------------------------------------ */

static bool right_course(const struct manifest *next, const char *course,
                         struct error *why)
{
    if (course == NULL || strcmp(next->course, course) == 0) return true;
    return error_set(why,
                     "this is for the course '%s', not for '%s'; ask your "
                     "instructor which address is right",
                     next->course, course);
}

static bool right_time(const struct manifest *next, const char *now,
                       struct error *why)
{
    int64_t is = 0;
    int64_t issued = 0;
    int64_t expires = 0;
    if (!moment_read(now, &is) || !moment_read(next->issued, &issued) ||
        !moment_read(next->expires, &expires))
        return error_set(why, "the time cannot be told");
    if (is >= expires)
        return error_set(why,
                         "it expired on %.10s, and by this computer's clock it "
                         "is %.10s: set the clock if it is wrong, else ask "
                         "your instructor to publish anew",
                         next->expires, now);
    if (issued - is > CLOCKS_APART)
        return error_set(why,
                         "it is dated %.10s, and by this computer's clock it "
                         "is only %.10s: set the clock and try again",
                         next->issued, now);
    return true;
}

static bool right_program(const struct manifest *next, const char *program,
                          struct error *why)
{
    int needs[2] = {0};
    int has[2] = {0};
    if (read_program(next->least_program, needs) &&
        read_program(program, has) &&
        (has[0] > needs[0] || (has[0] == needs[0] && has[1] >= needs[1])))
        return true;
    return error_set(why,
                     "it needs rapport %s or newer, and this is %s: install "
                     "the newer program first",
                     next->least_program, program);
}

static bool right_version(const struct manifest *next,
                          const struct manifest *installed, bool same_bytes,
                          struct error *why)
{
    if (installed == NULL || next->version > installed->version) return true;
    if (next->version < installed->version)
        return error_set(why,
                         "it is version %d, older than version %d, which is "
                         "installed: somebody may be handing out an old copy; "
                         "tell your instructor",
                         next->version, installed->version);
    if (same_bytes) return true;
    return error_set(why,
                     "it calls itself version %d, which is installed, but is "
                     "not the same: two different files were signed as one "
                     "version; tell your instructor",
                     next->version);
}

bool manifest_may_follow(const struct manifest *next,
                         const struct manifest *installed, const char *course,
                         const char *now, const char *program, bool same_bytes,
                         struct error *why)
{
    if (!right_course(next, course, why)) return false;
    if (installed != NULL && !right_course(next, installed->course, why))
        return false;
    return right_version(next, installed, same_bytes, why) &&
           right_time(next, now, why) && right_program(next, program, why);
}
