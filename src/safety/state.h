#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "safety/pattern.h"
#include "shell/ast.h"

namespace cmdai::safety {

/// Of a field that is no word of an invocation.
inline constexpr uint32_t kNoPosition = UINT32_MAX;

/// One argument after expansion.
struct Field {
  Pattern text = {};
  shell::Span span = {};
  bool splits = false;              // an unquoted unknown value: it may be any number of arguments
  uint32_t position = kNoPosition;  // among the arguments of the invocation; for rules alone
  std::string origin = {};          // what it came from where that is not plain: "`$D` is /"
  bool network = false;             // holds what came from another machine
  bool secret = false;              // holds credentials or other files of the user
};

/// Another text that comes from the same words as `whole`.
inline Field PartOf(const Field& whole, Pattern text) {
  return {.text = std::move(text),
          .span = whole.span,
          .splits = false,
          .origin = whole.origin,
          .network = whole.network,
          .secret = whole.secret};
}

/// Bytes that flow into or out of a command.
struct Stream {
  enum class Kind : uint8_t {
    kNone,     // nothing, or the terminal
    kText,     // known text
    kData,     // bytes from the machine itself that are not known
    kNetwork,  // bytes from another machine
  };
  Kind kind = Kind::kNone;
  Pattern text = {};    // of kText
  bool secret = false;  // holds credentials or other files of the user
  bool device = false;  // a network connection itself, as of /dev/tcp
  bool shell = false;   // what a shell writes whose commands come from elsewhere
  bool maybe = false;   // it may be that nothing of it is written
  bool mixed = false;   // of the parts of the text not all are written
};

/// What follows on both, in order.
Stream Join(Stream first, const Stream& second);
/// What one of two branches writes.
Stream Either(Stream first, const Stream& second);

/// A program with its arguments.
struct Invocation {
  std::vector<Field> argv = {};  // argv[0] is the program
  shell::Span span = {};
  Stream in = {};
};

struct Variable {
  std::vector<Pattern> values = {};    // alternatives, at least one
  std::vector<Pattern> elements = {};  // of an array
  bool network = false;                // as of Field
  bool readonly = false;               // what sets it fails
  bool secret = false;
};

/// What ${...} stands for.
struct ParameterValue {
  std::vector<Pattern> fields =
      {};                // several of "$@" and arrays; one that is unknown stands for any
  bool unset = false;    // nothing in the program sets it
  bool missing = false;  // it is known not to be set
  bool list = false;     // $@, $*, ${x[@]}, ${x[*]}
  bool many = false;     // "$@" and the like: a field each, even between double quotes
  bool network = false;
  bool secret = false;
};

/// Which of a variable's several alternatives counts for now.
struct Choice {
  std::string name;
  size_t count = 0;
  size_t index = 0;
};

/// A small map that keeps its order; scripts have few names.
template <typename Value>
class NameMap {
 public:
  Value* Find(std::string_view name) {
    for (auto& [key, value] : entries_) {
      if (key == name) return &value;
    }
    return nullptr;
  }
  const Value* Find(std::string_view name) const { return const_cast<NameMap*>(this)->Find(name); }
  Value& operator[](std::string_view name) {
    if (Value* const found = Find(name)) return *found;
    return entries_.emplace_back(std::string(name), Value()).second;
  }
  void Erase(std::string_view name) {
    std::erase_if(entries_, [&](const auto& entry) { return entry.first == name; });
  }
  const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string, Value>> entries_;
};

/// Folders that are kept as places where a shell may be.
constexpr size_t kMaxFolders = 8;

/// What a name may stand for as a function.
struct Function {
  std::vector<const shell::Command*> bodies = {};  // alternatives
  bool certain = true;                             // that it is a function at all
};

/// What a shell knows while it runs. Copied for each subshell.
struct State {
  NameMap<Variable> variables;
  NameMap<Function> functions;
  NameMap<std::string> aliases;
  NameMap<Stream> files;         // written by this program, by normalised path
  NameMap<Pattern> links;        // made by this program: path to target
  std::vector<Pattern> cwds;     // the folders that it may be in
  std::vector<Field> arguments;  // $1, $2, ...
  bool arguments_known = false;
  Pattern zero = Pattern(1, kAnything);  // $0
  bool path_changed = false;             // programs may be found elsewhere

  /// Whether a variable may have one of several values.
  bool HasAlternatives() const {
    return std::ranges::any_of(variables.entries(),
                               [](const auto& entry) { return entry.second.values.size() > 1; });
  }

  /// How much there is to copy, in names or so.
  size_t Weight() const {
    size_t weight = functions.entries().size() + aliases.entries().size() + files.entries().size() +
                    links.entries().size() + arguments.size();
    for (const auto& [name, variable] : variables.entries()) {
      weight += 1 + variable.elements.size();
      for (const Pattern& value : variable.values) weight += value.size() / 256;
    }
    for (const auto& [path, stream] : files.entries()) weight += stream.text.size() / 256;
    for (const Pattern& cwd : cwds) weight += cwd.size() / 16;
    return weight;
  }

  /// Goes back to `outer`, as when a child process ends: what it left in files stays.
  void EndChild(State outer) {
    outer.files = std::move(files);
    outer.links = std::move(links);
    *this = std::move(outer);
  }
};

}  // namespace cmdai::safety
