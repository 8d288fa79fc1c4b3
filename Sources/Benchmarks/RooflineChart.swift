/// Operations a second against operations a byte, under the limits of the machine.
enum RooflineChart {
  private static let (left, top, width, height) = (64.0, 16.0, 900.0, 460.0)

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
    axes(&svg, x, y)
    roof(&svg, x, y, cache, peak, "in cache")
    roof(&svg, x, y, memory, peak, "memory")

    let points = shown.map { (x: x($0.intensity), y: y($0.gigaflopsPerSecond * 1e9)) }
    var labels = Labels(
      area: .init(x: left, y: top, width: width, height: height), points: points)
    let places = zip(shown, points).map { labels.place(length: $0.op.count, x: $1.x, y: $1.y) }
    for (point, (place, _)) in zip(points, places) {
      let nearest = (
        min(max(point.x, place.x), place.x + place.width),
        min(max(point.y, place.y), place.y + place.height)
      )
      svg.line(point.x, point.y, nearest.0, nearest.1, "leader")
    }
    for ((record, point), (place, anchor)) in zip(zip(shown, points), places) {
      let title =
        "\(record.op): \(fixed(record.gigaflopsPerSecond, 2)) GFLOP/s, "
        + "\(fixed(record.intensity, 3)) operations a byte, "
        + "\(fixed(100 * record.fractionOfLimit, 0)) % of the limit"
      switch record.direction {
      case .forward: svg.circle(point.x, point.y, "forward", title: title)
      case .backward: svg.diamond(point.x, point.y, "backward", title: title)
      }
      let anchors: [Svg.Anchor: Double] = [
        .start: 2, .middle: place.width / 2, .end: place.width - 2,
      ]
      svg.text(place.x + (anchors[anchor] ?? 0), place.y + 11, record.op, "label", anchor)
    }
    return svg.element(label: "Roofline of \(shown[0].matrix)")
  }

  private static func axes(_ svg: inout Svg, _ x: LogScale, _ y: LogScale) {
    for tick in x.ticks {
      svg.line(x(tick), top, x(tick), top + height, "grid")
      svg.text(x(tick), top + height + 16, short(tick), "tick", .middle)
    }
    for tick in y.ticks {
      svg.line(left, y(tick), left + width, y(tick), "grid")
      svg.text(left - 8, y(tick) + 4, short(tick * 1e-9), "tick", .end)
    }
    svg.text(left + width / 2, top + height + 38, "operations a byte", "axis", .middle)
    svg.text(left - 56, top - 4, "GFLOP/s", "axis")
  }

  /// The line that rises with the bandwidth and then is flat.
  private static func roof(
    _ svg: inout Svg, _ x: LogScale, _ y: LogScale, _ bandwidth: Double, _ peak: Double,
    _ name: String
  ) {
    let start = max(x.domain.lowerBound, y.domain.lowerBound / bandwidth)
    let ridge = min(peak / bandwidth, x.domain.upperBound)
    svg.polyline(
      [
        (x(start), y(start * bandwidth)), (x(ridge), y(ridge * bandwidth)),
        (x(x.domain.upperBound), y(min(peak, x.domain.upperBound * bandwidth))),
      ], "roof")
    svg.text(
      x(ridge) - 6, y(ridge * bandwidth) - 6, "\(name) \(fixed(bandwidth * 1e-9, 0)) GB/s",
      "rooftext", .end)
  }

  private static func short(_ value: Double) -> String {
    value >= 1 ? fixed(value, 0) : "\(Float(value))"
  }
}
