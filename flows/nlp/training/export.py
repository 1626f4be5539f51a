"""Export a trained name tagger, and its role branch where there is one, as one int8 ONNX file, with the labels the pipeline uses.

    python -m flows.nlp.training.export NAMES_RUN [--roles ROLES_RUN] --base MODEL_DIR --out flows/nlp/models

One reading of the shared layers serves both: outputs `scores` (names) and, of the branch, `roles` and `incidents`.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from flows.nlp.roles import INCIDENTS
from flows.nlp.roles import LABELS as ROLE_LABELS
from flows.nlp.shapes import SHAPES
from flows.nlp.training.encoder import RoleBranch, Tagger, bias_of
from flows.nlp.training.train_names import LABELS

KINDS = {"Person": "person", "Organization": "organization", "Location": "place", "Facility": "facility", "NORP": "group"}
"""Classes the pipeline uses; the others only taught the encoder what is no name of these kinds."""


class Both(nn.Module):  # type: ignore[misc, unused-ignore]
    """The name tagger and the role branch over the layers they share."""

    def __init__(self, names: Tagger, branch: RoleBranch) -> None:
        """Two trained models, the branch made from these names."""
        super().__init__()
        self.names, self.branch = names, branch

    def forward(self, pieces: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Name scores, role scores (both a piece) and incident scores (a window)."""
        x = self.names.shared(pieces, shapes, mask)
        return (self.names.above(x, bias_of(mask)), *self.branch(x, bias_of(mask)))


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("--roles", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    names = Tagger(len(LABELS), len(SHAPES))
    names.load_state_dict(torch.load(args.names / "best.pt", weights_only=True))
    model: nn.Module = names
    if args.roles:
        branch = RoleBranch(names, len(ROLE_LABELS), len(INCIDENTS))
        branch.load_state_dict(torch.load(args.roles / "best.pt", weights_only=True))
        model = Both(names, branch)
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    full = (args.roles or args.names) / "full.onnx"
    outputs = ["scores", "roles", "incidents"] if args.roles else ["scores"]
    axes = {name: {0: "batch", 1: "length"} for name in ("pieces", "shapes", "mask", *outputs) if name != "incidents"}
    if args.roles:
        axes["incidents"] = {0: "batch"}
    torch.onnx.export(
        model,
        (torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long)),
        str(full),
        input_names=["pieces", "shapes", "mask"],
        output_names=outputs,
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
    runs = {"names": args.names} | ({"roles": args.roles} if args.roles else {})
    about = {"labels": labels, "validation": {name: json.loads((run / "best.json").read_text()) for name, run in runs.items()}}
    (args.out / "names.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(args.base / "tokenizer.json", args.out / "tokenizer.json")
    print({p.name: p.stat().st_size for p in sorted(args.out.iterdir())})


if __name__ == "__main__":
    main()
