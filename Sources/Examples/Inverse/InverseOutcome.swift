import CommandSupport
import Foundation

/// What came of one set of observations, in figures.
struct InverseRecord: Encodable {
  let name: String
  let nodes: Int
  let roads: Int
  let trajectories: Int
  let times: [Double]
  let noise: Double
  let steps: Int
  let products: Int
  let seconds: Double
  /// The mean square of the residuals in standard deviations: 1 where the data are met as well as noise allows.
  let misfit: Double
  let determinedRoads: Int
  /// Relative errors of the conductances of these, before and after.
  let startMedianError: Double
  let medianError: Double
  let error95: Double
  let largestError: Double
  /// The same of all roads.
  let medianErrorOfAll: Double

  /// For people, in a few sentences.
  var summary: String {
    """
    relative errors of the conductances: median \(percentage(medianError)), 95 % below \
    \(percentage(error95)), largest \(percentage(largestError)); before: median \
    \(percentage(startMedianError))
    \(steps) Gauss-Newton steps, \(products) products J v and Jᵀ u, \(fixed(seconds, 1)) s; \
    mean square of the residuals in standard deviations \(Float(misfit))
    """
  }
}

/// A Gauss-Newton step, or the point where they began.
struct InverseStep: Encodable {
  /// The factor that the accuracy of the observations was loosened by.
  let looseness: Double
  /// The mean square of the residuals in standard deviations.
  let misfit: Double
  /// Of the objective that was minimised, by the logarithms of the conductances.
  let gradientNorm: Double
  let isAccepted: Bool
}

/// All that came of one set of observations.
struct InverseOutcome {
  let record: InverseRecord
  let steps: [InverseStep]
  let truth: [Double]
  let start: [Double]
  let fit: [Double]
  /// The roads that the data determine.
  let known: [Bool]

  /// `|w / w* − 1|` of each road that is determined; nil of the others.
  var errors: [Double?] {
    known.indices.map { known[$0] ? relativeError(fit[$0], truth[$0]) : nil }
  }

  /// The true conductances, those to begin with, those found, and their errors, on maps.
  ///
  /// - Parameter note: what is to be known of the truth.
  func map(_ map: RoadMap, title: String, note: String) -> InverseMap {
    let conductance = ColourScale.conductance(span: 0.5...2)
    func panel(_ title: String, _ note: String, _ logs: [Double]) -> InverseMap.Panel {
      .init(
        title: title, note: note, scale: conductance,
        values: zip(logs, known).map { $1 ? exp($0) : nil })
    }
    return InverseMap(
      name: record.name, map: map, title: title,
      panels: [
        panel("True", note, truth),
        panel("Before", "median error \(percentage(record.startMedianError))", start),
        panel(
          "After", "\(record.steps) steps, median error \(percentage(record.medianError))", fit),
        .init(
          title: "Error", note: "95 % below \(percentage(record.error95))",
          scale: .error(covering: errors.compactMap(\.self)), values: errors),
      ], focus: known.allSatisfy(\.self) ? nil : known)
  }
}

/// `|w / w* − 1|` from logarithms.
func relativeError(_ log: Double, _ truth: Double) -> Double { abs(exp(log - truth) - 1) }

/// The same of all, in order of size.
func relativeErrors(_ logs: [Double], _ truth: [Double]) -> [Double] {
  zip(logs, truth).map(relativeError).sorted()
}

/// Of values in order of size; NaN where there are none.
func quantile(_ sorted: [Double], _ share: Double) -> Double {
  sorted.isEmpty ? .nan : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
}

func percentage(_ value: Double) -> String {
  value < 0.001 ? String(format: "%.1e %%", 100 * value) : String(format: "%.2g %%", 100 * value)
}

func exponent(_ value: Double) -> String { String(format: "%.2e", value) }

func list(_ times: [Double]) -> String {
  times.map { String(format: "%g", $0) }.joined(separator: ", ")
}
