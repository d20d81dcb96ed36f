#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/near_match.h"

namespace cmdai::cli {
namespace {

std::string Names(const OptionSpec& option) {
  if (option.short_flag == 0) return option.flag;
  return std::string("-") + option.short_flag + "," + option.flag;
}

/// Tells the parser about an option, whose value it appends to `parsed`.
void Declare(CLI::App& app, const OptionSpec& option, ParsedArguments& parsed) {
  const auto keep = [&parsed, id = option.id](const CLI::results_t& values) {
    parsed.options.emplace_back(id, values.back());
    return true;
  };
  if (option.value_name.empty()) {
    app.add_flag_callback(Names(option),
                          [&parsed, id = option.id] { parsed.options.emplace_back(id, "true"); });
  } else {
    app.add_option(Names(option), keep)
        ->type_name(option.value_name)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
}

tl::unexpected<Error> FailUnknown(const std::string& argument,
                                  std::span<const OptionSpec> options) {
  std::vector<std::string_view> flags;
  for (const OptionSpec& option : options) flags.emplace_back(option.flag);
  const std::string name = argument.substr(0, argument.find('='));
  return Fail(ErrorCode::kInvalidArgument,
              "[arguments] there is no option {}{}; words of a request that begin with - follow --",
              name, DidYouMean(name, flags));
}

}  // namespace

std::optional<std::string> ParsedArguments::Find(std::string_view id) const {
  for (const auto& [name, value] : options) {
    if (name == id) return value;
  }
  return std::nullopt;
}

Result<ParsedArguments> ParseArguments(std::span<const std::string> arguments,
                                       std::span<const OptionSpec> options) {
  ParsedArguments parsed;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();  // the words, which the parser would not leave as they are otherwise
  for (const OptionSpec& option : options) Declare(app, option, parsed);

  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  try {
    app.parse(std::vector<std::string>(std::reverse_iterator(end), arguments.rend()));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string_view what = error.what();  // "--model: 1 required FILE missing"
    return Fail(ErrorCode::kInvalidArgument, "[arguments] {} needs a value",
                what.substr(0, what.find(':')));
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kInvalidArgument, "[arguments] {}", error.what());
  }
  for (const std::string& extra : app.remaining()) {
    if (extra.size() > 1 && extra[0] == '-') return FailUnknown(extra, options);
    parsed.words.push_back(extra);
  }
  if (end != arguments.end()) parsed.words.insert(parsed.words.end(), end + 1, arguments.end());
  return parsed;
}

}  // namespace cmdai::cli
