#pragma once

#include <functional>

#include "shell/ast.h"

namespace cmdai::shell {

/// What Walk() calls for each node of its kind, before those inside it. Each does nothing unless
/// overridden.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void Visit(const Pipeline&) {}
  virtual void Visit(const Command&) {}
  virtual void Visit(const Redirection&) {}
  virtual void Visit(const Assignment&) {}
  virtual void Visit(const Word&) {}
  virtual void Visit(const Part&) {}
};

/// Visits all nodes of the program in the order of the text: those inside compound commands,
/// functions, expansions and substitutions too.
void Walk(const List& program, Visitor& visitor);

/// Calls `visit` for every command of the program, in the same order.
void Walk(const List& program, const std::function<void(const Command&)>& visit);

}  // namespace cmdai::shell
