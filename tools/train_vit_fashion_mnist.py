#!/usr/bin/env python3
"""Trains the demo network: a Vision Transformer on Fashion-MNIST.

Needs Debian's python3-torch, python3-numpy, libopenblas0-pthread and
dataset-fashion-mnist. Writes a Hugging Face style folder (config.json,
preprocessor_config.json, model.safetensors) and a log beside it. The committed
copy lives in data/network/vit-fashion-mnist/, so users never run this.

    tools/train_vit_fashion_mnist.py --out data/network/vit-fashion-mnist --epochs 20
"""
import argparse
import gzip
import json
import math
import os
import struct
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

IMAGE, PATCH, WIDTH, LAYERS, HEADS, FEED_FORWARD, CLASSES = 28, 4, 64, 6, 4, 128, 10
MEAN, STD = 0.2860, 0.3530  # of the 60,000 training images scaled to [0, 1]
LABELS = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
          "Sneaker", "Bag", "Ankle boot"]


def read_idx(path):
    with gzip.open(path, "rb") as stream:
        data = stream.read()
    dims = data[3]
    shape = struct.unpack(">" + "I" * dims, data[4:4 + 4 * dims])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dims).reshape(shape)


class Block(nn.Module):
    """Pre-norm encoder layer, the layout of Hugging Face's ViTLayer."""

    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-6)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-6)
        self.up = nn.Linear(WIDTH, FEED_FORWARD)
        self.down = nn.Linear(FEED_FORWARD, WIDTH)

    def forward(self, x):
        batch, tokens, _ = x.shape
        q, k, v = (self.qkv(self.norm1(x))
                   .view(batch, tokens, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4))
        score = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(-1, -2)
        mixed = (score.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, WIDTH)
        x = x + self.out(mixed)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(1, WIDTH, PATCH, PATCH)
        tokens = (IMAGE // PATCH) ** 2 + 1
        self.cls = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.position = nn.Parameter(torch.randn(1, tokens, WIDTH) * 0.02)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-6)
        self.head = nn.Linear(WIDTH, CLASSES)

    def forward(self, image):
        x = self.patch(image).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.position
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


def augment(images, rng):
    """Mirror, shift by up to two pixels, and erase one rectangle in a quarter of the images."""
    count = len(images)
    padded = F.pad(images, (2, 2, 2, 2))
    out = torch.empty_like(images)
    dy, dx = rng.integers(0, 5, count), rng.integers(0, 5, count)
    mirror, erase = rng.random(count) < 0.5, rng.random(count) < 0.25
    for i in range(count):
        view = padded[i, :, dy[i]:dy[i] + IMAGE, dx[i]:dx[i] + IMAGE]
        out[i] = view.flip(-1) if mirror[i] else view
        if erase[i]:
            h, w = rng.integers(4, 11, 2)
            y, x = rng.integers(0, IMAGE - h), rng.integers(0, IMAGE - w)
            out[i, :, y:y + h, x:x + w] = 0
    return (out - MEAN) / STD


def state(model):
    """The tensors under their Hugging Face names."""
    t = {"vit.embeddings.cls_token": model.cls, "vit.embeddings.position_embeddings": model.position,
         "vit.embeddings.patch_embeddings.projection.weight": model.patch.weight,
         "vit.embeddings.patch_embeddings.projection.bias": model.patch.bias,
         "vit.layernorm.weight": model.norm.weight, "vit.layernorm.bias": model.norm.bias,
         "classifier.weight": model.head.weight, "classifier.bias": model.head.bias}
    for n, block in enumerate(model.blocks):
        at = f"vit.encoder.layer.{n}."
        for part, name in enumerate(("query", "key", "value")):
            rows = slice(part * WIDTH, (part + 1) * WIDTH)
            t[f"{at}attention.attention.{name}.weight"] = block.qkv.weight[rows]
            t[f"{at}attention.attention.{name}.bias"] = block.qkv.bias[rows]
        for name, layer in (("attention.output.dense", block.out), ("intermediate.dense", block.up),
                            ("output.dense", block.down), ("layernorm_before", block.norm1),
                            ("layernorm_after", block.norm2)):
            t[f"{at}{name}.weight"], t[f"{at}{name}.bias"] = layer.weight, layer.bias
    return {k: v.detach().contiguous().numpy() for k, v in t.items()}


def write_safetensors(path, tensors):
    header, offset = {}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(value.shape),
                        "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            stream.write(value.astype("<f4").tobytes())
    os.replace(path + ".part", path)


def write_folder(out, model):
    os.makedirs(out, exist_ok=True)
    config = {"architectures": ["ViTForImageClassification"], "model_type": "vit",
              "hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
              "intermediate_size": FEED_FORWARD, "hidden_act": "gelu", "layer_norm_eps": 1e-6,
              "image_size": IMAGE, "patch_size": PATCH, "num_channels": 1, "qkv_bias": True,
              "id2label": {str(i): name for i, name in enumerate(LABELS)}}
    prepare = {"do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
               "image_mean": [MEAN], "image_std": [STD], "size": {"height": IMAGE, "width": IMAGE}}
    for name, value in (("config.json", config), ("preprocessor_config.json", prepare)):
        with open(os.path.join(out, name), "w") as stream:
            stream.write(json.dumps(value, indent=2) + "\n")
    write_safetensors(os.path.join(out, "model.safetensors"), state(model))


def accuracy(model, images, labels):
    model.eval()
    right = 0
    with torch.no_grad():
        for i in range(0, len(images), 500):
            right += (model((images[i:i + 500] - MEAN) / STD).argmax(1) == labels[i:i + 500]).sum().item()
    model.train()
    return right / len(images)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)

    def load(kind):
        images = read_idx(f"{args.data}/{kind}-images-idx3-ubyte.gz").astype(np.float32) / 255
        labels = read_idx(f"{args.data}/{kind}-labels-idx1-ubyte.gz").astype(np.int64)
        return torch.from_numpy(images)[:, None], torch.from_numpy(labels)

    train_x, train_y = load("train")
    # The last 5,000 training images choose nothing; they only show over-fitting in the log.
    hold_x, hold_y = train_x[-5000:], train_y[-5000:]
    train_x, train_y = train_x[:-5000], train_y[:-5000]
    test_x, test_y = load("t10k")

    model = ViT()
    decay = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW([{"params": decay, "weight_decay": 0.05},
                                   {"params": plain, "weight_decay": 0.0}], lr=args.rate)
    steps = len(train_x) // args.batch * args.epochs
    warm = steps // 20

    os.makedirs(args.out, exist_ok=True)
    log = open(os.path.join(args.out, "training.log"), "w")

    def say(text):
        print(text, flush=True)
        log.write(text + "\n")
        log.flush()

    say(f"# {os.path.basename(__file__)} --epochs {args.epochs} --batch {args.batch} "
        f"--rate {args.rate} --seed {args.seed}; torch {torch.__version__}; "
        f"{sum(p.numel() for p in model.parameters())} parameters")
    step, start = 0, time.time()
    for epoch in range(1, args.epochs + 1):
        order, total = rng.permutation(len(train_x)), 0.0
        for i in range(0, len(order) - args.batch + 1, args.batch):
            pick = torch.from_numpy(order[i:i + args.batch])
            scale = (step + 1) / warm if step < warm else \
                0.5 * (1 + math.cos(math.pi * (step - warm) / (steps - warm)))
            for group in optimiser.param_groups:
                group["lr"] = args.rate * scale
            loss = F.cross_entropy(model(augment(train_x[pick], rng)), train_y[pick],
                                   label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step, total = step + 1, total + loss.item() * len(pick)
            if step == 20:
                print(f"{(time.time() - start) / 20 * steps / args.epochs:.0f} s an epoch", flush=True)
        say(f"epoch {epoch:2d}  loss {total / len(order):.4f}  held-out {accuracy(model, hold_x, hold_y):.4f}"
            f"  {time.time() - start:.0f} s")
        write_folder(args.out, model)
    say(f"test accuracy after the last epoch, all 10,000 images: {accuracy(model, test_x, test_y):.4f}")


if __name__ == "__main__":
    main()
