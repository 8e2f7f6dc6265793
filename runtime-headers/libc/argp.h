/* SPDX-License-Identifier: MIT-0 */
/*
 * argp, which WASI lacks: what command-line programs use of it.  Options with and without values,
 * --help, --usage, --version, groups in the order they are written; no children, no filters.
 */
#ifndef ECC_ARGP_H
#define ECC_ARGP_H

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int error_t;

struct argp_option {
	const char *name;
	int key;
	const char *arg;
	int flags;
	const char *doc;
	int group;
};

#define OPTION_ARG_OPTIONAL 0x1
#define OPTION_HIDDEN 0x2
#define OPTION_ALIAS 0x4
#define OPTION_DOC 0x8
#define OPTION_NO_USAGE 0x10

struct argp;
struct argp_state;
typedef error_t (*argp_parser_t)(int key, char *arg, struct argp_state *state);

struct argp_child;

struct argp {
	const struct argp_option *options;
	argp_parser_t parser;
	const char *args_doc;
	const char *doc; /* what follows a vertical tab comes behind the options */
	const struct argp_child *children;
	char *(*help_filter)(int key, const char *text, void *input);
	const char *argp_domain;
};

struct argp_state {
	const struct argp *root_argp;
	int argc;
	char **argv;
	int next; /* the argument that comes next */
	unsigned flags;
	unsigned arg_num; /* of arguments that are no options, this one not counted */
	int quoted;
	void *input;
	void **child_inputs;
	void *hook;
	char *name;
	FILE *err_stream;
	FILE *out_stream;
	void *pstate;
};

#define ARGP_ERR_UNKNOWN E2BIG

#define ARGP_KEY_ARG 0
#define ARGP_KEY_ARGS 0x1000006
#define ARGP_KEY_END 0x1000001
#define ARGP_KEY_NO_ARGS 0x1000002
#define ARGP_KEY_INIT 0x1000003
#define ARGP_KEY_FINI 0x1000007
#define ARGP_KEY_SUCCESS 0x1000004
#define ARGP_KEY_ERROR 0x1000005

#define ARGP_NO_ERRS 0x02
#define ARGP_NO_ARGS 0x04
#define ARGP_IN_ORDER 0x08
#define ARGP_NO_HELP 0x10
#define ARGP_NO_EXIT 0x20
#define ARGP_SILENT (ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP)

#define ARGP_HELP_STD_HELP 0x27a
#define ARGP_HELP_STD_ERR 0x104
#define ARGP_HELP_STD_USAGE 0x101

/* What the program may define: "name 1.0", "<bugs@example.org>". */
extern const char *argp_program_version __attribute__((weak));
extern const char *argp_program_bug_address __attribute__((weak));
extern error_t argp_err_exit_status __attribute__((weak));

enum { ECC_ARGP_EXIT_STATUS = 64, ECC_ARGP_COLUMN = 29 };

static inline void ecc_argp__usage_line(const struct argp_state *state, FILE *out, const char *before)
{
	const char *args = state->root_argp->args_doc;

	fprintf(out, "%s %s [OPTION...]%s%s\n", before, state->name, args ? " " : "", args ? args : "");
}

static inline void ecc_argp__option(FILE *out, int key, const char *name, const char *arg, int flags,
				    const char *doc)
{
	const char *open = flags & OPTION_ARG_OPTIONAL ? "[" : "";
	const char *close = flags & OPTION_ARG_OPTIONAL ? "]" : "";
	int column;

	/* A key that is no character stands for a long option only. */
	if (key > ' ' && key < 127)
		column = fprintf(out, name ? "  -%c, " : "  -%c", key);
	else
		column = fprintf(out, "      ");
	if (name)
		column += fprintf(out, "--%s", name);
	if (arg)
		column += fprintf(out, "%s%s%s%s", open, name ? "=" : " ", arg, close);
	if (doc) {
		if (column >= ECC_ARGP_COLUMN)
			column = fprintf(out, "\n") * 0;
		fprintf(out, "%*s%s", ECC_ARGP_COLUMN - column, "", doc);
	}
	fprintf(out, "\n");
}

static inline void ecc_argp__help(const struct argp_state *state, FILE *out)
{
	const struct argp_option *option = state->root_argp->options;
	const char *doc = state->root_argp->doc;
	const char *end = doc ? strchr(doc, '\v') : NULL;

	ecc_argp__usage_line(state, out, "Usage:");
	if (doc)
		fprintf(out, "%.*s\n", end ? (int)(end - doc) : (int)strlen(doc), doc);
	fprintf(out, "\n");
	for (; option && (option->name || option->key || option->doc || option->group); option++) {
		if (option->flags & OPTION_HIDDEN)
			continue;
		if (!option->name && !option->key)
			fprintf(out, "%s%s\n", option->doc ? " " : "", option->doc ? option->doc : "");
		else
			ecc_argp__option(out, option->key, option->name, option->arg, option->flags,
					 option->doc);
	}
	ecc_argp__option(out, '?', "help", NULL, 0, "Give this help list");
	ecc_argp__option(out, 0, "usage", NULL, 0, "Give a short usage message");
	if (&argp_program_version && argp_program_version)
		ecc_argp__option(out, 'V', "version", NULL, 0, "Print program version");
	if (end)
		fprintf(out, "\n%s\n", end + 1);
	if (&argp_program_bug_address && argp_program_bug_address)
		fprintf(out, "\nReport bugs to %s.\n", argp_program_bug_address);
}

static inline void ecc_argp__exit(const struct argp_state *state, int status)
{
	if (!(state->flags & ARGP_NO_EXIT))
		exit(status);
}

static inline int ecc_argp__exit_status(void)
{
	return &argp_err_exit_status ? argp_err_exit_status : ECC_ARGP_EXIT_STATUS;
}

static inline void argp_usage(const struct argp_state *state)
{
	ecc_argp__usage_line(state, stderr, "Usage:");
	fprintf(stderr, "Try '%s --help' for more information.\n", state->name);
	ecc_argp__exit(state, ecc_argp__exit_status());
}

static inline void argp_state_help(const struct argp_state *state, FILE *out, unsigned flags)
{
	ecc_argp__help(state, out);
	if (flags & 0x200) /* ARGP_HELP_EXIT_OK */
		ecc_argp__exit(state, 0);
	else if (flags & 0x100) /* ARGP_HELP_EXIT_ERR */
		ecc_argp__exit(state, ecc_argp__exit_status());
}

__attribute__((format(printf, 2, 3))) static inline void argp_error(const struct argp_state *state,
								     const char *format, ...)
{
	va_list args;

	if (state->flags & ARGP_NO_ERRS)
		return;
	fprintf(stderr, "%s: ", state->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\nTry '%s --help' or '%s --usage' for more information.\n", state->name,
		state->name);
	ecc_argp__exit(state, ecc_argp__exit_status());
}

__attribute__((format(printf, 4, 5))) static inline void argp_failure(const struct argp_state *state,
								       int status, int error,
								       const char *format, ...)
{
	va_list args;

	if (state->flags & ARGP_NO_ERRS)
		return;
	fprintf(stderr, "%s: ", state->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "%s%s\n", error ? ": " : "", error ? strerror(error) : "");
	if (status)
		ecc_argp__exit(state, status);
}

/* "1.0" and the like; true when `key` or `name` was one of the options that every program has. */
static inline int ecc_argp__standard(const struct argp_state *state, int key, const char *name)
{
	if (state->flags & ARGP_NO_HELP)
		return 0;
	if (key == '?' || (name && strcmp(name, "help") == 0)) {
		ecc_argp__help(state, stdout);
	} else if (name && strcmp(name, "usage") == 0) {
		ecc_argp__usage_line(state, stdout, "Usage:");
	} else if (&argp_program_version && argp_program_version &&
		   (key == 'V' || (name && strcmp(name, "version") == 0))) {
		printf("%s\n", argp_program_version);
	} else {
		return 0;
	}
	ecc_argp__exit(state, 0);
	return 1;
}

/* The option of that key, or of that name, which may be the start of just one. */
static inline const struct argp_option *ecc_argp__find(const struct argp *argp, int key,
						       const char *name, size_t length)
{
	const struct argp_option *option = argp->options, *main_option = NULL, *found = NULL;

	for (; option && (option->name || option->key || option->doc || option->group); option++) {
		if (!(option->flags & OPTION_ALIAS))
			main_option = option;
		if (!name) {
			if (key && option->key == key)
				return main_option;
			continue;
		}
		if (!option->name || strncmp(option->name, name, length) != 0)
			continue;
		if (strlen(option->name) == length)
			return main_option;
		if (found)
			return NULL;
		found = main_option;
	}
	return found;
}

static inline error_t ecc_argp__long(struct argp_state *state, char *text)
{
	char *value = strchr(text, '=');
	size_t length = value ? (size_t)(value - text) : strlen(text);
	const struct argp_option *option = ecc_argp__find(state->root_argp, 0, text, length);

	if (!option) {
		if (!value && ecc_argp__standard(state, 0, text))
			return 0;
		argp_error(state, "unrecognized option '--%s'", text);
		return EINVAL;
	}
	if (value)
		value++;
	if (value && !option->arg) {
		argp_error(state, "option '--%s' doesn't allow an argument", option->name);
		return EINVAL;
	}
	if (option->arg && !value && !(option->flags & OPTION_ARG_OPTIONAL)) {
		if (state->next == state->argc) {
			argp_error(state, "option '--%s' requires an argument", option->name);
			return EINVAL;
		}
		value = state->argv[state->next++];
	}
	return state->root_argp->parser(option->key, value, state);
}

static inline error_t ecc_argp__short(struct argp_state *state, char *text)
{
	error_t err = 0;

	while (*text && !err) {
		int key = *text++;
		const struct argp_option *option = ecc_argp__find(state->root_argp, key, NULL, 0);
		char *value = NULL;

		if (!option) {
			if (ecc_argp__standard(state, key, NULL))
				continue;
			argp_error(state, "invalid option -- '%c'", key);
			return EINVAL;
		}
		if (option->arg) {
			if (*text) {
				value = text;
				text += strlen(text);
			} else if (!(option->flags & OPTION_ARG_OPTIONAL)) {
				if (state->next == state->argc) {
					argp_error(state, "option requires an argument -- '%c'", key);
					return EINVAL;
				}
				value = state->argv[state->next++];
			}
		}
		err = state->root_argp->parser(option->key, value, state);
	}
	return err;
}

/* Gives an argument that is no option to the parser. */
static inline error_t ecc_argp__argument(struct argp_state *state, char *text)
{
	int next = state->next;
	error_t err = state->root_argp->parser(ARGP_KEY_ARG, text, state);

	if (err == ARGP_ERR_UNKNOWN) {
		/* All that are left at once, this one included. */
		state->next = next - 1;
		err = state->root_argp->parser(ARGP_KEY_ARGS, NULL, state);
		if (!err && state->next == next - 1)
			state->next = state->argc;
	}
	if (err == ARGP_ERR_UNKNOWN) {
		argp_error(state, "too many arguments");
		return EINVAL;
	}
	state->arg_num++;
	return err;
}

static inline error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned flags,
				 int *arg_index, void *input)
{
	struct argp_state state;
	char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	error_t err;

	memset(&state, 0, sizeof(state));
	state.root_argp = argp;
	state.argc = argc;
	state.argv = argv;
	state.next = 1;
	state.flags = flags;
	state.input = input;
	state.name = slash ? slash + 1 : argc > 0 ? argv[0] : (char *)"guest";
	state.err_stream = stderr;
	state.out_stream = stdout;
	err = argp->parser(ARGP_KEY_INIT, NULL, &state);
	if (err == ARGP_ERR_UNKNOWN)
		err = 0;
	while (!err && state.next < argc) {
		char *text = argv[state.next++];

		if (state.quoted || text[0] != '-' || !text[1]) {
			err = ecc_argp__argument(&state, text);
		} else if (strcmp(text, "--") == 0) {
			state.quoted = state.next;
		} else {
			err = text[1] == '-' ? ecc_argp__long(&state, text + 2)
					     : ecc_argp__short(&state, text + 1);
		}
		if (err == ARGP_ERR_UNKNOWN) {
			argp_error(&state, "'%s' is an option that the program does not handle", text);
			err = EINVAL;
		}
	}
	if (!err && !state.arg_num) {
		err = argp->parser(ARGP_KEY_NO_ARGS, NULL, &state);
		err = err == ARGP_ERR_UNKNOWN ? 0 : err;
	}
	if (!err) {
		err = argp->parser(ARGP_KEY_END, NULL, &state);
		err = err == ARGP_ERR_UNKNOWN ? 0 : err;
	}
	argp->parser(err ? ARGP_KEY_ERROR : ARGP_KEY_SUCCESS, NULL, &state);
	argp->parser(ARGP_KEY_FINI, NULL, &state);
	if (arg_index)
		*arg_index = state.next;
	return err;
}

#ifdef __cplusplus
}
#endif

#endif /* ECC_ARGP_H */
