#include "safety/program_table.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/check.h"
#include "safety/built_in_tables.h"
#include "safety/table_parser.h"

namespace cmdai::safety {

Role Operands::At(size_t index, size_t count) const {
  if (roles.empty()) return Role::kText;
  if (!repeated) return index < roles.size() ? roles[index] : Role::kText;
  if (index < *repeated) return roles[index];
  // The roles after the repeated one belong to the last operands.
  const size_t n_after = roles.size() - *repeated - 1;
  const size_t from_end = count - index - 1;
  return from_end < n_after ? roles[roles.size() - from_end - 1] : roles[*repeated];
}

const OptionSpec* Row::FindOption(std::string_view name) const {
  const auto found =
      std::ranges::find_if(options, [&](const OptionSpec& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

/// What is known of a name: filled at the first question.
struct ProgramTable::Entry {
  std::vector<Paragraph> paragraphs;  // not yet read
  bool read = false;
  const Row* row = nullptr;
  std::vector<const Row*> subcommands;
};

struct ProgramTable::Index {
  std::recursive_mutex mutex;  // `like` asks for another row while one is read
  std::map<std::string, Entry, std::less<>> entries;
  std::vector<std::unique_ptr<Row>> rows;
  std::map<const char*, const Row*> by_text;  // rows by where their text begins
  bool built_in = false;
};

ProgramTable::ProgramTable() : index_(std::make_unique<Index>()) {}
ProgramTable::~ProgramTable() = default;

const Row* ProgramTable::Read(const Paragraph& paragraph) const {
  const Row*& known = index_->by_text[paragraph.text.data()];
  if (known == nullptr) {
    Result<Row> row = ParseParagraph(paragraph, *this);
    CMDAI_CHECK(row.has_value());  // Add() or table_compiler has read it before
    index_->rows.push_back(std::make_unique<Row>(*std::move(row)));
    known = index_->rows.back().get();
  }
  return known;
}

Result<void> ProgramTable::Add(std::string_view file, std::string_view text) {
  for (const Paragraph& paragraph : SplitTable(file, text)) {
    CMDAI_ASSIGN(Row row, ParseParagraph(paragraph, *this));
    for (const std::string& name : row.names) {
      Entry& entry = index_->entries[name];
      entry.read = false;
      entry.paragraphs.push_back(paragraph);
      if (!row.subcommands.empty()) continue;
      if (entry.row != nullptr) {
        return Fail(ErrorCode::kCorrupt, "[safety] {}:{}: a second row for `{}` (the first: {}:{})",
                    row.file, row.line, name, entry.row->file, entry.row->line);
      }
      entry.row = Read(paragraph);
    }
    Read(paragraph);
  }
  return {};
}

const ProgramTable::Entry* ProgramTable::FindEntry(std::string_view name) const {
  auto found = index_->entries.find(name);
  if (found == index_->entries.end() && index_->built_in) {
    const auto listed = std::ranges::lower_bound(kBuiltInNames, name, {}, &BuiltInName::name);
    if (listed == kBuiltInNames.end() || listed->name != name) return nullptr;
    Entry entry;
    for (uint32_t i = 0; i < listed->count; ++i) {
      const BuiltInParagraph& paragraph = kBuiltInParagraphs[kBuiltInReferences[listed->first + i]];
      entry.paragraphs.push_back({paragraph.file, paragraph.line, paragraph.text});
    }
    found = index_->entries.emplace(name, std::move(entry)).first;
  }
  if (found == index_->entries.end()) return nullptr;
  Entry& entry = found->second;
  if (!entry.read) {
    entry.read = true;
    entry.subcommands.clear();
    for (const Paragraph& paragraph : entry.paragraphs) {
      const Row* const row = Read(paragraph);
      if (row->subcommands.empty()) {
        entry.row = row;
      } else {
        entry.subcommands.push_back(row);
      }
    }
  }
  return &entry;
}

const Row* ProgramTable::Find(std::string_view name) const {
  const std::scoped_lock lock(index_->mutex);
  const Entry* const entry = FindEntry(name);
  return entry == nullptr ? nullptr : entry->row;
}

std::span<const Row* const> ProgramTable::Subcommands(std::string_view name) const {
  const std::scoped_lock lock(index_->mutex);
  const Entry* const entry = FindEntry(name);
  if (entry == nullptr) return {};
  return entry->subcommands;
}

std::vector<const Row*> ProgramTable::rows() const {
  std::vector<const Row*> all;
  for (const auto& row : index_->rows) all.push_back(row.get());
  return all;
}

const ProgramTable& ProgramTable::BuiltIn() {
  static const ProgramTable& table = []() -> const ProgramTable& {
    static ProgramTable built;
    built.index_->built_in = true;
    return built;
  }();
  return table;
}

bool GlobMatches(std::string_view glob, std::string_view text) {
  size_t g = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t resume = 0;
  while (t < text.size()) {
    const size_t close = g < glob.size() && glob[g] == '[' ? glob.find(']', g + 1) : 0;
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = t;
      continue;
    }
    bool matches = false;
    size_t next = g + 1;
    if (close != 0 && close != std::string_view::npos) {
      matches = glob.substr(g + 1, close - g - 1).find(text[t]) != std::string_view::npos;
      next = close + 1;
    } else {
      matches = g < glob.size() && (glob[g] == '?' || glob[g] == text[t]);
    }
    if (matches) {
      g = next;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool AnyGlobMatches(std::string_view globs, std::string_view text) {
  while (true) {
    const size_t bar = globs.find('|');
    if (GlobMatches(globs.substr(0, bar), text)) return true;
    if (bar == std::string_view::npos) return false;
    globs.remove_prefix(bar + 1);
  }
}

}  // namespace cmdai::safety
