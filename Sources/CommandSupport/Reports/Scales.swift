import Foundation

/// From values to places on a chart.
package protocol Scale {
  var domain: ClosedRange<Double> { get }
  var range: (from: Double, to: Double) { get }
  /// Round values in the domain.
  var ticks: [Double] { get }
  func callAsFunction(_ value: Double) -> Double
}

/// Places in proportion to values.
package struct LinearScale: Scale {
  package let domain: ClosedRange<Double>
  package let range: (from: Double, to: Double)
  package let ticks: [Double]

  /// Covers the values; `isRound` extends the domain to the ticks around them, which are `leastStep` apart at least.
  package init(
    covering values: [Double], isRound: Bool, leastStep: Double = 1e-9,
    onto range: (from: Double, to: Double)
  ) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let ticks = Self.ticks(from: low, to: high, leastStep: leastStep)
    let ends = isRound ? (ticks.first ?? low, ticks.last ?? high) : (low, high)
    domain = ends.0...max(ends.0, ends.1)
    self.ticks = ticks.filter(domain.contains)
    self.range = range
  }

  package func callAsFunction(_ value: Double) -> Double {
    let size = domain.upperBound - domain.lowerBound
    let share = size > 0 ? (value - domain.lowerBound) / size : 0
    return range.from + share * (range.to - range.from)
  }

  /// Round values, at most seven of them, which cover the range.
  package static func ticks(
    from low: Double, to high: Double, leastStep: Double = 1e-9
  ) -> [Double] {
    // One decade too low, then up by 1, 2, 5 until few are left.
    var step = max(leastStep, pow(10, log10(max(high - low, 1e-9)).rounded(.down) - 1))
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

/// Places in proportion to logarithms of values, which are positive.
package struct LogScale: Scale {
  package let domain: ClosedRange<Double>
  package let range: (from: Double, to: Double)

  /// Covers the values, with a margin of a factor on either side.
  package init(covering values: [Double], margin: Double, onto range: (from: Double, to: Double)) {
    let low = (values.min() ?? 1) / margin
    let high = (values.max() ?? 1) * margin
    domain = low...max(high, low * 2)
    self.range = range
  }

  package func callAsFunction(_ value: Double) -> Double {
    let share =
      (log(value) - log(domain.lowerBound)) / (log(domain.upperBound) - log(domain.lowerBound))
    return range.from + share * (range.to - range.from)
  }

  /// Powers of ten, not more than eight of them, and 2 and 5 times them where that makes few.
  package var ticks: [Double] {
    let (low, high) = (
      Int(log10(domain.lowerBound).rounded(.down)), Int(log10(domain.upperBound).rounded(.up))
    )
    let steps: [Double] = high - low > 3 ? [1] : [1, 2, 5]
    return stride(from: low, through: high, by: max(1, (high - low + 7) / 8)).flatMap { decade in
      steps.map { $0 * pow(10, Double(decade)) }
    }.filter(domain.contains)
  }
}
