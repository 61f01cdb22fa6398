/* One fault, in one line. */
#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

bool error_set(struct error *error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(error->text, sizeof error->text, format, values);
    va_end(values);
    if (length < (int)sizeof error->text) return false;
    size_t end = sizeof error->text - 1;
    text_valid(error->text, end, &end); /* back to before a torn character */
    error->text[end] = '\0';
    return false;
}
