add_suite(viz canvas viz)
add_suite(viz spots viz)
add_suite(viz backends viz)
add_suite(viz heatmap viz)
add_suite(viz chart viz)
add_suite(viz bars viz)
add_suite(viz strip viz)
add_suite(viz table viz)
add_suite(viz page viz)
add_suite(viz golden vizsamples)
add_suite(viz nothing viz)
add_suite(viz one viz)
add_suite(viz plane viz)
add_suite(viz numbers viz)
add_suite(viz structures viz)
add_suite(viz svg vizsamples)
add_suite(viz cast viz)
add_suite(viz colours viz)
add_suite(viz formula viz)
add_suite(viz texts viz)

# Sample pictures of every widget: the goldens, the benchmark, the eye.
add_library(vizsamples STATIC viz/samples.c viz/samples_data.c
                              viz/samples_plane.c
                              viz/samples_shape.c viz/samples_text.c
                              viz/golden.c)
target_link_libraries(vizsamples PUBLIC viz)
add_executable(gallery viz/gallery.c)
target_link_libraries(gallery PRIVATE vizsamples)
