#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cmdai::safety {

/// How much an effect can cost, least first. kUnknown stands for what could not be understood: it
/// may be anything, and is never called safe.
enum class Risk : uint8_t {
  kSafe,      // only reads
  kLow,       // creates; nothing that exists is lost
  kCaution,   // loses or changes something replaceable, installs, downloads, gains privilege
  kUnknown,   // could not be understood
  kHigh,      // loses data beyond one file, changes the system, runs code from outside
  kCritical,  // destroys or takes over the machine, the account or shared data
};

/// How much the user wants to be asked.
enum class Policy : uint8_t { kStrict, kModerate, kPermissive };

/// What is done with the command.
enum class Decision : uint8_t { kSafe, kConfirm, kBlocked };

/// The one table of risk and policy (ARCHITECTURE.md shows it).
Decision Decide(Risk risk, Policy policy);

std::string_view Name(Risk risk);
std::string_view Name(Policy policy);
std::string_view Name(Decision decision);
std::optional<Risk> ParseRisk(std::string_view name);
std::optional<Policy> ParsePolicy(std::string_view name);

}  // namespace cmdai::safety
