"""The SIREN: nine digits whose last one is a check digit (Luhn's formula, as Insee describes it)."""


def normalised(typed: str) -> str:
    """``"217 700 018"`` → ``"217700018"``; spaces of any kind between digits are the usual way to write it."""
    return "".join(typed.split())


def is_valid(siren: str) -> bool:
    """Nine digits, and the sum of Luhn's formula a multiple of ten."""
    if len(siren) != 9 or not (siren.isascii() and siren.isdigit()):
        return False
    digits = [int(digit) for digit in reversed(siren)]
    doubled = [divmod(digit * 2, 10) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(tens + units for tens, units in doubled)) % 10 == 0
