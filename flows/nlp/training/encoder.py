"""A small BERT encoder with word-shape features, in plain torch: what the taggers are trained with.

The base weights are MiniLM-L6 (uncased). Case tells names from words, so the shape of each word is embedded and added
to the word-piece embeddings; at run time none of this is needed, only the exported ONNX file (`flows/nlp/tagger.py`).
"""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30522, 512


class Layer(nn.Module):  # type: ignore[misc, unused-ignore]
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, dropout: float) -> None:
        """One layer with fresh weights."""
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Attend and transform; `bias` is added to attention scores (very negative on padding)."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(HIDDEN // HEADS) + bias
        attended = (self.dropout(scores.softmax(-1)) @ v).transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.norm1(x + self.dropout(self.out(attended)))
        return self.norm2(x + self.dropout(self.outer(nn.functional.gelu(self.inner(x)))))


class Tagger(nn.Module):  # type: ignore[misc, unused-ignore]
    """The encoder with one token-classification head."""

    def __init__(self, labels: int, shapes: int, dropout: float = 0.1) -> None:
        """A tagger with fresh weights, for so many labels and word shapes."""
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.shapes = nn.Embedding(shapes, HIDDEN)
        nn.init.normal_(self.shapes.weight, std=0.02)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(HIDDEN, labels)

    def forward(self, pieces: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Label scores for each word piece: (batch, length, labels). `mask` is 1 on real pieces."""
        return self.head(self.dropout(self.encode(pieces, shapes, mask)))

    def encode(self, pieces: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What all layers make of the pieces: (batch, length, `HIDDEN`)."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.positions(places)[None] + self.kind + self.shapes(shapes)
        x = self.dropout(self.norm(x))
        bias = bias_of(mask)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_base(self, weights: Path) -> None:
        """Take the weights of a BERT checkpoint (`model.safetensors` of MiniLM-L6)."""
        w = {k.removeprefix("bert."): v for k, v in load_file(str(weights)).items()}
        with torch.no_grad():
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.kind.copy_(w["embeddings.token_type_embeddings.weight"][0])
            _norm(self.norm, w, "embeddings.LayerNorm")
            for n, layer in enumerate(self.layers):
                at = f"encoder.layer.{n}"
                for part, name in (("weight", "weight"), ("bias", "bias")):
                    joined = torch.cat([w[f"{at}.attention.self.{x}.{name}"] for x in ("query", "key", "value")])
                    getattr(layer.qkv, part).copy_(joined)
                    getattr(layer.out, part).copy_(w[f"{at}.attention.output.dense.{name}"])
                    getattr(layer.inner, part).copy_(w[f"{at}.intermediate.dense.{name}"])
                    getattr(layer.outer, part).copy_(w[f"{at}.output.dense.{name}"])
                _norm(layer.norm1, w, f"{at}.attention.output.LayerNorm")
                _norm(layer.norm2, w, f"{at}.output.LayerNorm")


class Reader(nn.Module):  # type: ignore[misc, unused-ignore]
    """One encoder for names and roles: the name tagger, with a head for roles on each piece and one for incidents on each window."""

    def __init__(self, names: Tagger, labels: int, incidents: int) -> None:
        """Fresh heads for roles on a trained name tagger."""
        super().__init__()
        self.names = names
        self.roles = nn.Linear(HIDDEN, labels)
        self.incidents = nn.Linear(HIDDEN, incidents)

    def forward(self, pieces: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Name and role scores of each piece (batch, length, labels of each) and incident scores of each window (batch, kinds)."""
        x = self.names.dropout(self.names.encode(pieces, shapes, mask))
        return self.names.head(x), self.roles(x), self.incidents(x[:, 0])


def bias_of(mask: torch.Tensor) -> torch.Tensor:
    """What is added to attention scores, from a mask that is 1 on real pieces: (batch, 1, 1, length)."""
    return (1.0 - mask[:, None, None, :].float()) * -1e4


def _norm(norm: nn.LayerNorm, w: dict[str, torch.Tensor], name: str) -> None:
    norm.weight.copy_(w[f"{name}.weight"])
    norm.bias.copy_(w[f"{name}.bias"])
