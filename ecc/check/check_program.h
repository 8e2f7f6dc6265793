// Checks of a program that compiles: traps that show only when it is loaded, or later.
#pragma once

#include "ecc/job/job.h"
#include "ecc/program/program.h"

namespace ecc {

// All of them: warnings, and an Error for what the kernel of --min-kernel lacks.
void CheckProgram(const Job& job, const CompiledProgram& program);

// Helpers that are for GPL programs alone, and a licence that is none for the kernel.
void CheckLicence(const Job& job, const CompiledProgram& program);

// Bytes between members, which an assignment of all members leaves as they were.
void CheckPadding(const Job& job, const CompiledProgram& program);

// Types of the event header that no source mentions.
void CheckEventTypes(const Job& job, const CompiledProgram& program);

}  // namespace ecc
