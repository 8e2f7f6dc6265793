# A room is a folder whose files belong together: what it includes is heavy and shared, so that the
# compiler reads it once for the whole room ("unity build").  A room too large for one translation
# unit is compiled as several.
#   ecc_add_rooms(target room... [EXCEPT file...] [OWN_PRECOMPILED])
option(ECC_UNITY "Compile each room as one translation unit" ON)
set(ECC_UNITY_FILES 12 CACHE STRING "How many files a translation unit has at most")

# What others compile once, for a target of the same compiler options.
function(ecc_use_precompiled target)
  target_precompile_headers(${target} REUSE_FROM ecc_support)
endfunction()

function(ecc_add_rooms library)
  cmake_parse_arguments(PARSE_ARGV 1 arg "OWN_PRECOMPILED" "" "EXCEPT")
  set_target_properties(${library} PROPERTIES UNITY_BUILD ${ECC_UNITY} UNITY_BUILD_MODE GROUP)
  if(ECC_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # It takes the files of a unity build for headers.
    target_compile_options(${library} PRIVATE -Wno-subobject-linkage)
  endif()
  if(arg_OWN_PRECOMPILED)
    target_precompile_headers(${library} PRIVATE ${CMAKE_SOURCE_DIR}/support/precompiled.h)
  else()
    ecc_use_precompiled(${library})
  endif()
  foreach(room ${arg_UNPARSED_ARGUMENTS})
    file(GLOB files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS ${room}/*.cc)
    if(arg_EXCEPT)
      list(REMOVE_ITEM files ${arg_EXCEPT})
    endif()
    target_sources(${library} PRIVATE ${files})
    string(MAKE_C_IDENTIFIER ${room} name)
    set(index 0)
    foreach(file ${files})
      math(EXPR part "${index} / ${ECC_UNITY_FILES}")
      set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${name}_${part})
      math(EXPR index "${index} + 1")
    endforeach()
  endforeach()
endfunction()
