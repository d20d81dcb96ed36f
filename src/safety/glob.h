#pragma once

#include <algorithm>
#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cmdai::safety {

/// A glob of the shell as its parameter expansions and `case` match it, where `*` takes a `/` too.
/// Built from pieces that are quoted or not. Byte by byte: of a character that takes several bytes
/// `?` matches one.
class Glob {
 public:
  /// Text whose * ? [ and backslashes have their meaning.
  void AddBare(std::string_view text);
  /// Text that stands for itself.
  void AddQuoted(std::string_view text);

  /// False for a glob of a kind that is not followed, such as @(a|b); it matches nothing then.
  bool valid() { return Compile(); }
  bool empty() const { return units_.empty(); }

  /// The lengths of the beginnings of `text` that it matches, least first. Takes time in the
  /// product of the lengths.
  std::vector<size_t> PrefixLengths(std::string_view text);
  /// The lengths of the ends of `text` that it matches, least first.
  std::vector<size_t> SuffixLengths(std::string_view text);
  bool Matches(std::string_view text);
  /// Whether it holds a `*`, so that what it matches may have several lengths.
  bool has_run() {
    return Compile() && std::ranges::any_of(elements_, [](const Element& e) { return e.run; });
  }
  /// How many elements it has; the factor in the times above.
  size_t size() { return Compile() ? elements_.size() : 0; }

 private:
  using Members = std::bitset<256>;
  struct Unit {
    char c;
    bool quoted;
  };
  struct Element {
    bool run = false;   // `*`
    Members members{};  // else one byte of these
  };

  bool Compile();
  std::optional<Members> ReadClass(size_t& position) const;
  bool ReadNamedClass(size_t& position, Members& members) const;
  template <typename ElementAt, typename ByteAt>
  std::vector<size_t> Lengths(size_t n_bytes, ElementAt&& element_at, ByteAt&& byte_at) const;

  std::vector<Unit> units_;
  std::vector<Element> elements_;
  bool compiled_ = false;
  bool valid_ = true;
};

}  // namespace cmdai::safety
