#include "platform/paths.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

extern char** environ;

namespace cmdai::platform {
namespace {

std::string XdgFolder(const std::string& variable, std::string_view below_home) {
  const std::string value = GetEnvironment(variable);
  if (!value.empty() && value[0] == '/') return JoinPath(value, "cmdai");
  const std::string home = GetEnvironment("HOME");
  if (home.empty()) return "";
  return JoinPath(JoinPath(home, below_home), "cmdai");
}

std::string BelowCache(std::string_view name) {
  const std::string cache = CacheFolder();
  return cache.empty() ? "" : JoinPath(cache, name);
}

}  // namespace

std::string GetEnvironment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

std::vector<std::pair<std::string, std::string>> ListEnvironment(std::string_view prefix) {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || text.substr(0, prefix.size()) != prefix) continue;
    found.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string ConfigFolder() { return XdgFolder("XDG_CONFIG_HOME", ".config"); }

std::string CacheFolder() { return XdgFolder("XDG_CACHE_HOME", ".cache"); }

std::string ModelFolder() { return BelowCache("models"); }

std::string DerivedFolder() { return BelowCache("derived"); }

std::vector<std::string> ConfigFiles() {
  std::vector<std::string> files = {"/etc/xdg/cmdai/config.toml"};
  const std::string folder = ConfigFolder();
  if (!folder.empty()) files.push_back(JoinPath(folder, "config.toml"));
  return files;
}

std::string HomeFolder() {
  const std::string home = GetEnvironment("HOME");
  return home.empty() || home[0] != '/' ? "/" : home;
}

std::string CurrentFolder() {
  std::error_code error;
  const std::string folder = std::filesystem::current_path(error).string();
  return error ? "/" : folder;
}

std::string ExpandHome(std::string_view path) {
  const std::string home = GetEnvironment("HOME");
  if (home.empty() || path.substr(0, 2) != "~/") return std::string(path);
  return JoinPath(home, path.substr(2));
}

std::string JoinPath(std::string_view folder, std::string_view name) {
  if (folder.empty() || (!name.empty() && name[0] == '/')) return std::string(name);
  std::string path(folder);
  if (path.back() != '/') path += '/';
  path += name;
  return path;
}

std::string BaseName(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));  // npos + 1 is 0: the whole path
}

std::string ParentFolder(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, std::max<size_t>(slash, 1)));
}

std::vector<std::string> ListFiles(const std::string& folder, std::string_view suffix) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto it = std::filesystem::directory_iterator(folder, error);
       !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    const std::string name = it->path().filename().string();
    const bool matches = name.size() >= suffix.size() &&
                         name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
    if (matches && it->is_regular_file(ignored)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace cmdai::platform
