#!/bin/sh
# Writes docs/reproduce.md from what `tron reproduce` prints now: tools/make_reproduce_page.sh [build/tron]
set -eu
cd "$(dirname "$0")/.."
tron=${1:-build/tron}
page=docs/reproduce.md
{
  cat <<'TEXT'
# The paper's claims beside this model

`tron reproduce` puts TRON's claims (data/claim/tron.toml) beside what this model gives, against published figures of
other accelerators (data/baseline, one file each, every figure with its source and tag: data/README.md). This page is
its output as it stands; `tools/make_reproduce_page.sh` writes it anew, `tron reproduce --json FILE` gives every number
with the figures, bounds and tags it follows from (docs/schema/reproduce.schema.json).

How to read it:

- The claim is "at least 14x the throughput and 8x the energy efficiency" (V, abstract). The paper's absolute figures
  could not be read, and which accelerators it compares with is only remembered; so the lines are drawn against every
  published figure that could be found, and those remembered are counted apart.
- A figure of a whole network is compared with a figure of a whole network. Attention alone and peak rates stand in
  tables of their own and are compared with nothing. Where others run the same network, TRON is simulated with as many
  tokens at the same batch: a GPU at batch 128 meets TRON at batch 128.
- Energies of processors and GPUs are mostly not published. Then the power limit times the time is an upper bound, and
  the ratio is at most what stands there (`<=`): it can refute the claim, not confirm it. `?` marks what a bound leaves
  open.
- Energy ratios are per inference or per operation, whatever the operands' width. EPB divides by the bits too, which
  favours wide operands: a GPU in FP16 halves its EPB without saving a joule.
- Figures that are only remembered (tag R) are left out of every ratio.
- The assumptions' factors multiply every ratio of the same network. They are found by comparing the two resolved
  descriptions, not from a list; taken all together they lead from `paper` to `audited`, which a test checks.

```text
TEXT
  "$tron" reproduce
  echo '```'
} > "$page.part"
mv "$page.part" "$page"
