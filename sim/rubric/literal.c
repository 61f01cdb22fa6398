/* Characters, edges and literals; see literal.h. Begin with literal_encode().
 */
#include "rubric/literal.h"

int32_t literal_folded(int32_t code_point)
{
    if (code_point >= 'A' && code_point <= 'Z') return code_point - 'A' + 'a';
    if (code_point >= ' ' && code_point <= '~') return code_point;
    if (code_point == 0x212a) return 'k';
    if (code_point == 0x17f) return 's';
    if (code_point == 0x212b) return 0xe5;
    if (code_point == 0xd7 || code_point == 0xdf || code_point == 0xf7)
        return -1;
    if (code_point >= 0xc0 && code_point <= 0xde) return code_point + 0x20;
    if (code_point >= 0xe0 && code_point <= 0xfe) return code_point;
    return -1;
}

size_t literal_put(int32_t folded, char bytes[2])
{
    if (folded < 0x80) {
        bytes[0] = (char)folded;
        return 1;
    }
    bytes[0] = (char)(0xc0 | folded >> 6);
    bytes[1] = (char)(0x80 | (folded & 0x3f));
    return 2;
}

bool literal_is_claim(char byte)
{
    return byte == LITERAL_CLAIM || byte == LITERAL_END;
}

bool literal_is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

size_t literal_encode(const char *string, char out[LITERAL_BYTES])
{
    size_t length = 0;
    char claimed = '\0';
    bool word = false;
    for (const char *c = string; *c != '\0' && length < LITERAL_BYTES; c++) {
        if (literal_is_claim(*c)) {
            if (claimed != LITERAL_END) claimed = *c;
            continue;
        }
        bool before = word;
        word = literal_is_word(*c);
        bool edge = length == 0 ? claimed != '\0' && word : word != before;
        if (edge) out[length++] = LITERAL_BOUND;
        if (length < LITERAL_BYTES) out[length++] = *c;
        claimed = '\0';
    }
    if (claimed == '\0' || length == 0 || length == LITERAL_BYTES)
        return length;
    if (word) out[length++] = LITERAL_BOUND;
    if (!word && claimed == LITERAL_END) out[length++] = LITERAL_END;
    return length;
}
