"""ViT, DeiT, BERT, RoBERTa, DistilBERT, ALBERT after the papers, in Hugging Face's names."""
import numpy as np
import torch
import torch.nn.functional as F

from .weights import activation, attend


def attention(w, x, prefix, width, heads, bias=True):
    def split(name):
        return w.linear(x, prefix + name, width, width, bias).view(len(x), heads, -1).transpose(0, 1)
    query, key, value = split("query"), split("key"), split("value")
    score = query @ key.transpose(1, 2) / np.sqrt(width // heads)
    return (score.softmax(-1) @ value).transpose(0, 1).reshape(len(x), width)


def vit(w, image, c):
    family = c["model_type"]
    head = c["architectures"][0]
    root = "" if head.endswith("Model") else family + "."
    d, hidden, patch = c["hidden_size"], c["intermediate_size"], c["patch_size"]
    at = root + "embeddings."
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
        at = f"{root}encoder.layer.{i}."
        y = w.norm(x, at + "layernorm_before", d, epsilon)
        y = attention(w, y, at + "attention.attention.", d, c["num_attention_heads"], c.get("qkv_bias", True))
        x = x + w.linear(y, at + "attention.output.dense", d, d)
        y = w.norm(x, at + "layernorm_after", d, epsilon)
        y = activation(w.linear(y, at + "intermediate.dense", d, hidden), c["hidden_act"])
        x = x + w.linear(y, at + "output.dense", hidden, d)
    x = w.norm(x, root + "layernorm", d, epsilon)
    if head.endswith("Model"):
        w.linear(x[:1], "pooler.dense", d, d)  # in the file, not in the answer
        return x[:1]
    return w.linear(x[:1], "classifier", d, len(c["id2label"]))


def bert_layer(w, x, at, c):
    d, hidden, epsilon = c["hidden_size"], c["intermediate_size"], c["layer_norm_eps"]
    y = attention(w, x, at + "attention.self.", d, c["num_attention_heads"])
    y = w.linear(y, at + "attention.output.dense", d, d)
    x = w.norm(x + y, at + "attention.output.LayerNorm", d, epsilon)
    y = activation(w.linear(x, at + "intermediate.dense", d, hidden), c["hidden_act"])
    y = w.linear(y, at + "output.dense", hidden, d)
    return w.norm(x + y, at + "output.LayerNorm", d, epsilon)


def text_stem(w, ids, c, at, width, first=0):
    word = w(at + "word_embeddings.weight", c["vocab_size"], width, scale=0.7)
    position = w(at + "position_embeddings.weight", c["max_position_embeddings"], width, scale=0.3)
    x = word[ids] + position[first:first + len(ids)]
    if "type_vocab_size" in c:
        x = x + w(at + "token_type_embeddings.weight", c["type_vocab_size"], width, scale=0.3)[0]
    return w.norm(x, at + "LayerNorm", width, c.get("layer_norm_eps", 1e-12)), word


def pooled(x, c):
    return x[:1] if c["pooling"] == "cls" else x.mean(0, keepdim=True)


def words_of(w, x, word, dense, norm, bias, act, c):
    """Dense layer, activation, norm, then the tied table of words and a bias."""
    width = word.shape[1]
    x = activation(w.linear(x, dense, x.shape[1], width), act)
    x = w.norm(x, norm, width, c.get("layer_norm_eps", 1e-12))
    return x @ word.T + w(bias, c["vocab_size"], scale=0.3)


def bert(w, ids, c):
    head, d = c["architectures"][0], c["hidden_size"]
    root = "" if head == "BertModel" else "bert."
    x, word = text_stem(w, ids, c, root + "embeddings.", d)
    for i in range(c["num_hidden_layers"]):
        x = bert_layer(w, x, f"{root}encoder.layer.{i}.", c)
    if head == "BertForMaskedLM":
        at = "cls.predictions."
        y = words_of(w, x, word, at + "transform.dense", at + "transform.LayerNorm", at + "bias",
                     c["hidden_act"], c)
        w.again(at + "decoder.weight", "bert.embeddings.word_embeddings.weight")
        w.again(at + "decoder.bias", at + "bias")
        w.linear(x[:1], "cls.seq_relationship", d, 2)  # the next-sentence head of pre-training
        return y
    first = torch.tanh(w.linear(x[:1], root + "pooler.dense", d, d))
    return pooled(x, c) if head == "BertModel" else w.linear(first, "classifier", d, len(c["id2label"]))


def roberta(w, ids, c):
    head, d = c["architectures"][0], c["hidden_size"]
    root = "" if head.endswith("Model") else "roberta."
    # Tokens count from padding_idx + 1.
    x, word = text_stem(w, ids, c, root + "embeddings.", d, c["pad_token_id"] + 1)
    for i in range(c["num_hidden_layers"]):
        x = bert_layer(w, x, f"{root}encoder.layer.{i}.", c)
    if head.endswith("Model"):
        return pooled(x, c)
    if head.endswith("MaskedLM"):
        return words_of(w, x, word, "lm_head.dense", "lm_head.layer_norm", "lm_head.bias", "gelu", c)
    x = torch.tanh(w.linear(x[:1], "classifier.dense", d, d))
    return w.linear(x, "classifier.out_proj", d, len(c["id2label"]))


def distilbert(w, ids, c):
    head, d, heads = c["architectures"][0], c["dim"], c["n_heads"]
    root = "" if head == "DistilBertModel" else "distilbert."
    x, word = text_stem(w, ids, c, root + "embeddings.", d)
    for i in range(c["n_layers"]):
        at = f"{root}transformer.layer.{i}."
        query, key, value = (w.linear(x, f"{at}attention.{n}_lin", d, d) for n in "qkv")
        y = w.linear(attend(query, key, value, heads), at + "attention.out_lin", d, d)
        x = w.norm(x + y, at + "sa_layer_norm", d, 1e-12)
        y = activation(w.linear(x, at + "ffn.lin1", d, c["hidden_dim"]), c["activation"])
        x = w.norm(x + w.linear(y, at + "ffn.lin2", c["hidden_dim"], d), at + "output_layer_norm", d, 1e-12)
    if head == "DistilBertModel":
        return pooled(x, c)
    if head == "DistilBertForMaskedLM":
        y = words_of(w, x, word, "vocab_transform", "vocab_layer_norm", "vocab_projector.bias",
                     c["activation"], c)
        w.again("vocab_projector.weight", root + "embeddings.word_embeddings.weight")
        return y
    x = F.relu(w.linear(x[:1], "pre_classifier", d, d))
    return w.linear(x, "classifier", d, len(c["id2label"]))


def albert_layer(w, x, at, c):
    d, hidden, epsilon = c["hidden_size"], c["intermediate_size"], c["layer_norm_eps"]
    query, key, value = (w.linear(x, f"{at}attention.{n}", d, d) for n in ("query", "key", "value"))
    y = w.linear(attend(query, key, value, c["num_attention_heads"]), at + "attention.dense", d, d)
    x = w.norm(x + y, at + "attention.LayerNorm", d, epsilon)
    y = activation(w.linear(x, at + "ffn", d, hidden), c["hidden_act"])
    return w.norm(x + w.linear(y, at + "ffn_output", hidden, d), at + "full_layer_layer_norm", d, epsilon)


def albert(w, ids, c):
    head, d, narrow = c["architectures"][0], c["hidden_size"], c["embedding_size"]
    root = "" if head == "AlbertModel" else "albert."
    x, word = text_stem(w, ids, c, root + "embeddings.", narrow)
    x = w.linear(x, root + "encoder.embedding_hidden_mapping_in", narrow, d)
    layers, groups = c["num_hidden_layers"], c["num_hidden_groups"]
    drawn = {}
    for i in range(layers):
        group = int(i / (layers / groups))
        x = albert_layer(drawn.get(group, w), x, f"{root}encoder.albert_layer_groups.{group}.albert_layers.0.", c)
        drawn[group] = w.replay()
    if head == "AlbertForMaskedLM":
        y = words_of(w, x, word, "predictions.dense", "predictions.LayerNorm", "predictions.bias",
                     c["hidden_act"], c)
        w.again("predictions.decoder.bias", "predictions.bias")
        return y
    first = torch.tanh(w.linear(x[:1], root + "pooler", d, d))
    return pooled(x, c) if head == "AlbertModel" else w.linear(first, "classifier", d, len(c["id2label"]))
