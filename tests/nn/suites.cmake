add_suite(nn reclayer nn)
add_suite(nn convlayer nn)
add_suite(nn selfattn nn)
add_suite(nn wavetable model)
