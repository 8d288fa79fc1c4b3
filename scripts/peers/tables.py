"""From measurements to a table in Markdown."""

BUSY = 0.15  # cores kept busy by others, from which on a row is marked


def best_rounds(records):
    """For each way to do an operation, the record of the round that was fastest, with the least
    median of all rounds."""
    best = {}
    for r in records:
        key = r["matrix"], r["op"], r["peer"], r["note"]
        other = best.get(key, r)
        fastest = min(r, other, key=lambda r: r["min_ms"])
        best[key] = fastest | {"med_ms": min(r["med_ms"], other["med_ms"])}
    return list(best.values())


def figure(value):
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def times(r):
    return f"{figure(r['min_ms'])} | {figure(r['med_ms'])}"


def table(records, operations):
    lines = [
        "| operation | matrix | SparseAD min | median | best peer | called | min | median | ratio | |",
        "|---|---|--:|--:|---|---|--:|--:|--:|---|"]
    unlike = []
    matrices = list(dict.fromkeys(r["matrix"] for r in records))
    for op in operations:
        for matrix in matrices:
            here = [r for r in records if (r["op"], r["matrix"]) == (op, matrix)]
            ours = next((r for r in here if r["peer"] == "SparseAD"), None)
            peers = [r for r in here if r["peer"] != "SparseAD"]
            best = min((r for r in peers if not r["unlike"]), key=lambda r: r["min_ms"], default=None)
            unlike += [(r, ours) for r in peers if r["unlike"]]
            if not ours:
                continue
            row = f"| {op} | {matrix} | {times(ours)} | "
            if best:
                mark = "busy" if max(ours["foreign"], best["foreign"]) > BUSY else ""
                ratio = figure(ours["min_ms"] / best["min_ms"])
                row += f"{best['peer']} | {best['note']} | {times(best)} | {ratio} | {mark} |"
            else:
                row += "none | | | | | |"
            lines.append(row)
    if unlike:
        lines += ["", "Not like for like: these calls do less than ours.", "",
                  "| operation | matrix | peer | called | what differs | min | median | SparseAD min / min |",
                  "|---|---|---|---|---|--:|--:|--:|"]
        for r, ours in unlike:
            ratio = figure(ours["min_ms"] / r["min_ms"]) if ours else ""
            call = " | ".join(r[key] for key in ("op", "matrix", "peer", "note", "unlike"))
            lines.append(f"| {call} | {times(r)} | {ratio} |")
    return lines
