# Pointers and lengths at every edge, in every function that takes some.  The memory has two pages,
# 131072 bytes; P is the pointer, L its length.
memory_end=131072
point_wat=$SCRATCH/point.wat

letters() { # "i I": "i32 i64"
	local types=$1
	types=${types//i/i32 }
	echo "${types//I/i64 }"
}
# A guest that makes one call; its result is not looked at.
call_once() { # module, function, signature, arguments, result, text of the memory
	local result="" drop=call
	[ -z "$5" ] || { result="(result $5)" drop="drop (call"; }
	cat >"$point_wat" <<WAT
(module
 (import "wasi_snapshot_preview1" "proc_exit" (func \$exit (param i32)))
 (import "$1" "$2" (func \$f (param $(letters "$3")) $result))
 (memory (export "memory") 2) (table (export "table") 1 funcref)
 (func (export "ecc_guest_abi") (result i32) (i32.const 64))
 (data (i32.const 64) "\\01") (data (i32.const 512) "name\\00") (data (i32.const 1024) "$6")
 (data (i32.const 131060) "${last-}")
 (func (export "_start") ($drop \$f $4)) (call \$exit (i32.const 0))))
WAT
	wat=$point_wat assemble
}
arguments() { # signature, values
	local signature=$1 text="" i=0
	for value in $2; do
		[ "${signature:$i:1}" = I ] && text+="(i64.const $value)" || text+="(i32.const $value)"
		i=$((i + 1))
	done
	echo "$text"
}
# Where so many bytes are outside; and where they are not.  A text of 1 byte is an empty one, and
# what has about 100 bytes is tried at the end only.
bad_places() { # bytes
	[ "$1" = 1 ] || echo $((memory_end - 1))
	[ "$1" -ge 100 ] || echo $((memory_end - $1 + 1))
	echo $memory_end $((memory_end + 1)) 2147483648 4294967295
}
good_places() { echo 0 1 2048 $((memory_end - $1)); }

# Each P of a call in turn is a bad pointer, the others are good.
points() { # module, function, signature, bytes at each pointer, arguments with P, result
	local module=$1 name=$2 signature=$3 sizes=$4 result=${6-i32} sizes_left=($4) i place values bytes which=0
	for bytes in "${sizes_left[@]}"; do
		for place in $(bad_places "$bytes" | tr ' ' '\n' | sort -un) ; do
			values="" i=0
			for value in $5; do
				[ "$value" != P ] || { [ $i = $which ] && value=$place || value=2048; i=$((i + 1)); }
				values+="$value "
			done
			call_once "$module" "$name" "$signature" "$(arguments "$signature" "$values")" "$result" ""
			refused "$name, pointer $which at $place" "the guest is ended: $module.$name: " "$wasm" --memory 2
		done
		which=$((which + 1))
	done
	for place in $(good_places $(printf '%s\n' $sizes | sort -n | tail -1)); do
		call_once "$module" "$name" "$signature" "$(arguments "$signature" "${5//P/$place}")" "$result" ""
		for engine in "${engines[@]}"; do
			out=$SCRATCH/out err=$SCRATCH/err
			run "$engine" "$wasm" --memory 2
			check "$name with pointers at $place, $engine" [ $? = 0 ] || tail -2 "$err"
		done
	done
}
lengths() { # module, function, signature, arguments with P and L, result
	local pair values
	for pair in 0:131073 1:131072 131071:2 131072:1 131073:0 4096:4294967295 4294967295:1 4294967295:4294967295 2147483648:2147483648 4294901760:65536; do
		values=${4//P/${pair%:*}}
		call_once "$1" "$2" "$3" "$(arguments "$3" "${values//L/${pair#*:}}")" "${5-i32}" ""
		refused "$2, $pair" "the guest is ended: $1.$2: " "$wasm" --memory 2
	done
}

wasi=wasi_snapshot_preview1
points $wasi args_sizes_get ii "4 4" "P P"
points $wasi args_get ii "4 200" "P P"
points $wasi environ_sizes_get ii "4 4" "P P"
points $wasi clock_time_get iIi 8 "0 0 P"
points $wasi clock_res_get ii 8 "1 P"
lengths $wasi random_get ii "P L"
points $wasi poll_oneoff iiii "48 32" "P P 1 2048"
points $wasi fd_fdstat_get ii 24 "1 P"
points $wasi fd_filestat_get ii 64 "0 P"
points $wasi fd_read iiii "8 4" "0 P 1 P"
points $wasi fd_write iiii "8 4" "1 P 1 P"
lengths $wasi path_open iiiiiIIii "3 0 P L 0 0 0 0 2048"
points $wasi path_open iiiiiIIii "4 4" "3 0 P 4 0 0 0 0 P"
lengths $wasi path_filestat_get iiiii "3 0 P L 2048"
lengths $wasi path_unlink_file iii "3 P L"
lengths $wasi path_remove_directory iii "3 P L"
lengths $wasi path_create_directory iii "3 P L"
bpf=wasm_bpf
lengths $bpf wasm_load_bpf_object ii "P L" i64
points $bpf wasm_attach_bpf_program Iii "1 1" "1 P P"
points $bpf wasm_bpf_map_fd_by_name Ii 1 "1 P"
# Commands without a map: open pinned, wait, interface, wishes, detach, test run.
for command in 512 514 515 516 517 518; do points $bpf wasm_bpf_map_operate iiiiiI 1 "0 $command P 0 0 0"; done
points $bpf wasm_bpf_map_operate iiiiiI 8 "0 513 P 0 0 2"

# Texts and lists.
once() { # description, message, module, function, signature, arguments, memory at 1024, result
	call_once "$3" "$4" "$5" "$(arguments "$5" "$6")" "${8-i32}" "$7"
	refused "$1" "$2" "$wasm" --memory 2
}
last=aaaaaaaaaaaa
once "a name without an end" "a text at 131060 has no end" $bpf wasm_bpf_map_fd_by_name Ii "1 131060" ""
once "a path without an end" "a text at 131060 has no end" $bpf wasm_bpf_map_operate iiiiiI "0 512 131060 0 0 0" ""
unset last
once "a long name" "a text at 1024 is too long" $bpf wasm_bpf_map_fd_by_name Ii "1 1024" "$(printf 'x%.0s' $(seq 5000))"
once "a buffer in a list beyond the end" "fd_write: 2 bytes at 131071" $wasi fd_write iiii "1 1024 1 2048" '\ff\ff\01\00\02\00\00\00'
once "a buffer in a list that wraps" "fd_read: 4294967295 bytes at 16" $wasi fd_read iiii "0 1024 1 2048" '\10\00\00\00\ff\ff\ff\ff'
once "a list that wraps" "fd_write: 8 bytes at 4294967288" $wasi fd_write iiii "1 4294967288 2 2048" ''

# What is answered, not ended.  The guest exits with the answer.
answers() { # description, answer, module, function, signature, arguments, memory at 1024, options...
	cat >"$point_wat" <<WAT
(module
 (import "wasi_snapshot_preview1" "proc_exit" (func \$exit (param i32)))
 (import "$3" "$4" (func \$f (param $(letters "$5")) (result i32)))
 (memory (export "memory") 2) (table (export "table") 1 funcref) ${abi-}
 (data (i32.const 64) "\\01") (data (i32.const 1024) "$7")
 (func (export "_start") (call \$exit (call \$f $(arguments "$5" "$6")))))
WAT
	wat=$point_wat assemble
	ends "$1" "$2" "${says-}" "$wasm" "${@:8}"
}
inval=28 notcapable=76 noent=44 badf=8
answers "2000 buffers" $inval $wasi fd_write iiii "1 4096 2000 2048" ""
answers "4294967295 buffers" $inval $wasi fd_read iiii "0 4096 4294967295 2048" ""
answers "4294967295 subscriptions" $inval $wasi poll_oneoff iiii "0 0 4294967295 2048" ""
answers "no subscription" $inval $wasi poll_oneoff iiii "0 0 0 2048" ""
# user data, type 1, descriptor 99
answers "a sleep on nothing" 0 $wasi poll_oneoff iiii "1024 4096 1 2048" '\00\00\00\00\00\00\00\00\01\00\00\00\00\00\00\00\63\00\00\00'
for fd in 3 99 1023 4294967295 2147483648; do
	answers "read from $fd" $badf $wasi fd_read iiii "$fd 4096 1 2048" ""
	answers "close $fd" $badf $wasi fd_close i $fd ""
	answers "seek in $fd" $badf $wasi fd_seek iIii "$fd 0 0 2048" ""
done
answers "an unknown clock" $inval $wasi clock_time_get iIi "4 0 2048" ""
answers "a negative clock" $inval $wasi clock_time_get iIi "4294967295 0 2048" ""

# Files: without --dir none, and with it none beyond.
mkdir -p "$SCRATCH/given/sub" "$SCRATCH/secret"
echo secret >"$SCRATCH/secret/file"
ln -sf ../secret "$SCRATCH/given/link"
ln -sf /etc/passwd "$SCRATCH/given/absolute"
ln -sf /proc/self/fd/0 "$SCRATCH/given/magic"
opens() { # description, answer, path, options...
	local path=$3
	answers "$1" "$2" $wasi path_open iiiiiIIii "3 1 1024 ${length-${#path}} 0 2 0 0 2048" "${path//\\/\\}" "${@:4}"
}
opens "a file without --dir" $badf file
opens "/etc/passwd without --dir" $badf /etc/passwd
given=(--dir "$SCRATCH/given:/data")
opens "a directory inside" 0 sub "${given[@]}"
for path in .. ../secret/file sub/../../secret/file /etc/passwd /data/sub link/file absolute; do
	opens "path $path" $notcapable "$path" "${given[@]}"
done
opens "an empty path" $noent "" "${given[@]}"
length=7 opens "a path with a zero byte" $noent 'sub\00abc' "${given[@]}"
length=5000 opens "a long path" $noent "$(printf 'x%.0s' $(seq 5000))" "${given[@]}"
for function in path_unlink_file path_remove_directory path_create_directory; do
	for path in ../secret /etc link/file sub/../../secret; do
		call="$function '$path'"
		answers "$call" $notcapable $wasi $function iii "3 1024 ${#path}" "$path" "${given[@]}"
	done
	answers "$function .." $inval $wasi $function iii "3 1024 2" ".." "${given[@]}"
done
check "the secret is still there" [ "$(cat "$SCRATCH/secret/file")" = secret ]
refused "a directory that is not there" "cannot give the guest the directory" "$wasm" --dir "$SCRATCH/none"
