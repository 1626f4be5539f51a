"""Export the trained encoder as an int8 ONNX file, with the labels the pipeline uses.

python -m flows.nlp.training.export RUN --base MODEL_DIR --out flows/nlp/models
"""

import argparse
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from flows.nlp.roles import INCIDENTS
from flows.nlp.roles import LABELS as ROLE_LABELS
from flows.nlp.shapes import SHAPES
from flows.nlp.training.encoder import Reader, Tagger
from flows.nlp.training.train_names import LABELS

KINDS = {"Person": "person", "Organization": "organization", "Location": "place", "Facility": "facility", "NORP": "group"}
"""Classes the pipeline uses; the others only taught the encoder what is no name of these kinds."""


LAYERS = tuple(f"/layers.{n}/norm2/LayerNormalization_output_0" for n in (3, 5))
"""What the fourth and the sixth layer hold of each piece: the last outputs of the file, which the event and argument taggers read."""


def tell_layers(path: Path) -> None:
    """Let a model answer what its fourth and sixth layer hold as well."""
    model = onnx.load(path)
    model.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in LAYERS)
    onnx.save(model, path)


def pipeline_label(label: str) -> str:
    """The pipeline's label for one of the corpus."""
    prefix, _, kind = label.partition("-")
    return f"{prefix}-{KINDS.get(kind, 'other')}" if kind else "O"


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="of train_roles")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = Reader(Tagger(len(LABELS), len(SHAPES)), len(ROLE_LABELS), len(INCIDENTS))
    model.load_state_dict(torch.load(args.run / "best.pt", weights_only=True))
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    outputs = ["names", "roles", "incidents"]
    axes = {name: {0: "batch", 1: "length"} for name in ("pieces", "shapes", "mask", *outputs)} | {"incidents": {0: "batch"}}
    some = torch.ones(2, 16, dtype=torch.long)
    torch.onnx.export(
        model,
        (some, some, some),
        str(args.run / "full.onnx"),
        input_names=["pieces", "shapes", "mask"],
        output_names=outputs,
        dynamic_axes=axes,
        dynamo=False,
    )
    quantize_dynamic(
        args.run / "full.onnx",
        args.out / "encoder.onnx",
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        # signed weights of 7 bits: the fast way on any processor, and the same answer on each, as no sum of two products overflows
        weight_type=QuantType.QInt8,
        reduce_range=True,
        per_channel=True,
    )
    tell_layers(args.out / "encoder.onnx")
    labels = [pipeline_label(label) for label in LABELS]
    about = {"labels": labels, "validation": json.loads((args.run / "best.json").read_text())}
    (args.out / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(args.base / "tokenizer.json", args.out / "tokenizer.json")
    print({p.name: p.stat().st_size for p in sorted(args.out.iterdir())})


if __name__ == "__main__":
    main()
