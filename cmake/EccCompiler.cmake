# How everything here is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
# -O3 makes larger programs, later, and none of them but btfgen faster.
set(ECC_OPTIMIZE "-O2" CACHE STRING "How Release is optimised")
set(CMAKE_CXX_FLAGS_RELEASE "${ECC_OPTIMIZE} -DNDEBUG")
# Tests wait for the compiler more than for the program.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -DNDEBUG")
option(BUILD_TESTING "Build the tests" ON)
option(ECC_WERROR "Take warnings for errors" OFF)
option(ECC_FUZZERS "Build the libFuzzer targets (clang only)" OFF)
set(ECC_SANITIZE "" CACHE STRING "Sanitizers for everything, such as address,undefined")

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough)
if(ECC_WERROR)
  add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 finds uninitialised std::variant members, and string copies that overlap or go out of
  # bounds, where there are none, in optimised code.
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(ECC_SANITIZE)
  add_compile_options(-fsanitize=${ECC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ECC_SANITIZE})
endif()
if(ECC_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # A precompiled header's time is no part of what it holds, nor is the place of the tree.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

# Includes name a file by its place in the tree: "btfgen/btf/types.h".
include_directories(${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
