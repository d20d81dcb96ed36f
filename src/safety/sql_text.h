#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cmdai::safety {

/// The dialects differ in what hides a text; whatever one of them runs counts.
struct Reading {
  bool escapes = false;        // a backslash in a string escapes its end, as in MySQL
  bool hash_comments = false;  // so are comments that begin with #, and -- needs a blank
  bool dollars = false;        // $tag$ ... $tag$ is a string, as in PostgreSQL
  bool brackets = false;       // [name] is a quoted name, as in SQLite and SQL Server
};

/// The statements, and the client's commands, which begin with a backslash and end with the line.
std::vector<std::string_view> StatementsOf(std::string_view code, Reading reading);

/// The words of a statement in lower case, without strings, comments and punctuation; a string or
/// a quoted name is the word x.
std::vector<std::string> WordsOf(std::string_view statement, Reading reading);

}  // namespace cmdai::safety
