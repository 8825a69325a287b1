"""Draws the house from its imports: docs/img/house.svg, a box for each room, an arrow from whoever imports to what is
imported. Says how many rooms and arrows there are, and whether they make a circle: then one arrow of it is drawn red,
and the exit status is 1.

A room is a folder of an application with all that is in it. Modules that lie loose beside rooms are gathered by height:
`fields`, which the models use, is drawn below them; `admin`, which shows the models, above.
"""

import ast
import sys
from collections import defaultdict
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "img" / "house.svg"
APPLICATIONS = ("config", "municipalities", "reports")

BOX_HEIGHT, BOX_SIDE, LETTER, LINE = 26, 14, 6.7, 15
GAP, FLOOR, MARGIN = 18, 40, 20
LETTERS_OF_A_LINE = 44


# Reading the imports


@cache
def modules():
    """Module name → path, for our code without migrations and tests."""
    found = {}
    for application in APPLICATIONS:
        for path in sorted((ROOT / application).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                found[name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")] = name
    return found


@cache
def imports_of(module):
    """What a module imports, as dotted names; a name imported from a package counts as package.name."""
    path = modules()[module]
    package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parts, base] if base else parts)
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def our_imports_of(module):
    """The modules of ours that a module imports."""
    found = set()
    for name in imports_of(module):
        while name:
            if name in modules():
                found.add(name)
                break
            name = name.rpartition(".")[0]
    return found - {module}


# Rooms and arrows: a graph is a dict, node → the nodes that it imports.


def house():
    """The graph of rooms. A node is a tuple: the folder, then the loose modules that are drawn together, if any."""
    graph = _joined({module: our_imports_of(module) for module in modules()}, _room_of)
    graph.pop(("",), None)
    for application in APPLICATIONS:
        graph = _joined(graph, _tiers(graph, application).get)
    return graph


def _room_of(module):
    """The folder of a module, to the second level; a loose module is a room of its own until it is gathered."""
    parts = module.split(".")
    is_package = modules()[module].endswith("__init__.py")
    if len(parts) == 1:
        return ("",)  # the package of an application holds nothing but its docstring
    return (".".join(parts[:2]),) if len(parts) > 2 or is_package else (parts[0], parts[1])


def _joined(graph, group_of):
    """The graph whose nodes are groups of nodes of this one."""
    joined = defaultdict(set)
    for node, targets in graph.items():
        group = group_of(node)
        joined[group] |= {group_of(target) for target in targets} - {group, ("",)}
    return dict(joined)


def _tiers(graph, application):
    """Node → the node that it is drawn in: loose modules of an application together, unless a room lies between."""
    heights = {}

    def height(node, trail=()):
        if node in heights or node in trail:
            return heights.get(node, 0)
        below = [
            height(target, (*trail, node)) + (target[0] == application and node[0] != application)
            for target in graph[node]
        ]
        heights[node] = max(below, default=0)
        return heights[node]

    tiers = defaultdict(list)
    for node in sorted(graph):
        if node[0] == application:
            tiers[height(node)] += node[1:]
    gathered = {(application, name): (application, *names) for names in tiers.values() for name in names}
    return {node: gathered.get(node, node) for node in graph}


def circle(graph):
    """A circle of rooms as a list that ends as it begins; empty without a circle."""
    done = set()

    def visit(node, trail):
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph[node]):
            if found := visit(target, [*trail, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := visit(node, []))), [])


def label_of(node):
    """What is written on a room."""
    folder, *names = node
    return folder.replace(".", "/") + (f": {', '.join(names)}" if names else "/")


# Drawing


def draw(graph):
    """The picture as SVG. Arrows that follow from others are left out; one that closes a circle is red."""
    graph, upwards = _without_circles(graph)
    floors, chains = _floors(_without_shortcuts(graph))
    places = _places(floors)
    width = max(left + width for left, _, width, _, _ in places.values()) + MARGIN
    height = max(bottom for *_, bottom in places.values()) + MARGIN
    arrows = "".join(_arrow([places[node] for node in chain]) for chain in chains)
    arrows += "".join(_red_arrow(places[node], places[target]) for node, target in upwards)
    boxes = "".join(_box(node, *places[node]) for floor in floors for node in floor if node in graph)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="12">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#5b4b8a"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<g fill="none" stroke="#5b4b8a" marker-end="url(#tip)">\n{arrows}</g>\n{boxes}</svg>\n'
    )


def _without_circles(graph):
    """The graph without the arrow that closes each circle, and those arrows."""
    graph, upwards = {node: set(targets) for node, targets in graph.items()}, []
    while found := circle(graph):
        node, target = min(pairwise(found), key=lambda arrow: (_weight(*arrow), arrow))
        graph[node].remove(target)
        upwards.append((node, target))
    return graph, upwards


def _weight(node, target):
    """How many imports an arrow represents."""
    return sum(_is_in(module, node) and _is_in(name, target) for module in modules() for name in our_imports_of(module))


def _is_in(module, node):
    folder, *names = node
    return f"{module}.".startswith(tuple(f"{folder}.{name}." for name in names) or f"{folder}.")


def _without_shortcuts(graph):
    """The arrows that do not follow from others."""
    reached = {}

    def reach(node):
        if node not in reached:
            reached[node] = set().union(*({target} | reach(target) for target in graph[node]))
        return reached[node]

    return {
        node: {target for target in targets if not any(target in reach(other) for other in targets)}
        for node, targets in graph.items()
    }


def _floors(graph):
    """The nodes floor by floor, the highest first, with a bend («node, target, number») where an arrow passes a floor;
    and the arrows as chains of what they pass."""
    heights = {}

    def height(node):
        if node not in heights:
            heights[node] = max((height(target) + 1 for target in graph[node]), default=0)
        return heights[node]

    floors = [[] for _ in range(max(map(height, graph)) + 1)]
    for node in sorted(graph):
        floors[height(node)].append(node)
    chains = []
    for node in sorted(graph):
        for target in sorted(graph[node]):
            bends = [("bend", node, target, number) for number in range(height(node) - 1, height(target), -1)]
            for bend in bends:
                floors[bend[-1]].append(bend)
            chains.append([node, *bends, target])
    return _with_few_crossings(floors, chains)[::-1], chains


def _with_few_crossings(floors, chains):
    """The floors, each put in the order of what it is tied to on the floor above, then below, a few times over."""
    ties = defaultdict(list)
    for chain in chains:
        for upper, lower in pairwise(chain):
            ties[upper].append(lower)
            ties[lower].append(upper)
    for _ in range(8):
        for order in (range(len(floors)), range(len(floors) - 1, -1, -1)):
            for number in order:
                place = {
                    node: (rank + 0.5) / len(floor)
                    for other, floor in enumerate(floors)
                    if abs(other - number) == 1
                    for rank, node in enumerate(floor)
                }
                floors[number].sort(key=lambda node, place=place: _mean([place[tie] for tie in ties[node]]))
    return floors


def _mean(numbers):
    return round(sum(numbers) / len(numbers), 6) if numbers else 0.5


def _lines(node):
    """The label in lines that fit a box."""
    lines = [""]
    for word in label_of(node).split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LETTERS_OF_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _places(floors):
    """Node → (left, top, width, height, bottom of its floor), each floor in the middle of the picture."""
    sizes = {
        node: (0, 0)
        if node[0] == "bend"
        else (max(map(len, _lines(node))) * LETTER + 2 * BOX_SIDE, BOX_HEIGHT + LINE * (len(_lines(node)) - 1))
        for floor in floors
        for node in floor
    }
    widths = [sum(sizes[node][0] + GAP for node in floor) - GAP for floor in floors]
    places, top = {}, MARGIN
    for floor, width in zip(floors, widths, strict=True):
        left, tallest = MARGIN + (max(widths) - width) / 2, max(sizes[node][1] for node in floor)
        for node in floor:
            places[node] = (left, top, *sizes[node], top + tallest)
            left += sizes[node][0] + GAP
        top += tallest + FLOOR
    return places


def _arrow(places):
    """A line from the bottom of the first place to the top of the last one, straight through the floors between."""
    left, top, width, height, y = places[0]
    x = left + width / 2
    path = f"M{x:.0f} {top + height:.0f}V{y:.0f}"
    for left, top, width, _, bottom in places[1:]:
        middle, end = (y + top) / 2, left + width / 2
        path += f"C{x:.0f} {middle:.0f} {end:.0f} {middle:.0f} {end:.0f} {top:.0f}"
        if not width:
            path += f"V{bottom:.0f}"
        x, y = end, bottom
    return f'<path d="{path}"/>\n'


def _red_arrow(start, end):
    """A line from the middle of one place to the middle of another."""
    (x, y), (to_x, to_y) = [(left + width / 2, top + height / 2) for left, top, width, height, _ in (start, end)]
    return f'<path stroke="#c00" d="M{x:.0f} {y:.0f}L{to_x:.0f} {to_y:.0f}"/>\n'


def _box(node, left, top, width, height, bottom):
    lines = "".join(
        f'<text x="{left + BOX_SIDE:.0f}" y="{top + 17 + LINE * number:.0f}">{escape(line)}</text>'
        for number, line in enumerate(_lines(node))
    )
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="3" fill="#f7f5ef" '
        f'stroke="#333"/>{lines}\n'
    )


def main():
    """Draw the picture anew, and say what is in it."""
    graph = house()
    PICTURE.write_text(draw(graph), encoding="utf-8")
    print(f"rooms: {len(graph)}, arrows: {sum(map(len, graph.values()))}")
    found = circle(graph)
    print("a circle: " + " → ".join(map(label_of, found)) if found else "no circle")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
