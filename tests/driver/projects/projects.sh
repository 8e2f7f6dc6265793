#!/usr/bin/env bash
# Small projects outside of this tree, one for each build system, against a staged installation:
# what is built, what is built again after a change, and what is not.  projects.sh BUILD_DIR [NAME...]
. "$(dirname "$0")/../../support/lib.sh"
need_kernel_btf
shift
projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(cmake-ninja cmake-make make meson)
for tool in cmake ninja make meson pkg-config cc; do
	command -v $tool >/dev/null || skip "there is no $tool: cmake/setup.sh test installs it"
done
prefix=$SCRATCH/prefix
cmake --install "$BUILD_DIR" --prefix "$prefix" >"$SCRATCH/install.log" || { cat "$SCRATCH/install.log"; exit 1; }
export CMAKE_PREFIX_PATH=$prefix PKG_CONFIG_PATH=$prefix/share/pkgconfig
# What is installed must do without the tree that it was built in.
PATH=${PATH#"$BUILD_DIR/btfgen:$BUILD_DIR/ecc:$BUILD_DIR/loader:$BUILD_DIR/tests:"}
LC_ALL=C.UTF-8
# Another run that empties the cache is none of this test's business.
export XDG_CACHE_HOME=$SCRATCH/cache

# How a project is configured, built and cleaned, what says that nothing was to be done, and where
# its programs lie.
describe() {
	nothing='no work to do'
	configure=(cmake -B build -G Ninja) build=(ninja -C build)
	first=build/bpf/first second=build/bpf/second size=build/size database=build/bpf
	case $1 in
	cmake-make)
		configure=(cmake -B build -G 'Unix Makefiles') build=(make -C build)
		# A makefile of CMake says so of targets, never of files; what is run is counted.
		nothing='Built target first-bpf'
		;;
	make)
		configure=(true) build=(make) nothing="Nothing to be done for 'all'"
		first=out/first second=out/second size=out/size database=out
		;;
	meson)
		configure=(meson setup build) first=build second=build database=
		;;
	esac
}

run_build() { # [arguments]
	# A file's time has the grain of the kernel's clock.
	sleep 0.02
	if ! "${build[@]}" "$@" >"$SCRATCH/log" 2>&1; then
		fail "$name: ${build[*]} $*"
		tail -20 "$SCRATCH/log"
		return 1
	fi
}

# When each file of the build was written, without the build system's own notes.
times() {
	find "${first%%/*}" -type f \( -name 'first*' -o -name 'second*' -o -name 'package.json' -o -name size \) \
		! -path '*CMakeFiles*' -printf '%p %T@\n' | sort
}

# Runs of ecc and of the compiler, by what they print.
ran() { # program
	grep -c "/*$1\.bpf\.o (" "$SCRATCH/log"
}
compiled_size() { grep -qE 'size\.c\.o$|size\.c$' "$SCRATCH/log"; }

does_nothing() {
	times >"$SCRATCH/before"
	run_build || return 1
	times >"$SCRATCH/after"
	contains "$SCRATCH/log" "$nothing" && [ "$(ran first)$(ran second)" = 00 ] && ! compiled_size &&
		diff "$SCRATCH/before" "$SCRATCH/after"
}

# Builds; of the two programs, only the first was compiled.
only_first() { run_build && [ "$(ran first)" = 1 ] && [ "$(ran second)" = 0 ]; }
same_times_but_stamps() {
	times | grep -v 'stamp\|\.d ' | diff <(grep -v 'stamp\|\.d ' "$SCRATCH/after") -
}

test_project() {
	name=$1
	describe "$name"
	local directory="$SCRATCH/a prøject of $name"
	mkdir "$directory"
	cp -r "$SOURCE_DIR/tests/driver/projects/sources/." "$SOURCE_DIR/tests/driver/projects/${name%%-*}/." "$directory"
	cd "$directory" || return
	"${configure[@]}" >"$SCRATCH/log" 2>&1 || { fail "$name: ${configure[*]}"; tail -20 "$SCRATCH/log"; return; }
	run_build -j2 || return

	check "$name: builds both" [ "$(ran first)$(ran second)" = 11 ]
	check "$name: a program of the host includes the header" [ "$("$size")" = 4 ]
	case $name in cmake-*) check "$name: two sources make one object" contains build/bpf/both/both.skel.json '"handle_exit"' ;; esac
	if [ "$(id -u)" = 0 ]; then
		case $name in cmake-*) check "$name: ecli check of both" "$prefix/bin/ecli" check build/bpf/both/package.json >/dev/null ;; esac
		check "$name: ecli check" "$prefix/bin/ecli" check "$first/package.json" >/dev/null
		check "$name: the guest runs" [ "$("$prefix/bin/ecli" run "$first/first.wasm")" = "hello, 4 bytes" ]
	fi
	check "$name: a second build does nothing" does_nothing

	touch common.h
	check "$name: a touched header builds its program" only_first
	check "$name: and changes no output" same_times_but_stamps
	check "$name: and nothing else" eval '! compiled_size'
	check "$name: after that, nothing" does_nothing

	sed -i 's/hello/goodbye/' message.h
	check "$name: a header of the guest builds it" only_first
	check "$name: with its new text" grep -q goodbye "$first/first.wasm"
	check "$name: not what the guest has no part in" eval '! compiled_size'

	sed -i 's,/\* another member \*/,long more;,' first.h
	check "$name: the event header builds its program" only_first
	check "$name: and who includes what was made of it" [ "$("$size")" = 16 ]
	check "$name: after that, nothing again" does_nothing

	# A makefile of CMake knows one file of those that a command makes.
	if [ "$name" != cmake-make ]; then
		rm "$first/first.skel.h"
		check "$name: a deleted output comes back" only_first
		check "$name: in full" [ -s "$first/first.skel.h" ]
	fi

	mv message.h told.h
	sed -i 's/message\.h/told.h/' app.c
	check "$name: a header may be renamed" only_first

	touch "$prefix/bin/ecc"
	check "$name: another ecc builds all" run_build
	check "$name: all" [ "$(ran first)$(ran second)" = 11 ]

	if [ -n "$database" ]; then
		check "$name: clangd's database" clangd_understands
		check "$name: two programs with one package are refused" refuses_to_share
	fi
	check "$name: clean" run_build clean
	check "$name: clean leaves nothing" [ -z "$(times)" ] || times
	check "$name: builds after clean" run_build
	check "$name: all of it" [ "$(ran first)$(ran second)" = 11 ]
}

# The database has both programs, its commands compile them, and clangd takes it.
clangd_understands() {
	python3 - "$database/compile_commands.json" <<-'END'
		import json, os, subprocess, sys
		entries = json.load(open(sys.argv[1]))
		assert sorted(os.path.basename(e["file"]) for e in entries) == ["first.bpf.c", "second.bpf.c"], entries
		for e in entries:
		    subprocess.run(e["arguments"] + ["-fsyntax-only", "-Werror"], cwd=e["directory"], check=True)
	END
	[ $? = 0 ] || return 1
	command -v clangd >/dev/null || return 0
	clangd --check=first.bpf.c --compile-commands-dir="$database" >"$SCRATCH/clangd" 2>&1 &&
		contains "$SCRATCH/clangd" 'Compile command from CDB is' && contains "$SCRATCH/clangd" ', 0 errors'
}

refuses_to_share() {
	case $name in
	make) ! make TWICE=1 >"$SCRATCH/log" 2>&1 && contains "$SCRATCH/log" 'two programs would write out/first/' ;;
	*)
		! "${configure[@]}" -B build2 -DTWICE=ON >"$SCRATCH/log" 2>&1 &&
			tr -s '\n ' ' ' <"$SCRATCH/log" >"$SCRATCH/line" &&
			contains "$SCRATCH/line" "'first' and 'third' would both write"
		;;
	esac
}

for project in "${projects[@]}"; do test_project "$project"; done
done_testing
