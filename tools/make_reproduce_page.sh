#!/bin/sh
# Writes docs/reproduce.md from what `tron reproduce` prints now: tools/make_reproduce_page.sh [build/tron]
set -eu
cd "$(dirname "$0")/.."
tron=${1:-build/tron}
page=docs/reproduce.md
{
  cat <<'TEXT'
# The paper's claims, compared with this model

`tron reproduce` compares TRON's claims (data/claim/tron.toml) with the results of this model and with published
figures of other accelerators (data/baseline, one file each, every figure with its source and tag: data/README.md).
This page is its output; `tools/make_reproduce_page.sh` writes it. `tron reproduce --json FILE` gives every number
with the figures, bounds and tags from which it follows (docs/schema/reproduce.schema.json).

How to read it:

- The claim is "at least 14x the throughput and 8x the energy efficiency" (tag V, abstract). The paper's absolute
  figures could not be read, and the accelerators that it compares with are only remembered. So the claims are tested
  against every published figure that could be found, and the remembered accelerators are also counted separately.
- Figures of whole networks are compared only with figures of whole networks. Attention alone, peak rates and matrix
  units alone are in separate tables, without comparison. Where others run the same network, TRON is simulated with as
  many tokens and the same batch: a GPU at batch 128 is compared with TRON at batch 128.
- Energies of processors and GPUs are mostly not published. Power limit times time is then an upper bound of the energy,
  and the ratio is at most the number in the table (`<=`). It can refute the claim, but not confirm it. `?` marks ratios
  that a bound leaves undecided.
- Energy ratios are per inference or per operation, whatever the width of the operands. EPB also divides by the bits,
  which favours wide operands: a GPU in FP16 halves its EPB without saving a joule.
- Figures that are only remembered (tag R) do not enter any ratio.
- "Efficiency" puts the TOPS/W of photonic systems that were built beside simulated ones, and this model beside both.
  Each row states what the power covers. A row holds one figure per system and is a range, not a ratio. The keys are
  `evidence` and `counted` in data/README.md.
- The factors of the assumptions multiply every ratio of the same network. The program finds the differing parameters
  by comparing the two resolved descriptions. All of them together lead from `paper` to `audited`, which a test checks.

```text
TEXT
  "$tron" reproduce
  echo '```'
} > "$page.part"
mv "$page.part" "$page"
