#include "assist/ranking.h"

#include <cmath>

namespace cmdai::assist {
namespace {

// Each is what the score loses. First values, chosen by hand: none is fitted yet.
constexpr double kPerNat = 0.5;           // of -log p of the whole answer
constexpr double kPerMeanNat = 2.0;       // of -log p of a token of it, on average
constexpr double kPerLogAgreement = 1.0;  // of -log of the share that agrees
constexpr double kMissingName = 2.5;
constexpr double kMissingNumber = 1.0;
constexpr double kUnknownProgram = 3.0;
constexpr double kUnknownOption = 2.0;

}  // namespace

double Score(const Evidence& evidence) {
  double loss = -kPerLogAgreement * std::log(evidence.agreement);
  if (evidence.log_probability) {
    loss -= kPerNat * *evidence.log_probability;
    if (evidence.n_tokens > 0) {
      loss -= kPerMeanNat * *evidence.log_probability / static_cast<double>(evidence.n_tokens);
    }
  }
  loss += kMissingName * static_cast<double>(evidence.missing_names);
  loss += kMissingNumber * static_cast<double>(evidence.missing_numbers);
  loss += kUnknownProgram * static_cast<double>(evidence.unknown_programs);
  loss += kUnknownOption * static_cast<double>(evidence.unknown_options);
  return -loss;
}

}  // namespace cmdai::assist
