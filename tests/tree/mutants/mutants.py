"""Mutation of our own sources: changes one place at a time in a copy of the tree, builds the unit
tests, and runs them.  A change that no test notices is printed as a survivor.

mutants.py SOURCE_DIR WORK_DIR COUNT SEED
The copy and its build stay in WORK_DIR, for the next time.
"""
import fcntl
import os
import random
import re
import shutil
import signal
import subprocess
import sys

from operators import mutants_of

# Files that are no part of the unit tests: commands, and modules that are opened when they run.
LEFT_OUT = re.compile(r"main\.cc$|btfgen/options\.cc$|/engine_\w+\.cc$|wabt_streams\.cc$|libclang\.cc$")
# A test that takes seconds concerns one file only.
SLOW = {"StopGuard.*": "support/stop_guard.cc",
        "Package.RefusesYamlThatMultiplies": "loader/package/package.cc",
        "Resolver.FollowsAMillionTypedefs": "btfgen/btf/resolver.cc",
        "Codec.DoesNotUnpackABomb": "support/codec.cc",
        "MinimalBtf.EndsWhereAStrangersTypesWouldTakeForever": "btfgen/co_re/matcher.cc",
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


def build(directory):
    return subprocess.run(["cmake", "--build", directory, "--target", "unit_tests", "--", "-j2"],
                          capture_output=True, text=True)


def configure(tree, directory):
    if not os.path.exists(os.path.join(directory, "build.ninja")):
        # One file is compiled for a mutant, not the whole room.  A type of build that CMake does not
        # know has no flags of its own.
        linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []
        subprocess.run(["cmake", "-S", tree, "-B", directory, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                        "-DCMAKE_CXX_FLAGS=-O0 -DNDEBUG", "-DECC_UNITY=OFF"] + linker,
                       check=True, stdout=subprocess.DEVNULL)
    result = build(directory)
    if result.returncode != 0:
        sys.exit(f"the unchanged tree does not build:\n{result.stdout[-3000:]}")


def failing_test(directory, name):
    """The first test that fails when `name` was changed, "" when none does."""
    slow = ":".join(test for test, file in SLOW.items() if file != name)
    command = CONFINED + [os.path.join(directory, "tests/unit_tests"), f"--gtest_filter=-{slow}",
                          "--gtest_fail_fast", "--gtest_brief=1"]
    environment = dict(os.environ, HOME="/tmp", GTEST_TOTAL_SHARDS="2")
    environment.pop("XDG_CACHE_HOME", None)
    shards = [subprocess.Popen(command, env=dict(environment, GTEST_SHARD_INDEX=str(index)),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT) for index in range(2)]
    failure = ""
    for shard in shards:
        try:
            output = shard.communicate(timeout=SECONDS)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            shard.kill()
            shard.communicate()
            failure = failure or "it never ends"
            continue
        if shard.returncode != 0:
            found = re.search(r"\[  FAILED  \] (\w+\.\w+)", output)
            failure = failure or (found.group(1) if found else f"exit code {shard.returncode}")
    return failure


def try_mutant(tree, directory, name, changed):
    """How it is killed, "" when it survives, None when it is no program."""
    path = os.path.join(tree, name)
    original = open(path).read()
    try:
        with open(path, "w") as file:
            file.write(changed)
        if build(directory).returncode != 0:
            return None
        return failing_test(directory, name)
    finally:
        with open(path, "w") as file:
            file.write(original)


def main():
    # Whoever ends this finds the copy as it was.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    source, work, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    tree, directory = os.path.join(work, "tree"), os.path.join(work, "build")
    os.makedirs(tree, exist_ok=True)
    # Two runs in one copy would try each other's mutants.
    lock = open(os.path.join(work, "lock"), "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    names = copy_tree(source, tree)
    configure(tree, directory)
    if failure := failing_test(directory, names[0]):
        sys.exit(f"the unchanged tree fails: {failure}")
    mutants = [(name, *mutant) for name in names
               for mutant in mutants_of(open(os.path.join(tree, name)).read())]
    random.Random(seed).shuffle(mutants)
    killed, survivors, stillborn = 0, [], 0
    for name, line, what, changed in mutants:
        if killed + len(survivors) == count:
            break
        place = f"{name}:{line}: {what}"
        end = try_mutant(tree, directory, name, changed)
        if end is None:
            stillborn += 1
            continue
        print(f"{place}: {'killed by ' + end if end else 'SURVIVED'}", flush=True)
        if end:
            killed += 1
        else:
            survivors.append(place)
    for place in survivors:
        print(f"survivor: {place}")
    tried = killed + len(survivors)
    print(f"{len(mutants)} places to change, {stillborn} that were tried did not compile")
    print(f"mutation of our sources: {killed} of {tried} killed, score {100 * killed / max(tried, 1):.1f} %")


main()
