add_library(model STATIC model/decoder.c model/decoder_keys.c)
target_link_libraries(model PUBLIC train nn ops core formats base m)
