/* Bytes that grow: the room doubles, and one byte of it is kept for the NUL. */
#include "base/buffer.h"

#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

/* Makes room for MORE bytes and a NUL. */
static void reserve(struct buffer *buffer, size_t more)
{
    if (more < buffer->room - buffer->length) return;
    size_t room = buffer->room > 0 ? buffer->room * 2 : FIRST_ROOM;
    size_t needed = buffer->length + more + 1;
    if (room < needed) room = needed;
    buffer->bytes = memory_resize(buffer->bytes, room, 1);
    buffer->room = room;
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t length)
{
    if (length == 0) return;
    reserve(buffer, length);
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
    buffer_add(buffer, &byte, 1);
}

void buffer_repeat(struct buffer *buffer, const char *text, size_t times)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < times; i++)
        buffer_add(buffer, text, length);
}

/* How many bytes it takes, written as far as there is room. */
static size_t try_format(struct buffer *buffer, const char *format,
                         va_list values) __attribute__((format(printf, 2, 0)));

static size_t try_format(struct buffer *buffer, const char *format,
                         va_list values)
{
    int length = vsnprintf(buffer->bytes + buffer->length,
                           buffer->room - buffer->length, format, values);
    assert(length >= 0);
    return (size_t)length;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    reserve(buffer, 0);
    va_list values;
    va_start(values, format);
    size_t length = try_format(buffer, format, values);
    va_end(values);
    if (length >= buffer->room - buffer->length) {
        reserve(buffer, length);
        va_start(values, format);
        try_format(buffer, format, values);
        va_end(values);
    }
    buffer->length += length;
}

char *buffer_reserve(struct buffer *buffer, size_t more)
{
    reserve(buffer, more);
    return buffer->bytes + buffer->length;
}

void buffer_took(struct buffer *buffer, size_t count)
{
    assert(buffer->length + count < buffer->room);
    buffer->length += count;
    buffer->bytes[buffer->length] = '\0';
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->bytes ? buffer->bytes : "";
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    if (buffer->bytes) buffer->bytes[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}
