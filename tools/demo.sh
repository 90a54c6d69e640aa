#!/usr/bin/env bash
# The main job, seen from outside: every lesson, a real table from rows to a kept model, and what
# each idea buys on it, as a ladder with its report.
set -euo pipefail
separatrix=$1
out=$2

"$separatrix" lesson all --out "$out/lessons"
"$separatrix" train penguins --target species --seeds 4 --out "$out/penguins" --overwrite
"$separatrix" predict "$out/penguins" penguins -o "$out/penguins.csv"
"$separatrix" ladder penguins --target species --out "$out/ladder" --overwrite

printf '\nPictures of the lessons:   %s/lessons/*/*.png\n' "$out"
printf 'The run and its pictures:  %s/penguins/pictures/*.png\n' "$out"
printf 'Predictions, row by row:   %s/penguins.csv\n' "$out"
printf 'What each idea bought:     %s/ladder/report.html\n' "$out"
