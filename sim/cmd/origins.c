/* The sources that are trusted, for list; see origins.h. Begin with
 * origins_print(). */
#include "cmd/origins.h"

#include "base/moment.h"
#include "cmd/command.h"
#include "cmd/sources.h"
#include "world/clock.h"

#include <stdio.h>
#include <string.h>

/* "today", "1 day ago", "12 days ago". */
static void add_age(const char *issued, const char *now, struct buffer *out)
{
    int64_t then = 0;
    int64_t is = 0;
    moment_read(issued, &then);
    moment_read(now, &is);
    if (is < then) {
        buffer_add_text(out, "in the future by this computer's clock");
    } else if (is - then < MOMENT_DAY) {
        buffer_add_text(out, "today");
    } else {
        moment_span(is - then, out);
        buffer_add_text(out, " ago");
    }
}

static bool is_signed_by(const struct origin *origin)
{
    struct buffer trusted = {0};
    struct error ignored;
    const struct edition *current = &origin->current;
    bool good = signature_verify(&origin->key, buffer_text(&current->bytes),
                                 current->bytes.length,
                                 buffer_text(&current->signature),
                                 current->signature.length, &trusted, &ignored);
    buffer_free(&trusted);
    return good;
}

static void print_edition(const struct origin *origin)
{
    const struct manifest *manifest = origin->current.manifest;
    struct buffer age = {0};
    char now[CLOCK_STAMP];
    clock_stamp(now);
    add_age(manifest->issued, now, &age);
    command_say(stdout, "  %-16s course %s, version %d, published %.10s (%s)\n",
                "", manifest->course, manifest->version, manifest->issued,
                buffer_text(&age));
    if (strcmp(now, manifest->expires) >= 0)
        command_say(stdout,
                    "  %-16s nothing newer since %.10s: it stays, but ask your "
                    "instructor\n",
                    "", manifest->expires);
    if (origin->left > 0)
        command_say(stdout, "  %-16s version %d was left with --rollback\n", "",
                    origin->left);
    if (!is_signed_by(origin))
        command_say(stdout,
                    "  %-16s installed under another key than is trusted "
                    "now\n",
                    "");
    buffer_free(&age);
}

static void print_origin(const struct library *library, const char *name)
{
    struct origin origin;
    struct error error = {0};
    char key[SIGNATURE_NAME];
    if (sources_open(&library->folders, name, &origin, &error)) {
        signature_key_name(&origin.key, key);
        command_say(stdout, "  %-16s %s\n  %-16s key %s\n", name,
                    buffer_text(&origin.url), "", key);
        if (origin.damage.text[0] != '\0')
            command_say(stdout, "  %-16s %s\n", "", origin.damage.text);
        else if (origin.current.manifest == NULL)
            command_say(stdout,
                        "  %-16s nothing installed yet: 'rapport update %s'\n",
                        "", name);
        else
            print_edition(&origin);
    } else {
        command_say(stdout, "  %-16s %s\n", name, error.text);
    }
    sources_close(&origin);
}

bool origins_print(const struct library *library, struct error *error)
{
    struct files_listing names = {0};
    if (!sources_list(&library->folders, &names, error)) return false;
    if (names.count > 0) puts("Sources");
    for (size_t i = 0; i < names.count; i++)
        print_origin(library, names.names[i]);
    files_listing_free(&names);
    return true;
}

/* --- for programs -------------------------------------------------------- */

static void add_edition(const struct origin *origin, struct json_value *value)
{
    const struct manifest *manifest = origin->current.manifest;
    json_set_text(value, "course", manifest->course);
    json_set_integer(value, "version", manifest->version);
    json_set_text(value, "issued", manifest->issued);
    json_set_text(value, "expires", manifest->expires);
    json_set_bool(value, "signed", is_signed_by(origin));
    if (origin->left > 0) json_set_integer(value, "left", origin->left);
}

static struct json_value *source_value(const struct library *library,
                                       const char *name)
{
    struct json_value *value = json_object();
    struct origin origin;
    struct error error = {0};
    char key[SIGNATURE_NAME];
    json_set_text(value, "name", name);
    if (sources_open(&library->folders, name, &origin, &error)) {
        signature_key_name(&origin.key, key);
        json_set_text(value, "url", buffer_text(&origin.url));
        json_set_text(value, "key", key);
        if (origin.current.manifest != NULL) add_edition(&origin, value);
        error = origin.damage;
    }
    if (error.text[0] != '\0') json_set_text(value, "error", error.text);
    sources_close(&origin);
    return value;
}

bool origins_json(const struct library *library, struct json_value *object,
                  struct error *error)
{
    struct files_listing names = {0};
    if (!sources_list(&library->folders, &names, error)) return false;
    struct json_value *sources = json_array();
    for (size_t i = 0; i < names.count; i++)
        json_append(sources, source_value(library, names.names[i]));
    json_set_value(object, "sources", sources);
    files_listing_free(&names);
    return true;
}
