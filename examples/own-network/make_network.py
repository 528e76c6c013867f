#!/usr/bin/env python3
"""Writes a tiny Vision Transformer in the layout of Hugging Face, and images for it, into a folder.

    make_network.py FOLDER

Weights and images are random, so no answer is right or wrong: what counts is how far light moves it.
The script needs nothing but Python; with PyTorch, `model.save_pretrained(FOLDER)` writes the same files.
"""
import json
import math
import pathlib
import random
import struct
import sys

WIDTH, FEED_FORWARD, LAYERS, HEADS = 32, 64, 2, 4
SIZE, PATCH, IMAGES = 16, 4, 24


def shapes():
    """Name and shape of every tensor, as transformers names them."""
    tokens = (SIZE // PATCH) ** 2 + 1
    yield "embeddings.patch_embeddings.projection.weight", [WIDTH, 1, PATCH, PATCH]
    yield "embeddings.patch_embeddings.projection.bias", [WIDTH]
    yield "embeddings.cls_token", [1, 1, WIDTH]
    yield "embeddings.position_embeddings", [1, tokens, WIDTH]
    for layer in range(LAYERS):
        inside = f"encoder.layer.{layer}."
        dense = [("attention.attention.query", WIDTH, WIDTH), ("attention.attention.key", WIDTH, WIDTH),
                 ("attention.attention.value", WIDTH, WIDTH), ("attention.output.dense", WIDTH, WIDTH),
                 ("intermediate.dense", FEED_FORWARD, WIDTH), ("output.dense", WIDTH, FEED_FORWARD)]
        for name, outputs, inputs in dense:
            yield inside + name + ".weight", [outputs, inputs]
            yield inside + name + ".bias", [outputs]
        for norm in ("layernorm_before", "layernorm_after"):
            yield inside + norm + ".weight", [WIDTH]
            yield inside + norm + ".bias", [WIDTH]
    yield "layernorm.weight", [WIDTH]
    yield "layernorm.bias", [WIDTH]


def values(name, shape, draw):
    count = math.prod(shape)
    if "layernorm" in name:
        return [1.0 if name.endswith("weight") else 0.0] * count
    spread = 0.02 if name.endswith("bias") else 1 / math.sqrt(shape[-1])
    return [draw.gauss(0, spread) for _ in range(count)]


def write_weights(path, draw):
    header, body = {}, b""
    for name, shape in shapes():
        piece = struct.pack(f"<{math.prod(shape)}f", *values(name, shape, draw))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(body), len(body) + len(piece)]}
        body += piece
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def write_config(path):
    path.write_text(json.dumps({
        "architectures": ["ViTModel"], "model_type": "vit", "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": FEED_FORWARD,
        "hidden_act": "gelu", "layer_norm_eps": 1e-6, "image_size": SIZE, "patch_size": PATCH, "num_channels": 1,
        "qkv_bias": True,
    }, indent=1), encoding="utf-8")


def write_images(path, draw):
    """A NumPy file of [images x height x width] bytes, which are read as pixels."""
    head = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({IMAGES}, {SIZE}, {SIZE}), }}"
    head = head.ljust((len(head) + 10) // 64 * 64 + 53) + "\n"
    pixels = bytes(draw.randrange(256) for _ in range(IMAGES * SIZE * SIZE))
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + pixels)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(1)
    write_config(folder / "config.json")
    write_weights(folder / "model.safetensors", draw)
    write_images(folder / "images.npy", draw)


if __name__ == "__main__":
    main()
