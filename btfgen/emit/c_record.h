// Records and enums as C definitions with their asserts.
#pragma once

#include "btfgen/layout/model.h"
#include "support/printer.h"

namespace ecc::emit {

// Prints the definition of a record that is not inline, and asserts on its size, its
// alignment and the offset of every addressable member, those of inline records included.
// `name` replaces the record's own, for the sections of a skeleton.
void PrintRecord(Printer& out, const layout::Model& model, const layout::Record& record,
                 const std::string& name);
// Its two parts.
void PrintRecordDefinition(Printer& out, const layout::Model& model,
                           const layout::Record& record, const std::string& name);
void PrintRecordAsserts(Printer& out, const layout::Model& model, const layout::Record& record,
                        const std::string& name);

// An enum that C can define (IsPrintable), and the asserts on its values.
void PrintEnumDefinition(Printer& out, const layout::Enum& e);
void PrintEnumAsserts(Printer& out, const layout::Enum& e);

}  // namespace ecc::emit
