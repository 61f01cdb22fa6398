/* WebVTT and SubRip; see captions.h. Begin with read_cues(): the same states
 * serve both. */
#include "class/captions.h"

#include "base/buffer.h"
#include "base/count.h"
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Lines of a cue that may come again in the next: a screen has few. */
enum { MOST_ROLLED = 16 };

enum state {
    OUTSIDE, /* between cues */
    NAMED,   /* behind a line that should be a cue's name */
    INSIDE,  /* in a cue's text */
    SKIPPING /* to the next blank line */
};

struct reader {
    const struct source *source;
    struct remarks *remarks;
    struct problems *problems;
    bool is_srt;
    bool is_timed; /* words have times */
    enum state state;
    struct span name;  /* where NAMED */
    struct span cue;   /* its text, where INSIDE */
    struct span last;  /* its last line */
    int number;        /* of the cue */
    const char *voice; /* of what is being said */
};

static const char mend_time[] =
    "write 00:01:02.500 --> 00:01:04.000 (in .srt 00:01:02,500)";

/* --- small things -------------------------------------------------------- */

static bool is_number(const struct source *source, struct span line)
{
    size_t digits = 0;
    for (size_t i = line.start; i < line.end; i++) {
        char byte = source->bytes[i];
        if (byte >= '0' && byte <= '9')
            digits++;
        else if (byte != ' ')
            return false;
    }
    return digits > 0;
}

/* Where FIND stands in the stretch, or its end. */
static size_t find(const struct source *source, struct span span,
                   const char *find)
{
    size_t length = strlen(find);
    for (size_t i = span.start; i + length <= span.end; i++)
        if (memcmp(source->bytes + i, find, length) == 0) return i;
    return span.end;
}

/* True when the line is WORD, or goes on with a blank after it. */
static bool begins_with(const struct source *source, struct span line,
                        const char *word)
{
    size_t length = strlen(word);
    if (line.end - line.start < length ||
        memcmp(source->bytes + line.start, word, length) != 0)
        return false;
    size_t after = line.start + length;
    return after == line.end || source->bytes[after] == ' ' ||
           source->bytes[after] == '\t';
}

/* --- times --------------------------------------------------------------- */

static size_t skip_blanks(const struct source *source, struct span span)
{
    while (span.start < span.end && (source->bytes[span.start] == ' ' ||
                                     source->bytes[span.start] == '\t'))
        span.start++;
    return span.start;
}

/* Digits at SPAN's start, which moves behind them; 0 is none. */
static size_t take_digits(const struct source *source, struct span *span,
                          int64_t *number)
{
    size_t digits = 0;
    *number = 0;
    while (span->start < span->end && digits < 9) {
        char byte = source->bytes[span->start];
        if (byte < '0' || byte > '9') break;
        *number = *number * 10 + (byte - '0');
        span->start++;
        digits++;
    }
    return digits;
}

/* [hours:]minutes:seconds.thousandths; SPAN moves behind it. */
static bool take_time(const struct source *source, struct span *span,
                      int64_t *ms)
{
    int64_t parts[3] = {0};
    size_t count = 0;
    int64_t fraction = 0;
    for (;; span->start++) {
        size_t digits = take_digits(source, span, &parts[count]);
        if (digits == 0 || (count > 0 && digits != 2)) return false;
        count++;
        if (count == 3 || span->start == span->end ||
            source->bytes[span->start] != ':')
            break;
    }
    if (count < 2 || span->start == span->end ||
        (source->bytes[span->start] != '.' &&
         source->bytes[span->start] != ','))
        return false;
    span->start++;
    size_t digits = take_digits(source, span, &fraction);
    if (digits == 0 || digits > 3) return false;
    for (; digits < 3; digits++)
        fraction *= 10;
    int64_t hours = count == 3 ? parts[0] : 0;
    int64_t minutes = parts[count - 2];
    int64_t seconds = parts[count - 1];
    *ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
    return seconds < 60 && minutes < 60;
}

/* "TIME --> TIME settings". */
static bool check_times(struct reader *reader, struct span line)
{
    const struct source *source = reader->source;
    struct span rest = line;
    int64_t from = 0;
    int64_t to = 0;
    rest.start = skip_blanks(source, rest);
    bool fine = take_time(source, &rest, &from);
    rest.start = skip_blanks(source, rest);
    fine = fine && rest.end - rest.start >= 3 &&
           memcmp(source->bytes + rest.start, "-->", 3) == 0;
    if (fine) {
        rest.start += 3;
        rest.start = skip_blanks(source, rest);
        fine = take_time(source, &rest, &to) &&
               (rest.start == rest.end || source->bytes[rest.start] == ' ' ||
                source->bytes[rest.start] == '\t');
    }
    if (!fine)
        problem_add(reader->problems, source, line.start, REMARK_TIME,
                    mend_time, "these are no times of a cue");
    else if (to < from)
        problem_add(reader->problems, source, line.start, REMARK_TIME,
                    mend_time, "the cue ends before it begins");
    return fine && to >= from;
}

/* --- the text of a cue --------------------------------------------------- */

static void add_character(struct buffer *out, uint32_t character)
{
    if (character < 0x80) {
        buffer_add_byte(out, (char)character);
        return;
    }
    if (character < 0x800) {
        buffer_add_byte(out, (char)(0xc0 | character >> 6));
    } else {
        if (character < 0x10000) {
            buffer_add_byte(out, (char)(0xe0 | character >> 12));
        } else {
            buffer_add_byte(out, (char)(0xf0 | character >> 18));
            buffer_add_byte(out, (char)(0x80 | (character >> 12 & 0x3f)));
        }
        buffer_add_byte(out, (char)(0x80 | (character >> 6 & 0x3f)));
    }
    buffer_add_byte(out, (char)(0x80 | (character & 0x3f)));
}

/* "#39", "#x27". */
static bool add_numbered(struct buffer *out, const char *name, size_t length)
{
    bool is_hex = length > 1 && (name[1] == 'x' || name[1] == 'X');
    uint32_t character = 0;
    size_t first = is_hex ? 2 : 1;
    if (first == length) return false;
    for (size_t i = first; i < length; i++) {
        const char *digits = "0123456789abcdef";
        char byte = name[i] >= 'A' && name[i] <= 'F'
                        ? (char)(name[i] - 'A' + 'a')
                        : name[i];
        const char *digit = byte == '\0' ? NULL : strchr(digits, byte);
        if (digit == NULL || digit - digits >= (is_hex ? 16 : 10)) return false;
        character = character * (is_hex ? 16 : 10) + (uint32_t)(digit - digits);
    }
    if (character == 0 || character > 0x10ffff ||
        (character >= 0xd800 && character < 0xe000))
        return false;
    add_character(out, character);
    return true;
}

/* What stands at AT, an & or not; returns how many bytes it takes. */
static size_t add_text(const struct source *source, struct span span,
                       struct buffer *out)
{
    static const struct {
        const char *name;
        const char *means;
    } entities[] = {{"amp", "&"},   {"lt", "<"},   {"gt", ">"}, {"nbsp", " "},
                    {"quot", "\""}, {"apos", "'"}, {"lrm", ""}, {"rlm", ""}};
    const char *name = source->bytes + span.start + 1;
    size_t most = span.end - span.start - 1;
    size_t length = 0;
    while (length < most && length < 9 && name[length] != ';')
        length++;
    bool closed = length < most && length > 0 && name[length] == ';';
    if (name[-1] != '&' || !closed) {
        buffer_add_byte(out, name[-1]);
        return 1;
    }
    if (name[0] == '#' && add_numbered(out, name, length)) return length + 2;
    for (size_t i = 0; i < COUNT(entities); i++) {
        if (strlen(entities[i].name) != length ||
            memcmp(entities[i].name, name, length) != 0)
            continue;
        buffer_add_text(out, entities[i].means);
        return length + 2;
    }
    buffer_add_byte(out, '&');
    return 1;
}

static void add_all(const struct source *source, struct span span,
                    struct buffer *out)
{
    while (span.start < span.end)
        span.start += add_text(source, span, out);
}

/* What was said so far is a remark, unless it is blank. */
static void flush(struct reader *reader, struct buffer *said, size_t offset)
{
    struct remark *remark =
        remark_add(reader->remarks, buffer_text(said), said->length, offset);
    remark->speaker = reader->voice;
    remark->turn = reader->number;
    if (remark->text[0] == '\0') reader->remarks->count--;
    buffer_clear(said);
}

/* TAG is what stands between < and >: a voice changes who speaks. */
static void take_tag(struct reader *reader, struct span tag,
                     struct buffer *said, size_t begun)
{
    const char *bytes = reader->source->bytes;
    size_t length = tag.end - tag.start;
    char first = bytes[tag.start];
    if (first >= '0' && first <= '9') reader->is_timed = true;
    if (length == 2 && memcmp(bytes + tag.start, "br", 2) == 0)
        buffer_add_byte(said, ' ');
    bool closes = length == 2 && memcmp(bytes + tag.start, "/v", 2) == 0;
    bool opens = first == 'v' && length > 1 &&
                 (bytes[tag.start + 1] == ' ' || bytes[tag.start + 1] == '.' ||
                  bytes[tag.start + 1] == '\t');
    if (!closes && !opens) return;
    flush(reader, said, begun);
    reader->voice = NULL;
    if (closes) return;
    while (tag.start < tag.end && bytes[tag.start] != ' ' &&
           bytes[tag.start] != '\t')
        tag.start++;
    struct buffer name = {0};
    add_all(reader->source, tag, &name);
    const struct remark *named =
        remark_add(reader->remarks, buffer_text(&name), name.length, tag.start);
    reader->remarks->count--;
    if (named->text[0] != '\0') {
        reader->voice = named->text;
        reader->remarks->named = true;
    }
    buffer_free(&name);
}

/* True when what stands at the < is a tag, whether it is closed or not. */
static bool is_tag(const struct source *source, struct span rest)
{
    size_t at = rest.start + 1;
    if (at == rest.end) return false;
    char first = source->bytes[at];
    if (first < '0' || first > '9')
        return first == '/' || (first >= 'a' && first <= 'z') ||
               (first >= 'A' && first <= 'Z');
    while (at < rest.end && source->bytes[at] >= '0' &&
           source->bytes[at] <= '9')
        at++;
    return at < rest.end && source->bytes[at] == ':';
}

/* {\an8}: where SubRip's text shall stand. */
static size_t place_length(const struct reader *reader, struct span rest)
{
    const char *bytes = reader->source->bytes + rest.start;
    if (!reader->is_srt || rest.end - rest.start < 2 || bytes[0] != '{' ||
        bytes[1] != '\\')
        return 0;
    size_t close = find(reader->source, rest, "}");
    return close < rest.end ? close - rest.start + 1 : 0;
}

static void end_cue(struct reader *reader)
{
    struct span rest = reader->cue;
    struct buffer said = {0};
    size_t begun = rest.start;
    reader->voice = NULL;
    reader->number++;
    while (rest.start < rest.end) {
        char byte = reader->source->bytes[rest.start];
        size_t place = place_length(reader, rest);
        if (byte == '<' && is_tag(reader->source, rest)) {
            size_t close = find(reader->source, rest, ">");
            if (close == rest.end) {
                problem_add(reader->problems, reader->source, rest.start,
                            REMARK_TAG, "close it with >, or write &lt; for <",
                            "this tag is not closed");
                break;
            }
            take_tag(reader, (struct span){rest.start + 1, close}, &said,
                     begun);
            rest.start = close + 1;
        } else if (byte == '\n') {
            flush(reader, &said, begun);
            begun = ++rest.start;
        } else if (place > 0) {
            rest.start += place;
        } else {
            rest.start += add_text(reader->source, rest, &said);
        }
    }
    flush(reader, &said, begun);
    buffer_free(&said);
}

/* --- cues ---------------------------------------------------------------- */

static void begin_cue(struct reader *reader, struct span line)
{
    check_times(reader, line);
    reader->state = INSIDE;
    reader->cue = (struct span){line.end, line.end};
    reader->last = reader->cue;
}

static void outside(struct reader *reader)
{
    problem_add(reader->problems, reader->source, reader->name.start,
                REMARK_OUTSIDE,
                "take blank lines out of the cue's text, or put the times "
                "above it",
                "this text stands in no cue");
}

static void take_inside(struct reader *reader, struct span line, bool is_time)
{
    if (is_time) {
        /* A blank line is missing, but not the next cue's number. */
        if (is_number(reader->source, reader->last))
            reader->cue.end = reader->last.start;
        end_cue(reader);
        begin_cue(reader, line);
    } else if (line.start == line.end) {
        end_cue(reader);
        reader->state = OUTSIDE;
    } else {
        if (reader->cue.start == reader->cue.end)
            reader->cue.start = line.start;
        reader->cue.end = line.end;
        reader->last = line;
    }
}

static void take_line(struct reader *reader, struct span line)
{
    const struct source *source = reader->source;
    /* Behind a cue's name "->" can only be a slip, and begin_cue() says so. */
    const char *arrow = reader->state == NAMED ? "->" : "-->";
    bool is_time = find(source, line, arrow) < line.end;
    if (reader->state == INSIDE) {
        take_inside(reader, line, is_time);
    } else if (reader->state == SKIPPING) {
        if (line.start == line.end) reader->state = OUTSIDE;
    } else if (is_time) {
        begin_cue(reader, line);
    } else if (reader->state == NAMED) {
        outside(reader);
        reader->state = line.start == line.end ? OUTSIDE : SKIPPING;
    } else if (!reader->is_srt && (begins_with(source, line, "NOTE") ||
                                   begins_with(source, line, "STYLE") ||
                                   begins_with(source, line, "REGION"))) {
        reader->state = SKIPPING;
    } else if (!source_is_blank(source, line)) {
        reader->state = NAMED;
        reader->name = line;
    }
}

static void read_cues(struct reader *reader, size_t at)
{
    struct span line;
    while (source_line(reader->source, &at, &line))
        take_line(reader, line);
    if (reader->state == INSIDE) end_cue(reader);
    if (reader->state == NAMED) outside(reader);
}

/* --- captions that roll -------------------------------------------------- */

/* Where the cue ends that begins at FIRST. */
static size_t cue_end(const struct remarks *remarks, size_t first)
{
    size_t end = first;
    while (end < remarks->count &&
           remarks->list[end].turn == remarks->list[first].turn)
        end++;
    return end;
}

/* With how many lines of the cue before, its last ones, this one begins. */
static size_t repeated(const struct remark *list, size_t before, size_t first,
                       size_t end)
{
    size_t most = first - before < end - first ? first - before : end - first;
    if (most > MOST_ROLLED) most = MOST_ROLLED;
    for (size_t count = most; count > 0; count--) {
        size_t same = 0;
        while (same < count && strcmp(list[first - count + same].text,
                                      list[first + same].text) == 0)
            same++;
        if (same == count) return count;
    }
    return 0;
}

static bool rolls(const struct reader *reader)
{
    const struct remarks *remarks = reader->remarks;
    size_t cues = 0;
    size_t going_on = 0;
    size_t before = 0;
    for (size_t i = 0; i < remarks->count; cues++) {
        size_t end = cue_end(remarks, i);
        size_t same = repeated(remarks->list, before, i, end);
        if (same > 0 && same < end - i) going_on++;
        before = i;
        i = end;
    }
    return reader->is_timed || (going_on >= 2 && going_on * 4 >= cues);
}

static void unroll(struct remarks *remarks)
{
    bool *drop = memory_new(remarks->count, sizeof *drop);
    size_t before = 0;
    size_t kept = 0;
    for (size_t i = 0; i < remarks->count;) {
        size_t end = cue_end(remarks, i);
        size_t same = repeated(remarks->list, before, i, end);
        for (size_t j = i; j < i + same; j++)
            drop[j] = true;
        before = i;
        i = end;
    }
    for (size_t i = 0; i < remarks->count; i++)
        if (!drop[i]) remarks->list[kept++] = remarks->list[i];
    remarks->count = kept;
    free(drop);
}

static void finish(struct reader *reader)
{
    struct remarks *remarks = reader->remarks;
    if (rolls(reader)) unroll(remarks);
    for (size_t i = 0; i < remarks->count; i++)
        remarks->list[i].turn = REMARK_UNNUMBERED;
}

/* --- the two forms ------------------------------------------------------- */

void captions_read_srt(const struct source *source, struct remarks *remarks,
                       struct problems *problems)
{
    struct reader reader = {source, remarks, problems, .is_srt = true};
    read_cues(&reader, 0);
    finish(&reader);
}

void captions_read_vtt(const struct source *source, struct remarks *remarks,
                       struct problems *problems)
{
    struct reader reader = {source, remarks, problems, .state = SKIPPING};
    struct span line = {0, 0};
    size_t at = 0;
    source_line(source, &at, &line);
    if (!begins_with(source, line, "WEBVTT")) {
        problem_add(problems, source, 0, REMARK_NO_HEADER,
                    "WebVTT begins with a line WEBVTT; for another form say "
                    "--format",
                    "this is no WebVTT");
        return;
    }
    /* The header goes on to a blank line, or to a cue. */
    for (size_t next = at; source_line(source, &next, &line); at = next) {
        if (line.start == line.end) break;
        if (find(source, line, "-->") < line.end) {
            reader.state = OUTSIDE;
            break;
        }
    }
    read_cues(&reader, at);
    finish(&reader);
}
