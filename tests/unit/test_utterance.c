/* What patterns see of what was typed, its words and its sentences. */
#include "rubric/utterance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

static struct rubric *rubric;

static int set_up(void **state)
{
    (void)state;
    rubric = fixture_rubric();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rubric_free(rubric);
    return 0;
}

/* ---- What is seen ---- */

static void sees(const char *typed, const char *seen)
{
    struct utterance *utterance = fixture_said(rubric, typed);
    assert_string_equal(utterance->seen, seen);
    assert_int_equal(utterance->length, strlen(seen));
    utterance_free(utterance);
}

static void straightens_quotes_and_dashes(void **state)
{
    (void)state;
    sees("It\u2019s \u201cfine\u201d", "It's \"fine\"");
    sees("\u2018No\u2019, \u201Eno\u201C", "'No', \"no\"");
    sees("a \u2014 b \u2013 c\u2010d \u2212 1", "a - b - c-d - 1");
}

static void makes_one_space_of_a_run(void **state)
{
    (void)state;
    sees("a \t b", "a b");
    sees("a\r\n\r\nb\nc", "a b c");
    sees("a\u00a0\u3000b", "a b");
    sees("  a b \n", "a b");
    sees(" \t\r\n", "");
    sees("", "");
}

static void composes_marks(void **state)
{
    (void)state;
    sees("e\u0301te\u0301", "\u00e9t\u00e9");
    sees("\u1112\u1161\u11ab", "\ud55c");
    sees("x\u0301", "x\u0301");
}

static void leaves_other_scripts_alone(void **state)
{
    (void)state;
    sees("\u4f60\u597d \U0001F44D\U0001F3FD", "\u4f60\u597d "
                                              "\U0001F44D\U0001F3FD");
}

static void reads_misspelt_words_as_meant(void **state)
{
    (void)state;
    sees("It souds bad", "It sounds bad");
    sees("Souds, SOUDS!", "sounds, sounds!");
    sees("soudsy xsouds", "soudsy xsouds");
    sees("souds", "sounds");
}

/* ---- Back to what was typed ---- */

/* The stretch PIECE of what is seen stands for the typed bytes from START to
 * END. */
static void maps(const char *typed, const char *piece, size_t start, size_t end)
{
    struct utterance *utterance = fixture_said(rubric, typed);
    const char *at = strstr(utterance->seen, piece);
    assert_non_null(at);
    size_t from = (size_t)(at - utterance->seen);
    struct span span =
        utterance_typed(utterance, (struct span){from, from + strlen(piece)});
    assert_int_equal(span.start, start);
    assert_int_equal(span.end, end);
    utterance_free(utterance);
}

static void maps_to_the_typed_bytes(void **state)
{
    (void)state;
    maps("I am sad.", "sad", 5, 8);
    maps("It\u2019s sad", "sad", 7, 10);
    maps("It\u2019s sad", "'", 2, 5);
    maps("It\u2019s sad", "It's", 0, 6);
    maps("e\u0301te\u0301 x", "\u00e9", 0, 3);
    maps("e\u0301te\u0301 x", "t\u00e9", 3, 7);
    maps("e\u0301te\u0301 x", "x", 8, 9);
    maps("\u4f60\u597d x", "\u597d", 3, 6);
    maps("  a\r\n\r\n b", "a", 2, 3);
    maps("  a\r\n\r\n b", " ", 3, 8);
    maps("  a\r\n\r\n b", "b", 8, 9);
}

static void maps_a_meant_word_to_the_whole_typed_one(void **state)
{
    (void)state;
    maps("It souds bad", "sounds", 3, 8);
    maps("It souds bad", "nd", 3, 8);
    maps("It souds bad", "bad", 9, 12);
    maps("It souds bad", "It", 0, 2);
}

static void maps_nothing_to_nothing(void **state)
{
    (void)state;
    struct utterance *utterance = fixture_said(rubric, "");
    struct span span = utterance_typed(utterance, (struct span){0, 0});
    assert_int_equal(span.start, 0);
    assert_int_equal(span.end, 0);
    utterance_free(utterance);
}

static void maps_every_byte_in_order_and_inside(void **state)
{
    (void)state;
    const char typed[] = " e\u0301\u2019s \u201csouds\u201d\r\n\u2014 "
                         "\u4f60 \U0001F44D\U0001F3FD souds ";
    struct utterance *utterance = fixture_said(rubric, typed);
    for (size_t i = 0; i < utterance->length; i++) {
        assert_true(utterance->starts[i] < utterance->ends[i]);
        assert_true(utterance->ends[i] <= strlen(typed));
        if (i == 0) continue;
        assert_true(utterance->starts[i - 1] <= utterance->starts[i]);
        assert_true(utterance->ends[i - 1] <= utterance->ends[i]);
    }
    utterance_free(utterance);
}

/* ---- Words ---- */

/* EXPECTED: the folded words, each with a / behind it. */
static void has_words(const char *typed, const char *expected)
{
    struct utterance *utterance = fixture_said(rubric, typed);
    struct buffer words = {0};
    for (size_t i = 0; i < utterance->word_count; i++)
        buffer_format(&words, "%s/", utterance->folded[i]);
    assert_string_equal(buffer_text(&words), expected);
    buffer_free(&words);
    utterance_free(utterance);
}

static void finds_words(void **state)
{
    (void)state;
    has_words("I am sad.", "i/am/sad/");
    has_words("don\u2019t 'really' know", "don't/really/know/");
    has_words("well-known 42nd x''y", "well/known/42nd/x/y/");
    has_words("STRASSE stra\u00dfe \u00c9T\u00c9", "strasse/strasse/"
                                                   "\u00e9t\u00e9/");
    has_words("... ?!", "");
    has_words("", "");
}

/* ---- Sentences ---- */

/* EXPECTED: the sentences as they are seen, each with a / behind it and, where
 * it asks, a > before it. */
static void splits(const char *typed, const char *expected)
{
    struct utterance *utterance = fixture_said(rubric, typed);
    struct buffer sentences = {0};
    size_t word = 0;
    for (size_t i = 0; i < utterance->sentence_count; i++) {
        const struct sentence *sentence = &utterance->sentences[i];
        assert_int_equal(sentence->first_word, word);
        word += sentence->word_count;
        if (sentence->question) buffer_add_byte(&sentences, '>');
        buffer_add(&sentences, utterance->seen + sentence->at.start,
                   sentence->at.end - sentence->at.start);
        buffer_add_byte(&sentences, '/');
    }
    assert_string_equal(buffer_text(&sentences), expected);
    assert_int_equal(word, utterance->word_count);
    buffer_free(&sentences);
    utterance_free(utterance);
}

static void longest_streak(const char *typed, size_t expected)
{
    struct utterance *utterance = fixture_said(rubric, typed);
    if (utterance->longest_streak != expected)
        fail_msg("'%s': %zu", typed, utterance->longest_streak);
    utterance_free(utterance);
}

static void knows_how_long_a_streak_is_at_most(void **state)
{
    (void)state;
    longest_streak("so", 2);
    longest_streak("so you feel", 4);
    longest_streak("so you feel lonely", 6);
    longest_streak("so you felt ill", 5);
    longest_streak("... so", 4);
    longest_streak("so it is ...", 6);
    longest_streak("so, -- it", 7);
    longest_streak("?!?", 3);
    longest_streak("so_you", 0);
    longest_streak("so caf\u00e9", 0);
    longest_streak("", 0);
}

static void splits_at_end_marks(void **state)
{
    (void)state;
    splits("One. Two! Three", "One./Two!/Three/");
    splits("Is it? Yes.", ">Is it?/Yes./");
    splits("Really?! No!? So", ">Really?!/>No!?/So/");
    splits("\u4f60\u597d\uff1f \u597d\u3002 \u597d", ">\u4f60\u597d\uff1f/"
                                                     "\u597d\u3002/\u597d/");
    splits("", "");
}

static void splits_at_line_ends(void **state)
{
    (void)state;
    splits("One\nTwo\r\n\r\nThree", "One/Two/Three/");
    splits("One.\nTwo", "One./Two/");
    splits("Is it?\r\nYes. \n No", ">Is it?/Yes./No/");
    splits("I saw Dr.\nLee", "I saw Dr./Lee/");
}

static void goes_on_after_an_abbreviation(void **state)
{
    (void)state;
    splits("I saw Dr. Lee. He left.", "I saw Dr. Lee./He left./");
    splits("Some, e.g. tea, help. (E.g. Tea.)",
           "Some, e.g. tea, help./(E.g. Tea.)/");
    splits("In the rain. It was.", "In the rain./It was./");
    splits("Ask the dr.", "Ask the dr./");
    splits("He (Dr. Lee) left", "He (Dr. Lee) left/");
    splits("A \"Dr. Lee\" left", "A \"Dr./Lee\" left/");
    splits("Dr\u3002 Lee", "Dr\u3002 Lee/");
}

static void goes_on_inside_a_number_or_a_word(void **state)
{
    (void)state;
    splits("It was 3.5 or 4. Then 5.", "It was 3.5 or 4./Then 5./");
    splits("See example.com now.", "See example.com now./");
    splits("I left.Then I came", "I left./Then I came/");
}

static void ends_at_an_ellipsis_before_a_capital(void **state)
{
    (void)state;
    splits("I was... tired", "I was... tired/");
    splits("I was\u2026 tired", "I was\u2026 tired/");
    splits("I was... Then it went", "I was.../Then it went/");
    splits("I was\u2026 Then it went", "I was\u2026/Then it went/");
    splits("Well...", "Well.../");
}

static void keeps_what_closes_with_its_sentence(void **state)
{
    (void)state;
    splits("\u201cWhy?\u201d \u201cNo.\u201d He left",
           ">\"Why?\"/\"No.\"/He left/");
    splits("He left (yes.) Then", "He left (yes.)/Then/");
}

static void gives_marks_without_words_to_the_sentence_before(void **state)
{
    (void)state;
    splits("Yes. ...", "Yes. .../");
    splits("Well. ?", ">Well. ?/");
    splits("...", ".../");
    splits("?", ">?/");
}

static void knows_questions_without_their_mark(void **state)
{
    (void)state;
    splits("What happened then", ">What happened then/");
    splits("Hm. How was it. Bad", "Hm./>How was it./Bad/");
    splits("I know what. Whatever", "I know what./Whatever/");
}

static void says_when_a_question_cannot_be_told(void **state)
{
    (void)state;
    struct language language = {.question = fixture_endless_pattern()};
    struct utterance *utterance =
        utterance_new(&language, fixture_endless, strlen(fixture_endless));
    assert_true(utterance->limited);
    utterance_free(utterance);
    utterance = utterance_new(&language, "zzy", 3);
    assert_false(utterance->limited);
    assert_true(utterance->sentences[0].question);
    utterance_free(utterance);
    language_free(&language);
}

/* A language of which only the pattern of its questions is known. */
static struct language asking(struct pattern *pattern, struct arena *arena)
{
    struct language language = {0};
    assert_non_null(pattern);
    language_take_question(&language, pattern, arena);
    return language;
}

/* "No match begins before" is as good as no match there. */
static void counts_a_limit_only_where_a_match_may_begin(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct language language = asking(fixture_endless_pattern(), &arena);
    struct buffer text = {0};
    buffer_format(&text, "%.37s, zzy", fixture_endless);
    for (int i = 0; i < 3000; i++) {
        struct utterance *utterance =
            utterance_new(&language, buffer_text(&text), text.length);
        assert_false(utterance->limited);
        assert_true(utterance->sentences[0].question);
        utterance_free(utterance);
    }
    struct utterance *utterance =
        utterance_new(&language, fixture_endless, strlen(fixture_endless));
    assert_true(utterance->limited);
    utterance_free(utterance);
    buffer_free(&text);
    language_free(&language);
    arena_free(&arena);
}

static void asks_where_its_pattern_matches(const struct language *language,
                                           const char *text, size_t *asking)
{
    struct utterance *utterance = utterance_new(language, text, strlen(text));
    struct utterance *heard =
        utterance_heard(NULL, language, text, strlen(text));
    for (size_t i = 0; i < utterance->sentence_count; i++) {
        const struct sentence *sentence = &utterance->sentences[i];
        size_t start = sentence->at.start;
        struct span found;
        bool asks =
            heard->sentences[i].question ||
            pattern_find(language->question, utterance->seen + start,
                         sentence->at.end - start, 0, &found) == PATTERN_FOUND;
        assert_int_equal(sentence->question, asks);
        *asking += sentence->question > heard->sentences[i].question;
    }
    utterance_free(utterance);
    utterance_free(heard);
}

static void finds_all_questions(const char *pattern, bool opens)
{
    static const char *const words[] = {
        "ask", "so",      "Do you", "not ",    "do",      "you", "k",
        ",",   " ",       ".",      "'",       "kk",      "?",   "\n",
        "(",   "didn't",  "it'do",  "_",       " ",       " ",   "so",
        "you", "e\u0301", "\u212a", "\u2019s", "\u017fo", "do",  "\u0301",
    };
    enum { PLAIN = 22, BARE = 17 }; /* so many of them are; or have no _ */
    struct pattern_refusal refusal;
    struct arena arena = {0};
    struct language language =
        asking(pattern_compile(pattern, strlen(pattern), &refusal), &arena);
    size_t asking = 0;
    assert_int_equal(language.question_opens, opens);
    srand(12);
    for (size_t i = 0; i < 12000; i++) {
        struct buffer text = {0};
        size_t count = i % 400 == 0 ? 20000 : (size_t)rand() % 20;
        size_t kinds = i % 3 == 0 ? COUNT(words) : i % 3 == 1 ? PLAIN : BARE;
        for (size_t j = 0; j < count; j++)
            buffer_format(&text, "%s%s", words[(size_t)rand() % kinds],
                          rand() % 2 ? " " : "");
        asks_where_its_pattern_matches(&language, buffer_text(&text), &asking);
        buffer_free(&text);
    }
    assert_in_range(asking, 1000, 100000);
    language_free(&language);
    arena_free(&arena);
}

static void looks_for_questions_from_where_they_may_begin(void **state)
{
    (void)state;
    finds_all_questions(
        "^\\W*+(?:so\\W++)*+ask\\b|(?<!not )\\bdo you\\b(?! so)|"
        "\\bk\\W*$",
        false);
    finds_all_questions(
        "^\\W*+(?:so\\W++)*+ask\\b|(?<!not )\\bdo you\\b(?! so)|"
        "\\b(?:didn't you|do|k)\\b\\W*$",
        true);
}

/* ---- The short way and the general one ---- */

static const char *const bits[] = {
    "a",
    "I",
    "you",
    "my",
    "souds",
    "SOUDS",
    "Sad",
    "x9",
    "'",
    "''",
    "-",
    ".",
    " ",
    "  ",
    ". ",
    "! ",
    "? ",
    "(",
    "...",
    "\n",
    "\r\n",
    "\t",
    "Dr.",
    "Dr. ",
    "e.g. ",
    "what ",
    "\"",
    " ",
    " ",
    " ",
    "\x7f",
    "\x01",
    "responsibility",
    "responsibilities",
    "don't",
    "E.G. ",
    "\u2019",
    "\u2026",
    "e\u0301",
    "\u0301",
    "\u212a",
    "\u017f",
    "\u0130",
    "\u3002",
    "\u4f60",
};

/* The first so many have a place in what is plain as typed. */
enum { PLAIN_BITS = 20 };

static void piece_together(struct buffer *text, size_t pieces, size_t choice)
{
    for (size_t i = 0; i < pieces; i++)
        buffer_add_text(text, bits[(size_t)rand() % choice]);
}

static void has_same_words(const struct utterance *one,
                           const struct utterance *other, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct word_key *key = &one->keys[i];
        const struct word_key *other_key = &other->keys[i];
        assert_string_equal(one->folded[i], other->folded[i]);
        assert_int_equal(one->words[i].start, other->words[i].start);
        assert_int_equal(one->words[i].end, other->words[i].end);
        assert_true(key->own == other_key->own);
        assert_true(key->mirrored == other_key->mirrored);
        assert_int_equal(key->is.function_word, other_key->is.function_word);
        assert_int_equal(key->is.abbreviation, other_key->is.abbreviation);
        if (i + 1 == count) break;
        assert_int_equal(one->pairs[i], other->pairs[i]);
        assert_int_equal(one->mirrored_pairs[i], other->mirrored_pairs[i]);
    }
}

static void has_same_sentences(const struct utterance *one,
                               const struct utterance *other)
{
    assert_int_equal(one->sentence_count, other->sentence_count);
    for (size_t i = 0; i < one->sentence_count; i++) {
        const struct sentence *sentence = &one->sentences[i];
        const struct sentence *same = &other->sentences[i];
        assert_int_equal(sentence->at.start, same->at.start);
        assert_int_equal(sentence->at.end, same->at.end);
        assert_int_equal(sentence->first_word, same->first_word);
        assert_int_equal(sentence->word_count, same->word_count);
        assert_int_equal(sentence->question, same->question);
    }
}

/* A space behind TEXT leaves nothing to be seen, but is no short way. */
static void reads_alike_with_a_space(const char *text, size_t *plain)
{
    struct buffer spaced = {0};
    buffer_format(&spaced, "%s ", text);
    struct utterance *one = fixture_said(rubric, text);
    struct utterance *other = fixture_said(rubric, buffer_text(&spaced));
    *plain += one->starts == NULL;
    assert_non_null(other->starts);
    assert_string_equal(one->seen, other->seen);
    assert_int_equal(one->length, other->length);
    assert_int_equal(one->word_count, other->word_count);
    has_same_words(one, other, one->word_count);
    has_same_sentences(one, other);
    for (size_t i = 0; i < one->length; i++) {
        struct span byte = {i, i + 1};
        assert_int_equal(utterance_typed(one, byte).start,
                         utterance_typed(other, byte).start);
        assert_int_equal(utterance_typed(one, byte).end,
                         utterance_typed(other, byte).end);
    }
    utterance_free(one);
    utterance_free(other);
    buffer_free(&spaced);
}

/* Nor is there a short way to the words of what is not ASCII. */
static void has_words_as_before_a_foreign_one(const char *text)
{
    struct buffer longer = {0};
    buffer_format(&longer, "%s \u4f60", text);
    struct utterance *one = fixture_said(rubric, text);
    struct utterance *other = fixture_said(rubric, buffer_text(&longer));
    assert_int_equal(one->word_count + 1, other->word_count);
    has_same_words(one, other, one->word_count);
    utterance_free(one);
    utterance_free(other);
    buffer_free(&longer);
}

static void goes_either_way_to_the_same(void **state)
{
    (void)state;
    size_t plain = 0;
    srand(11);
    for (size_t i = 0; i < 4000; i++) {
        struct buffer text = {0};
        piece_together(&text, (size_t)rand() % 16,
                       i % 2 > 0 ? PLAIN_BITS - 1 : COUNT(bits));
        reads_alike_with_a_space(buffer_text(&text), &plain);
        has_words_as_before_a_foreign_one(buffer_text(&text));
        buffer_free(&text);
    }
    assert_in_range(plain, 500, 3500);
}

static void reads_long_texts(void **state)
{
    (void)state;
    for (size_t choice = 1; choice <= COUNT(bits); choice += 4) {
        struct buffer text = {0};
        size_t plain = 0;
        piece_together(&text, 20000, choice);
        reads_alike_with_a_space(buffer_text(&text), &plain);
        buffer_free(&text);
    }
}

/* What was in it before leaves no trace. */
static void writes_over_spare_ones(void **state)
{
    (void)state;
    struct utterance *spare = NULL;
    size_t written_over = 0;
    srand(13);
    for (size_t i = 0; i < 4000; i++) {
        struct buffer text = {0};
        piece_together(&text, (size_t)rand() % (i % 100 > 0 ? 24 : 3000),
                       i % 3 > 0 ? PLAIN_BITS : COUNT(bits));
        struct utterance *one = fixture_said(rubric, buffer_text(&text));
        const struct utterance *before = spare;
        spare = utterance_again(spare, &rubric->language, buffer_text(&text),
                                text.length);
        written_over += spare == before;
        assert_string_equal(spare->seen, one->seen);
        assert_int_equal(spare->length, one->length);
        assert_int_equal(spare->word_count, one->word_count);
        assert_int_equal(spare->starts == NULL, one->starts == NULL);
        assert_int_equal(spare->limited, one->limited);
        has_same_words(spare, one, one->word_count);
        has_same_sentences(spare, one);
        for (size_t j = 0; one->starts != NULL && j < one->length; j++) {
            assert_int_equal(spare->starts[j], one->starts[j]);
            assert_int_equal(spare->ends[j], one->ends[j]);
        }
        utterance_free(one);
        buffer_free(&text);
    }
    assert_in_range(written_over, 3000, 4000);
    utterance_free(spare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(straightens_quotes_and_dashes),
        cmocka_unit_test(makes_one_space_of_a_run),
        cmocka_unit_test(composes_marks),
        cmocka_unit_test(leaves_other_scripts_alone),
        cmocka_unit_test(reads_misspelt_words_as_meant),
        cmocka_unit_test(maps_to_the_typed_bytes),
        cmocka_unit_test(maps_a_meant_word_to_the_whole_typed_one),
        cmocka_unit_test(maps_nothing_to_nothing),
        cmocka_unit_test(maps_every_byte_in_order_and_inside),
        cmocka_unit_test(finds_words),
        cmocka_unit_test(knows_how_long_a_streak_is_at_most),
        cmocka_unit_test(splits_at_end_marks),
        cmocka_unit_test(splits_at_line_ends),
        cmocka_unit_test(goes_on_after_an_abbreviation),
        cmocka_unit_test(goes_on_inside_a_number_or_a_word),
        cmocka_unit_test(ends_at_an_ellipsis_before_a_capital),
        cmocka_unit_test(keeps_what_closes_with_its_sentence),
        cmocka_unit_test(gives_marks_without_words_to_the_sentence_before),
        cmocka_unit_test(knows_questions_without_their_mark),
        cmocka_unit_test(says_when_a_question_cannot_be_told),
        cmocka_unit_test(counts_a_limit_only_where_a_match_may_begin),
        cmocka_unit_test(looks_for_questions_from_where_they_may_begin),
        cmocka_unit_test(goes_either_way_to_the_same),
        cmocka_unit_test(reads_long_texts),
        cmocka_unit_test(writes_over_spare_ones),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
