find_package(OpenMP REQUIRED COMPONENTS C)
add_executable(lathe
  main.c cli.c
  commands/cmd_course.c commands/cmd_doctor.c commands/cmd_generate.c
  commands/cmd_inspect.c commands/cmd_lab.c commands/cmd_lesson.c
  commands/cmd_tokenize.c commands/cmd_train.c)
target_compile_definitions(lathe PRIVATE LATHE_VERSION="${PROJECT_VERSION}")
