# The lesson room itself: reading, keeping, checking.
foreach(stem catalogue condition coursemap glossary jots lesson markdown progress reader
             tracks verdict)
  add_suite(lessons ${stem} lessons)
endforeach()
foreach(stem labplan labrun coursecheck)
  add_suite(lessons ${stem} testlabs lessons)
endforeach()
