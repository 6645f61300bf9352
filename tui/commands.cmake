# lathe: one file a command; without one, the workbench.
find_package(OpenMP REQUIRED COMPONENTS C)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
add_executable(lathe
  main.c
  cli.c
  manual.c
  commands/beamprint.c
  commands/cmd_ask.c
  commands/cmd_bench.c
  commands/cmd_chat.c
  commands/cmd_class.c
  commands/cmd_convert.c
  commands/cmd_course.c
  commands/cmd_doctor.c
  commands/cmd_doctor_sandbox.c
  commands/cmd_embed.c
  commands/cmd_eval.c
  commands/cmd_exercise.c
  commands/cmd_exercise_check.c
  commands/cmd_exercise_loop.c
  commands/cmd_generate.c
  commands/evalprogress.c
  commands/cmd_grade.c
  commands/cmd_handin.c
  commands/cmd_index.c
  commands/cmd_inspect.c
  commands/cmd_lab.c
  commands/cmd_lesson.c
  commands/cmd_present.c
  commands/cmd_progress.c
  commands/cmd_probe.c
  commands/cmd_pull.c
  commands/cmd_quantize.c
  commands/cmd_replay.c
  commands/cmd_review.c
  commands/cmd_runs.c
  commands/cmd_search.c
  commands/cmd_serve.c
  commands/cmd_tokenize.c
  commands/cmd_train.c
  commands/cmd_finetune.c
  commands/tunesay.c
  commands/indexfile.c
  commands/indexfind.c
  commands/askreader.c
  commands/modelfile.c
  commands/profiletable.c
  commands/vectormaker.c
  commands/watchtable.c
  commands/trainrecord.c)
target_compile_definitions(lathe PRIVATE LATHE_VERSION="${PROJECT_VERSION}")
target_link_libraries(lathe PRIVATE grading exercises shell lessons labs data app model viz
  PkgConfig::JANSSON PkgConfig::SQLITE OpenMP::OpenMP_C)
# Editing and history of a line in `lathe chat`; without it the terminal's own.
pkg_check_modules(LIBEDIT IMPORTED_TARGET libedit)
if(LIBEDIT_FOUND)
  target_compile_definitions(lathe PRIVATE LATHE_LIBEDIT)
  target_link_libraries(lathe PRIVATE PkgConfig::LIBEDIT)
endif()
