# install: `cmake --install build/release --prefix ~/.local` puts the program
# where a shell finds it, and the course, the house models and the exercises
# beside it. The manual page and the completions are printed by the program.
include(GNUInstallDirs)
set(LATHE_SHARE ${CMAKE_INSTALL_DATADIR}/lathe)
install(TARGETS lathe RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS lathe-judge lathe-probe
        RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/lathe)
install(DIRECTORY lessons/course lessons/models
        DESTINATION ${LATHE_SHARE}/lessons)
file(GLOB prompts CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
     ${PROJECT_SOURCE_DIR}/exercises/*/prompt.md)
foreach(prompt ${prompts})
  get_filename_component(folder ${prompt} DIRECTORY)
  install(DIRECTORY ${folder} DESTINATION ${LATHE_SHARE}/exercises)
endforeach()
install(DIRECTORY exercises/kit DESTINATION ${LATHE_SHARE}/exercises)

set(printed ${PROJECT_BINARY_DIR}/printed)
install(CODE "file(MAKE_DIRECTORY ${printed})
  execute_process(COMMAND $<TARGET_FILE:lathe> --man
                  OUTPUT_FILE ${printed}/lathe.1 COMMAND_ERROR_IS_FATAL ANY)
  foreach(shell bash zsh fish)
    execute_process(COMMAND $<TARGET_FILE:lathe> --completion \${shell}
                    OUTPUT_FILE ${printed}/\${shell}
                    COMMAND_ERROR_IS_FATAL ANY)
  endforeach()")
install(FILES ${printed}/lathe.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${printed}/bash RENAME lathe
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${printed}/zsh RENAME _lathe
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${printed}/fish RENAME lathe.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
