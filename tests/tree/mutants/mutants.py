"""Mutation of our own sources: changes one place at a time in a copy of the tree, builds the unit
tests, and runs them.  A change that no test notices is printed as a survivor.

mutants.py SOURCE_DIR WORK_DIR COUNT SEED
The copy and its build stay in WORK_DIR, for the next time.
"""
import concurrent.futures
import fcntl
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading

from operators import mutants_of

# Files that are no part of the unit tests: commands, and modules that are opened when they run.
LEFT_OUT = re.compile(r"main\.cc$|btfgen/options\.cc$|/engine_\w+\.cc$|wabt_streams\.cc$|libclang\.cc$")
# A test that takes long concerns one file, or one room, only.
SLOW = {"StopGuard.*": "support/stop_guard.cc",
        "Package.RefusesYamlThatMultiplies": "loader/package/package.cc",
        "Resolver.FollowsAMillionTypedefs": "btfgen/btf/resolver.cc",
        "Codec.DoesNotUnpackABomb": "support/codec.cc",
        "MinimalBtf.EndsWhereAStrangersTypesWouldTakeForever": "btfgen/co_re/matcher.cc",
        "Build.EndsQuicklyWhenAnonymousRecordsMultiply": "btfgen/layout/",
        "Needs.AMillionCallsInARowDoNotExhaustTheStack": "loader/permission/needs.cc",
        "Confine.LeavesNoWayOut": "loader/sandbox/",
        "CompileCommands.LosesNothingWhenManyWrite": "ecc/clang/compile_commands.cc",
        "DeclarationsCache.NoTwoHeadersShareAnEntry": "ecc/declarations/cache.cc",
        "VmlinuxCache.NoTwoKernelsShareAnEntry": "ecc/kernel/vmlinux_cache.cc"}
SECONDS = 30  # ten times what the tests need
# Changed code may do anything: it sees a tree that it cannot write to, and processes of its own.
CONFINED = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-ec",
            'mount -o remount,bind,ro / && mount -t tmpfs none /tmp && cd /tmp && exec "$@"', "sh"]


def copy_tree(source, tree):
    """Makes `tree` hold the files of `source`; what is the same keeps its time."""
    listed = subprocess.run(["git", "-C", source, "ls-files", "-co", "--exclude-standard"],
                            check=True, capture_output=True, text=True).stdout.splitlines()
    files = {name for name in listed if os.path.isfile(os.path.join(source, name))}
    for directory, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(directory, name)
            if os.path.relpath(path, tree) not in files:
                os.remove(path)
    for name in files:
        old, new = os.path.join(source, name), os.path.join(tree, name)
        if os.path.exists(new) and open(old, "rb").read() == open(new, "rb").read():
            continue
        os.makedirs(os.path.dirname(new), exist_ok=True)
        shutil.copy(old, new)
    return sorted(name for name in files
                  if re.match(r"(support|btfgen|ecc|loader)/.*\.cc$", name) and not LEFT_OUT.search(name))


def build(directory, jobs):
    return subprocess.run(["cmake", "--build", directory, "--target", "unit_tests", "--", f"-j{jobs}"],
                          capture_output=True, text=True)


def configure(tree, directory):
    if not os.path.exists(os.path.join(directory, "build.ninja")):
        # One file is compiled for a mutant, not the whole room.  A type of build that CMake does not
        # know has no flags of its own.
        linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []
        subprocess.run(["cmake", "-S", tree, "-B", directory, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                        "-DCMAKE_CXX_FLAGS=-O0 -DNDEBUG", "-DECC_UNITY=OFF"] + linker,
                       check=True, stdout=subprocess.DEVNULL)
    result = build(directory, os.cpu_count())
    if result.returncode != 0:
        sys.exit(f"the unchanged tree does not build:\n{result.stdout[-3000:]}")


def failing_test(directory, name):
    """The first test that fails when `name` was changed, "" when none does."""
    slow = ":".join(test for test, file in SLOW.items() if not name.startswith(file))
    command = CONFINED + [os.path.join(directory, "tests/unit_tests"), f"--gtest_filter=-{slow}",
                          "--gtest_fail_fast", "--gtest_brief=1"]
    environment = dict(os.environ, HOME="/tmp")
    environment.pop("XDG_CACHE_HOME", None)
    try:
        tests = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "it never ends"
    if tests.returncode == 0:
        return ""
    found = re.search(r"\[  FAILED  \] (\w+\.\w+)", tests.stdout.decode(errors="replace"))
    return found.group(1) if found else f"exit code {tests.returncode}"


def try_mutant(tree, directory, name, changed):
    """How it is killed, "" when it survives, None when it is no program."""
    path = os.path.join(tree, name)
    original = open(path).read()
    try:
        with open(path, "w") as file:
            file.write(changed)
        if build(directory, 1).returncode != 0:
            return None
        return failing_test(directory, name)
    finally:
        with open(path, "w") as file:
            file.write(original)


def make_lane(source, work, number):
    """A copy of the tree with its build: what is compiled there is found in the compiler's cache by
    the next."""
    tree, directory = os.path.join(work, str(number), "tree"), os.path.join(work, str(number), "build")
    os.makedirs(tree, exist_ok=True)
    names = copy_tree(source, tree)
    configure(tree, directory)
    return tree, directory, names


def run_lane(lane, places, wanted, results):
    """Tries mutants until enough are known; each lane takes the next from `places`."""
    tree, directory, _ = lane
    while (place := next(places, None)) is not None:
        number, (name, line, what, changed) = place
        end = try_mutant(tree, directory, name, changed)
        results[number] = (f"{name}:{line}: {what}", end)
        if sum(one[1] is not None for one in results.values()) >= wanted:
            break


class Shared:
    """An iterator that several threads may ask."""

    def __init__(self, items):
        self.items, self.lock = iter(items), threading.Lock()

    def __next__(self):
        with self.lock:
            return next(self.items)


def main():
    # Whoever ends this finds the copies as they were.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    source, work, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    os.makedirs(work, exist_ok=True)
    # Two runs in one copy would try each other's mutants.
    lock = open(os.path.join(work, "lock"), "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    # Without a cache the second build would cost more than it saves.
    lanes = [make_lane(source, work, number)
             for number in range(os.cpu_count() if shutil.which("ccache") else 1)]
    tree, directory, names = lanes[0]
    if failure := failing_test(directory, names[0]):
        sys.exit(f"the unchanged tree fails: {failure}")
    mutants = [(name, *mutant) for name in names
               for mutant in mutants_of(open(os.path.join(tree, name)).read())]
    random.Random(seed).shuffle(mutants)
    results, places = {}, Shared(enumerate(mutants))
    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        for lane in [pool.submit(run_lane, lane, places, count, results) for lane in lanes]:
            lane.result()
    # In the order of the places, so that two runs of one seed tell the same.
    tried = [one for _, one in sorted(results.items()) if one[1] is not None][:count]
    for place, end in tried:
        print(f"{place}: {'killed by ' + end if end else 'SURVIVED'}")
    for place in (place for place, end in tried if not end):
        print(f"survivor: {place}")
    killed = sum(bool(end) for _, end in tried)
    stillborn = sum(one[1] is None for one in results.values())
    print(f"{len(mutants)} places to change, {stillborn} that were tried did not compile")
    print(f"mutation of our sources: {killed} of {len(tried)} killed, "
          f"score {100 * killed / max(len(tried), 1):.1f} %")


main()
