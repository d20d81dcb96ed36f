#include "safety/risk.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::safety {
namespace {

constexpr Risk kRisks[] = {Risk::kSafe,    Risk::kLow,  Risk::kCaution,
                           Risk::kUnknown, Risk::kHigh, Risk::kCritical};
constexpr Policy kPolicies[] = {Policy::kStrict, Policy::kModerate, Policy::kPermissive};

TEST(Risk, EveryCellOfThePolicyTableHolds) {
  struct Row {
    Risk risk;
    Policy policy;
    Decision decision;
  };
  static constexpr Row kRows[] = {
      {Risk::kSafe, Policy::kStrict, Decision::kSafe},
      {Risk::kSafe, Policy::kModerate, Decision::kSafe},
      {Risk::kSafe, Policy::kPermissive, Decision::kSafe},
      {Risk::kLow, Policy::kStrict, Decision::kConfirm},
      {Risk::kLow, Policy::kModerate, Decision::kSafe},
      {Risk::kLow, Policy::kPermissive, Decision::kSafe},
      {Risk::kCaution, Policy::kStrict, Decision::kConfirm},
      {Risk::kCaution, Policy::kModerate, Decision::kConfirm},
      {Risk::kCaution, Policy::kPermissive, Decision::kSafe},
      {Risk::kHigh, Policy::kStrict, Decision::kBlocked},
      {Risk::kHigh, Policy::kModerate, Decision::kConfirm},
      {Risk::kHigh, Policy::kPermissive, Decision::kConfirm},
      {Risk::kCritical, Policy::kStrict, Decision::kBlocked},
      {Risk::kCritical, Policy::kModerate, Decision::kBlocked},
      {Risk::kCritical, Policy::kPermissive, Decision::kConfirm},
      {Risk::kUnknown, Policy::kStrict, Decision::kBlocked},
      {Risk::kUnknown, Policy::kModerate, Decision::kConfirm},
      {Risk::kUnknown, Policy::kPermissive, Decision::kConfirm},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Name(Decide(row.risk, row.policy)), Name(row.decision))
        << Name(row.risk) << " under " << Name(row.policy);
  }
}

TEST(Risk, AWorseRiskIsNeverDecidedMoreKindly) {
  for (const Policy policy : kPolicies) {
    for (size_t i = 1; i < std::size(kRisks); ++i) {
      EXPECT_LE(Decide(kRisks[i - 1], policy), Decide(kRisks[i], policy))
          << Name(kRisks[i]) << " under " << Name(policy);
    }
  }
}

TEST(Risk, AStricterPolicyIsNeverKinder) {
  for (const Risk risk : kRisks) {
    EXPECT_GE(Decide(risk, Policy::kStrict), Decide(risk, Policy::kModerate)) << Name(risk);
    EXPECT_GE(Decide(risk, Policy::kModerate), Decide(risk, Policy::kPermissive)) << Name(risk);
  }
}

TEST(Risk, NamesAreThoseOfTheDocumentationAndParseBack) {
  static constexpr std::string_view kRiskNames[] = {"safe",    "low",  "caution",
                                                    "unknown", "high", "critical"};
  for (size_t i = 0; i < std::size(kRisks); ++i) {
    EXPECT_EQ(Name(kRisks[i]), kRiskNames[i]);
    EXPECT_EQ(ParseRisk(kRiskNames[i]), kRisks[i]);
  }
  static constexpr std::string_view kPolicyNames[] = {"strict", "moderate", "permissive"};
  for (size_t i = 0; i < std::size(kPolicies); ++i) {
    EXPECT_EQ(Name(kPolicies[i]), kPolicyNames[i]);
    EXPECT_EQ(ParsePolicy(kPolicyNames[i]), kPolicies[i]);
  }
  EXPECT_EQ(Name(Decision::kSafe), "safe");
  EXPECT_EQ(Name(Decision::kConfirm), "confirm");
  EXPECT_EQ(Name(Decision::kBlocked), "blocked");
}

TEST(Risk, OtherNamesAreNone) {
  for (const std::string_view name : {"", "Safe", "HIGH", "saf", "safe ", "blocked", "moderate"}) {
    EXPECT_EQ(ParseRisk(name), std::nullopt) << name;
  }
  for (const std::string_view name : {"", "Strict", "mod", "moderate ", "safe"}) {
    EXPECT_EQ(ParsePolicy(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace cmdai::safety
