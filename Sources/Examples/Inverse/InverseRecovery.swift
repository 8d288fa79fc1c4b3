import CommandSupport
import Foundation
import SparseAD

/// The two recoveries of conductances, with the settings of a command.
struct InverseRecovery {
  typealias Result = (outcome: InverseOutcome, map: InverseMap, text: String)

  let command: InverseCommand
  let map: RoadMap
  private let progress = ProgressLine()
  private let reference = ODESolver(
    .dormandPrince8, .adaptive(relative: 1e-12, absolute: 1e-12))

  init(command: InverseCommand, map: RoadMap) {
    self.command = command
    self.map = map
  }

  /// Whether unit conductances give the heat that was published with the map.
  func checkHeat() throws {
    let heat = map.heat
    progress.show("comparing with the published heat")
    let ones = [Double](repeating: 1, count: map.field.edgeCount)
    let states = try reference.solve(map.field, from: heat.states[0], ones, at: heat.times).states
    let difference = zip(states, heat.states).flatMap { zip($0.values, $1.values) }
      .reduce(0) { max($0, abs($1.0 - $1.1)) }
    progress.clear()
    print(
      "published heat at t = \(list(heat.times)): largest difference \(exponent(difference)) "
        + "of \(map.heat.states[0].values.max() ?? 0)")
  }

  /// From heterogeneous conductances, as seen in several trajectories, back to them from ones.
  func ofMap() throws -> Result {
    let (field, noise) = (map.field, command.noise)
    let truth = map.heterogeneousLogs(seed: command.seed)
    let times = [0] + command.observedTimes
    let count = command.quick ? (command.trajectories + 1) / 2 : command.trajectories
    let u0 = map.initialFields(count, seed: command.seed)
    progress.show("making the observations of \(count) trajectories")
    let states = try reference.solve(field, from: u0, truth.map { exp($0) }, at: times).states
    let problem = InverseProblem(
      field, states, at: times, step: 0.1, noise: noise, accuracy: 1e-5, seed: command.seed)
    let outcome = try recover(
      "map", problem, from: truth.map { _ in 0.0 }, truth: truth, trust: [1],
      determined: { _ in truth.map { _ in true } })
    let text =
      "\(count) trajectories at t = \(list(times)), noise \(noise): \(problem.count) observations"
    print("\n\(text)\n\(outcome.record.summary)")
    let noiseText = noise > 0 ? "\(percentage(noise)) noise" : "no noise"
    let picture = outcome.map(
      map, title: "Road conductances from \(problem.count) temperatures, \(noiseText)",
      note: "waves over the map, and chance")
    return (outcome, picture, text)
  }

  /// From wrong conductances to those that the published heat of one hot node flowed through, which are ones.
  func ofHeat() throws -> Result {
    let heat = map.heat
    let last = command.quick ? 5 : command.heatUntil
    let used = heat.times.indices.filter { heat.times[$0] <= last }
    let times = used.map { heat.times[$0] }
    let problem = InverseProblem(
      map.field, used.map { heat.states[$0] }, at: times, step: 0.2, noise: command.noise,
      accuracy: command.heatAccuracy, seed: command.seed)
    let start = map.heterogeneousLogs(seed: command.seed)
    let outcome = try recover(
      "heat", problem, from: start, truth: start.map { _ in 0.0 }, trust: [1000, 100, 10, 1],
      determined: { logs in
        // A change by 1 % shows as a standard deviation of all data together.
        try problem.sensitivities(logs, probes: 24, seed: command.seed).map { $0 >= 100 }
      })
    let record = outcome.record
    let text = """
      one hot node, published at t = \(list(times)), noise \(command.noise), from conductances within 1/2 … 2.
      \(record.determinedRoads) roads of \(record.roads) are determined: a change of one by 1 % moves the \
      temperatures by their accuracy,
      \(exponent(problem.sigma[0])), or more. Through the others too little heat has flowed by \
      t = \(fixed(last, 0)); they stay where they were.
      """
    print("\n\(text)\n\(record.summary)")
    let picture = outcome.map(
      map, title: "\(record.determinedRoads) road conductances from the heat of one node",
      note: "all 1")
    return (outcome, picture, text)
  }

  /// - Parameter trust: factors that make the observations less accurate at first, so that each minimisation begins near
  ///   its end: what little heat says of the roads far away would otherwise draw them beyond all bounds.
  private func recover(
    _ name: String, _ problem: InverseProblem, from start: [Double], truth: [Double],
    trust: [Double], determined: ([Double]) throws -> [Bool]
  ) throws -> InverseOutcome {
    var method = GaussNewton(tikhonov: 1 / (command.prior * command.prior))
    method.maximumSteps = command.iterations
    method.decreaseTolerance = 1e-3
    // Without noise, half of what is expected of data as accurate as ours.
    method.sufficientMisfit = 0.5 * Double(problem.count)
    let clock = ContinuousClock.now
    var logs = start
    var stages: [(problem: InverseProblem, steps: [GaussNewtonStep<[Double]>])] = []
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
          return .continue
        }, problem.linearized)
      logs = fit.point
      stages.append((problem, fit.steps))
    }
    let seconds = (ContinuousClock.now - clock) / .seconds(1)
    progress.show("\(name): what the data determine")
    let known = try determined(logs)
    progress.clear()
    let history = try zip(trust, stages).flatMap { factor, stage in
      try Self.history(stage.steps, stage.problem, looseness: factor, prior: start, method)
    }
    let chosen = known.indices.filter { known[$0] }
    func errors(_ logs: [Double]) -> [Double] {
      relativeErrors(chosen.map { logs[$0] }, chosen.map { truth[$0] })
    }
    let (before, after) = (errors(start), errors(logs))
    let tried = stages.flatMap(\.steps).filter { $0.products > 0 }
    let record = InverseRecord(
      name: name, nodes: problem.field.nodeCount, roads: truth.count,
      trajectories: problem.sigma.count, times: problem.times, noise: command.noise,
      steps: tried.count, products: tried.reduce(0) { $0 + $1.products }, seconds: seconds,
      misfit: (stages.last?.steps.last?.misfit ?? .nan) / Double(problem.count),
      determinedRoads: chosen.count, startMedianError: quantile(before, 0.5),
      medianError: quantile(after, 0.5), error95: quantile(after, 0.95),
      largestError: quantile(after, 1), medianErrorOfAll: quantile(relativeErrors(logs, truth), 0.5)
    )
    return InverseOutcome(
      record: record, steps: history, truth: truth, start: start, fit: logs, known: known)
  }

  /// The steps with the norms of their gradients `Jᵀ r + α (x − x₀)`, a solution and a reverse each.
  private static func history(
    _ steps: [GaussNewtonStep<[Double]>], _ problem: InverseProblem, looseness: Double,
    prior: [Double], _ method: GaussNewton
  ) throws -> [InverseStep] {
    try steps.map { step in
      let linear = try problem.linearized(step.point)
      let gradient = zip(try linear.vjp(linear.value), zip(step.point, prior)).map {
        $0 + method.tikhonov * ($1.0 - $1.1)
      }
      return InverseStep(
        looseness: looseness,
        misfit: step.misfit / Double(problem.count) * looseness * looseness,
        gradientNorm: gradient.reduce(0) { $0 + $1 * $1 }.squareRoot(),
        isAccepted: step.isAccepted)
    }
  }
}
