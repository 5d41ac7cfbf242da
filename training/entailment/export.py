"""The averaged weights as an ONNX graph in int8, and the temperature that makes its scores honest.

``python -m training.entailment.export WEIGHTS_FOLDER FOLDER SHIPPED --name N`` writes ``entailment.onnx``,
``tokenizer.json`` and ``model.json`` into SHIPPED.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer

from agents.checker.entailment import About, Entailment
from training.entailment.stack import describe
from training.minilm import MiniLM, PairClassifier

Floats = NDArray[np.float64]
TEMPERATURES = np.linspace(0.5, 4.0, 141)
"""Tried one by one: the loss over them has one valley."""


def trained(weights: Path, checkpoint: Path) -> PairClassifier:
    """The running average of the weights at the last checkpoint."""
    model = PairClassifier(MiniLM.load(weights)).eval()
    model.load_state_dict(torch.load(checkpoint)["average"])
    return model


def to_onnx(model: PairClassifier, path: Path) -> None:
    """Any number of pairs, any number of tokens up to 512."""
    ids = torch.tensor([[101, 2023, 102, 2003, 102, 0], [101, 2023, 102, 2003, 2003, 102]])
    axes = {0: "pairs", 1: "tokens"}
    torch.onnx.export(
        model,
        (ids, torch.zeros_like(ids)),
        str(path),
        input_names=["ids", "types"],
        output_names=["logits"],
        dynamic_axes={"ids": axes, "types": axes, "logits": {0: "pairs"}},
        opset_version=17,
        dynamo=False,
    )


def to_int8(whole: Path, small: Path) -> None:
    """Dense steps by channel, in seven bits: processors without VNNI overflow at eight, and differ."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(whole), str(ready))
        kinds = {"per_channel": True, "reduce_range": True, "op_types_to_quantize": ["MatMul", "Gather"]}
        quantize_dynamic(ready, small, weight_type=QuantType.QInt8, **kinds)
    model = onnx.load(small)
    model.producer_name, model.doc_string = "storytree", ""
    onnx.save(model, small)


def temperature(logits: Floats, labels: Floats) -> float:
    """By which the logits are divided so that the loss on the held-out pairs is least."""
    losses = [np.logaddexp(0, np.where(labels > 0.5, -logits, logits) / one).mean() for one in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 3)


def tokenizer(published: Path, shipped: Path) -> None:
    """The published one without its padding and its limit: ours are in the code."""
    read = Tokenizer.from_file(str(published))
    read.no_padding()
    read.no_truncation()
    read.save(str(shipped), pretty=False)


def main() -> None:
    """Write the three files, calibrate on the held-out pairs, and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("weights", type=Path, help="folder of model.safetensors and tokenizer.json")
    parser.add_argument("folder", type=Path, help="folder of state.pt and held_out.jsonl")
    parser.add_argument("shipped", type=Path, help="folder of the files that ship")
    parser.add_argument("--name", required=True, help="a new one for new weights")
    parser.add_argument("--threshold", type=float, default=0.5, help="of the calibrated score")
    asked = parser.parse_args()
    graph = asked.shipped / "entailment.onnx"
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        to_onnx(trained(asked.weights / "model.safetensors", asked.folder / "state.pt"), whole)
        to_int8(whole, graph)
    tokenizer(asked.weights / "tokenizer.json", asked.shipped / "tokenizer.json")
    weights, words = (
        hashlib.sha256(file.read_bytes()).hexdigest() for file in (graph, asked.shipped / "tokenizer.json")
    )
    about = About(asked.name, temperature=1.0, threshold=asked.threshold, sha256=weights, tokenizer=words)
    describe(about, asked.shipped)
    found = temperature(*held_out(asked.shipped, asked.folder / "held_out.jsonl"))
    describe(replace(about, temperature=found), asked.shipped)
    sys.stdout.write(f"{graph.stat().st_size / 1e6:.1f} MB, temperature {found}\n")


def held_out(shipped: Path, rows: Path) -> tuple[Floats, Floats]:
    """Logits and labels of the pairs that the training never saw."""
    read = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    logits = Entailment(shipped).logits([(row["claim"], row["window"]) for row in read])
    return np.array(logits), np.array([row["label"] for row in read], dtype=np.float64)


if __name__ == "__main__":
    main()
