import CommandSupport

/// Operations a second against operations a byte, under the limits of the machine.
enum RooflineChart {
  private static let (left, top, width, height) = (64.0, 24.0, 900.0, 460.0)

  /// Below this many operations a byte a record is left out: it would only squeeze the others into
  /// a corner.
  static let leastIntensity = 0.02

  /// Nil where no record has that many.
  static func element(_ records: [Record], _ limits: Limits) -> String? {
    let shown = records.filter { $0.intensity >= leastIntensity }
    guard !shown.isEmpty, let memory = limits.bandwidths.last?.best,
      let cache = limits.bandwidths.map(\.best).max()
    else { return nil }
    let peak = limits.flopsPerSecond
    var svg = Svg(width: left + width + 16, height: top + height + 48)
    // The ridge, where bandwidth and arithmetic limit alike, is always in sight.
    let x = LogScale(
      covering: shown.map(\.intensity) + [peak / memory], margin: 1.6,
      onto: (left, left + width))
    let y = LogScale(
      covering: shown.map { $0.gigaflopsPerSecond * 1e9 } + [peak], margin: 1.8,
      onto: (top + height, top))
    Axes(x: x, "operations a byte", y: y, "GFLOP/s", yText: { short($0 * 1e-9) }).draw(on: &svg)
    let points = shown.map { (x: x($0.intensity), y: y($0.gigaflopsPerSecond * 1e9)) }
    var labels = Labels(
      area: .init(x: left, y: top, width: width, height: height), points: points)
    for (bandwidth, name) in [(cache, "in cache"), (memory, "memory")] {
      labels.reserve(roof(&svg, x, y, bandwidth, peak, name))
    }
    let places = zip(shown, points).map { labels.place($0.op, x: $1.x, y: $1.y) }
    for case let place? in places {
      let (from, to) = place.leader
      svg.line(from.x, from.y, to.x, to.y, "leader")
    }
    for ((record, point), place) in zip(zip(shown, points), places) {
      let title =
        "\(record.op): \(fixed(record.gigaflopsPerSecond, 2)) GFLOP/s, "
        + "\(fixed(record.intensity, 3)) operations a byte, "
        + "\(fixed(100 * record.fractionOfLimit, 0)) % of the limit"
      switch record.direction {
      case .forward: svg.circle(point.x, point.y, "forward", title: title)
      case .backward: svg.diamond(point.x, point.y, "backward", title: title)
      }
      guard let place else { continue }
      let anchors: [Svg.Anchor: Double] = [
        .start: 2, .middle: place.box.width / 2, .end: place.box.width - 2,
      ]
      let inset = anchors[place.anchor] ?? 0
      svg.text(place.box.x + inset, place.box.y + 11, record.op, "label", place.anchor)
    }
    return svg.element(label: "Roofline of \(shown[0].matrix)")
  }

  static let style = """

    .leader { stroke: var(--soft); stroke-width: .6; }
    .roof { stroke: var(--ink); stroke-width: 1.6; fill: none; } .rooftext { fill: var(--soft); }
    .label { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }

    """

  /// The line that rises with the bandwidth and then is flat; returns where its name is.
  private static func roof(
    _ svg: inout Svg, _ x: LogScale, _ y: LogScale, _ bandwidth: Double, _ peak: Double,
    _ name: String
  ) -> Labels.Box {
    let start = max(x.domain.lowerBound, y.domain.lowerBound / bandwidth)
    let ridge = min(peak / bandwidth, x.domain.upperBound)
    svg.polyline(
      [
        (x(start), y(start * bandwidth)), (x(ridge), y(ridge * bandwidth)),
        (x(x.domain.upperBound), y(min(peak, x.domain.upperBound * bandwidth))),
      ], "roof")
    let text = "\(name) \(fixed(bandwidth * 1e-9, 0)) GB/s"
    let (right, bottom) = (x(ridge) - 6, y(ridge * bandwidth) - 6)
    svg.text(right, bottom, text, "rooftext", .end)
    let size = Labels.size(of: text)
    return .init(x: right - size.width, y: bottom - 11, width: size.width, height: size.height)
  }
}
