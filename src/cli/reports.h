#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/language_model.h"
#include "gguf/gguf.h"

/// What the commands find out, before it becomes text or JSON.
namespace cmdai::cli {

struct EvalReport {
  size_t n_tokens = 0;
  std::vector<double> nll = {};  // [n_tokens - 1] of each next token, natural
  std::vector<std::pair<engine::TokenId, double>> top = {};  // logits of the last position
  std::optional<double> perplexity = std::nullopt;           // where a text was evaluated
  std::vector<engine::TokenId> generated = {};
  bool has_generated = false;
  std::string engine = {};
  std::string kernels = {};
};

/// How long verdicts take, in microseconds.
struct JudgeSpeed {
  double first_us = 0.0;  // the first verdict of the process
  double p50_us = 0.0;    // of the typical times of commands of all kinds
  double p99_us = 0.0;
  size_t n_commands = 0;
};

struct BenchReport {
  JudgeSpeed judge = {};
  std::string model = {};
  std::string kernels = {};
  size_t n_threads = 0;
  size_t n_prefill_tokens = 0;
  size_t n_decode_tokens = 0;
  double load_ms = 0.0;
  double prefill_ms = 0.0;
  double decode_ms_per_token = 0.0;
  size_t peak_rss_bytes = 0;
};

enum class CheckState { kOk, kWarning, kError };

/// One thing that doctor looked at.
struct Check {
  std::string name = {};
  CheckState state = CheckState::kOk;
  std::string detail = {};
  std::string remedy = {};  // what to do; empty where nothing is to be done
};

struct DoctorReport {
  bool can_answer = false;
  std::vector<Check> checks = {};
};

struct InspectReport {
  const gguf::File& file;
  uint64_t file_bytes = 0;
  /// Dimensions by name, where the architecture is supported.
  std::vector<std::pair<std::string, uint64_t>> dimensions = {};
  std::string problem = {};  // why cmdai can't run it; empty where it can
};

/// Tensors of one type.
struct TypeTotal {
  std::string type = {};
  size_t n_tensors = 0;
  uint64_t n_bytes = 0;
};

/// By type, the largest first.
std::vector<TypeTotal> TotalsByType(const gguf::File& file);

}  // namespace cmdai::cli
