import SparseAD

/// A quantity over the epochs, of training and of validation: means over the seeds, in bands of a standard deviation.
struct TrainCurves {
  struct Curve {
    let name: String
    let style: String
    /// A mean and a deviation for each epoch.
    let points: [(mean: Double, deviation: Double)]

    /// Over the epochs that all of the trainings reached.
    init(
      _ name: String, _ style: String, _ results: [TrainResult], _ value: (TrainingEpoch) -> Double
    ) {
      self.name = name
      self.style = style
      let count = results.map(\.history.count).min() ?? 0
      points = (0..<count).map { k in meanAndDeviation(results.map { value($0.history[k]) }) }
    }
  }

  let title: String
  let curves: [Curve]
  /// The epochs that were chosen, one for each seed.
  let chosen: [Int]
  /// What values there can be: no band goes beyond.
  let bounds: ClosedRange<Double>
  /// What a value is called on the axis.
  let label: (Double) -> String

  private static let (left, top, width, height) = (44.0, 14.0, 420.0, 250.0)

  var element: String {
    let finite = curves.flatMap { $0.points.flatMap { [band($0).low, band($0).high] } }
      .filter(\.isFinite)
    let ticks = Self.ticks(from: finite.min() ?? 0, to: finite.max() ?? 1)
    let (low, high) = (ticks.first ?? 0, ticks.last ?? 1)
    let epochs = max(curves.map(\.points.count).max() ?? 1, 2)
    let bottom = Self.top + Self.height
    func x(_ epoch: Int) -> Double {
      Self.left + Self.width * Double(epoch - 1) / Double(epochs - 1)
    }
    func y(_ value: Double) -> Double { bottom - Self.height * (value - low) / (high - low) }

    var svg = Svg(width: Self.left + Self.width + 16, height: bottom + 42)
    for tick in ticks {
      svg.line(Self.left, y(tick), Self.left + Self.width, y(tick), "grid")
      svg.text(Self.left - 6, y(tick) + 4, label(tick), "tick", .end)
    }
    for tick in Self.ticks(from: 0, to: Double(epochs)) where tick >= 1 && tick <= Double(epochs) {
      svg.text(x(Int(tick)), bottom + 16, "\(Int(tick))", "tick", .middle)
    }
    svg.text(Self.left + Self.width, bottom + 34, "epoch", "axis", .end)
    for (k, curve) in curves.enumerated() {
      let points = curve.points.enumerated().filter { $1.mean.isFinite && $1.deviation.isFinite }
      let upper = points.map { (x($0 + 1), y(band($1).high)) }
      let lower = points.map { (x($0 + 1), y(band($1).low)) }
      svg.polygon(upper + lower.reversed(), "band \(curve.style)")
      svg.polyline(points.map { (x($0 + 1), y($1.mean)) }, "curve \(curve.style)")
      let place = Self.left + 90 * Double(k)
      svg.rectangle(place, bottom + 28, 14, 4, curve.style)
      svg.text(place + 20, bottom + 34, curve.name)
    }
    for epoch in chosen where epoch <= epochs {
      svg.line(x(epoch), bottom - 7, x(epoch), bottom, "one")
    }
    return svg.element(label: title)
  }

  private func band(_ point: (mean: Double, deviation: Double)) -> (low: Double, high: Double) {
    (
      max(point.mean - point.deviation, bounds.lowerBound),
      min(point.mean + point.deviation, bounds.upperBound)
    )
  }

  /// Round values, about six of them, which cover the range.
  static func ticks(from low: Double, to high: Double) -> [Double] {
    var step = 1e-9
    let factors = [2, 2.5, 2]
    var k = 0
    while (high - low) / step > 6 {
      step *= factors[k % 3]
      k += 1
    }
    let first = (low / step + 1e-9).rounded(.down)
    // A whole number of steps may have come out a rounding error more than it is.
    let last = max((high / step - 1e-9).rounded(.up), first + 1)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }
}
