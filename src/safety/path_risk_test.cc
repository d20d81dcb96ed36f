#include <gtest/gtest.h>

#include <string>

#include "safety/path.h"
#include "safety/places.h"

namespace cmdai::safety {
namespace {

constexpr Operation kOperations[] = {
    Operation::kRead,       Operation::kCreate,        Operation::kAppend,     Operation::kWrite,
    Operation::kEdit,       Operation::kDelete,        Operation::kDeleteTree, Operation::kMove,
    Operation::kAttributes, Operation::kAttributesTree};

TEST(RiskOf, EveryOperationCostsWhatLiesThere) {
  struct Row {
    Operation operation;
    Place place;
    Risk risk;
  };
  using enum Place;
  static constexpr Row kRows[] = {
      {Operation::kRead, kOrdinary, Risk::kSafe},
      {Operation::kRead, kSystem, Risk::kSafe},
      {Operation::kRead, kVital, Risk::kSafe},
      {Operation::kRead, kCredential, Risk::kCaution},
      {Operation::kRead, kDevice, Risk::kCaution},
      {Operation::kRead, kNetworkDevice, Risk::kHigh},
      {Operation::kCreate, kOrdinary, Risk::kLow},
      {Operation::kCreate, kTemporary, Risk::kLow},
      {Operation::kCreate, kStartup, Risk::kHigh},
      {Operation::kCreate, kVital, Risk::kHigh},
      {Operation::kAppend, kOrdinary, Risk::kLow},
      {Operation::kAppend, kPseudoDevice, Risk::kSafe},
      {Operation::kAppend, kStartup, Risk::kHigh},
      {Operation::kAppend, kDevice, Risk::kCritical},
      {Operation::kWrite, kOrdinary, Risk::kCaution},
      {Operation::kWrite, kTemporary, Risk::kLow},
      {Operation::kWrite, kPseudoDevice, Risk::kSafe},
      {Operation::kWrite, kStartup, Risk::kCritical},
      {Operation::kWrite, kSystem, Risk::kHigh},
      {Operation::kWrite, kVital, Risk::kCritical},
      {Operation::kWrite, kDevice, Risk::kCritical},
      {Operation::kWrite, kPeripheral, Risk::kCaution},
      {Operation::kWrite, kUnknown, Risk::kUnknown},
      {Operation::kEdit, kOrdinary, Risk::kCaution},
      {Operation::kEdit, kStartup, Risk::kHigh},
      {Operation::kEdit, kVital, Risk::kCritical},
      {Operation::kDelete, kOrdinary, Risk::kCaution},
      {Operation::kDelete, kHistory, Risk::kHigh},
      {Operation::kDelete, kVital, Risk::kCritical},
      {Operation::kDelete, kUnknown, Risk::kUnknown},
      {Operation::kDeleteTree, kOrdinary, Risk::kHigh},
      {Operation::kDeleteTree, kTemporary, Risk::kCaution},
      {Operation::kDeleteTree, kRepository, Risk::kHigh},
      {Operation::kDeleteTree, kHome, Risk::kCritical},
      {Operation::kMove, kOrdinary, Risk::kCaution},
      {Operation::kMove, kHome, Risk::kCritical},
      {Operation::kAttributes, kOrdinary, Risk::kCaution},
      {Operation::kAttributes, kVital, Risk::kCritical},
      {Operation::kAttributesTree, kOrdinary, Risk::kHigh},
      {Operation::kAttributesTree, kHome, Risk::kCritical},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Name(RiskOf(row.operation, row.place)), Name(row.risk))
        << Describe(row.operation) << Describe(row.place);
  }
}

TEST(RiskOf, DoingMoreNeverCostsLess) {
  for (int i = 0; i <= static_cast<int>(Place::kUnknown); ++i) {
    const auto place = static_cast<Place>(i);
    const std::string words(Describe(place));
    EXPECT_LE(RiskOf(Operation::kRead, place), RiskOf(Operation::kDelete, place)) << words;
    EXPECT_LE(RiskOf(Operation::kCreate, place), RiskOf(Operation::kWrite, place)) << words;
    EXPECT_LE(RiskOf(Operation::kAppend, place), RiskOf(Operation::kWrite, place)) << words;
    EXPECT_LE(RiskOf(Operation::kEdit, place), RiskOf(Operation::kWrite, place)) << words;
    EXPECT_LE(RiskOf(Operation::kDelete, place), RiskOf(Operation::kDeleteTree, place)) << words;
    EXPECT_LE(RiskOf(Operation::kAttributes, place), RiskOf(Operation::kAttributesTree, place))
        << words;
  }
}

TEST(RiskOf, NothingWrittenToAVitalPlaceOrADiskIsLow) {
  for (const Operation operation : kOperations) {
    if (operation == Operation::kRead) continue;
    for (const Place place : {Place::kVital, Place::kDevice, Place::kStartup}) {
      EXPECT_GE(RiskOf(operation, place), Risk::kHigh) << Describe(operation) << Describe(place);
    }
    EXPECT_EQ(RiskOf(operation, Place::kUnknown), Risk::kUnknown) << Describe(operation);
  }
}

TEST(Operation, AreDescribedAndReachTheirTrees) {
  struct Row {
    Operation operation;
    std::string_view words;
    Operation tree_of;
    bool is_tree;
  };
  using enum Operation;
  static constexpr Row kRows[] = {
      {kRead, "reads", kRead, false},
      {kCreate, "creates", kCreate, false},
      {kAppend, "appends to", kAppend, false},
      {kWrite, "overwrites", kWrite, false},
      {kEdit, "changes", kEdit, false},
      {kDelete, "deletes", kDeleteTree, false},
      {kDeleteTree, "deletes everything under", kDeleteTree, true},
      {kMove, "moves away", kMove, true},
      {kAttributes, "changes the permissions or owner of", kAttributesTree, false},
      {kAttributesTree, "changes the permissions or owner of everything under", kAttributesTree,
       true},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Describe(row.operation), row.words);
    EXPECT_EQ(TreeOf(row.operation), row.tree_of) << row.words;
    EXPECT_EQ(IsTree(row.operation), row.is_tree) << row.words;
  }
}

TEST(Place, WordsFollowThePathAndOrdinaryFilesHaveNone) {
  EXPECT_EQ(Describe(Place::kOrdinary), "");
  EXPECT_EQ(Describe(Place::kHome), ", the home folder");
  EXPECT_EQ(Describe(Place::kDevice), ", a device");
  EXPECT_EQ(Describe(Place::kUnknown), ", which is not known before it runs");
  for (int i = 0; i <= static_cast<int>(Place::kUnknown); ++i) {
    const std::string_view words = Describe(static_cast<Place>(i));
    EXPECT_TRUE(words.empty() || words.starts_with(", ")) << words;
  }
}

TEST(Places, SecretsAreKnownByTheirNames) {
  struct Row {
    std::string_view path;
    bool credential;
    bool secret;
  };
  static constexpr Row kRows[] = {
      {"/home/user/.ssh/id_rsa", true, true},
      {"id_ed25519", true, true},
      {"/srv/app/.env", true, true},
      {"/x/store.p12", true, true},
      {"/etc/shadow", true, true},
      {"/etc/sudoers", false, true},
      {"/root/.ssh/id", false, true},
      {"/run/secrets/token", false, true},
      {"/proc/1/environ", false, true},
      {"/etc/ssl/private/a.key", false, true},
      {"/home/user/env", false, false},
      {"/home/user/.environment", false, false},
      {"/etc/passwd", false, false},
      {"/home/user/.ssh/id_rsa.pub", false, false},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(IsCredentialName(row.path), row.credential) << row.path;
    EXPECT_EQ(IsSecretFile(row.path), row.secret) << row.path;
  }
}

TEST(Places, RepositoriesAreKnownByTheirFolder) {
  EXPECT_TRUE(IsInRepository("/srv/app/.git"));
  EXPECT_TRUE(IsInRepository("/srv/app/.git/config"));
  EXPECT_FALSE(IsInRepository("/srv/app/.gitignore"));
  EXPECT_FALSE(IsInRepository("/srv/app.git/x"));
}

}  // namespace
}  // namespace cmdai::safety
