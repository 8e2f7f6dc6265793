#include <bpf/libbpf.h>

int count_objects() {
  int count = 0;

  for (const bpf_object* obj = bpf_wasm__state.objects; obj; obj = obj->next) count++;
  return count;
}
