#include "safety/evaluator.h"

namespace cmdai::safety {

using shell::Span;

/// $(...): what the list writes, without newlines at its end.
Field Evaluator::Substitute(const shell::CommandSubstitution& substitution, Span span) {
  Field field{.text = Pattern(1, kAnything), .span = span};
  if (!substitution.list) return field;
  State before = state_;
  const Stream out = Evaluate(*substitution.list, {});
  state_.EndChild(std::move(before));
  field.secret = out.secret;
  field.network = out.kind == Stream::Kind::kNetwork;
  if (out.mixed) return field;
  if (out.kind == Stream::Kind::kText || out.kind == Stream::Kind::kNone) {
    field.text = out.text;
    std::erase(field.text, '\0');
    while (field.text.ends_with('\n')) field.text.pop_back();
    if (out.kind == Stream::Kind::kNone) field.text.clear();
  }
  return field;
}

/// <(...) and >(...): a path that stands for the list's output or input.
Field Evaluator::SubstituteProcess(const shell::ProcessSubstitution& substitution, Span span) {
  Field field{.text = fmt::format("/dev/fd/{}", 1000 + n_pseudo_files_++), .span = span};
  if (!substitution.list) return field;
  if (substitution.direction == '<') {
    State before = state_;
    Stream out = Evaluate(*substitution.list, {});
    state_ = std::move(before);
    if (out.kind == Stream::Kind::kNone) out.kind = Stream::Kind::kData;
    state_.files[field.text] = std::move(out);
  } else {
    if (!Spend(1 + sinks_.size() / 4)) return field;
    sinks_.emplace_back(field.text, substitution.list.get());
    // It runs whatever becomes of the path; what flows into it is seen where that is known.
    State before = state_;
    Evaluate(*substitution.list, {.kind = Stream::Kind::kData});
    state_ = std::move(before);
    state_.files[field.text] = {.kind = Stream::Kind::kNone};
  }
  return field;
}

}  // namespace cmdai::safety
