#!/bin/sh
# Installs lockstep for this user: takes the archive for this machine from where this script was found (or LOCKSTEP_FROM, a
# directory or an address), checks its SHA-256 and puts the program into ~/.local/bin (or LOCKSTEP_INTO). Nothing else is changed.
set -eu
into=${LOCKSTEP_INTO:-$HOME/.local/bin}

fail() { echo "install.sh: $*" >&2; exit 1; }

# Read from a pipe, this script was found nowhere: what lies in the current directory is not its download.
case ${0##*/} in
    install.sh) here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || fail "cannot enter the directory of $0." ;;
    *) here= ;;
esac
from=${LOCKSTEP_FROM:-$here}
[ -n "$from" ] || fail "it does not know where it comes from. Set LOCKSTEP_FROM to the directory or address of the downloads."

case $(uname -sm) in
    "Linux x86_64") platform=linux-x64 ;;
    "Linux aarch64") platform=linux-arm64 ;;
    *) fail "there is no download for $(uname -sm). Build it from source, see README.md." ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch() {
    case $from in
        http://* | https://* | file://*)
            if command -v curl >/dev/null; then curl -fsSL "$from/$1" -o "$work/$1"
            elif command -v wget >/dev/null; then wget -qO "$work/$1" "$from/$1"
            else fail "neither curl nor wget is here. Fetch $from/$1 yourself and set LOCKSTEP_FROM to its directory."
            fi ;;
        *) cp "$from/$1" "$work/$1" ;;
    esac || fail "cannot get $1 from $from."
}

fetch SHA256SUMS
archive=$(sed -n "s/^[0-9a-f]*  \(lockstep-.*-$platform\.tar\.gz\)$/\1/p" "$work/SHA256SUMS")
[ -n "$archive" ] || fail "$from/SHA256SUMS names no archive for $platform."
[ "$(printf '%s\n' "$archive" | wc -l)" -eq 1 ] || fail "$from/SHA256SUMS names several archives for $platform. Keep one of them:
$archive"
fetch "$archive"
(cd "$work" && grep "  $archive\$" SHA256SUMS | sha256sum -c --quiet -) || fail "$archive is not what SHA256SUMS says. Nothing was installed."

tar -xzf "$work/$archive" -C "$work"
mkdir -p "$into"
[ ! -d "$into/lockstep" ] || fail "$into/lockstep is a directory. Move it away, or set LOCKSTEP_INTO."
trap 'rm -rf "$work" "$into/lockstep.new"' EXIT
rm -f "$into/lockstep.new"
cp "$work/${archive%.tar.gz}/lockstep" "$into/lockstep.new"
chmod 755 "$into/lockstep.new"
version=$("$into/lockstep.new" --version) || fail "the program does not run here; it needs glibc 2.34 or newer. Nothing was installed."
mv "$into/lockstep.new" "$into/lockstep"

echo "installed $version as $into/lockstep"
case :$PATH: in
    *:"$into":*) ;;
    *) echo "add it to your PATH: export PATH=\"$into:\$PATH\"" ;;
esac
echo "to remove it: rm $into/lockstep"
