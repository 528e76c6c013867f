#!/usr/bin/env python3
"""Makes the small tokenizers under tests/golden/tokenizer-*/ and the ids that they must give.

Needs Debian's python3-sentencepiece, nodejs, and in some folder the npm package @anush008/tokenizers 0.6.0,
which carries Hugging Face's Rust tokenizers 0.22.2:

    npm install @anush008/tokenizers@0.6.0
    tools/make_tokenizer_goldens.py --modules node_modules

Each folder is a tokenizer as Hugging Face stores it, trained here on a page of text. expected.json holds, for the
texts of tokenizer-texts.json in their order, the ids with special tokens, the text decoded from them without special
tokens, and where the reference has pairs the ids and types of the text with its second one. The references are the Rust
library for what has a tokenizer.json (or can be put as one), and Google's SentencePiece with the rules of the
Python tokenizers, written out here, for model files.
"""
import argparse
import base64
import collections
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import sentencepiece as spm

MARK = "\u2581"
CORPUS = """
The light of a laser goes through a waveguide, and rings take from it what they are tuned to. A ring holds a weight;
the weight is a number between zero and one. It's not the ring's colour that counts, but how far it is from resonance.
We've measured 128 rings in 2023, and they don't agree: 3.14 or 2.71, who'll say? "I'd say," she said, "they're all right."
The quick brown fox jumps over the lazy dog. The dog was not amused; the fox was running, jumping and playing again.
Der schnelle braune Fuchs springt über den faulen Hund. Die Größe der Straße läßt sich messen: 12 Meter, 34 Zentimeter.
Le café est fermé à midi, mais la crème brûlée reste délicieuse. L'élève naïf a reçu un résumé. Où êtes-vous allés?
El niño comió una manzana y bebió agua. ¿Cómo está usted? ¡Muy bien! Mañana será otro día en la ciudad.
Работа света в кольце зависит от длины волны. Свет проходит через кольцо и возвращается.
光は導波路を通り、リングで止まる。東京の大学で研究する。光子计算很快。
שלום עולם. مرحبا بالعالم. 안녕하세요 세계.
for (int i = 0; i < n; ++i) { sum += weights[i] * inputs[i]; }  // the sum of products
def attention(query, key, value): return softmax(query @ key.T / sqrt(width)) @ value
Numbers: 0 1 2 3 4 5 6 7 8 9 10 11 12 100 1000 1999, 2000, 2024. A B C D E F G H I J K L M N O P Q R S T U V W X Y Z.
😀 🙂 👍 👩‍👩‍👧‍👦 🇩🇪 and so on. a b c d e f g h i j k l m n o p q r s t u v w x y z
""".strip()

TEXTS = [
    "", " ", "a", " a", "a ", "  two  blanks  ", "\n", "\t\tx\n\n\ny \r\n z", "Hello, world! It's 2024.",
    "the rings of the laser", "don't DON'T we'll they're I'd 'S 'ſ x'tt", "1234567 3.14 1,999, 1999, ٣٤٥ ½ ² Ⅷ",
    "Café cafe\u0301 naïve na\u0308ive crème brûlée", "a\u0323\u0307 a\u0307\u0323 \u0344 \u1e9b\u0323", "ΑΣ Σίσυφος İstanbul straße",
    "東京の大学、光子计算", "한국어 테스트 \u1112\u1161\u11ab", "שָׁלוֹם עולם مرحبا بالعالم", "हिन्दी ไทย",
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪🇫🇷 🙂", "\u0001\u0008 a\u007fb \u0085 \u001c \u00ad\u200b\u200d\ufeff\u2060", "\u00a0\u2003\u2028\u3000 wide blanks",
    "ﬁne Ａｂｃ ① ㍿ ﷽ ﾊﾝｶｸ Å ㋿ \u2126", "__init__(self, *args) == {'a': [1, 2]} // http://a.b/c?d=e&f=%20#g", "$5 ^ ` `` '' \"q\" … — «q» ¿ ¡ \\ |",
    "<s>", "x<s>y</s> <mask> z <pad><unk>", "a<mask>b a <mask>b", "[CLS] a [SEP] [MASK] [UNK]", "<|endoftext|>a<|begin_of_text|> <|eot_id|>",
    "<extra_id_0> x <extra_id_99>", "▁a ▁▁ b<0x41><0x0A>", "##ing un##ing", "\U00020000\U0001d400\U0010ffff\ue000\u0378",
    "\u0890\u08d4\u1734\u111c9\U0002b8a0\U0002b930", "antidisestablishmentarianism", "z" * 120, "the " * 30, "      x",
    "\U0001f468\u200d\U0001f4bb\ufe0f e\u0301\u0301\u0301\u0301\u0301\u0301", "a\u0000b", "fox jumps\nover\n\n  the dog\n",
]
LONG = [["ab c'd 12 ", 2000], ["a", 20000], ["光は", 10000], [" ", 20000], ["running", 2857]]
SECONDS = ["A second text.", "", "<s> x", "2 < 3"]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def token(ident, content, special=True, **flags):
    entry = {"id": ident, "content": content, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": not special, "special": special}
    return {**entry, **flags}


# Byte-level BPE.

def byte_to_unicode():
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters, other = {}, 0x100
    for byte in range(256):
        if byte in own:
            letters[byte] = chr(byte)
        else:
            letters[byte], other = chr(other), other + 1
    return letters


def train_byte_bpe(count, split):
    """The byte letters in the order of their code points, then `count` merges, the most frequent pair first."""
    letters = byte_to_unicode()
    words = collections.Counter(tuple(letters[b] for b in w.encode()) for w in re.findall(split, CORPUS))
    merges = []
    for _ in range(count):
        pairs = collections.Counter()
        for word, times in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += times
        best = min(pairs, key=lambda p: (-pairs[p], p))
        merges.append(best)
        joined = collections.Counter()
        for word, times in words.items():
            out, i = [], 0
            while i < len(word):
                if word[i:i + 2] == best:
                    out.append(word[i] + word[i + 1])
                    i += 2
                else:
                    out.append(word[i])
                    i += 1
            joined[tuple(out)] += times
        words = joined
    pieces = sorted(letters.values()) + list(dict.fromkeys(a + b for a, b in merges))
    return pieces, merges


SPLIT = r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\w\s]|_)+|\s+(?!\S)|\s+"
LLAMA3_SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
                r"\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_level(prefix=False, regex=True):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}


def bpe_model(pieces, merges, pairs=False, **more):
    return {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, **more,
            "vocab": {p: i for i, p in enumerate(pieces)},
            "merges": [list(m) if pairs else " ".join(m) for m in merges]}


def document(model, added=(), normalizer=None, pre=None, post=None, decoder=None):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(added), "normalizer": normalizer,
            "pre_tokenizer": pre, "post_processor": post, "decoder": decoder, "model": model}


def template(single, pair, ids):
    def part(text):
        name, _, kind = text.partition(":")
        if name in "AB":
            return {"Sequence": {"id": name, "type_id": int(kind or 0)}}
        return {"SpecialToken": {"id": name, "type_id": int(kind or 0)}}
    return {"type": "TemplateProcessing", "single": [part(p) for p in single.split()], "pair": [part(p) for p in pair.split()],
            "special_tokens": {n: {"id": n, "ids": [i], "tokens": [n]} for n, i in ids.items()}}


def gpt2():
    pieces, merges = train_byte_bpe(300, SPLIT)
    model = bpe_model(pieces + ["<|endoftext|>"], merges, continuing_subword_prefix="", end_of_word_suffix="")
    del model["type"]  # as in GPT-2's own file
    return document(model, [token(len(pieces), "<|endoftext|>", normalized=True)], None, byte_level(), byte_level(True), byte_level())


def roberta_parts():
    pieces, merges = train_byte_bpe(220, SPLIT)
    return ["<s>", "<pad>", "</s>", "<unk>", *pieces, "<mask>"], merges


def roberta():
    pieces, merges = roberta_parts()
    added = [token(i, pieces[i], normalized=True) for i in range(4)] + [token(len(pieces) - 1, "<mask>", lstrip=True)]
    post = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": True}
    return document(bpe_model(pieces, merges), added, None, byte_level(True), post, byte_level())


def roberta_files():
    """As transformers puts the files of RobertaTokenizer: special tokens are looked for in the plain text."""
    made = roberta()
    made["pre_tokenizer"] = byte_level(False)
    for entry in made["added_tokens"]:
        entry["normalized"] = False
    return made


def opt():
    pieces, merges = roberta_parts()
    added = [token(i, pieces[i]) for i in (2, 1)]
    return document(bpe_model(pieces, merges), added, None, byte_level(), template("</s> A", "</s> A </s>:1 B:1", {"</s>": 2}), byte_level())


def llama3():
    pieces, merges = train_byte_bpe(300, SPLIT)
    # Words that no merge makes: ignore_merges finds them all the same.
    whole = ["\u0120laser", "waveguide"]
    model = bpe_model(pieces + [w for w in whole if w not in pieces], merges, True, ignore_merges=True)
    first = len(model["vocab"])
    names = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]
    split = {"type": "Split", "pattern": {"Regex": LLAMA3_SPLIT}, "behavior": "Isolated", "invert": False}
    post = {"type": "Sequence", "processors": [
        byte_level(True), template("<|begin_of_text|> A", "<|begin_of_text|> A <|begin_of_text|>:1 B:1", {names[0]: first})]}
    return document(model, [token(first + i, n) for i, n in enumerate(names)], None,
                    {"type": "Sequence", "pretokenizers": [split, byte_level(False, False)]}, post, byte_level(True))


# SentencePiece.

def fields(data):
    """The fields of a protobuf message."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte, at = data[at], at + 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            size = {1: 8, 5: 4}.get(key & 7) or varint()
            yield key >> 3, data[at:at + size]
            at += size


def charsmap(model):
    normalizer = next(value for number, value in fields(model) if number == 3)
    return next((value for number, value in fields(normalizer) if number == 2), b"")


def train(kind, size, **more):
    """A model with a small table of replacements: the library's own tables are of 200 KB."""
    rules = [("\ufb01", "fi"), ("\u2460", "1"), ("\u00c5", "A\u030a"), ("e\u0301", "\u00e9"), ("\u3000", " "), ("\u00a0", " "),
             ("\n", " "), ("\t", " "), ("\u200b", ""), ("\u3382", "\u03bcA"), ("\uff8a\uff9d", "\u30cf\u30f3"), ("\u00ad", "")]
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False) as tsv:
        for source, result in rules:
            tsv.write(" ".join("%X" % ord(c) for c in source) + "\t" + " ".join("%X" % ord(c) for c in result) + "\n")
    out = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(CORPUS.split("\n")), model_writer=out, model_type=kind, vocab_size=size,
                                   character_coverage=0.98, normalization_rule_tsv=tsv.name, num_threads=1, minloglevel=2, **more)
    os.unlink(tsv.name)
    return out.getvalue()


def load(model):
    return spm.SentencePieceProcessor(model_proto=model)


def pieces_of(sp):
    return [sp.id_to_piece(i) for i in range(sp.get_piece_size())]


def llama_merges(sp):
    """As transformers takes merges out of a model: every way to cut a piece in two, best score first."""
    pieces = pieces_of(sp)
    ids = {p: i for i, p in enumerate(pieces)}
    merges = []
    for i, piece in enumerate(pieces):
        cuts = [(piece[:c], piece[c:]) for c in range(1, len(piece))]
        cuts = sorted((c for c in cuts if c[0] in ids and c[1] in ids), key=lambda c: (ids[c[0]], ids[c[1]]))
        merges += [(left, right, sp.get_score(i)) for left, right in cuts]
    merges.sort(key=lambda m: (m[2], len(m[0]), len(m[1])), reverse=True)
    return [(left, right) for left, right, _ in merges]


LLAMA = dict(byte_fallback=True, unk_id=0, bos_id=1, eos_id=2, pad_id=-1, remove_extra_whitespaces=False, split_digits=True)


def llama2(model):
    sp = load(model)
    normalizer = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": MARK}, {"type": "Replace", "pattern": {"String": " "}, "content": MARK}]}
    decoder = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": MARK}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    return document(bpe_model(pieces_of(sp), llama_merges(sp), unk_token="<unk>", fuse_unk=True, byte_fallback=True),
                    [token(0, "<unk>"), token(1, "<s>"), token(2, "</s>")], normalizer, None,
                    template("<s> A", "<s> A <s>:1 B:1", {"<s>": 1}), decoder)


def unigram_model(pieces, scores, unk):
    return {"type": "Unigram", "unk_id": unk, "vocab": [[p, s] for p, s in zip(pieces, scores)], "byte_fallback": False}


def precompiled(model):
    return {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap(model)).decode()}


def metaspace():
    return {"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always", "split": True}


def t5(model):
    sp = load(model)
    pieces, scores = pieces_of(sp), [sp.get_score(i) for i in range(sp.get_piece_size())]
    gaps = [f"<extra_id_{i}>" for i in range(99, -1, -1)]
    added = [token(0, "<pad>"), token(1, "</s>"), token(2, "<unk>")] + [token(len(pieces) + i, g) for i, g in enumerate(gaps)]
    made = unigram_model(pieces + gaps, scores + [0.0] * 100, 2)
    pre = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace()]}
    return document(made, added, precompiled(model), pre, template("A </s>", "A </s> B </s>", {"</s>": 1}), metaspace())


def albert(model):
    sp = load(model)
    replace = lambda pattern, content: {"type": "Replace", "pattern": pattern, "content": content}
    normalizer = {"type": "Sequence", "normalizers": [
        replace({"String": "``"}, '"'), replace({"String": "''"}, '"'), {"type": "NFKD"}, {"type": "StripAccents"},
        {"type": "Lowercase"}, precompiled(model), replace({"Regex": " {2,}"}, " ")]}
    added = [token(0, "<pad>"), token(1, "<unk>"), token(2, "[CLS]"), token(3, "[SEP]"), token(4, "[MASK]", lstrip=True)]
    return document(unigram_model(pieces_of(sp), [sp.get_score(i) for i in range(sp.get_piece_size())], 1), added, normalizer,
                    {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace()]},
                    template("[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1", {"[CLS]": 2, "[SEP]": 3}), metaspace())


def bert(vocabulary):
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    ids = {p: i for i, p in enumerate(vocabulary)}
    model = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": ids}
    normalizer = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}
    return document(model, [token(ids[n], n) for n in names if n in ids], normalizer, {"type": "BertPreTokenizer"},
                    template("[CLS] A [SEP]", "[CLS] A [SEP] B:1 [SEP]:1", {n: ids[n] for n in ("[CLS]", "[SEP]")}),
                    {"type": "WordPiece", "prefix": "##", "cleanup": True})


# The rules of the Python tokenizers for model files.

def cut(text, specials):
    """The stretches between special tokens, and those; `specials` maps a token to (id, takes the blanks before it)."""
    out, pattern = [], "|".join(re.escape(s) for s in sorted(specials, key=len, reverse=True))
    done = 0
    for hit in re.finditer(pattern, text):
        ident, lstrip = specials[hit.group()]
        before = text[done:hit.start()]
        out += [before.rstrip() if lstrip else before, ident]
        done = hit.end()
    return out + [text[done:]]


def ids_of(text, specials, encode):
    ids = []
    for part in cut(text, specials):
        ids += [part] if isinstance(part, int) else encode(part) if part else []
    return ids


def albert_encode(sp):
    def encode(text):
        text = " ".join(text.strip().split()).replace("``", '"').replace("''", '"')
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        out = []
        for piece in sp.encode("".join(c.lower() for c in text), out_type=str):
            if len(piece) > 1 and piece[-1] == "," and piece[-2].isdigit():
                parts = sp.encode(piece[:-1].replace(MARK, ""), out_type=str)
                if piece[0] != MARK and parts[0][0] == MARK:
                    parts = parts[1:] if len(parts[0]) == 1 else [parts[0][1:], *parts[1:]]
                out += parts + [","]
            else:
                out.append(piece)
        return [sp.piece_to_id(p) for p in out]
    return encode


class Goldens:
    def __init__(self, out, modules):
        self.out, self.texts = out, TEXTS + [text * times for text, times in LONG]
        self.seconds = [SECONDS[i % len(SECONDS)] for i in range(len(self.texts))]
        environment = {**os.environ, "NODE_PATH": os.path.abspath(modules)}
        self.node = subprocess.Popen(["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "tokenizer_reference.cjs")],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8")
        with open(os.path.join(out, "tokenizer-texts.json"), "w", encoding="utf-8") as file:
            file.write(json.dumps({"texts": TEXTS, "repeated": LONG, "seconds": SECONDS}, indent=0) + "\n")

    def write(self, name, files, expected):
        folder = os.path.join(self.out, "tokenizer-" + name)
        os.makedirs(folder, exist_ok=True)
        # Long answers are held as their length, their ends and a sum over all.
        short = lambda ids: ids if len(ids) < 1000 else {"count": len(ids), "first": ids[:20], "last": ids[-20:], "sum": sum(
            (i + 1) * id for i, id in enumerate(ids)) % 1000003}
        for key in ("ids", "pair_ids"):
            expected[key] = [short(i) for i in expected.get(key, [])]
        expected["decoded"] = expected["decoded"][:len(TEXTS)]
        expected["pair_ids"] = expected["pair_ids"][:len(TEXTS)]
        expected["pair_types"] = ["".join(map(str, t)) for t in expected.get("pair_types", [])][:len(TEXTS)]
        for file, content in {**files, "expected.json": json.dumps(expected, separators=(",", ":")) + "\n"}.items():
            with open(os.path.join(folder, file), "wb") as handle:
                handle.write(content if isinstance(content, bytes) else content.encode())

    def ask(self, made):
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False, encoding="utf-8") as file:
            file.write(compact(made))
        self.node.stdin.write(json.dumps({"file": file.name, "texts": self.texts, "seconds": self.seconds}) + "\n")
        self.node.stdin.flush()
        answer = json.loads(self.node.stdout.readline())
        os.unlink(file.name)
        return answer

    def reference(self, name, made, files=None, config=None):
        """`files`: what is stored instead of the tokenizer.json."""
        files = dict(files or {"tokenizer.json": compact(made) + "\n"})
        if config:
            files["tokenizer_config.json"] = json.dumps(config, indent=1) + "\n"
        self.write(name, files, self.ask(made))

    def sentencepiece(self, name, files, specials, encode, decode, before, after, config):
        """`decode`: of pieces' ids, special ones left out."""
        ids = [before + ids_of(t, specials, encode) + after for t in self.texts]
        special = {i for i, _ in specials.values()}
        decoded = [decode([i for i in row if i not in special]) for row in ids]
        self.write(name, {**files, "tokenizer_config.json": json.dumps(config, indent=1) + "\n"}, {"ids": ids, "decoded": decoded})


def merges_text(merges):
    return "#version: 0.2\n" + "".join(" ".join(m) + "\n" for m in merges)


def make_byte_level(goldens):
    goldens.reference("gpt2", gpt2(), config={"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "model_max_length": 1024})
    goldens.reference("roberta", roberta())
    goldens.reference("llama3", llama3())
    pieces, merges = roberta_parts()
    files = {"vocab.json": compact({p: i for i, p in enumerate(pieces)}), "merges.txt": merges_text(merges)}
    goldens.reference("roberta-files", roberta_files(), files, {"tokenizer_class": "RobertaTokenizer"})
    goldens.reference("opt-files", opt(), files, {
        "tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, "bos_token": "</s>", "eos_token": "</s>", "unk_token": "</s>",
        "pad_token": "<pad>"})


def make_models(goldens):
    model = train("bpe", 460, **LLAMA)
    sp = load(model)
    goldens.reference("llama2", llama2(model))
    named = lambda names, lstrip=(): {n: (sp.piece_to_id(n), n in lstrip) for n in names}
    goldens.sentencepiece("llama2-model", {"tokenizer.model": model}, named(["<unk>", "<s>", "</s>"]), sp.encode, sp.decode, [1], [],
                          {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "add_eos_token": False})

    model = train("unigram", 300, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    sp = load(model)
    goldens.reference("t5", t5(model))
    gaps = {f"<extra_id_{i}>": (sp.get_piece_size() + 99 - i, False) for i in range(100)}
    goldens.sentencepiece("t5-model", {"spiece.model": model}, {**named(["<pad>", "</s>", "<unk>"]), **gaps}, sp.encode, sp.decode,
                          [], [1], {"tokenizer_class": "T5Tokenizer"})

    model = train("unigram", 290, pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=["[CLS]", "[SEP]", "[MASK]"])
    sp = load(model)
    goldens.reference("albert", albert(model))
    specials = named(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], ["[MASK]"])
    goldens.sentencepiece("albert-model", {"spiece.model": model}, specials, albert_encode(sp), sp.decode, [2], [3],
                          {"tokenizer_class": "AlbertTokenizer", "do_lower_case": True})

    model = train("unigram", 280)
    sp = load(model)
    xlm = lambda text: [i + 1 if i else 3 for i in sp.encode(text)]
    specials = {"<s>": (0, False), "<pad>": (1, False), "</s>": (2, False), "<unk>": (3, False), "<mask>": (281, True)}
    goldens.sentencepiece("xlm-roberta-model", {"sentencepiece.bpe.model": model}, specials, xlm, lambda ids: sp.decode(
        [i - 1 for i in ids]), [0], [2], {"tokenizer_class": "XLMRobertaTokenizer"})
    make_marian(goldens, model)


def make_marian(goldens, target_model):
    source_model = train("unigram", 270)
    source, target = load(source_model), load(target_model)
    names = list(dict.fromkeys(["</s>", "<unk>", ">>de<<"] + pieces_of(source)[3:] + pieces_of(target)[3:] + ["<pad>"]))
    ids = {p: i for i, p in enumerate(names)}
    specials = {n: (ids[n], False) for n in ("</s>", "<unk>", "<pad>", ">>de<<")}
    goldens.sentencepiece("marian", {"source.spm": source_model, "target.spm": target_model, "vocab.json": compact(ids)}, specials,
                          lambda text: [ids.get(p, 1) for p in source.encode(text, out_type=str)],
                          lambda row: target.decode([names[i] for i in row]), [], [0], {"tokenizer_class": "MarianTokenizer"})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", default="tests/golden")
    parser.add_argument("--modules", default="node_modules", help="where @anush008/tokenizers is")
    arguments = parser.parse_args()
    goldens = Goldens(arguments.out, arguments.modules)
    make_byte_level(goldens)
    make_models(goldens)
    with open(os.path.join(arguments.out, "tokenizer", "vocab.txt"), encoding="utf-8") as file:
        goldens.reference("bert", bert(file.read().split("\n")[:-1]))
    goldens.node.stdin.close()
    return goldens.node.wait()


if __name__ == "__main__":
    sys.exit(main())
