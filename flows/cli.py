"""The `tarikh` command: a thin shell over the flows. Heavy imports wait until a command needs them."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.core.errors import TarikhError

app = typer.Typer(
    name="tarikh",
    help="Raw news articles in, an open dataset of events out; every cell traced to the words that say it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _folder(place: str | Path) -> Path:
    if "://" not in str(place):  # else fsspec must be asked
        return Path(place)
    from flows.remote import folder

    return folder(str(place))


Raw = Annotated[Path, typer.Option("--raw", help="Folder of raw inputs.", parser=_folder, metavar="DIR")]
Dataset = Annotated[Path, typer.Option("--dataset", help="Folder of releases.", parser=_folder, metavar="DIR")]


class _NoTraceback(logging.Filter):
    """Errors meant for users are printed once, as one line; the log keeps the line without the stack."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, TarikhError):
            record.exc_info, record.exc_text, record.msg, record.args = None, None, "stopped: %s", (error,)
        return True


def _prepare_flows() -> None:
    """Settings that prefect reads when it is imported, and quiet errors: nothing calls home, and none needs a server."""
    from flows.workers import collect_seldom

    collect_seldom()  # loading all of it makes a million objects and no garbage
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).addFilter(_NoTraceback())


@app.command()
def build(
    raw: Annotated[str, typer.Option("--raw", help="Folder of raw inputs, or an address (s3://...).", metavar="DIR")] = "raw",
    dataset: Annotated[
        str, typer.Option("--dataset", help="Folder of releases, or an address (s3://...).", metavar="DIR")
    ] = "dataset",
    version: Annotated[
        str | None, typer.Option("--version", help="Release version; the next free one of the day if not given.")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes; the release does not depend on it.")] = 1,
    only: Annotated[str | None, typer.Option("--only", help="Build from this source (a subfolder of raw) alone.")] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Articles a task; the release does not depend on it.")
    ] = 40,
    runner: Annotated[str, typer.Option("--runner", help="Who does the batches: local processes, or dask.")] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Running Dask scheduler, such as tcp://host:8786; without it Dask starts here."),
    ] = None,
    tolerance: Annotated[
        float,
        typer.Option("--tolerance", min=0, max=1, help="Fall of a measured quality, in points, that stops the release."),
    ] = 0.05,
) -> None:
    """Build and publish a release: ingest, extract, normalise, validate, publish."""
    from flows.lock import refuse_if_busy
    from flows.remote import at_hand, is_address
    from flows.settings import Settings

    with at_hand(raw, dataset) as (inputs, releases):
        settings = Settings(inputs, releases, version, workers, batch_size, only, runner, scheduler, tolerance=tolerance)
        if settings.lock.exists():  # said at once, before the engine is loaded
            refuse_if_busy(settings)
        _prepare_flows()
        from flows.server import begin

        server = begin()  # it starts while the rest is loaded
        from flows.build import run

        folder = run(settings, server)
    typer.echo(f"published {dataset.rstrip('/')}/{Path(folder).name}" if is_address(dataset) else f"published {folder}")


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders to add to the raw folder.")],
    raw: Raw = Path("raw"),
    source: Annotated[str, typer.Option("--source", help="Subfolder of raw they go to.")] = "inbox",
) -> None:
    """Copy files into the raw folder, each once, and say what each of them holds."""
    from flows.intake import add_files

    for line in add_files(paths, raw, source):
        typer.echo(line)


@app.command()
def fetch(
    targets: Annotated[
        list[str],
        typer.Argument(metavar="TARGET...", help="Sources with lists, http addresses, or files of addresses."),
    ],
    raw: Raw = Path("raw"),
    source: Annotated[
        str | None, typer.Option("--source", help="Subfolder of raw for them all; else the source's own, or the host.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", envvar="TARIKH_CONTACT", help="How publishers reach you; sent with requests.")
    ] = None,
    delay: Annotated[float, typer.Option("--delay", min=0, help="Least seconds between requests to a host.")] = 2.0,
    most: Annotated[int, typer.Option("--most", min=1, help="Most articles of lists a source.")] = 500,
    private: Annotated[bool, typer.Option("--private", help="Let machines of the inside network be asked.")] = False,
) -> None:
    """Fetch articles, feeds and sitemaps politely into the raw folder, and say what became of each address."""
    from flows.fetch.client import Manners
    from flows.intake import fetch_into

    failed = asked = 0
    for outcome in fetch_into(raw, targets, source, Manners(contact=contact, delay=delay, private=private), most):
        asked, failed = asked + 1, failed + (outcome.status == "failed")
        typer.echo(outcome)
    if failed:
        raise TarikhError(f"{failed} of {asked} addresses were not fetched: the lines above say why")


@app.command()
def verify(
    release: Annotated[Path, typer.Argument(help="A release folder, such as dataset/latest.")],
    raw: Annotated[Path | None, typer.Option("--raw", help="Raw folder, to check every evidence span against it.")] = None,
) -> None:
    """Prove a release: checksums, schema, keys and every evidence span; names the first lie."""
    from flows.intake import texts_of
    from flows.publish.verify import verify_release

    lie = verify_release(release, raw, texts_of)
    if lie:
        raise TarikhError(f"{release}: {lie}")
    typer.echo(f"{release}: all checks hold" + ("" if raw else " (evidence spans not checked: give --raw)"))


@app.command()
def explain(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Any id of a release, retired ones too.")],
    dataset: Dataset = Path("dataset"),
    raw: Raw = Path("raw"),
    release: Annotated[str, typer.Option("--release", help="Which release.")] = "latest",
) -> None:
    """Show a row, its evidence in the sentence, the rules that fired and what it was merged from."""
    from flows.intake import texts_of
    from flows.publish.explain import explain as explain_row

    texts = texts_of(raw) if raw.is_dir() else {}
    for line in explain_row(dataset / release, identifier, texts):
        typer.echo(line)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The older release folder.")],
    new: Annotated[Path, typer.Argument(help="The newer release folder.")],
) -> None:
    """Say per table and column what changed between two releases, and why."""
    from flows.publish.compare import describe, diff_releases

    for line in describe(diff_releases(old, new)):
        typer.echo(line)


@app.command()
def serve(
    raw: Raw = Path("raw"),
    dataset: Dataset = Path("dataset"),
    cron: Annotated[str, typer.Option("--cron", help="When to build, in UTC.")] = "15 4 * * *",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes.")] = 1,
    watched: Annotated[
        Path | None, typer.Option("--watched", help="Folder whose new files are taken over every quarter of an hour.")
    ] = None,
) -> None:
    """Stay and build on a schedule, one build at a time; between builds, read what comes in."""
    _prepare_flows()
    from flows.serve import serve as serve_builds
    from flows.settings import Settings

    serve_builds(Settings(raw, dataset, workers=workers), cron, watched)


@app.command()
def docs(repo: Annotated[Path, typer.Argument(help="The repository folder.")] = Path()) -> None:
    """Renew the generated documents: the dictionary of tables and columns."""
    from flows.publish.docs import write_docs

    for path in write_docs(repo):
        typer.echo(f"wrote {path}")


def main() -> None:
    """Run the command; errors meant for users become one line and exit code 1."""
    try:
        app()
    except TarikhError as error:
        typer.echo(f"tarikh: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("tarikh: interrupted; run the same command again to go on where it stopped", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
