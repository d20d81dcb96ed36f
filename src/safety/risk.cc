#include "safety/risk.h"

#include <array>

namespace cmdai::safety {
namespace {

constexpr std::array<std::string_view, 6> kRiskNames = {"safe",    "low",  "caution",
                                                        "unknown", "high", "critical"};
constexpr std::array<std::string_view, 3> kPolicyNames = {"strict", "moderate", "permissive"};

template <typename Enum, size_t kSize>
std::optional<Enum> Find(const std::array<std::string_view, kSize>& names, std::string_view name) {
  for (size_t i = 0; i < kSize; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(Risk risk, Policy policy) {
  using enum Decision;
  static constexpr Decision kTable[6][3] = {
      //               strict    moderate  permissive
      /* safe     */ {kSafe, kSafe, kSafe},
      /* low      */ {kConfirm, kSafe, kSafe},
      /* caution  */ {kConfirm, kConfirm, kSafe},
      /* unknown  */ {kBlocked, kConfirm, kConfirm},
      /* high     */ {kBlocked, kConfirm, kConfirm},
      /* critical */ {kBlocked, kBlocked, kConfirm},
  };
  return kTable[static_cast<int>(risk)][static_cast<int>(policy)];
}

std::string_view Name(Risk risk) { return kRiskNames[static_cast<size_t>(risk)]; }
std::string_view Name(Policy policy) { return kPolicyNames[static_cast<size_t>(policy)]; }
std::string_view Name(Decision decision) {
  static constexpr std::string_view kNames[] = {"safe", "confirm", "blocked"};
  return kNames[static_cast<int>(decision)];
}
std::optional<Risk> ParseRisk(std::string_view name) { return Find<Risk>(kRiskNames, name); }
std::optional<Policy> ParsePolicy(std::string_view name) {
  return Find<Policy>(kPolicyNames, name);
}

}  // namespace cmdai::safety
