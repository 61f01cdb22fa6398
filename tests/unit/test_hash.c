#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

/* Published with FIPS 180-4. */
static const struct {
    const char *text;
    const char *hex;
} known[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void gives_the_published_hashes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        char hex[HASH_HEX];
        hash_bytes(known[i].text, strlen(known[i].text), hex);
        assert_string_equal(hex, known[i].hex);
    }
}

static void takes_no_bytes_at_all(void **state)
{
    (void)state;
    char hex[HASH_HEX];
    hash_bytes(NULL, 0, hex);
    assert_string_equal(hex, known[0].hex);
    hash_pair(NULL, 0, NULL, 0, hex);
    assert_string_equal(hex, known[0].hex);
}

static void hashes_a_pair_as_the_two_joined(void **state)
{
    (void)state;
    const char *text = known[2].text;
    size_t length = strlen(text);
    for (size_t cut = 0; cut <= length; cut++) {
        char hex[HASH_HEX];
        hash_pair(text, cut, text + cut, length - cut, hex);
        assert_string_equal(hex, known[2].hex);
    }
}

static void hashes_bytes_after_a_nul(void **state)
{
    (void)state;
    char one[HASH_HEX];
    char other[HASH_HEX];
    hash_bytes("a\0b", 3, one);
    hash_bytes("a\0c", 3, other);
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_hashes),
        cmocka_unit_test(takes_no_bytes_at_all),
        cmocka_unit_test(hashes_a_pair_as_the_two_joined),
        cmocka_unit_test(hashes_bytes_after_a_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
