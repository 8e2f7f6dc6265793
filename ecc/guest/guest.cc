// A guest is user space as it is written for libbpf.  Its compiler finds our headers instead of
// libbpf's, and, where it includes the event header, the generated types by remapping the path:
// a second layout of a shared type cannot be seen.
#include "ecc/guest/guest.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include "ecc/clang/clang_diagnostics.h"
#include "ecc/clang/runtime_headers.h"
#include "ecc/guest/event_header.h"
#include "ecc/guest/shared_headers.h"
#include "ecc/job/prerequisites.h"
#include "support/c_source.h"
#include "support/codec.h"
#include "support/error.h"
#include "support/install_places.h"
#include "support/leb128.h"
#include "support/package_section.h"
#include "support/process.h"
#include "support/text.h"

namespace ecc {
namespace {

constexpr const char* kWasiInclude = "/usr/include/wasm32-wasi";

bool IsCxx(const std::string& source) {
  std::string extension = std::filesystem::path(source).extension();
  return extension == ".cc" || extension == ".cpp" || extension == ".cxx" || extension == ".C";
}

std::string GuestHeaders() {
  std::string directory = RuntimeHeaders();
  if (directory.empty()) {
    throw Error(code::kNoGuestHeaders, "cannot find the headers of guests (libbpf-wasm.h)",
                "install ecc as a whole: cmake --install");
  }
  return directory;
}

// The sources, and what they include from beside them.
std::vector<std::string> WithIncludes(const std::vector<std::string>& sources,
                                      SourceFiles& read) {
  std::vector<std::string> files = sources;
  for (size_t i = 0; i < files.size(); ++i) {
    std::string_view text = read.Read(files[i]);
    std::filesystem::path directory = std::filesystem::path(files[i]).parent_path();
    while (!text.empty()) {
      std::optional<IncludeLine> include = ParseInclude(TakeLine(text));
      if (!include || !include->is_quoted)
        continue;
      std::string file = directory / include->name;
      std::error_code ignored;
      if (std::filesystem::is_regular_file(file, ignored) &&
          std::find(files.begin(), files.end(), file) == files.end()) {
        files.push_back(file);
      }
    }
  }
  return files;
}

// A float in a format costs 5 KB of libc: linked where a source has one.
bool PrintsFloats(const std::vector<std::string>& sources, SourceFiles& read) {
  std::vector<std::string> files = WithIncludes(sources, read);
  return std::any_of(files.begin(), files.end(),
                     [&](const std::string& file) { return HasFloatFormat(read.Read(file)); });
}

// The C library's own is five times as large; C++ programs allocate much, and get that.
bool WantsSmallMalloc(const std::vector<std::string>& sources) {
  return std::none_of(sources.begin(), sources.end(), IsCxx);
}

struct HostHeader {
  std::string_view prefix;
  std::string_view help;
};

// Headers that only a host has, with advice on how to do without them.
constexpr auto kHostHeaders = std::to_array<HostHeader>({
    {"linux/", "install the kernel's headers for user space (Debian: linux-libc-dev)"},
    {"asm/", "install the kernel's headers for user space (Debian: linux-libc-dev)"},
    {"sys/socket.h", "attach to an interface by its name: bpf_set_prog_attach_target()"},
    {"netinet/", "take the constants that you need from the event header"},
    {"pthread.h", "poll several buffers together: ring_buffer__add()"},
    {"sys/wait.h", "a guest starts no processes: let the shell do so"},
    {"setjmp.h", "return errors instead"},
    {"sys/mman.h", "globals of the program are skel->bss, skel->data"},
});

// Explains a failure by what the sources include and WASI does not have.
void ExplainHeaders(const std::string& source, std::string_view text,
                    const std::vector<std::string>& directories) {
  for (size_t number = 1; !text.empty(); ++number) {
    std::optional<IncludeLine> include = ParseInclude(TakeLine(text));
    if (!include)
      continue;
    std::string header(include->name);
    auto has = [&](const std::string& directory) {
      return access((directory + "/" + header).c_str(), R_OK) == 0;
    };
    if (std::any_of(directories.begin(), directories.end(), has) ||
        !(has("/usr/include") || has(kMultiarchInclude))) {
      continue;
    }
    auto known =
        std::find_if(kHostHeaders.begin(), kHostHeaders.end(),
                     [&](const HostHeader& one) { return header.starts_with(one.prefix); });
    throw Error(code::kHostHeader, AtLine(source, number),
                fmt::format("<{}> is the host's; WASI does not have it", header),
                known == kHostHeaders.end() ? "leave it out, or what needs it" : known->help);
  }
}

class GuestCompiler {
 public:
  GuestCompiler(const Job& job, const std::string& types_header,
                const Declarations& declarations)
      : job_(job), runtime_(GuestHeaders()), types_header_(types_header) {
    types_.insert(declarations.event_types.begin(), declarations.event_types.end());
    for (const layout::Enum& constant : declarations.constants) {
      for (const layout::Enumerator& one : constant.enumerators) types_.insert(one.name);
    }
  }

  std::string Compile(const std::vector<OutputFile>& headers, Prerequisites& read) {
    CheckToolchain();
    std::vector<OutputFile> files;
    for (const OutputFile& header : headers)
      files.push_back({directory_.path() + "/" + header.path, header.content});
    for (const auto& [header, shadow] : EventHeaders())
      files.push_back({shadow, fmt::format("#include \"{}\"\n#line 1\n", types_header_) +
                                   WithoutTypes(job_.files.Read(header), types_)});
    WriteFilesIfChanged(files);
    LinkKernelHeaders();
    std::string module = directory_.path() + "/guest.wasm";
    std::vector<std::string> argv = Command(module);
    if (job_.options.verbose)
      PrintNote(JoinForDisplay(argv));
    bool is_data = GetDiagnosticSink() != nullptr;
    ProcessResult result = Run(argv, is_data ? Capture::kErrors : Capture::kNothing);
    if (is_data)
      EmitClangDiagnostics(result.output);
    if (!result.found)
      throw Error(code::kNoClang, fmt::format("there is no '{}'", argv[0]),
                  "install clang, or name one with -c");
    if (result.exit_code != 0) {
      std::vector<std::string> directories = SystemDirectories();
      directories.push_back(KernelHeaders());
      for (const std::string& source : job_.options.guest_sources)
        ExplainHeaders(source, job_.files.Read(source), directories);
      throw Error(code::kGuest,
                  fmt::format("the guest does not compile (clang's exit code is {})",
                              result.exit_code));
    }
    if (job_.options.lists_prerequisites)
      Tell(read);
    return ReadFile(module);
  }

 private:
  // clang -MD writes one file for all sources, each over that of the one before.  This list
  // grows.
  std::string HeaderList() const { return directory_.path() + "/headers"; }

  void Tell(Prerequisites& read) const {
    for (const std::string& source : job_.options.guest_sources) read.Add(source);
    if (WantsSmallMalloc(job_.options.guest_sources))
      read.Add(runtime_ + "/guest-malloc.c");
    read.Add(runtime_ + "/guest-start.s");
    if (access(HeaderList().c_str(), R_OK) == 0)
      read.AddLines(ReadFile(HeaderList()));
    read.Drop(directory_.path());
  }

  // Each with the file that is read in its place.
  std::map<std::string, std::string> EventHeaders() const {
    std::map<std::string, std::string> headers;
    for (const Unit& unit : job_.options.units) {
      for (const std::string& header : unit.headers())
        headers.emplace(header,
                        fmt::format("{}/event-header-{}.h", directory_.path(), headers.size()));
    }
    return headers;
  }

  // The kernel's headers for user space lie among the host's, which must not be found.
  std::string KernelHeaders() const { return directory_.path() + "/kernel"; }
  void LinkKernelHeaders() const {
    std::filesystem::create_directory(KernelHeaders());
    for (const char* name : {"linux", "asm-generic", "asm"}) {
      bool is_machines = std::string_view(name) == "asm";
      std::string target =
          fmt::format("{}/{}", is_machines ? kMultiarchInclude : "/usr/include", name);
      if (access(target.c_str(), R_OK) == 0)
        std::filesystem::create_directory_symlink(target, KernelHeaders() + "/" + name);
    }
  }

  void CheckToolchain() const {
    if (!job_.options.wasi_sdk.empty()) {
      if (access((job_.options.wasi_sdk + "/share/wasi-sysroot").c_str(), R_OK) != 0) {
        throw Error(code::kNoWasiLibc,
                    fmt::format("'{}' is no wasi-sdk: it has no share/wasi-sysroot",
                                job_.options.wasi_sdk));
      }
      return;
    }
    if (access(kWasiInclude, R_OK) != 0) {
      throw Error(
          code::kNoWasiLibc, "there is no wasi-libc, which guests are linked with",
          "install it (Debian: apt-get install wasi-libc libclang-rt-dev-wasm32 lld), or "
          "name a wasi-sdk with --wasi-sdk DIR");
    }
  }

  // In the order in which they are searched.
  std::vector<std::string> SystemDirectories() const {
    std::vector<std::string> directories = {directory_.path(), runtime_};
    if (job_.options.wasi_sdk.empty()) {
      directories.push_back(std::string(kWasiInclude) + "/c++/v1");
      directories.push_back(kWasiInclude);
    }
    return directories;
  }

  std::vector<std::string> Command(const std::string& module) const {
    const std::vector<std::string>& sources = job_.options.guest_sources;
    bool is_cxx = std::any_of(sources.begin(), sources.end(), IsCxx);
    std::vector<std::string> argv = {job_.options.wasi_sdk.empty()
                                         ? job_.options.clang
                                         : job_.options.wasi_sdk + "/bin/clang",
                                     "--target=wasm32-wasi", "-Oz", "-fno-exceptions"};
    if (is_cxx)
      argv.push_back("--driver-mode=g++");
    // The host's headers must not be found: what they describe is not there.
    if (job_.options.wasi_sdk.empty()) {
      argv.push_back("-nostdlibinc");
    } else {
      argv.push_back("--sysroot=" + job_.options.wasi_sdk + "/share/wasi-sysroot");
    }
    for (const std::string& directory : SystemDirectories())
      argv.insert(argv.end(), {"-isystem", directory});
    for (const auto& [header, shadow] : EventHeaders()) {
      // Its types would have the guest's layout.
      argv.insert(argv.end(), {"-Xclang", "-remap-file", "-Xclang", header + ";" + shadow});
    }
    // Paths in messages and assertions do not tell where the guest was built.
    argv.push_back(fmt::format("-ffile-prefix-map={}=.", directory_.path()));
    if (job_.options.lists_prerequisites) {
      argv.insert(argv.end(), {"-Xclang", "-header-include-file", "-Xclang", HeaderList(),
                               "-Xclang", "-sys-header-deps"});
    }
    AddProgramsArguments(argv);
    argv.insert(argv.end(), job_.options.guest_args.begin(), job_.options.guest_args.end());
    if (GetDiagnosticSink() != nullptr) {
      std::vector<std::string> plain = OneLineDiagnostics();
      argv.insert(argv.end(), plain.begin(), plain.end());
    }
    argv.insert(argv.end(), sources.begin(), sources.end());
    if (WantsSmallMalloc(sources))
      argv.push_back(runtime_ + "/guest-malloc.c");
    argv.insert(argv.end(), {"-nostartfiles", runtime_ + "/guest-start.s"});
    // A stack of Linux's order, and at the bottom: what overflows it traps, instead of writing
    // over the guest's data.
    argv.insert(argv.end(), {"-Wl,-z,stack-size=1048576,--stack-first",
                             "-Wl,--export-table,--strip-all", "-o", module});
    if (!PrintsFloats(sources, job_.files))
      argv.push_back("-lc-printscan-no-floating-point");
    return argv;
  }

  // What the program was given, as far as it means the sources: macros, and where to look for
  // headers when all other places have none, since a project's directories may hold libbpf's
  // own.
  void AddProgramsArguments(std::vector<std::string>& argv) const {
    const std::vector<std::string>& args = job_.options.clang_args;
    for (size_t i = 0; i < args.size(); ++i) {
      if ((args[i] == "-D" || args[i] == "-U") && i + 1 < args.size())
        argv.push_back(args[i] + args[i + 1]);
      else if (args[i].starts_with("-D") || args[i].starts_with("-U"))
        argv.push_back(args[i]);
    }
    for (const std::string& directory : IncludeDirectories(args))
      argv.insert(argv.end(), {"-idirafter", directory});
    argv.insert(argv.end(), {"-idirafter", KernelHeaders()});
  }

  const Job& job_;
  std::string runtime_;
  std::string types_header_;
  std::set<std::string> types_;  // that the generated header has
  TemporaryDirectory directory_{"ecc"};
};

}  // namespace

std::string CompileGuest(const Job& job, const std::vector<OutputFile>& headers,
                         const std::string& types_header, const Declarations& declarations,
                         Prerequisites& read) {
  return GuestCompiler(job, types_header, declarations).Compile(headers, read);
}

std::string WithPackageSection(const std::string& module, const std::string& package) {
  std::string body;
  AppendLeb128(body, kPackageSection.size());
  body += kPackageSection;
  // The size of the text, little-endian, and the text as a zlib stream.
  for (unsigned shift = 0; shift < 32; shift += 8)
    body.push_back(static_cast<char>(package.size() >> shift));
  body += Compress(package);
  std::string out = module;
  out.push_back('\0');
  AppendLeb128(out, body.size());
  return out + body;
}

}  // namespace ecc
