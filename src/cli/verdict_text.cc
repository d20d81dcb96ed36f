#include "cli/verdict_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace cmdai::cli {
namespace {

/// Columns that the escaped text takes; characters count as one column each.
size_t Columns(std::string_view text) {
  const std::string escaped = EscapeForTerminal(text);
  return static_cast<size_t>(std::ranges::count_if(
      escaped, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// What the finding says, and the user's rule that releases it.
std::string MessageOf(const safety::Finding& finding) {
  std::string message = EscapeForTerminal(finding.message);
  if (!finding.allowed_by.empty()) {
    message += fmt::format(", allowed by your rule ({})", EscapeForTerminal(finding.allowed_by));
  }
  return message;
}

/// One line of the command with the findings that begin on it.
std::string LineText(std::string_view command, size_t begin, size_t end,
                     const safety::Verdict& verdict) {
  std::string text = fmt::format("    {}\n", EscapeForTerminal(command.substr(begin, end - begin)));
  for (const safety::Finding& finding : verdict.findings) {
    const size_t first = finding.span.begin;
    if (first < begin || (first > end || (first == end && end < command.size()))) continue;
    const size_t last = std::clamp<size_t>(finding.span.end, first, end);
    const size_t indent = Columns(command.substr(begin, first - begin));
    const size_t width = std::max<size_t>(1, Columns(command.substr(first, last - first)));
    text += fmt::format("    {:{}}{:^<{}} {}\n", "", indent, "", width, MessageOf(finding));
  }
  return text;
}

}  // namespace

std::string FindingsText(std::string_view command, const safety::Verdict& verdict) {
  std::string text;
  for (size_t begin = 0; begin <= command.size();) {
    const size_t end = std::min(command.find('\n', begin), command.size());
    text += LineText(command, begin, end, verdict);
    begin = end + 1;
  }
  return text;
}

std::string VerdictLine(const safety::Verdict& verdict) {
  const bool by_rule = std::ranges::any_of(verdict.findings, [&](const safety::Finding& finding) {
    return finding.demands != safety::Decision::kSafe && finding.demands == verdict.decision;
  });
  if (by_rule) {
    return fmt::format("{} by your rule (risk {})", safety::Name(verdict.decision),
                       safety::Name(verdict.risk));
  }
  if (verdict.risk == safety::Risk::kSafe) return "safe";
  return fmt::format("{} (risk {})", safety::Name(verdict.decision), safety::Name(verdict.risk));
}

std::string ReasonsText(const safety::Verdict& verdict) {
  std::string text;
  for (const safety::Finding& finding : verdict.findings) {
    if (!text.empty()) text += '\n';
    const std::string_view label = finding.demands != safety::Decision::kSafe
                                       ? safety::Name(finding.demands)
                                   : finding.allowed_by.empty() ? safety::Name(finding.risk)
                                                                : "allowed";
    text += fmt::format("  {}: {}", label, MessageOf(finding));
  }
  return text;
}

}  // namespace cmdai::cli
