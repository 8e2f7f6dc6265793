#include <signal.h>
#include <stdio.h>
#include <bpf/bpf.h>
#include <net/if.h>
#include "p.skel.h"

static int caught;

static void on_signal(int number)
{
	caught = number;
}

static void use_memory(void)
{
	char *blocks[64], *grown = malloc(1);
	unsigned i, bad = 0;

	for (i = 0; i < 64; i++) {
		blocks[i] = malloc(i * i + 1);
		bad += (uintptr_t)blocks[i] % 16 != 0;
		memset(blocks[i], (int)i, i * i + 1);
	}
	for (i = 0; i < 64; i++)
		bad += blocks[i][i * i] != (char)i;
	for (i = 0; i < 64; i++)
		free(blocks[i]);
	grown[0] = 'x';
	for (i = 2; i < 100000; i *= 2)
		grown = realloc(grown, i);
	printf("memory: %u bad, kept %c, again the same %d\n", bad, grown[0], malloc(1) != NULL);
	/* Behind volatile: a compiler knows that nobody needs such memory. */
	volatile size_t huge = 0xfffffff0u, large = 1u << 20;
	char *volatile zeroed = calloc(3, 5), *volatile much = malloc(huge), *volatile over = calloc(large, large);
	printf("zeroed %d, too much %d, overflow %d\n", zeroed[14], much == NULL, over == NULL);
}

static void at_exit(void)
{
	printf("at exit\n");
}

int main(void)
{
	struct sigaction action = {0}, old;
	struct p_bpf *skel = p_bpf__open();
	char text[32];

	setvbuf(stdout, NULL, _IONBF, 0);
	atexit(at_exit);
	use_memory();
	printf("signal %d", signal(SIGINT, on_signal) == SIG_DFL);
	raise(SIGINT);
	printf(" %d", caught);
	action.sa_handler = SIG_IGN;
	sigaction(SIGINT, &action, &old);
	caught = 0;
	raise(SIGINT);
	printf(" %d %d\n", old.sa_handler == on_signal, caught);
	printf("lo is %u, by number %s, none %u\n", if_nametoindex("lo"), if_indextoname(1, text),
	       if_nametoindex("ecc-none"));
	libbpf_strerror(-ENOENT, text, sizeof(text));
	printf("%s\n", text);
	printf("%s %d %d\n", bpf_object__name(skel->obj), bpf_map__fd(skel->maps.rb) == -EINVAL,
	       bpf_program__fd(skel->progs.f) == -EINVAL);
	printf("attach before load %d\n", bpf_program__attach(skel->progs.f) == NULL && errno == EINVAL);
	p_bpf__destroy(skel);
	return 7;
}
