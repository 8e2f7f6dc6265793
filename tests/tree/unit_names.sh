#!/usr/bin/env bash
# Every source with logic has a unit test that bears its name, tests/unit/PLACE_test.cc.  Those that
# have none stand here, each with its reason; one that has got a test is struck off.
# unit_names.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
cd "$SOURCE_DIR" || exit

# file: where it is tested instead, or what it lacks
without() {
	cat <<-'END'
		btfgen/co_re/compare.cc: tested with co_re/minimal_test, whose parts they are
		btfgen/co_re/marks.cc: tested with co_re/minimal_test, whose parts they are
		btfgen/co_re/matcher.cc: tested with co_re/minimal_test, whose parts they are
		btfgen/co_re/relocations.cc: tested with co_re/minimal_test, whose parts they are
		btfgen/emit/c_accessors.cc: tested with emit/c_header_test, whose parts they are
		btfgen/emit/c_record.cc: tested with emit/c_header_test, whose parts they are
		btfgen/emit/c_types.cc: tested with emit/c_header_test, whose parts they are
		btfgen/layout/kernel_types.cc: needs a kernel's BTF; live/live.sh compares such types
		btfgen/layout/map_definitions.cc: tested with layout/build_test, whose parts they are
		btfgen/layout/scalars.cc: tested with layout/build_test, whose parts they are
		btfgen/layout/sections.cc: tested with layout/build_test, whose parts they are
		btfgen/layout/type_builder.cc: tested with layout/build_test, whose parts they are
		btfgen/main.cc: a command; driver and golden tests run it
		btfgen/options.cc: a command; driver and golden tests run it
		btfgen/shrink/kept_types.cc: tested with shrink/shrink_test, whose parts they are
		btfgen/shrink/needs.cc: tested with shrink/shrink_test, whose parts they are
		ecc/check/check_program.cc: runs clang; golden and driver tests compare all that it makes
		ecc/check/kernel_helpers.cc: a table; check/kernel_features_test asserts it
		ecc/clang/run_clang.cc: runs clang; golden and driver tests compare all that it makes
		ecc/declarations/declarations.cc: the module of libclang; golden tests open it
		ecc/declarations/libclang.cc: the module of libclang; golden tests open it
		ecc/job/command.cc: a table; the golden help shows it
		ecc/job/depfile_options.cc: tested with output/depfile_test
		ecc/kernel/cut/pieces.cc: tested with cut/cut_test, whose parts they are
		ecc/main.cc: a command; driver and golden tests run it
		ecc/output/outputs.cc: runs clang; golden and driver tests compare all that it makes
		ecc/output/tools.cc: runs clang; golden and driver tests compare all that it makes
		ecc/program/compile.cc: runs clang; golden and driver tests compare all that it makes
		ecc/program/link.cc: runs clang; golden and driver tests compare all that it makes
		ecc/program/program.cc: runs clang; golden and driver tests compare all that it makes
		ecc/verbs/doctor.cc: tested with check/kernel_features_test
		ecc/verbs/verbs.cc: runs clang; golden and driver tests compare all that it makes
		ecc/verbs/verify.cc: runs clang; golden and driver tests compare all that it makes
		loader/broker/test_run.cc: asks the kernel; guest/hostile and live/permission run it
		loader/broker/objects.cc: thin over the kernel; broker/broker_test, live tests and guest/hostile run it
		loader/events/perf_events.cc: asks the kernel; live tests read perf buffers
		loader/sandbox/system_calls.cc: tested with sandbox/confine_test
		loader/wasm/run_guest.cc: two processes; guest/hostile runs it
		loader/events/event_loop.cc: thin over the kernel; live tests and guest/hostile run it
		loader/kernel/attach.cc: thin over the kernel; live tests and guest/hostile run it
		loader/kernel/kernel_object.cc: thin over the kernel; live tests and guest/hostile run it
		loader/kernel/attach_failure.cc: asks the kernel; live tests read its messages
		loader/kernel/attach_tc.cc: asks the kernel; live/examples runs it
		loader/kernel/tc_filters.cc: asks the kernel; live/permission runs it
		loader/package/inspect.cc: prints what permission/needs_test asserts; live/permission reads it
		loader/permission/opened_object.cc: asks libbpf; live/permission and guest/hostile run it
		loader/main.cc: a command; driver and golden tests run it
		loader/package/package_broker.cc: thin over the kernel; live tests run packages
		loader/sandbox/child.cc: tested with sandbox/confine_test and guest/hostile
		loader/package/run_package.cc: thin over the kernel; live tests and guest/hostile run it
		loader/wasm/bpf/bpf_imports.cc: thin over the kernel; live tests and guest/hostile run it
		loader/wasm/bpf/event_polls.cc: thin over the kernel; live tests and guest/hostile run it
		loader/wasm/bpf/live_sections.cc: thin over the kernel; live tests and guest/hostile run it
		loader/wasm/bpf/map_commands.cc: thin over the kernel; live tests and guest/hostile run it
		loader/wasm/engine/engine.cc: an engine, opened as a module; guest/hostile runs both
		loader/wasm/engine/engine_interp.cc: an engine, opened as a module; guest/hostile runs both
		loader/wasm/engine/engine_jsc.cc: an engine, opened as a module; guest/hostile runs both
		loader/wasm/engine/wabt_streams.cc: an engine, opened as a module; guest/hostile runs both
		loader/wasm/host.cc: thin over the kernel; live tests and guest/hostile run it
		support/command_texts.cc: texts that golden/help-* compare
	END
}

without | sort >"$SCRATCH/without"
check "no exception stands twice" [ -z "$(cut -d: -f1 "$SCRATCH/without" | uniq -d)" ]
while IFS=: read -r file reason; do
	check "$file is there" [ -f "$file" ]
	check "$file has a reason" [ -n "$reason" ]
	check "$file has no test by now" [ ! -f "tests/unit/${file%.cc}_test.cc" ]
done <"$SCRATCH/without"
git ls-files 'support/*.cc' 'btfgen/*.cc' 'ecc/*.cc' 'loader/*.cc' >"$SCRATCH/sources"
check "there are sources" [ "$(wc -l <"$SCRATCH/sources")" -gt 100 ]
while read -r file; do
	[ -f "tests/unit/${file%.cc}_test.cc" ] || check "$file has tests/unit/${file%.cc}_test.cc" grep -q "^$file:" "$SCRATCH/without"
done <"$SCRATCH/sources"
# A test without its source is one whose source was renamed.
git ls-files 'tests/unit/*_test.cc' >"$SCRATCH/tests"
while read -r test; do
	file=${test#tests/unit/}
	check "$test tests a source" [ -f "${file%_test.cc}.cc" -o -f "${file%_test.cc}.h" ]
done <"$SCRATCH/tests"
echo "$(grep -c ': not yet' "$SCRATCH/without") sources lack a unit test"
done_testing
