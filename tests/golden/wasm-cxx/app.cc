#include <sys/time.h>
#include <sys/types.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "p.skel.h"

struct Witness {
	int number = 1;
	Witness() { std::puts("made"); }
	~Witness() { std::printf("gone %d\n", number); }
} witness;

static std::map<std::string, int> names;

int main()
{
	witness.number = 7;
	names["a"] = 3;
	std::atexit([] { std::puts("at exit"); });
	std::signal(SIGTERM, [](int number) { std::printf("signal %d\n", number); });
	raise(SIGTERM);
	std::printf("%d %d %.2lf\n", witness.number, names["a"], 1.5);
	return 0;
}
