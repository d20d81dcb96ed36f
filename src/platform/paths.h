#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cmdai::platform {

/// The value of an environment variable; empty when it is unset.
std::string GetEnvironment(const std::string& name);

/// The environment variables whose names begin with `prefix`, sorted: name and value.
std::vector<std::pair<std::string, std::string>> ListEnvironment(std::string_view prefix);

/// Folders of the XDG base directory specification, with /cmdai at the end; a relative value of
/// the variable is ignored, as the specification demands. Empty when neither the variable nor HOME
/// is set.
std::string ConfigFolder();  // $XDG_CONFIG_HOME or ~/.config
std::string CacheFolder();   // $XDG_CACHE_HOME or ~/.cache

/// The file that this process runs, without links; empty where the system doesn't tell.
std::string ExecutablePath();

/// Where models that were fetched for cmdai lie.
std::string ModelFolder();

/// Where files lie that were made from models and can be made again: complete ones only.
std::string DerivedFolder();

/// The configuration files that are read, later ones first in rank: system, then user.
std::vector<std::string> ConfigFiles();

/// The user's home folder: $HOME, or / where it is not set.
std::string HomeFolder();

/// The working folder; / where it is gone.
std::string CurrentFolder();

/// `path` with a leading ~/ replaced by the home folder.
std::string ExpandHome(std::string_view path);

/// Joins with exactly one slash; `name` absolute gives `name`.
std::string JoinPath(std::string_view folder, std::string_view name);

/// The part after the last slash.
std::string BaseName(std::string_view path);

/// The part before the last slash: / for what lies there, . where there is no slash.
std::string ParentFolder(std::string_view path);

/// Names of the regular files in `folder` that end with `suffix`, sorted; none if it can't be read.
std::vector<std::string> ListFiles(const std::string& folder, std::string_view suffix);

}  // namespace cmdai::platform
