# `ecli inspect` tells what something wants, to anybody, and loads nothing.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are those of permission.sh
mkdir "$SCRATCH/open"
chmod 711 "$SCRATCH"
chmod 755 "$SCRATCH/open"
cp "$BUILD_DIR/loader/ecli" "$SCRATCH/open"
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups "$SCRATCH/open/ecli")
for name in ops pin signal sizes; do
	cp "$(package $name)" "$SCRATCH/open/$name.json"
	cp "$SCRATCH/$name/prog.wasm" "$SCRATCH/open/$name.wasm"
done
chmod 644 "$SCRATCH"/open/*.json "$SCRATCH"/open/*.wasm
chmod 755 "$SCRATCH/open/ecli"
if "${nobody[@]}" --version >/dev/null 2>"$err"; then
	who=(root nobody)
else
	leave_out "ecli inspect as an ordinary user: its libraries cannot be read"
	who=(root)
fi
root=(ecli)

tells() { # words...
	local text
	for text in "$@"; do check "inspect, $name.$kind, $user: tells '$text'" contains "$out" "$text" || cat "$err"; done
}
is_json() { # what must hold of it
	check "inspect, $name.$kind, $user: is JSON" python3 -m json.tool "$out" >/dev/null
	check "inspect, $name.$kind, $user: $1" python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); assert eval(sys.argv[2]), j' "$out" "$1"
}
for user in "${who[@]}"; do
	declare -n command=$user
	for kind in json wasm; do
		name=signal file=$SCRATCH/open/signal.$kind
		goes "inspect, $name.$kind, $user" "${command[@]}" inspect "$file"
		tells "1 program, 0 maps" "act      'strike' calls bpf_send_signal: with --allow-act 'bpf_send_signal'"
		check "inspect, $name.$kind, $user: no message" [ ! -s "$err" ] || cat "$err"
		goes "inspect --json, $name.$kind, $user" "${command[@]}" inspect --json "$file"
		is_json '[n["right"] for n in j["needs"]] == ["act"] and j["needs"][0]["what"] == "bpf_send_signal" and "--allow-act" in j["needs"][0]["allowed"]'

		name=pin file=$SCRATCH/open/pin.$kind
		goes "inspect, $name.$kind, $user" "${command[@]}" inspect "$file"
		tells "pin      map 'ecc_perm_pin' is pinned to '/sys/fs/bpf/ecc_perm_pin': with --allow-pin '/sys/fs/bpf/ecc_perm_pin'"
		goes "inspect --json, $name.$kind, $user" "${command[@]}" inspect --json "$file"
		is_json 'j["programs"] == 1 and j["maps"] == 1 and j["kernel_memory"] == 8 + 14 * 32'

		name=ops file=$SCRATCH/open/ops.$kind
		goes "inspect, $name.$kind, $user" "${command[@]}" inspect "$file"
		tells "attach   map 'ops' is attached to 'struct_ops': with --allow-attach 'struct_ops'"
		goes "inspect --json, $name.$kind, $user" "${command[@]}" inspect --json "$file"
		is_json 'all(n["right"] == "attach" and n["what"] == "struct_ops" for n in j["needs"]) and j["needs"]'

		name=sizes file=$SCRATCH/open/sizes.$kind
		goes "inspect, $name.$kind, $user" "${command[@]}" inspect "$file"
		tells "it only observes: nothing has to be allowed"
		goes "inspect --json, $name.$kind, $user" "${command[@]}" inspect --json "$file"
		is_json 'j["needs"] == [] and j["maps"] == 4'
	done
done
unset -n command
