/* A library that is no module, for test_gpu_device.c. */
extern const int no_module_at_all;
const int no_module_at_all = 1;
