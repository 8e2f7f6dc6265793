# SPDX-License-Identifier: MIT-0
# Where a guest starts.  The C library's own start file leaves the constructors to the linker, which
# then runs them, and the destructors, around every call of every export: also when the host calls in
# the middle of the program.  That this one calls them by name is what keeps the linker from it.
# In assembly, so that it is neither C nor C++.
	.functype	__wasm_call_ctors () -> ()
	.functype	__main_void () -> (i32)
	.functype	exit (i32) -> ()

	.text
	.globl	_start
	.type	_start,@function
	.export_name	_start, _start
_start:
	.functype	_start () -> ()
	call	__wasm_call_ctors
	call	__main_void
	call	exit
	end_function
