/* Files from the network, through libcurl.
 *
 * Everything that comes is hostile until somebody has verified it, so little
 * is believed here: HTTPS only, certificates checked, no redirects, nothing
 * unpacked, no more bytes than were asked for, and no more time than the
 * limits below. What is sent names the program and its version, and nobody.
 *
 * A proxy is taken from https_proxy or all_proxy, certificates of one's own
 * from the file that SSL_CERT_FILE or CURL_CA_BUNDLE names; where the
 * environment names none, from the caller. no_proxy goes for either proxy.
 *
 * Begin with fetch_new() and fetch_get(). The owner calls fetch_free().
 */
#ifndef WORLD_FETCH_H
#define WORLD_FETCH_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    FETCH_CONNECT_S = 10,
    FETCH_FILE_S = 60, /* for one file */
    FETCH_ALL_S = 300, /* for all that one struct fetch gets */
    FETCH_SLOW_S = 10, /* so long below so many bytes a second: given up */
    FETCH_SLOW_BYTES = 100,
    FETCH_HEADER_BYTES = 64 << 10,
    FETCH_ETAG_BYTES = 200
};

struct fetch;

struct fetch_manner {
    const char *program; /* "rapport/1.0" */
    bool plain_loopback; /* http to this computer itself, for tests */
    int file_s;          /* less than FETCH_FILE_S; the other limits shrink
                            with it. 0: as they are */
    /* Where the environment says nothing; NULL or "" for none. Borrowed. */
    const char *proxy;
    const char *ca_file;
};

/* What came. {0} before; the caller frees both. */
struct fetch_answer {
    struct buffer bytes;
    struct buffer etag; /* "" when there is none that can be used */
    bool unchanged;     /* it is still what ETAG names; no bytes came */
};

/* NULL and ERROR when there is no libcurl here, or none that can be used
 * safely. */
struct fetch *fetch_new(const struct fetch_manner *manner, struct error *error);
void fetch_free(struct fetch *fetch); /* takes NULL */

/* Gets what lies at URL, MOST bytes at most. ETAG, if not NULL, is what
 * fetch_get() gave when it came here last. False: the reason in one line, and
 * ANSWER holds nothing that may be used. */
bool fetch_get(struct fetch *fetch, const char *url, size_t most,
               const char *etag, struct fetch_answer *answer,
               struct error *error);

#endif
