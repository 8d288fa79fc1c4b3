import SparseAD
import Synchronization
import TestSupport

/// How often a field was evaluated.
final class EvaluationCount: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func increase() { count.add(1, ordering: .relaxed) }
}

/// `f(t, y)` of a vector as a plain function, with its Jacobian in `y` where derivatives are wanted. It counts its
/// evaluations itself.
struct FunctionField: DifferentiableField {
  typealias State = [Double]
  typealias Theta = NoParameters<Double>

  let count = EvaluationCount()
  var jacobian: @Sendable (Double, [Double]) -> [[Double]] = { _, _ in [] }
  let f: @Sendable (Double, [Double]) -> [Double]

  init(_ f: @escaping @Sendable (Double, [Double]) -> [Double]) {
    self.f = f
  }

  func evaluate(_ t: Double, _ y: [Double], _ theta: Theta, into rate: inout [Double]) {
    count.increase()
    rate = f(t, y)
  }

  /// The derivative in time is not that of `f`: no test asks for it.
  func vjp(
    _ t: Double, _ y: [Double], _ theta: Theta, rate: [Double], cotangent: inout [Double],
    into yBar: inout [Double], adding thetaBar: inout Theta
  ) -> Double {
    let rows = jacobian(t, y)
    for j in y.indices {
      yBar[j] = rows.indices.reduce(0) { $0 + rows[$1][j] * cotangent[$1] }
    }
    return 0
  }

  func jvp(
    _ t: Double, _ y: [Double], _ theta: Theta, rate: [Double], tDot: Double, yDot: [Double],
    thetaDot: Theta, into rateDot: inout [Double]
  ) {
    rateDot = jacobian(t, y).map { row in zip(row, yDot).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}

extension ButcherTableau {
  /// Every method there is.
  static let all: [ButcherTableau] = [
    .euler, .heun, .midpoint, .rungeKutta4, .bogackiShampine3, .dormandPrince5, .tsitouras5,
    .dormandPrince8,
  ]
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $1.0.isNaN || $1.1.isNaN ? .nan : max($0, abs($1.0 - $1.1)) }
}
