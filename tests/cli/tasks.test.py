"""tron infer on language models, translators, embeddings and single texts: the scores are those of the golden logits."""
import gzip
import json
import math
import pathlib
import tempfile
import unittest

from program import ROOT, read_npy, tron

GOLDEN = ROOT / "tests" / "golden"


def ids_of(path):
    """Rows of token ids, their padding of -1 taken off."""
    (rows, width), ids = read_npy(path)
    return [[i for i in ids[row * width:(row + 1) * width] if i >= 0] for row in range(rows)]


def negative_log_likelihood(row, token):
    top = max(row)
    return math.log(sum(math.exp(v - top) for v in row)) + top - row[token]


class Tasks(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def infer(self, *arguments):
        path = self.folder / "out.json"
        process = tron("infer", "--json", path, "--samples", 0, *arguments)
        self.assertEqual(process.returncode, 0, process.stderr)
        return process.stdout, json.loads(path.read_text(encoding="utf-8"))

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_loss_is_that_of_the_golden_logits(self):
        network = GOLDEN / "llama"
        inputs = ids_of(network / "inputs.npy")
        (_, width), logits = read_npy(network / "logits.npy")
        losses, row = [], 0
        for text in inputs:
            for at in range(len(text)):
                if at + 1 < len(text):
                    losses.append(negative_log_likelihood(logits[row * width:(row + 1) * width], text[at + 1]))
                row += 1
        data = self.write("texts.tsv", "".join(f"t{i}\t{' '.join(map(str, t))}\n" for i, t in enumerate(inputs) if len(t) > 1))
        page, result = self.infer("--network", network, "--data", data, "--fidelity", "digital,photonic")
        self.assertEqual(result["data"]["task"], "predict")
        digital = result["results"][0]
        self.assertEqual(digital["scored"], len(losses))
        self.assertAlmostEqual(digital["language"]["loss_nats"], sum(losses) / len(losses), places=5)
        self.assertAlmostEqual(digital["language"]["perplexity"], math.exp(sum(losses) / len(losses)), delta=1e-3)
        self.assertIn("perplexity", page)

    def test_a_translation_is_scored_on_its_targets(self):
        network = GOLDEN / "marian"
        data = self.write("pairs.tsv", "source_ids\ttarget_ids\n1 2 3\t4 5 0\n6 7\t8 0\n")
        _, result = self.infer("--network", network, "--data", data, "--fidelity", "digital,photonic")
        self.assertEqual(result["results"][0]["scored"], 5)
        self.assertGreater(result["results"][1]["conversions"], 0)

    def test_one_program_reads_numbers_and_time_of_a_decoder(self):
        network = GOLDEN / "llama"
        data = self.write("texts.tsv", "a\t1 2 3 4 5\nb\t5 4 3 2 1\n")
        path = self.folder / "run.json"
        process = tron("run", "--network", network, "--data", data, "--samples", 0, "--json", path,
                       "--assumptions", "paper", "--fidelity", "photonic")
        self.assertEqual(process.returncode, 0, process.stderr)
        result = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(result["simulation"][0]["sequence"], 4)
        self.assertEqual(2 * result["simulation"][0]["macs"], result["inference"]["results"][1]["macs"])
        self.assertIn("loss, photonic", process.stdout)

    def test_embeddings_rank_pairs(self):
        network = self.folder / "bert"
        network.mkdir()
        for name in ("config.json", "model.safetensors"):
            (network / name).write_bytes((GOLDEN / "bert-embedding" / name).read_bytes())
        (network / "vocab.txt").write_text("[UNK]\n[CLS]\n[SEP]\na\nb\nc\nd\ne\n", encoding="utf-8")
        data = self.write("pairs.tsv", "sentence1\tsentence2\tscore\na b\ta b\t5\na\tb c\t2\nc\td e\t1\nb\tb c\t3\n")
        page, result = self.infer("--network", network, "--data", data, "--fidelity", "digital,photonic")
        self.assertEqual(result["data"]["task"], "embed")
        score = result["results"][0]["embedding"]
        self.assertEqual(score["pairs"], 4)
        self.assertAlmostEqual(score["cosine_with_digital"], 1)
        self.assertLessEqual(score["spearman_low"], score["spearman"])
        self.assertIn("Spearman", page)

    def test_an_onnx_file_answers_as_its_folder_does(self):
        network = self.folder / "model.onnx"
        network.write_bytes(gzip.decompress((GOLDEN / "onnx" / "marian.onnx.gz").read_bytes()))
        (self.folder / "config.json").write_bytes((GOLDEN / "marian" / "config.json").read_bytes())
        texts = {}
        for where in (network, GOLDEN / "marian"):
            path = self.folder / "text.json"
            process = tron("generate", "--network", where, "--ids", "1 2 3", "--tokens", 4, "--json", path,
                           "--assumptions", "paper")
            self.assertEqual(process.returncode, 0, process.stderr)
            run = json.loads(path.read_text(encoding="utf-8"))["runs"][0]
            texts[where] = ([t["tokens"] for t in run["texts"]], run["simulation"]["macs"])
        self.assertEqual(len(set(map(str, texts.values()))), 1)

    def test_operators_outside_the_transformer_are_named(self):
        network = self.folder / "hybrid.onnx"
        network.write_bytes(gzip.decompress((GOLDEN / "onnx" / "hybrid.onnx.gz").read_bytes()))
        data = self.folder / "features.npy"
        data.write_bytes((GOLDEN / "onnx" / "hybrid.inputs.npy").read_bytes())
        page, result = self.infer("--network", network, "--data", data, "--fidelity", "digital")
        self.assertIn("run in the control unit: Conv", " ".join(page.split()))
        self.assertTrue(any("Conv" in note for note in result["network"]["notes"]))
        self.assertEqual(result["data"]["task"], "compare")

    def test_a_pair_is_timed_at_its_own_lengths(self):
        data = self.write("pair.tsv", "source_ids\ttarget_ids\n3\t18 24 31 3\n")
        path = self.folder / "run.json"
        process = tron("run", "--network", GOLDEN / "marian", "--data", data, "--json", path,
                       "--assumptions", "paper", "--fidelity", "photonic")
        self.assertEqual(process.returncode, 0, process.stderr)
        result = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(result["simulation"][0]["macs"], result["inference"]["results"][1]["macs"])
        self.assertIn("one sample of 1 token and a target of 4", " ".join(process.stdout.split()))

    def test_refuses_what_would_mislead(self):
        onnx = self.folder / "t5.onnx"
        onnx.write_bytes(gzip.decompress((GOLDEN / "onnx" / "t5.onnx.gz").read_bytes()))
        pair = self.write("pair.tsv", "source_ids\ttarget_ids\n3\t4 5\n")
        cases = [
            (["infer", "--network", onnx, "--data", pair], "decoder_start_token_id"),
            (["generate", "--network", GOLDEN / "marian", "--ids", " ".join(["5"] * 30)], "30 tokens"),
            (["infer", "--network", "vit-fashion-mnist", "--text", "a", "--data", pair], "--data beside it"),
            (["generate", "--network", GOLDEN / "llama", "--ids", "1", "--top-k", "5"], "--top-k"),
        ]
        for arguments, part in cases:
            process = tron(*arguments)
            self.assertEqual(process.returncode, 2, process.stderr)
            self.assertIn(part, process.stderr)

    def test_a_single_text_gets_its_likeliest_answers(self):
        network = self.folder / "bert"
        network.mkdir()
        for name in ("config.json", "model.safetensors"):
            (network / name).write_bytes((GOLDEN / "bert" / name).read_bytes())
        (network / "vocab.txt").write_text("[UNK]\n[CLS]\n[SEP]\na\nb\n", encoding="utf-8")
        page, _ = self.infer("--network", network, "--text", "a b a", "--fidelity", "digital", "--assumptions", "paper")
        self.assertIn("The text (5 tokens)", page)
        line = next(l for l in page.splitlines() if "class" in l and "%" in l)
        shares = [float(word) for word in line.replace("%", "").replace(",", "").split() if "." in word]
        self.assertAlmostEqual(sum(shares), 100, delta=0.2)

    def test_a_text_needs_a_network_that_reads(self):
        process = tron("infer", "--network", "vit-fashion-mnist", "--text", "a")
        self.assertEqual(process.returncode, 2)
        self.assertIn("reads no text", process.stderr)


if __name__ == "__main__":
    unittest.main()
