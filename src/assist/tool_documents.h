#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assist/tool_options.h"

namespace cmdai::assist {

/// Where the documentation of installed tools lies.
struct DocumentPlaces {
  std::vector<std::string> man_folders = {};  // that hold man1, man8; in the order of their rank
  std::vector<std::string> completion_folders = {};
  std::string cache_folder = {};  // empty: nothing is kept
  bool may_run_help = true;       // of the few tools that are known to do nothing else
};

/// Those of this machine: beside the folders of PATH, and $XDG_CACHE_HOME/cmdai/derived/options.
DocumentPlaces DocumentPlacesHere();

/// Knows which options the installed tools document. What was found out is kept in the cache, as
/// long as the tool's file stays the same. Thread-safe.
class ToolDocuments {
 public:
  explicit ToolDocuments(DocumentPlaces places) : places_(std::move(places)) {}

  /// The documented options of `program`, or of its subcommand where that is not empty (`git log`).
  /// nullopt where nothing is documented here. `path`: the program's file.
  std::optional<OptionSet> Options(const std::string& program, const std::string& subcommand,
                                   const std::string& path);

 private:
  std::optional<OptionSet> Read(const std::string& program, const std::string& subcommand) const;
  std::optional<OptionSet> ReadManPage(const std::string& name) const;
  std::optional<OptionSet> ReadHelp(const std::string& program) const;

  const DocumentPlaces places_;
  std::mutex mutex_;
  std::map<std::string, std::optional<OptionSet>> known_;
};

}  // namespace cmdai::assist
