# `cpack` makes a Debian package of what `cmake --install` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ecc)
set(CPACK_PACKAGE_VENDOR "the ecc authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler driver and loader for BPF programs with WebAssembly user space")
set(CPACK_PACKAGE_DESCRIPTION
"ecc compiles a BPF program and writes, beside the object, headers and a skeleton
that describe every byte that the program shares with WebAssembly guests.
btfgen does so for any BTF, ecli loads and runs the result.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# Debian wants a name and an address; who ships the package gives theirs.
set(ECC_MAINTAINER "the ecc authors <ecc@localhost>" CACHE STRING "Maintainer of the Debian package")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${ECC_MAINTAINER}")
# The libraries that the programs are linked with, by dpkg-shlibdeps; and what ecc runs: clang, with
# libbpf's headers for BPF programs.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang, libbpf-dev")
# What guests are compiled with.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "wasi-libc, lld, libclang-rt-dev-wasm32, libc++-dev-wasm32")
include(CPack)
