foreach(stem arena buf rng size filemap savefile hash status threads clock)
  add_suite(base ${stem} base)
endforeach()
