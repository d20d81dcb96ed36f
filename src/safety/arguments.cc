#include "safety/arguments.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

/// Walks over the fields of one call.
class ArgumentReader {
 public:
  ArgumentReader(const Row& row, const std::vector<Field>& fields, size_t first)
      : row_(row), fields_(fields), first_(first), next_(first) {}

  Arguments Read() {
    while (next_ < fields_.size()) {
      const Field& field = fields_[next_++];
      if (ended_ || row_.style.none || !LooksLikeOption(field.text)) {
        ReadOperand(field);
      } else if (field.text == "--") {
        ended_ = arguments_.ended = true;
      } else {
        ReadOption(field);
      }
    }
    return std::move(arguments_);
  }

 private:
  bool LooksLikeOption(std::string_view text) const {
    if (text.size() < 2) return false;
    return text[0] == '-' || (text[0] == '+' && row_.style.plus);
  }

  void ReadOperand(const Field& field) {
    if (row_.style.cluster && next_ == first_ + 1) return ReadCluster(field);
    if (row_.style.assignments && ReadAssignmentOperand(field)) return;
    arguments_.operands.push_back(field);
    if (row_.style.stop) ended_ = true;
  }

  /// of=x
  bool ReadAssignmentOperand(const Field& field) {
    const size_t equals = field.text.find('=');
    if (equals == Pattern::npos) return false;
    const OptionSpec* const spec = row_.FindOption(field.text.substr(0, equals + 1));
    if (spec == nullptr) return false;
    Add(spec, spec->name, field, Part(field, equals + 1));
    return true;
  }

  /// tar xzf file: letters whose values follow in their order.
  void ReadCluster(const Field& field) {
    for (const char letter : field.text) {
      const std::string name = {'-', letter};
      const OptionSpec* const spec = row_.FindOption(name);
      if (spec != nullptr && spec->takes_value && !spec->value_is_optional) {
        AddWithNext(spec, name, field);
      } else {
        Add(spec, name, field, std::nullopt);
      }
    }
  }

  void ReadOption(const Field& field) {
    const std::string& text = field.text;
    const size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (const OptionSpec* const plus = row_.FindOption("+"); text[0] == '+' && plus != nullptr) {
      const OptionSpec* const exact = row_.FindOption(text.substr(0, 2));
      Add(exact != nullptr ? exact : plus, exact != nullptr ? exact->name : "+", field,
          Part(field, exact != nullptr ? 2 : 1));
    } else if (text.starts_with("--") || row_.style.words) {
      ReadLong(field, name, equals);
    } else if (const OptionSpec* const whole = row_.FindOption(name);
               whole != nullptr && name.size() > 2) {
      AddLong(whole, name, field, equals);
    } else {
      ReadBundle(field);
    }
  }

  void ReadLong(const Field& field, const std::string& name, size_t equals) {
    if (const OptionSpec* const exact = row_.FindOption(name)) {
      return AddLong(exact, name, field, equals);
    }
    if (row_.style.words && name.starts_with("--")) {
      if (const OptionSpec* const single = row_.FindOption(name.substr(1))) {
        return AddLong(single, single->name, field, equals);
      }
    }
    // An abbreviation: of several that fit, each may be meant and may take the next word. In a row
    // that does not name all options it may be another one, and the next word an operand.
    const size_t next = next_;
    size_t after = next_;
    bool found = false;
    for (const OptionSpec& option : row_.options) {
      if (!name.starts_with("--") || !option.name.starts_with(name)) continue;
      next_ = next;
      const bool option_follows = next < fields_.size() && LooksLikeOption(fields_[next].text);
      if (equals == Pattern::npos && option_follows) {
        Add(&option, option.name, field, std::nullopt);
      } else {
        AddLong(&option, option.name, field, equals);
      }
      after = std::max(after, next_);
      found = true;
    }
    next_ = row_.style.any ? next : after;
    if (!found) Add(nullptr, name, field, std::nullopt);
  }

  void AddLong(const OptionSpec* spec, const std::string& name, const Field& field, size_t equals) {
    if (equals != Pattern::npos) {
      Add(spec, name, field, Part(field, equals + 1));
    } else if (spec->takes_value && !spec->value_is_optional) {
      AddWithNext(spec, name, field);
    } else {
      Add(spec, name, field, std::nullopt);
    }
  }

  /// -abc, -ovalue, -o value
  void ReadBundle(const Field& field) {
    for (size_t i = 1; i < field.text.size(); ++i) {
      const std::string name = {field.text[0], field.text[i]};
      const OptionSpec* const spec = row_.FindOption(name);
      if (spec == nullptr || !spec->takes_value) {
        Add(spec, name, field, std::nullopt);
        continue;
      }
      const bool attached = i + 1 < field.text.size();
      if (attached) {
        Add(spec, name, field, Part(field, i + 1));
      } else if (spec->value_is_optional) {
        Add(spec, name, field, std::nullopt);
      } else {
        AddWithNext(spec, name, field);
      }
      return;
    }
  }

  void AddWithNext(const OptionSpec* spec, const std::string& name, const Field& field) {
    if (next_ >= fields_.size()) return Add(spec, name, field, std::nullopt);
    Add(spec, name, field, fields_[next_++]);
  }

  /// A value that is a program takes all words that follow as its arguments.
  void Add(const OptionSpec* spec, const std::string& name, const Field& field,
           std::optional<Field> value) {
    GivenOption& option = arguments_.options.emplace_back();
    option.spec = spec;
    option.name = name;
    option.span = field.span;
    option.value = std::move(value);
    if (!option.value || spec == nullptr || spec->role != Role::kCommand) return;
    option.command.push_back(*option.value);
    if (next_ < fields_.size() && fields_[next_].text == "--") ++next_;
    while (next_ < fields_.size()) option.command.push_back(fields_[next_++]);
  }

  static Field Part(const Field& field, size_t begin) {
    Field part = field;
    part.text.erase(0, begin);
    return part;
  }

  const Row& row_;
  const std::vector<Field>& fields_;
  size_t first_;
  size_t next_;
  bool ended_ = false;
  Arguments arguments_;
};

/// `surely`: what is not known before the command runs matches nothing.
bool Holds(const Condition& condition, const Arguments& arguments, bool surely) {
  const auto fits = [&](const Field& field) {
    return (!surely || IsConstant(field.text)) && GlobMatches(*condition.glob, field.text);
  };
  switch (condition.kind) {
    case Condition::Kind::kNoOperands:
      return arguments.operands.empty();
    case Condition::Kind::kOption:
      return std::ranges::any_of(arguments.options, [&](const GivenOption& option) {
        if (option.name != condition.name) return false;
        return !condition.glob || (option.value && fits(*option.value));
      });
    case Condition::Kind::kOperand: {
      if (!condition.index) return std::ranges::any_of(arguments.operands, fits);
      return *condition.index < arguments.operands.size() &&
             fits(arguments.operands[*condition.index]);
    }
  }
  return false;
}

/// A clause that takes something back has to hold surely.
bool Holds(const Clause& clause, const Arguments& arguments) {
  const bool surely = std::ranges::any_of(clause.actions, [](const Action& action) {
    return action.kind == Action::Kind::kReads || action.kind == Action::Kind::kOperands;
  });
  return std::ranges::any_of(clause.any_of, [&](const std::vector<Condition>& all_of) {
    return std::ranges::all_of(all_of, [&](const Condition& condition) {
      return Holds(condition, arguments, surely && !condition.negated) != condition.negated;
    });
  });
}

}  // namespace

const GivenOption* Arguments::Find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(options, [&](const GivenOption& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

const GivenOption* Arguments::FindAny(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    if (const GivenOption* const found = Find(name)) return found;
  }
  return nullptr;
}

Arguments ParseArguments(const Row& row, const std::vector<Field>& fields, size_t first) {
  return ArgumentReader(row, fields, first).Read();
}

Role Effects::OptionRole(const GivenOption& option) const {
  for (const auto& [name, role] : option_roles) {
    if (name == option.name) return role;
  }
  return option.spec == nullptr ? Role::kText : option.spec->role;
}

Effects EffectsOf(const Row& row, const Arguments& arguments) {
  Effects effects;
  effects.only_reads = std::ranges::any_of(
      row.reads, [&](const std::string& option) { return arguments.Has(option); });
  if (row.operands) effects.operands = *row.operands;
  effects.standard_input = row.standard_input;
  effects.standard_output = row.standard_output;
  for (const Action& action : row.risks) effects.risks.push_back(&action);
  for (const Clause& clause : row.clauses) {
    if (!Holds(clause, arguments)) continue;
    for (const Action& action : clause.actions) {
      switch (action.kind) {
        case Action::Kind::kRisk:
          effects.risks.push_back(&action);
          break;
        case Action::Kind::kOperands:
          effects.operands = action.operands;
          break;
        case Action::Kind::kStdin:
          effects.standard_input = action.role;
          break;
        case Action::Kind::kStdout:
          effects.standard_output = action.text;
          break;
        case Action::Kind::kOption:
          for (const std::string& name : action.options) {
            effects.option_roles.emplace_back(name, action.role);
          }
          break;
        case Action::Kind::kReads:
          effects.only_reads = true;
          break;
      }
    }
  }
  return effects;
}

}  // namespace cmdai::safety
