import SparseAutodiff
import SparseMatrices

/// How far the gradients of a problem lie apart by the way they are computed.
public struct SensitivityComparison: Sendable, CustomStringConvertible {
  /// One way, beside the exact derivative of the computed solution.
  public struct Row: Sendable {
    /// The way.
    public let sensitivity: Sensitivity
    /// `‖g - g_discrete‖ / ‖g_discrete‖` in the state at the start, the parameters and the times.
    public let initial: Double
    /// The same in the parameters.
    public let theta: Double
    /// The same in the times.
    public let times: Double
    /// Why there is no gradient; nil where there is one.
    public let error: ODEError?
  }

  /// A row for each way compared.
  public let rows: [Row]

  public var description: String {
    func figure(_ x: Double) -> String {
      // Two digits are enough to see how far apart they are.
      guard x != 0, x.isFinite else { return x == 0 ? "0" : "\(x)" }
      let exponent = Int(Double.log10(x).rounded(.down))
      let digits = (x / Double.pow(10, Double(exponent)) * 10).rounded() / 10
      return "\(digits)e\(exponent)"
    }
    return rows.map { row in
      let gaps =
        row.error.map { "\($0)" }
        ?? "y(t₀) \(figure(row.initial))   θ \(figure(row.theta))   times \(figure(row.times))"
      return "\(row.sensitivity): \(gaps)"
    }.joined(separator: "\n")
  }
}

extension ODESolver {
  /// Compares ways to the gradient on a problem of one's own with ``Sensitivity/discrete``.
  ///
  ///     print(try solver.compareSensitivities(field, from: y0, theta, at: [0, 1], cotangents: [nil, yBar]))
  ///
  /// Gaps that shrink with the step or the tolerance are those of the adjoint equation's own solution; one that does not
  /// points to an error in the field's derivatives, to a kink, or to a solution that cannot be taken backward.
  public func compareSensitivities<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    cotangents: [Field.State?],
    _ sensitivities: [Sensitivity] = [.interpolating, .backsolve(resetsStates: true)]
  ) throws(ODEError) -> SensitivityComparison {
    func gradient(
      _ sensitivity: Sensitivity
    ) throws(ODEError) -> SolutionGradient<Field.State, Field.Theta> {
      try solveWithPullback(field, from: y0, theta, at: times, sensitivity: sensitivity)
        .pullback(cotangents)
    }
    let exact = try gradient(.discrete)
    func gap<P: Coordinates>(_ a: P, _ b: P) -> Double {
      let difference = P.combination([(1, a), (-1, b)])
      let size = b.inner(b)
      return (difference.inner(difference) / (size == 0 ? 1 : size)).squareRoot()
    }
    var rows: [SensitivityComparison.Row] = []
    for sensitivity in sensitivities {
      do {
        let found = try gradient(sensitivity)
        rows.append(
          .init(
            sensitivity: sensitivity, initial: gap(found.initial, exact.initial),
            theta: gap(found.theta, exact.theta), times: gap(found.times, exact.times), error: nil))
      } catch {
        rows.append(
          .init(sensitivity: sensitivity, initial: .nan, theta: .nan, times: .nan, error: error))
      }
    }
    return SensitivityComparison(rows: rows)
  }
}
