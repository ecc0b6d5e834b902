"""How much of its arms a state got from another, by SIPRI's measure: what a dependence is told by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from mdime_events.batch import Row
from mdime_events.model import Where
from mdime_events.vocabulary import WINDOW_OPENS

PERIOD, KEPT_UP = 5, 3  # years, and in how many of them there are deliveries: the method's "sustained"


@frozen(kw_only=True)
class Share:
    """The supplier's part (0 to 1) of a recipient's arms in the five years that end with `last`, and whether nobody supplied more.
    `where` is a row of the newest delivery."""

    recipient: str
    supplier: str
    last: int
    part: float
    largest: bool
    where: Where


@frozen(kw_only=True)
class _Deliveries:
    """Of one recipient: TIV by year and supplier, and a row of each year and supplier."""

    worth: Mapping[int, Mapping[str, float]]
    rows: Mapping[tuple[int, str], Where]


def shares(rows: Iterable[Row]) -> Iterator[Share]:
    """The shares of suppliers that delivered in at least three of five years, for every five years that end in the window and hold a
    delivery within it. A row's TIV is shared out evenly over its years of delivery, since the register gives no other."""
    by_recipient: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.fields["years"]:
            by_recipient[row.fields["recipient"]].append(row)
    found = {recipient: _deliveries(mine) for recipient, mine in by_recipient.items()}
    newest = max((year for each in found.values() for year in each.worth), default=0)
    for recipient, deliveries in found.items():
        for last in range(WINDOW_OPENS, newest + 1):
            yield from _of_five_years(recipient, deliveries, last)


def _deliveries(rows: Sequence[Row]) -> _Deliveries:
    worth: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    last_rows = {}
    for row in rows:
        years = [int(year) for year in row.fields["years"].split("; ")]
        for year in years:
            worth[year][row.fields["supplier"]] += float(row.fields["tiv_delivered"] or 0) / len(years)
            last_rows[year, row.fields["supplier"]] = row.where
    return _Deliveries(worth=worth, rows=last_rows)


def _of_five_years(recipient: str, found: _Deliveries, last: int) -> Iterator[Share]:
    years = {year: found.worth.get(year, {}) for year in range(last - PERIOD + 1, last + 1)}
    suppliers = dict.fromkeys(supplier for each in years.values() for supplier in each)
    total = {supplier: sum(each.get(supplier, 0) for each in years.values()) for supplier in suppliers}
    whole = sum(total.values())
    for supplier in suppliers:
        delivered = [year for year, each in years.items() if supplier in each]
        if whole and len(delivered) >= KEPT_UP and delivered[-1] >= WINDOW_OPENS:
            largest = total[supplier] == max(total.values())
            where = found.rows[delivered[-1], supplier]
            yield Share(recipient=recipient, supplier=supplier, last=last, part=total[supplier] / whole, largest=largest, where=where)
