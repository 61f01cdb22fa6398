/* One libcurl handle for all files of a source, so that the connection is
 * made once. The caps are enforced where the bytes arrive: libcurl's own cap
 * on the size lets bodies through that do not tell it.
 *
 * libcurl is loaded when something is to be fetched, not with the program: it
 * brings some thirty libraries along, and every other command would wait for
 * them to be loaded, longer than for all that it does itself.
 *
 * Begin with fetch_get(); what went wrong becomes words in explain().
 */
#include "world/fetch.h"

#include "base/count.h"
#include "base/memory.h"
#include "world/signals.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { SAID_BYTES = 160 }; /* of libcurl's own words, behind ours */

/* What is called of libcurl, with the types that its header gives them. */
struct calls {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_global_cleanup) *global_cleanup;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_setopt) *setopt;
    __typeof__(curl_easy_getinfo) *getinfo;
    __typeof__(curl_easy_perform) *perform;
    __typeof__(curl_easy_strerror) *strerror;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
    __typeof__(curl_url) *url;
    __typeof__(curl_url_set) *url_set;
    __typeof__(curl_url_get) *url_get;
    __typeof__(curl_url_cleanup) *url_cleanup;
    __typeof__(curl_free) *free;
};

struct fetch {
    struct calls calls;
    CURL *curl;
    struct fetch_manner manner;
    time_t until; /* by a clock that nobody sets */
    char said[CURL_ERROR_SIZE];
};

/* One answer while it comes. */
struct arrival {
    struct fetch_answer *answer;
    size_t most;
    size_t header_bytes;
    bool too_long; /* the body */
    bool too_many_headers;
    bool packed; /* with a Content-Encoding nobody asked for */
};

/* --- libcurl ------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t at;
} symbols[] = {
    {"curl_global_init", offsetof(struct calls, global_init)},
    {"curl_global_cleanup", offsetof(struct calls, global_cleanup)},
    {"curl_easy_init", offsetof(struct calls, easy_init)},
    {"curl_easy_cleanup", offsetof(struct calls, easy_cleanup)},
    {"curl_easy_setopt", offsetof(struct calls, setopt)},
    {"curl_easy_getinfo", offsetof(struct calls, getinfo)},
    {"curl_easy_perform", offsetof(struct calls, perform)},
    {"curl_easy_strerror", offsetof(struct calls, strerror)},
    {"curl_slist_append", offsetof(struct calls, slist_append)},
    {"curl_slist_free_all", offsetof(struct calls, slist_free_all)},
    {"curl_url", offsetof(struct calls, url)},
    {"curl_url_set", offsetof(struct calls, url_set)},
    {"curl_url_get", offsetof(struct calls, url_get)},
    {"curl_url_cleanup", offsetof(struct calls, url_cleanup)},
    {"curl_free", offsetof(struct calls, free)},
};

/* The number is that of the interface whose header this was compiled with,
 * the same since 2006. It is looked for where the system looks for any
 * library, and stays loaded: what it brought along cannot all be unloaded. */
static bool load_calls(struct calls *calls, struct error *error)
{
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    bool fine = library != NULL;
    for (size_t i = 0; fine && i < COUNT(symbols); i++) {
        void *call = dlsym(library, symbols[i].name);
        memcpy((char *)calls + symbols[i].at, &call, sizeof call);
        fine = call != NULL;
    }
    if (fine) return true;
    return error_set(error,
                     "cannot load libcurl, which fetches updates (%.200s); it "
                     "is in Debian's package libcurl4",
                     dlerror());
}

/* --- time ---------------------------------------------------------------- */

static time_t now_s(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* FULL seconds, or as much less as one's patience is. */
static long limit_ms(const struct fetch_manner *manner, int full)
{
    int file_s = manner->file_s > 0 && manner->file_s < FETCH_FILE_S
                     ? manner->file_s
                     : FETCH_FILE_S;
    return 1000L * full * file_s / FETCH_FILE_S;
}

/* --- what may be fetched ------------------------------------------------- */

static bool is_loopback(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0 ||
           strcmp(host, "localhost") == 0;
}

static bool allows_parts(const struct fetch_manner *manner, const char *scheme,
                         const char *host)
{
    return strcmp(scheme, "https") == 0 ||
           (manner->plain_loopback && strcmp(scheme, "http") == 0 &&
            is_loopback(host));
}

/* HTTPS, or what the manner allows. */
static bool allows(const struct fetch *fetch, const char *url,
                   struct error *error)
{
    const struct calls *calls = &fetch->calls;
    CURLU *parts = calls->url();
    char *scheme = NULL;
    char *host = NULL;
    bool fine = false;
    if (parts == NULL || calls->url_set(parts, CURLUPART_URL, url, 0) != 0 ||
        calls->url_get(parts, CURLUPART_SCHEME, &scheme, 0) != 0 ||
        calls->url_get(parts, CURLUPART_HOST, &host, 0) != 0)
        error_set(error,
                  "'%.200s' is no address that can be used: it begins with "
                  "https://",
                  url);
    else if (!allows_parts(&fetch->manner, scheme, host))
        error_set(error,
                  "%.200s is not fetched: only addresses that begin with "
                  "https:// are",
                  url);
    else
        fine = true;
    calls->free(scheme);
    calls->free(host);
    calls->url_cleanup(parts);
    return fine;
}

/* --- what arrives -------------------------------------------------------- */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct arrival *arrival = context;
    struct buffer *taken = &arrival->answer->bytes;
    size_t length = size * count;
    if (length > arrival->most - taken->length) {
        arrival->too_long = true;
        return 0;
    }
    buffer_add(taken, bytes, length);
    return length;
}

/* The value of the header NAME, if LINE is that one; *LENGTH without the
 * spaces around it. */
static const char *value_of(const char *line, size_t line_length,
                            const char *name, size_t *length)
{
    size_t skipped = strlen(name);
    if (line_length <= skipped || strncasecmp(line, name, skipped) != 0 ||
        line[skipped] != ':')
        return NULL;
    const char *value = line + skipped + 1;
    const char *end = line + line_length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && strchr(" \t\r\n", end[-1]) != NULL)
        end--;
    *length = (size_t)(end - value);
    return value;
}

/* It is sent back as it is, so it must be no more than an ETag. */
static bool is_etag(const char *value, size_t length)
{
    if (strncmp(value, "W/", length < 2 ? length : 2) == 0) {
        if (length < 2) return false;
        value += 2;
        length -= 2;
    }
    if (length < 2 || length > FETCH_ETAG_BYTES) return false;
    for (size_t i = 0; i < length; i++) {
        bool quote = i == 0 || i == length - 1;
        if (quote != (value[i] == '"')) return false;
        if (value[i] < '!' || value[i] > '~') return false;
    }
    return true;
}

static void read_header(struct arrival *arrival, const char *line,
                        size_t length)
{
    size_t value_length = 0;
    const char *value = value_of(line, length, "ETag", &value_length);
    if (value != NULL) {
        buffer_clear(&arrival->answer->etag);
        if (is_etag(value, value_length))
            buffer_add(&arrival->answer->etag, value, value_length);
    }
    value = value_of(line, length, "Content-Encoding", &value_length);
    if (value != NULL && value_length > 0 &&
        (value_length != 8 || strncasecmp(value, "identity", 8) != 0))
        arrival->packed = true;
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct arrival *arrival = context;
    size_t length = size * count;
    arrival->header_bytes += length;
    if (arrival->header_bytes > FETCH_HEADER_BYTES) {
        arrival->too_many_headers = true;
        return 0;
    }
    read_header(arrival, line, length);
    return arrival->packed ? 0 : length;
}

static int ask_to_stop(void *context, curl_off_t to_come, curl_off_t came,
                       curl_off_t to_go, curl_off_t went)
{
    (void)context, (void)to_come, (void)came, (void)to_go, (void)went;
    return signals_should_stop() ? 1 : 0;
}

/* --- words for what went wrong ------------------------------------------- */

static const struct {
    CURLcode code;
    const char *words;
} causes[] = {
    {CURLE_COULDNT_RESOLVE_HOST,
     "its name cannot be found: is there a network, and is the address right?"},
    {CURLE_COULDNT_RESOLVE_PROXY,
     "the proxy's name cannot be found: look at https_proxy, or at the file "
     "network.json"},
    {CURLE_COULDNT_CONNECT,
     "it does not answer: is there a network, and is the address right?"},
    {CURLE_PEER_FAILED_VERIFICATION,
     "it cannot prove that it is what it says it is: a login page of this "
     "network may stand between, this computer's clock may be wrong, or it "
     "needs a certificate of your institution's ('ca_file' in network.json)"},
    {CURLE_SSL_CACERT_BADFILE,
     "the certificates in the file that SSL_CERT_FILE, CURL_CA_BUNDLE or "
     "network.json names cannot be read"},
    {CURLE_SSL_CONNECT_ERROR, "it does not speak HTTPS as it should"},
    {CURLE_GOT_NOTHING, "it broke off before it said anything"},
    {CURLE_PARTIAL_FILE, "it broke off in the middle; try again"},
    {CURLE_RECV_ERROR, "it broke off; try again"},
    {CURLE_SEND_ERROR, "it broke off; try again"},
    {CURLE_UNSUPPORTED_PROTOCOL, "it does not speak HTTP as it should"},
    {CURLE_WEIRD_SERVER_REPLY, "it does not speak HTTP as it should"},
    {CURLE_BAD_CONTENT_ENCODING, "it does not speak HTTP as it should"},
    {CURLE_ABORTED_BY_CALLBACK, "asked to stop"},
};

/* A later row wins. */
static const struct {
    long least;
    long most;
    const char *words;
} statuses[] = {
    {0, 999, "it answers in a way that nobody asked for"},
    {301, 303,
     "it sends elsewhere, and nobody follows: ask your instructor for "
     "the new address"},
    {307, 308,
     "it sends elsewhere, and nobody follows: ask your instructor for "
     "the new address"},
    {401, 403, "it does not let you have this; tell your instructor"},
    {404, 404, "it is not there: is the address right, and was it published?"},
    {429, 429, "too many ask at once; try again later"},
    {500, 599, "the server is in trouble; try again later"},
};

static bool explain_status(long status, const char *url, struct error *error)
{
    const char *words = statuses[0].words;
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (status >= statuses[i].least && status <= statuses[i].most)
            words = statuses[i].words;
    return error_set(error, "cannot get %.200s: %s (status %ld)", url, words,
                     status);
}

static bool explain_time(const struct fetch *fetch, const char *url,
                         struct error *error)
{
    const char *words = strstr(fetch->said, "too slow") != NULL
                            ? "it sends next to nothing; try again later"
                            : "it takes too long; try again later";
    double connected = 0;
    fetch->calls.getinfo(fetch->curl, CURLINFO_PRETRANSFER_TIME, &connected);
    if (connected <= 0)
        words = "it does not answer in time: is there a network, and is the "
                "address right?";
    return error_set(error, "cannot get %.200s: %s", url, words);
}

/* What the proxy answered to being asked for the way through; 0: nothing. */
static long proxy_status(const struct fetch *fetch)
{
    long status = 0;
    fetch->calls.getinfo(fetch->curl, CURLINFO_HTTP_CONNECTCODE, &status);
    return status;
}

static bool explain(const struct fetch *fetch, const struct arrival *arrival,
                    CURLcode code, const char *url, struct error *error)
{
    if (arrival->too_long || code == CURLE_FILESIZE_EXCEEDED)
        return error_set(error,
                         "cannot get %.200s: it is larger than the %zu bytes "
                         "it may have; tell your instructor",
                         url, arrival->most);
    if (arrival->too_many_headers)
        return error_set(error, "cannot get %.200s: its headers do not end",
                         url);
    if (arrival->packed)
        return error_set(error,
                         "cannot get %.200s: it comes compressed, which nobody "
                         "asked for; tell your instructor",
                         url);
    if (proxy_status(fetch) >= 300)
        return error_set(error,
                         "cannot get %.200s: the proxy does not let it through "
                         "(status %ld); look at https_proxy, or at the file "
                         "network.json",
                         url, proxy_status(fetch));
    if (code == CURLE_HTTP_RETURNED_ERROR) {
        long status = 0;
        fetch->calls.getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &status);
        return explain_status(status, url, error);
    }
    if (code == CURLE_OPERATION_TIMEDOUT)
        return explain_time(fetch, url, error);
    for (size_t i = 0; i < COUNT(causes); i++)
        if (causes[i].code == code)
            return error_set(error, "cannot get %.200s: %s%s%.*s%s", url,
                             causes[i].words,
                             fetch->said[0] != '\0' ? " (" : "", SAID_BYTES,
                             fetch->said, fetch->said[0] != '\0' ? ")" : "");
    return error_set(error, "cannot get %.200s: %.*s", url, SAID_BYTES,
                     fetch->said[0] != '\0' ? fetch->said
                                            : fetch->calls.strerror(code));
}

/* A page for people where a file should be: a login page, most often. */
static bool is_page(const struct fetch *fetch)
{
    char *type = NULL;
    fetch->calls.getinfo(fetch->curl, CURLINFO_CONTENT_TYPE, &type);
    return type != NULL && strncasecmp(type, "text/html", 9) == 0;
}

/* --- fetching ------------------------------------------------------------ */

static bool set_certificates(const struct fetch *fetch)
{
    __typeof__(curl_easy_setopt) *setopt = fetch->calls.setopt;
    CURL *curl = fetch->curl;
    const char *file = getenv("SSL_CERT_FILE");
    if (file == NULL || *file == '\0') file = getenv("CURL_CA_BUNDLE");
    if (file == NULL || *file == '\0') file = fetch->manner.ca_file;
    if (file == NULL || *file == '\0') return true;
    return setopt(curl, CURLOPT_CAINFO, file) == 0 &&
           setopt(curl, CURLOPT_CAPATH, NULL) == 0;
}

/* libcurl looks into the environment itself, and an empty value there says
 * that no proxy is wanted. */
static bool set_proxy(const struct fetch *fetch)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY",
                                        "all_proxy", "ALL_PROXY"};
    const char *proxy = fetch->manner.proxy;
    if (proxy == NULL || *proxy == '\0') return true;
    for (size_t i = 0; i < COUNT(names); i++)
        if (getenv(names[i]) != NULL) return true;
    return fetch->calls.setopt(fetch->curl, CURLOPT_PROXY, proxy) == 0;
}

/* Certificates, redirects and unpacking are as libcurl has them unless told
 * otherwise; what matters is said all the same. */
static bool set_safe(const struct fetch *fetch, const char *schemes)
{
    __typeof__(curl_easy_setopt) *setopt = fetch->calls.setopt;
    CURL *curl = fetch->curl;
    return setopt(curl, CURLOPT_PROTOCOLS_STR, schemes) == 0 &&
           setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == 0 &&
           setopt(curl, CURLOPT_FAILONERROR, 1L) == 0 &&
           setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == 0 &&
           setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == 0 &&
           setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
               0 &&
           setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) ==
               0 &&
           setopt(curl, CURLOPT_ACCEPT_ENCODING, NULL) == 0 &&
           setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == 0 &&
           setopt(curl, CURLOPT_NOSIGNAL, 1L) == 0;
}

static void set_calls(struct fetch *fetch)
{
    __typeof__(curl_easy_setopt) *setopt = fetch->calls.setopt;
    CURL *curl = fetch->curl;
    setopt(curl, CURLOPT_ERRORBUFFER, fetch->said);
    setopt(curl, CURLOPT_USERAGENT, fetch->manner.program);
    setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_to_stop);
    setopt(curl, CURLOPT_NOPROGRESS, 0L);
    setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
           limit_ms(&fetch->manner, FETCH_CONNECT_S));
    long slow_s = limit_ms(&fetch->manner, FETCH_SLOW_S) / 1000;
    setopt(curl, CURLOPT_LOW_SPEED_TIME, slow_s > 0 ? slow_s : 1L);
    setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_SLOW_BYTES);
    /* What is for this computer itself goes through nobody. */
    if (fetch->manner.plain_loopback)
        setopt(curl, CURLOPT_NOPROXY, "127.0.0.1,::1,localhost");
}

struct fetch *fetch_new(const struct fetch_manner *manner, struct error *error)
{
    struct calls calls = {0};
    if (!load_calls(&calls, error)) return NULL;
    if (calls.global_init(CURL_GLOBAL_DEFAULT) != 0) {
        error_set(error, "cannot prepare for the network");
        return NULL;
    }
    struct fetch *fetch = memory_new(1, sizeof *fetch);
    fetch->calls = calls;
    fetch->manner = *manner;
    fetch->until = now_s() + limit_ms(manner, FETCH_ALL_S) / 1000;
    fetch->curl = fetch->calls.easy_init();
    if (fetch->curl == NULL ||
        !set_safe(fetch, manner->plain_loopback ? "http,https" : "https") ||
        !set_certificates(fetch) || !set_proxy(fetch)) {
        error_set(error, "this computer's libcurl cannot be used safely");
        fetch_free(fetch);
        return NULL;
    }
    set_calls(fetch);
    return fetch;
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL) return;
    fetch->calls.easy_cleanup(fetch->curl);
    fetch->calls.global_cleanup();
    free(fetch);
}

static CURLcode perform(struct fetch *fetch, const char *url, const char *etag,
                        struct arrival *arrival)
{
    __typeof__(curl_easy_setopt) *setopt = fetch->calls.setopt;
    CURL *curl = fetch->curl;
    struct curl_slist *headers = NULL;
    struct buffer line = {0};
    long left = 1000L * (long)(fetch->until - now_s());
    long most = limit_ms(&fetch->manner, FETCH_FILE_S);
    if (left <= 0) return CURLE_OPERATION_TIMEDOUT;
    if (etag != NULL) {
        buffer_format(&line, "If-None-Match: %s", etag);
        headers = fetch->calls.slist_append(NULL, buffer_text(&line));
    }
    fetch->said[0] = '\0';
    setopt(curl, CURLOPT_URL, url);
    setopt(curl, CURLOPT_HTTPHEADER, headers);
    setopt(curl, CURLOPT_WRITEDATA, arrival);
    setopt(curl, CURLOPT_HEADERDATA, arrival);
    setopt(curl, CURLOPT_TIMEOUT_MS, left < most ? left : most);
    setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)arrival->most);
    CURLcode code = fetch->calls.perform(curl);
    setopt(curl, CURLOPT_HTTPHEADER, NULL);
    fetch->calls.slist_free_all(headers);
    buffer_free(&line);
    return code;
}

static bool judge(const struct fetch *fetch, const char *url, const char *etag,
                  struct fetch_answer *answer, struct error *error)
{
    long status = 0;
    fetch->calls.getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &status);
    answer->unchanged = status == 304 && etag != NULL;
    if (answer->unchanged) return true;
    if (status != 200) return explain_status(status, url, error);
    if (is_page(fetch))
        return error_set(error,
                         "cannot get %.200s: a web page came in its place; log "
                         "in to this network if it asks you to",
                         url);
    return true;
}

bool fetch_get(struct fetch *fetch, const char *url, size_t most,
               const char *etag, struct fetch_answer *answer,
               struct error *error)
{
    struct arrival arrival = {.answer = answer, .most = most};
    buffer_clear(&answer->bytes);
    buffer_clear(&answer->etag);
    answer->unchanged = false;
    if (etag != NULL && !is_etag(etag, strlen(etag))) etag = NULL;
    if (!allows(fetch, url, error)) return false;
    CURLcode code = perform(fetch, url, etag, &arrival);
    bool fine = code == CURLE_OK ? judge(fetch, url, etag, answer, error)
                                 : explain(fetch, &arrival, code, url, error);
    if (!fine || answer->unchanged) buffer_clear(&answer->bytes);
    return fine;
}
