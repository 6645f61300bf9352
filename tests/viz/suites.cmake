add_suite(viz canvas viz)
add_suite(viz backends viz)
add_suite(viz heatmap viz)
add_suite(viz chart viz)
