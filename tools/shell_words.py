"""Words of the shell made from a seed, of harmless characters only.

They hold quotes of all kinds, braces, tildes, globs, parameters with every operator, arithmetic and
substitutions of echo and printf; no redirection, no pipe and no other command. They read the
variables x, y, e, n, p and v, the array A, `u`, which nothing sets, and the positional parameters.
"""

from __future__ import annotations

import random

STARTS = ("",) * 9 + ("~", "~/", "~+/", "a=~", "a=~:~", "a=~/b:~/", ":~", "~+")
SIGNS = ("{", "}", ",", "..", "~", "/", "-", "=", ":", "+", "%", "@", "_", "^", "]", "#", "[", "a=",
         "a:", ":~/", "{}", "{a}", "!", ".")
SINGLE_QUOTED = ("", "a", "b c", "$x", "\\", "{a,b}", "~", "*", '"', "a\\nb")
DOUBLE_QUOTED = ("a", "b ", "'", "\\$", "\\\\", '\\"', "\\a", "\\`", "*", "~", "{a,b}", "$", "  ",
                 "c", "$'a'", "#", "[a]", "\\\n", "é")
ANSI_C = ("a", "b c", "\\n", "\\t", "\\\\", "\\'", '\\"', "\\x61", "\\141", "\\u0062",
          "\\U00000063", "\\?", "\\z", "$x", "\\x6a", "\\1412", "\\ue9", "~")
AFTER_BACKSLASH = ("a", "b", "\\", "$", "'", '"', "`", " ", "{", "}", ",", "~", "*", "?", "[", "!",
                   "#", "0", "n", "é")
NUMBERS = ("1", "3", "0", "-2", "05", "10", "+2", "-01", "007")
PATTERNS = ("a", "*a", "a*", "b", "?", "*", "[ab]", "[!a]", "bc", "", "c*", "*b*", "[a-c]", "??",
            "'*'", '"a"', "\\*", "$e", "$x", "[[:alpha:]]", "[^b]", "a?", "[b", "*[0-9]", "'a'*",
            '"$v"', "\\a", "]", "[]a]")
QUOTED_OPERANDS = ("", "a", "a b", "${x}", "'", "''", "\\}", "*", "~", '"a"', '"b c"', "\\$", "\\a",
                   "'a b'", "$n", "\\\\")
OPERANDS = ("", "a", "a b", "${x}", "'a b'", '"b c"', "\\}", "*", "~/", "~/a", "${y}", '"$y"', "''",
            "a\\ b", '"$@"', "\\a", "$'a'", "a'b'")
NAMES = ("x", "y", "e", "n", "p", "v", "x", "p", "1", "2", "A", "A[1]", "A[0]")
REPLACEMENTS = ("", "/", "/c", "/$x", "/bb", "/a b", "/''", "/\\a", "/&", "/a/b")
OFFSETS = ("0", "1", "2", " -1", " -2", "n", "1+1", "9", "(1)")
LENGTHS = ("", ":1", ":0", ":2", ": -1", ":n", ":9")
LISTS = ("$@", "$*", "${@}", "${A[@]}", "${A[*]}", "${@:1}", "${@:2}", "${@:1:1}", "$#", "${#@}",
         "${#A[@]}", "${A[@]:1}", "${A[@]:0:1}", "${@#a}", "${A[@]/a/b}", "${A[@]^^}",
         "${@:-a}", "${A[*]}", "${!A[@]}", "${*-u}")
ATOMS = ("1", "2", "n", "$n", "10", "0x1f", "010", "(1+2)", "-3", "!0", "~1", "e", "2#101", "16#Af",
         "${#x}", "n++", "++n")
OPERATORS = ("+", "-", "*", "%", "<<", "&", "|", "^", "<", "==", "&&", "||", "**", ",", "/", "!=",
             ">>")
ECHOED = ("a", "b", "'c a'", '"$x"', "$y", "{a,b}", "\\a", "''", "$n", '"a  b"', "c01", "-n",
          "'a\\tb'", "~")
FORMATS = ("'%s-'", "'%s\\n'", "a%sb", "'%5s'", "%b", "%%", "%c", "'%-4s|'", "%q", "'%s %s\\n'",
           "%.1s")
GLOBS = ("*", "?", "[ab]", "[a-c]", "*b", "a*", "[!a]", "[a", "[]a]", "[^ab]*", "**", "['a'b]",
         "[\\a]", "*'b'", "[[:digit:]]", "\\*a?", "[a/b]", "a]")


class WordMaker:
    """Makes the words of one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def word(self) -> str:
        parts = [self._part(2) for _ in range(self._pick((1, 1, 2, 2, 3, 4)))]
        word = self._pick(STARTS) + "".join(parts)
        # No comment, no file that exists, and not `~:`, after which bash leaves $x as it is.
        return "a" + word if word.startswith(("#", "/", "~:", "~+:")) else word

    def _pick(self, options):
        return self._random.choice(options)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _some(self, options: tuple[str, ...], least: int, most: int) -> str:
        return "".join(self._pick(options) for _ in range(self._random.randint(least, most)))

    def _part(self, depth: int) -> str:
        makers = [self._letters, self._letters, self._sign, self._single, self._double, self._ansi,
                  self._backslash, self._braces, self._sequence, self._parameter, self._parameter,
                  self._list, self._sum, self._substitution, self._glob]
        return self._pick(makers)(depth)

    def _letters(self, _depth: int) -> str:
        return self._some(tuple("abc012"), 1, 3)

    def _sign(self, _depth: int) -> str:
        return self._pick(SIGNS)

    def _single(self, _depth: int) -> str:
        return "'" + self._pick(SINGLE_QUOTED) + "'"

    def _double(self, depth: int) -> str:
        inner = [self._inner(depth - 1) for _ in range(self._random.randint(0, 3))]
        return self._pick(("", "", "", "$")) + '"' + "".join(inner) + '"'

    def _inner(self, depth: int) -> str:
        kind = self._random.randrange(9)
        if kind == 0:
            return self._parameter(depth, quoted=True)
        if kind == 1:
            return self._pick(LISTS)
        if kind == 2 and depth > 0:
            return self._substitution(depth)
        if kind == 3:
            return self._sum(depth)
        return self._pick(DOUBLE_QUOTED)

    def _ansi(self, _depth: int) -> str:
        return "$'" + self._some(ANSI_C, 0, 3) + "'"

    def _backslash(self, _depth: int) -> str:
        return "\\" + self._pick(AFTER_BACKSLASH)

    def _braces(self, depth: int) -> str:
        items = [self._item(depth - 1) for _ in range(self._pick((1, 2, 2, 2, 3, 3, 4)))]
        text = "{" + ",".join(items) + "}"
        if self._chance(0.08) and not set(text) & set("$`\\"):
            at = self._random.randrange(len(text) + 1)
            text = text[:at] + self._pick(("{", "}", ",", "..")) + text[at:]
        return text

    def _item(self, depth: int) -> str:
        if self._chance(0.2):
            return ""
        if depth <= 0 or self._chance(0.5):
            return self._letters(depth)
        return "".join(self._part(depth) for _ in range(self._random.randint(1, 2)))

    def _sequence(self, _depth: int) -> str:
        letters = self._pick(("abc1", "ABC", "abc"))
        if self._chance(0.6):
            ends = [self._pick(NUMBERS), self._pick(NUMBERS)]
        else:
            ends = [self._pick(letters), self._pick(letters)]
        if self._chance(0.3):
            ends.append(self._pick(("1", "2", "-1", "0", "3", "a", "02")))
        return "{" + self._pick(("..",) * 5 + (".", "...")).join(ends) + "}"

    def _pattern(self, depth: int, quoted: bool) -> str:
        more = "" if quoted or depth <= 0 else self._pick(("", "", "", "b", "*"))
        return self._pick(PATTERNS) + more

    def _operand(self, depth: int, quoted: bool) -> str:
        """The word of ${x:-word}."""
        if quoted:
            return self._pick(QUOTED_OPERANDS)
        return self._pick(OPERANDS) + (self._pick(("", "c")) if depth > 0 else "")

    def _parameter(self, depth: int, quoted: bool = False) -> str:
        name = self._pick(NAMES)
        kind = self._random.randrange(12)
        if kind < 2:
            bare = name.isalpha() and self._chance(0.6)
            return "$" + name if bare else "${" + name + "}"
        if kind < 5:
            return self._default(name, depth, quoted)
        if kind < 7:
            op = self._pick(("#", "##", "%", "%%"))
            return "${" + name + op + self._pattern(depth, quoted) + "}"
        if kind == 7:
            op = self._pick(("/", "//", "/#", "/%"))
            return "${" + name + op + self._pattern(0, quoted) + self._pick(REPLACEMENTS) + "}"
        if kind == 8:
            return "${" + name + ":" + self._pick(OFFSETS) + self._pick(LENGTHS) + "}"
        if kind == 9:
            op = self._pick(("^", "^^", ",", ",,"))
            return "${" + name + op + self._pick(("", "", "", "a", "[ab]")) + "}"
        if kind == 10:
            return "${#" + name + "}"
        return "${!" + self._pick(("v", "v", "v:-a", "v#a")) + "}"

    def _default(self, name: str, depth: int, quoted: bool) -> str:
        op = self._pick((":-", "-", ":+", "+", ":=", "="))
        if ("=" in op and not name.isalpha()) or ("+" not in op and self._chance(0.2)):
            name = "u"
        operand = self._operand(depth, quoted)
        if "=" in op:
            operand = operand.replace("~", "c")  # bash takes it for a tilde of the word
        return "${" + name + op + operand + "}"

    def _list(self, _depth: int) -> str:
        text = self._pick(LISTS)
        return text if self._chance(0.3) else '"' + text + '"'

    def _sum(self, _depth: int) -> str:
        text = self._pick(ATOMS)
        for _ in range(self._random.randint(0, 2)):
            text += self._pick(("", " ")) + self._pick(OPERATORS) + self._pick(("", " "))
            text += self._pick(ATOMS)
        if self._chance(0.15):
            text += self._pick(("?1:2", " ? n : 3"))
        if self._chance(0.08):
            text = self._pick(("n=", "n+=")) + text
        return self._pick(("$((", "$(( ")) + text + "))"

    def _substitution(self, _depth: int) -> str:
        words = " ".join(self._pick(ECHOED) for _ in range(self._random.randint(1, 3)))
        kind = self._random.randrange(12)
        if kind < 5:
            return f"$(echo {words})"
        if kind == 5:
            return "$(echo -e 'a\\tb' \\\\x62 $n)"
        if kind < 8:
            return "`echo " + words.replace("\\", "") + "`"
        if kind < 10:
            numbers = self._pick(("1", "$n", "12 3", "-4", "010"))
            return f"$(printf {self._pick(('%d', '%03d', '%i'))} {numbers})"
        return f"$(printf {self._pick(FORMATS)} {words.replace('$y', 'b')})"

    def _glob(self, _depth: int) -> str:
        return self._pick(GLOBS)
