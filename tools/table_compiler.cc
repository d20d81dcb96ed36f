#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "safety/built_in_tables.h"
#include "safety/program_table.h"
#include "safety/table_parser.h"

/// Turns the tables of programs/ into a source file: checks them, drops comments and examples,
/// and lists the paragraphs of each name.
///
///     table_compiler OUTPUT TABLE...
namespace cmdai::safety {

// The compiler has nothing built in.
const std::span<const BuiltInParagraph> kBuiltInParagraphs;
const std::span<const uint32_t> kBuiltInReferences;
const std::span<const BuiltInName> kBuiltInNames;

namespace {

/// The paragraph's lines that matter when a command is judged.
std::string Essence(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const size_t newline = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, newline + 1);
    text.remove_prefix(newline + 1);
    const size_t begin = line.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) continue;
    const std::string_view content = line.substr(begin);
    const bool drops =
        content[0] == '#' || content.starts_with("hit ") || content.starts_with("miss ");
    if (!drops) kept += content;
  }
  return kept;
}

int Compile(const std::string& output, const std::vector<std::string>& paths) {
  ProgramTable table;
  std::list<std::string> texts;
  for (const std::string& path : paths) {
    std::ifstream file(path);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    const Result<void> added = table.Add(path.substr(path.rfind('/') + 1), texts.back());
    if (!added) {
      std::fprintf(stderr, "%s\n", added.error().message.c_str());
      return 1;
    }
  }
  std::string paragraphs;
  std::map<std::string, std::vector<size_t>> names;
  size_t n_paragraphs = 0;
  auto path = paths.begin();
  for (const std::string& text : texts) {
    const std::string file = path->substr(path->rfind('/') + 1);
    for (const Paragraph& paragraph : SplitTable(file, text)) {
      const Result<Row> row = ParseParagraph(paragraph, table);
      for (const std::string& name : row->names) names[name].push_back(n_paragraphs);
      paragraphs += fmt::format("    {{\"{}\"sv, {}, R\"table({})table\"sv}},\n", file,
                                paragraph.line, Essence(paragraph.text));
      ++n_paragraphs;
    }
    ++path;
  }
  std::string references;
  std::string index;
  size_t n_references = 0;
  for (const auto& [name, uses] : names) {
    index += fmt::format("    {{\"{}\"sv, {}, {}}},\n", name, n_references, uses.size());
    for (const size_t use : uses) references += fmt::format("{},", use);
    references += '\n';
    n_references += uses.size();
  }
  std::ofstream file(output);
  file << "#include \"safety/built_in_tables.h\"\n\nnamespace cmdai::safety {\nnamespace {\n\n"
       << "using std::literals::operator\"\"sv;\n\nconstexpr BuiltInParagraph kParagraphs[] = {\n"
       << paragraphs << "};\n\nconstexpr uint32_t kReferences[] = {\n"
       << references << "};\n\nconstexpr BuiltInName kNames[] = {\n"
       << index << "};\n\n}  // namespace\n\n"
       << "const std::span<const BuiltInParagraph> kBuiltInParagraphs = kParagraphs;\n"
       << "const std::span<const uint32_t> kBuiltInReferences = kReferences;\n"
       << "const std::span<const BuiltInName> kBuiltInNames = kNames;\n\n"
       << "}  // namespace cmdai::safety\n";
  file.close();
  return file.good() ? 0 : 1;
}

}  // namespace
}  // namespace cmdai::safety

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    std::fprintf(stderr, "usage: table_compiler OUTPUT TABLE...\n");
    return 2;
  }
  return cmdai::safety::Compile(arguments[0], {arguments.begin() + 1, arguments.end()});
}
