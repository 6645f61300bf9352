/* cli_keys PATH:TYPE... - reads JSON objects from standard input, one a line,
 * and succeeds where every one has every PATH ("data.rows.0") with that TYPE:
 * n number, s string, a array, o object, b true or false; n? may be null. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *follow(json_t *at, char *path)
{
    for (char *step = path; at && step;) {
        char *dot = strchr(step, '.');

        if (dot)
            *dot++ = '\0';
        at = json_is_array(at)
                 ? json_array_get(at, (size_t)strtoul(step, NULL, 10))
                 : json_object_get(at, step);
        step = dot;
    }
    return at;
}

static int has_type(const json_t *at, const char *type)
{
    if (type[1] == '?' && json_is_null(at))
        return 1;
    switch (type[0]) {
    case 'n':
        return json_is_number(at);
    case 's':
        return json_is_string(at);
    case 'a':
        return json_is_array(at);
    case 'o':
        return json_is_object(at);
    case 'b':
        return json_is_boolean(at);
    default:
        return 0;
    }
}

static int holds(json_t *line, const char *wanted)
{
    char path[128];
    const char *colon = strchr(wanted, ':');

    if (!colon || (size_t)(colon - wanted) >= sizeof path)
        return 0;
    memcpy(path, wanted, (size_t)(colon - wanted));
    path[colon - wanted] = '\0';
    if (has_type(follow(line, path), colon + 1))
        return 1;
    fprintf(stderr, "no %s\n", wanted);
    return 0;
}

int main(int argc, char **argv)
{
    char *text = NULL;
    size_t room = 0;
    int lines = 0, good = 1;

    while (getline(&text, &room, stdin) > 0) {
        json_error_t why;
        json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, &why);

        lines++;
        good = good && json_is_object(line);
        for (int i = 1; good && i < argc; i++)
            good = holds(line, argv[i]);
        json_decref(line);
    }
    free(text);
    return good && lines && argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
