"""How the report speaks: every sentence stands in a text file, none in Python or in a notebook.

A cell gives the id of a sentence and the values that it mentions. ``notebooks/text/`` has the
words: one file for each notebook and language, and one for each language with what all notebooks
share (numbers, units, periods, verbs, lists, set phrases).

    moved = growth.change(rows, report.region, "rd_intensity")  # a record without words
    report.say("intensity.moved", moved, now=gap)               # its fields, and ``now``, are names

    # notebooks/text/02_diagnosis.zh.toml
    [intensity]
    moved = "R&D经费投入强度{difference:rose}，{now.difference:than}{now.region}{now.difference:higher}。"

    # notebooks/text/02_diagnosis.en.toml
    [intensity]
    moved = \"""
    R&D intensity {difference:rose}, {now.difference:higher} {now.difference:than} {now.region}.\"""

    # notebooks/text/zh.toml: by the sign of the interval; {} is the amount without its sign
    [verbs]
    rose = {up = "提高{}", down = "下降{}", level = "大致不变", open = "升降难定"}

A placeholder is ``{name}``, ``{name.field}`` or ``{name:spec}``. Specs:

    of a quantity   n (without unit) · abs · + (signed) · raw (without "about") · range (from–to)
                    a verb of [verbs]
                    is|are: its plural forms in the order of [plurals]; # stands for the number
    of a label      mid (inside a sentence: small first letter in English)
    of a list       a style of [lists]: list, pair, clauses, notes …

There are no conditions and no arithmetic: what a sentence cannot say with these is another
sentence, and the cell chooses. A value is a Quantity, Period, :class:`Region`,
:class:`Indicator`, :class:`Unit`, whole number, text of the data, :class:`Phrase` (an id of
[phrases] with values of its own), or a list of these. A missing quantity makes the sentence one
line "no data"; its label is a Phrase, too: ``quantity.missing(of("rd_intensity", "ordos"))``.

``report text 02 intensity.moved`` prints file, line and every case. A dataset may have a folder
``text`` beside it, whose files override ours id by id. A third language is files only.
"""

from industry_report.words.phrase import NOTHING as NOTHING
from industry_report.words.phrase import Indicator as Indicator
from industry_report.words.phrase import Number as Number
from industry_report.words.phrase import Phrase as Phrase
from industry_report.words.phrase import Region as Region
from industry_report.words.phrase import Said as Said
from industry_report.words.phrase import Template as Template
from industry_report.words.phrase import Text as Text
from industry_report.words.phrase import Unit as Unit
from industry_report.words.phrase import of as of
from industry_report.words.phrase import only_if as only_if
