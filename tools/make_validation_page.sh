#!/bin/sh
# Writes docs/methods/validation.md from what `tron validate` prints now: tools/make_validation_page.sh [build/tron]
set -eu
cd "$(dirname "$0")/.."
tron=${1:-build/tron}
page=docs/methods/validation.md
{
  cat <<'TEXT'
# Validation: the models, compared with measurements and independent solvers

Sources: `data/validation` (published figures, one file per work or subject, each figure with its source and tag:
[data](../../data/README.md)), `src/study/validate` (each row asks one model of the program),
`tools/make_validation_goldens.py` (spectra by the circuit solver SAX, and closed forms). This page is the output of
`tron validate`; `tools/make_validation_page.sh` writes it, and a test compares the two. `tron validate --json FILE`
gives every number (`docs/schema/validate.schema.json`).

How to read it:

- A row *agrees* if the model's value lies within the stated tolerance of the published one. Where the source states an
  uncertainty, the tolerance follows from it; elsewhere it is the last digit given or a choice, whose tag is then U.
- A row that *does not agree* stays so, with the reason in a sentence. No parameter was fitted for this page. The curves
  of the ring bank have unknown currents and scales; what is fitted of them is named, and the row shows what the best
  curve leaves.
- A *bound only* compares one side: a ceiling or a floor that the model keeps. It confirms little.
- An effect that is *not modelled* has its published size, so that a reader can judge what its absence costs.
- `published` of 0 is the solver's or the curve's own: the row shows the difference.
- Rows of the accuracy against temperature compare two networks on two data sets. They show the size of the effect and
  nothing finer.

What follows from it:

- Two-arm banks of all-pass rings, which the shipped chips use, agree with a field solver to 1e-10. Banks of
  add-drop rings (`bank.signs = "add_drop"`) do not: fields add where this model adds powers.
- What stands behind the detector is pessimistic: the library's receiver is nine times as noisy as published ones.
- Heat is the weakest part: heater curves, coupling from ring to ring and self-heating.

```text
TEXT
  "$tron" validate
  echo '```'
} > "$page.part"
mv "$page.part" "$page"
