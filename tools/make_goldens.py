#!/usr/bin/env python3
"""Makes the small networks with random weights, and PyTorch's answers, under tests/golden/.

Needs Debian's python3-torch and python3-numpy. Each folder is a network as
Hugging Face stores it (config.json, model.safetensors) with inputs.npy (images,
or rows of token ids padded with -1) and logits.npy, computed in double
precision. The models are written out here in plain PyTorch, after the papers
and the layout of Hugging Face's ViT, DeiT and BERT.

    tools/make_goldens.py [--out tests/golden]
"""
import argparse
import json
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F

STORAGE = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


def encode(value, dtype):
    if dtype == "BF16":  # the upper half of a float32, after truncation
        return (value.astype("<f4").view("<u4") >> 16).astype("<u2")
    return value.astype(STORAGE[dtype])


def decode(value, dtype):
    if dtype == "BF16":
        return (value.astype("<u4") << 16).view("<f4")
    return value.astype("<f4")


def write_safetensors(path, tensors, dtype):
    header, blobs, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, value in tensors.items():
        blob = encode(value, dtype).tobytes()
        header[name] = {"dtype": dtype, "shape": list(value.shape),
                        "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


class Weights:
    """Random tensors by name, as the file's dtype rounds them."""

    def __init__(self, seed, dtype):
        self.random = np.random.default_rng(seed)
        self.dtype = dtype
        self.tensors = {}

    def __call__(self, name, *shape, scale=None, centre=0.0):
        scale = scale if scale is not None else 1.5 / np.sqrt(np.prod(shape[1:]) or 1)
        value = (centre + scale * self.random.standard_normal(shape)).astype("<f4")
        value = decode(encode(value, self.dtype), self.dtype)
        self.tensors[name] = value
        return torch.from_numpy(value).double()

    def linear(self, x, prefix, size_in, size_out, bias=True):
        weight = self(prefix + ".weight", size_out, size_in)
        return F.linear(x, weight, self(prefix + ".bias", size_out, scale=0.3) if bias else None)

    def norm(self, x, prefix, width, epsilon):
        gamma = self(prefix + ".weight", width, scale=0.2, centre=1.0)
        return F.layer_norm(x, (width,), gamma, self(prefix + ".bias", width, scale=0.2), epsilon)


class Replay(Weights):
    """The tensors of an earlier pass again, for the next sample."""

    def __init__(self, tensors):
        self.tensors = tensors

    def __call__(self, name, *shape, scale=None, centre=0.0):
        return torch.from_numpy(self.tensors[name]).double()


def activation(x, kind):
    if kind == "gelu":
        return F.gelu(x)
    return F.gelu(x, approximate="tanh") if kind == "gelu_pytorch_tanh" else F.relu(x)


def attention(w, x, prefix, width, heads, bias=True):
    def split(name):
        return w.linear(x, prefix + name, width, width, bias).view(len(x), heads, -1).transpose(0, 1)
    query, key, value = split("query"), split("key"), split("value")
    score = query @ key.transpose(1, 2) / np.sqrt(width // heads)
    return (score.softmax(-1) @ value).transpose(0, 1).reshape(len(x), width)


def vit(w, image, c, family="vit"):
    d, hidden, patch = c["hidden_size"], c["intermediate_size"], c["patch_size"]
    at = family + ".embeddings."
    kernel = w(at + "patch_embeddings.projection.weight", d, c["num_channels"], patch, patch)
    bias = w(at + "patch_embeddings.projection.bias", d, scale=0.3)
    x = F.conv2d(image[None], kernel, bias, stride=patch)[0].flatten(1).T
    first = [w(at + "cls_token", 1, 1, d, scale=0.5)[0]]
    if family == "deit":
        first.append(w(at + "distillation_token", 1, 1, d, scale=0.5)[0])
    x = torch.cat(first + [x])
    x = x + w(at + "position_embeddings", 1, len(x), d, scale=0.3)[0]
    epsilon = c["layer_norm_eps"]
    for i in range(c["num_hidden_layers"]):
        at = f"{family}.encoder.layer.{i}."
        y = w.norm(x, at + "layernorm_before", d, epsilon)
        y = attention(w, y, at + "attention.attention.", d, c["num_attention_heads"], c.get("qkv_bias", True))
        x = x + w.linear(y, at + "attention.output.dense", d, d)
        y = w.norm(x, at + "layernorm_after", d, epsilon)
        y = activation(w.linear(y, at + "intermediate.dense", d, hidden), c["hidden_act"])
        x = x + w.linear(y, at + "output.dense", hidden, d)
    x = w.norm(x, family + ".layernorm", d, epsilon)
    return w.linear(x[:1], "classifier", d, len(c["id2label"]))[0]


def bert(w, ids, c):
    d, hidden, epsilon = c["hidden_size"], c["intermediate_size"], c["layer_norm_eps"]
    at = "bert.embeddings."
    word = w(at + "word_embeddings.weight", c["vocab_size"], d, scale=0.7)
    position = w(at + "position_embeddings.weight", c["max_position_embeddings"], d, scale=0.3)
    kind = w(at + "token_type_embeddings.weight", c["type_vocab_size"], d, scale=0.3)
    x = w.norm(word[ids] + position[:len(ids)] + kind[0], at + "LayerNorm", d, epsilon)
    for i in range(c["num_hidden_layers"]):
        at = f"bert.encoder.layer.{i}."
        y = attention(w, x, at + "attention.self.", d, c["num_attention_heads"])
        y = w.linear(y, at + "attention.output.dense", d, d)
        x = w.norm(x + y, at + "attention.output.LayerNorm", d, epsilon)
        y = activation(w.linear(x, at + "intermediate.dense", d, hidden), c["hidden_act"])
        y = w.linear(y, at + "output.dense", hidden, d)
        x = w.norm(x + y, at + "output.LayerNorm", d, epsilon)
    x = torch.tanh(w.linear(x[:1], "bert.pooler.dense", d, d))
    return w.linear(x, "classifier", d, len(c["id2label"]))[0]


def labels(count):
    return {str(i): f"class {i}" for i in range(count)}


def image_config(family, act, **more):
    kind = {"vit": "ViT", "deit": "DeiT"}[family]
    return {"architectures": [kind + "ForImageClassification"], "model_type": family, "hidden_size": 24,
            "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40, "hidden_act": act,
            "layer_norm_eps": 1e-6, "image_size": 12, "patch_size": 4, "num_channels": 3,
            "qkv_bias": True, "id2label": labels(5), **more}


def text_config(act, **more):
    return {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "hidden_size": 32,
            "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48, "hidden_act": act,
            "layer_norm_eps": 1e-12, "vocab_size": 60, "max_position_embeddings": 16,
            "type_vocab_size": 2, "id2label": labels(3), **more}


def write_golden(folder, config, dtype, seed):
    random = np.random.default_rng(seed + 1000)
    family = config["model_type"]
    if family == "bert":
        lengths, longest = (1, 2, 7, 16), config["max_position_embeddings"]
        inputs = np.full((len(lengths), longest), -1, "<i4")
        for row, length in zip(inputs, lengths):
            row[:length] = random.integers(0, config["vocab_size"], length)
        samples = [torch.from_numpy(row[row >= 0].astype(np.int64)) for row in inputs]
    else:
        side = config["image_size"]
        inputs = random.standard_normal((4, config["num_channels"], side, side)).astype("<f4")
        samples = [torch.from_numpy(image).double() for image in inputs]
    w, logits = Weights(seed, dtype), []
    for sample in samples:
        logits.append((bert(w, sample, config) if family == "bert" else vit(w, sample, config, family)).numpy())
        w = Replay(w.tensors)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as stream:
        stream.write(json.dumps(config, indent=1) + "\n")
    write_safetensors(os.path.join(folder, "model.safetensors"), w.tensors, dtype)
    np.save(os.path.join(folder, "inputs.npy"), inputs)
    np.save(os.path.join(folder, "logits.npy"), np.stack(logits).astype("<f8"))


GOLDENS = {
    "vit": (image_config("vit", "gelu"), "F32"),
    "vit-tanh": (image_config("vit", "gelu_pytorch_tanh", qkv_bias=False, image_size=8, num_channels=1), "F16"),
    "deit": (image_config("deit", "gelu"), "BF16"),
    "bert": (text_config("gelu"), "F32"),
    "bert-relu": (text_config("relu", num_hidden_layers=1), "F16"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", default=os.path.join(os.path.dirname(__file__), "..", "tests", "golden"))
    args = parser.parse_args()
    for seed, (name, (config, dtype)) in enumerate(GOLDENS.items(), 1):
        write_golden(os.path.join(args.out, name), config, dtype, seed)


if __name__ == "__main__":
    main()
