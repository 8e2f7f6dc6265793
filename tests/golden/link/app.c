#include "app.skel.h"
#include "main.subskel.h"
#include "twice.subskel.h"

int main(void)
{
	struct app_bpf *app = app_bpf__open_and_load();
	struct twice_bpf *twice = app ? twice_bpf__open(app) : NULL;
	struct main_bpf *rest = app ? main_bpf__open(app) : NULL;

	if (!twice || !rest)
		return 1;
	return *twice->bss.calls + bpf_map__fd(rest->maps.events) * 0;
}
