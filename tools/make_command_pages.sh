#!/bin/sh
# Writes docs/commands from the options that the program declares.
#   tools/make_command_pages.sh build/tron docs/commands
set -eu
tron=$1 folder=$2
mkdir -p "$folder"
"$tron" help --markdown > "$folder/README.md"
for command in $(sed -n 's/^| \[\([a-z]*\)\].*/\1/p' "$folder/README.md"); do
  "$tron" help "$command" --markdown > "$folder/$command.md"
done
