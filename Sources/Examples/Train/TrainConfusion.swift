import CommandSupport

/// Which class was taken for which: a row for each class, shaded by the part of its nodes; framed where they are right.
struct TrainConfusion {
  let counts: [[Int]]
  let names: [String]

  private static let (left, top, cell) = (170.0, 62.0, 74.0)

  var element: String {
    let side = Self.cell * Double(names.count)
    // Never so narrow that the page would blow it up.
    var svg = Svg(
      width: Self.left + max(side, 7 * Self.cell) + 16, height: Self.top + side * 0.5 + 16)
    for (k, name) in names.enumerated() {
      let place = Self.left + Self.cell * (Double(k) + 0.5)
      let lines = name.split { $0 == "_" || $0 == " " || $0 == "-" }
      for (row, word) in lines.enumerated() {
        let up = 14 * Double(lines.count - 1 - row)
        svg.text(place, Self.top - 8 - up, String(word), "tick", .middle)
      }
    }
    svg.text(Self.left - 8, Self.top - 8, "label ↓   taken for →", "axis", .end)
    let height = Self.cell * 0.5
    for (i, row) in counts.enumerated() {
      let total = row.reduce(0, +)
      let y = Self.top + height * Double(i)
      svg.text(
        Self.left - 8, y + height / 2 + 4, names[i].replacing("_", with: " ") + " (\(total))",
        "tick", .end)
      for (j, count) in row.enumerated() {
        let x = Self.left + Self.cell * Double(j)
        let share = total > 0 ? Double(count) / Double(total) : 0
        svg.rectangle(x, y, Self.cell, height, "cell")
        // At most 0.4, so that the number is read on it in either theme.
        svg.rectangle(x, y, Self.cell, height, "share", opacity: 0.4 * share)
        if i == j { svg.rectangle(x + 1, y + 1, Self.cell - 2, height - 2, "right") }
        let number = count == 0 ? "·" : "\(count)"
        svg.text(
          x + Self.cell / 2, y + height / 2 + 4, number, i == j ? "number" : "", .middle)
      }
    }
    return svg.element(label: "Confusion matrix")
  }
}
