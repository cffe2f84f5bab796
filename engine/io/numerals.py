"""Numbers written as text, whole columns at once: signs, grouping, currency, percent, and which sign is decimal.

A numeral with one separator and three digits after it (``1,234``) can be read in two ways. Every other form shows
by itself which sign is decimal, and is evidence for the doubtful ones of the same file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]

_DOUBTFUL = r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$"
_SEPARATED = r"[.,]"
_EXPONENT = r"(?:[eE][+-]?\d{1,4})?$"
_PLAIN = {
    ".": r"^[+-]?(?:\d+\.?\d*|\.\d+)" + _EXPONENT,
    ",": r"^[+-]?(?:\d+,?\d*|,\d+)" + _EXPONENT,
}
_GROUPED = {
    ".": r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$",
    ",": r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$",
}
_OTHER = {".": ",", ",": "."}
_NOT_FINITE = r"(?i)^[+-]?(?:nan|inf|infinity)$"
_CODES = (
    "USD|EUR|GBP|JPY|CNY|CHF|CAD|AUD|NZD|INR|BRL|MXN|ZAR|SEK|NOK|DKK|PLN|CZK|HUF|TRY|KRW|SGD|HKD|THB|IDR|MYR|PHP|AED"
    "|SAR|ILS|RON|VND|CLP|COP|ARS|PEN|EGP|NGN|KES"
)
_CURRENCY = rf"(?:[$€£¥₹₩₺]|(?i:{_CODES}))"
_CURRENCY_FIRST = rf"^([+-]?)\s*{_CURRENCY}\s*"
_CURRENCY_LAST = rf"\s*{_CURRENCY}$"
_MINUS = r"^([^0-9]*)[\x{2212}\x{2012}\x{2013}\x{FE63}\x{FF0D}]"
_BRACKETS = r"^([^()0-9]*)\(([^()]+)\)$"
_SPACED = r"^[+-]?\d{1,3}(?:[ \x{A0}\x{202F}\x{2009}'\x{2019}]\d{3})+(?:[.,]\d*)?$"
_SPACES = r"[ \x{A0}\x{202F}\x{2009}'\x{2019}]"
_SAMPLE = 10_000


@dataclass(frozen=True, slots=True)
class Numerals:
    """Texts of n cells on their way to numbers.

    Attributes:
        texts: The texts as they stand, outer spaces off.
        bare: Without currency, percent sign, brackets and grouping spaces.
        percent: Cells with a percent sign.
        currency: Cells with a currency sign or code.
    """

    texts: pa.Array
    bare: pa.Array
    percent: Mask
    currency: Mask


@dataclass(frozen=True, slots=True)
class DecimalEvidence:
    """What the numerals of a file show.

    Attributes:
        point: Some can only have a decimal point.
        comma: Some can only have a decimal comma.
        with_point: The first numeral with a point, such as ``1.234``, that can be read in two ways; empty for none.
        with_comma: The same with a comma.
    """

    point: bool = False
    comma: bool = False
    with_point: str = field(default="", compare=False)
    with_comma: str = field(default="", compare=False)

    def __or__(self, other: DecimalEvidence) -> DecimalEvidence:
        return DecimalEvidence(
            self.point or other.point,
            self.comma or other.comma,
            self.with_point or other.with_point,
            self.with_comma or other.with_comma,
        )

    @property
    def is_silent(self) -> bool:
        """Whether no numeral shows a decimal sign."""
        return not self.point and not self.comma

    @property
    def decimal(self) -> str | None:
        """The decimal sign; None where the evidence is missing or contradicts itself."""
        if self.point == self.comma:
            return None
        return "." if self.point else ","


@dataclass(frozen=True, slots=True)
class ReadNumerals:
    """Values of n cells, NaN where one of the masks (all of length n) says why there is none.

    Attributes:
        values: The numbers.
        doubtful: Can be read in two ways.
        not_finite: Infinite, or not a number by name.
        not_numbers: No numerals.
        other_sign: Written with the other decimal sign than the one that was chosen.
    """

    values: npt.NDArray[np.float64]
    doubtful: Mask
    not_finite: Mask
    not_numbers: Mask
    other_sign: Mask


def undress(texts: pa.Array) -> Numerals:
    """Take off what may stand around a number.

    Args:
        texts: n texts without nulls, outer spaces off.
    """
    none = np.zeros(len(texts), np.bool_)
    if _cast(texts) is not None:
        return Numerals(texts, texts, none, none)
    bare = pc.replace_substring_regex(texts, _MINUS, r"\1-")
    bracketed = _matches(bare, _BRACKETS)
    bare = pc.replace_substring_regex(bare, _BRACKETS, r"\1\2")
    percent = _matches(bare, r"\d\s*%$")
    bare = pc.replace_substring_regex(bare, r"(\d)\s*%$", r"\1")
    without = pc.replace_substring_regex(pc.replace_substring_regex(bare, _CURRENCY_FIRST, r"\1"), _CURRENCY_LAST, "")
    currency = pc.not_equal(without, bare).to_numpy(zero_copy_only=False)
    bare = pc.replace_substring_regex(without, r"^([+-])\s+", r"\1")
    bare = pc.replace_substring_regex(bare, r"^([\d.,]+)\s*-$", r"-\1")
    spaced = pc.match_substring_regex(bare, _SPACED)
    bare = pc.if_else(spaced, pc.replace_substring_regex(bare, _SPACES, ""), bare)
    return Numerals(texts, _negative(bare, bracketed), percent, currency)


def survey(numerals: Numerals) -> DecimalEvidence:
    """What these numerals show about the decimal sign."""
    head = _evidence(numerals.bare[:_SAMPLE])
    if head.point and head.comma:
        return head
    return head | _evidence(numerals.bare[_SAMPLE:])


def read(numerals: Numerals, decimal: str | None, *, strict: bool = False) -> ReadNumerals:
    """Values of numerals.

    Args:
        numerals: n undressed texts.
        decimal: Decimal sign for doubtful numerals; None leaves them without a value.
        strict: Read every numeral by `decimal`, also those whose form speaks for the other sign.

    Returns:
        Values with percent signs not applied, and the masks of what was not read.
    """
    quick = _cast(numerals.bare) if decimal == "." else None
    if quick is not None:
        none = np.zeros(len(quick), np.bool_)
        return ReadNumerals(quick, none, none, none, none)
    bare = numerals.bare
    values = np.full(len(bare), np.nan)
    doubtful = _matches(bare, _DOUBTFUL)
    signs = [decimal] if strict and decimal else [".", ","]
    for sign in signs:
        chosen = _shaped(bare, sign) & (~doubtful | (sign == decimal))
        values[chosen] = _numbers(bare.filter(pa.array(chosen)), sign)
    if decimal is not None:
        doubtful = np.zeros(len(bare), np.bool_)
    not_finite = _matches(bare, _NOT_FINITE) | np.isinf(values)
    values[not_finite] = np.nan
    unread = np.isnan(values) & ~doubtful & ~not_finite
    other = unread & _shaped(bare, _OTHER[decimal]) if strict and decimal else np.zeros(len(bare), np.bool_)
    return ReadNumerals(values, doubtful, not_finite, unread & ~other, other)


def _evidence(bare: pa.Array) -> DecimalEvidence:
    separated = bare.filter(pc.match_substring_regex(bare, _SEPARATED))
    in_doubt = pc.match_substring_regex(separated, _DOUBTFUL)
    clear, doubtful = separated.filter(pc.invert(in_doubt)), separated.filter(in_doubt)
    return DecimalEvidence(
        point=bool(_shaped(clear, ".").any()),
        comma=bool(_shaped(clear, ",").any()),
        with_point=_first(doubtful, "."),
        with_comma=_first(doubtful, ","),
    )


def _first(texts: pa.Array, sign: str) -> str:
    place = pc.index(pc.match_substring(texts, sign), True).as_py()
    return str(texts[place].as_py()) if place >= 0 else ""


def _shaped(texts: pa.Array, sign: str) -> Mask:
    """Texts that have the form of a number with this decimal sign."""
    return _matches(texts, _PLAIN[sign]) | _matches(texts, _GROUPED[sign])


def _numbers(texts: pa.Array, sign: str) -> npt.NDArray[np.float64]:
    plain = pc.replace_substring(texts, _OTHER[sign], "")
    plain = pc.replace_substring(plain, sign, ".")
    plain = pc.replace_substring_regex(plain, r"^\+", "")
    return np.asarray(pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _cast(texts: pa.Array) -> npt.NDArray[np.float64] | None:
    """All texts as numbers with a decimal point and nothing else; None if one is not, or is not finite."""
    try:
        values = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    return values if bool(np.isfinite(values).all()) else None


def _negative(bare: pa.Array, bracketed: Mask) -> pa.Array:
    """A minus before what stood in brackets; a sign inside brackets stays doubled and is refused later."""
    if not bracketed.any():
        return bare
    return pc.if_else(pa.array(bracketed), pc.binary_join_element_wise("-", bare, ""), bare)


def _matches(texts: pa.Array, pattern: str) -> Mask:
    return np.asarray(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False), np.bool_)
