import CommandSupport

/// Our time over the peer's, a bar for each operation, to the left of 1 where we are faster.
enum RatioChart {
  private static let (left, width, row) = (150.0, 640.0, 20.0)

  /// Nil where no record has a peer.
  static func element(_ records: [Record]) -> String? {
    let shown = records.compactMap { record in record.ratioToPeer.map { (record, ratio: $0) } }
    guard let first = shown.first else { return nil }
    let height = row * Double(shown.count)
    var svg = Svg(width: left + width + 190, height: height + 44)
    let x = LogScale(
      covering: shown.map(\.ratio) + [0.5, 2], margin: 1.1, onto: (left, left + width))
    for tick in x.ticks {
      svg.line(x(tick), 4, x(tick), height + 8, tick == 1 ? "mark" : "grid")
      svg.text(x(tick), height + 22, short(tick), "tick", .middle)
    }
    for (k, (record, ratio)) in shown.enumerated() {
      let y = 6 + row * Double(k)
      let (from, to) = (min(x(1), x(ratio)), max(x(1), x(ratio)))
      svg.rectangle(from, y + 3, max(to - from, 1), row - 6, ratio <= 1 ? "faster" : "slower")
      svg.text(left - 8, y + 14, record.op, "label", .end)
      svg.text(
        left + width + 10, y + 14, "\(fixed(ratio, 2)) × \(record.peer ?? "")", "label")
    }
    svg.text(left, height + 40, "faster", "axis")
    svg.text(left + width, height + 40, "slower", "axis", .end)
    return svg.element(label: "Ratio to the peers on \(first.0.matrix)")
  }
}
