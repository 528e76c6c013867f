#!/usr/bin/env python3
"""Exports golden networks to ONNX, under tests/golden/onnx/.

Needs Debian's python3-torch, python3-onnx and python3-numpy, and the folders of tools/make_goldens.py, whose weights,
inputs and logits are used again: one network, two files, one answer. The modules stand in tools/goldens/onnx_models.py.
NAME.onnx.gz is the network of tests/golden/NAME; `hybrid` is one of its own, convolutions in front of a transformer, with
inputs and logits beside it. Weights keep the type they have in the golden's file; names are shortened.

    tools/make_onnx_goldens.py [--out tests/golden/onnx] [NAME...]
"""
import argparse
import gzip
import io
import os

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from goldens import onnx_models as models
from goldens.onnx_hybrid import Hybrid, Turned

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "golden")
EXPORTS = {  # name: module, opset
    "bert-words": (models.Bert, 11), "roberta": (models.Bert, 13),
    "distilbert-embedding": (models.DistilBert, 12), "albert": (models.Albert, 13), "vit-tanh": (models.TimmViT, 14),
    "deit": (models.TorchViT, 17), "gpt2-bare": (models.Gpt2, 13), "opt": (models.Opt, 12),
    "opt-narrow": (models.Opt, 15), "llama": (models.Llama, 14), "mistral": (models.Llama, 17), "marian": (models.Pair, 13), "t5": (models.T5, 13), "t5-gated": (models.T5, 17),
}
STORED = {"F16": onnx.TensorProto.FLOAT16, "BF16": onnx.TensorProto.BFLOAT16}


def example(model, length):
    if "image_size" in model.c:
        side = model.c["image_size"]
        return {"pixel_values": torch.randn(1, model.c["num_channels"], side, side)}
    names = model.forward.__code__.co_varnames[1:model.forward.__code__.co_argcount]
    ids = torch.randint(3, model.c["vocab_size"], (1, length))
    return {n: torch.ones_like(ids) if "mask" in n else torch.zeros_like(ids) if "type" in n else ids for n in names}


def export(model, inputs, opset):
    model.eval()
    axes = {name: {0: "batch", 1: "target" if "decoder" in name else "sequence"} if value.dim() == 2 else {0: "batch"}
            for name, value in inputs.items()}
    stream = io.BytesIO()
    torch.onnx.export(model, tuple(inputs.values()), stream, opset_version=opset, input_names=list(inputs),
                      output_names=["logits"], dynamic_axes=axes)
    return onnx.load_from_string(stream.getvalue())


def keep_type(graph, dtype):
    """Weights that the type holds exactly are stored in it, with a cast behind."""
    casts = []
    for tensor in list(graph.initializer):
        value = numpy_helper.to_array(tensor)
        if value.dtype != np.float32 or value.size < 8:
            continue
        if dtype == "F16":
            bits = value.astype("<f2")
            exact = np.array_equal(bits.astype("<f4"), value)
        else:
            bits = (value.view("<u4") >> 16).astype("<u2")
            exact = np.array_equal((bits.astype("<u4") << 16).view("<f4"), value)
        if not exact:
            continue
        narrow = helper.make_tensor(tensor.name + "n", STORED[dtype], value.shape, bits.tobytes(), raw=True)
        graph.initializer.remove(tensor)
        graph.initializer.append(narrow)
        casts.append(helper.make_node("Cast", [narrow.name], [tensor.name], to=onnx.TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def shorten(model):
    """Names of a few letters, no traces of the exporter."""
    graph, short = model.graph, {"": ""}
    for value in list(graph.input) + list(graph.output):
        short[value.name] = value.name

    def rename(name):
        return short.setdefault(name, np.base_repr(len(short), 36).lower())
    for tensor in graph.initializer:
        tensor.name = rename(tensor.name)
    for node in graph.node:
        node.name, node.doc_string = "", ""
        for names in (node.input, node.output):
            renamed = [rename(n) for n in names]
            del names[:]
            names.extend(renamed)
    del graph.value_info[:]
    graph.name = "golden"


def write(path, model, dtype):
    if dtype in STORED:
        keep_type(model.graph, dtype)
    shorten(model)
    onnx.checker.check_model(model)
    with gzip.GzipFile(path + ".gz", "wb", 9, mtime=0) as stream:
        stream.write(model.SerializeToString())
    print(f"{os.path.getsize(path + '.gz'):8} {len(model.graph.node):5} nodes {path}.gz")


def write_own(folder, name, model, inputs, opset):
    """A network without a golden of its own: inputs and logits beside it."""
    write(os.path.join(folder, name + ".onnx"), export(model, {"features": inputs[:1].float()}, opset), "F32")
    with torch.no_grad():
        logits = model.double()(inputs.double())
    np.save(os.path.join(folder, name + ".inputs.npy"), inputs.numpy().astype("<f4"))
    np.save(os.path.join(folder, name + ".logits.npy"), logits.numpy().astype("<f8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", default=os.path.join(HERE, "onnx"))
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    for name, (kind, opset) in EXPORTS.items():
        if args.names and name not in args.names:
            continue
        torch.manual_seed(1)
        model = kind(os.path.join(HERE, name))
        write(os.path.join(args.out, name + ".onnx"), export(model, example(model, 7), opset), model.dtype)
    for seed, (name, kind, shape, opset) in enumerate((("hybrid", Hybrid, (3, 1, 12, 20), 13),
                                                       ("turned", Turned, (3, 9, 8), 14))):
        if not args.names or name in args.names:
            torch.manual_seed(seed)
            write_own(args.out, name, kind().eval(), torch.randn(shape), opset)


if __name__ == "__main__":
    main()
