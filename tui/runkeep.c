#include "tui/runkeep.h"

#include "engine/base/clock.h"
#include "lessons/labs/labrecord.h"
#include "tui/shell.h"

/* Keeping a long curve may take as long as some keys: then it is seldom. */
enum { SELDOM = 200 };

static struct status keep(struct shell *s, struct labpanel *p, bool done)
{
    const struct worker_shot *shot = p->shot;
    json_t *data = p->lab->data(shot->data, &p->view);
    struct status st = STATUS_OK;

    if (!data)
        return st; /* no memory: the next time tries again */
    st = labrecord_keep(&s->progress.db,
                        &(struct labrecord){.run = shot->plan,
                                            .version = LATHE_VERSION,
                                            .seed = p->plan.seed,
                                            .steps = shot->steps,
                                            .going = !done},
                        data, &p->kept_run);
    json_decref(data);
    p->kept_steps = shot->steps;
    p->kept_done = done;
    return st;
}

/* Once for every step reached; a run that goes on changes its own record. */
void runkeep_panel(struct shell *s, struct labpanel *p)
{
    const struct worker_shot *shot = p->shot;
    const bool done = p->info.state == WORKER_DONE;
    const int64_t began = clock_ns();

    if (!p->lab->step || !shot || !shot->steps ||
        (shot->steps == p->kept_steps && done == p->kept_done))
        return;
    if (shot->steps < p->kept_steps)
        p->kept_run = 0; /* started anew, or went back: another run */
    shell_fault(s, keep(s, p, done));
    const int64_t took = (clock_ns() - began) * SELDOM;

    p->next_keep_ns = clock_ns() + (took > s->keep_ns ? took : s->keep_ns);
}
