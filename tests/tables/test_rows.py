"""Rows made from annotations by hand."""

from flows.core.annotations import Analysis, Entity, Mention
from flows.core.document import Document
from flows.core.parse import Parse, Sentence
from flows.core.reports import Participant, Report
from flows.core.resolution import Resolution, ResolvedEntity, ResolvedEvent
from flows.tables import rows
from flows.tables.corpus import event_rows, timeline_rows
from flows.tables.entities import Known, Mentioned, entity_rows
from flows.tables.frames import frame
from flows.tables.validate import validate
from schemas.registry import TABLES

ART, ENT, EVT = "art_" + "a" * 16, "ent_" + "a" * 16, "evt_" + "a" * 16
TEXT = "Orlan Vesk was accused of theft."


def report(modality):
    place = (None, None, None, None)
    return Report(0, 15, 22, "justice.accuse", modality, 0, None, None, None, "none", None, None, *place, None, "verb", 0.7)


def build(modality="alleged"):
    document = Document(ART, "gazette", None, None, (), "2031-05-05", "metadata", "en", TEXT, (), "gazette/one.txt")
    analysis = Analysis(
        document,
        Parse((), (Sentence(0, 0, 7, 0, len(TEXT)),)),
        entities=(Entity(0, "person", "Orlan Vesk"),),
        mentions=(Mention(0, 0, 10, 0, "name", "name", 0.9), Mention(1, 0, 10, 0, "name", "name", 0.9)),
        reports=(report(modality),),
        participants=(Participant(0, "accused", 0, 10, 0, 0, "person", None, None, None, "subject", 0.8),),
    )
    person = ResolvedEntity(
        ENT, ((ART, 0),), "person", "Orlan Vesk", *[None] * 9, (("Orlan Vesk", 1),), None, None, "single", 0.9
    )
    event = ResolvedEvent(
        EVT, ((ART, 0),), ((ART, 0),), "justice.accuse", modality, None, None, None, "none", None, "single", 0.7
    )
    resolution = Resolution((person,), (event,))
    c = rows.context(analysis, resolution.entity_ids(), resolution.event_ids())
    made = {
        "articles": frame("articles", rows.article_rows(c)),
        "mentions": frame("mentions", rows.mention_rows(c)),
        "event_reports": frame("event_reports", rows.report_rows(c)),
        "participants": frame("participants", rows.participant_rows(c)),
        "figures": frame("figures", rows.figure_rows(c)),
    }
    made["entities"] = frame("entities", entity_rows(resolution, Mentioned(Known(resolution.entities)).add(made["mentions"])))
    made["events"] = frame("events", event_rows(resolution, made))
    made["timelines"] = frame("timelines", timeline_rows(made["events"], made["participants"], [ENT]))
    return {t: made.get(t, frame(t, ())) for t in TABLES}


def test_rows_pass_their_gates():
    assert validate(build(), {ART: TEXT}).refused == ()


def test_an_accusation_stays_alleged_and_never_becomes_a_conviction():
    steps = build()["timelines"]
    assert list(zip(steps["step"], steps["modality"], strict=True)) == [("accused", "alleged")]


def test_records_with_one_span_have_ids_of_their_own():
    assert build()["mentions"]["mention_id"].is_unique


def test_an_event_without_a_toll_date_or_place_says_unknown():
    event = build()["events"].iloc[0]
    assert event[["deaths_best", "date_edtf", "country", "date_prec"]].isna().all()
    assert event["where_prec"] == 7 and event["plover"] == "ACCUSE" and event["cameo"] == "11"
