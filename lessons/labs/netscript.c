#include "lessons/labs/netscript.h"

static const char *const module[SMALLNET_KINDS] = {
    [SMALLNET_LINEAR] = "Linear", [SMALLNET_RELU] = "ReLU",
    [SMALLNET_TANH] = "Tanh",     [SMALLNET_SIGMOID] = "Sigmoid",
    [SMALLNET_GELU] = "GELU",     [SMALLNET_SILU] = "SiLU"};

static void write_model(struct buf *out, const struct smallnet *n)
{
    buf_text(out, "model = nn.Sequential(\n");
    for (int i = 0; i < n->parts; i++) {
        const struct smallnet_part *p = &n->part[i];

        buf_printf(out, "    nn.%s(", module[p->kind]);
        if (p->kind == SMALLNET_LINEAR)
            buf_printf(out, "%d, %d", p->in, p->out);
        buf_text(out, "),\n");
    }
    buf_text(out, ")\n");
}

/* Nine digits give a float back exactly. */
static void write_numbers(struct buf *out, const float *x, int count)
{
    buf_char(out, '[');
    for (int i = 0; i < count; i++)
        buf_printf(out, "%s%.9g", i ? ", " : "", (double)x[i]);
    buf_char(out, ']');
}

static void write_weights(struct buf *out, const struct smallnet *n)
{
    buf_text(out, "with torch.no_grad():\n");
    for (int i = 0; i < n->parts; i++) {
        const struct smallnet_part *p = &n->part[i];

        if (p->kind != SMALLNET_LINEAR)
            continue;
        buf_printf(out, "    model[%d].weight.copy_(torch.tensor([\n", i);
        for (int to = 0; to < p->out; to++) {
            buf_text(out, "        ");
            write_numbers(out, smallnet_weight(n, i, to, 0), p->in);
            buf_text(out, ",\n");
        }
        buf_printf(out, "    ]))\n    model[%d].bias.copy_(torch.tensor(", i);
        write_numbers(out, smallnet_weight(n, i, 0, p->in), p->out);
        buf_text(out, "))\n");
    }
}

void netscript_write(struct buf *out, const struct smallnet *n,
                     const struct dotset *dots, double rate, int steps)
{
    buf_text(out, "import torch\nfrom torch import nn\n\n");
    write_model(out, n);
    buf_printf(out,
               "optimizer = torch.optim.SGD(model.parameters(), lr=%.9g)\n"
               "loss_of = nn.CrossEntropyLoss()\n\n"
               "def train(x, y):\n"
               "    for step in range(%d):\n"
               "        optimizer.zero_grad()\n"
               "        loss = loss_of(model(x), y)\n"
               "        loss.backward()\n"
               "        optimizer.step()\n"
               "        print(step, loss.item())\n\n"
               "# The same first weights and the same dots as in Lathe.\n",
               rate, steps);
    write_weights(out, n);
    buf_text(out, "x = torch.tensor([\n");
    for (int i = 0; i < dots->count; i++) {
        buf_text(out, "    ");
        write_numbers(out, dots->at + 2 * i, 2);
        buf_text(out, ",\n");
    }
    buf_text(out, "])\ny = torch.tensor([");
    for (int i = 0; i < dots->count; i++)
        buf_printf(out, "%s%d", i ? ", " : "", (int)dots->label[i]);
    buf_text(out, "])\ntrain(x, y)\n");
}
