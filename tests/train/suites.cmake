add_suite(train schedule train)
add_suite(train batches train)
add_suite(train optimizer train)
add_suite(train scaler train)
