# ecc_add_bpf(TARGET SOURCES prog.bpf.c... [HEADER prog.h] [WASM app.c...]
#             [OPTIONS option...] [OUTPUT_DIRECTORY dir])
#
# Compiles a BPF program as a part of `all`; several sources are linked to one object, which is
# named after the target.  HEADER has the event types of the first; those of another may follow
# it in SOURCES.  TARGET is an interface library: what links it finds
# the generated headers, and is built after them.  Its properties ECC_OBJECT, ECC_PACKAGE and
# ECC_GUEST name the files; a relative OUTPUT_DIRECTORY lies in the build directory, and the
# default is bpf/TARGET there.  Clang's command goes to bpf/compile_commands.json for clangd.

# Files that two targets would write are refused: the last would win, now the one, now the other.
function(_ecc_claim file target)
  get_property(owner GLOBAL PROPERTY "ECC_OWNER:${file}")
  if(owner)
    message(FATAL_ERROR "ecc_add_bpf: '${owner}' and '${target}' would both write '${file}': "
                        "give one of them another OUTPUT_DIRECTORY")
  endif()
  set_property(GLOBAL PROPERTY "ECC_OWNER:${file}" "${target}")
endfunction()

function(_ecc_absolute result base)
  set(paths "")
  foreach(path IN LISTS ARGN)
    get_filename_component(path "${path}" ABSOLUTE BASE_DIR "${base}")
    list(APPEND paths "${path}")
  endforeach()
  set(${result} "${paths}" PARENT_SCOPE)
endfunction()

function(ecc_add_bpf target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;OUTPUT_DIRECTORY" "SOURCES;WASM;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ecc_add_bpf(${target}): what is '${arg_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "ecc_add_bpf(${target}): there are no SOURCES")
  endif()

  _ecc_absolute(sources "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_SOURCES})
  _ecc_absolute(header "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_HEADER})
  _ecc_absolute(guest "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_WASM})
  if(NOT arg_OUTPUT_DIRECTORY)
    set(arg_OUTPUT_DIRECTORY "bpf/${target}")
  endif()
  _ecc_absolute(directory "${CMAKE_CURRENT_BINARY_DIR}" "${arg_OUTPUT_DIRECTORY}")
  # A header belongs to the source before it.
  list(POP_FRONT sources first)
  set(sources "${first}" ${header} ${sources})
  set(programs ${sources})
  list(FILTER programs EXCLUDE REGEX "\\.h$")
  list(LENGTH programs count)
  set(link "")
  if(count GREATER 1)
    set(name "${target}")
    set(link --link "${name}")
  else()
    # As ecc names its outputs: the source's name up to the first dot.
    get_filename_component(name "${programs}" NAME)
    string(REGEX REPLACE "\\..*" "" name "${name}")
  endif()
  set(stem "${directory}/${name}")

  set(extension json)
  if("-y" IN_LIST arg_OPTIONS OR "--yaml" IN_LIST arg_OPTIONS)
    set(extension yaml)
  endif()
  set(outputs "${stem}.bpf.o" "${stem}.wasm.h" "${stem}.skel.h" "${stem}.skel.${extension}")
  add_library(${target} INTERFACE)
  set_target_properties(${target} PROPERTIES ECC_OBJECT "${stem}.bpf.o")
  if(NOT "-n" IN_LIST arg_OPTIONS AND NOT "--no-generate-package-json" IN_LIST arg_OPTIONS)
    list(APPEND outputs "${directory}/package.${extension}")
    set_target_properties(${target} PROPERTIES ECC_PACKAGE "${directory}/package.${extension}")
  endif()
  set(wasm "")
  if(guest)
    list(APPEND outputs "${stem}.wasm")
    set_target_properties(${target} PROPERTIES ECC_GUEST "${stem}.wasm")
    list(TRANSFORM guest PREPEND "--wasm=" OUTPUT_VARIABLE wasm)
  endif()
  foreach(output IN LISTS outputs)
    _ecc_claim("${output}" ${target})
  endforeach()

  # ecc leaves alone what has not changed.  The stamp tells make that it has run, and what depends
  # on the outputs is built again only if they are others.
  set(stamp "${stem}.stamp")
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS ${outputs}
    COMMAND ecc::ecc -o "${directory}" -MD -MP -MF "${stem}.d" -MQ "${stamp}"
            --compile-commands "${CMAKE_BINARY_DIR}/bpf/compile_commands.json"
            ${arg_OPTIONS} ${link} ${sources} ${wasm}
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${sources} ${guest}
    DEPFILE "${stem}.d"
    COMMENT "Compiling the BPF program ${name}"
    VERBATIM)
  set_property(DIRECTORY APPEND PROPERTY ADDITIONAL_CLEAN_FILES "${stem}.d")
  add_custom_target(${target}-bpf ALL DEPENDS "${stamp}")
  add_dependencies(${target} ${target}-bpf)
  target_include_directories(${target} INTERFACE "${directory}")
  # Guests get our libbpf; a program of the host has its own, and these lie behind it.
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^wasm32")
    target_include_directories(${target} SYSTEM INTERFACE "${ecc_RUNTIME_INCLUDE_DIR}")
  else()
    target_compile_options(${target} INTERFACE "SHELL:-idirafter \"${ecc_RUNTIME_INCLUDE_DIR}\"")
  endif()
endfunction()
