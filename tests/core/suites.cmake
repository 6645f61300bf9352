add_suite(core graph ops)
add_suite(core params core)
add_suite(core probe core)
add_suite(core pool core)
