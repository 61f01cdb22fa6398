/* Characters as literals have them are characters as PCRE2 takes them. */
#include "rubric/literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/text.h"
#include "rubric/pattern.h"

/* PCRE2 takes no character for one of those that are folded together but
 * these, whatever its version. */
static void folds_as_pcre2_does(void **state)
{
    (void)state;
    enum { LAST = 0x1ffff, CHUNK = 900 };
    struct buffer subject = {0};
    struct pattern *patterns[256] = {0};
    for (int32_t c = ' '; c < 256; c++) {
        char text[16];
        struct pattern_refusal refusal;
        if (literal_folded(c) < 0) continue;
        snprintf(text, sizeof text, "\\x{%x}", (unsigned)c);
        patterns[c] = pattern_compile(text, strlen(text), &refusal);
        assert_non_null(patterns[c]);
    }
    for (int32_t from = 1; from < LAST; from += CHUNK) {
        buffer_clear(&subject);
        for (int32_t c = from; c < from + CHUNK; c++) {
            char bytes[4] = {
                (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)),
                (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f))};
            if (c >= 0xd800 && c <= 0xdfff) continue;
            if (c < 0x80) {
                buffer_add_byte(&subject, (char)c);
            } else if (c < 0x800) {
                bytes[2] = (char)(0xc0 | c >> 6);
                buffer_add(&subject, bytes + 2, 2);
            } else if (c < 0x10000) {
                bytes[1] = (char)(0xe0 | c >> 12);
                buffer_add(&subject, bytes + 1, 3);
            } else {
                buffer_add(&subject, bytes, 4);
            }
        }
        for (int32_t c = 0; c < 256; c++) {
            struct span found = {0, 0};
            while (patterns[c] != NULL &&
                   pattern_find(patterns[c], subject.bytes, subject.length,
                                found.end, &found) == PATTERN_FOUND) {
                int32_t met;
                text_next(subject.bytes + found.start, found.end - found.start,
                          &met);
                if (literal_folded(met) != literal_folded(c))
                    fail_msg("U+%04X is also U+%04X", (unsigned)c,
                             (unsigned)met);
            }
        }
    }
    for (int32_t c = 0; c < 256; c++)
        pattern_free(patterns[c]);
    buffer_free(&subject);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_as_pcre2_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
