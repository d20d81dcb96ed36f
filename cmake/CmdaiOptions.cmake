# Flags that every target of the project shares.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(cmdai_options INTERFACE)
target_compile_options(cmdai_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wdouble-promotion -Wcast-align)

# GCC 12 warns of overlapping copies in its own std::string (GCC bug 105651), and of members of
# std::optional and std::variant that are not set when they are not there (GCC bug 80635).
target_compile_options(cmdai_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>)

# The standard library of Xcode has std::stop_token, but not for everybody yet.
target_compile_options(cmdai_options INTERFACE
  $<$<CXX_COMPILER_ID:AppleClang>:-fexperimental-library>)

# A program names only the shared libraries that it uses: each costs time at the start.
if(NOT APPLE)
  target_link_options(cmdai_options INTERFACE -Wl,--as-needed)
endif()

if(CMDAI_DEV)
  target_compile_options(cmdai_options INTERFACE -Werror)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_definitions(cmdai_options INTERFACE _GLIBCXX_ASSERTIONS)
  endif()
endif()

if(CMDAI_SANITIZE)
  target_compile_options(cmdai_options INTERFACE
    -fsanitize=${CMDAI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(cmdai_options INTERFACE -fsanitize=${CMDAI_SANITIZE})
endif()
