#!/usr/bin/env bash
# A project that `ecc init` writes: its README's commands build and check it, and it runs.
# init.sh BUILD_DIR
. "$(dirname "$0")/../../support/lib.sh"
need_kernel_btf
need_root
for tool in cmake make pkg-config; do
	command -v $tool >/dev/null || skip "there is no $tool: cmake/setup.sh test installs it"
done
prefix=$SCRATCH/prefix
cmake --install "$BUILD_DIR" --prefix "$prefix" >"$SCRATCH/log" || { cat "$SCRATCH/log"; exit 1; }
PATH=$prefix/bin:${PATH#"$BUILD_DIR/btfgen:$BUILD_DIR/ecc:$BUILD_DIR/loader:$BUILD_DIR/tests:"}
export CMAKE_PREFIX_PATH=$prefix PKG_CONFIG_PATH=$prefix/share/pkgconfig XDG_CACHE_HOME=$SCRATCH/cache
LC_ALL=C.UTF-8

# The blocks of a README that are of one kind.  This is root already, perhaps without sudo.
commands() { # kind
	awk -v kind="\`\`\`$1" '$0 == kind { on = 1; next } /^```$/ { on = 0 } on' README.md | sed 's/^sudo //'
}

# Runs until its output has a program that is started meanwhile, then Ctrl-C.
sees_programs() { # command...
	local pid status deadline=$((SECONDS + 60))
	# What the last one printed must not end this one before it has begun.
	: >"$SCRATCH/out"
	env --default-signal=INT "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" &
	pid=$!
	until grep -q '/true$' "$SCRATCH/out" || [ $SECONDS -ge $deadline ] || ! kill -0 $pid 2>/dev/null; do
		env true
		sleep 0.1
	done
	kill -INT $pid 2>/dev/null
	wait $pid
	status=$?
	[ $status = 0 ] && [ ! -s "$SCRATCH/err" ] && grep -q '/true$' "$SCRATCH/out" || { echo "  exit code $status"; tail -5 "$SCRATCH/out" "$SCRATCH/err"; return 1; }
}

built_is_ignored() {
	git init -q . && git add -A && ! git ls-files | grep -E '\.(o|wasm|json|d)$' && [ "$(git ls-files | wc -l)" = 8 ]
}

for build in make cmake; do
	cd "$SCRATCH" || exit
	check "$build: ecc init" ecc init --build $build "my $build-prøject" >"$SCRATCH/log" || continue
	check "$build: says where to read on" contains "$SCRATCH/log" "my $build-prøject: a project; its README.md"
	cd "my $build-prøject" || continue
	check "$build: has words to build by" [ -n "$(commands sh)" ]
	check "$build: the README's words build it" bash -ec "$(commands sh)" >"$SCRATCH/log" 2>&1 || tail -20 "$SCRATCH/log"
	commands console | grep '^ecli run' >"$SCRATCH/runs"
	check "$build: has words to run it by" [ "$(wc -l <"$SCRATCH/runs")" = 2 ]
	while read -r -a run; do
		check "$build: ${run[*]}" sees_programs "${run[@]}"
	done <"$SCRATCH/runs"
	check "$build: what is built is ignored" built_is_ignored
	check "$build: the workflow is YAML" python3 -c 'import sys
try:
    import yaml
except ImportError:
    sys.exit(0)
steps = yaml.safe_load(open(".github/workflows/build.yml"))["jobs"]["build"]["steps"]
assert len(steps) == 6, steps'
	commands sh | sed 's/^make check/sudo make check/; s/^cmake --build build --target/sudo &/' >"$SCRATCH/words"
	while read -r line; do
		check "$build: the workflow runs: $line" contains .github/workflows/build.yml "run: $line"
	done <"$SCRATCH/words"
done

# A disk that is full leaves nothing behind.
mkdir "$SCRATCH/small"
if mount -t tmpfs -o size=8k tmpfs "$SCRATCH/small" 2>/dev/null; then
	CLEANUP+=("umount $SCRATCH/small")
	check "a full disk is refused" eval '! ecc init "$SCRATCH/small/trace" 2>"$SCRATCH/err"'
	check "with its name" contains "$SCRATCH/err" "No space left on device"
	check "and holds nothing" [ -z "$(ls -A "$SCRATCH/small")" ]
	check "an empty one, too" eval '! ecc init "$SCRATCH/small" 2>"$SCRATCH/err"'
	check "holds nothing" [ -z "$(ls -A "$SCRATCH/small")" ]
fi
done_testing
