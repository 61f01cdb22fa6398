/* The addresses that are taken for a source; see address.h. */
#include "cmd/address.h"

#include "base/form.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1000 };

static const char https[] = "https://";
static const char http[] = "http://";
static const char manifest[] = "manifest.json";

/* What may stand in a host and in a path; a percent sign must be followed by
 * two hex digits. */
static const char host_letters[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789.-:[]";
static const char path_letters[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789._~-+=,/%";

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_host(const char *host, size_t length, const char *name)
{
    size_t named = strlen(name);
    return length >= named && strncmp(host, name, named) == 0 &&
           (length == named || host[named] == ':');
}

static bool is_loopback(const char *host, size_t length)
{
    return is_host(host, length, "127.0.0.1") ||
           is_host(host, length, "[::1]") || is_host(host, length, "localhost");
}

/* No ".." that a server or a proxy could make something else of. */
static bool is_plain_path(const char *path)
{
    if (path[strspn(path, path_letters)] != '\0') return false;
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '%' && strspn(at + 1, "0123456789abcdefABCDEF") < 2)
            return false;
        if (begins(at, "/.")) return false;
    }
    return true;
}

static bool right_scheme(const char *given, bool loopback, const char **host,
                         struct error *error)
{
    if (begins(given, https)) {
        *host = given + strlen(https);
        return true;
    }
    if (!begins(given, http))
        return error_set(error,
                         "'%.100s' is no address that can be taken: it begins "
                         "with https://",
                         given);
    *host = given + strlen(http);
    if (loopback && is_loopback(*host, strcspn(*host, "/"))) return true;
    return error_set(error,
                     "'%.100s' is not encrypted: anybody on the way could "
                     "keep you from what is new; ask for the address that "
                     "begins with https://",
                     given);
}

bool address_tidy(const char *given, bool loopback, struct buffer *url,
                  struct error *error)
{
    const char *host = NULL;
    if (!right_scheme(given, loopback, &host, error)) return false;
    size_t length = strcspn(host, "/?#");
    if (memchr(host, '@', length) != NULL)
        return error_set(error, "the address holds a name or a password; take "
                                "out what stands before the @");
    if (length == 0 || strspn(host, host_letters) < length ||
        strlen(given) > LONGEST || !is_plain_path(host + length))
        return error_set(error,
                         "'%.100s' is no address of a folder: it looks like "
                         "https://www.example.org/course/",
                         given);
    buffer_add_text(url, given);
    size_t tail = strlen(manifest);
    if (url->length > tail && url->bytes[url->length - tail - 1] == '/' &&
        strcmp(url->bytes + url->length - tail, manifest) == 0)
        url->length -= tail;
    if (url->bytes[url->length - 1] != '/') buffer_add_byte(url, '/');
    url->bytes[url->length] = '\0';
    return true;
}

/* Adds the LENGTH bytes at TEXT if they are an id. */
static bool add_id(const char *text, size_t length, struct buffer *name)
{
    buffer_clear(name);
    buffer_add(name, text, length);
    if (length > 0 && form_is_id(buffer_text(name))) return true;
    buffer_clear(name);
    return false;
}

void address_name(const char *url, struct buffer *name)
{
    const char *host = strstr(url, "://") + 3;
    size_t length = strcspn(host, "/:");
    const char *end = url + strlen(url);
    while (end > host + length && end[-1] == '/') {
        const char *part = --end;
        while (part > host + length && part[-1] != '/')
            part--;
        if (add_id(part, (size_t)(end - part), name)) return;
        end = part;
    }
    struct buffer dashed = {0};
    buffer_add(&dashed, host, length);
    for (size_t i = 0; i < dashed.length; i++)
        if (dashed.bytes[i] == '.') dashed.bytes[i] = '-';
    add_id(buffer_text(&dashed), dashed.length, name);
    buffer_free(&dashed);
}
