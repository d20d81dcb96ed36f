#include <algorithm>
#include <cctype>
#include <span>

#include "safety/code_texts.h"
#include "safety/harmless.h"
#include "safety/pattern.h"

namespace cmdai::safety {
namespace {

/// Names of Python that compute and print; modules among them hold nothing else.
constexpr std::string_view kPython =
    " print len range int str float sorted sum min max abs round list dict set tuple map "
    "filter zip enumerate reversed ord chr hex bin oct repr bool bytes any all divmod pow "
    "isinstance import from as for in if else elif not and or is lambda return def while "
    "True False None pass break continue assert sys sys.version sys.argv sys.stdin "
    "sys.stdin.read sys.stdin.readlines sys.version_info sys.executable sys.platform "
    "sys.maxsize sys.byteorder json json.load json.loads json.dumps math math.pi math.sqrt "
    "math.log math.floor math.ceil math.e math.factorial math.gcd math.sin math.cos "
    "datetime datetime.datetime.now datetime.date.today datetime.now datetime.timedelta "
    "time time.time time.strftime time.ctime random random.randint random.choice "
    "random.random random.sample string string.ascii_letters string.digits uuid uuid.uuid4 "
    "uuid.uuid1 secrets secrets.token_hex secrets.token_urlsafe hashlib hashlib.md5 "
    "hashlib.sha256 hashlib.sha1 base64 base64.b64encode base64.b64decode re re.sub "
    "re.findall re.search re.match statistics statistics.mean statistics.median calendar "
    "calendar.month calendar.calendar platform platform.system platform.platform os.getcwd "
    "os.cpu_count os.listdir os.path os.path.exists os.path.join os.path.basename "
    "os.path.dirname os.path.splitext os.path.isfile os.path.isdir os.path.expanduser "
    "os.environ os.environ.get os.getpid os.sep sys.exit sys.stdout.write sys.stdout.flush "
    "sys.stdin.readline sys.stdin.buffer sys.stdin.buffer.read sys.getdefaultencoding "
    "sys.stdout.encoding sys.getsizeof exit quit try except finally raise yield del "
    "Exception ValueError KeyError IndexError complex frozenset iter next slice id hash "
    "format ascii callable json.JSONDecodeError math.pow math.exp math.log2 math.log10 "
    "math.inf math.tan math.radians math.degrees math.isqrt math.comb math.prod "
    "datetime.datetime datetime.date datetime.datetime.utcnow datetime.datetime.strptime "
    "datetime.datetime.fromtimestamp datetime.datetime.utcfromtimestamp "
    "datetime.timezone.utc timedelta date.today time.localtime time.gmtime "
    "time.perf_counter time.sleep time.tzname random.shuffle random.uniform random.choices "
    "random.seed string.punctuation string.ascii_lowercase string.ascii_uppercase "
    "secrets.token_bytes secrets.choice hashlib.sha512 hashlib.sha224 hashlib.sha384 "
    "hashlib.blake2b hashlib.new base64.urlsafe_b64encode base64.urlsafe_b64decode "
    "base64.b32encode base64.b32decode re.split re.compile re.fullmatch re.finditer "
    "re.escape re.I re.M re.IGNORECASE re.MULTILINE collections.OrderedDict "
    "collections.defaultdict itertools.product itertools.combinations itertools.chain "
    "platform.machine platform.node platform.release platform.version "
    "platform.python_version platform.uname urllib.parse.parse_qs urllib.parse.urlencode "
    "urllib.parse.quote_plus urllib.parse.unquote_plus os.path.abspath os.path.getsize os "
    "this urllib.parse urllib.parse.quote urllib.parse.unquote urllib.parse.urlparse "
    "collections collections.Counter Counter itertools itertools.permutations textwrap "
    "unicodedata unicodedata.name socket.gethostname socket.AF_INET e f r b x i n k v s "
    "line l d a c p q t y z j _ sep end key indent reverse sort_keys ";

constexpr std::string_view kPythonMethods[] = {
    "strip",    "split",       "join",          "upper",        "lower",      "format",
    "replace",  "get",         "keys",          "values",       "items",      "encode",
    "decode",   "hexdigest",   "rstrip",        "lstrip",       "splitlines", "startswith",
    "endswith", "count",       "index",         "find",         "isoformat",  "strftime",
    "title",    "capitalize",  "zfill",         "timestamp",    "date",       "time",
    "year",     "month",       "day",           "hour",         "minute",     "second",
    "days",     "seconds",     "total_seconds", "hex",          "bit_length", "to_bytes",
    "isalpha",  "isalnum",     "isupper",       "islower",      "partition",  "rpartition",
    "rsplit",   "rfind",       "rindex",        "casefold",     "swapcase",   "center",
    "ljust",    "rjust",       "removeprefix",  "removesuffix", "translate",  "maketrans",
    "pop",      "extend",      "insert",        "add",          "update",     "copy",
    "reverse",  "union",       "intersection",  "difference",   "setdefault", "groupdict",
    "span",     "start",       "end",           "digest",       "isdigit",    "group",
    "groups",   "most_common", "append",        "sort",         "read",       "readlines"};

/// Whether the name is one of the words of `names`, which begins and ends with a blank.
bool Contains(std::string_view names, std::string_view name) {
  std::string word = " ";
  word += name;
  word += ' ';
  return names.find(word) != std::string_view::npos;
}

bool Contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool IsNumber(std::string_view name) {
  return name.find_first_not_of("0123456789.xabcdefeE_") == std::string_view::npos &&
         name[0] >= '0' && name[0] <= '9';
}

/// Names that are never taken for a variable of the program's own.
constexpr std::string_view kPowerful[] = {
    "open", "exec",       "eval",   "compile", "getattr",    "setattr",  "delattr",
    "vars", "globals",    "locals", "input",   "breakpoint", "execfile", "reload",
    "file", "memoryview", "help",   "type",    "object",     "super",    "class",
    "os",   "sys",        "apply",  "dir",     "copyright",  "credits",  "license"};

/// Modules among the names of kPython: they are imported, and used with a dot only.
constexpr std::string_view kModules[] = {
    "sys",        "json",     "math",        "datetime", "time",   "random",
    "string",     "uuid",     "secrets",     "hashlib",  "base64", "re",
    "statistics", "calendar", "platform",    "os",       "this",   "collections",
    "itertools",  "textwrap", "unicodedata", "urllib"};

/// Whether the program gives the name a value: x = 1, for x in, lambda x.
bool IsBound(std::string_view code, std::string_view name) {
  if (Contains(kPowerful, name) || Contains(kModules, name)) return false;
  for (size_t at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
    const std::string_view before = code.substr(0, at);
    if (before.ends_with("for ") || before.ends_with("lambda ")) return true;
    const std::string_view after = code.substr(at + name.size());
    const size_t next = std::min(after.find_first_not_of(" \t"), after.size());
    if (after.substr(next).starts_with('=') && !after.substr(next).starts_with("==")) return true;
  }
  return false;
}

/// Whether the parts of f"..." that are code hold calls; any braces count.
bool MayCallInBraces(std::string_view code) {
  for (size_t at = code.find('{'); at != std::string_view::npos; at = code.find('{', at + 1)) {
    const size_t end = std::min(code.find('}', at), code.size());
    if (code.substr(at, end - at).find('(') != std::string_view::npos) return true;
  }
  return false;
}

bool IsFormatPrefix(std::string_view name) {
  return name == "f" || name == "F" || name == "rf" || name == "fr" || name == "Rf" ||
         name == "rF" || name == "RF" || name == "fR" || name == "Fr" || name == "FR";
}

/// Whether all statements that import do so from known modules: import a, b.
bool ImportsKnownModules(std::string_view code) {
  size_t begin = 0;
  while (begin < code.size()) {
    const size_t end = std::min(code.find_first_of("\n;:", begin), code.size());
    const CodeScan scan = ScanCode(Role::kPython, code.substr(begin, end - begin));
    const bool imports =
        !scan.names.empty() && (scan.names[0] == "import" || scan.names[0] == "from");
    const bool known = std::ranges::all_of(
        scan.names, [](const std::string& name) { return Contains(kPython, name); });
    if (imports && !known) return false;
    begin = end + 1;
  }
  return true;
}

bool IsHarmlessPythonName(std::string_view code, std::string_view name, std::string_view before) {
  if (name.starts_with('.')) return Contains(kPythonMethods, name.substr(1));
  if (IsNumber(name)) return true;
  const bool imported = before == "import" || before == "from";
  if (name == "os" || name == "sys") {  // elsewhere it could get another name
    return imported || Contains(kModules, before);
  }
  if (Contains(kPython, name)) return true;
  if (imported || before == "as") return false;
  const size_t dot = name.find('.');
  const std::string_view first = name.substr(0, dot);
  const bool variable =
      !Contains(kModules, first) && (Contains(kPython, first) || IsBound(code, first));
  return variable &&
         (dot == std::string_view::npos || Contains(kPythonMethods, name.substr(dot + 1)));
}

/// A dot with a blank beside it, by which a name would be taken for two.
bool HasSpacedDot(std::string_view code) {
  for (size_t at = code.find('.'); at != std::string_view::npos; at = code.find('.', at + 1)) {
    const bool before = at > 0 && std::isspace(static_cast<unsigned char>(code[at - 1])) != 0;
    const bool after =
        at + 1 < code.size() && std::isspace(static_cast<unsigned char>(code[at + 1])) != 0;
    if (before || after || (at > 0 && code[at - 1] == '\\')) return true;
  }
  return false;
}

bool IsHarmlessPython(std::string_view code, const CodeScan& scan) {
  if (HasSpacedDot(code)) return false;
  if (code.find("__") != std::string_view::npos || scan.names.size() > 256) return false;
  if (!ImportsKnownModules(code)) return false;
  std::string_view before;
  for (const std::string& name : scan.names) {
    if (IsFormatPrefix(name) && MayCallInBraces(code)) return false;
    if (!IsHarmlessPythonName(code, name, before)) return false;
    before = name;
  }
  return true;
}

}  // namespace

bool IsHarmlessCode(Role language, std::string_view code, const CodeScan& scan) {
  if (HasUnknown(code) || !scan.commands.empty()) return false;
  if (language == Role::kPython) return IsHarmlessPython(code, scan);
  if (language == Role::kPerl) return IsHarmlessPerl(code);
  return false;
}

}  // namespace cmdai::safety
