import RealModule
import SparseAutodiff
import SparseMatrices

/// The functions of time `φ_0, φ_1, …` that time-dependent weights are made of: `W(t) = Σ φ_k(t) W_k`.
public enum GCDETimeBasis: Sendable, Codable, Equatable {
  /// 1: the weights do not depend on time.
  case constant
  /// 1, t, …, t to the power of `degree`.
  case powers(degree: Int)
  /// 1, cos ωt, sin ωt, …, cos mωt, sin mωt with ω = 2π / `period` and m = `harmonics`.
  case fourier(harmonics: Int, period: Double)

  /// The number of functions.
  public var count: Int {
    switch self {
    case .constant: 1
    case .powers(let degree): degree + 1
    case .fourier(let harmonics, _): 2 * harmonics + 1
    }
  }

  /// `φ_k(t)`.
  public func values(at t: Double) -> [Double] {
    switch self {
    case .constant: [1]
    case .powers(let degree): (0...degree).map { .pow(t, $0) }
    case .fourier(let harmonics, let period):
      (1..<harmonics + 1).reduce(into: [1]) { values, m in
        let angle = 2 * .pi / period * Double(m) * t
        values += [.cos(angle), .sin(angle)]
      }
    }
  }

  /// `φ_k′(t)`.
  public func slopes(at t: Double) -> [Double] {
    switch self {
    case .constant: [0]
    case .powers(let degree): (0...degree).map { $0 == 0 ? 0 : Double($0) * .pow(t, $0 - 1) }
    case .fourier(let harmonics, let period):
      (1..<harmonics + 1).reduce(into: [0]) { slopes, m in
        let frequency = 2 * .pi / period * Double(m)
        slopes += [-frequency * .sin(frequency * t), frequency * .cos(frequency * t)]
      }
    }
  }
}
