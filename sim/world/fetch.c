/* One libcurl handle for all files of a source, so that the connection is
 * made once. The caps are enforced where the bytes arrive: libcurl's own cap
 * on the size lets bodies through that do not tell it.
 *
 * Begin with fetch_get(); what went wrong becomes words in explain().
 */
#include "world/fetch.h"

#include "base/count.h"
#include "base/memory.h"
#include "world/signals.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { SAID_BYTES = 160 }; /* of libcurl's own words, behind ours */

struct fetch {
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

bool fetch_allows(const struct fetch_manner *manner, const char *url,
                  struct error *error)
{
    CURLU *parts = curl_url();
    char *scheme = NULL;
    char *host = NULL;
    bool fine = false;
    if (parts == NULL || curl_url_set(parts, CURLUPART_URL, url, 0) != 0 ||
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != 0 ||
        curl_url_get(parts, CURLUPART_HOST, &host, 0) != 0)
        error_set(error,
                  "'%.200s' is no address that can be used: it begins with "
                  "https://",
                  url);
    else if (!allows_parts(manner, scheme, host))
        error_set(error,
                  "%.200s is not fetched: only addresses that begin with "
                  "https:// are",
                  url);
    else
        fine = true;
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(parts);
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
     "the proxy's name cannot be found: look at https_proxy"},
    {CURLE_COULDNT_CONNECT,
     "it does not answer: is there a network, and is the address right?"},
    {CURLE_PEER_FAILED_VERIFICATION,
     "it cannot prove that it is what it says it is; a login page of this "
     "network may stand between, or this computer's clock is wrong"},
    {CURLE_SSL_CACERT_BADFILE,
     "the certificates in the file that SSL_CERT_FILE or CURL_CA_BUNDLE names "
     "cannot be read"},
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
    curl_easy_getinfo(fetch->curl, CURLINFO_PRETRANSFER_TIME, &connected);
    if (connected <= 0)
        words = "it does not answer in time: is there a network, and is the "
                "address right?";
    return error_set(error, "cannot get %.200s: %s", url, words);
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
    if (code == CURLE_HTTP_RETURNED_ERROR) {
        long status = 0;
        curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &status);
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
                                            : curl_easy_strerror(code));
}

/* A page for people where a file should be: a login page, most often. */
static bool is_page(CURL *curl)
{
    char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    return type != NULL && strncasecmp(type, "text/html", 9) == 0;
}

/* --- fetching ------------------------------------------------------------ */

static void set_certificates(CURL *curl)
{
    const char *file = getenv("SSL_CERT_FILE");
    if (file == NULL || *file == '\0') file = getenv("CURL_CA_BUNDLE");
    if (file == NULL || *file == '\0') return;
    curl_easy_setopt(curl, CURLOPT_CAINFO, file);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

/* Certificates, redirects and unpacking are as libcurl has them unless told
 * otherwise; what matters is said all the same. */
static bool set_safe(CURL *curl, const char *schemes)
{
    return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, schemes) == 0 &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == 0 &&
           curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == 0 &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == 0 &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == 0 &&
           curl_easy_setopt(curl, CURLOPT_SSLVERSION,
                            (long)CURL_SSLVERSION_TLSv1_2) == 0 &&
           curl_easy_setopt(curl, CURLOPT_HTTP_VERSION,
                            (long)CURL_HTTP_VERSION_1_1) == 0 &&
           curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, NULL) == 0 &&
           curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) ==
               0 &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == 0;
}

static void set_calls(struct fetch *fetch)
{
    CURL *curl = fetch->curl;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, fetch->said);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, fetch->manner.program);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_to_stop);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     limit_ms(&fetch->manner, FETCH_CONNECT_S));
    long slow_s = limit_ms(&fetch->manner, FETCH_SLOW_S) / 1000;
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, slow_s > 0 ? slow_s : 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_SLOW_BYTES);
    /* What is for this computer itself goes through nobody. */
    if (fetch->manner.plain_loopback)
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "127.0.0.1,::1,localhost");
}

struct fetch *fetch_new(const struct fetch_manner *manner, struct error *error)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
        error_set(error, "cannot prepare for the network");
        return NULL;
    }
    struct fetch *fetch = memory_new(1, sizeof *fetch);
    fetch->manner = *manner;
    fetch->until = now_s() + limit_ms(manner, FETCH_ALL_S) / 1000;
    fetch->curl = curl_easy_init();
    if (fetch->curl == NULL ||
        !set_safe(fetch->curl,
                  manner->plain_loopback ? "http,https" : "https")) {
        error_set(error, "this computer's libcurl cannot be used safely");
        fetch_free(fetch);
        return NULL;
    }
    set_certificates(fetch->curl);
    set_calls(fetch);
    return fetch;
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL) return;
    curl_easy_cleanup(fetch->curl);
    curl_global_cleanup();
    free(fetch);
}

static CURLcode perform(struct fetch *fetch, const char *url, const char *etag,
                        struct arrival *arrival)
{
    CURL *curl = fetch->curl;
    struct curl_slist *headers = NULL;
    struct buffer line = {0};
    long left = 1000L * (long)(fetch->until - now_s());
    long most = limit_ms(&fetch->manner, FETCH_FILE_S);
    if (left <= 0) return CURLE_OPERATION_TIMEDOUT;
    if (etag != NULL) {
        buffer_format(&line, "If-None-Match: %s", etag);
        headers = curl_slist_append(NULL, buffer_text(&line));
    }
    fetch->said[0] = '\0';
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, arrival);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, arrival);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, left < most ? left : most);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE,
                     (curl_off_t)arrival->most);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    buffer_free(&line);
    return code;
}

static bool judge(const struct fetch *fetch, const char *url, const char *etag,
                  struct fetch_answer *answer, struct error *error)
{
    long status = 0;
    curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &status);
    answer->unchanged = status == 304 && etag != NULL;
    if (answer->unchanged) return true;
    if (status != 200) return explain_status(status, url, error);
    if (is_page(fetch->curl))
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
    if (!fetch_allows(&fetch->manner, url, error)) return false;
    CURLcode code = perform(fetch, url, etag, &arrival);
    bool fine = code == CURLE_OK ? judge(fetch, url, etag, answer, error)
                                 : explain(fetch, &arrival, code, url, error);
    if (!fine || answer->unchanged) buffer_clear(&answer->bytes);
    return fine;
}
