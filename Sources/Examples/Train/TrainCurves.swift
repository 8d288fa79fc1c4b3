import CommandSupport
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
    let epochs = max(curves.map(\.points.count).max() ?? 1, 2)
    let bottom = Self.top + Self.height
    let x = LinearScale(
      covering: [1, Double(epochs)], isRound: false, leastStep: 1,
      onto: (Self.left, Self.left + Self.width))
    let y = LinearScale(covering: finite, isRound: true, onto: (bottom, Self.top))
    func place(_ epoch: Int, _ value: Double) -> (Double, Double) { (x(Double(epoch)), y(value)) }

    var svg = Svg(width: Self.left + Self.width + 16, height: bottom + 42)
    Axes(x: x, "epoch", y: y, "", yText: label).draw(on: &svg)
    for (k, curve) in curves.enumerated() {
      let points = curve.points.enumerated().filter { $1.mean.isFinite && $1.deviation.isFinite }
      let upper = points.map { place($0 + 1, band($1).high) }
      let lower = points.map { place($0 + 1, band($1).low) }
      svg.polygon(upper + lower.reversed(), "band \(curve.style)")
      svg.polyline(points.map { place($0 + 1, $1.mean) }, "curve \(curve.style)")
      let start = Self.left + 90 * Double(k)
      svg.polyline([(start, bottom + 30), (start + 22, bottom + 30)], "curve \(curve.style)")
      svg.text(start + 28, bottom + 34, curve.name)
    }
    for epoch in chosen where epoch <= epochs {
      svg.line(x(Double(epoch)), bottom - 7, x(Double(epoch)), bottom, "mark")
    }
    return svg.element(label: title)
  }

  private func band(_ point: (mean: Double, deviation: Double)) -> (low: Double, high: Double) {
    (
      max(point.mean - point.deviation, bounds.lowerBound),
      min(point.mean + point.deviation, bounds.upperBound)
    )
  }
}
