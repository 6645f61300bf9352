# Weight files of every format, and what architecture stands in them.
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)

add_library(weights STATIC
  model/safetensors.c model/safetensors_entry.c model/safetensors_header.c
  model/safetensors_number.c model/safetensors_save.c
  model/weights/arch.c model/weights/arch_kinds.c model/weights/arch_names.c
  model/weights/arch_part.c model/weights/arch_read.c model/weights/arch_turns.c model/weights/convert.c
  model/weights/convert_notes.c model/weights/convert_plan.c
  model/weights/npy.c model/weights/weights.c model/weights/weights_folder.c
  model/weights/weights_gguf.c model/weights/weights_gguf_type.c
  model/weights/weights_json.c model/weights/weights_notes.c
  model/weights/weights_npz.c model/weights/weights_parts.c
  model/weights/weights_safetensors.c model/weights/weights_save_gguf.c
  model/weights/weights_save_npz.c model/weights/weights_save_safetensors.c
  model/weights/weights_stats.c model/weights/weights_type.c model/weights/weights_value.c)
target_link_libraries(weights PUBLIC kernels base PkgConfig::JANSSON m
                              PRIVATE PkgConfig::ZIP)
