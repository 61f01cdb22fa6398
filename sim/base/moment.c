/* Times as files write them; see moment.h.
 *
 * The day's number is reckoned with years that begin in March, so that the day
 * that some years have and others do not is a year's last.
 */
#include "base/moment.h"

#include "base/count.h"

#include <string.h>

static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
static const int64_t last = 253402300799; /* of the year 9999 */

bool moment_has_form(const char *text)
{
    for (int i = 0; form[i] != '\0'; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i]) return false;
    }
    return text[sizeof form - 1] == '\0';
}

static int number(const char *digits, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++)
        value = 10 * value + (digits[i] - '0');
    return value;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static int64_t day_number(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    int64_t in_year = (153 * m + 2) / 5 + day - 1;
    return 365 * y + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

bool moment_read(const char *text, int64_t *seconds)
{
    if (!moment_has_form(text)) return false;
    int year = number(text, 4);
    int month = number(text + 5, 2);
    int day = number(text + 8, 2);
    int hour = number(text + 11, 2);
    int minute = number(text + 14, 2);
    int second = number(text + 17, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month) || hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = day_number(year, month, day) * MOMENT_DAY + hour * 3600 +
               minute * 60 + second;
    return true;
}

static void put(char *digits, int value, int count)
{
    while (count-- > 0) {
        digits[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void moment_write(int64_t seconds, char text[MOMENT_TEXT])
{
    if (seconds < 0) seconds = 0;
    if (seconds > last) seconds = last;
    int64_t day = seconds / MOMENT_DAY;
    int rest = (int)(seconds % MOMENT_DAY);
    int year = 1970 + (int)(day / 366);
    int month = 12;
    while (year < 9999 && day_number(year + 1, 1, 1) <= day)
        year++;
    while (day_number(year, month, 1) > day)
        month--;
    int of_month = (int)(day - day_number(year, month, 1)) + 1;
    memcpy(text, form, MOMENT_TEXT);
    put(text, year, 4);
    put(text + 5, month, 2);
    put(text + 8, of_month, 2);
    put(text + 11, rest / 3600, 2);
    put(text + 14, rest / 60 % 60, 2);
    put(text + 17, rest % 60, 2);
}

void moment_span(int64_t seconds, struct buffer *out)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"day", MOMENT_DAY}, {"hour", 3600}, {"minute", 60}};
    for (size_t i = 0; i < COUNT(units); i++) {
        long long count = seconds / units[i].seconds;
        if (count == 0) continue;
        buffer_format(out, "%lld %s%s", count, units[i].name,
                      count == 1 ? "" : "s");
        return;
    }
    buffer_add_text(out, "less than a minute");
}
