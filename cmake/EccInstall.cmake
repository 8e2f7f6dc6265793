# What other build systems find: a CMake package, ecc.mk, ecc.pc.
include(CMakePackageConfigHelpers)
set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/ecc)
configure_package_config_file(cmake/package/eccConfig.cmake.in cmake/eccConfig.cmake
  INSTALL_DESTINATION ${package_directory}
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/cmake/eccConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_BINARY_DIR}/cmake/eccConfig.cmake
              ${CMAKE_BINARY_DIR}/cmake/eccConfigVersion.cmake
              cmake/package/EccAddBpf.cmake
        DESTINATION ${package_directory})

# Both find the programs from where they lie.
file(RELATIVE_PATH mk_bin ${CMAKE_INSTALL_FULL_DATADIR}/ecc ${CMAKE_INSTALL_FULL_BINDIR})
configure_file(cmake/package/ecc.mk.in cmake/ecc.mk @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/cmake/ecc.mk DESTINATION ${CMAKE_INSTALL_DATADIR}/ecc)
file(RELATIVE_PATH pc_prefix ${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pc_prefix ${pc_prefix})
configure_file(cmake/package/ecc.pc.in cmake/ecc.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/cmake/ecc.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/ecc RENAME copyright)
