/* The numbers of what an author of a scenario can get wrong, 300 to 499.
 *
 * A number never changes its meaning and is never used again; what is wrong
 * and how to mend it is said where it is found (scenariofile.c, rehearsal.c,
 * proof.c).
 */
#ifndef SCENARIO_FAULT_H
#define SCENARIO_FAULT_H

enum {
    FAULT_NO_SUCH_NODE = 300,
    FAULT_NO_SUCH_STATE = 301,
    FAULT_NO_SUCH_ENDING = 302,
    FAULT_NO_SUCH_PERSON = 303,
    FAULT_NO_SUCH_CODE = 304,
    FAULT_NO_SUCH_KIND = 305,

    FAULT_CONDITION = 310,
    FAULT_NO_SUCH_NAME = 311,
    FAULT_NAME_CLASH = 312,

    FAULT_STATE_RANGE = 320,
    FAULT_CARD_STEPS = 321,
    FAULT_TOO_MANY = 322,
    FAULT_TWICE = 323,
    FAULT_CARD_RANGE = 324,

    FAULT_NODE_KIND = 330,
    FAULT_NO_REPLIES = 331,
    FAULT_LAST_REPLY = 332,
    FAULT_SHADOWED = 333,
    FAULT_NO_AGAIN = 334,
    FAULT_TURN_LIMIT = 335,
    FAULT_WHO_SPEAKS = 336,
    FAULT_NEVER_USED = 337,
    FAULT_NOTHING_SAID = 338,
    FAULT_START_ENDS = 339,

    FAULT_WRONG_RUBRIC = 340,
    FAULT_WRONG_LANGUAGE = 341,
    FAULT_CARRY = 342,
    FAULT_NO_EARLIER = 343,
    FAULT_EARLIER_CIRCLE = 344,

    FAULT_TRY_LOST = 350,
    FAULT_BETTER_POOR = 351,
    FAULT_NO_TRY = 352,
    FAULT_UNSCORABLE = 353,

    /* Found by exploring: proof.c. */
    FAULT_NODE_UNREACHED = 360,
    FAULT_ENDING_UNREACHED = 361,
    FAULT_NEVER_TRUE = 362,
    FAULT_ALWAYS_TRUE = 363,
    FAULT_NEVER_WINS = 364,
    FAULT_NO_WAY_OUT = 365,
    FAULT_NO_TRY_LEADS = 366,
    FAULT_NEVER_READ = 367, /* a note */
    FAULT_NOT_PROVED = 368, /* a note */
};

#endif
