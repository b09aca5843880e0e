"""Templates: ``[a|b|c]`` picks one (nested at will), ``{name}`` places a figure, word or text."""

from __future__ import annotations

from random import Random

from corpora.model import Fragment

Filling = Fragment | list[Fragment]


def say(rng: Random, template: str, **fill: Filling) -> list[Fragment]:
    """One sentence of ``template``, its figures in place, as fragments."""
    fragments: list[Fragment] = []
    rest = choose(rng, template)
    while rest:
        before, brace, after = rest.partition("{")
        if before:
            fragments.append(before)
        if not brace:
            break
        name, _, rest = after.partition("}")
        value = fill[name]
        if isinstance(value, list):
            fragments.extend(value)
        elif value != "":
            fragments.append(value)
    return fragments


def choose(rng: Random, template: str) -> str:
    """``template`` with every ``[…|…]`` decided; a doubled bracket is not needed in these texts."""
    out: list[str] = []
    index = 0
    while index < len(template):
        if template[index] != "[":
            out.append(template[index])
            index += 1
            continue
        depth, end, starts = 1, index + 1, [index + 1]
        while depth:
            mark = template[end]
            depth += (mark == "[") - (mark == "]")
            if depth == 1 and mark == "|":
                starts.append(end + 1)
            end += 1
        bounds = zip(starts, [s - 1 for s in starts[1:]] + [end - 1], strict=True)
        options = [template[a:b] for a, b in bounds]
        out.append(choose(rng, rng.choice(options)))
        index = end
    return "".join(out)


def variants(template: str) -> int:
    """How many different sentences ``template`` can make."""
    total, index = 1, 0
    while index < len(template):
        if template[index] != "[":
            index += 1
            continue
        depth, end, starts = 1, index + 1, [index + 1]
        while depth:
            mark = template[end]
            depth += (mark == "[") - (mark == "]")
            if depth == 1 and mark == "|":
                starts.append(end + 1)
            end += 1
        ends = [s - 1 for s in starts[1:]] + [end - 1]
        total *= sum(variants(template[a:b]) for a, b in zip(starts, ends, strict=True))
        index = end
    return total
