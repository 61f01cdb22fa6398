/* What a source publishes now: fetched, and verified step by step.
 *
 * Bytes first, then what they say: the signature on the manifest's bytes, the
 * manifest, whether it may follow what is installed, and each file's size and
 * hash. Nothing is written here.
 */
#ifndef CMD_INCOMING_H
#define CMD_INCOMING_H

#include "cmd/library.h"
#include "cmd/sources.h"
#include "world/fetch.h"

/* {0} is none; the owner calls incoming_free(). */
struct incoming {
    struct buffer bytes; /* of the manifest, */
    struct buffer signature;
    struct buffer etag;
    struct manifest *manifest;
    struct buffer *files; /* as many as the manifest has, in its order */
    bool is_installed;    /* it is the current edition, which is whole: no files
                             were fetched */
    bool was_left;        /* it is the one that --rollback left */
};

/* Told before each file: its place from 1, and what it is. */
struct incoming_teller {
    void (*tell)(const struct origin *origin, const char *what);
};

/* Fetches what ORIGIN publishes. AGAIN: also what --rollback left; without
 * it, that is not fetched. False: the reason in one line; what INCOMING holds
 * may not be used. */
bool incoming_get(const struct library *library, struct fetch *fetch,
                  const struct origin *origin, bool again,
                  const struct incoming_teller *teller,
                  struct incoming *incoming, struct error *error);

/* Remembers how the server named what is installed now, so that it need not
 * come again while it is the same. No harm if it cannot. */
void incoming_remember(const struct origin *origin,
                       const struct incoming *incoming);

void incoming_free(struct incoming *incoming);

#endif
