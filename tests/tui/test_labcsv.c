#include <criterion/criterion.h>
#include <string.h>

#include "tui/labcsv.h"

static const char *csv_of(const char *json)
{
    static struct buf out;
    json_t *data = json_loads(json, 0, NULL);

    cr_assert_not_null(data, "%s", json);
    buf_release(&out);
    buf_init(&out, 1 << 16);
    labcsv_write(data, &out);
    json_decref(data);
    return buf_string(&out);
}

#define HEAD "name,row,column,value\r\n"

Test(labcsv, lists_tables_and_single_values_have_their_places)
{
    cr_assert_str_eq(csv_of("{\"loss\": [4.5, null], \"steps\": 7}"),
                     HEAD "loss,0,,4.5\r\nloss,1,,\r\nsteps,,,7\r\n");
    cr_assert_str_eq(csv_of("{\"w\": [[1, 2], [3, 4]]}"),
                     HEAD "w,0,0,1\r\nw,0,1,2\r\nw,1,0,3\r\nw,1,1,4\r\n");
    cr_assert_str_eq(
        csv_of("{\"c\": [{\"token\": \"a\", \"p\": 0.25}], \"ok\": true}"),
        HEAD "c,0,token,a\r\nc,0,p,0.25\r\nok,,,true\r\n");
}

Test(labcsv, what_lies_deeper_has_its_keys_joined)
{
    cr_assert_str_eq(csv_of("{\"a\": {\"b\": [1, [2]]}}"),
                     HEAD "a,,b.0,1\r\na,,b.1.0,2\r\n");
}

Test(labcsv, signs_of_the_format_are_quoted)
{
    cr_assert_str_eq(csv_of("{\"t\": [\"a,b\", \"say \\\"x\\\"\", \"\\n\"]}"),
                     HEAD "t,0,,\"a,b\"\r\nt,1,,\"say \"\"x\"\"\"\r\n"
                          "t,2,,\"\n\"\r\n");
}

Test(labcsv, nothing_and_the_endlessly_deep_end)
{
    char deep[512] = "{\"a\": ";

    cr_assert_str_eq(csv_of("{}"), HEAD);
    for (int i = 0; i < 100; i++)
        strncat(deep, "[", 2);
    strncat(deep, "1", 2);
    for (int i = 0; i < 100; i++)
        strncat(deep, "]", 2);
    strncat(deep, "}", 2);
    cr_assert_str_eq(csv_of(deep), HEAD);
}
