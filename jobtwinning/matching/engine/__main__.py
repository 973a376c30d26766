"""The matching from the command line: assign, match, explain, rounds, generate. 0 solved, 2 bad input, 3 no pair."""

import argparse
import io
import json
import math
import os
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

import numpy as np

from jobtwinning.matching.engine.alternatives import alternatives
from jobtwinning.matching.engine.arrays import Positions
from jobtwinning.matching.engine.assign import Aim, choose_pairs
from jobtwinning.matching.engine.codes import OBJECTIVES
from jobtwinning.matching.engine.edge_file import EdgeFile, IdPair, read_edges, read_pairs, write_pairs
from jobtwinning.matching.engine.executors import Cluster, Processes
from jobtwinning.matching.engine.explain import explain_pair
from jobtwinning.matching.engine.files import os_fault, read_all, refuse_outputs, rows_named
from jobtwinning.matching.engine.generate import generate_cohort
from jobtwinning.matching.engine.people import read_json, read_problem
from jobtwinning.matching.engine.phrases import LANGUAGES, Language
from jobtwinning.matching.engine.plans import plan_from_json
from jobtwinning.matching.engine.printed import person_words, plan_words
from jobtwinning.matching.engine.printed_pair import pair_words
from jobtwinning.matching.engine.printed_rounds import repair_words, rounds_words
from jobtwinning.matching.engine.problem import InvalidInput, Problem, Rules
from jobtwinning.matching.engine.propose import propose
from jobtwinning.matching.engine.rematch import rematch
from jobtwinning.matching.engine.repair import repair_rounds
from jobtwinning.matching.engine.result import Proposal
from jobtwinning.matching.engine.rounds import INFORMATION, Asked, plan_rounds
from jobtwinning.matching.engine.rounds_file import read_rounds, write_rounds
from jobtwinning.matching.engine.stable import blocking_pairs
from jobtwinning.matching.engine.unmatched import explain_unmatched

SOLVED, BAD_INPUT, NOTHING_POSSIBLE = 0, 2, 3
# Silence for a short run: progress is shown from this many seconds on.
QUIET_SECONDS = 1.0


class _Progress:
    """Tells on stderr, once a second, how long the run takes and how far it is; a short run stays silent."""

    def __init__(self) -> None:
        self._stage = "reading"
        self._started = perf_counter()
        self._done = Event()
        self._voice = Thread(target=self._speak, daemon=True)

    def __enter__(self) -> "_Progress":
        self._voice.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._voice.join()

    def stage(self, name: str) -> None:
        """What the run is doing now."""
        self._stage = name

    def scored(self, done: int, total: int) -> None:
        """How many of the left people are scored; solving comes after."""
        self._stage = f"scored {done} of {total}" if done < total else "solving"

    def _speak(self) -> None:
        while not self._done.wait(QUIET_SECONDS):
            print(f"{perf_counter() - self._started:.0f} s: {self._stage}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that lacks a character shows its code
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        refuse_outputs(
            [options.output, getattr(options, "summary", None)],
            [getattr(options, name, None) for name in ("source", "plan", "pins", "forbids", "prefers", "earlier")],
        )
        with _Progress() as progress:
            done = COMMANDS[options.command](options, progress)
        sys.stdout.flush()
        return done
    except BrokenPipeError:  # the reader of our text has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOLVED
    except InvalidInput as error:
        print("\n".join(error.faults), file=sys.stderr)
    except OSError as error:
        print(os_fault(error), file=sys.stderr)
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jobtwinning.matching.engine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, source, target in (("assign", "EDGES.csv", "PAIRS.csv"), ("match", "PEOPLE.json", "PLAN.json")):
        command = commands.add_parser(name, help=f"{source} to {target}")
        command.add_argument("source", type=Path, metavar=source)
        command.add_argument("-o", "--output", type=Path, required=True, metavar=target)
        command.add_argument("--objective", choices=OBJECTIVES, default="floor")
        command.add_argument("--floor", type=_score, help="no pair below this score, 0..1")
        command.add_argument("--pins", type=Path, metavar="P.csv", help="pairs that are kept (left,right)")
        command.add_argument("--forbids", type=Path, metavar="F.csv", help="pairs that are not made (left,right)")
        command.add_argument("--summary", type=Path, metavar="S.json")
        command.add_argument("--seed", type=_count, default=0, help="decides equal wishes in the objective stable")
    explain = commands.add_parser("explain", help="a plan, a pair or a person in words")
    explain.add_argument("source", type=Path, metavar="PEOPLE.json")
    explain.add_argument("--plan", type=Path, metavar="PLAN.json", help="as match wrote it; without it one is made")
    what = explain.add_mutually_exclusive_group(required=True)
    what.add_argument("--pair", nargs=2, metavar=("LEFT", "RIGHT"))
    what.add_argument("--person", metavar="ID")
    what.add_argument("--all", action="store_true", help="every pair of the plan, and everybody without a partner")
    explain.add_argument("--floor", type=_score, help="the floor that was given to match")
    explain.add_argument("-o", "--output", type=Path, metavar="TEXT")
    rounds = _rounds_parser(commands)
    for command in (commands.choices["match"], explain, rounds):
        command.add_argument("--language", choices=LANGUAGES, default="en")
    match = commands.choices["match"]
    match.add_argument("--prefers", type=Path, metavar="R.csv", help="pairs that weigh a little more (left,right)")
    match.add_argument("--earlier", type=Path, metavar="E.csv", help="pairs that stay (left,right): only the rest")
    match.add_argument("--changes", type=_count, default=0, help="at most so many earlier pairs may be undone")
    match.add_argument("--quiet", action="store_true", help="print nothing about the plan")
    where = match.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_count, default=1, metavar="N", help="in so many processes")
    where.add_argument("--cluster", type=_address, metavar="HOST:PORT", help="on the Dask cluster of this scheduler")
    generate = commands.add_parser("generate", help="a made-up cohort as PEOPLE.json")
    generate.add_argument("--left", type=_count, required=True, metavar="N")
    generate.add_argument("--right", type=_count, required=True, metavar="M")
    generate.add_argument("--seed", type=_count, default=0, metavar="S")
    generate.add_argument("-o", "--output", type=Path, required=True, metavar="PEOPLE.json")
    return parser


def _rounds_parser(commands: Any) -> argparse.ArgumentParser:
    rounds: argparse.ArgumentParser = commands.add_parser(
        "rounds", help="rounds of short talks: PEOPLE.json to ROUNDS.csv"
    )
    rounds.add_argument("source", type=Path, metavar="PEOPLE.json")
    rounds.add_argument("--rounds", type=_count, required=True, metavar="R")
    rounds.add_argument("--tables", type=_count, required=True, metavar="T")
    rounds.add_argument("-o", "--output", type=Path, required=True, metavar="ROUNDS.csv")
    rounds.add_argument("--forbids", type=Path, metavar="F.csv", help="pairs that do not meet (left,right)")
    rounds.add_argument("--information", type=_score, default=INFORMATION, help="what not knowing is worth, 0..1")
    rounds.add_argument("--seed", type=_count, default=0, help="decides between equals")
    rounds.add_argument("--earlier", type=Path, metavar="ROUNDS.csv", help="rounds that are under way, to be repaired")
    rounds.add_argument("--from", type=_count, dest="from_round", metavar="K", help="the first round that may change")
    rounds.add_argument("--absent", nargs="+", default=(), metavar="ID", help="who is not there from then on")
    rounds.add_argument("--summary", type=Path, metavar="S.json")
    rounds.add_argument("--quiet", action="store_true", help="print nothing about the rounds")
    return rounds


def _score(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, not {text!r}")
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, not {text!r}")
    return int(text)


def _address(text: str) -> str:
    if not re.fullmatch(r"(tcp://|tls://)?[^/\s]+:[0-9]{1,5}", text):
        raise argparse.ArgumentTypeError(f"must be host:port, not {text!r}")
    return text


def _assign(options: argparse.Namespace, progress: _Progress) -> int:
    file, pins, forbids = read_all(
        lambda: read_edges(options.source), lambda: _pairs(options.pins), lambda: _pairs(options.forbids)
    )
    progress.stage("solving")
    started = perf_counter()
    threshold = Rules().quality_threshold if options.floor is None else options.floor
    aim = Aim(options.objective, options.floor or 0.0, threshold, options.seed)
    file, pinned = _restricted(file, pins, forbids)
    left_days, right_days = (np.zeros(size, dtype=np.int64) for size in (file.edges.lefts, file.edges.rights))
    chosen = choose_pairs(file.edges, aim, pinned, left_days, right_days)
    seconds = perf_counter() - started
    found = [
        (file.lefts[left], file.rights[right], score)
        for left, right, score in zip(
            file.edges.left[chosen].tolist(),
            file.edges.right[chosen].tolist(),
            file.scores[chosen].tolist(),
            strict=True,
        )
    ]
    write_pairs(options.output, found)
    if options.summary:
        in_play = file.edges.score >= aim.lowest_made
        in_play[chosen] = True
        renumbered = np.cumsum(in_play) - 1
        summary = {
            "pairs": len(found),
            "total": round(math.fsum(score for *_, score in found), 9),
            "lowest": min((score for *_, score in found), default=None),
            "unmatched_left": len(file.lefts) - len(found),
            "unmatched_right": len(file.rights) - len(found),
            "blocking_pairs": blocking_pairs(file.edges.only(in_play), renumbered[chosen]),
            "seconds": seconds,
        }
        _write_json(options.summary, summary)
    return SOLVED if found else NOTHING_POSSIBLE


def _restricted(file: EdgeFile, pins: Collection[IdPair], forbids: Collection[IdPair]) -> tuple[EdgeFile, Positions]:
    """The file without the forbidden pairs, and where the pinned ones stand. Raises ValueError for every bad pin."""
    left_row = {name: row for row, name in enumerate(file.lefts)}
    right_row = {name: row for row, name in enumerate(file.rights)}
    keys = file.edges.keys
    faults: list[str] = []
    taken: set[tuple[str, str]] = set()
    place = {}
    for name, pairs in (("pins", pins), ("forbids", forbids)):
        for left, right in pairs:
            unknown = [one for one, known in ((left, left_row), (right, right_row)) if one not in known]
            faults.extend(f"{name}: {one!r} is not in the edges" for one in unknown)
            if not unknown:
                place[left, right] = left_row[left] * file.edges.rights + right_row[right]
    known_keys = set(keys.tolist()) if pins else set()
    for left, right in pins:
        for person in (("left", left), ("right", right)):
            if person in taken:
                faults.append(f"pins: {person[1]!r} is pinned twice")
            taken.add(person)
        if (left, right) in forbids:
            faults.append(f"pins: {left!r}, {right!r} is also forbidden")
        elif (left, right) in place and place[left, right] not in known_keys:
            faults.append(f"pins: {left!r}, {right!r} is not an allowed pair")
    if faults:
        raise InvalidInput(faults)
    keep = ~np.isin(keys, [place[pair] for pair in forbids])
    pinned = np.searchsorted(keys[keep], np.array(sorted(place[pair] for pair in pins), dtype=np.intp))
    return EdgeFile(file.lefts, file.rights, file.edges.only(keep), file.scores[keep]), pinned


def _match(options: argparse.Namespace, progress: _Progress) -> int:
    problem, pins, forbids, prefers, earlier = read_all(
        lambda: _problem(options),
        lambda: _pairs(options.pins),
        lambda: _pairs(options.forbids),
        lambda: _pairs(options.prefers),
        lambda: _pairs(options.earlier),
    )
    with rows_named(
        pins=(options.pins, tuple(pins.values())),
        forbids=(options.forbids, tuple(forbids.values())),
        prefers=(options.prefers, tuple(prefers.values())),
    ):
        executor = Cluster(options.cluster) if options.cluster else Processes(options.workers)
        wanted: dict[str, Any] = {"objective": options.objective, "pins": pins, "forbids": forbids, "prefers": prefers}
        wanted |= {"seed": options.seed, "executor": executor}
        if options.earlier:
            proposal = rematch(problem, earlier, options.changes, **wanted).proposal
        else:
            proposal = propose(problem, progress=progress.scored, **wanted)
    plan = asdict(proposal)
    _write_json(options.output, plan)
    if not options.quiet:
        print(plan_words(proposal, options.language))
    if options.summary:
        names = ("pairs", "total", "lowest", "unmatched_left", "unmatched_right", "blocking_pairs", "seconds")
        _write_json(options.summary, {name: plan["figures"][name] for name in names})
    return SOLVED if proposal.status == "solved" else NOTHING_POSSIBLE


def _explain(options: argparse.Namespace, progress: _Progress) -> int:
    problem, content = read_all(lambda: _problem(options), lambda: read_json(options.plan) if options.plan else None)
    progress.stage("solving")
    plan = plan_from_json(problem, content) if options.plan else propose(problem)
    progress.stage("explaining")
    if options.pair:
        text = _pair(problem, plan, options.pair[0], options.pair[1], options.language)
    elif options.person:
        text = _person(problem, plan, options.person, options.language)
    else:
        parts = [plan_words(plan, options.language)]
        parts += [_pair(problem, plan, pair.left, pair.right, options.language) for pair in plan.pairs]
        parts += [_person(problem, plan, one.person, options.language) for one in plan.unmatched]
        text = "\n\n".join(parts)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return SOLVED


def _rounds(options: argparse.Namespace, progress: _Progress) -> int:
    if (options.earlier is None) != (options.from_round is None) or (options.absent and not options.earlier):
        raise InvalidInput(["--earlier and --from go together, and --absent goes with them"])
    asked = Asked(options.rounds, options.tables, (), options.information, options.seed)
    problem, forbids, earlier = read_all(
        lambda: read_problem(options.source),
        lambda: _pairs(options.forbids),
        lambda: read_rounds(options.earlier, asked) if options.earlier else None,
    )
    progress.stage("planning")
    if earlier:
        earlier = replace(earlier, forbids=tuple(sorted(forbids)))
        repair = repair_rounds(problem, earlier, options.from_round, options.absent)
        plan, text = repair.plan, repair_words(repair, options.from_round, options.language)
    else:
        with rows_named(forbids=(options.forbids, tuple(forbids.values()))):
            plan = plan_rounds(
                problem,
                options.rounds,
                options.tables,
                options.seed,
                forbids=forbids,
                information=options.information,
            )
        text = rounds_words(plan, options.language)
    write_rounds(options.output, plan)
    if not options.quiet:
        print(text)
    if options.summary:
        _write_json(options.summary, asdict(plan.figures))
    return SOLVED if plan.meetings else NOTHING_POSSIBLE


def _pair(problem: Problem, plan: Proposal, left: str, right: str, language: Language) -> str:
    return pair_words(problem, explain_pair(problem, left, right, forbids=plan.forbids), language)


def _person(problem: Problem, plan: Proposal, person: str, language: Language) -> str:
    why = explain_unmatched(problem, person, forbids=plan.forbids)
    settled = {name for pair in (*plan.pins, *problem.existing.pairs) for name in pair}
    others = () if person in settled else alternatives(problem, plan, person)
    return person_words(problem, plan, why, others, language)


def _problem(options: argparse.Namespace) -> Problem:
    problem = read_problem(options.source)
    if options.floor is None:
        return problem
    return replace(problem, rules=replace(problem.rules, floor=options.floor))


def _generate(options: argparse.Namespace, progress: _Progress) -> int:
    progress.stage("generating")
    _write_json(options.output, generate_cohort(options.left, options.right, options.seed))
    return SOLVED


def _pairs(path: Path | None) -> dict[IdPair, int]:
    return read_pairs(path) if path else {}


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


COMMANDS = {"assign": _assign, "match": _match, "explain": _explain, "rounds": _rounds, "generate": _generate}


if __name__ == "__main__":
    sys.exit(main())
