# cmdai_library(<folder> SOURCES ... [DEPS <folder>...] [LINK <target>...] [TESTS ...])
#
# Declares the library of one folder below src/: target cmdai_<folder with _ for />.
# DEPS are other folders (the rows of the table in ARCHITECTURE.md), LINK external targets.
# TESTS (files *_test.cc) become one program, <target>_test, registered with CTest.
function(cmdai_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LINK;TESTS" ${ARGN})
  string(REPLACE "/" "_" name "cmdai_${folder}")
  set(deps)
  if(NOT folder STREQUAL "base")
    list(APPEND deps cmdai_base)
  endif()
  foreach(dep IN LISTS ARG_DEPS)
    string(REPLACE "/" "_" dep "cmdai_${dep}")
    list(APPEND deps ${dep})
  endforeach()

  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PUBLIC ${deps} ${ARG_LINK} PRIVATE cmdai_options)

  if(CMDAI_DEV AND ARG_TESTS)
    add_executable(${name}_test ${ARG_TESTS})
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name}_test PRIVATE ${name} cmdai_options GTest::gmock GTest::gtest_main)
    cmdai_discover_tests(${name}_test)
  endif()
endfunction()

# cmdai_discover_tests(<target> [<property> <value>...]): registers every test of a GoogleTest
# program with CTest; they run in the source tree's root.
function(cmdai_discover_tests target)
  include(GoogleTest)
  # Sanitizers make the tests with whole models several times as slow.
  set(timeout_s 300)
  if(CMDAI_SANITIZE)
    set(timeout_s 900)
  endif()
  gtest_discover_tests(${target} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} NO_PRETTY_VALUES
                       DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${timeout_s} ${ARGN})
endfunction()
