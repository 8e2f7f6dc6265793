# Libraries of the distribution; nothing is vendored.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBBPF REQUIRED IMPORTED_TARGET libbpf>=1.1)
pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(cxxopts REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)

# The engines of `ecli run app.wasm`, of those that are installed; either is enough.
set(ECC_ENGINES "jsc;interp" CACHE STRING "JavaScriptCore, and wabt's interpreter")
if("jsc" IN_LIST ECC_ENGINES)
  pkg_check_modules(JSC IMPORTED_TARGET javascriptcoregtk-4.1>=2.44)
endif()
if("interp" IN_LIST ECC_ENGINES)
  find_library(WABT_LIBRARY wabt)
endif()
if(NOT JSC_FOUND AND NOT WABT_LIBRARY)
  message(WARNING "ecli will run no guests: neither JavaScriptCore nor wabt is installed")
endif()

# libclang lies under a versioned prefix that differs by release.
file(GLOB llvm_prefixes /usr/lib/llvm-*)
list(SORT llvm_prefixes COMPARE NATURAL)
find_path(LIBCLANG_INCLUDE_DIR clang-c/Index.h
          PATHS ${llvm_prefixes} PATH_SUFFIXES include REQUIRED)
get_filename_component(libclang_prefix ${LIBCLANG_INCLUDE_DIR} DIRECTORY)
find_library(LIBCLANG_LIBRARY NAMES clang HINTS ${libclang_prefix}/lib REQUIRED NO_DEFAULT_PATH)
add_library(libclang INTERFACE IMPORTED)
target_include_directories(libclang SYSTEM INTERFACE ${LIBCLANG_INCLUDE_DIR})
target_link_libraries(libclang INTERFACE ${LIBCLANG_LIBRARY})
