/* Symbols; see spelling.h. Begin with spelling_of(). */
#include "rubric/spelling.h"

/* Capitals are free: all letters that are looked for are small. So are control
 * characters, for digits. */
unsigned char spelling_symbol(unsigned char byte, bool begins)
{
    if (byte >= '0' && byte <= '9')
        return (unsigned char)(begins ? byte - '0' + 0x10 : byte);
    if (!literal_is_word((char)byte)) return byte;
    return (unsigned char)(begins ? byte & ~0x20 : byte | 0x20);
}

static void spell(const char *literal, size_t length, bool begins,
                  struct spelling *way)
{
    bool within = false;
    way->length = 0;
    way->closed = false;
    for (size_t i = 0; i < length; i++) {
        bool edge = literal[i] == LITERAL_BOUND;
        way->closed = (edge && within) || literal[i] == LITERAL_END;
        begins = begins || (edge && !within);
        if (edge || literal[i] == LITERAL_END) continue;
        within = literal_is_word(literal[i]);
        way->symbols[way->length++] =
            spelling_symbol((unsigned char)literal[i], begins);
        begins = false;
    }
}

size_t spelling_of(const char *literal, size_t length,
                   struct spelling ways[SPELLING_WAYS])
{
    spell(literal, length, false, &ways[0]);
    if (length == 0 || !literal_is_word(literal[0])) return 1;
    spell(literal, length, true, &ways[1]);
    return 2;
}
