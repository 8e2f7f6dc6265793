#include "support/diagnostics_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "support/command_line.h"
#include "support/error.h"
#include "support/json.h"
#include "support/text.h"
#include "support/version.h"

namespace ecc {
namespace {

std::string Dump(const Json& json, int indent) {
  // Paths and clang's quotations of a source may be no UTF-8.
  return json.Dump(indent) + "\n";
}

void AddPlace(const Place& place, Json& json) {
  if (!place.file.empty())
    json["file"] = place.file;
  if (place.line != 0)
    json["line"] = place.line;
  if (place.column != 0)
    json["column"] = place.column;
  if (place.end_column != 0)
    json["endColumn"] = place.end_column;
  if (!place.part.empty())
    json["part"] = place.part;
}

Json ToJson(const Diagnostic& diagnostic) {
  Json json = {{"level", LevelName(diagnostic.level)}};
  if (!diagnostic.code.empty())
    json["code"] = diagnostic.code;
  AddPlace(diagnostic.place, json);
  json["message"] = diagnostic.message;
  if (!diagnostic.notes.empty()) {
    json["notes"] = Json::MakeArray();
    for (const Diagnostic& note : diagnostic.notes) json["notes"].Add(ToJson(note));
  }
  if (!diagnostic.help.empty())
    json["help"] = diagnostic.help;
  return json;
}

// A path as a URI reference: relative ones stay relative.
std::string Uri(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (char c : path) {
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') ||
                    std::string_view("/._-~").find(c) != std::string_view::npos;
    uri += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json SarifLocation(const Json& place) {
  Json location;
  Json& physical = location["physicalLocation"];
  physical["artifactLocation"] = {{"uri", Uri(place["file"].AsString())}};
  if (place.Has("line")) {
    Json& region = physical["region"];
    region["startLine"] = place["line"];
    if (place.Has("column"))
      region["startColumn"] = place["column"];
    if (place.Has("endColumn"))
      region["endColumn"] = place["endColumn"];
  }
  if (place.Has("part"))
    location["logicalLocations"] = Json::MakeArray({Json{{"name", place["part"]}}});
  return location;
}

Json SarifResult(const Json& line, size_t rule) {
  Json result = {{"ruleId", line["code"]}, {"ruleIndex", rule}, {"level", line["level"]}};
  std::string text = line["message"].AsString();
  Json related = Json::MakeArray();
  if (line.Has("notes")) {
    for (const Json& note : line["notes"].elements()) {
      if (note.Has("file")) {
        related.Add(SarifLocation(note))["message"] = {{"text", note["message"]}};
      } else {
        text += "\nnote: " + note["message"].AsString();
      }
    }
  }
  if (line.Has("help"))
    text += "\nhelp: " + line["help"].AsString();
  result["message"] = {{"text", text}};
  result["locations"] = Json::MakeArray();
  if (line.Has("file"))
    result["locations"].Add(SarifLocation(line));
  if (!related.empty())
    result["relatedLocations"] = related;
  return result;
}

// A line at once, so that those of several threads come out as their text would.
class JsonSink : public DiagnosticSink {
 public:
  void Take(const Diagnostic& diagnostic) override { WriteToStderr(JsonLine(diagnostic)); }
  void Finish() override {}
};

// Keeps the lines of JSON until there are no more, and then writes them as one document.
class SarifSink : public JsonSink {
 public:
  void Finish() override {
    capture_.reset();
    WriteToStderr(SarifDocument(lines_));
  }

 private:
  std::string lines_;
  std::optional<CapturedMessages> capture_{lines_};
};

}  // namespace

std::string JsonLine(const Diagnostic& diagnostic) {
  return Dump(ToJson(diagnostic), -1);
}

std::string SarifDocument(std::string_view lines) {
  Json rules = Json::MakeArray();
  Json results = Json::MakeArray();
  bool is_good = true;
  while (!lines.empty()) {
    const Json line = ParseJson(TakeLine(lines));
    const Json::Array& known = rules.elements();
    auto rule = std::find_if(known.begin(), known.end(),
                             [&](const Json& one) { return one["id"] == line["code"]; });
    auto index = static_cast<size_t>(rule - known.begin());
    if (rule == known.end())
      rules.Add({{"id", line["code"]}});
    is_good &= line["level"].AsString() != "error";
    results.Add(SarifResult(line, index));
  }
  Json driver = {{"name", "ecc"}, {"version", kVersion}, {"rules", rules}};
  Json run = {{"tool", Json{{"driver", driver}}},
              {"invocations", Json::MakeArray({Json{{"executionSuccessful", is_good}}})},
              {"results", results}};
  Json document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::MakeArray({run})}};
  return Dump(document, 2);
}

void UseDiagnosticsFormat(const std::vector<std::string>& args) {
  constexpr std::string_view kOption = "--diagnostics";
  static std::unique_ptr<DiagnosticSink> sink;
  std::string value;
  for (size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    if (args[i] == kOption && i + 1 < args.size())
      value = args[i + 1];
    else if (args[i].starts_with(std::string(kOption) + "="))
      value = args[i].substr(kOption.size() + 1);
  }
  if (value == "json") {
    sink = std::make_unique<JsonSink>();
  } else if (value == "sarif") {
    sink = std::make_unique<SarifSink>();
  } else if (!value.empty() && value != "text") {
    RefuseWord(fmt::format("--diagnostics is text, json or sarif, not '{}'", value), value,
               {"text", "json", "sarif"});
  }
  SetDiagnosticSink(sink.get());
}

}  // namespace ecc
