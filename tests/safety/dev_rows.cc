#include "tests/safety/dev_rows.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/utf8.h"

namespace cmdai::safety {
namespace {

Decision DecisionOf(const std::string& name) {
  if (name == "safe") return Decision::kSafe;
  return name == "confirm" ? Decision::kConfirm : Decision::kBlocked;
}

std::vector<DevRow> Load() {
  std::vector<DevRow> rows;
  std::ifstream file("tests/safety/dev_rows.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    rows.push_back({.id = json.at("id"),
                    .kind = json.at("class"),
                    .command = json.at("command"),
                    .expected = DecisionOf(json.at("expected")),
                    .is_minimum = json.at("bound") == "min"});
  }
  return rows;
}

}  // namespace

const std::vector<DevRow>& DevRows() {
  static const std::vector<DevRow> rows = Load();
  return rows;
}

Verdict JudgeRow(std::string_view command, Policy policy) {
  static const Environment environment{.home = "/home/user", .cwd = "/home/user/proj"};
  return Judge(command, environment, policy);
}

std::string Shown(std::string_view command) {
  return EscapeForTerminal(command.size() <= 300 ? std::string(command)
                                                 : std::string(command.substr(0, 300)) + "...");
}

}  // namespace cmdai::safety
