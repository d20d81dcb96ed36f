#include "safety/glob.h"

#include <cctype>

namespace cmdai::safety {

void Glob::AddBare(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      units_.push_back({text[++i], true});
    } else {
      units_.push_back({text[i], false});
    }
  }
}

void Glob::AddQuoted(std::string_view text) {
  for (const char c : text) units_.push_back({c, true});
}

bool Glob::Compile() {
  if (compiled_) return valid_;
  compiled_ = true;
  for (size_t i = 0; i < units_.size();) {
    const Unit unit = units_[i];
    const bool operator_char =
        unit.c == '?' || unit.c == '*' || unit.c == '+' || unit.c == '@' || unit.c == '!';
    if (!unit.quoted && operator_char && i + 1 < units_.size() && units_[i + 1].c == '(' &&
        !units_[i + 1].quoted) {
      valid_ = false;
    }
    Element element;
    if (!unit.quoted && unit.c == '*') {
      element.run = true;
      ++i;
      if (!elements_.empty() && elements_.back().run) continue;
    } else if (!unit.quoted && unit.c == '?') {
      element.members.set();
      ++i;
    } else if (const auto members = unit.quoted || unit.c != '[' ? std::nullopt : ReadClass(i)) {
      element.members = *members;
    } else {
      element.members.set(static_cast<unsigned char>(unit.c));
      ++i;
    }
    elements_.push_back(element);
  }
  return valid_;
}

/// [:alpha:] at `position`, which is moved behind it.
bool Glob::ReadNamedClass(size_t& position, Members& members) const {
  struct Named {
    std::string_view name;
    int (*holds)(int);
  };
  static constexpr Named kNamed[] = {
      {"alpha", std::isalpha}, {"digit", std::isdigit}, {"alnum", std::isalnum},
      {"upper", std::isupper}, {"lower", std::islower}, {"space", std::isspace},
      {"blank", std::isblank}, {"punct", std::ispunct}, {"print", std::isprint},
      {"graph", std::isgraph}, {"cntrl", std::iscntrl}, {"xdigit", std::isxdigit}};
  std::string name;
  size_t end = position + 2;
  while (end < units_.size() && units_[end].c != ':' && name.size() < 8) name += units_[end++].c;
  if (end + 1 >= units_.size() || units_[end].c != ':' || units_[end + 1].c != ']') return false;
  for (const Named& named : kNamed) {
    if (named.name != name) continue;
    for (int c = 0; c < 128; ++c) {
      if (named.holds(c) != 0) members.set(static_cast<size_t>(c));
    }
    break;
  }
  position = end + 2;
  return true;
}

/// The members of [...] at `position`, which is moved behind it; nullopt where no `]` closes it.
std::optional<Glob::Members> Glob::ReadClass(size_t& position) const {
  Members members;
  size_t i = position + 1;
  const bool negated =
      i < units_.size() && !units_[i].quoted && (units_[i].c == '!' || units_[i].c == '^');
  if (negated) ++i;
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(units_[at].c); };
  for (const size_t first = i; i < units_.size();) {
    const bool bare = !units_[i].quoted;
    if (bare && units_[i].c == ']' && i > first) {
      position = i + 1;
      return negated ? ~members : members;
    }
    const bool named = bare && units_[i].c == '[' && i + 1 < units_.size() &&
                       units_[i + 1].c == ':' && ReadNamedClass(i, members);
    if (named) continue;
    const bool range = i + 2 < units_.size() && units_[i + 1].c == '-' && !units_[i + 1].quoted &&
                       !(units_[i + 2].c == ']' && !units_[i + 2].quoted);
    if (range) {
      for (unsigned c = byte(i); c <= byte(i + 2); ++c) members.set(c);
      i += 3;
    } else {
      members.set(byte(i++));
    }
  }
  return std::nullopt;
}

/// The lengths after which all elements are used up.
template <typename ElementAt, typename ByteAt>
std::vector<size_t> Glob::Lengths(size_t n_bytes, ElementAt&& element_at, ByteAt&& byte_at) const {
  const size_t n = elements_.size();
  std::vector<char> states(n + 1);  // those that may have been reached: so many elements are done
  std::vector<size_t> lengths;
  const auto pass_runs = [&] {
    for (size_t k = 0; k < n; ++k) {
      if (states[k] != 0 && element_at(k).run) states[k + 1] = 1;
    }
  };
  states[0] = 1;
  pass_runs();
  for (size_t i = 0;; ++i) {
    if (states[n] != 0) lengths.push_back(i);
    if (i == n_bytes) break;
    bool alive = false;
    for (size_t k = n + 1; k-- > 0;) {
      const bool stays = k < n && states[k] != 0 && element_at(k).run;
      const bool comes = k > 0 && states[k - 1] != 0 && !element_at(k - 1).run &&
                         element_at(k - 1).members[byte_at(i)];
      states[k] = stays || comes ? 1 : 0;
      alive |= states[k] != 0;
    }
    if (!alive) break;
    pass_runs();
  }
  return lengths;
}

std::vector<size_t> Glob::PrefixLengths(std::string_view text) {
  if (!Compile()) return {};
  return Lengths(
      text.size(), [&](size_t k) -> const Element& { return elements_[k]; },
      [&](size_t i) { return static_cast<unsigned char>(text[i]); });
}

std::vector<size_t> Glob::SuffixLengths(std::string_view text) {
  if (!Compile()) return {};
  return Lengths(
      text.size(), [&](size_t k) -> const Element& { return elements_[elements_.size() - 1 - k]; },
      [&](size_t i) { return static_cast<unsigned char>(text[text.size() - 1 - i]); });
}

bool Glob::Matches(std::string_view text) {
  const std::vector<size_t> lengths = PrefixLengths(text);
  return !lengths.empty() && lengths.back() == text.size();
}

}  // namespace cmdai::safety
