/* How the network is reached; see network.h. Begin with network_read(). */
#include "cmd/network.h"

#include "base/count.h"
#include "base/form.h"
#include "world/files.h"
#include "world/folders.h"

#include <string.h>

enum { FILE_BYTES = 16 << 10 };

static const char format[] = "rapport-network/1";

static const struct form_field fields[] = {
    {"format", FORM_TEXT, true},
    {"proxy", FORM_TEXT, false},
    {"ca_file", FORM_TEXT, false},
};

/* The kinds of proxy that libcurl knows. */
static const char *const schemes[] = {"http://",    "https://",  "socks4://",
                                      "socks4a://", "socks5://", "socks5h://"};

static bool is_proxy(const char *text)
{
    for (size_t i = 0; i < COUNT(schemes); i++) {
        size_t length = strlen(schemes[i]);
        if (strncmp(text, schemes[i], length) == 0 && text[length] != '\0')
            return true;
    }
    return false;
}

static void take(struct network *network, const struct json_node *root)
{
    const struct json_node *proxy = form_word(root, "proxy");
    const struct json_node *ca_file = form_word(root, "ca_file");
    if (proxy != NULL) buffer_add_text(&network->proxy, proxy->text);
    if (ca_file != NULL) buffer_add_text(&network->ca_file, ca_file->text);
}

/* A relative path would mean another file in each folder. */
static bool check(const struct network *network, const char *path,
                  struct error *error)
{
    if (network->proxy.length > 0 && !is_proxy(buffer_text(&network->proxy)))
        return error_set(error,
                         "%s: the proxy must be an address such as "
                         "http://proxy.example.edu:3128",
                         path);
    if (network->ca_file.length > 0 && network->ca_file.bytes[0] != '/')
        return error_set(error,
                         "%s: 'ca_file' must be a full path, such as "
                         "/etc/ssl/certs/example-edu.pem",
                         path);
    if (network->ca_file.length > 0 &&
        !files_exists(buffer_text(&network->ca_file)))
        return error_set(error, "%s: there is no file %.200s for 'ca_file'",
                         path, buffer_text(&network->ca_file));
    return true;
}

static bool load(struct network *network, const struct source *source,
                 struct error *error)
{
    struct problems problems = {0};
    struct arena arena = {0};
    struct form form = {source, &problems, &arena};
    struct json_document *document =
        json_read(source, JSON_WITH_COMMENTS, FILE_BYTES, &problems);
    const struct json_node *root =
        document != NULL ? json_root(document) : NULL;
    if (root != NULL && form_format(&form, root, format, "a network file") &&
        form_check(&form, root, "the network file", fields, COUNT(fields)))
        take(network, root);
    bool fine = problems.count == 0;
    if (!fine)
        error_set(error, "%s: line %zu: %s%s%s", source->name,
                  problems.list[0].line, problems.list[0].message,
                  problems.list[0].mend != NULL ? ": " : "",
                  problems.list[0].mend != NULL ? problems.list[0].mend : "");
    json_free(document);
    arena_free(&arena);
    problem_free(&problems);
    return fine && check(network, source->name, error);
}

bool network_read(struct network *network, struct error *error)
{
    struct buffer path = {0};
    struct buffer bytes = {0};
    bool fine = true;
    if (folders_find_config("network.json", &path)) {
        fine = files_read(buffer_text(&path), FILE_BYTES, &bytes, error);
        struct source source = {buffer_text(&path), buffer_text(&bytes),
                                bytes.length};
        fine = fine && load(network, &source, error);
    }
    buffer_free(&path);
    buffer_free(&bytes);
    return fine;
}

void network_free(struct network *network)
{
    buffer_free(&network->proxy);
    buffer_free(&network->ca_file);
}
