#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "safety/program_table.h"

namespace cmdai::safety {

/// The paragraphs of a table: each begins with a line `program ...`.
std::vector<Paragraph> SplitTable(std::string_view file, std::string_view text);

/// Reads one paragraph in the format of program_table.h. `known`: the rows that `like` may name.
Result<Row> ParseParagraph(const Paragraph& paragraph, const ProgramTable& known);

}  // namespace cmdai::safety
