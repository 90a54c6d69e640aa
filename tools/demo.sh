#!/usr/bin/env bash
# The main job, seen from outside: every lesson, then a real table from rows to a kept model.
set -euo pipefail
separatrix=$1
out=$2

"$separatrix" lesson all --out "$out/lessons"
"$separatrix" train penguins --target species --seeds 4 --out "$out/penguins" --overwrite
"$separatrix" predict "$out/penguins" penguins -o "$out/penguins.csv"

printf '\nPictures of the lessons:   %s/lessons/*/*.png\n' "$out"
printf 'The run and its pictures:  %s/penguins/pictures/*.png\n' "$out"
printf 'Predictions, row by row:   %s/penguins.csv\n' "$out"
