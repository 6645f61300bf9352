# What the scripts here ask the engine through.
add_executable(oracle_logits ${CMAKE_CURRENT_LIST_DIR}/oracle_logits.c)
target_link_libraries(oracle_logits PRIVATE model)
add_executable(oracle_town ${CMAKE_CURRENT_LIST_DIR}/oracle_town.c)
target_link_libraries(oracle_town PRIVATE data)
