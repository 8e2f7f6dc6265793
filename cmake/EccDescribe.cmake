# Man pages and completions, made by each program from its own table of options.
function(ecc_describe program)
  set(directory ${CMAKE_BINARY_DIR}/share)
  set(made)
  foreach(text "man|${program}.1|man/man1" "bash|${program}|bash-completion/completions"
               "zsh|_${program}|zsh/site-functions" "fish|${program}.fish|fish/vendor_completions.d")
    string(REPLACE "|" ";" text ${text})
    list(GET text 0 format)
    list(GET text 1 file)
    list(GET text 2 place)
    file(MAKE_DIRECTORY ${directory}/${place})
    add_custom_command(OUTPUT ${directory}/${place}/${file}
      COMMAND ${program} --generate ${format} > ${directory}/${place}/${file}
      DEPENDS ${program} VERBATIM)
    install(FILES ${directory}/${place}/${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/${place})
    list(APPEND made ${directory}/${place}/${file})
  endforeach()
  add_custom_target(describe-${program} ALL DEPENDS ${made})
endfunction()
