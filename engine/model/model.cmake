add_library(model STATIC
  model/bench.c model/bench_ops.c model/bench_text.c model/chat.c
  model/checkpoint.c model/decoder.c model/decoder_keys.c
  model/embed.c model/evaluate.c model/generate.c
  model/published.c model/sampler.c model/session.c
  model/recipe.c model/training.c)
target_link_libraries(model PUBLIC train nn ops core formats base m)
