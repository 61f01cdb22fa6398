/* The list of what was said; see dialogue.h. */
#include "rubric/dialogue.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_SPARE = 32768 /* bytes */ };

static void note_words(struct phrases *words, const struct utterance *said,
                       uint32_t number)
{
    for (uint32_t i = 0; i < said->word_count; i++)
        phrases_put(words, (uint32_t)said->keys[i].own, number, i,
                    !said->keys[i].is.function_word);
}

static void note_phrases(struct dialogue *dialogue, size_t number)
{
    const struct dialogue_entry *entry = &dialogue->entries[number];
    const struct utterance *said = entry->utterance;
    size_t pairs = said->word_count > 0 ? said->word_count - 1 : 0;
    uint32_t turn = (uint32_t)number;
    if (entry->speaker == SPEAKER_TRAINEE) {
        phrases_put_once(&dialogue->pairs, said->pairs, pairs, turn);
        return;
    }
    note_words(&dialogue->words, said, turn);
    phrases_put_all(&dialogue->turned, said->mirrored_pairs, pairs, turn);
}

/* Where the client's last turns begin as of entry NUMBER. */
static size_t recent_as_of(const struct dialogue *dialogue, size_t number)
{
    const struct dialogue_entry *entries = dialogue->entries;
    if (number > 0 && entries[number].speaker != SPEAKER_CLIENT)
        return entries[number - 1].recent;
    size_t found = 0;
    size_t i = number + 1;
    while (i > 0 && found < DIALOGUE_RECENT)
        found += entries[--i].speaker == SPEAKER_CLIENT;
    return i;
}

static void note(struct dialogue *dialogue, size_t number)
{
    dialogue->entries[number].recent = recent_as_of(dialogue, number);
    note_phrases(dialogue, number);
}

static void forget_phrases(struct dialogue *dialogue, size_t count)
{
    phrases_return(&dialogue->words, count);
    phrases_return(&dialogue->turned, count);
    phrases_return(&dialogue->pairs, count);
}

void dialogue_add(struct dialogue *dialogue, enum speaker speaker,
                  struct utterance *utterance)
{
    if (dialogue->count == dialogue->room) {
        dialogue->room = dialogue->room * 2 + 16;
        dialogue->entries = memory_resize(dialogue->entries, dialogue->room,
                                          sizeof *dialogue->entries);
    }
    dialogue->entries[dialogue->count++] =
        (struct dialogue_entry){.speaker = speaker, .utterance = utterance};
    note(dialogue, dialogue->count - 1);
}

const struct utterance *dialogue_client(const struct dialogue *dialogue)
{
    if (dialogue->count == 0) return NULL;
    const struct dialogue_entry *last = &dialogue->entries[dialogue->count - 1];
    return last->speaker == SPEAKER_CLIENT ? last->utterance : NULL;
}

const struct utterance *dialogue_before(const struct dialogue *dialogue)
{
    for (size_t i = dialogue->count; i > dialogue_first(dialogue); i--)
        if (dialogue->entries[i - 1].speaker == SPEAKER_TRAINEE)
            return dialogue->entries[i - 1].utterance;
    return NULL;
}

size_t dialogue_recent(const struct dialogue *dialogue,
                       const struct utterance *recent[DIALOGUE_RECENT])
{
    size_t found = 0;
    size_t first = dialogue_first(dialogue);
    for (size_t i = dialogue->count; i > first && found < DIALOGUE_RECENT; i--)
        if (dialogue->entries[i - 1].speaker == SPEAKER_CLIENT)
            recent[found++] = dialogue->entries[i - 1].utterance;
    return found;
}

size_t dialogue_recent_first(const struct dialogue *dialogue)
{
    size_t first = dialogue_first(dialogue);
    if (dialogue->count == 0) return first;
    size_t recent = dialogue->entries[dialogue->count - 1].recent;
    return recent > first ? recent : first;
}

size_t dialogue_first(const struct dialogue *dialogue)
{
    return dialogue->count > DIALOGUE_REACH ? dialogue->count - DIALOGUE_REACH
                                            : 0;
}

static void forget_entry(struct dialogue *dialogue, size_t number)
{
    struct utterance *utterance = dialogue->entries[number].utterance;
    if (dialogue->spare_count >= dialogue->missed ||
        utterance->room > LARGEST_SPARE) {
        utterance_free(utterance);
        return;
    }
    utterance->next = dialogue->spare;
    dialogue->spare = utterance;
    dialogue->spare_count++;
}

struct utterance *dialogue_spare(struct dialogue *dialogue)
{
    struct utterance *spare = dialogue->spare;
    if (spare == NULL) {
        dialogue->missed++;
        return NULL;
    }
    dialogue->spare = spare->next;
    dialogue->spare_count--;
    return spare;
}

/* Not at every turn, since what is left moves down. */
void dialogue_forget(struct dialogue *dialogue)
{
    size_t first = dialogue_first(dialogue);
    if (first < DIALOGUE_REACH) return;
    for (size_t i = 0; i < first; i++)
        forget_entry(dialogue, i);
    dialogue->count -= first;
    memmove(dialogue->entries, dialogue->entries + first,
            dialogue->count * sizeof *dialogue->entries);
    forget_phrases(dialogue, 0);
    for (size_t i = 0; i < dialogue->count; i++)
        note(dialogue, i);
}

void dialogue_return(struct dialogue *dialogue, size_t count)
{
    while (dialogue->count > count)
        forget_entry(dialogue, --dialogue->count);
    forget_phrases(dialogue, count);
}

void dialogue_free(struct dialogue *dialogue)
{
    dialogue_return(dialogue, 0);
    while (dialogue->spare != NULL)
        utterance_free(dialogue_spare(dialogue));
    free(dialogue->entries);
    phrases_free(&dialogue->words);
    phrases_free(&dialogue->turned);
    phrases_free(&dialogue->pairs);
    *dialogue = (struct dialogue){0};
}
