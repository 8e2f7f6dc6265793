#include "loader/events/event_printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "loader/events/value.h"
#include "support/error.h"
#include "support/json.h"
#include "support/terminal_text.h"

namespace ecc::loader {
namespace {

constexpr size_t kNarrowest = 6;
constexpr size_t kWidestText = 16;

std::string Dump(const Json& json) {
  return json.Dump();
}

// A stranger's bytes must not move the cursor of a terminal.
std::string Shown(std::string_view text) {
  return ReplaceControls(text, [](char32_t) { return "?"; });
}

std::string Cell(const Json& value) {
  return Shown(value.is_string() ? value.AsString() : Dump(value));
}

void CollectColumns(const layout::Model& model, const layout::Record& record,
                    std::vector<std::pair<std::string, size_t>>& columns) {
  for (const layout::Slot& slot : record.slots) {
    const layout::Field* field = layout::AsField(slot);
    if (field == nullptr)
      continue;
    if (field->name.empty()) {
      CollectColumns(model, model.records[field->type.index], columns);
      continue;
    }
    std::string name = Shown(field->name);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    size_t width = std::max(kNarrowest, name.size());
    bool is_text = field->type.kind == layout::TypeRef::Kind::kScalar &&
                   field->type.scalar.kind == layout::ScalarKind::kChar &&
                   !field->type.dims.empty();
    if (is_text)
      width = std::max(width, std::min<size_t>(field->size.bytes(), kWidestText));
    columns.emplace_back(name, width);
  }
}

}  // namespace

void EventPrinter::Print(const layout::Record& record, ByteView bytes) {
  if (format_ == EventFormat::kJson) {
    Write(Dump(DecodeRecord(model_, record, bytes)));
  } else {
    PrintRow(record, bytes);
  }
}

void EventPrinter::Write(std::string line) {
  line += '\n';
  if (fwrite(line.data(), 1, line.size(), out_) != line.size())
    throw Error(fmt::format("cannot write events: {}", strerror(errno)));
}

void EventPrinter::PrintHeader(const layout::Record& record) {
  std::vector<std::pair<std::string, size_t>> columns;
  CollectColumns(model_, record, columns);
  std::string line = "TIME     ";
  columns_.clear();
  for (const auto& [name, width] : columns) {
    columns_.push_back(line.size());
    line += fmt::format("{:<{}} ", name, width);
  }
  while (line.ends_with(' ')) line.pop_back();
  Write(line);
  last_ = &record;
}

void EventPrinter::PrintRow(const layout::Record& record, ByteView bytes) {
  if (last_ != &record)
    PrintHeader(record);
  time_t now = time(nullptr);
  tm local = {};
  localtime_r(&now, &local);
  std::string line =
      fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
  Json values = DecodeRecord(model_, record, bytes);
  size_t column = 0;
  for (const auto& [name, value] : values.members()) {
    line += ' ';
    if (column < columns_.size() && line.size() < columns_[column])
      line.resize(columns_[column], ' ');
    line += Cell(value);
    ++column;
  }
  Write(line);
}

}  // namespace ecc::loader
