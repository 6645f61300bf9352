/* Who may ask the server at all. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/app/serve_guard.h"

Test(serve_guard, only_names_of_this_machine_are_hosts)
{
    static const char *const good[] = {"localhost", "LocalHost:8080",
                                       "127.0.0.1", "127.0.0.1:65535",
                                       "[::1]",     "[::1]:80"};
    static const char *const bad[] = {"",
                                      "evil.example",
                                      "localhost.evil.example",
                                      "127.0.0.1.nip.io",
                                      "localhost:",
                                      "localhost:80x",
                                      "localhost:123456",
                                      "localhost@evil.example",
                                      "127.0.0.10",
                                      "0.0.0.0",
                                      "::1",
                                      " localhost",
                                      "localhost:80:80"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(serve_guard_host(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(serve_guard_host(bad[i]), "%s", bad[i]);
    cr_expect_not(serve_guard_host(NULL));
}

Test(serve_guard, an_origin_is_absent_or_the_one_allowed)
{
    const char *page = "http://localhost:3000";

    cr_expect(serve_guard_origin(NULL, NULL));
    cr_expect(serve_guard_origin(NULL, page));
    cr_expect(serve_guard_origin(page, page));
    cr_expect_not(serve_guard_origin(page, NULL));
    cr_expect_not(serve_guard_origin("null", page));
    cr_expect_not(
        serve_guard_origin("http://localhost:3000.evil.example", page));
    cr_expect_not(serve_guard_origin("https://localhost:3000", page));
}

Test(serve_guard, only_json_is_a_content_type)
{
    static const char *const good[] = {
        "application/json", "Application/JSON; charset=UTF-8",
        "application/json;charset=utf-8", "application/json  "};
    static const char *const bad[] = {"",
                                      "text/plain",
                                      "application/x-www-form-urlencoded",
                                      "application/jsonx",
                                      "application/json, text/plain",
                                      "application/json; charset=utf-16",
                                      "text/plain; application/json"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(serve_guard_json(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(serve_guard_json(bad[i]), "%s", bad[i]);
    cr_expect_not(serve_guard_json(NULL));
}

Test(serve_guard, a_key_is_new_each_time_and_must_be_whole)
{
    char key[SERVE_GUARD_KEY], other[SERVE_GUARD_KEY], said[64];

    cr_assert(serve_guard_new_key(key));
    cr_assert(serve_guard_new_key(other));
    cr_expect_str_neq(key, other);
    cr_expect_eq(strlen(key), 6 + 32);
    snprintf(said, sizeof said, "Bearer %s", key);
    cr_expect(serve_guard_key(said, key));
    cr_expect_not(serve_guard_key(said, other));
    said[strlen(said) - 1] ^= 1;
    cr_expect_not(serve_guard_key(said, key));
    said[strlen(said) - 1] = '\0';
    cr_expect_not(serve_guard_key(said, key));
    cr_expect_not(serve_guard_key(key, key));
    cr_expect_not(serve_guard_key("Bearer ", key));
    cr_expect_not(serve_guard_key(NULL, key));
}
