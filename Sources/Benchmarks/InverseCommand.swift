import ArgumentParser
import Foundation
import SparseAD

/// `Benchmarks inverse`: the conductances of roads from the heat that spreads along them.
struct InverseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inverse",
    abstract: "Recovers the conductances of the roads of Minnesota from heat that spreads on them.",
    discussion: """
      du/dt = -L(w) u on 2642 nodes and 3303 roads. Temperatures are computed by steps of order 8 with \
      error control and disturbed by noise; the conductances come back by Gauss-Newton steps on their \
      logarithms, with products of the Jacobian through fixed steps of order 5. Then the same from the \
      heat of one hot node, as it was published with the map.
      """)

  @Option(help: "The directory with minnesota/adjacency.mtx, xy.txt, heat.json and heat.txt.")
  var data = "../shared/data/dynamics"

  @Option(help: "Standard deviation of the noise, relative to a trajectory's root mean square.")
  var noise = 0.0

  @Option(help: "Trajectories observed at once; every fourth begins with one hot node.")
  var trajectories = 8

  @Option(help: "Times observed, separated by commas.")
  var times = "0.5,1,2,4"

  @Option(help: "Seed of the conductances, the fields to begin with and the noise.")
  var seed: UInt64 = 1

  @Option(help: "The most Gauss-Newton steps.")
  var iterations = 15

  @Option(
    help: "Prior standard deviation of log w about 0: the Tikhonov term is |log w|² / prior².")
  var prior = 0.5

  @Option(help: "The last time that is used of the published heat.")
  var heatUntil = 20.0

  @Option(help: "Accuracy that the published heat is trusted to, relative as the noise.")
  var heatAccuracy = 1e-3

  @Option(help: "Write maps to this directory as SVG.")
  var output: String?

  @Option(help: "Write the figures to this file as JSON.")
  var json: String?

  @Flag(help: "Half of the trajectories, and the published heat only until t = 5.")
  var quick = false

  private var observedTimes: [Double] {
    times.split(separator: ",").compactMap { Double($0) }
  }

  func validate() throws {
    let observed = observedTimes
    guard observed.count == times.split(separator: ",").count, let first = observed.first,
      first > 0,
      zip(observed, observed.dropFirst()).allSatisfy({ $0 < $1 }), observed.allSatisfy(\.isFinite)
    else { throw ValidationError("--times must be positive and increasing: \(times)") }
    if trajectories < 1 || iterations < 1 {
      throw ValidationError("--trajectories and --iterations must be positive")
    }
    guard noise >= 0, noise.isFinite, prior > 0, prior.isFinite else {
      throw ValidationError("--noise must not be negative, and --prior must be positive")
    }
  }

  /// What came of one set of observations.
  struct Record: Encodable {
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
  }

  func run() throws {
    if let json { try Output.check(json) }
    if let output {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    }
    let progress = Progress()
    let map = try RoadMap(directory: data + "/minnesota")
    print("\(map.field.nodeCount) nodes, \(map.field.edgeCount) roads")
    try checkHeat(map)
    let records = [try recoverMap(map, progress), try recoverFromHeat(map, progress)]
    if let json { try Output.writeJSON(records, to: json) }
  }

  private static let reference = ODESolver(
    .dormandPrince8, .adaptive(relative: 1e-12, absolute: 1e-12))

  /// Whether unit conductances give the heat that was published with the map.
  private func checkHeat(_ map: RoadMap) throws {
    let heat = map.heat
    let ones = [Double](repeating: 1, count: map.field.edgeCount)
    let states = try Self.reference.solve(map.field, from: heat.states[0], ones, at: heat.times)
      .states
    let difference = zip(states, heat.states).flatMap { zip($0.values, $1.values) }
      .reduce(0) { max($0, abs($1.0 - $1.1)) }
    print(
      "published heat at t = \(list(heat.times)): largest difference \(exponent(difference)) "
        + "of \(map.heat.states[0].values.max() ?? 0)")
  }

  /// From heterogeneous conductances, as seen in several trajectories, back to them from ones.
  private func recoverMap(_ map: RoadMap, _ progress: Progress) throws -> Record {
    let field = map.field
    let truth = map.heterogeneousLogs(seed: seed)
    let times = [0] + observedTimes
    let count = quick ? (trajectories + 1) / 2 : trajectories
    let u0 = map.initialFields(count, seed: seed)
    let states = try Self.reference.solve(field, from: u0, truth.map { exp($0) }, at: times).states
    let problem = InverseProblem(
      field, states, at: times, step: 0.1, noise: noise, accuracy: 1e-5, seed: seed)
    let start = truth.map { _ in 0.0 }
    let (fit, record) = try recover(
      "map", problem, from: start, truth: truth, trust: [1], progress,
      determined: { _ in truth.map { _ in true } })
    print(
      """

      \(count) trajectories at t = \(list(times)), noise \(noise): \(problem.count) observations
      \(summary(record))
      """)
    if let output {
      let percent = "median error \(percentage(record.medianError))"
      let panels: [InverseMap.Panel] = [
        .init(title: "True", note: "waves over the map, and chance", conductances: truth.map(exp)),
        .init(
          title: "Before", note: "all 1, median error \(percentage(record.startMedianError))",
          conductances: start.map(exp)),
        .init(
          title: "After", note: "\(record.steps) steps, \(percent)",
          conductances: fit.map(exp)),
      ]
      let noiseText = noise > 0 ? "\(percentage(noise)) noise" : "no noise"
      try write(
        InverseMap(map: map).svg(
          title: "Road conductances from \(problem.count) temperatures, \(noiseText)", panels),
        to: output + "/inverse-map.svg")
    }
    return record
  }

  /// From wrong conductances to those that the published heat of one hot node flowed through, which are ones.
  private func recoverFromHeat(_ map: RoadMap, _ progress: Progress) throws -> Record {
    let heat = map.heat
    let last = quick ? 5 : heatUntil
    let used = heat.times.indices.filter { heat.times[$0] <= last }
    let times = used.map { heat.times[$0] }
    let problem = InverseProblem(
      map.field, used.map { heat.states[$0] }, at: times, step: 0.2, noise: noise,
      accuracy: heatAccuracy,
      seed: seed)
    let start = map.heterogeneousLogs(seed: seed)
    let truth = start.map { _ in 0.0 }
    var known: [Bool] = []
    let (fit, record) = try recover(
      "heat", problem, from: start, truth: truth, trust: [1000, 100, 10, 1],
      progress,
      determined: { logs in
        // A change by 1 % shows as a standard deviation of all data together.
        known = try problem.sensitivities(logs, probes: 24, seed: seed).map { $0 >= 100 }
        return known
      })
    print(
      """

      one hot node, published at t = \(list(times)), noise \(noise), from conductances within 1/2 … 2
      \(record.determinedRoads) roads of \(record.roads) are determined: a change of one by 1 % moves the \
      temperatures by their accuracy,
      \(exponent(problem.sigma[0])), or more. Through the others too little heat has flowed by \
      t = \(fixed(last, 0)); they stay where they were.
      \(summary(record))
      """)
    if let output {
      func panel(_ title: String, _ note: String, _ logs: [Double]) -> InverseMap.Panel {
        .init(title: title, note: note, conductances: zip(logs, known).map { $1 ? exp($0) : nil })
      }
      let panels = [
        panel("True", "all 1", truth),
        panel("Before", "median error \(percentage(record.startMedianError))", start),
        panel("After", "median error \(percentage(record.medianError))", fit),
      ]
      try write(
        InverseMap(map: map, focus: known).svg(
          title: "\(record.determinedRoads) road conductances from the heat of one node", panels),
        to: output + "/inverse-heat.svg")
    }
    return record
  }

  /// - Parameter trust: factors that make the observations less accurate at first, so that each minimisation begins near
  ///   its end: what little heat says of the roads far away would otherwise draw them beyond all bounds.
  private func recover(
    _ name: String, _ problem: InverseProblem, from start: [Double],
    truth: [Double], trust: [Double], _ progress: Progress, determined: ([Double]) throws -> [Bool]
  ) throws -> (logs: [Double], record: Record) {
    var method = GaussNewton(tikhonov: 1 / (prior * prior))
    method.maximumSteps = iterations
    method.decreaseTolerance = 1e-3
    // Without noise, half of what is expected of data as accurate as ours.
    method.sufficientMisfit = 0.5 * Double(problem.count)
    let clock = ContinuousClock.now
    var (logs, steps, products) = (start, 0, 0)
    var misfit = 0.0
    for factor in trust {
      let problem = problem.loosened(by: factor)
      let fit = try method.minimize(
        from: logs, prior: start,
        observe: { step in
          let error = quantile(relativeErrors(step.point, truth), 0.5)
          progress.note(
            "\(name)\(factor == 1 ? "" : ", σ × \(Int(factor))"): "
              + "misfit \(exponent(step.misfit / Double(problem.count))), "
              + "\(step.products) products, median error of all \(percentage(error))"
              + (step.isAccepted ? "" : ", rejected"))
          steps += step.products > 0 ? 1 : 0
          products += step.products
          misfit = step.misfit / Double(problem.count)
        }, problem.linearized)
      logs = fit.point
    }
    let seconds = (ContinuousClock.now - clock) / .seconds(1)
    let known = try determined(logs)
    func errors(_ logs: [Double]) -> [Double] {
      let chosen = known.indices.filter { known[$0] }
      return relativeErrors(chosen.map { logs[$0] }, chosen.map { truth[$0] })
    }
    let (before, after) = (errors(start), errors(logs))
    let all = relativeErrors(logs, truth)
    return (
      logs,
      Record(
        name: name, nodes: problem.field.nodeCount, roads: truth.count,
        trajectories: problem.sigma.count, times: problem.times, noise: noise,
        steps: steps, products: products,
        seconds: seconds, misfit: misfit, determinedRoads: after.count,
        startMedianError: quantile(before, 0.5), medianError: quantile(after, 0.5),
        error95: quantile(after, 0.95), largestError: quantile(after, 1),
        medianErrorOfAll: quantile(all, 0.5))
    )
  }

  private func summary(_ r: Record) -> String {
    """
    relative errors of the conductances: median \(percentage(r.medianError)), 95 % below \
    \(percentage(r.error95)), largest \(percentage(r.largestError)); before: median \
    \(percentage(r.startMedianError))
    \(r.steps) Gauss-Newton steps, \(r.products) products J v and Jᵀ u, \(fixed(r.seconds, 1)) s; \
    mean square of the residuals in standard deviations \(Float(r.misfit))
    """
  }

  private func write(_ svg: String, to path: String) throws {
    try Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    print("wrote \(path)")
  }
}

/// `|w / w* − 1|`, in order of size.
private func relativeErrors(_ logs: [Double], _ truth: [Double]) -> [Double] {
  zip(logs, truth).map { abs(exp($0 - $1) - 1) }.sorted()
}

/// Of values in order of size; NaN where there are none.
private func quantile(_ sorted: [Double], _ share: Double) -> Double {
  sorted.isEmpty ? .nan : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
}

private func percentage(_ value: Double) -> String {
  value < 0.001 ? String(format: "%.1e %%", 100 * value) : String(format: "%.2g %%", 100 * value)
}

private func exponent(_ value: Double) -> String { String(format: "%.2e", value) }

private func list(_ times: [Double]) -> String {
  times.map { String(format: "%g", $0) }.joined(separator: ", ")
}
