// Prints what a module imports, one function a line: "module.name (i32, i64) -> i32".
//   imports.mjs MODULE.wasm
import {readFileSync} from 'node:fs';

const bytes = readFileSync(process.argv[2]);
let at = 8;
const byte = () => bytes[at++];
const number = () => {
  let value = 0;
  for (let shift = 0;; shift += 7) {
    const next = byte();
    value += (next & 0x7f) * 2 ** shift;
    if (next < 0x80) return value;
  }
};
const name = () => {
  const size = number();
  at += size;
  return bytes.subarray(at - size, at).toString();
};
const list = (read) => Array.from({length: number()}, read);
const types = {0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64'};
let functions = [];
while (at < bytes.length) {
  const id = byte(), size = number(), end = at + size;
  if (id === 1) {
    functions = list(() => {
      byte();
      const params = list(() => types[byte()]), results = list(() => types[byte()]);
      return `(${params.join(', ')}) -> ${results.join(', ') || 'nothing'}`;
    });
  } else if (id === 2) {
    for (const line of list(() => {
           const module = name(), field = name(), kind = byte();
           return kind === 0 ? `${module}.${field} ${functions[number()]}` : `${module}.${field} is no function`;
         }))
      console.log(line);
  }
  at = end;
}
