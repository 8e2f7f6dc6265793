#include <argp.h>
#include <bpf/libbpf.h>

const char *argp_program_version = "p 1.0";
const char *argp_program_bug_address = "<bugs@example.org>";

static const struct argp_option options[] = {
	{"verbose", 'v', NULL, 0, "say more", 0},
	{"number", 'n', "N", 0, "a number", 0},
	{"name", 1000, "NAME", OPTION_ARG_OPTIONAL, "a name, perhaps", 0},
	{"hidden", 'h', NULL, OPTION_HIDDEN, "not told", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'v':
		printf("verbose\n");
		return 0;
	case 'n':
		printf("number %s\n", arg);
		return 0;
	case 1000:
		printf("name %s\n", arg ? arg : "(none)");
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num >= 2)
			argp_usage(state);
		printf("argument %u: %s\n", state->arg_num, arg);
		return 0;
	case ARGP_KEY_END:
		printf("%u arguments\n", state->arg_num);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {options, parse, "[ARG...]", "Tries argp.\vThat is all.", NULL, NULL, NULL};

	return argp_parse(&argp, argc, argv, 0, NULL, NULL);
}
