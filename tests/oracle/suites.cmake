# What the scripts here ask the engine through.
add_executable(oracle_logits ${CMAKE_CURRENT_LIST_DIR}/oracle_logits.c)
target_link_libraries(oracle_logits PRIVATE model)
