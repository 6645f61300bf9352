add_suite(nn reclayer nn)
