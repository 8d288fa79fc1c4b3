import SparseMatrices

/// What a check of derivatives found: ``gradientCheck(at:gradient:names:ties:probes:step:of:)`` and
/// ``adjointCheck(at:names:seed:jvp:vjp:)``.
public struct DerivativeReport: Sendable {
  /// A derivative against what it should be.
  public struct Comparison: Sendable {
    /// The argument: its name, or `argument 2` where it was given none.
    public let input: String
    /// Where in the argument: `row 3, column 5`.
    public let place: String
    /// The value under test: an entry of the gradient, or `⟨Jᵀ ȳ, ẋ⟩`.
    public let analytic: Double
    /// What it is held against: a difference quotient, or `⟨ȳ, J ẋ⟩`.
    public let numeric: Double
    /// The relative difference of the two; infinite where one of them is not finite.
    public let error: Double
  }

  /// The worst comparison of each argument.
  public let worstOfInput: [Comparison]
  /// Where the slopes to the left and to the right disagree, as at 0 of ReLU.
  ///
  /// A kink is no error: every number between the two slopes counts as right.
  public let kinks: [Comparison]
  /// Where the function or the derivative is infinite or not a number.
  public let nonFinite: [Comparison]
  /// How many derivatives were compared.
  public let comparisons: Int
  /// How often the function was evaluated.
  public let evaluations: Int

  /// The worst comparison; nil where there was nothing to compare.
  public var worst: Comparison? { worstOfInput.max { $0.error < $1.error } }

  /// Whether every error is at most `tolerance`; false where nothing was compared.
  public func passed(tolerance: Double) -> Bool {
    comparisons > 0 && worstOfInput.allSatisfy { $0.error <= tolerance }
  }
}

extension DerivativeReport.Comparison: CustomStringConvertible {
  public var description: String {
    "\(input), \(place): analytic \(analytic), numeric \(numeric), error \(error)"
  }
}

extension DerivativeReport: CustomStringConvertible {
  public var description: String {
    var lines = ["\(comparisons) derivatives compared in \(evaluations) evaluations"]
    lines += worstOfInput.map { "  worst: \($0)" }
    for (what, places) in [("kink", kinks), ("not finite", nonFinite)] {
      lines += places.prefix(3).map { "  \(what): \($0)" }
      if places.count > 3 { lines.append("  \(what): \(places.count - 3) more") }
    }
    return lines.joined(separator: "\n")
  }
}

extension DerivativeReport {
  /// A report as it grows.
  struct Builder {
    private var worst: [Comparison?]
    private var kinks: [Comparison] = []
    private var nonFinite: [Comparison] = []
    private var comparisons = 0
    var evaluations = 0

    init(inputs: Int) { worst = Array(repeating: nil, count: inputs) }

    mutating func add(_ comparison: Comparison, input: Int, isKink: Bool = false) {
      comparisons += 1
      if comparison.error == .infinity { nonFinite.append(comparison) }
      if isKink { kinks.append(comparison) }
      if comparison.error >= worst[input]?.error ?? 0 { worst[input] = comparison }
    }

    var report: DerivativeReport {
      DerivativeReport(
        worstOfInput: worst.compactMap { $0 }, kinks: kinks, nonFinite: nonFinite,
        comparisons: comparisons, evaluations: evaluations)
    }
  }
}
