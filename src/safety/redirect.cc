#include <algorithm>

#include "safety/evaluator.h"
#include "safety/places.h"
#include "shell/redirection.h"

/// Redirections, and what files hold.
namespace cmdai::safety {

using shell::RedirectionOperator;

/// The stream that the command reads, after its redirections; output files are noted as written.
Stream Evaluator::Redirect(const std::vector<shell::Redirection>& redirections, const Stream& in) {
  Stream input = in;
  // exec gave the shell another input.
  const Stream* const own = state_.files.Find("/dev/fd/0");
  if (in.kind == Stream::Kind::kNone && own != nullptr) input = *own;
  // Other descriptors are files by their path; that they end with the command is not followed.
  const auto give = [&](const shell::Redirection& redirection, const Stream& stream) {
    if (redirection.descriptor.empty() || redirection.descriptor == "0") {
      input = stream;
    } else {
      const std::string path = "/dev/fd/" + redirection.descriptor;
      const Stream* const open = state_.files.Find(path);
      state_.files[path] = open == nullptr ? stream : Join(*open, stream);
    }
  };
  redirected_ = {};
  for (const shell::Redirection& redirection : redirections) {
    if (!Spend(2)) break;
    switch (redirection.op) {
      case RedirectionOperator::kInput: {
        const Field path = ExpandToOne(redirection.target);
        Touch(Operation::kRead, path, "<");
        const Stream file = ReadFile(path);
        give(redirection, file);
        break;
      }
      case RedirectionOperator::kHereString: {
        const Field text = ExpandToOne(redirection.target);
        give(redirection, {.kind = Stream::Kind::kText, .text = text.text + "\n"});
        break;
      }
      case RedirectionOperator::kHereDocument:
      case RedirectionOperator::kHereDocumentTabs: {
        if (!redirection.here_document) break;  // the text ends before it
        const Field text = ExpandToOne(*redirection.here_document);
        give(redirection, {.kind = Stream::Kind::kText, .text = text.text});
        break;
      }
      case RedirectionOperator::kDuplicateInput:
      case RedirectionOperator::kDuplicateOutput:
      default:
        RedirectOutput(redirection);
        if (redirection.op == RedirectionOperator::kDuplicateInput) {
          const Field target = ExpandToOne(redirection.target);
          const Stream* const open = state_.files.Find("/dev/fd/" + target.text);
          if (redirected_.device) {
            input = redirected_;
          } else if (open != nullptr) {
            give(redirection, Stream(*open));
          }
        }
    }
  }
  if (redirected_.device && input.kind == Stream::Kind::kNone) input.device = true;
  return input;
}

void Evaluator::RedirectOutput(const shell::Redirection& redirection) {
  const Field target = ExpandToOne(redirection.target);
  const bool duplicates = redirection.op == RedirectionOperator::kDuplicateOutput ||
                          redirection.op == RedirectionOperator::kDuplicateInput;
  const bool descriptor = duplicates && !target.text.empty() &&
                          target.text.find_first_not_of("0123456789-") == Pattern::npos;
  if (descriptor) {
    const Variable* const open = state_.variables.Find("/fd/" + target.text);
    if (open != nullptr)
      redirected_ = {.kind = Stream::Kind::kNetwork, .secret = false, .device = true};
    return;
  }
  const auto sink =
      std::ranges::find_if(sinks_, [&](const auto& entry) { return entry.first == target.text; });
  if (sink != sinks_.end()) return;
  const bool network = target.text.starts_with("/dev/tcp/") || target.text.starts_with("/dev/udp/");
  if (network) {
    redirected_ = {.kind = Stream::Kind::kNetwork, .secret = false, .device = true};
    if (!redirection.descriptor.empty()) SetVariable("/fd/" + redirection.descriptor, target);
  }
  Field where = target;
  where.span = redirection.span;
  const bool appends = redirection.op == RedirectionOperator::kAppend ||
                       redirection.op == RedirectionOperator::kAppendOutputAndError ||
                       redirection.op == RedirectionOperator::kReadWrite;
  Touch(appends ? Operation::kAppend : Operation::kWrite, where, shell::Spelling(redirection.op));
}

/// Puts what a command wrote where its redirections say; what is left flows on.
Stream Evaluator::SendOutput(const std::vector<shell::Redirection>& redirections, Stream out) {
  for (const shell::Redirection& redirection : redirections) {
    if (!Spend(1 + out.text.size() / 64)) break;
    const bool plain = redirection.descriptor.empty() || redirection.descriptor == "1";
    if (plain && redirection.op == RedirectionOperator::kDuplicateOutput) {
      const Field target = ExpandToOne(redirection.target);
      const bool error = target.text == "2" || target.text == "-";
      if (error && redirections.size() == 1) return {};
      if (out.kind == Stream::Kind::kText) out = {.kind = Stream::Kind::kData};
      continue;
    }
    if (!plain || !shell::Writes(redirection.op)) continue;
    const Field target = ExpandToOne(redirection.target);
    for (const auto& [path, list] : std::vector(sinks_)) {
      if (path == target.text) Evaluate(*list, out);
    }
    const Pattern path = Normalise(target.text, {environment_.home, state_.cwds.front()}).front();
    if (IsConstant(path)) {
      if (out.kind == Stream::Kind::kNone) out.kind = Stream::Kind::kData;
      Stream& file = state_.files[path];
      file = redirection.op == RedirectionOperator::kAppend ? Join(file, out) : out;
    }
    if (redirected_.device && out.secret) {
      Note(Risk::kHigh, "exfiltration", "upload", redirection.span,
           "sends credentials or other secrets to another machine");
    }
    out = {};
  }
  return out;
}

/// What a file holds, as far as this program wrote it or its name tells.
Stream Evaluator::ReadFile(const Field& path) {
  if (path.text.starts_with("/dev/tcp/") || path.text.starts_with("/dev/udp/")) {
    return {.kind = Stream::Kind::kNetwork, .secret = false, .device = true};
  }
  const Folders folders{environment_.home, state_.cwds.front()};
  const Pattern full = FollowLinks(Normalise(path.text, folders).front());
  if (const Stream* const file = state_.files.Find(full)) return *file;
  const safety::Place place = PlaceOf(full, folders, false);
  if (full == "/dev/null") return {.kind = Stream::Kind::kText};
  return {.kind = Stream::Kind::kData,
          .text = {},
          .secret = place == safety::Place::kCredential || place == safety::Place::kHome ||
                    place == safety::Place::kHistory || IsSecretFile(full)};
}

}  // namespace cmdai::safety
