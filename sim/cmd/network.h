/* How the network is reached from here: what a user, or whoever looks after
 * many computers, has written down.
 *
 *     {"format": "rapport-network/1",
 *      "proxy": "http://proxy.example.edu:3128",
 *      "ca_file": "/etc/ssl/certs/example-edu.pem"}
 *
 * in rapport/network.json of the configuration folders: the user's own first,
 * then the system's (folders_find_config()). The first file that is there
 * counts alone. What the environment says of either goes before it.
 */
#ifndef CMD_NETWORK_H
#define CMD_NETWORK_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

struct network {
    struct buffer proxy;   /* an address, or "" */
    struct buffer ca_file; /* a full path, or "" */
};

/* Fills NETWORK, {0} before; without a file it stays empty. False: the file
 * cannot be read or is not as it should be. */
bool network_read(struct network *network, struct error *error);

void network_free(struct network *network);

#endif
