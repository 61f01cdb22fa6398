#include "world/sandbox.h"

#include "base/count.h"
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const struct sandbox_limits limits = {1, 3, (size_t)64 << 20};

static bool says_yes(void *context, struct buffer *said)
{
    buffer_add_text(said, context);
    return true;
}

static bool says_no(void *context, struct buffer *said)
{
    buffer_add_text(said, context);
    return false;
}

static bool says_much(void *context, struct buffer *said)
{
    (void)context;
    buffer_repeat(said, "x", 3 * SANDBOX_SAID);
    return true;
}

static bool crashes(void *context, struct buffer *said)
{
    (void)context;
    buffer_add_text(said, "all is well+");
    signal(SIGSEGV, SIG_DFL); /* the test program catches it */
    raise(SIGSEGV);
    return true;
}

static bool leaves(void *context, struct buffer *said)
{
    (void)context, (void)said;
    _exit(0);
}

static bool works_for_ever(void *context, struct buffer *said)
{
    volatile unsigned long turns = 0;
    (void)context, (void)said;
    for (;;)
        turns++;
    return true;
}

static bool sleeps(void *context, struct buffer *said)
{
    struct timespec long_time = {.tv_sec = 30};
    (void)context, (void)said;
    nanosleep(&long_time, NULL);
    return true;
}

static bool eats(void *context, struct buffer *said)
{
    (void)context;
    memory_new(1, (size_t)1 << 30);
    buffer_add_text(said, "it had no limit");
    return true;
}

static bool writes(void *context, struct buffer *said)
{
    FILE *file = fopen(context, "w");
    puts("nobody should see this");
    if (file != NULL && fputs("x", file) >= 0 && fclose(file) == 0)
        buffer_add_text(said, "written");
    return true;
}

static bool changes(void *context, struct buffer *said)
{
    *(int *)context = 2;
    buffer_format(said, "%d", *(int *)context);
    return true;
}

static void comes_back(void **state)
{
    struct buffer said = {0};
    struct error error = {0};
    (void)state;
    assert_true(sandbox_run(&limits, says_yes, "fine", &said, &error));
    assert_string_equal(buffer_text(&said), "fine");
    buffer_clear(&said);
    assert_true(sandbox_run(&limits, says_yes, "", &said, &error));
    assert_string_equal(buffer_text(&said), "");
    assert_false(sandbox_run(&limits, says_no, "why", &said, &error));
    assert_string_equal(error.text, "why");
    assert_string_equal(buffer_text(&said), "");
    assert_true(sandbox_run(&limits, says_much, NULL, &said, &error));
    assert_int_equal(said.length, SANDBOX_SAID);
    buffer_free(&said);
}

/* The address sanitizer ends a program that gets no memory in its own way. */
#ifdef __SANITIZE_ADDRESS__
static const char no_memory[] = "it makes the program";
#else
static const char no_memory[] = "too much memory";
#endif

static const struct bad_end {
    const char *name;
    bool (*job)(void *, struct buffer *);
    const char *reason;
} bad_ends[] = {
    {"a crash", crashes, "crash"},
    {"leaving", leaves, "end"},
    {"no end", works_for_ever, "too much time"},
    {"sleeping", sleeps, "too much time"},
    {"eating", eats, no_memory},
};

static void bad_ends_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_ends); i++) {
        struct buffer said = {0};
        struct error error = {0};
        bool fine = sandbox_run(&limits, bad_ends[i].job, NULL, &said, &error);
        if (fine || strstr(error.text, bad_ends[i].reason) == NULL)
            fail_msg("%s: '%s'", bad_ends[i].name, error.text);
        assert_int_equal(said.length, 0);
        buffer_free(&said);
    }
}

static void nothing_is_changed(void **state)
{
    struct buffer said = {0};
    struct error error = {0};
    int number = 1;
    char path[] = "/tmp/rapport-sandbox-XXXXXX";
    char byte;
    (void)state;
    assert_true(sandbox_run(&limits, changes, &number, &said, &error));
    assert_string_equal(buffer_text(&said), "2");
    assert_int_equal(number, 1);
    int file = mkstemp(path);
    assert_true(file >= 0);
    buffer_clear(&said);
    assert_true(sandbox_run(&limits, writes, path, &said, &error));
    assert_string_equal(buffer_text(&said), "");
    assert_int_equal(read(file, &byte, 1), 0);
    close(file);
    unlink(path);
    buffer_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(bad_ends_are_told),
        cmocka_unit_test(nothing_is_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
