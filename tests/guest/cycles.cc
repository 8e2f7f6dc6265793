// C++17, in two sources: the runtime has one state for both, and opening and closing a thousand
// times takes no more memory than a few.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cstdio>
#include "prog.skel.h"

extern int count_objects();  // in cycles_other.cc

static int on_event(void*, void*, size_t) {
  return 0;
}

static int cycle() {
  prog_bpf* skel = prog_bpf__open();
  if (!skel)
    return 1;
  skel->bss->counter = 5;
  skel->data->values[0] = 7;
  bpf_set_prog_attach_target(skel->progs.third, "lo");
  if (prog_bpf__load(skel))
    return 1;
  prog_bpf__attach(skel);
  ring_buffer* rb =
      ring_buffer__new(bpf_map__fd(skel->maps.events), on_event, nullptr, nullptr);
  if (!rb || ring_buffer__poll(rb, 0) < 0 || count_objects() != 1)
    return 1;
  ring_buffer__free(rb);
  prog_bpf__detach(skel);
  prog_bpf__destroy(skel);
  return count_objects();
}

int main() {
  for (int i = 0; i < 10; i++) {
    if (cycle())
      return 1;
  }
  size_t before = __builtin_wasm_memory_size(0);
  for (int i = 0; i < 1000; i++) {
    if (cycle())
      return 1;
  }
  std::printf("grown by %zu pages\n", __builtin_wasm_memory_size(0) - before);
  return 0;
}
