import RealModule
import SparseAutodiff
import SparseMatrices

/// A learning rate as a function of the number of steps taken, `t = 0, 1, …`.
///
///     Adam<Double>(learningRate: 0.01)                                       // a literal is a constant
///     .warmUp(over: 10, .cosine(from: 0.1, to: 0.001, over: 300))
///     .linear(from: 0, to: 0.1, over: 20).then(.exponential(0.1, factor: 0.99), after: 20)
public indirect enum Schedule: Codable, Equatable, Sendable {
  /// `η`
  case constant(Double)
  /// `η γ^⌊t / n⌋`: times the factor every `n` steps.
  case step(Double, factor: Double, every: Int)
  /// `η γᵗ`
  case exponential(Double, factor: Double)
  /// `b + (a − b) (1 + cos(π t / n)) / 2` from `a` to `b`, which it keeps from step `n` on.
  case cosine(from: Double, to: Double, over: Int)
  /// `a + (b − a) t / n` from `a` to `b`, which it keeps from step `n` on.
  case linear(from: Double, to: Double, over: Int)
  /// Another schedule, times `(t + 1) / n` in its first `n` steps.
  case warmUp(over: Int, Schedule)
  /// One schedule for `t < n`, and another from there on, which counts its steps from 0.
  case sequence(Schedule, until: Int, then: Schedule)

  /// This schedule for `steps` steps, and then another.
  public func then(_ next: Schedule, after steps: Int) -> Schedule {
    .sequence(self, until: steps, then: next)
  }

  /// The learning rate after `t` steps.
  public func callAsFunction(_ t: Int) -> Double {
    switch self {
    case .constant(let rate): rate
    case .step(let rate, let factor, let n): rate * Double.pow(factor, Double(t / max(1, n)))
    case .exponential(let rate, let factor): rate * Double.pow(factor, Double(t))
    case .cosine(let a, let b, let n):
      t < n ? b + (a - b) * (1 + Double.cos(.pi * Double(t) / Double(n))) / 2 : b
    case .linear(let a, let b, let n): t < n ? a + (b - a) * Double(t) / Double(n) : b
    case .warmUp(let n, let schedule): schedule(t) * (t < n ? Double(t + 1) / Double(n) : 1)
    case .sequence(let first, let n, let second): t < n ? first(t) : second(t &- n)
    }
  }
}

extension Schedule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral rate: Double) { self = .constant(rate) }
  public init(integerLiteral rate: Int) { self = .constant(Double(rate)) }
}
