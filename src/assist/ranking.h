#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cmdai::assist {

/// What speaks for and against a candidate.
struct Evidence {
  /// Natural logarithm of the answer's probability; nullopt where the backend gives none.
  std::optional<double> log_probability = std::nullopt;
  size_t n_tokens = 0;
  double agreement = 1.0;      // share of the candidates that are this command, in (0, 1]
  size_t missing_names = 0;    // of what the request names literally
  size_t missing_numbers = 0;  // likewise
  size_t unknown_programs = 0;
  size_t unknown_options = 0;
};

/// How sure the answer is: the larger the better, 0 at best. A weighted sum.
double Score(const Evidence& evidence);

/// From this score on, a single answer of a model of our own is good enough: others would not
/// change it. A first value: not calibrated yet.
inline constexpr double kSureScore = -0.6;

/// Below this score an answer of a model of our own is a guess and not given as an answer. A first
/// value: not calibrated yet.
inline constexpr double kLeastScore = -6.0;

}  // namespace cmdai::assist
