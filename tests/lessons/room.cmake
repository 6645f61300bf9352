# The lesson room itself: reading, keeping, checking.
foreach(stem catalogue condition coursemap glossary jots lesson markdown progress questions reader
             spacing tracks verdict)
  add_suite(lessons ${stem} lessons)
endforeach()
foreach(stem labplan labrun coursecheck review tasklab)
  add_suite(lessons ${stem} testlabs lessons)
endforeach()
