#include "shell/walk.h"

namespace cmdai::shell {
namespace {

class Walker {
 public:
  explicit Walker(Visitor& visitor) : visitor_(visitor) {}

  void operator()(const List& list) {
    for (const AndOr& item : list.items) {
      for (const Pipeline& pipeline : item.pipelines) {
        visitor_.Visit(pipeline);
        for (const Command& command : pipeline.commands) (*this)(command);
      }
    }
  }
  void operator()(const Command& command) {
    visitor_.Visit(command);
    std::visit(*this, command.value);
    for (const Redirection& redirection : command.redirections) {
      visitor_.Visit(redirection);
      (*this)(redirection.target);
      Each(redirection.here_document);
    }
  }
  void operator()(const Word& word) {
    visitor_.Visit(word);
    Each(word.parts);
  }

  void operator()(const Text&) {}
  void operator()(const DoubleQuoted& quoted) { Each(quoted.parts); }
  void operator()(const Parameter& parameter) {
    Each(parameter.subscript);
    Each(parameter.argument);
    Each(parameter.second);
  }
  void operator()(const CommandSubstitution& substitution) { Each(substitution.list); }
  void operator()(const ProcessSubstitution& substitution) { Each(substitution.list); }
  void operator()(const ArithmeticExpansion& sum) { (*this)(sum.expression); }
  void operator()(const ArrayLiteral& array) { Each(array.elements); }
  void operator()(const SimpleCommand& simple) {
    for (const Assignment& assignment : simple.assignments) {
      visitor_.Visit(assignment);
      Each(assignment.subscript);
      (*this)(assignment.value);
    }
    Each(simple.words);
  }
  void operator()(const Subshell& node) { Each(node.body); }
  void operator()(const Group& node) { Each(node.body); }
  void operator()(const If& node) {
    for (const If::Branch& branch : node.branches) {
      Each(branch.condition);
      Each(branch.body);
    }
    Each(node.otherwise);
  }
  void operator()(const Loop& node) {
    Each(node.condition);
    Each(node.body);
  }
  void operator()(const For& node) {
    Each(node.words);
    Each(node.body);
  }
  void operator()(const ArithmeticFor& node) {
    (*this)(node.expression);
    Each(node.body);
  }
  void operator()(const Case& node) {
    (*this)(node.subject);
    for (const Case::Item& item : node.items) {
      Each(item.patterns);
      Each(item.body);
    }
  }
  void operator()(const Function& node) { Each(node.body); }
  void operator()(const Coprocess& node) { Each(node.body); }
  void operator()(const Conditional& node) { Each(node.words); }
  void operator()(const ArithmeticCommand& node) { (*this)(node.expression); }

 private:
  template <typename Node>
  void Each(const std::unique_ptr<Node>& node) {
    if (node) (*this)(*node);
  }
  void Each(const std::vector<Word>& words) {
    for (const Word& word : words) (*this)(word);
  }
  void Each(const std::vector<Part>& parts) {
    for (const Part& part : parts) {
      visitor_.Visit(part);
      std::visit(*this, part.value);
    }
  }

  Visitor& visitor_;
};

}  // namespace

void Walk(const List& program, Visitor& visitor) { Walker{visitor}(program); }

void Walk(const List& program, const std::function<void(const Command&)>& visit) {
  class Commands : public Visitor {
   public:
    explicit Commands(const std::function<void(const Command&)>& call) : call_(call) {}
    using Visitor::Visit;
    void Visit(const Command& command) override { call_(command); }

   private:
    const std::function<void(const Command&)>& call_;
  };
  Commands commands(visit);
  Walk(program, commands);
}

}  // namespace cmdai::shell
