#!/bin/sh
# The language server in Neovim, set up with the very lines of docs/editors.md.
# usage: neovim.sh BARTIZAN        the binary under test; needs nvim 0.7 to 0.10 (Debian: apt-get install neovim)
set -eu
binary=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -R "$here/../../examples" "$work/project"
mkdir "$work/project/.git" "$work/bin"
ln -s "$binary" "$work/bin/bartizan"
# The Lua blocks of the section on this Neovim, in their order.
awk '/^## /{on=/^## Neovim 0.7/} /^```/{code=on && $0=="```lua"; next} code' "$here/../../docs/editors.md" > "$work/setup.lua"

cd "$work/project"
PATH="$work/bin:$PATH" XDG_STATE_HOME="$work" XDG_CACHE_HOME="$work" SETUP="$work/setup.lua" \
  timeout 60 nvim --headless --clean -u NONE -S "$here/neovim.lua"
