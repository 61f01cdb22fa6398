/* Outlines; see outline.h. Begin with outline_scenario(). */
#include "cmd/outline.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "scenario/scenariofile.h"

#include <stdlib.h>
#include <string.h>

/* In facts: the rubric that a scenario asks for, and the outlines. */
static const char of_needs[] = "scenario needs";
static const char of_scenario[] = "scenario outline";
static const char of_rubric[] = "rubric outline";

enum { MOST_BYTES = 1 << 20 };

/* The rubric that scenarios from ORIGIN mean by NAME. */
struct outline_rubric {
    const char *origin;
    const char *name;
    bool there;
    struct volume volume;
    char hash[HASH_QUICK_HEX];
};

static const char *keep(struct outline_shelf *shelf, const char *text)
{
    return text != NULL ? arena_copy(&shelf->arena, text, strlen(text)) : NULL;
}

/* --- as facts ------------------------------------------------------------ */

static void add_text(struct json_value *object, const char *key,
                     const char *text)
{
    if (text != NULL) json_set_text(object, key, text);
}

static void keep_fact(const struct outline_shelf *shelf, const char *what,
                      const char *about, const struct outline *outline)
{
    struct known *known = shelf->library->known;
    struct json_value *object = json_object();
    struct json_value *practises = json_object();
    struct buffer line = {0};
    if (known == NULL) goto done;
    add_text(object, "id", outline->id);
    add_text(object, "title", outline->title);
    json_set_integer(object, "version", outline->version);
    json_set_integer(object, "difficulty", outline->difficulty);
    add_text(object, "continues", outline->continues);
    for (size_t i = 0; i < outline->practise_count; i++)
        json_set_text(practises, outline->practises[i].name,
                      outline->practises[i].title);
    json_set_value(object, "practises", practises);
    practises = NULL;
    json_print(object, &line);
    known_add(known, what, about, buffer_text(&line));
done:
    json_discard(practises);
    json_discard(object);
    buffer_free(&line);
}

static const char *read_text(struct outline_shelf *shelf,
                             const struct json_node *root, const char *key)
{
    const struct json_node *node = json_member(root, key);
    return node != NULL && node->kind == JSON_TEXT ? keep(shelf, node->text)
                                                   : NULL;
}

static int read_integer(const struct json_node *root, const char *key)
{
    const struct json_node *node = json_member(root, key);
    return node != NULL && node->kind == JSON_NUMBER ? (int)node->number : 0;
}

static bool read_practises(struct outline_shelf *shelf,
                           const struct json_node *object,
                           struct outline *outline)
{
    if (object == NULL || object->kind != JSON_OBJECT) return false;
    struct outline_code *codes =
        arena_new(&shelf->arena, object->count, sizeof *codes);
    for (const struct json_node *n = object->child; n != NULL; n = n->next) {
        if (n->kind != JSON_TEXT) return false;
        codes[outline->practise_count++] =
            (struct outline_code){keep(shelf, n->key), keep(shelf, n->text)};
    }
    outline->practises = codes;
    return true;
}

/* NULL for what no outline of this program would say. */
static const struct outline *parse(struct outline_shelf *shelf,
                                   const char *line)
{
    struct problems ignored = {0};
    struct source source = {"", line, strlen(line)};
    struct json_document *document =
        json_read(&source, JSON_STRICT, MOST_BYTES, &ignored);
    problem_free(&ignored);
    if (document == NULL) return NULL;
    const struct json_node *root = json_root(document);
    struct outline *outline = arena_new(&shelf->arena, 1, sizeof *outline);
    *outline = (struct outline){
        .id = read_text(shelf, root, "id"),
        .title = read_text(shelf, root, "title"),
        .version = read_integer(root, "version"),
        .difficulty = read_integer(root, "difficulty"),
        .continues = read_text(shelf, root, "continues"),
    };
    bool fine = outline->id != NULL && outline->title != NULL &&
                outline->difficulty >= 0 && outline->difficulty <= 3 &&
                read_practises(shelf, json_member(root, "practises"), outline);
    json_free(document);
    return fine ? outline : NULL;
}

static const struct outline *known_outline(struct outline_shelf *shelf,
                                           const char *what, const char *about)
{
    struct known *known = shelf->library->known;
    const char *fact = known != NULL ? known_find(known, what, about) : NULL;
    return fact != NULL ? parse(shelf, fact) : NULL;
}

/* --- rubrics ------------------------------------------------------------- */

const struct outline *outline_rubric(struct outline_shelf *shelf,
                                     const struct volume *volume)
{
    char about[HASH_QUICK_HEX];
    hash_quick(volume->source.bytes, volume->source.length, about);
    const struct outline *known = known_outline(shelf, of_rubric, about);
    if (known != NULL) return known;
    const struct rubric *rubric = loaded_rubric(&shelf->loaded, volume);
    if (rubric == NULL) return NULL;
    struct outline *outline = arena_new(&shelf->arena, 1, sizeof *outline);
    *outline = (struct outline){
        .id = keep(shelf, rubric->id),
        .title = keep(shelf, rubric->title),
        .version = rubric->version,
    };
    keep_fact(shelf, of_rubric, about, outline);
    return outline;
}

static const struct outline_rubric *find_rubric(struct outline_shelf *shelf,
                                                const struct volume *scenario,
                                                const char *name)
{
    const char *origin = buffer_text(&scenario->origin);
    struct error ignored;
    for (size_t i = 0; i < shelf->rubric_count; i++)
        if (strcmp(shelf->rubrics[i].origin, origin) == 0 &&
            strcmp(shelf->rubrics[i].name, name) == 0)
            return &shelf->rubrics[i];
    shelf->rubrics = memory_resize(shelf->rubrics, shelf->rubric_count + 1,
                                   sizeof *shelf->rubrics);
    struct outline_rubric *rubric = &shelf->rubrics[shelf->rubric_count++];
    *rubric = (struct outline_rubric){.origin = keep(shelf, origin),
                                      .name = keep(shelf, name)};
    rubric->there = library_read_asked(shelf->library, scenario, name,
                                       &rubric->volume, &ignored);
    if (rubric->there)
        hash_quick(rubric->volume.source.bytes, rubric->volume.source.length,
                   rubric->hash);
    return rubric;
}

/* --- scenarios ----------------------------------------------------------- */

static const struct outline *outline_of(struct outline_shelf *shelf,
                                        const struct scenario *scenario,
                                        const struct rubric *rubric)
{
    const struct numbers *practises = &scenario->practises;
    struct outline *outline = arena_new(&shelf->arena, 1, sizeof *outline);
    struct outline_code *codes =
        arena_new(&shelf->arena, practises->count, sizeof *codes);
    for (size_t i = 0; i < practises->count; i++) {
        const struct code *code = &rubric->codes[practises->list[i]];
        codes[i] = (struct outline_code){keep(shelf, code->name),
                                         keep(shelf, code->title)};
    }
    *outline = (struct outline){
        .id = keep(shelf, scenario->id),
        .title = keep(shelf, scenario->title),
        .version = scenario->version,
        .difficulty = scenario->difficulty,
        .continues = keep(shelf, scenario->continues),
        .practises = codes,
        .practise_count = practises->count,
    };
    return outline;
}

static const struct outline *load_outline(struct outline_shelf *shelf,
                                          const struct volume *volume,
                                          const struct outline_rubric *asked,
                                          const char *about)
{
    const struct scenario *scenario = NULL;
    const struct rubric *rubric = loaded_rubric(&shelf->loaded, &asked->volume);
    if (rubric != NULL)
        scenario = loaded_scenario_for(&shelf->loaded, volume, rubric);
    if (scenario == NULL) return NULL;
    const struct outline *outline = outline_of(shelf, scenario, rubric);
    keep_fact(shelf, of_scenario, about, outline);
    return outline;
}

static const char *needs(struct known *known, const struct volume *volume,
                         const char *about, struct arena *arena)
{
    const char *needed = NULL;
    const char *continues = NULL;
    if (known != NULL) needed = known_find(known, of_needs, about);
    if (needed != NULL) return arena_copy(arena, needed, strlen(needed));
    if (!scenariofile_needs(&volume->source, arena, &needed, &continues))
        return NULL;
    if (known != NULL) known_add(known, of_needs, about, needed);
    return needed;
}

const char *outline_needs(struct known *known, const struct volume *volume,
                          struct arena *arena)
{
    char about[HASH_QUICK_HEX];
    hash_quick(volume->source.bytes, volume->source.length, about);
    return needs(known, volume, about, arena);
}

const struct outline *outline_scenario(struct outline_shelf *shelf,
                                       const struct volume *volume)
{
    char hash[HASH_QUICK_HEX];
    hash_quick(volume->source.bytes, volume->source.length, hash);
    const char *name =
        needs(shelf->library->known, volume, hash, &shelf->arena);
    if (name == NULL) return NULL;
    const struct outline_rubric *asked = find_rubric(shelf, volume, name);
    if (!asked->there) return NULL;
    const char *about = arena_format(&shelf->arena, "%s %s", hash, asked->hash);
    const struct outline *known = known_outline(shelf, of_scenario, about);
    return known != NULL ? known : load_outline(shelf, volume, asked, about);
}

void outline_shelf_free(struct outline_shelf *shelf)
{
    for (size_t i = 0; i < shelf->rubric_count; i++)
        library_volume_free(&shelf->rubrics[i].volume);
    free(shelf->rubrics);
    loaded_free(&shelf->loaded);
    arena_free(&shelf->arena);
    *shelf = (struct outline_shelf){0};
}
