# Compiler settings that every target shares: warnings are errors, sanitizers by option, ccache and a fast linker where
# they are installed.

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wconversion -Wno-sign-conversion)
# What is shipped is built by GCC; clang, which warns of other things, builds the fuzz targets alone.
if(NOT PARLOR_FUZZ)
  add_compile_options(-Werror)
else()
  add_compile_options(-fsanitize=fuzzer-no-link -w)
endif()
# GCC 12 warns of uninitialised members inside std::variant and std::optional that it has itself inlined (GCC bug 80635).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-maybe-uninitialized -Wno-missing-field-initializers)
endif()

if(PARLOR_SANITIZE)
  add_compile_options(-fsanitize=${PARLOR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${PARLOR_SANITIZE})
  if(PARLOR_SANITIZE MATCHES "thread")
    # ThreadSanitizer does not model stand-alone fences; Asio's loops are ordered by their mutexes without them.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
else()
  # What distributions build network servers with; see SECURITY.md.
  add_compile_options(-fstack-protector-strong -fcf-protection)
  add_link_options(-Wl,-z,relro,-z,now)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # The precompiled headers' time stamps and macros are the build's own; base_dir lets several checkouts share hits.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# parlor_library(NAME SOURCES … [LINK …]): one folder of src/ as one static library, included as "NAME/file.hpp".
function(parlor_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_library(parlor_${name} STATIC ${arg_SOURCES})
  target_include_directories(parlor_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(parlor_${name} PUBLIC ${arg_LINK})
endfunction()
