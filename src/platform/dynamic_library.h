#pragma once

#include <string>

#include "base/result.h"

namespace cmdai::platform {

/// A shared library that is opened at run time. It stays loaded until the process ends, for objects
/// made by its code may outlive whoever opened it.
class DynamicLibrary {
 public:
  /// Opens the library at `path` with everything that it needs. Errors name the path: kNotFound
  /// where nothing lies there, kUnsupported, with the system's reason, where it can't be loaded.
  static Result<DynamicLibrary> Open(const std::string& path);

  /// The address of an exported function or object; null where the library has none of this name.
  void* Find(const std::string& symbol) const;

 private:
  explicit DynamicLibrary(void* handle) : handle_(handle) {}

  void* handle_;
};

/// The file name that the system gives to a loadable library: libNAME.so, libNAME.dylib.
std::string DynamicLibraryName(const std::string& name);

}  // namespace cmdai::platform
