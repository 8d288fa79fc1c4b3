import CommandSupport
import Foundation

/// From positive numbers to colours, by their logarithms, in steps.
struct ColourScale {
  /// What the numbers are.
  let name: String
  /// A CSS class of its own begins with this.
  let prefix: String
  /// What the colours span; numbers beyond take those of the ends.
  let span: ClosedRange<Double>
  let ticks: [(value: Double, text: String)]
  private let stops: [UInt32]

  private static let steps = 33

  /// Viridis (van der Walt and Smith), from its light end, without the yellow that fades on white, to its dark one: steps
  /// of equal difference to the eye, told apart in grey and by the colour-blind as well.
  static func conductance(span: ClosedRange<Double>) -> ColourScale {
    let ends = (log(span.lowerBound), log(span.upperBound))
    let ticks = [0, 0.25, 0.5, 0.75, 1].map { exp(ends.0 + $0 * (ends.1 - ends.0)) }
    return ColourScale(
      name: "conductance", prefix: "w", span: span, ticks: ticks.map { ($0, fixed($0, 2)) },
      stops: [
        0xb5de2b, 0x6ece58, 0x35b779, 0x1f9e89, 0x26828e, 0x31688e, 0x3e4989, 0x482878, 0x440154,
      ])
  }

  /// From pale to dark orange and brown (Brewer, YlOrBr), none of which is in the scale of conductances, over the decades
  /// that most of these errors are in.
  static func error(covering errors: [Double]) -> ColourScale {
    let sorted = errors.filter { $0 > 0 && $0.isFinite }.sorted()
    func decade(_ share: Double, _ rule: FloatingPointRoundingRule) -> Int {
      let value = sorted.isEmpty ? 1 : sorted[Int(share * Double(sorted.count - 1))]
      return Int(log10(value).rounded(rule))
    }
    let low = decade(0.05, .down)
    let high = max(decade(1, .up), low + 1)
    let ticks = stride(from: low, through: high, by: max(1, (high - low + 3) / 4))
    return ColourScale(
      name: "relative error", prefix: "e", span: pow(10, Double(low))...pow(10, Double(high)),
      ticks: ticks.map { (pow(10, Double($0)), String(format: "%g %%", pow(10, Double($0 + 2)))) },
      stops: [0xfee391, 0xfec44f, 0xfe9929, 0xec7014, 0xcc4c02, 0x993404, 0x662506])
  }

  /// Between 0 and 1 for what is spanned.
  func share(_ value: Double) -> Double {
    log(value / span.lowerBound) / log(span.upperBound / span.lowerBound)
  }

  func style(_ value: Double) -> String {
    let share = min(max(share(value), 0), 1)
    return "\(prefix)\(min(Int(share * Double(Self.steps)), Self.steps - 1))"
  }

  /// The style of each step, in order.
  var styles: [String] { (0..<Self.steps).map { "\(prefix)\($0)" } }

  /// CSS for the styles, in elements of a class.
  func css(scope: String) -> String {
    styles.enumerated().map { k, style in
      let place = Double(k) / Double(Self.steps - 1) * Double(stops.count - 1)
      let low = min(Int(place), stops.count - 2)
      let colour = Palette.css(Self.mixed(stops[low], stops[low + 1], place - Double(low)))
      return
        ".\(scope) path.\(style) { stroke: \(colour); } .\(scope) rect.\(style) { fill: \(colour); }"
    }.joined(separator: "\n")
  }

  private static func mixed(_ a: UInt32, _ b: UInt32, _ part: Double) -> UInt32 {
    [16, 8, 0].reduce(0) { sum, shift in
      let (x, y) = (Double(a >> shift & 255), Double(b >> shift & 255))
      return sum | UInt32((x + part * (y - x)).rounded()) << UInt32(shift)
    }
  }
}
