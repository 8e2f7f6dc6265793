// A host of the `wasm_bpf` module that does nothing in a kernel: it writes down what the guest
// asks for.  host.mjs GUEST.wasm OBJECT_OUT; a second object goes to OBJECT_OUT.2
import {readFileSync, writeFileSync, writeSync} from 'node:fs';
import {WASI} from 'node:wasi';

const [, , guest, objectOut] = process.argv;
const wasi = new WASI({version: 'preview1', args: ['guest'], env: {}, returnOnExit: true});
let exports;
const bytes = (at, size) => new Uint8Array(exports.memory.buffer, at, size);
const text = (at) => {
  const all = new Uint8Array(exports.memory.buffer);
  return new TextDecoder().decode(all.slice(at, all.indexOf(0, at)));
};
const log = (...words) => writeSync(1, `host: ${words.join(' ')}\n`);
const hex = (at, size) => Buffer.from(bytes(at, size)).toString('hex');
const fds = {counts: 11, events: 12, '.bss': 13, '.rodata': 14, '.data': 15};
const store = new Map();
let polls = 0;
let loads = 0;

const wasm_bpf = {
  wasm_load_bpf_object(buffer, size) {
    writeFileSync(loads++ === 0 ? objectOut : `${objectOut}.${loads}`, bytes(buffer, size));
    return 77n;
  },
  wasm_close_bpf_object(handle) {
    log('close', handle);
    return 0;
  },
  wasm_attach_bpf_program(handle, name, target) {
    log('attach', text(name), JSON.stringify(text(target)), target !== 0);
    return text(name) === 'third' ? -95 : 0;  // its section does not say where
  },
  wasm_bpf_map_fd_by_name(handle, name) {
    return fds[text(name)] ?? -2;
  },
  wasm_bpf_map_operate(fd, command, key, value, next) {
    if (fd === -4) return -4;  // EINTR on Linux
    if (fd === 13) {
      log('bss', command, hex(key, 4), hex(value, 8));
      return 0;
    }
    const name = hex(key, 4);
    if (command === 1) {
      if (!store.has(name)) return -2;
      bytes(value, 8).set(store.get(name));
    } else if (command === 2) {
      store.set(name, bytes(value, 8).slice());
    } else if (command === 4) {
      if (store.has(name)) return -2;  // one key only: it is the last
      const [first] = store.keys();
      bytes(next, 4).set(Buffer.from(first, 'hex'));
    }
    return 0;
  },
  wasm_bpf_buffer_poll(handle, fd, callback, context, data, max) {
    log('poll', fd, max);
    if (++polls === 3) return -4;
    const call = exports.__indirect_function_table.get(callback);
    let result = 0;
    for (let i = 0; i < 2; ++i) {
      const view = new DataView(exports.memory.buffer);
      view.setInt32(data, polls * 10 + i, true);
      view.setBigInt64(data + 8, -5n, true);
      // As some hosts do: the second record is said to be larger than what was copied; the
      // callback's result is not heeded, and returned instead of a count.
      result = call(context, data, i === 0 ? 16 : max + 1000);
    }
    return result;
  },
};

const module = new WebAssembly.Module(readFileSync(guest));
for (const {module: from, name} of WebAssembly.Module.imports(module)) {
  if (from === 'wasm_bpf' && !(name in wasm_bpf)) throw new Error(`unknown import ${name}`);
}
const instance = new WebAssembly.Instance(module, {...wasi.getImportObject(), wasm_bpf});
exports = instance.exports;
process.exitCode = wasi.start(instance);
