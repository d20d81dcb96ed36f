#include <dlfcn.h>

#include "platform/dynamic_library.h"
#include "platform/file.h"

namespace cmdai::platform {

Result<DynamicLibrary> DynamicLibrary::Open(const std::string& path) {
  if (!PathExists(path)) {
    return Fail(ErrorCode::kNotFound, "[library] {}: there is no such file", path);
  }
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* const reason = ::dlerror();
    return Fail(ErrorCode::kUnsupported, "[library] {}: it can't be loaded: {}", path,
                reason == nullptr ? "no reason given" : reason);
  }
  return DynamicLibrary(handle);
}

void* DynamicLibrary::Find(const std::string& symbol) const {
  return ::dlsym(handle_, symbol.c_str());
}

std::string DynamicLibraryName(const std::string& name) {
#ifdef __APPLE__
  return "lib" + name + ".dylib";
#else
  return "lib" + name + ".so";
#endif
}

}  // namespace cmdai::platform
