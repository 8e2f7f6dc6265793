// Changes one number or one type of a generated header at a time and tells which witness notices.
//   mutants.mjs DIRECTORY WASM_CLANG BPF_CLANG DIFF_LAYOUTS RUN_GUEST
// DIRECTORY has prog.wasm.h, guest.c, offsets.h, data and circle.o's counterpart prog.bpf.o.
// Exit code 1 when a mutant survives.
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';

const [, , directory, wasmClang, bpfClang, diffLayouts, runGuest] = process.argv;
const file = (name) => `${directory}/${name}`;
const text = readFileSync(file('prog.wasm.h'), 'utf8');
const lines = text.split('\n');
const first = lines.findIndex((line) => line.startsWith('#ifndef ECC_TAG') || line.startsWith('#ifndef ECC_TYPEDEF'));

const otherSign = {
  'unsigned int': 'int', int: 'unsigned int', 'unsigned short': 'short', short: 'unsigned short',
  'unsigned char': 'signed char', 'signed char': 'unsigned char', char: 'unsigned char',
  int64_t: 'uint64_t', uint64_t: 'int64_t', 'unsigned long long': 'long long',
  'long long': 'unsigned long long', '__int128': 'unsigned __int128', 'unsigned __int128': '__int128',
};
const otherWidth = {
  'unsigned int': 'unsigned short', int: 'short', 'unsigned short': 'unsigned int', short: 'int',
  'unsigned char': 'unsigned short', 'signed char': 'short', char: 'short', int64_t: 'int32_t',
  uint64_t: 'uint32_t', 'unsigned long long': 'unsigned int', 'long long': 'int',
  '__int128': 'long long', 'unsigned __int128': 'unsigned long long', float: 'double', double: 'float',
};
const typePattern = /^\t+(unsigned int|int|unsigned short|short|unsigned char|signed char|char|int64_t|uint64_t|unsigned long long|long long|unsigned __int128|__int128|float|double)(?= )/;

// Each with the line, what it becomes, and what was done.
function* mutants() {
  for (let i = first; i < lines.length; i++) {
    const line = lines[i];
    const code = line.replace(/\/\*.*\*\//, (comment) => ' '.repeat(comment.length));
    if (code.startsWith('#')) continue;
    for (const match of code.matchAll(/(?<![\w.])\d+/g)) {
      // What is aligned to more takes more room; less would change no byte.
      const number = BigInt(match[0]);
      const is_alignment = code.slice(0, match.index).endsWith('aligned(');
      // That of an inline record is only a hint, unless it moves something.
      if (is_alignment && code.startsWith('\t')) continue;
      const other = is_alignment ? number * 2n : number + 1n;
      yield {line: i, becomes: line.slice(0, match.index) + other + line.slice(match.index + match[0].length), kind: 'number'};
    }
    const type = code.match(typePattern);
    if (!type) continue;
    // Unnamed bits have neither sign nor value.
    const is_padding = /^\t+(unsigned char :|char __pad)/.test(code);
    // A bit-field's own width counts, not that of the type that it is declared with.
    const is_bitfield = / : \d+;/.test(code);
    for (const [kind, table] of [['sign', otherSign], ['width', otherWidth]]) {
      const other = table[type[1]];
      if (!other || is_padding || (is_bitfield && kind === 'width')) continue;
      yield {line: i, becomes: line.replace(type[1], other), kind};
    }
  }
}

const run = (program, ...args) => spawnSync(program, args, {encoding: 'utf8'}).status === 0;
const witnesses = {
  'static assert': () => run(wasmClang, '--target=wasm32', '-std=c11', '-fsyntax-only', '-x', 'c', file('mutant/prog.wasm.h')),
  'full circle': () => run(bpfClang, '-target', 'bpf', '-ffreestanding', '-g', '-c', file('mutant/circle.c'), '-o', file('mutant/circle.o')) &&
    run(diffLayouts, file('mutant/circle.o'), file('prog.bpf.o')),
  'values in the guest': () => run(wasmClang, '--target=wasm32', '-O0', '-w', '-nostdlib', '-Wl,--no-entry', '-Wl,--export=run',
    '-Wl,--export=data', '-Wl,--export=checks', '-Wl,--export=failures', '-Wl,--export=first_failure',
    file('mutant/guest.c'), '-o', file('mutant/guest.wasm')) &&
    run('node', runGuest, 'run', file('mutant/guest.wasm'), file('data')),
};

// All witnesses must be content with the header itself.
writeFileSync(file('mutant/prog.wasm.h'), text);
for (const [name, isContent] of Object.entries(witnesses)) {
  if (!isContent()) {
    console.log(`${name}: the header itself is not taken`);
    process.exit(1);
  }
}
const noticed = {};
const kinds = {};
let count = 0;
let survivors = 0;
for (const {line, becomes, kind} of mutants()) {
  const changed = [...lines];
  changed[line] = becomes;
  writeFileSync(file('mutant/prog.wasm.h'), changed.join('\n'));
  const killer = Object.entries(witnesses).find(([, isContent]) => !isContent());
  count++;
  kinds[kind] = (kinds[kind] ?? 0) + 1;
  if (killer) {
    noticed[killer[0]] = (noticed[killer[0]] ?? 0) + 1;
  } else {
    survivors++;
    console.log(`survived (${kind}): ${lines[line].trim()}  ->  ${becomes.trim()}`);
  }
}
console.log(`${count} mutants:`, Object.entries(kinds).map(([kind, n]) => `${n} of a ${kind}`).join(', '));
console.log('noticed by:', Object.entries(noticed).map(([name, n]) => `${name} ${n}`).join(', '));
console.log(`mutation score ${(100 * (count - survivors) / count).toFixed(1)} %`);
process.exit(survivors === 0 && count > 100 ? 0 : 1);
