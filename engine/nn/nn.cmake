add_library(nn STATIC nn/addattn.c nn/convlayer.c nn/dense.c nn/kvcache.c nn/lora.c nn/mlp.c nn/normlayer.c nn/reclayer.c nn/selfattn.c nn/wavetable.c)
target_link_libraries(nn PUBLIC ops core base m)
