/* Bytes that grow.
 *
 * {0} is an empty buffer. A NUL always follows the bytes once there are any;
 * buffer_text() gives "" before. The owner calls buffer_free().
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>

struct buffer {
    char *bytes;
    size_t length;
    size_t room;
};

void buffer_add(struct buffer *buffer, const char *bytes, size_t length);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_repeat(struct buffer *buffer, const char *text, size_t times);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for MORE bytes behind those that are there, to be written to; then
 * buffer_took() says how many were. */
char *buffer_reserve(struct buffer *buffer, size_t more);
void buffer_took(struct buffer *buffer, size_t count);

/* What has been added, NUL-terminated, never NULL; good until the next add. */
const char *buffer_text(const struct buffer *buffer);

/* Keeps the room, forgets the bytes. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

#endif
