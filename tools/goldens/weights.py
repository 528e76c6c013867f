"""Random tensors by name, and the safetensors files that keep them."""
import json
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

    def again(self, name, as_name):
        """The same tensor under a second name, as checkpoints with tied weights may have it."""
        self.tensors[name] = self.tensors[as_name]

    def keep(self, name, value):
        """A buffer that the file has beyond the weights."""
        self.tensors[name] = value.numpy().astype("<f4")

    def replay(self):
        return Replay(self.tensors)

    def linear(self, x, prefix, size_in, size_out, bias=True):
        weight = self(prefix + ".weight", size_out, size_in)
        return F.linear(x, weight, self(prefix + ".bias", size_out, scale=0.3) if bias else None)

    def conv1d(self, x, prefix, size_in, size_out):
        """GPT-2's dense layer, whose matrix is [in x out]."""
        weight = self(prefix + ".weight", size_in, size_out, scale=1.5 / np.sqrt(size_in))
        return x @ weight + self(prefix + ".bias", size_out, scale=0.3)

    def norm(self, x, prefix, width, epsilon):
        gamma = self(prefix + ".weight", width, scale=0.2, centre=1.0)
        return F.layer_norm(x, (width,), gamma, self(prefix + ".bias", width, scale=0.2), epsilon)

    def rms_norm(self, x, prefix, epsilon):
        gamma = self(prefix + ".weight", x.shape[-1], scale=0.2, centre=1.0)
        return gamma * x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon)


class Replay(Weights):
    """The tensors of an earlier pass again, for the next sample."""

    def __init__(self, tensors):
        self.tensors = tensors

    def __call__(self, name, *shape, scale=None, centre=0.0):
        return torch.from_numpy(self.tensors[name]).double()


def activation(x, kind):
    if kind == "gelu":
        return F.gelu(x)
    if kind in ("silu", "swish"):
        return F.silu(x)
    return F.gelu(x, approximate="tanh") if kind in ("gelu_new", "gelu_pytorch_tanh") else F.relu(x)


def attend(query, key, value, heads, kv_heads=None, allowed=None, bias=None, scale=None, turn=None):
    """softmax(Q K^T scale + bias) V. `allowed`: [rows x keys], true where a row sees a key; `turn` rotates Q
    and K of every head, [heads x rows x depth]."""
    kv_heads = kv_heads or heads
    query = query.view(len(query), heads, -1).transpose(0, 1)
    key = key.view(len(key), kv_heads, -1).transpose(0, 1)
    value = value.view(len(value), kv_heads, -1).transpose(0, 1)
    if turn:
        query, key = turn(query), turn(key)
    key = key.repeat_interleave(heads // kv_heads, 0)
    value = value.repeat_interleave(heads // kv_heads, 0)
    score = query @ key.transpose(1, 2) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if bias is not None:
        score = score + bias
    if allowed is not None:
        score = score.masked_fill(~allowed, float("-inf"))
    return (score.softmax(-1) @ value).transpose(0, 1).reshape(query.shape[1], -1)


def causal(rows, window=None):
    """True where a row may look: at itself and above, at most `window` rows in all."""
    row, key = torch.arange(rows)[:, None], torch.arange(rows)[None]
    return (key <= row) & (key > row - (window or rows + 1))
