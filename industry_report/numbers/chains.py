"""An industrial chain: what each stage passes on, and how far it is on the way to its target."""

from __future__ import annotations

from collections.abc import Sequence

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers.growth import value
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.sections import Sections, Stage
from industry_report.numbers.situation import main_source
from industry_report.words import NOTHING, Phrase, only_if

#: What is said on the drawing of a flow.
WORDS = {
    "nodata": Phrase("stage-nodata"),
    "unscaled": Phrase("stage-unscaled"),
    "of_nation": Phrase("stage-of-nation"),
}
#: What the readings of a stage of which weak sources alone tell are.
WEAK = Phrase("stage-weak")
#: How progress towards later targets is drawn.
LATER = {"label": "stage", "role": "later"}


def numerators(local: Sections) -> dict[str, str]:
    """The capacity of each share of a chain, by the share."""
    return {stage.share: stage.capacity for stage in local.chain if stage.share}


def flow(rows: Dataset, region: str, local: Sections) -> pandas.DataFrame:
    """A chain as the region's main source forecasts it: columns ``stage``, ``period``,
    ``capacity``, ``share`` of the nation, ``left``. Capacities and shares of different sources and
    dates must not be combined.

    ``left`` says what the next stage known in the same unit does not take. A stage of which the
    source says nothing is there without values; the chain is empty where it says nothing of any.
    """
    own = rows.where(source=main_source(rows, region))

    def forecast(indicator: str | None) -> Quantity:
        return value(own, indicator or "", region, status="forecast")

    stages = [(each, forecast(each.capacity), forecast(each.share)) for each in local.chain]
    cells = []
    for place, (stage, capacity, share) in enumerate(stages):
        row = own.find(stage.capacity, region, status="forecast")
        period = row.period if row else NOTHING
        cells.append((stage.name, period, capacity, share, _left(stages, place)))
    if all(capacity.is_missing for _, capacity, _ in stages):
        cells = []
    return pandas.DataFrame(cells, columns=["stage", "period", "capacity", "share", "left"])


def along(flow: pandas.DataFrame, as_of: str) -> list[dict[str, object]]:
    """A chain in words: ``stages``, ``slope`` of shares, ``period``, whether it is ``over``, and
    that of some it is ``unknown`` where it goes."""
    known = [
        row
        for row in flow.to_dict("records")
        if not (row["capacity"].is_missing or row["share"].is_missing)
    ]
    if not known:
        return []
    first, last = known[0], known[-1]
    lost = any(each.id == "left-unknown" for each in flow["left"])
    told = {"stages": [Phrase("stage-share", stage=row) for row in known], "period": last["period"]}
    told |= {"slope": first["share"] - last["share"]}
    told |= {"over": last["period"].end <= Period.parse(as_of).end}
    return [told | {"unknown": only_if(lost, Phrase("chain-unknown"))}]


def _left(stages: Sequence[tuple[Stage, Quantity, Quantity]], place: int) -> Phrase:
    stage, capacity, _ = stages[place]
    beyond = [
        (number, each)
        for number, (_, each, _) in enumerate(stages)
        if number > place and not each.is_missing
    ]
    if capacity.is_missing or not beyond or beyond[0][1].unit != capacity.unit:
        return NOTHING
    number, taken = beyond[0]
    rest = capacity - taken
    if rest.sign != 1:
        return NOTHING
    words = "left-unknown" if number > place + 1 else "left-over"
    return Phrase(words, rest=rest, stage=stage.name, next=stages[place + 1][0].name)


def towards(shown: Dataset, region: str, local: Sections, every: Dataset) -> pandas.DataFrame:
    """Stages on the way to their latest targets, a row a reading of the target's year (a missing
    one without any): ``stage``, ``share``, ``told``, ``seen`` and ``doubt``, which marks those that
    weak sources alone have in ``every``. A capacity does not start the year at zero: no part of it
    is due by the calendar.
    """
    cells = []
    for stage in local.chain:
        target = shown.find(stage.capacity, region, status="target")
        if target is None:
            continue
        readings = _readings(shown, region, stage.capacity, target)
        weak = [] if readings else _readings(every, region, stage.capacity, target)
        cells += [_reading(stage, target, row, weak) for row in readings or weak]
        if not readings and not weak:
            nothing = missing(Phrase("stage-nodata"))
            alone = Phrase("target-alone", target=target.quantity)
            cells.append((stage.name, nothing, alone, NOTHING, NOTHING))
    frame = pandas.DataFrame(cells, columns=["stage", "share", "told", "seen", "doubt"])
    return frame if len(_certain(frame)) else frame[:0]


def _readings(
    shown: Dataset, region: str, indicator: str, target: Observation
) -> list[Observation]:
    """What was observed in the year of a target up to its date, by month."""
    year = target.period.end[0]
    return [
        row
        for row in shown.all(indicator, region, status="observed")
        if row.period.end[0] == year and row.period.end <= target.period.end
    ]


def _reading(
    stage: Stage, target: Observation, row: Observation, weak: Sequence[Observation]
) -> tuple[object, ...]:
    """The cells of a reading; several ``weak`` ones are told together."""
    told, doubt = Phrase("of-target", done=row.quantity, target=target.quantity), NOTHING
    if weak:
        amounts = [each.quantity for each in weak]
        told, doubt = Phrase("target-weak", target=target.quantity, weak=amounts), WEAK
    share = row.quantity.share_of(target.quantity)
    return stage.name, share, told, Phrase("when", period=row.period), doubt


def _certain(frame: pandas.DataFrame) -> pandas.DataFrame:
    """The readings that are known and not in doubt."""
    cells = zip(frame["share"], frame["doubt"], strict=True)
    return frame.loc[[not share.is_missing and doubt != WEAK for share, doubt in cells]]


def furthest(frame: pandas.DataFrame) -> dict[str, object]:
    """The stages nearest to and furthest from targets, in words: ``reached``; the furthest is none
    where that of another is uncertain.
    """
    last = _certain(frame).drop_duplicates("stage", keep="last")
    if last.empty:
        return {}
    ordered = sorted(last.to_dict("records"), key=lambda row: row["share"].number)
    named = [Phrase("stage-reached", row=ordered[place]) for place in (-1, 0)]
    told = {"most": named[0], "least": named[1], "seen": ordered[0]["seen"]}
    weak = frame.loc[frame["doubt"] == WEAK, "stage"].drop_duplicates()
    if len(weak):
        stages = [Phrase("stage", stage=each) for each in weak]
        return {"reached": Phrase("towards-weak", **told, stages=stages)}
    return {"reached": Phrase("towards-all", **told)}
