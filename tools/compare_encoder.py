#!/usr/bin/env python3
"""Times a BERT-base-shaped encoder (12 layers, 768, 3072, 12 heads, 128 tokens, random weights): PyTorch in fp32 against
this project's engines, one thread each, and prints the ratios beside their goals.

Needs Debian's python3-torch with libopenblas0-pthread (without it PyTorch falls back to a reference BLAS that is 35 times
slower) and a built build/inference_perf:

    tools/compare_encoder.py [build/inference_perf]
"""
import os
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import torch  # noqa: E402

GOALS = {"photonic": 1.5, "moments": 1.5}


def torch_seconds():
    torch.set_num_threads(1)
    layer = torch.nn.TransformerEncoderLayer(768, 12, 3072, dropout=0.0, activation="gelu", batch_first=True)
    # Training mode keeps PyTorch off its fused path, which this version has for inference only on some CPUs; both are tried.
    best = {}
    for mode in ("eval", "train"):
        encoder = torch.nn.TransformerEncoder(layer, 12)
        encoder.train(mode == "train")
        x = torch.randn(1, 128, 768)
        times = []
        with torch.no_grad():
            for _ in range(6):
                start = time.perf_counter()
                encoder(x)
                times.append(time.perf_counter() - start)
        best[mode] = min(times[1:])
    return min(best.values())


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "build/inference_perf"
    before = torch_seconds()
    lines = subprocess.run([program, "--encoder"], check=True, capture_output=True, text=True).stdout.split("\n")
    reference = min(before, torch_seconds())
    print(f"PyTorch {torch.__version__} fp32, one thread: {reference:.3f} s")
    for line in filter(None, lines):
        name, seconds = line.split()
        goal = GOALS.get(name.split("-")[0])
        print(f"{name:18s} {float(seconds):.3f} s  {float(seconds) / reference:.2f} of PyTorch"
              + (f"  (goal {goal})" if goal else ""))


if __name__ == "__main__":
    main()
