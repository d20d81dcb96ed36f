#include "cli/inspect_text.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"

namespace cmdai::cli {
namespace {

std::string ValueText(const gguf::Value& value) {
  return std::visit(
      [](const auto& data) -> std::string {
        using T = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<T, gguf::ArrayValue>) {
          return fmt::format("[{} x {}]", data.n_elements, gguf::ValueTypeName(data.element_type));
        } else if constexpr (std::is_same_v<T, std::string_view>) {
          return EscapeForTerminal(Shortened(data, kMaxShownBytes));
        } else {
          return fmt::format("{}", data);
        }
      },
      value.data);
}

}  // namespace

std::vector<TypeTotal> TotalsByType(const gguf::File& file) {
  std::map<tensor::DataType, TypeTotal> totals;
  for (const gguf::TensorInfo& tensor : file.tensors()) {
    TypeTotal& total = totals[tensor.type];
    total.type = tensor::GetDataTypeInfo(tensor.type).name;
    ++total.n_tensors;
    total.n_bytes += tensor.data.size();
  }
  std::vector<TypeTotal> sorted;
  sorted.reserve(totals.size());
  for (auto& [type, total] : totals) sorted.push_back(std::move(total));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const TypeTotal& a, const TypeTotal& b) { return a.n_bytes > b.n_bytes; });
  return sorted;
}

std::string Shortened(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  const std::string_view cut = text.substr(0, max_bytes);
  return std::string(cut.substr(0, CompleteUtf8Prefix(cut))) + "...";
}

std::string BytesText(uint64_t n_bytes) {
  if (n_bytes < 1000) return fmt::format("{} bytes", n_bytes);
  auto value = static_cast<double>(n_bytes);
  const char* unit = "";
  for (const char* next : {"kB", "MB", "GB"}) {
    if (value < 1000.0) break;
    value /= 1000.0;
    unit = next;
  }
  return fmt::format("{:.1f} {}", value, unit);
}

std::string InspectText(const InspectReport& report) {
  std::string text = fmt::format("file       {}\nformat     GGUF version {}, {}\n",
                                 EscapeForTerminal(report.file.name()), report.file.version(),
                                 BytesText(report.file_bytes));
  text += report.problem.empty()
              ? "supported  yes\n"
              : fmt::format("supported  no: {}\n", EscapeForTerminal(report.problem));
  if (!report.dimensions.empty()) text += "\ndimensions\n";
  for (const auto& [name, value] : report.dimensions) {
    text += fmt::format("  {:<16}{}\n", name, value);
  }
  text += "\ntensors\n";
  for (const TypeTotal& total : TotalsByType(report.file)) {
    text += fmt::format("  {:<6}{:>6}  {:>12}\n", total.type, total.n_tensors,
                        BytesText(total.n_bytes));
  }
  text += "\nmetadata\n";
  for (const std::string_view key : report.file.keys()) {
    text += fmt::format("  {} = {}\n", EscapeForTerminal(key), ValueText(*report.file.Find(key)));
  }
  return text;
}

}  // namespace cmdai::cli
