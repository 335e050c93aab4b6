#!/bin/sh
# The language server in Emacs, set up with the very lines of docs/editors.md.
# usage: emacs.sh BARTIZAN        the binary under test; needs Emacs with Eglot and yaml-mode
#                                 (Debian: apt-get install emacs-nox elpa-eglot elpa-yaml-mode)
set -eu
binary=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -R "$here/../../examples" "$work/project"
mkdir "$work/project/.git" "$work/bin"
ln -s "$binary" "$work/bin/bartizan"
awk '/^```/{code=$0=="```elisp"; next} code' "$here/../../docs/editors.md" > "$work/setup.el"

cd "$work/project"
# A home of its own: what a person set up is left alone.
HOME="$work" PATH="$work/bin:$PATH" timeout 120 emacs --batch --load "$work/setup.el" --load "$here/emacs.el"
