add_library(model STATIC
  model/adapter.c model/adapter_config.c model/adapter_merge.c
  model/adapter_names.c model/adapter_open.c model/adapter_save.c
  model/bench.c model/bench_ops.c model/bench_text.c model/chat.c
  model/chat_frame.c model/chat_given.c model/checkpoint.c model/decoder.c model/decoder_keys.c
  model/dialogs.c model/dialogs_learn.c
  model/bagbayes.c model/beam.c model/clusters.c model/embed.c model/evaluate.c model/generate.c model/ngram.c
  model/ngram_odds.c
  model/ngram_ways.c model/published.c model/pull.c model/rnnlm.c model/sampler.c
  model/session.c model/session_ways.c
  model/encdec.c model/encdec_ways.c model/seq2seq.c model/seq2seq_ways.c model/shelf.c model/stops.c model/tfidf.c model/vectors.c model/vectors_file.c
  model/ways.c model/wheel.c model/wordlist.c model/wordpairs.c model/wordvec.c
  model/recipe.c model/training.c model/tuning.c model/tuning_keep.c
  model/tuning_recipe.c)
target_link_libraries(model PUBLIC train nn ops core formats base m
                      PRIVATE PkgConfig::ZIP ${CMAKE_DL_LIBS})

# Downloads: optional. Only the headers are needed here; fetch.c opens the
# library when it is used. Without them, fetch.h says that it is missing.
pkg_check_modules(CURL libcurl)
if(CURL_FOUND)
  target_sources(model PRIVATE model/fetch.c)
  set_source_files_properties(model/fetch.c PROPERTIES
                              INCLUDE_DIRECTORIES "${CURL_INCLUDE_DIRS}")
else()
  message(STATUS "libcurl (libcurl4-openssl-dev) not found: lathe pull reads "
                 "no addresses")
  target_sources(model PRIVATE model/fetch_none.c)
endif()
