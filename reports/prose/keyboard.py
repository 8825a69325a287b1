"""What was typed while the keyboard was in the other layout: «Dbnt,cr» is «Витебск»."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_UPPER_LATIN = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_OTHER_LAYOUT = str.maketrans(_LATIN + _UPPER_LATIN, _RUSSIAN + _RUSSIAN.upper())


def in_russian_layout(line: str) -> str:
    """The line as the same keys would have written it in Russian; itself where no key of it is a Latin one."""
    has_latin = any(letter.isascii() and letter.isalpha() for letter in line)
    return line.translate(_OTHER_LAYOUT) if has_latin else line
