// Runs a SEC("syscall") program once and keeps what it wrote into an array map of one value.
//   run_syscall OBJECT PROGRAM MAP BYTES PIN
// writes the value's bytes to BYTES and pins the map at PIN, in a mounted bpffs.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <string>

namespace {

int Fail(const char* what) {
  fmt::print(stderr, "run_syscall: {}: {}\n", what, strerror(errno));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6)
    return 2;
  bpf_object* object = bpf_object__open_file(argv[1], nullptr);
  if (object == nullptr || bpf_object__load(object) != 0)
    return Fail("cannot load the object");
  bpf_program* program = bpf_object__find_program_by_name(object, argv[2]);
  bpf_map* map = bpf_object__find_map_by_name(object, argv[3]);
  if (program == nullptr || map == nullptr)
    return Fail("there is no such program or map");
  bpf_test_run_opts options = {};
  options.sz = sizeof(options);
  if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) != 0 || options.retval != 0)
    return Fail("the program does not run");
  std::string value(bpf_map__value_size(map), '\0');
  uint32_t key = 0;
  if (bpf_map_lookup_elem(bpf_map__fd(map), &key, value.data()) != 0)
    return Fail("the map has no value");
  if (bpf_map__pin(map, argv[5]) != 0)
    return Fail("cannot pin the map");
  std::ofstream(argv[4]) << value;
  bpf_object__close(object);
  return 0;
}
