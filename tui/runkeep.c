#include "tui/runkeep.h"

#include "lessons/labs/labrecord.h"
#include "tui/shell.h"

/* Once for every step reached; a run that goes on changes its own record. */
void runkeep_panel(struct shell *s, struct labpanel *p)
{
    const struct worker_shot *shot = p->shot;
    json_t *data;

    if (!p->lab->step || !shot || !shot->steps || shot->steps == p->kept_steps)
        return;
    if (shot->steps < p->kept_steps)
        p->kept_run = 0; /* started anew, or went back: another run */
    data = p->lab->data(shot->data, &p->view);
    if (!data)
        return; /* no memory: the next rest tries again */
    shell_fault(s, labrecord_keep(&s->progress.db,
                                  &(struct labrecord){.run = shot->plan,
                                                      .version = LATHE_VERSION,
                                                      .seed = p->plan.seed,
                                                      .steps = shot->steps},
                                  data, &p->kept_run));
    p->kept_steps = shot->steps;
    json_decref(data);
}
