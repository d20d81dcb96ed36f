# Functions that the scripts in this folder share; to be sourced. Written for bash 3.2 and later.
# Everything said here goes to standard error: standard output belongs to what the script runs.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

say() { printf 'cmdai: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# Runs a command quietly: its output goes to LOG, and to standard error when it fails.
quietly() {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 60 "$log" >&2
    die "failed: $* (the whole log: $log)"
  fi
}

# Prints the packages of the given groups, one a line.
list_packages() {
  local group wanted package _
  for wanted in "$@"; do
    while read -r group package _; do
      if [ "$group" = "$wanted" ]; then printf '%s\n' "$package"; fi
    done <"$root/script/packages-debian.txt"
  done
}

# Installs what is missing of the Debian packages named.
install_debian() {
  local missing="" installed package as_root="" log="$root/build/packages.log"
  # dpkg-query fails for a package that it has never heard of: that one is missing, too.
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    if ! grep -qx "installed $package" <<<"$installed"; then missing="$missing $package"; fi
  done
  if [ -z "$missing" ]; then return; fi
  if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    command -v sudo >/dev/null ||
      die "these Debian packages are missing, and there is no sudo to install them:$missing"
  fi
  say "installing Debian packages:$missing"
  # shellcheck disable=SC2086  # lists of words
  {
    quietly "$log" $as_root apt-get update
    quietly "$log" $as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 $missing
  }
}

# Not tried on a Mac so far. brew leaves alone what is installed.
install_mac() {
  local formulae="cmake ninja cli11 tomlplusplus nlohmann-json fmt tl-expected utf8proc openssl@3 pkgconf"
  formulae="$formulae python3"
  case " $* " in *" test "*) formulae="$formulae googletest" ;; esac
  case " $* " in *" mlx "*) formulae="$formulae mlx" ;; esac
  case " $* " in *" node "*) formulae="$formulae node" ;; esac
  case " $* " in *" format "*) formulae="$formulae clang-format" ;; esac
  command -v brew >/dev/null || die "install Homebrew (https://brew.sh), then run this again"
  say "installing with brew what is missing of: $formulae"
  # shellcheck disable=SC2086  # a list of words
  HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet $formulae >&2
}

# require GROUP...: makes sure that the packages of these groups are there. What was found once is
# remembered in build/, until the list changes.
require() {
  local stamp="$root/build/.packages-$*"
  stamp=${stamp// /-}
  if [ "$stamp" -nt "$root/script/packages-debian.txt" ] &&
    [ "$stamp" -nt "$root/script/lib.sh" ]; then
    return
  fi
  mkdir -p "$root/build"
  if command -v apt-get >/dev/null; then
    # shellcheck disable=SC2046  # a list of words
    install_debian $(list_packages "$@")
  elif [ "$(uname)" = Darwin ]; then
    install_mac "$@"
  else
    say "neither Debian nor macOS: install what script/packages-debian.txt lists by hand"
  fi
  : >"$stamp"
}

# The version of MLX that cmdai is built and tested with.
readonly mlx_version=0.32.4

# Makes sure that MLX is there and sets MLX_ROOT to its folder, for CMake: Homebrew's on a Mac, else
# the wheels from PyPI in build/mlx/venv, with MLX's CPU device.
require_mlx() {
  local python="$root/build/mlx/venv/bin/python"
  require mlx
  if [ "$(uname)" = Darwin ]; then
    MLX_ROOT=$(brew --prefix mlx)
  else
    if ! "$python" -m mlx --version 2>/dev/null | grep -qF "$mlx_version"; then
      say "installing MLX $mlx_version into build/mlx/venv (script/test --no-mlx leaves it out) ..."
      mkdir -p "$root/build/mlx"
      quietly "$root/build/mlx/install.log" python3 -m venv "$root/build/mlx/venv"
      quietly "$root/build/mlx/install.log" \
        "$python" -m pip install --disable-pip-version-check "mlx[cpu]==$mlx_version"
    fi
    MLX_ROOT=$("$python" -m mlx --cmake-dir)
  fi
  export MLX_ROOT
}

# build PRESET [TARGET...]: builds what is out of date. Configures first where that was not done
# with $configure_options since the presets were changed; ninja itself notices changes of the
# CMakeLists.txt files.
configure_options=""
build() {
  local preset=$1 folder="$root/build/$1"
  local configured="$folder/.configured"
  shift
  mkdir -p "$folder"
  if [ ! "$configured" -nt "$root/CMakePresets.json" ] ||
    [ "$(cat "$configured")" != "$configure_options" ]; then
    say "building the preset $preset; the first time takes a few minutes ..."
    # shellcheck disable=SC2086  # a list of words
    (cd "$root" && quietly "$folder/configure.log" cmake --preset "$preset" $configure_options)
    printf '%s' "$configure_options" >"$configured"
  fi
  quietly "$folder/build.log" ninja -C "$folder" "$@"
}
