foreach(stem arena buf cursor rng size filemap savefile hash status threads clock)
  add_suite(base ${stem} base)
endforeach()
add_suite(base setting base)
