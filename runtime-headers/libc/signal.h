/* SPDX-License-Identifier: MIT-0 */
/*
 * Signals, which WASI has none of: `ecli` calls the guest's handler when SIGINT or SIGTERM comes,
 * while the guest waits for something; and raise() does.  With other hosts nothing ever comes.
 */
#ifndef ECC_SIGNAL_H
#define ECC_SIGNAL_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int sig_atomic_t;
#if __has_include(<__typedef_sigset_t.h>)
#include <__typedef_sigset_t.h>
#else
typedef unsigned char sigset_t;
#endif
typedef void (*sighandler_t)(int);

/* Linux's numbers. */
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGABRT 6
#define SIGKILL 9
#define SIGUSR1 10
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define ECC_SIGNALS 32

/* Functions of a guest are numbered from 1 on: the usual 1 is taken. */
#define SIG_DFL ((sighandler_t)0)
#define SIG_IGN ((sighandler_t)-2)
#define SIG_ERR ((sighandler_t)-1)

#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

struct sigaction {
	union {
		sighandler_t sa_handler;
	};
	sigset_t sa_mask;
	int sa_flags;
};

extern sighandler_t ecc_signal_handlers[ECC_SIGNALS];
__attribute__((weak)) sighandler_t ecc_signal_handlers[ECC_SIGNALS] = {0};

/* What the host calls.  A signal without a handler ends the guest, as it does anywhere. */
void ecc_on_signal(int number);
__attribute__((weak, export_name("ecc_guest_signal"))) void ecc_on_signal(int number)
{
	sighandler_t handler;

	if (number <= 0 || number >= ECC_SIGNALS)
		return;
	handler = ecc_signal_handlers[number];
	if (handler == SIG_DFL && number != SIGCHLD)
		_Exit(128 + number);
	if (handler != SIG_DFL && handler != SIG_IGN)
		handler(number);
}

static inline sighandler_t signal(int number, sighandler_t handler)
{
	sighandler_t old;

	if (number <= 0 || number >= ECC_SIGNALS || number == SIGKILL) {
		errno = EINVAL;
		return SIG_ERR;
	}
	old = ecc_signal_handlers[number];
	ecc_signal_handlers[number] = handler;
	return old;
}

static inline int sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
	sighandler_t before;

	if (number <= 0 || number >= ECC_SIGNALS || number == SIGKILL) {
		errno = EINVAL;
		return -1;
	}
	before = ecc_signal_handlers[number];
	if (action)
		ecc_signal_handlers[number] = action->sa_handler;
	if (old) {
		memset(old, 0, sizeof(*old));
		old->sa_handler = before;
	}
	return 0;
}

static inline int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

static inline int sigaddset(sigset_t *set, int number)
{
	/* WASI's set has no room for them; nothing is ever blocked. */
	(void)set;
	return number > 0 && number < ECC_SIGNALS ? 0 : -1;
}

static inline int raise(int number)
{
	ecc_on_signal(number);
	return 0;
}

#ifdef __cplusplus
}
#endif

#endif /* ECC_SIGNAL_H */
