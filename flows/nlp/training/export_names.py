"""Export a trained name tagger to int8 ONNX, with the labels the pipeline uses.

python -m flows.nlp.training.export_names RUN --base MODEL_DIR --out flows/nlp/models
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from flows.nlp.shapes import SHAPES
from flows.nlp.training.encoder import Tagger
from flows.nlp.training.train_names import LABELS

KINDS = {"Person": "person", "Organization": "organization", "Location": "place", "Facility": "facility", "NORP": "group"}
"""Classes the pipeline uses; the others only taught the encoder what is no name of these kinds."""


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = Tagger(len(LABELS), len(SHAPES))
    model.load_state_dict(torch.load(args.run / "best.pt", weights_only=True))
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    full = args.run / "full.onnx"
    example = (torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long))
    axes = {name: {0: "batch", 1: "length"} for name in ("pieces", "shapes", "mask", "scores")}
    torch.onnx.export(
        model,
        example,
        str(full),
        input_names=["pieces", "shapes", "mask"],
        output_names=["scores"],
        dynamic_axes=axes,
        dynamo=False,
    )
    quantize_dynamic(
        full,
        args.out / "names.onnx",
        weight_type=QuantType.QUInt8,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )
    labels = []
    for label in LABELS:
        prefix, _, kind = label.partition("-")
        labels.append(f"{prefix}-{KINDS.get(kind, 'other')}" if kind else "O")
    about = {"labels": labels, "validation": json.loads((args.run / "best.json").read_text())}
    (args.out / "names.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(args.base / "tokenizer.json", args.out / "tokenizer.json")
    print({p.name: p.stat().st_size for p in sorted(args.out.iterdir())})


if __name__ == "__main__":
    main()
