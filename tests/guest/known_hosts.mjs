// A host of the six functions with the quirks of one of the hosts that guests meet, as the table of
// docs/guest-abi.md tells them; it knows nothing of ecc_guest_abi.  known_hosts.mjs a|b|c GUEST.wasm
//   a: traps for bad pointers or answers -14; every record; returns the count; tells the full size
//   b: answers -1, +22 or 0; only the last record of a poll; returns the function's value
//   c: traps; every record; a negative value of the function ends the poll
import {readFileSync, writeSync} from 'node:fs';
import {WASI} from 'node:wasi';

const [, , quirks, guest] = process.argv;
const wasi = new WASI({version: 'preview1', args: ['guest'], env: {}, returnOnExit: true});
let exports;
const memory = () => new Uint8Array(exports.memory.buffer);
const text = (at) => new TextDecoder().decode(memory().slice(at, memory().indexOf(0, at)));
const log = (...words) => writeSync(1, `host: ${words.join(' ')}\n`);
const handle = 9n;
let open = false;
let polled;  // one buffer for each object: the first that is polled
const badHandle = () => {
  if (quirks === 'c') throw new Error('bad handle');
  return quirks === 'a' ? -22 : -1;
};

// Records of these sizes: right, too short, empty, longer than the guest's buffer.
const sizes = [64, 3, 0, 100000, 64];

const wasm_bpf = {
  wasm_load_bpf_object: () => {
    open = true;
    return handle;
  },
  wasm_close_bpf_object: (h) => {
    if (h !== handle || !open) return quirks === 'a' ? 0 : badHandle();
    open = false;
    log('close');
    return 0;
  },
  wasm_attach_bpf_program: (h, name, target) => {
    if (h !== handle) return badHandle();
    // Hosts a and c read a string even at address 0.
    log('attach', text(name), JSON.stringify(quirks === 'b' && target === 0 ? '' : text(target)));
    return text(name) === 'third' ? (quirks === 'b' ? -1 : -95) : 0;
  },
  wasm_bpf_map_fd_by_name: (h, name) => {
    if (h !== handle) return badHandle();
    return {events: 20, counts: 21, '.bss': 22}[text(name)] ?? (quirks === 'b' ? -1 : -2);
  },
  wasm_bpf_map_operate: (fd, command) => {
    if (fd !== 21 && fd !== 22) return quirks === 'b' ? -1 : -9;
    // What host b answers to a bad pointer: positive, and no success.
    if (command === 4) return quirks === 'b' ? 22 : -14;
    return command > 4 ? -22 : 0;
  },
  wasm_bpf_buffer_poll: (h, fd, fn, ctx, data, max) => {
    if (h !== handle) return badHandle();
    polled ??= fd;
    const call = exports.__indirect_function_table.get(fn);
    let result = 0, count = 0;
    const records = quirks === 'b' ? sizes.slice(-1) : sizes;
    for (const size of records) {
      const copied = Math.min(size, max, 4096);
      memory().fill(0, data, data + copied);
      if (copied >= 4) memory()[data] = count + 1;
      result = call(ctx, data, quirks === 'b' ? copied : size);
      count++;
      if (quirks === 'c' && result < 0) return result;
    }
    return quirks === 'b' ? result : count;
  },
};

const module = new WebAssembly.Module(readFileSync(guest));
const instance = new WebAssembly.Instance(module, {...wasi.getImportObject(), wasm_bpf});
exports = instance.exports;
process.exitCode = wasi.start(instance);
