"""What an import prints: what was understood, converted and passed over, and what would change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import compress

from industry_report.data.errors import Fault
from industry_report.data.units import shifted
from industry_report.office import terms
from industry_report.office.importing import Importer
from industry_report.office.merging import Merge
from industry_report.office.messages import Messages, spoken
from industry_report.office.naming import is_fall
from industry_report.office.reading import Row, Understood
from industry_report.office.spans import end_of

#: Of long lists this many lines are printed.
MOST_LINES = 20
#: Of the indicators that a title does not fit this many are named.
MOST_NAMES = 3
#: The cell at the end of the name of a place.
ADDRESS = re.compile(r"[A-Z]{1,3}\d+$")
#: The address of a cell: sheet, column, row.
CELL = re.compile(r"(.*?)(?<![A-Z])([A-Z]{1,3})(\d{1,7})", re.DOTALL)


def print_some(
    say: Messages, lines: Iterable[str], more: str = "rows_more", always: Collection[str] = ()
) -> None:
    """Print lines; of very many the first and those ``always`` printed, and how many more there
    are.
    """
    lines = list(lines)
    shown = [line for at, line in enumerate(lines) if at < MOST_LINES or line in always]
    for line in shown:
        print(line)
    if len(lines) > len(shown):
        print(say(more, count=len(lines) - len(shown)))


def by_cause(say: Messages, faults: Iterable[Fault]) -> Iterator[Fault]:
    """One fault for each cause: of cells with the same the first, with the others behind it."""
    causes: dict[tuple[str, ...], list[Fault]] = {}
    for one in faults:
        values = [f"{key}: {value}" for key, value in one.values.items() if key != "name"]
        causes.setdefault((one.kind, one.near, *values), []).append(one)
    for first, *others in causes.values():
        if others:
            places = [str(one.where) for one in others]
            cells = [found[0] if (found := ADDRESS.search(one)) else one for one in places]
            names = dict.fromkeys(str(one.values.get("name", "")) for one in (first, *others))
            first = first.at(say.listed([str(first.where), *cells]), name=say.listed(names))
        yield first


def say_reading(say: Messages, importer: Importer, descriptor: str) -> None:
    """Print what was understood of the sheets, what was converted, and what was not understood."""
    reading = importer.reading
    for understood in reading.understood:
        _say_table(say, importer, understood)
    for grid, why in reading.without:
        print(say(f"unread_{why}", name=f"{grid.file} {grid.sheet}".strip()))
    _say_conversions(say, importer)
    if reading.gaps:
        print(say("gaps", count=reading.gaps))
    if reading.blank:
        print(say("blank", count=len(reading.blank), names=say.listed(reading.blank)))
    if reading.skipped:
        hints = terms.known()["hints"].items()
        said = " ".join(reading.skipped).casefold()
        fitting = [
            say(f"hint_{kind}") for kind, words in hints if any(map(said.__contains__, words))
        ]
        print(say("skipped", names=say.listed(reading.skipped), hints="".join(fitting)))
    if reading.elsewhere:
        print(say("elsewhere", names=say.listed(reading.elsewhere)))
    columns = reading.columns.items()
    kinds = {where: "passed_undated" for where in reading.undated}
    passed = [
        say(kinds.get(where, "passed_column"), where=where, text=text) for where, text in columns
    ]
    passed += [say("passed_item", where=where, text=text[:60]) for where, text in reading.passed]
    unsure = [say("passed_item", where=at, text=text[:60]) for text, at in reading.unsure.items()]
    for heading, lines in (("unsure", unsure), ("passed", passed)):
        if lines:
            print(say(heading))
            print_some(say, lines)
    _say_own(say, importer, descriptor)


def _say_table(say: Messages, importer: Importer, understood: Understood) -> None:
    grid, table = understood.grid, understood.table
    name = f"{grid.file} {grid.sheet}".strip()
    shape = say(f"shape_{table.shape}")
    count = sum(understood.names.values())
    rows = {"first": table.first + 1, "last": table.last + 1}
    print(say("sheet", name=name, shape=shape, count=count, **rows))
    if understood.periods:
        periods = sorted(understood.periods, key=end_of)
        print(say("periods", periods=say.listed(periods, 12)))
    for (label, id), values in understood.names.items():
        record = importer.lists.indicators[id]
        unit = say.label(importer.lists.units[record["unit"]])
        sentence = "indicator_own" if id in importer.lists.fresh else "indicator"
        print(say(sentence, name=label, id=id, label=say.label(record), unit=unit, count=values))


def _say_conversions(say: Messages, importer: Importer) -> None:
    reading = importer.reading
    lines = []
    for (name, unit, own), (digits, shift) in reading.conversions.items():
        if shift:
            values = {"factor": f"10^{shift}", "digits": digits, "moved": shifted(digits, shift)}
            lines.append(say("unit_factor", name=name, unit=unit, own=own, **values))
        else:
            lines.append(say("unit_same", name=name, unit=unit, own=own))
    lines += [say("unit_assumed", name=name, own=own) for name, own in reading.assumed.items()]
    for name, label in reading.growths.items():
        lines.append(say("growth_meant", name=name, label=label))
    numbers, meant = [], set()
    for where, text, amount in reading.rewritten:
        said = [amount.qualifier and f"qualifier_{amount.qualifier}"]
        said += [amount.status and f"status_{amount.status}"]
        read = f"{amount.digits}{amount.unit}{''.join(map(say, filter(None, said)))}"
        numbers.append(say("number_read", where=where, text=text, read=read))
        if not amount.is_plain(text):
            meant.add(numbers[-1])
    if lines or numbers:
        print(say("converted"))
    for line in lines:
        print(line)
    print_some(say, numbers, "numbers_more", meant)


def _say_own(say: Messages, importer: Importer, descriptor: str) -> None:
    lines = [say("new_unit", unit=unit) for unit in importer.reading.new_units]
    for id, record in importer.lists.places.items():
        level = say(f"level_{record['level']}")
        lines.append(say("new_region", zh=record["zh"], id=id, level=level, file=descriptor))
    for id, record in importer.lists.listed.items():
        lines.append(say("listed_region", name=say.label(record), id=id, file=descriptor))
    for id, record in importer.lists.fresh.items():
        similar = importer.lists.similar(record["zh"], record["unit"])
        values = {"label": record["zh"], "id": id, "file": descriptor}
        if record["zh"] in importer.reading.apart:
            said, meant, words = importer.reading.apart[record["zh"]]
            words = [word for word in words if word.isascii() == (say.language == "en")]
            values |= {"said": say("comma").join(said), "words": say("comma").join(words)}
            lines.append(say("own_apart", meant=say.label(meant), **values))
        elif similar:
            turned = is_fall(record["zh"]) and not is_fall(similar["zh"] + similar["en"])
            sentence = "own_turned" if turned else "own_similar"
            lines.append(say(sentence, similar=say.label(similar), **values))
        else:
            lines.append(say("own_missing", **values))
    lines += _told(say, importer)
    for understood in importer.reading.understood:
        for name, id in understood.names:
            if other := importer.lists.turned(name, id):
                label = say.label(importer.lists.indicators[id])
                lines.append(say("read_turned", name=name, label=label, other=say.label(other)))
    if whole := whole_among_decimals(importer.reading.rows):
        text = whole[0].fields["value"]
        ends = [f"{Decimal(text) + step}" for step in (Decimal("-0.5"), Decimal("0.5"))]
        first = {"where": whole[0].where, "text": text, "low": ends[0], "high": ends[1]}
        lines.append(say("whole_percent", count=len(whole), **first))
    if lines:
        print(say("warnings"))
    for line in lines:
        print(line)


def _told(say: Messages, importer: Importer) -> Iterator[str]:
    """What titles and names of files say that the names of the office's own indicators do not."""
    for text, (words, names) in importer.words.told.items():
        shown = say.listed(names, MOST_NAMES)
        yield say("told", text=text, words=say.listed(words), names=shown)
    for text, left in importer.words.files():
        yield say("told_file", text=text, words=left)


def whole_among_decimals(rows: Iterable[Row]) -> list[Row]:
    """The whole numbers in per cent in whose row or column others have decimals: a cell without a
    format of its own shows 8.0 as 8.
    """
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found = CELL.fullmatch(row.fields["locator"])
        if found and row.fields["unit"] == "%" and not row.fields["qualifier"]:
            for line in found.groups()[1:]:
                lines.setdefault((found[1], line), []).append(row)
    mixed = [line for line in lines.values() if any("." in row.fields["value"] for row in line)]
    whole = (row for line in mixed for row in line if "." not in row.fields["value"])
    return list({row.key: row for row in whole}.values())


def say_merge(say: Messages, merge: Merge, importer: Importer, dataset: str) -> None:
    """Print what an import would change, row by row."""
    source = merge.source
    said = {"id": source["id"], "title": source["title_zh"], "published": source["published"]}
    print(say("source_line", **said))
    if merge.guessed:
        print(say("published_guessed"))
    if merge.nothing:
        print(say("nothing"))
        return
    counts = {"added": len(merge.added), "changed": len(merge.changed)}
    counts |= {"same": merge.unchanged, "missing": merge.missing}
    print(say("difference", file=dataset, **counts))
    units = importer.lists.units
    for row, before in merge.changed:
        old, new = say.amount(before, units), say.amount(row.fields, units)
        print(say("row_changed", row=_name(row.fields), old=old, new=new))
    rewritten = importer.reading.rewritten
    read = {where for where, text, amount in rewritten if not amount.is_plain(text)}
    added = {
        say("row_new", row=_name(row.fields), value=say.amount(row.fields, units)): row
        for row in merge.added
    }
    told = (row.where in read or row.fields["status"] != "observed" for row in added.values())
    print_some(say, added, always=set(compress(added, told)))


def _name(fields: dict[str, str]) -> str:
    """A row in few words."""
    name = " ".join(fields[part] for part in ("region", "indicator", "period"))
    if fields["status"] != "observed":
        name += f" ({fields['status']})"
    return spoken(name)
