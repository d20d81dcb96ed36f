#include "safety/find_call.h"

#include <algorithm>
#include <span>

#include "safety/places.h"

namespace cmdai::safety {
namespace {

/// A test, option or operator of find (GNU findutils 4.9, the BSDs, Solaris).
struct Predicate {
  std::string_view name;
  int n_arguments = 0;
  bool restricts = false;  // chooses among the files, so that not all are meant
};

/// Tests that choose among the files, so that not all are meant: with an argument, and without.
constexpr std::string_view kChoosingTests[] = {
    "-name",  "-iname",  "-path",   "-ipath",  "-wholename", "-iwholename", "-regex",    "-iregex",
    "-lname", "-ilname", "-newer",  "-anewer", "-cnewer",    "-mtime",      "-atime",    "-ctime",
    "-mmin",  "-amin",   "-cmin",   "-size",   "-inum",      "-samefile",   "-links",    "-used",
    "-Bmin",  "-Btime",  "-mnewer", "-since",  "-asince",    "-csince",     "-xattrname"};
constexpr std::string_view kChoosingFlags[] = {"-empty", "-nouser", "-nogroup", "-sparse"};
/// The other tests, options and operators: with an argument, and without.
constexpr std::string_view kTests[] = {"-perm",     "-type",      "-xtype",       "-user",
                                       "-group",    "-uid",       "-gid",         "-maxdepth",
                                       "-mindepth", "-regextype", "-fstype",      "-context",
                                       "-flags",    "-printf",    "-files0-from", "-files"};
// clang-format off
constexpr std::string_view kFlags[] = {
    "-depth", "-d", "-mount", "-xdev", "-follow", "-daystart", "-noleaf",
    "-ignore_readdir_race", "-noignore_readdir_race", "-warn", "-nowarn", "-readable",
    "-writable", "-executable", "-true", "-false", "-acl", "-xattr", "-print", "-print0",
    "-ls", "-prune", "-quit", "-a", "-and", "-o", "-or", "-not", "!", "(", ")", ",", "-help",
    "--help", "-version", "--version", "-x", "-X", "-E", "-s", "-printx", "-local"};
// clang-format on

std::optional<Predicate> FindPredicate(std::string_view name) {
  const auto is_in = [&](std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  };
  if (is_in(kChoosingTests)) return Predicate{name, 1, true};
  if (is_in(kChoosingFlags)) return Predicate{name, 0, true};
  if (is_in(kTests)) return Predicate{name, 1, false};
  if (is_in(kFlags)) return Predicate{name, 0, false};
  const bool newer = name.starts_with("-newer") && name.size() == 8;  // -newerXY
  return newer ? std::optional(Predicate{name, 1, true}) : std::nullopt;
}

bool IsExec(std::string_view name) {
  return name == "-exec" || name == "-execdir" || name == "-ok" || name == "-okdir";
}

/// Whether a test of permissions chooses files that anyone may write or that run with their owner's
/// rights, which are few: 777, -002, /6000, -o+w.
bool ChoosesOddModes(std::string_view mode) {
  const bool any_of = mode.starts_with('/') || mode.starts_with('+');
  if (any_of || mode.starts_with('-')) mode.remove_prefix(1);
  if (mode == "o+w" || mode == "o=w" || mode == "u+s" || mode == "g+s" || mode == "u=s")
    return true;
  if (mode.empty() || mode.find_first_not_of("01234567") != std::string_view::npos) return false;
  const char last = mode.back();
  const bool by_all = last == '2' || last == '3' || last == '6' || last == '7';
  const bool special = mode.size() >= 4 && mode[mode.size() - 4] > '1';
  const bool nothing_else = mode.find_first_not_of('0') == mode.size() - (special ? 4 : 1);
  return any_of ? nothing_else : by_all || special;
}

/// Whether a test of owners leaves out the one to whom the system belongs.
bool ChoosesOwner(std::string_view owner) {
  return !owner.empty() && IsConstant(owner) && owner != "root" && owner != "wheel" &&
         owner[0] != '+' && owner[0] != '-' &&
         owner.find_first_not_of('0') != std::string_view::npos;
}

/// Whether a test, given its argument, chooses among the files so that not all are meant.
bool Chooses(const Predicate& predicate, std::string_view argument, bool follows_links) {
  const std::string_view name = predicate.name;
  if (name == "-perm") return ChoosesOddModes(argument);
  if (name == "-user" || name == "-group" || name == "-uid" || name == "-gid") {
    return ChoosesOwner(argument);
  }
  if (name == "-type") return follows_links && argument == "l";  // links that lead nowhere
  if (name == "-xtype") return argument == "l";
  const bool matches = name.ends_with("name") || name.ends_with("path") || name.ends_with("regex");
  return predicate.restricts && !(matches && predicate.n_arguments == 1 && MatchesAll(argument));
}

class FindReader {
 public:
  explicit FindReader(const std::vector<Field>& argv) : argv_(argv) {}

  FindCall Read() {
    ReadRoots();
    while (next_ < argv_.size()) ReadTest(argv_[next_++]);
    return std::move(call_);
  }

 private:
  static constexpr size_t kMaxLevels = 64;

  /// What is known of one pair of parentheses: the branches that -o ended, and the one now.
  struct Level {
    bool others_choose = true;
    bool chooses = false;
    bool negated = false;
  };

  void ReadRoots() {
    static constexpr std::string_view kFirst[] = {"-H", "-L", "-P", "-D", "-E",
                                                  "-X", "-x", "-s", "-f"};
    for (; next_ < argv_.size(); ++next_) {
      const std::string& text = argv_[next_].text;
      if (!text.starts_with("-O") && std::ranges::find(kFirst, text) == std::end(kFirst)) break;
      follows_links_ |= text == "-L";
      if (text == "-D") ++next_;
    }
    for (; next_ < argv_.size(); ++next_) {
      const std::string& text = argv_[next_].text;
      if (text.starts_with('-') || text == "(" || text == "!" || text == ")") break;
      call_.roots.push_back(argv_[next_]);
    }
  }

  void ReadTest(const Field& field) {
    const std::string& text = field.text;
    const bool negated = negated_;
    negated_ = text == "!" || text == "-not";
    if (text == "(") {
      too_deep_ |= levels_.size() == kMaxLevels;
      if (!too_deep_) levels_.push_back({.negated = negated});
    } else if (text == ")") {
      if (levels_.size() > 1) CloseLevel();
    } else if (text == "-o" || text == "-or" || text == ",") {
      levels_.back().others_choose &= levels_.back().chooses;
      levels_.back().chooses = false;
    } else if (IsExec(text)) {
      ReadCommand();
    } else if (text == "-delete") {
      call_.deletes = field.span;
      call_.deletes_some = Restricted();
    } else if (text == "-fprint" || text == "-fprint0" || text == "-fls" || text == "-fprintf") {
      if (next_ < argv_.size()) call_.written.push_back(argv_[next_]);
      next_ += text == "-fprintf" ? 2 : 1;
    } else if (const auto predicate = FindPredicate(text)) {
      ReadPredicate(*predicate, negated);
    } else if (text.starts_with('-') && !HasUnknown(text)) {
      call_.unknown.push_back(field);
    }
    // Another word than an option makes find refuse the whole command line.
  }

  void CloseLevel() {
    const Level inner = levels_.back();
    levels_.pop_back();
    levels_.back().chooses |= !inner.negated && inner.others_choose && inner.chooses;
  }

  void ReadPredicate(const Predicate& predicate, bool negated) {
    const bool has_argument = predicate.n_arguments == 1 && next_ < argv_.size();
    const std::string argument = has_argument ? argv_[next_].text : std::string();
    levels_.back().chooses |= !negated && Chooses(predicate, argument, follows_links_);
    if (!negated && predicate.name.ends_with("name") && IsCredentialName(argument)) {
      call_.secrets.push_back(argument);
    }
    call_.prints_names &= predicate.name != "-ls" && predicate.name != "-printf";
    call_.prints_some |= Restricted();
    if (predicate.name == "-print0") call_.ends_names = '\0';
    follows_links_ |= predicate.name == "-follow";
    next_ += static_cast<size_t>(predicate.n_arguments);
    // BSD's -depth may have a number.
    const bool number = next_ < argv_.size() && !argv_[next_].text.empty() &&
                        argv_[next_].text.find_first_not_of("+-0123456789") == Pattern::npos;
    if (number && (predicate.name == "-depth" || predicate.name == "-d")) ++next_;
  }

  void ReadCommand() {
    FindCommand& command = call_.commands.emplace_back();
    command.restricted = Restricted();
    for (; next_ < argv_.size(); ++next_) {
      const std::string& text = argv_[next_].text;
      if (text == ";") break;
      if (text == "+" && !command.argv.empty() && command.argv.back().text == "{}") break;
      command.argv.push_back(argv_[next_]);
    }
    ++next_;
  }

  bool Restricted() const {
    return !too_deep_ &&
           std::ranges::any_of(levels_, [](const Level& level) { return level.chooses; });
  }

  const std::vector<Field>& argv_;
  size_t next_ = 1;
  bool follows_links_ = false;
  bool negated_ = false;
  bool too_deep_ = false;
  std::vector<Level> levels_ = {Level{}};
  FindCall call_;
};

}  // namespace

bool MatchesAll(std::string_view glob) {
  static constexpr char kAll[] = {'*', '.', '?', '/', kAnyRun, kAnyChar};
  return glob.find_first_not_of(std::string_view(kAll, sizeof kAll)) == std::string_view::npos;
}

FindCall ReadFindCall(const std::vector<Field>& arguments) { return FindReader(arguments).Read(); }

}  // namespace cmdai::safety
