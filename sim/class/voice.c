/* Names, and whose they are; see voice.h. Begin with voice_find(), and with
 * label_of() for what can be a name. */
#include "class/voice.h"

#include "base/count.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 4, MOST_CHARACTERS = 40, MOST_TOLD = 12, SMALL_SHARE = 10 };

enum role { ROLE_NONE, ROLE_THERAPIST, ROLE_CLIENT };

/* Words, folded. WHOLE: only as the whole name. */
static const struct {
    const char *word;
    enum role role;
    bool whole;
} roles[] = {
    {"therapist", ROLE_THERAPIST, false},
    {"cotherapist", ROLE_THERAPIST, false},
    {"psychotherapist", ROLE_THERAPIST, false},
    {"psychologist", ROLE_THERAPIST, false},
    {"counsellor", ROLE_THERAPIST, false},
    {"counselor", ROLE_THERAPIST, false},
    {"clinician", ROLE_THERAPIST, false},
    {"practitioner", ROLE_THERAPIST, false},
    {"interviewer", ROLE_THERAPIST, false},
    {"investigator", ROLE_THERAPIST, false},
    {"inv", ROLE_THERAPIST, false},
    {"doctor", ROLE_THERAPIST, false},
    {"dr", ROLE_THERAPIST, false},
    {"t", ROLE_THERAPIST, true},
    {"client", ROLE_CLIENT, false},
    {"patient", ROLE_CLIENT, false},
    {"participant", ROLE_CLIENT, false},
    {"interviewee", ROLE_CLIENT, false},
    {"par", ROLE_CLIENT, false},
    {"pt", ROLE_CLIENT, true},
    {"c", ROLE_CLIENT, true},
    {"p", ROLE_CLIENT, true},
};

/* Small words inside of names. */
static const char *const particles[] = {"al",  "and", "bin", "da",  "de",
                                        "del", "der", "di",  "du",  "la",
                                        "le",  "of",  "the", "van", "von"};

/* What often stands before a colon and is nobody. */
static const char *const nobody[] = {
    "and",     "answer", "but",   "date",     "example", "http", "https",
    "meeting", "nb",     "no",    "note",     "notes",   "now",  "ok",
    "okay",    "or",     "ps",    "question", "session", "so",   "then",
    "time",    "title",  "topic", "warning",  "well",    "yes"};

static bool is_among(const char *word, size_t length, const char *const *list,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == length && memcmp(list[i], word, length) == 0)
            return true;
    return false;
}

/* --- what can be a name -------------------------------------------------- */

static size_t skip_blanks(const char *text, size_t at)
{
    return at + strspn(text + at, " ");
}

/* "[00:01:02] ", "(1:02) ", ">> ", "- ": what may stand before a name. */
static size_t skip_before(const char *text)
{
    size_t at = strspn(text, ">");
    if (at == 1) at = 0;
    at = skip_blanks(text, at);
    if (text[at] == '[' || text[at] == '(') {
        char close = text[at] == '[' ? ']' : ')';
        size_t time = strspn(text + at + 1, "0123456789:.,");
        if (time > 0 && text[at + 1 + time] == close)
            at = skip_blanks(text, at + time + 2);
    }
    if (text[at] == '-' && text[at + 1] == ' ') at = skip_blanks(text, at + 1);
    return at;
}

static bool is_part_of_name(int32_t character)
{
    return text_is_letter(character) || text_is_digit(character) ||
           character == 0x2019 ||
           (character > 0 && character < 0x80 &&
            strchr(" .'-_()&/", character) != NULL);
}

/* A name of TEXT, "NAME:" or "[NAME]:", from START to END; SAID is where what
 * is said begins. False when the text begins with nothing that could be a
 * name. */
struct label {
    size_t start;
    size_t end;
    size_t said;
};

static bool label_of(const char *text, struct label *label)
{
    size_t start = skip_before(text);
    bool framed = text[start] == '[';
    start += framed;
    const char *colon = strchr(text + start, ':');
    size_t words = 1;
    size_t characters = 0;
    size_t commas = 0; /* "Lee, Kim:" has one */
    if (colon == NULL) return false;
    if (framed && colon[-1] != ']') return false;
    size_t end = (size_t)(colon - text) - framed;
    for (size_t i = start; i < end; characters++) {
        int32_t character = 0;
        size_t taken = text_next(text + i, end - i, &character);
        bool comma = character == ',' && text[i + 1] == ' ' && ++commas == 1;
        if ((!is_part_of_name(character) && !comma) ||
            characters == MOST_CHARACTERS)
            return false;
        if (i == start && !text_is_letter(character)) return false;
        if (character == ' ') words++;
        i += taken;
    }
    char after = colon[1];
    if (characters == 0 || words > MOST_WORDS || after == '/' || after == ':' ||
        (after >= '0' && after <= '9'))
        return false;
    *label = (struct label){start, end, skip_blanks(text, end + framed + 1)};
    while (label->end > start && text[label->end - 1] == ' ')
        label->end--;
    return true;
}

/* --- what a name says ---------------------------------------------------- */

/* The next word of letters in NAME from *AT, which moves behind it; 0 is
 * none. */
static size_t next_word(const char *name, size_t *at, const char **word)
{
    size_t length = 0;
    *at += strcspn(name + *at, "abcdefghijklmnopqrstuvwxyz");
    *word = name + *at;
    length = strspn(*word, "abcdefghijklmnopqrstuvwxyz");
    *at += length;
    return length;
}

static enum role role_of_word(const char *word, size_t length, bool whole)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (strlen(roles[i].word) == length &&
            memcmp(roles[i].word, word, length) == 0 &&
            (whole || !roles[i].whole))
            return roles[i].role;
    return ROLE_NONE;
}

/* By its words; a name with words for both says nothing. */
static enum role role_of(const char *folded)
{
    bool met[3] = {false};
    size_t at = 0;
    const char *word = NULL;
    size_t length = 0;
    while ((length = next_word(folded, &at, &word)) > 0)
        met[role_of_word(word, length, length == strlen(folded))] = true;
    if (met[ROLE_THERAPIST] == met[ROLE_CLIENT]) return ROLE_NONE;
    return met[ROLE_THERAPIST] ? ROLE_THERAPIST : ROLE_CLIENT;
}

static bool begins_with(const char *folded, const char *item, size_t length)
{
    while (length > 0 && item[length - 1] == ' ')
        length--;
    return length > 0 && strncmp(folded, item, length) == 0 &&
           (folded[length] == '\0' || folded[length] == ' ');
}

/* FOLDED is one of the folded LIST, or begins with one and a space. A name may
 * itself have a comma: "Lee, Kim". */
static bool is_listed(const char *folded, const char *list)
{
    size_t whole = strlen(folded);
    while (*list != '\0') {
        list += strspn(list, " ,");
        size_t length = strcspn(list, ",");
        if (begins_with(folded, list, length) ||
            begins_with(folded, list, strlen(list)) ||
            (whole > 0 && strncmp(list, folded, whole) == 0 &&
             list[whole] == ','))
            return true;
        list += length;
    }
    return false;
}

/* Small letters are those of Latin: other scripts may have none. Telephones
 * join meetings, too: "iPhone von Maya". */
static bool is_capital_word(const char *word, size_t length)
{
    int32_t first = 0;
    text_next(word, length, &first);
    if (length > 1 && word[1] >= 'A' && word[1] <= 'Z') return true;
    bool is_small =
        text_is_letter(first) && !text_is_upper(first) && first < 0x250;
    return !is_small || is_among(word, length, particles, COUNT(particles));
}

/* Written as names are: "Kim de Vries", and not "And I said". */
static bool is_written_so(const char *name)
{
    for (const char *word = name; *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (length > 0 && !is_capital_word(word, length)) return false;
        word += length;
        word += strspn(word, " ");
    }
    return true;
}

/* --- finding ------------------------------------------------------------- */

static struct voice *voice_for(struct voices *voices, struct arena *arena,
                               const char *name, size_t length)
{
    struct buffer folded = {0};
    text_fold(name, length, &folded);
    int index = table_get(&voices->names, buffer_text(&folded), folded.length);
    if (index < 0) {
        if (voices->count == voices->room) {
            voices->room = voices->room * 2 + 8;
            voices->list =
                memory_resize(voices->list, voices->room, sizeof *voices->list);
        }
        const char *key =
            arena_copy(arena, buffer_text(&folded), folded.length);
        index = (int)voices->count;
        voices->list[voices->count++] = (struct voice){
            .name = arena_copy(arena, name, length), .folded = key};
        table_put(&voices->names, key, folded.length, index);
    }
    buffer_free(&folded);
    return &voices->list[index];
}

struct voice *voice_of(const struct voices *voices, const char *name)
{
    struct buffer folded = {0};
    text_fold(name, strlen(name), &folded);
    int index = table_get(&voices->names, buffer_text(&folded), folded.length);
    buffer_free(&folded);
    return index < 0 ? NULL : &voices->list[index];
}

/* All but for standing more than once. */
static bool could_be_name(const struct voice *voice)
{
    return is_written_so(voice->name) &&
           !is_among(voice->folded, strcspn(voice->folded, ","), nobody,
                     COUNT(nobody));
}

/* "maya": people call themselves so in meetings. A phrase with a colon after
 * it does not begin every tenth line. */
static bool is_small_name(const struct voice *voice, size_t lines)
{
    const char *space = strchr(voice->name, ' ');
    return voice->times * SMALL_SHARE >= lines &&
           (space == NULL || strchr(space + 1, ' ') == NULL) &&
           !is_among(voice->folded, strlen(voice->folded), nobody,
                     COUNT(nobody));
}

static bool is_name(const struct voice *voice, const char *listed, size_t lines)
{
    if (listed != NULL && is_listed(voice->folded, listed)) return true;
    /* "Lee, Kim:" stands more than once; "Well, doctor: …" is what is said. */
    if (strchr(voice->folded, ',') != NULL)
        return voice->times > 1 && could_be_name(voice);
    if (role_of(voice->folded) != ROLE_NONE) return true;
    return voice->times > 1 &&
           (could_be_name(voice) || is_small_name(voice, lines));
}

/* All that stands where names stand. */
static void take_labels(struct remarks *remarks, struct voices *voices)
{
    for (size_t i = 0; i < remarks->count; i++) {
        const char *text = remarks->list[i].text;
        struct label label;
        if (!label_of(text, &label)) continue;
        voice_for(voices, &remarks->arena, text + label.start,
                  label.end - label.start)
            ->times++;
    }
}

static void take_named(struct remarks *remarks, struct voices *voices)
{
    for (size_t i = 0; i < remarks->count; i++) {
        const char *name = remarks->list[i].speaker;
        if (name == NULL) continue;
        struct voice *voice =
            voice_for(voices, &remarks->arena, name, strlen(name));
        voice->times++;
        voice->speaks = true;
    }
}

/* Takes the name from the text, where it is one. */
static void strip_label(struct remark *remark, const struct voices *voices,
                        struct arena *arena)
{
    struct label label;
    if (!label_of(remark->text, &label)) return;
    const char *name =
        arena_copy(arena, remark->text + label.start, label.end - label.start);
    const struct voice *voice = voice_of(voices, name);
    if (!voice->speaks) return;
    remark->speaker = voice->name;
    remark->text += label.said;
}

void voice_find(struct remarks *remarks, const char *therapist,
                struct voices *voices)
{
    struct buffer listed = {0};
    const char *speaker = NULL;
    if (therapist != NULL) text_fold(therapist, strlen(therapist), &listed);
    if (remarks->named)
        take_named(remarks, voices);
    else
        take_labels(remarks, voices);
    for (size_t i = 0; i < voices->count; i++)
        if (!remarks->named)
            voices->list[i].speaks =
                is_name(&voices->list[i],
                        therapist != NULL ? buffer_text(&listed) : NULL,
                        remarks->count);
    for (size_t i = 0; i < remarks->count; i++) {
        struct remark *remark = &remarks->list[i];
        if (!remarks->named) strip_label(remark, voices, &remarks->arena);
        if (remark->speaker == NULL) remark->speaker = speaker;
        speaker = remark->speaker;
    }
    buffer_free(&listed);
}

/* --- deciding ------------------------------------------------------------ */

static enum voice_verdict decide_by_list(struct voices *voices,
                                         const char *therapist)
{
    struct buffer listed = {0};
    enum voice_verdict verdict = VOICE_UNNAMED;
    text_fold(therapist, strlen(therapist), &listed);
    for (size_t i = 0; i < voices->count; i++) {
        struct voice *voice = &voices->list[i];
        voice->is_therapist =
            voice->speaks && is_listed(voice->folded, buffer_text(&listed));
        if (voice->is_therapist) verdict = VOICE_KNOWN;
    }
    buffer_free(&listed);
    return verdict;
}

static enum voice_verdict decide_by_role(struct voices *voices)
{
    size_t count[3] = {0};
    for (size_t i = 0; i < voices->count; i++)
        if (voices->list[i].speaks) count[role_of(voices->list[i].folded)]++;
    size_t all = count[ROLE_NONE] + count[ROLE_THERAPIST] + count[ROLE_CLIENT];
    if (all == 1) return VOICE_ALONE;
    enum role therapist = ROLE_THERAPIST;
    if (count[ROLE_THERAPIST] == 0) {
        if (count[ROLE_NONE] != 1 || count[ROLE_CLIENT] != 1)
            return VOICE_UNKNOWN;
        therapist = ROLE_NONE;
    }
    for (size_t i = 0; i < voices->count; i++)
        voices->list[i].is_therapist =
            voices->list[i].speaks &&
            role_of(voices->list[i].folded) == therapist;
    return VOICE_KNOWN;
}

enum voice_verdict voice_decide(struct voices *voices, const char *therapist)
{
    bool any = false;
    for (size_t i = 0; i < voices->count; i++)
        any = any || voices->list[i].speaks;
    if (!any) return VOICE_NOBODY;
    return therapist != NULL ? decide_by_list(voices, therapist)
                             : decide_by_role(voices);
}

static bool stands_once(const struct voice *voice)
{
    return !voice->speaks && voice->times == 1 && could_be_name(voice);
}

size_t voice_list_once(const struct voices *voices, struct buffer *out)
{
    size_t told = 0;
    for (size_t i = 0; i < voices->count; i++) {
        if (!stands_once(&voices->list[i])) continue;
        if (told++ >= MOST_TOLD) continue;
        if (told > 1) buffer_add_text(out, ", ");
        buffer_add_text(out, voices->list[i].name);
    }
    if (told > MOST_TOLD) buffer_add_text(out, ", …");
    return told;
}

void voice_describe(const struct voices *voices, struct buffer *out)
{
    size_t told = 0;
    for (size_t i = 0; i < voices->count; i++) {
        const struct voice *voice = &voices->list[i];
        bool once = stands_once(voice);
        if (!voice->speaks && !once) continue;
        if (told++ == MOST_TOLD) {
            buffer_add_text(out, ", …");
            return;
        }
        if (told > 1) buffer_add_text(out, ", ");
        if (once)
            buffer_format(out, "%s (stands once: taken for text)", voice->name);
        else
            buffer_format(out, "%s (%zu turn%s)", voice->name, voice->turns,
                          voice->turns == 1 ? "" : "s");
    }
}

void voice_free(struct voices *voices)
{
    free(voices->list);
    table_free(&voices->names);
    *voices = (struct voices){0};
}
