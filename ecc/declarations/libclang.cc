// The only file that talks to libclang: a module of its own, opened when it is needed, because
// loading libclang takes as long as compiling a small program.

#include <clang-c/Index.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <set>

#include "ecc/declarations/libclang_module.h"
#include "support/codes.h"
#include "support/version.h"

namespace ecc {
namespace {

std::string ToString(CXString string) {
  const char* text = clang_getCString(string);
  std::string result = text != nullptr ? text : "";
  clang_disposeString(string);
  return result;
}

// Runs `visit` on each child.  No exception may cross libclang, so `visit` must not throw.
template <typename Visitor>
void VisitChildren(CXCursor parent, Visitor visit) {
  clang_visitChildren(
      parent,
      [](CXCursor cursor, CXCursor, CXClientData data) {
        (*static_cast<Visitor*>(data))(cursor);
        return CXChildVisit_Continue;
      },
      &visit);
}

// Makes a Diagnostic to throw: the other side of this module catches it and makes an Error of
// it.
Diagnostic Refusal(Code code, std::string message, std::string help = "") {
  return {Diagnostic::Level::kError,
          std::string(code.name),
          {},
          std::move(message),
          {},
          std::move(help)};
}

struct TypeDefinition {
  CXCursor cursor;
  std::string spelling;
};

// The typedefs that event headers usually take from vmlinux.h.  C lets a typedef be repeated.
constexpr const char* kUsualTypedefs = R"(
typedef _Bool bool;
typedef signed char s8, __s8;
typedef unsigned char u8, __u8;
typedef short s16, __s16;
typedef unsigned short u16, __u16, __be16, __le16;
typedef int s32, __s32, pid_t;
typedef unsigned int u32, __u32, __be32, __le32, uid_t, gid_t;
typedef long long s64, __s64;
typedef unsigned long long u64, __u64, __be64, __le64;
typedef unsigned long size_t;
)";

// How many directives of a text may depend on what stands before it.  Counts too many rather
// than too few: also those in comments, and whatever hides behind a '#'.
size_t CountConditionals(std::string_view text) {
  size_t count = text.find("%:") != text.npos || text.find("??") != text.npos ? 2 : 0;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    size_t hash = line.find('#');
    if (hash == line.npos)
      continue;
    line.remove_prefix(hash + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    bool is_hidden = line.empty() || line.front() == '\\' || line.front() == '/';
    if (is_hidden || line.starts_with("if") || line.starts_with("el"))
      ++count;
  }
  return count;
}

class TranslationUnit {
 public:
  // Parses `file`; `prelude`, if there is one, is C that comes before it.
  TranslationUnit(const Job& job, const std::vector<std::string>& flags,
                  const std::string& file, const char* prelude = nullptr)
      : job_(job), index_(clang_createIndex(0, 0)) {
    std::vector<const char*> args = {"-x", "c"};
    constexpr const char* kPreludeFile = "/ecc-prelude.h";
    CXUnsavedFile unsaved = {kPreludeFile, prelude, prelude != nullptr ? strlen(prelude) : 0};
    if (prelude != nullptr)
      args.insert(args.end(), {"-include", kPreludeFile});
    for (size_t i = 0; i < flags.size(); ++i) {
      // libclang may be older than the clang that compiles, and not know its CPUs and its
      // options for generating code; a declaration does not depend on them.
      if (flags[i] == "-mllvm") {
        ++i;
      } else if (!flags[i].starts_with("-mcpu=")) {
        args.push_back(flags[i].c_str());
      }
    }
    unsigned settings = CXTranslationUnit_SkipFunctionBodies | CXTranslationUnit_KeepGoing;
    CXErrorCode error = clang_parseTranslationUnit2(
        index_, file.c_str(), args.data(), static_cast<int>(args.size()), &unsaved,
        prelude != nullptr ? 1 : 0, settings, &unit_);
    if (error != CXError_Success) {
      clang_disposeIndex(index_);
      throw Refusal(code::kCompile, fmt::format("libclang cannot parse '{}'", file));
    }
  }
  ~TranslationUnit() {
    clang_disposeTranslationUnit(unit_);
    clang_disposeIndex(index_);
  }
  TranslationUnit(const TranslationUnit&) = delete;
  TranslationUnit& operator=(const TranslationUnit&) = delete;

  // Returns the types that the event header defines, when this unit is the header alone;
  // nothing when these may not be the types that it defines inside the program.
  std::optional<Declarations> EventTypesAlone(const std::string& text) {
    CXFile header = clang_getFile(unit_, job_.unit.headers().front().c_str());
    size_t guards = clang_isFileMultipleIncludeGuarded(unit_, header) != 0 ? 1 : 0;
    if (HasErrors() || CountConditionals(text) > guards)
      return std::nullopt;
    Declarations declarations = EventTypesIn({header}, nullptr);
    if (declarations.event_types.empty())
      return std::nullopt;
    return declarations;
  }

  Declarations EventTypes() {
    std::vector<CXFile> headers;
    for (const std::string& name : job_.unit.headers())
      headers.push_back(clang_getFile(unit_, name.c_str()));
    for (size_t i = 0; i < job_.unit.event_headers.size(); ++i) {
      if (IsIncluded(headers[i]))
        continue;
      // After an error the header may just not have been reached; clang will tell.
      if (HasErrors())
        return {};
      throw Refusal(code::kNotIncluded,
                    fmt::format("'{}' does not include the event header '{}'", job_.unit.source,
                                job_.unit.event_headers[i]),
                    "include it, or leave it out of the command line");
    }
    std::vector<std::string> only_declared;
    Declarations declarations = EventTypesIn(headers, &only_declared);
    // Headers that nobody named may have macros only.
    if (declarations.event_types.empty() && !HasErrors() && !job_.unit.event_headers.empty()) {
      std::string what = only_declared.empty()
                             ? "defines no struct, union or enum"
                             : fmt::format("declares '{}', but the program never defines it",
                                           only_declared.front());
      throw Refusal(
          code::kNoEventType,
          fmt::format("the event header '{}' {}", job_.unit.event_headers.front(), what),
          "define the event's type there, or leave the header out of the command line");
    }
    return declarations;
  }

  std::map<std::string, std::string> Comments() {
    std::map<std::string, std::string> comments;
    CXFile source = clang_getFile(unit_, job_.unit.source.c_str());
    std::string before;  // a map's comment stands before its anonymous struct
    VisitChildren(clang_getTranslationUnitCursor(unit_), [&](CXCursor cursor) {
      if (!IsIn(cursor, source))
        return;
      std::string comment = ToString(clang_Cursor_getRawCommentText(cursor));
      CXCursorKind kind = clang_getCursorKind(cursor);
      if (kind == CXCursor_StructDecl) {
        before = IsAnonymous(cursor) ? comment : "";
        return;
      }
      if (kind == CXCursor_VarDecl && comment.empty())
        comment = before;
      before.clear();
      if (kind != CXCursor_VarDecl && kind != CXCursor_FunctionDecl)
        return;
      if (!comment.empty())
        comments[ToString(clang_getCursorSpelling(cursor))] = comment;
    });
    return comments;
  }

  layout::EnumeratorsByName Enumerators() {
    layout::EnumeratorsByName facts;
    clang_visitChildren(
        clang_getTranslationUnitCursor(unit_),
        [](CXCursor cursor, CXCursor parent, CXClientData data) {
          if (clang_getCursorKind(cursor) != CXCursor_EnumConstantDecl)
            return CXChildVisit_Recurse;
          auto& known = *static_cast<layout::EnumeratorsByName*>(data);
          known[ToString(clang_getCursorSpelling(cursor))] = {Value(cursor, parent),
                                                              IsSigned(parent)};
          return CXChildVisit_Continue;
        },
        &facts);
    return facts;
  }

 private:
  static bool IsSigned(CXCursor enumeration) {
    CXTypeKind carrier = clang_getCanonicalType(clang_getEnumDeclIntegerType(enumeration)).kind;
    return carrier == CXType_Int || carrier == CXType_Long || carrier == CXType_LongLong ||
           carrier == CXType_Short || carrier == CXType_SChar || carrier == CXType_Char_S;
  }

  static uint64_t Value(CXCursor enumerator, CXCursor enumeration) {
    return IsSigned(enumeration)
               ? static_cast<uint64_t>(clang_getEnumConstantDeclValue(enumerator))
               : clang_getEnumConstantDeclUnsignedValue(enumerator);
  }

  static layout::Enum ReadEnum(CXCursor enumeration) {
    layout::Enum result;
    result.is_signed = IsSigned(enumeration);
    result.size =
        static_cast<uint32_t>(clang_Type_getSizeOf(clang_getEnumDeclIntegerType(enumeration)));
    VisitChildren(enumeration, [&](CXCursor child) {
      if (clang_getCursorKind(child) == CXCursor_EnumConstantDecl) {
        result.enumerators.push_back(
            {ToString(clang_getCursorSpelling(child)), Value(child, enumeration)});
      }
    });
    return result;
  }

  Declarations EventTypesIn(const std::vector<CXFile>& headers,
                            std::vector<std::string>* only_declared) {
    std::vector<TypeDefinition> definitions;
    std::vector<CXCursor> anonymous_enums;
    VisitChildren(clang_getTranslationUnitCursor(unit_), [&](CXCursor cursor) {
      if (std::none_of(headers.begin(), headers.end(),
                       [&](CXFile header) { return IsIn(cursor, header); }))
        return;
      std::string spelling = Spelling(cursor);
      if (spelling.empty()) {
        if (clang_getCursorKind(cursor) == CXCursor_EnumDecl)
          anonymous_enums.push_back(cursor);
        return;
      }
      if (clang_isCursorDefinition(cursor)) {
        definitions.push_back({cursor, spelling});
      } else if (only_declared != nullptr &&
                 clang_Cursor_isNull(clang_getCursorDefinition(cursor))) {
        only_declared->push_back(spelling);
      }
    });
    Declarations declarations;
    declarations.event_types = ContainersFirst(definitions);
    for (CXCursor anonymous : anonymous_enums) {
      bool is_named = std::any_of(
          definitions.begin(), definitions.end(), [&](const TypeDefinition& definition) {
            CXType type = clang_getCanonicalType(clang_getCursorType(definition.cursor));
            return clang_equalCursors(clang_getTypeDeclaration(type), anonymous) != 0;
          });
      if (!is_named)
        declarations.constants.push_back(ReadEnum(anonymous));
    }
    return declarations;
  }

  // libclang makes a CXFile of any path; only some were read for this unit.
  bool IsIncluded(CXFile file) const {
    struct Search {
      CXFile wanted;
      bool found = false;
    } search{file};
    if (file == nullptr)
      return false;
    clang_getInclusions(
        unit_,
        [](CXFile included, CXSourceLocation*, unsigned, CXClientData data) {
          auto* target = static_cast<Search*>(data);
          if (clang_File_isEqual(included, target->wanted) != 0)
            target->found = true;
        },
        &search);
    return search.found;
  }

  static bool IsIn(CXCursor cursor, CXFile file) {
    CXFile where = nullptr;
    clang_getExpansionLocation(clang_getCursorLocation(cursor), &where, nullptr, nullptr,
                               nullptr);
    return where != nullptr && file != nullptr && clang_File_isEqual(where, file) != 0;
  }

  // How C names the type that a cursor introduces; empty for a cursor that introduces none, and
  // for an anonymous one, which its typedef names.
  static std::string Spelling(CXCursor cursor) {
    if (clang_getCursorKind(cursor) == CXCursor_TypedefDecl) {
      CXCursor target = clang_getTypeDeclaration(
          clang_getCanonicalType(clang_getTypedefDeclUnderlyingType(cursor)));
      bool names_anonymous = IsTag(target) && IsAnonymous(target);
      return names_anonymous ? ToString(clang_getCursorSpelling(cursor)) : "";
    }
    if (!IsTag(cursor) || IsAnonymous(cursor))
      return "";
    return ToString(clang_getTypeSpelling(clang_getCursorType(cursor)));
  }

  static bool IsTag(CXCursor cursor) {
    CXCursorKind kind = clang_getCursorKind(cursor);
    return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl ||
           kind == CXCursor_EnumDecl;
  }

  // A tag is spelled with its keyword.  What has none is spelled by its typedef, or by an
  // invention such as "struct (unnamed at …)", depending on libclang's version.
  static bool IsAnonymous(CXCursor cursor) {
    std::string spelling = ToString(clang_getTypeSpelling(clang_getCursorType(cursor)));
    return spelling.find(' ') == std::string::npos || spelling.find('(') != std::string::npos;
  }

  // Readers of packages that know one event type take the first: it must be an event, not a
  // part of one.
  static std::vector<std::string> ContainersFirst(
      const std::vector<TypeDefinition>& definitions) {
    std::set<std::string> contained;
    for (const TypeDefinition& definition : definitions) {
      clang_Type_visitFields(
          clang_getCanonicalType(clang_getCursorType(definition.cursor)),
          [](CXCursor field, CXClientData data) {
            CXType type = clang_getCanonicalType(clang_getCursorType(field));
            while (clang_getArrayElementType(type).kind != CXType_Invalid) {
              type = clang_getCanonicalType(clang_getArrayElementType(type));
            }
            static_cast<std::set<std::string>*>(data)->insert(
                ToString(clang_getCursorUSR(clang_getTypeDeclaration(type))));
            return CXVisit_Continue;
          },
          &contained);
    }
    auto is_contained = [&](const TypeDefinition& definition) {
      CXCursor declaration = clang_getTypeDeclaration(
          clang_getCanonicalType(clang_getCursorType(definition.cursor)));
      return contained.contains(ToString(clang_getCursorUSR(declaration)));
    };
    std::vector<std::string> names;
    for (bool last : {false, true}) {
      for (const TypeDefinition& definition : definitions) {
        bool is_enum = definition.spelling.starts_with("enum ");
        if ((is_enum || is_contained(definition)) == last)
          names.push_back(definition.spelling);
      }
    }
    return names;
  }

  bool HasErrors() const {
    for (unsigned i = 0; i < clang_getNumDiagnostics(unit_); ++i) {
      CXDiagnostic diagnostic = clang_getDiagnostic(unit_, i);
      CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(diagnostic);
      clang_disposeDiagnostic(diagnostic);
      if (severity >= CXDiagnostic_Error)
        return true;
    }
    return false;
  }

  const Job& job_;
  CXIndex index_;
  CXTranslationUnit unit_ = nullptr;
};

Declarations Read(const Job& job, const std::vector<std::string>& flags) {
  TranslationUnit unit(job, flags, job.unit.source);
  Declarations declarations;
  if (!job.unit.headers().empty())
    declarations = unit.EventTypes();
  declarations.comments = unit.Comments();
  return declarations;
}

std::optional<Declarations> ReadAlone(const Job& job, const std::vector<std::string>& flags,
                                      const std::string& header_text) {
  TranslationUnit unit(job, flags, job.unit.headers().front(), kUsualTypedefs);
  return unit.EventTypesAlone(header_text);
}

layout::EnumeratorsByName ReadEnums(const Job& job, const std::vector<std::string>& flags) {
  return TranslationUnit(job, flags, job.unit.source).Enumerators();
}

}  // namespace
}  // namespace ecc

extern "C" __attribute__((visibility("default"))) const ecc::DeclarationReader*
ecc_declaration_reader() {
  static const ecc::DeclarationReader reader = {ecc::kVersion, ecc::Read, ecc::ReadAlone,
                                                ecc::ReadEnums};
  return &reader;
}
