#include "safety/path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "safety/field_builder.h"
#include "safety/places.h"

namespace cmdai::safety {
namespace {

const Folders kFolders{.home = "/home/user", .cwd = "/home/user/proj"};

/// A pattern as people write it: globs, `$` for a value that is not known, a last `@` for
/// everything below.
Pattern Read(std::string_view text) {
  Pattern pattern = GlobsOf(text);
  for (char& c : pattern) {
    if (c == '$') c = kAnything;
  }
  if (pattern.ends_with('@')) pattern.back() = kAnyDepth;
  return pattern;
}

std::string NormaliseAll(std::string_view path, const Folders& folders = kFolders) {
  std::string text;
  for (const Pattern& result : Normalise(Read(path), folders)) {
    text += (text.empty() ? "" : " ") + ToText(result);
  }
  return text;
}

struct PathRow {
  std::string_view path;
  std::string_view normal;
};

TEST(Normalise, TakesDotsAndSlashesAway) {
  static constexpr PathRow kRows[] = {
      {"/", "/"},
      {"//", "/"},
      {"/./", "/"},
      {"/..", "/"},
      {"/../../etc", "/etc"},
      {"/etc/", "/etc"},
      {"/etc//passwd", "/etc/passwd"},
      {"/etc/./passwd", "/etc/passwd"},
      {"/tmp/../etc/passwd", "/etc/passwd"},
      {"/tmp/a/b/../../..", "/"},
      {"/tmp/a/..b", "/tmp/a/..b"},
      {"/tmp/...", "/tmp/..."},
      {"/tmp/*/..", "/tmp"},
      {"/tmp/*.txt", "/tmp/*.txt"},
  };
  for (const PathRow& row : kRows) EXPECT_EQ(NormaliseAll(row.path), row.normal) << row.path;
}

TEST(Normalise, TakesRelativePathsFromTheWorkingFolder) {
  static constexpr PathRow kRows[] = {
      {"", "/home/user/proj"},    {".", "/home/user/proj"},         {"./", "/home/user/proj"},
      {"a", "/home/user/proj/a"}, {"./a/b", "/home/user/proj/a/b"}, {"..", "/home/user"},
      {"../..", "/home"},         {"../../../../..", "/"},          {"../../../etc", "/etc"},
      {"*", "/home/user/proj/*"}, {"~", "/home/user/proj/~"},
  };
  for (const PathRow& row : kRows) EXPECT_EQ(NormaliseAll(row.path), row.normal) << row.path;
  EXPECT_EQ(NormaliseAll("x", {.home = "/root", .cwd = "/"}), "/x");
  EXPECT_EQ(NormaliseAll("..", {.home = "/root", .cwd = "/"}), "/");
}

TEST(Normalise, AGlobWithALeadingDotMayGoUp) {
  static constexpr PathRow kRows[] = {
      {".*", "/home/user/proj/.* /home/user"},
      {"/tmp/.*", "/tmp/.* /"},
      {"/home/user/.?", "/home/user/.? /home"},
      {"/tmp/.[!.]*", "/tmp/.[!.]*"},
      {"/tmp/.a*", "/tmp/.a*"},
      {"/tmp/*", "/tmp/*"},
      {"/tmp/??", "/tmp/??"},
  };
  for (const PathRow& row : kRows) EXPECT_EQ(NormaliseAll(row.path), row.normal) << row.path;
  // Bounded, however many there are.
  std::string many = "/a";
  for (int i = 0; i < 40; ++i) many += "/.*";
  EXPECT_LE(Normalise(Read(many), kFolders).size(), 8U);
}

TEST(Normalise, SeesThroughTheFoldersOfProcesses) {
  static constexpr PathRow kRows[] = {
      {"/proc/1/root", "/"},
      {"/proc/1/root/etc/passwd", "/etc/passwd"},
      {"/proc/self/root/etc", "/etc"},
      {"/proc/*/root/etc", "/etc"},
      {"/proc/self/cwd", "/home/user/proj"},
      {"/proc/self/cwd/x", "/home/user/proj/x"},
      {"/proc/cpuinfo", "/proc/cpuinfo"},
      {"/proc/1/status", "/proc/1/status"},
      {"/proc", "/proc"},
  };
  for (const PathRow& row : kRows) EXPECT_EQ(NormaliseAll(row.path), row.normal) << row.path;
}

TEST(Normalise, KeepsBeginningsThatAreNotKnown) {
  EXPECT_EQ(NormaliseAll("$"), "\xE2\x80\xA6");
  EXPECT_EQ(NormaliseAll("$/etc"), "\xE2\x80\xA6/etc");
  EXPECT_EQ(NormaliseAll("/srv/$/x"), "/srv/\xE2\x80\xA6/x");
  const Folders lost{.home = "/home/user", .cwd = Pattern(1, kAnything)};
  EXPECT_EQ(NormaliseAll("a/b", lost), "\xE2\x80\xA6/a/b");
  EXPECT_EQ(NormaliseAll("/etc", lost), "/etc");
  EXPECT_EQ(PlaceOf(Normalise("..", lost).front(), lost, true), Place::kUnknown);
}

struct PlaceRow {
  std::string_view path;
  Place place;
};

void ExpectPlace(const PlaceRow& row, bool tree, const Folders& folders = kFolders) {
  const Pattern path = Normalise(Read(row.path), folders).front();
  EXPECT_EQ(static_cast<int>(PlaceOf(path, folders, tree)), static_cast<int>(row.place))
      << row.path << (tree ? " with all below" : "");
}

TEST(PlaceOf, KnowsWhereThingsLie) {
  using enum Place;
  static constexpr PlaceRow kRows[] = {
      {"a.txt", kOrdinary},
      {"/home/user/notes/a", kOrdinary},
      {"/home/user/.config/app.toml", kOrdinary},
      {"/home/user/.ssh/known_hosts", kOrdinary},
      {"/tmp", kTemporary},
      {"/tmp/x", kTemporary},
      {"/var/tmp/x", kTemporary},
      {"/dev/shm/x", kTemporary},
      {"/home/user/.cache/pip/x", kTemporary},
      {".git", kRepository},
      {".git/config", kRepository},
      {"/data/app/.git/HEAD", kRepository},
      {"/home/user/.ssh/id_rsa", kCredential},
      {"/home/user/.ssh", kCredential},
      {"/home/user/.aws/credentials", kCredential},
      {"/home/user/.netrc", kCredential},
      {".env", kCredential},
      {"keys.kdbx", kCredential},
      {"/data/app/terraform.tfstate", kCredential},
      {"/home/user/.bashrc", kStartup},
      {"/home/user/.ssh/authorized_keys", kStartup},
      {"/home/user/.config/autostart/x.desktop", kStartup},
      {"/home/user/.local/bin/tool", kStartup},
      {"/home/user/.gitconfig", kStartup},
      {"/home/user/.bash_history", kHistory},
      {"/home/user/.zsh_history", kHistory},
      {"/home/user", kHome},
      {"/home/user/", kHome},
      {"/home/other/x", kOther},
      {"/opt/app/x", kOther},
      {"/mnt/disk/x", kOther},
      {"/srv/www/x", kOther},
      {"/etc/nginx/nginx.conf", kSystem},
      {"/usr/local/bin/x", kSystem},
      {"/var/log/syslog", kSystem},
      {"/run/x.pid", kSystem},
      {"/sys/class/x", kSystem},
      {"/opt", kSystem},
      {"/", kVital},
      {"/etc", kVital},
      {"/etc/passwd", kVital},
      {"/etc/shadow", kVital},
      {"/etc/sudoers.d/x", kVital},
      {"/etc/cron.d/x", kVital},
      {"/usr/bin/ls", kVital},
      {"/bin/sh", kVital},
      {"/lib/x86_64-linux-gnu/libc.so.6", kVital},
      {"/boot/vmlinuz", kVital},
      {"/var/lib/dpkg/status", kVital},
      {"/root", kVital},
      {"/root/.ssh/authorized_keys", kVital},
      {"/home", kVital},
      {"/dev/sda", kDevice},
      {"/dev/nvme0n1p1", kDevice},
      {"/dev/disk/by-id/x", kDevice},
      {"/dev/mem", kDevice},
      {"/dev/sd", kDevice},
      {"/dev/st0", kPeripheral},
      {"/dev/nst1", kPeripheral},
      {"/dev/fd0", kPeripheral},
      {"/dev/ttyUSB0", kPeripheral},
      {"/dev/tty", kPseudoDevice},
      {"/dev/fd/3", kPseudoDevice},
      {"/dev/input/event0", kDevice},
      {"/proc/kcore", kDevice},
      {"/dev/null", kPseudoDevice},
      {"/dev/stderr", kPseudoDevice},
      {"/dev/fd/3", kPseudoDevice},
      {"/dev/pts/0", kPseudoDevice},
      {"/dev/tcp/10.0.0.1/80", kNetworkDevice},
      {"/dev/udp/10.0.0.1/53", kNetworkDevice},
      {"$", kUnknown},
      {"$/x", kUnknown},
  };
  for (const PlaceRow& row : kRows) ExpectPlace(row, /*tree=*/false);
  EXPECT_EQ(PlaceOf("", kFolders, false), Place::kUnknown);
  EXPECT_EQ(PlaceOf("/tmp/" + std::string(5000, 'x'), kFolders, false), Place::kUnknown);
}

TEST(PlaceOf, KnowsTheFoldersOfMacOs) {
  using enum Place;
  static constexpr PlaceRow kRows[] = {
      {"/System/Library/x", kVital},
      {"/Library/LaunchDaemons/x.plist", kVital},
      {"/Library/Preferences/x", kSystem},
      {"/Applications", kVital},
      {"/Applications/Safari.app", kSystem},
      {"/private/etc/hosts", kVital},
      {"/private/tmp/x", kTemporary},
      {"/var/folders/ab/x", kTemporary},
      {"/Users", kVital},
      {"/Users/me", kHome},
      {"/Users/me/Documents/a", kOrdinary},
      {"/Users/me/.zshrc", kStartup},
      {"/Users/me/Library/LaunchAgents/x.plist", kStartup},
      {"/Users/me/Library/Keychains/login.keychain-db", kCredential},
      {"/Users/other/x", kOther},
      {"/Volumes/disk/x", kOther},
  };
  const Folders mac{.home = "/Users/me", .cwd = "/Users/me/proj"};
  for (const PlaceRow& row : kRows) ExpectPlace(row, /*tree=*/false, mac);
}

TEST(PlaceOf, AGlobLiesAtTheMostValuablePlaceThatItMayStandFor) {
  using enum Place;
  static constexpr PlaceRow kRows[] = {
      {"*.txt", kOrdinary},
      {"/tmp/*", kTemporary},
      {"/??c/passwd", kVital},
      {"/e*/shadow", kVital},
      {"/etc/*", kVital},
      {"/dev/sd?", kDevice},
      {"/dev/s?0", kDevice},
      {"/dev/[sh]da", kDevice},
      {"/home/user/.bash*", kStartup},
      {"/home/user/.ssh/*", kStartup},
      {"/home/user/.ssh/id_*", kCredential},
      {"/home/user/notes/*", kOrdinary},
      {"/srv/*/x", kOther},
      {"/etc/nginx/*", kSystem},
  };
  for (const PlaceRow& row : kRows) ExpectPlace(row, /*tree=*/false);
}

TEST(PlaceOf, AValueThatIsNotKnownIsSomeOrdinaryName) {
  using enum Place;
  static constexpr PlaceRow kRows[] = {
      {"/tmp/$", kTemporary}, {"/home/user/$", kOrdinary}, {"/etc/nginx/$", kSystem},
      {"/srv/$/x", kOther},   {"/dev/$", kDevice},
  };
  for (const PlaceRow& row : kRows) ExpectPlace(row, /*tree=*/false);
}

TEST(PlaceOf, WithAllBelowAFolderIsAsValuableAsWhatItHolds) {
  using enum Place;
  static constexpr PlaceRow kRows[] = {
      {"/", kVital},        {"/*", kVital},          {"/usr", kVital},
      {"/usr/*", kVital},   {"/usr/sh*", kVital},    {"/???", kVital},
      {"/*/", kVital},      {"/opt", kVital},        {"/opt/*", kVital},
      {"/var", kVital},     {"/home", kVital},       {"/home/*", kVital},
      {"/home/us*", kHome}, {"/home/user/*", kHome}, {"/home/user/.", kHome},
      {"..", kHome},        {"../*", kHome},         {"*", kOrdinary},
      {"build", kOrdinary}, {"/tmp/*", kOther},      {"/home/other", kOther},
      {"/srv/app", kOther}, {"/@", kVital},          {"/home/user/@", kHome},
  };
  for (const PlaceRow& row : kRows) ExpectPlace(row, /*tree=*/true);
  // Everything at any depth counts as a tree by itself.
  ExpectPlace({"/@", kVital}, /*tree=*/false);
  ExpectPlace({"/home/user/@", kHome}, /*tree=*/false);
  ExpectPlace({"build/@", kOrdinary}, /*tree=*/false);
}

TEST(PlaceOf, EveryRuleIsReached) {
  for (const PlaceRule& rule : kRootRules) {
    std::string path(rule.path);
    if (rule.extent == Extent::kChildren) path += path.ends_with('/') ? "zz" : "/zz";
    if (rule.extent == Extent::kBelow) path += "/zz/zz";
    if (rule.extent == Extent::kNames) path += "0";
    EXPECT_EQ(static_cast<int>(PlaceOf(path, kFolders, false)), static_cast<int>(rule.place))
        << path;
  }
  for (const PlaceRule& rule : kHomeRules) {
    const std::string path =
        "/home/user" + std::string(rule.path) + (rule.extent == Extent::kBelow ? "/zz" : "");
    EXPECT_EQ(static_cast<int>(PlaceOf(path, kFolders, false)), static_cast<int>(rule.place))
        << path;
  }
}

}  // namespace
}  // namespace cmdai::safety
