"""The stage runner: applies pure stages in order and holds each to what it declared."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from flows.core.annotations import Analysis
from flows.core.ids import digest


@dataclass(frozen=True, slots=True)
class Stage:
    """One extraction step.

    Attributes:
        name: Verb-first name, as in the stage's file.
        version: Raised whenever its output may change.
        function: Pure: no clock, network, logging or random numbers.
        needs: Layers of `Analysis` it reads (document and parse aside).
        adds: Layers it may change.
    """

    name: str
    version: str
    function: Callable[[Analysis], Analysis]
    needs: tuple[str, ...]
    adds: tuple[str, ...]


class StageContractError(RuntimeError):
    """A stage broke its declaration: a defect of the code, not of the input."""


def check_order(stages: tuple[Stage, ...]) -> None:
    """Hold that every stage's needs are added by a stage before it.

    Raises:
        StageContractError: One is not.
    """
    known: set[str] = set()
    for stage in stages:
        missing = set(stage.needs) - known
        if missing:
            raise StageContractError(f"stage {stage.name} needs {sorted(missing)}, which no stage before it adds")
        known |= set(stage.adds)


def run_stages(analysis: Analysis, stages: tuple[Stage, ...]) -> Analysis:
    """Apply every stage in order.

    Args:
        analysis: A document with its parse.
        stages: The stages, in an order that `check_order` accepts.

    Returns:
        The full analysis.

    Raises:
        StageContractError: A stage changed a layer that it does not declare.
    """
    layers = tuple(f.name for f in fields(Analysis))
    for stage in stages:
        after = stage.function(analysis)
        changed = {name for name in layers if getattr(after, name) is not getattr(analysis, name)}
        if not changed <= set(stage.adds):
            raise StageContractError(f"stage {stage.name} changed {sorted(changed - set(stage.adds))} undeclared")
        analysis = after
    return analysis


def fingerprint(stages: tuple[Stage, ...], lexicons: str, model: str) -> str:
    """What the extraction of an article depends on besides its text, as one short hash.

    Args:
        stages: The stages.
        lexicons: Hash of all lexicon and vocabulary files.
        model: Name, version and hash of the language models.
    """
    return digest("fingerprint", lexicons, model, *(f"{s.name}={s.version}" for s in stages))
