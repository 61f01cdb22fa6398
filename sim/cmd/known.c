/* What was found out before; see known.h.
 *
 * A file of facts begins with the hash of all that follows; then each fact has
 * a line: a key, a space, and the fact. The key is a hash, too: of the kind of
 * fact, of what it is about, and of which program found it out.
 */
#include "cmd/known.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "cmd/version.h"
#include "rubric/pattern.h"
#include "world/files.h"

#include <stdlib.h>
#include <string.h>

#ifndef BUILT
#define BUILT __DATE__ " " __TIME__
#endif

enum {
    KEY = HASH_HEX - 1,
    MOST_READ = 512 << 10,
    MOST_KEPT = 256 << 10 /* of the newest facts */
};

static const char name[] = "known";

struct fact {
    const char *key; /* ends with a NUL, as does the fact */
    const char *fact;
};

struct facts {
    struct buffer bytes; /* that they lie in, if they were read */
    struct fact *list;   /* the newest last */
    size_t count;
};

struct known {
    const struct folders *folders;
    struct arena arena;
    struct facts made;
    struct facts own;
    struct facts added;
    bool no_trace;
};

static void add(struct facts *facts, const char *key, const char *fact)
{
    facts->list =
        memory_resize(facts->list, facts->count + 1, sizeof *facts->list);
    facts->list[facts->count++] = (struct fact){key, fact};
}

static const char *find(const struct facts *facts, const char *key)
{
    for (size_t i = facts->count; i > 0; i--)
        if (memcmp(facts->list[i - 1].key, key, KEY) == 0)
            return facts->list[i - 1].fact;
    return NULL;
}

static void facts_free(struct facts *facts)
{
    buffer_free(&facts->bytes);
    free(facts->list);
    *facts = (struct facts){0};
}

/* --- a file of them ------------------------------------------------------ */

static bool is_whole(const struct buffer *bytes)
{
    char hex[HASH_HEX];
    if (bytes->length < KEY + 1 || bytes->bytes[KEY] != '\n' ||
        bytes->bytes[bytes->length - 1] != '\n')
        return false;
    hash_bytes(bytes->bytes + KEY + 1, bytes->length - KEY - 1, hex);
    return memcmp(bytes->bytes, hex, KEY) == 0;
}

/* Takes the lines apart; false when one is none. */
static bool split(struct facts *facts)
{
    char *line = facts->bytes.bytes + KEY + 1;
    while (*line != '\0') {
        char *end = strchr(line, '\n');
        if (end == NULL || end - line < KEY + 1 || line[KEY] != ' ')
            return false;
        line[KEY] = '\0';
        *end = '\0';
        add(facts, line, line + KEY + 1);
        line = end + 1;
    }
    return line == facts->bytes.bytes + facts->bytes.length;
}

static bool has_path(const struct buffer *folder, struct buffer *path)
{
    if (folder->length > 0)
        buffer_format(path, "%s/%s", buffer_text(folder), name);
    return folder->length > 0;
}

/* What lies beside the program is trusted as the program is. */
static void read_facts(const struct buffer *folder, bool own,
                       struct facts *facts)
{
    struct buffer path = {0};
    struct error ignored;
    bool fine = has_path(folder, &path) &&
                (own ? files_read_own : files_read)(
                    buffer_text(&path), MOST_READ, &facts->bytes, &ignored) &&
                is_whole(&facts->bytes) && split(facts);
    if (!fine) facts_free(facts);
    buffer_free(&path);
}

static bool is_there(const struct facts *facts, const char *key)
{
    return find(facts, key) != NULL;
}

/* Another program may have written since, so what it wrote is read again. */
static void write_facts(const struct known *known)
{
    struct facts all = {0};
    struct facts before = {0};
    struct buffer path = {0};
    struct buffer lines = {0};
    struct buffer whole = {0};
    struct error ignored;
    char hex[HASH_HEX];
    read_facts(&known->folders->cache, true, &before);
    for (size_t i = 0; i < before.count; i++)
        if (!is_there(&known->added, before.list[i].key))
            add(&all, before.list[i].key, before.list[i].fact);
    for (size_t i = 0; i < known->added.count; i++)
        add(&all, known->added.list[i].key, known->added.list[i].fact);
    size_t first = all.count;
    for (size_t room = MOST_KEPT; first > 0; first--) {
        size_t length = KEY + strlen(all.list[first - 1].fact) + 2;
        if (length > room) break;
        room -= length;
    }
    for (size_t i = first; i < all.count; i++)
        buffer_format(&lines, "%s %s\n", all.list[i].key, all.list[i].fact);
    hash_bytes(buffer_text(&lines), lines.length, hex);
    buffer_format(&whole, "%s\n%s", hex, buffer_text(&lines));
    if (has_path(&known->folders->cache, &path))
        files_write(buffer_text(&path), whole.bytes, whole.length, &ignored);
    buffer_free(&whole);
    buffer_free(&lines);
    buffer_free(&path);
    facts_free(&before);
    facts_free(&all);
}

/* --- the whole ----------------------------------------------------------- */

struct known *known_new(const struct folders *folders)
{
    struct known *known = memory_new(1, sizeof *known);
    known->folders = folders;
    read_facts(&folders->made, false, &known->made);
    read_facts(&folders->cache, true, &known->own);
    return known;
}

void known_free(struct known *known)
{
    if (known == NULL) return;
    if (known->added.count > 0 && !known->no_trace) write_facts(known);
    facts_free(&known->made);
    facts_free(&known->own);
    facts_free(&known->added);
    arena_free(&known->arena);
    free(known);
}

void known_leave_no_trace(struct known *known)
{
    known->no_trace = true;
}

static void key_of(const char *what, const char *about, char key[HASH_HEX])
{
    char pcre2[PATTERN_VERSION];
    struct buffer text = {0};
    pattern_version(pcre2);
    buffer_format(&text, "%s\n%s\n%s\n%s\n%s\n", what, about, VERSION, BUILT,
                  pcre2);
    hash_bytes(text.bytes, text.length, key);
    buffer_free(&text);
}

const char *known_find(struct known *known, const char *what, const char *about)
{
    char key[HASH_HEX];
    key_of(what, about, key);
    const char *fact = find(&known->added, key);
    if (fact == NULL) fact = find(&known->own, key);
    if (fact == NULL) fact = find(&known->made, key);
    return fact;
}

void known_add(struct known *known, const char *what, const char *about,
               const char *fact)
{
    char key[HASH_HEX];
    key_of(what, about, key);
    add(&known->added, arena_copy(&known->arena, key, KEY),
        arena_copy(&known->arena, fact, strlen(fact)));
}
