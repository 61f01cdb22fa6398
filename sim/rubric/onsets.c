/* Where matches may begin; see onsets.h. */
#include "rubric/onsets.h"

unsigned onsets_doublings(size_t length)
{
    unsigned doublings = 0;
    while (length >> doublings >= ONSETS_STEPS)
        doublings++;
    return doublings;
}
