#ifndef ENGINE_CORE_TILES_H
#define ENGINE_CORE_TILES_H

#include "engine/core/device.h"

/*
 * tiles.h - the product of a device with vector registers: product_forward of
 * its kernels, cut among the threads.
 *
 * An element gets the same bits wherever C is cut, so the cut follows the team.
 * It takes p->bias.
 */
bool tiles_product(const struct device *d, const struct device_product *p,
                   const struct hook *hook);

#endif
