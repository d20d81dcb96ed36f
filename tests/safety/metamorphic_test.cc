#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/safety/dev_rows.h"
#include "tests/safety/transformations.h"

/// A program that is written in another way and does the same must not be judged milder. Every
/// dangerous development row, in every way that applies to it.
namespace cmdai::safety {
namespace {

struct Count {
  size_t n_rows = 0;
  size_t n_variants = 0;
  size_t n_milder = 0;
};

/// What the transformations take: no parameter whose value they change, and no endless text.
bool Applies(const ProgramText& program) {
  return program.parses && !program.has_zero && !program.has_positional &&
         program.text.size() < 16384 && !program.text.ends_with('\\');
}

/// Judges the row in all ways of one kind.
void Try(const Transformation& transformation, const ProgramText& program, Decision decision,
         const std::string& id, Count& count) {
  static const bool shows_all = std::getenv("CMDAI_SHOW") != nullptr;
  const std::vector<std::string> variants = transformation.apply(program);
  if (!variants.empty()) ++count.n_rows;
  for (const std::string& variant : variants) {
    ++count.n_variants;
    const Verdict verdict = JudgeRow(variant);
    if (verdict.decision >= decision) continue;
    ++count.n_milder;
    if (count.n_milder > 3 && !shows_all) continue;
    std::printf("%s, %s is %s, not %s: %s\n    for: %s\n", transformation.name.c_str(), id.c_str(),
                std::string(Name(verdict.decision)).c_str(), std::string(Name(decision)).c_str(),
                Shown(variant).c_str(), Shown(program.text).c_str());
  }
}

TEST(Metamorphic, NoSpellingOfADangerousCommandIsJudgedMilder) {
  const std::vector<Transformation> transformations = AllTransformations();
  std::vector<Count> counts(transformations.size());
  for (const DevRow& row : DevRows()) {
    const ProgramText program(row.command);
    if (!row.is_minimum || !Applies(program)) continue;
    const Decision decision = JudgeRow(row.command).decision;
    for (size_t i = 0; i < transformations.size(); ++i) {
      Try(transformations[i], program, decision, row.id, counts[i]);
    }
  }
  Count all;
  for (size_t i = 0; i < transformations.size(); ++i) {
    std::printf("%-34s %4zu rows %6zu variants %4zu milder\n", transformations[i].name.c_str(),
                counts[i].n_rows, counts[i].n_variants, counts[i].n_milder);
    EXPECT_GE(counts[i].n_rows, 3U) << transformations[i].name;
    EXPECT_EQ(counts[i].n_milder, 0U) << transformations[i].name;
    all.n_variants += counts[i].n_variants;
    all.n_milder += counts[i].n_milder;
  }
  std::printf("%zu transformations, %zu variants, %zu milder\n", transformations.size(),
              all.n_variants, all.n_milder);
  EXPECT_GE(transformations.size(), 35U);
  EXPECT_GE(all.n_variants, 5000U);
}

}  // namespace
}  // namespace cmdai::safety
