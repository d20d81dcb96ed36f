#include "safety/brace.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "safety/brace_sequence.h"

namespace cmdai::safety {
namespace {

using shell::Part;
using shell::Quoting;
using shell::Text;

/// A character of bare text, or a part that is taken as a whole.
struct Unit {
  char c = '\0';
  const Part* part = nullptr;
};
using Units = std::vector<Unit>;

constexpr size_t kNone = std::numeric_limits<size_t>::max();
/// Braces in braces.
constexpr int kMaxDepth = 32;
/// Most characters of all words that come out.
constexpr size_t kMaxUnits = 256 * 1024;

bool Is(const Unit& unit, char c) { return unit.part == nullptr && unit.c == c; }

/// For each opening brace the closing one that bash pairs it with, or kNone. A brace closes at the
/// first `}` of its level before which, on that level, a comma or `..` came; another `}` is text
/// to it, while it still ends the level for the braces around. In one pass: a group holds the
/// braces that are on the same level, whose `}` is still to come.
std::vector<size_t> MatchBraces(const Units& units) {
  struct Group {
    std::vector<size_t> bare = {};  // nothing that separates came yet
    std::vector<size_t> separated = {};
  };
  std::vector<size_t> closes(units.size(), kNone);
  std::vector<Group> groups(1);
  const auto at = [&](size_t i, char c) { return i < units.size() && Is(units[i], c); };
  const auto take = [](std::vector<size_t>& to, std::vector<size_t>& from) {
    if (to.size() < from.size()) to.swap(from);  // the shorter one is moved
    to.insert(to.end(), from.begin(), from.end());
    from.clear();
  };
  for (size_t i = 0; i < units.size(); ++i) {
    if (at(i, '{')) {
      groups.push_back({.bare = {i}});
    } else if (at(i, ',') || (at(i, '.') && at(i + 1, '.') && !at(i + 2, '}'))) {
      take(groups.back().separated, groups.back().bare);
    } else if (at(i, '}')) {
      for (const size_t open : groups.back().separated) closes[open] = i;
      groups.back().separated.clear();
      if (groups.size() == 1) continue;
      std::vector<size_t> left = std::move(groups.back().bare);
      groups.pop_back();
      take(groups.back().bare, left);
    }
  }
  return closes;
}

/// Part of a word: units as they are, or alternatives.
struct Piece;
using Pieces = std::vector<Piece>;
struct Piece {
  size_t begin = 0;  // units [begin, end)
  size_t end = 0;
  std::vector<Pieces> alternatives = {};
  std::vector<std::string> sequence = {};  // or these
};

/// How much comes out, at most `kMaxUnits` or so: words, and units in all of them.
struct Size {
  size_t n_words = 1;
  size_t n_units = 0;
};

Size SizeOf(const Pieces& pieces) {
  Size size;
  for (const Piece& piece : pieces) {
    Size own{.n_words = 1, .n_units = piece.end - piece.begin};
    if (!piece.alternatives.empty() || !piece.sequence.empty()) own = {.n_words = 0, .n_units = 0};
    for (const Pieces& alternative : piece.alternatives) {
      const Size inner = SizeOf(alternative);
      own.n_words += inner.n_words;
      own.n_units += inner.n_units;
    }
    for (const std::string& word : piece.sequence) {
      ++own.n_words;
      own.n_units += word.size();
    }
    // Each word of the one with each of the other.
    size.n_units = std::min(kMaxUnits + 1, size.n_units * own.n_words + own.n_units * size.n_words);
    size.n_words = std::min(kMaxUnits + 1, size.n_words * own.n_words);
  }
  return size;
}

class BraceReader {
 public:
  BraceReader(const Units& units, size_t limit)
      : units_(units), closes_(MatchBraces(units)), limit_(limit) {}

  bool overflow() const { return overflow_; }

  /// The pieces of the units [begin, end).
  Pieces Read(size_t begin, size_t end, int depth = 0) {
    Pieces pieces;
    overflow_ |= depth > kMaxDepth;
    if (overflow_) return pieces;
    size_t done = begin;   // what is before is in `pieces`
    size_t start = begin;  // of the text that bash looks at by itself
    for (size_t i = begin; i < end; ++i) {
      const bool opens = Is(units_[i], '{') && closes_[i] < end;
      const bool empty = i == start && i + 1 < end && Is(units_[i + 1], '}');
      if (!opens || empty) continue;
      Piece piece;
      if (ReadBraces(i, closes_[i], depth, piece)) {
        if (done < i) pieces.push_back({.begin = done, .end = i});
        pieces.push_back(std::move(piece));
        done = closes_[i] + 1;
      }
      i = closes_[i];
      start = i + 1;
    }
    if (done < end) pieces.push_back({.begin = done, .end = end});
    return pieces;
  }

 private:
  /// What the braces at `open` and `close` stand for; false when they are text.
  bool ReadBraces(size_t open, size_t close, int depth, Piece& piece) {
    const auto first = units_.begin() + static_cast<std::ptrdiff_t>(open) + 1;
    const auto last = units_.begin() + static_cast<std::ptrdiff_t>(close);
    if (std::none_of(first, last, [](const Unit& unit) { return Is(unit, ','); })) {
      std::string text;
      for (auto unit = first; unit != last && text.size() <= 64; ++unit) {
        text += unit->part != nullptr ? '\0' : unit->c;
      }
      auto words = ExpandSequence(text, limit_);
      if (!words) return false;
      overflow_ |= words->empty();
      piece.sequence = *std::move(words);
      return true;
    }
    int level = 0;
    size_t begin = open + 1;
    for (size_t i = begin; i < close; ++i) {
      if (Is(units_[i], '{')) ++level;
      if (Is(units_[i], '}') && level > 0) --level;
      if (level > 0 || !Is(units_[i], ',')) continue;
      piece.alternatives.push_back(Read(begin, i, depth + 1));
      begin = i + 1;
      overflow_ |= piece.alternatives.size() > limit_;
      if (overflow_) return true;
    }
    piece.alternatives.push_back(Read(begin, close, depth + 1));
    return true;
  }

  const Units& units_;
  std::vector<size_t> closes_;
  size_t limit_;
  bool overflow_ = false;
};

/// Writes the words out.
class BraceWriter {
 public:
  explicit BraceWriter(const Units& units) : units_(units) {}

  std::vector<std::vector<BracePiece>> Write(const Pieces& pieces) const {
    std::vector<std::vector<BracePiece>> words(1);
    for (const Piece& piece : pieces) {
      if (piece.alternatives.empty() && piece.sequence.empty()) {
        for (auto& word : words) AddUnits(piece, word);
      } else {
        words = Combine(words, WordsOf(piece));
      }
    }
    return words;
  }

 private:
  using Word = std::vector<BracePiece>;

  std::vector<Word> WordsOf(const Piece& piece) const {
    std::vector<Word> words;
    for (const Pieces& alternative : piece.alternatives) {
      for (Word& word : Write(alternative)) words.push_back(std::move(word));
    }
    for (const std::string& text : piece.sequence)
      words.push_back({{.part = nullptr, .text = text}});
    return words;
  }

  static std::vector<Word> Combine(const std::vector<Word>& before,
                                   const std::vector<Word>& after) {
    std::vector<Word> words;
    for (const Word& first : before) {
      for (const Word& second : after) {
        Word& word = words.emplace_back(first);
        for (const BracePiece& piece : second) Add(piece, word);
      }
    }
    return words;
  }

  void AddUnits(const Piece& piece, Word& word) const {
    for (size_t i = piece.begin; i < piece.end; ++i) {
      const Unit& unit = units_[i];
      if (unit.part != nullptr) {
        word.push_back({.part = unit.part});
      } else if (!word.empty() && word.back().part == nullptr) {
        word.back().text += unit.c;
      } else {
        word.push_back({.part = nullptr, .text = std::string(1, unit.c)});
      }
    }
  }

  static void Add(const BracePiece& piece, Word& word) {
    if (piece.part == nullptr && !word.empty() && word.back().part == nullptr) {
      word.back().text += piece.text;
    } else {
      word.push_back(piece);
    }
  }

  const Units& units_;
};

}  // namespace

std::optional<std::vector<std::vector<BracePiece>>> ExpandBraces(const shell::Word& word,
                                                                 size_t limit) {
  Units units;
  for (const Part& part : word.parts) {
    const Text* const text = std::get_if<Text>(&part.value);
    if (text != nullptr && text->quoting == Quoting::kNone) {
      for (const char c : text->text) units.push_back({.c = c, .part = nullptr});
    } else {
      units.push_back({.c = '\0', .part = &part});
    }
  }
  BraceReader reader(units, limit);
  const Pieces pieces = reader.Read(0, units.size());
  if (reader.overflow()) return std::nullopt;
  const Size size = SizeOf(pieces);
  if (size.n_words > limit || (size.n_words > 1 && size.n_units > kMaxUnits)) return std::nullopt;
  return BraceWriter(units).Write(pieces);
}

bool HasBraces(const shell::Word& word) {
  return std::ranges::any_of(word.parts, [](const Part& part) {
    const Text* const text = std::get_if<Text>(&part.value);
    return text != nullptr && text->quoting == Quoting::kNone &&
           text->text.find('{') != std::string::npos;
  });
}

}  // namespace cmdai::safety
