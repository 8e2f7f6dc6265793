// Gives a guest of make_records the bytes of the object's .data section and runs it.
//   run_guest.mjs offsets MODEL.json          prints offsets.h
//   run_guest.mjs run GUEST.wasm DATA         prints the counts; exit code 1 when a field differs
import {readFileSync} from 'node:fs';

const [, , verb, file, dataFile] = process.argv;
if (verb === 'offsets') {
  const model = JSON.parse(readFileSync(file));
  const section = model.sections.find((s) => s.name === '.data');
  console.log(`#define DATA_SIZE ${section.size}`);
  for (const slot of model.records[section.record].slots) {
    if ('type' in slot) console.log(`#define OFFSET_${slot.name} ${slot.offset}`);
  }
} else {
  const {instance} = await WebAssembly.instantiate(readFileSync(file));
  const {memory, data, checks, failures, first_failure, run} = instance.exports;
  new Uint8Array(memory.buffer).set(readFileSync(dataFile), data.value);
  run();
  const read = (global) => new DataView(memory.buffer).getInt32(global.value, true);
  console.log(`${read(checks)} checks in the guest, ${read(failures)} failures`);
  if (read(failures) !== 0 || read(checks) === 0) {
    console.log(`the first is in line ${read(first_failure)} of guest.c`);
    process.exit(1);
  }
}
