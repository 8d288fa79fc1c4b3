import ArgumentParser
import CommandSupport
import Foundation
import SparseAD

/// `Examples inverse`: the conductances of roads from the heat that spreads along them.
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

  @Option(help: "Write maps, errors and the history of the steps to this HTML file.")
  var report: String?

  @Option(help: "Write the figures to this file as JSON.")
  var json: String?

  @Flag(help: "Half of the trajectories, and the published heat only until t = 5.")
  var quick = false

  var observedTimes: [Double] {
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

  func run() throws {
    for path in [json, report].compactMap(\.self) { try Output.check(path) }
    if let output {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    }
    let map = try RoadMap(directory: data + "/minnesota")
    print("\(map.field.nodeCount) nodes, \(map.field.edgeCount) roads")
    let recovery = InverseRecovery(command: self, map: map)
    try recovery.checkHeat()
    let outcomes = [try recovery.ofMap(), try recovery.ofHeat()]
    if let json { try Output.writeJSON(outcomes.map(\.outcome.record), to: json) }
    if let output {
      for (outcome, map, _) in outcomes {
        try Output.write(map.svg, to: "\(output)/inverse-\(outcome.record.name).svg")
      }
      print("wrote the maps to \(output)")
    }
    if let report {
      try Output.write(InverseReport(map: map, outcomes: outcomes).page.html, to: report)
    }
  }
}
