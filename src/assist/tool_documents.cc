#include "assist/tool_documents.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "platform/file.h"
#include "platform/gzip.h"
#include "platform/paths.h"
#include "platform/process.h"
#include "platform/whole_file.h"

namespace cmdai::assist {
namespace {

constexpr size_t kMaxDocumentBytes = size_t{4} << 20;
constexpr size_t kMaxCacheBytes = size_t{256} << 10;
constexpr size_t kMaxNameBytes = 64;
/// Of the cache's form: another one makes older files void.
constexpr std::string_view kCacheForm = "options-1";
constexpr std::chrono::milliseconds kHelpTime(300);

/// Programs that do nothing but print when they are asked with --help.
constexpr std::array kSafeHelp = std::to_array<std::string_view>(
    {"awk",      "base64", "basename", "bzip2", "cat",   "chmod", "chown", "cmp",    "column",
     "comm",     "cp",     "curl",     "cut",   "date",  "dd",    "df",    "diff",   "dirname",
     "du",       "expand", "file",     "find",  "fmt",   "fold",  "grep",  "gzip",   "head",
     "hostname", "id",     "join",     "jq",    "less",  "ln",    "ls",    "lsblk",  "md5sum",
     "mkdir",    "mktemp", "mv",       "nl",    "nproc", "od",    "paste", "pgrep",  "pkill",
     "printf",   "ps",     "pwd",      "rm",    "rmdir", "rsync", "sed",   "seq",    "sha256sum",
     "shred",    "shuf",   "sort",     "split", "stat",  "tac",   "tail",  "tar",    "tee",
     "timeout",  "touch",  "tr",       "tree",  "uname", "uniq",  "unzip", "uptime", "wc",
     "wget",     "who",    "xargs",    "xz",    "zip"});

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && name[0] != '-' && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("-_.+").find(c) != std::string_view::npos;
         });
}

/// What a cache entry is good for: the program's file as it is now. Empty where it is gone.
std::string Fingerprint(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return "";
  return fmt::format("{} {} {} {}", kCacheForm, status.st_size,
                     static_cast<int64_t>(status.st_mtime), path);
}

/// The options in a cache file, if it is about this fingerprint. The second line says whether
/// anything is documented.
std::optional<std::optional<OptionSet>> ReadCache(const std::string& file,
                                                  std::string_view fingerprint) {
  const Result<std::string> content = platform::ReadFile(file, kMaxCacheBytes);
  if (!content) return std::nullopt;
  OptionSet options;
  size_t begin = 0;
  for (size_t number = 0; begin < content->size(); ++number) {
    const size_t end = std::min(content->find('\n', begin), content->size());
    const std::string_view line = std::string_view(*content).substr(begin, end - begin);
    begin = end + 1;
    if (number == 0 && line != fingerprint) return std::nullopt;
    if (number == 1 && line == "none") return std::optional<OptionSet>();
    if (number > 1) options.emplace(line);
  }
  return options;
}

void WriteCache(const std::string& file, std::string_view fingerprint,
                const std::optional<OptionSet>& options) {
  std::string content = fmt::format("{}\n{}\n", fingerprint, options ? "some" : "none");
  if (options) {
    for (const std::string& option : *options) content += option + '\n';
  }
  // A cache that can't be written costs time, nothing else.
  (void)platform::WriteWholeFile(file, content);
}

}  // namespace

DocumentPlaces DocumentPlacesHere() {
  DocumentPlaces places;
  for (const char* prefix : {"/usr/local", "/opt/homebrew", "/usr"}) {
    places.man_folders.push_back(fmt::format("{}/share/man", prefix));
    places.completion_folders.push_back(
        fmt::format("{}/share/bash-completion/completions", prefix));
  }
  const std::string cache = platform::CacheFolder();
  if (!cache.empty()) places.cache_folder = platform::JoinPath(cache, "derived/options");
  return places;
}

std::optional<OptionSet> ToolDocuments::ReadManPage(const std::string& name) const {
  for (const std::string& folder : places_.man_folders) {
    for (const char* section : {"1", "8"}) {
      for (const char* suffix : {".gz", ""}) {
        const std::string path =
            fmt::format("{}/man{}/{}.{}{}", folder, section, name, section, suffix);
        const Result<std::string> page = platform::ReadFileOrGzip(path, kMaxDocumentBytes);
        if (!page) continue;
        OptionSet options = OptionsInManPage(*page);
        // A page that only refers to another (`.so man1/other.1`) says nothing here.
        if (!options.empty()) return options;
      }
    }
  }
  return std::nullopt;
}

std::optional<OptionSet> ToolDocuments::ReadHelp(const std::string& program) const {
  const bool is_known = std::find(kSafeHelp.begin(), kSafeHelp.end(), program) != kSafeHelp.end();
  if (!places_.may_run_help || !is_known) return std::nullopt;
  const auto output = platform::RunProcess({program, "--help"}, {.time = kHelpTime});
  if (!output) return std::nullopt;
  OptionSet options = OptionsInText(output->output);
  // BSD's tools only complain about --help, and name few options.
  if (output->exit_status != 0 || options.size() < 2) return std::nullopt;
  return options;
}

std::optional<OptionSet> ToolDocuments::Read(const std::string& program,
                                             const std::string& subcommand) const {
  if (!subcommand.empty()) return ReadManPage(program + '-' + subcommand);
  if (auto options = ReadManPage(program)) return options;
  for (const std::string& folder : places_.completion_folders) {
    const auto text = platform::ReadFile(fmt::format("{}/{}", folder, program), kMaxDocumentBytes);
    if (!text) continue;
    // Completions that ask the program itself name few options.
    OptionSet options = OptionsInText(*text);
    if (options.size() > 4 && text->find("_parse_help") == std::string::npos) return options;
  }
  return ReadHelp(program);
}

std::optional<OptionSet> ToolDocuments::Options(const std::string& program,
                                                const std::string& subcommand,
                                                const std::string& path) {
  if (!IsPlainName(program) || (!subcommand.empty() && !IsPlainName(subcommand))) {
    return std::nullopt;
  }
  const std::string name = subcommand.empty() ? program : fmt::format("{} {}", program, subcommand);
  const std::scoped_lock lock(mutex_);
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;

  const std::string fingerprint = Fingerprint(path);
  const std::string file = places_.cache_folder.empty() || fingerprint.empty()
                               ? ""
                               : platform::JoinPath(places_.cache_folder, name);
  std::optional<std::optional<OptionSet>> cached;
  if (!file.empty()) cached = ReadCache(file, fingerprint);
  if (!cached) {
    cached = Read(program, subcommand);
    if (!file.empty()) WriteCache(file, fingerprint, *cached);
  }
  return known_.emplace(name, *cached).first->second;
}

}  // namespace cmdai::assist
