# Applications of the models: finding by meaning, and a server. What a request asks for and how it is
# answered needs no server and is always built.
add_library(app STATIC
  app/bm25.c app/docindex.c app/docstore.c app/docvectors.c app/docvectors_fit.c app/endpoint_reply.c app/flat.c app/fuse.c app/hnsw.c
  app/latent.c app/loader.c app/loader_repair.c
  app/loader_roff.c app/nearest.c app/passages.c app/rankeval.c app/reading.c app/reading_prompt.c app/serve_ask.c app/serve_doors.c app/serve_guard.c app/serve_json.c app/serve_queue.c
  app/serve_reply.c app/serve_work.c app/serve_write.c)
find_package(Threads REQUIRED)
target_link_libraries(app PUBLIC model base PkgConfig::JANSSON
                      PRIVATE OpenMP::OpenMP_C Threads::Threads PkgConfig::UTF8PROC)

# Optional: without it, packed files are refused.
pkg_check_modules(ZLIB IMPORTED_TARGET zlib)
if(ZLIB_FOUND)
  target_compile_definitions(app PRIVATE LOADER_ZLIB)
  target_link_libraries(app PRIVATE PkgConfig::ZLIB)
endif()

# Optional: without it, serve.h says that it is missing.
pkg_check_modules(MICROHTTPD IMPORTED_TARGET libmicrohttpd)
if(MICROHTTPD_FOUND)
  target_sources(app PRIVATE app/serve.c app/serve_call.c)
  target_link_libraries(app PRIVATE PkgConfig::MICROHTTPD)
else()
  message(STATUS "libmicrohttpd (libmicrohttpd-dev) not found: no lathe serve")
  target_sources(app PRIVATE app/serve_none.c)
endif()

# Optional, as in model.cmake: only the headers are needed here.
if(CURL_FOUND)
  target_sources(app PRIVATE app/endpoint.c)
  set_source_files_properties(app/endpoint.c PROPERTIES
                              INCLUDE_DIRECTORIES "${CURL_INCLUDE_DIRS}")
  target_link_libraries(app PRIVATE ${CMAKE_DL_LIBS})
else()
  target_sources(app PRIVATE app/endpoint_none.c)
endif()
