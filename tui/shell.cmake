# shell: the workbench. Only tty.c sees curses.
pkg_check_modules(NCURSESW REQUIRED ncursesw)
find_package(Threads REQUIRED)
add_library(shell STATIC
  app.c
  checker.c
  clipboard.c
  editor.c
  askwhy.c findall.c
  glance.c
  guests.c
  keymap.c
  keys.c
  labcsv.c
  labkeep.c
  labknobs.c
  labpanel.c
  labpicture.c
  labundo.c
  labtalk.c
  labview.c mine.c
  lineedit.c
  mutantcode.c
  notebook.c
  notebook_pictures.c
  placement.c
  post.c
  prefs.c
  prompt.c
  record.c
  runchart.c
  runkeep.c
  knobkeep.c
  shell.c
  shell_mouse.c
  textmode.c
  textmode_lab.c
  textmode_lesson.c
  textmode_review.c
  textmode_task.c
  tty.c
  turns.c
  verbs.c
  worker.c
  screens/ccard.c
  screens/comeback.c
  screens/coursemap.c
  screens/exdesk.c
  screens/exdesk_draw.c screens/exdesk_keys.c
  screens/exdesk_page.c
  screens/exlist.c
  screens/glosslist.c
  screens/gradedesk.c screens/gradedesk_draw.c
  screens/gradewait.c
  screens/helplist.c
  screens/labscreen.c
  screens/lessondraw.c
  screens/lessonjots.c
  screens/lessonpage.c
  screens/lessonplace.c
  screens/lessonrun.c
  screens/lessonterms.c
  screens/lessontext.c screens/lessontext_answer.c screens/lessontext_task.c
  screens/mapcard.c
  screens/messages.c
  screens/notelist.c
  screens/picklist.c
  screens/prefscreen.c
  screens/readshelf.c
  screens/reviewcard.c
  screens/runlist.c
  screens/stage.c
  screens/stage_draw.c
  screens/sourcepage.c
  screens/taskpage.c
  screens/textpage.c
  screens/tracklist.c
  screens/welcome.c)
target_compile_definitions(shell PRIVATE LATHE_VERSION="${PROJECT_VERSION}")
target_link_libraries(shell PUBLIC lessons labs grading exercises viz base
  PRIVATE ${NCURSESW_LINK_LIBRARIES} Threads::Threads)
# Its flags would define _XOPEN_SOURCE a second time; only the folder is used.
target_include_directories(shell SYSTEM PRIVATE ${NCURSESW_INCLUDE_DIRS})
