# Tokenizers and the card of a checkpoint: no tensor needed.
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)

add_library(formats STATIC
  model/card.c model/card_disk.c
  model/tokenizer.c model/tokenizer_added.c model/tokenizer_arrays.c
  model/tokenizer_bpe.c model/tokenizer_cache.c model/tokenizer_compose.c
  model/tokenizer_corpus.c model/tokenizer_decode.c model/tokenizer_encode.c
  model/tokenizer_file.c model/tokenizer_gpt2.c model/tokenizer_hub.c
  model/tokenizer_asked.c model/tokenizer_learn.c model/tokenizer_modern.c model/tokenizer_normal.c
  model/tokenizer_notes.c
  model/tokenizer_open.c model/tokenizer_pairs.c model/tokenizer_ranks.c
  model/tokenizer_spell.c model/tokenizer_split.c model/tokenizer_stages.c
  model/tokenizer_stages_frame.c model/tokenizer_store.c
  model/tokenizer_train.c model/tokenizer_unicode.c model/tokenizer_vocab.c
  model/tokenizer_wordpiece.c model/tokenizer_write.c
  model/tokenizer_write_stages.c model/tokenizer_words.c)
target_link_libraries(formats PUBLIC weights base PkgConfig::JANSSON
                              PRIVATE PkgConfig::UTF8PROC)
