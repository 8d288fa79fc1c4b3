import ArgumentParser
import CommandSupport
import Foundation
import SparseAD

/// `Benchmarks solvers`: what systems, their derivatives and their determinants cost.
struct SolversCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solvers",
    abstract: "Measures direct and iterative solvers, and their derivatives.",
    discussion: """
      Factorisations, solutions, gradients of solutions, determinants with their gradients, and iterations with \
      preconditioners: on a grid of 300×300 points, one of 20×20×20, and on the matrices of --matrix. Direct solvers \
      are measured in turns with CHOLMOD and KLU called from C. The residual is ‖b − A x‖ / (‖A‖ ‖x‖ + ‖b‖), in the largest \
      row sum and element.
      """)

  @Option(help: "A Matrix Market file, .mtx or .mtx.gz, to measure on instead; may be repeated.")
  var matrix: [String] = []

  @Option(
    help: "Points along each side of the grid that multigrid is measured on; 0 leaves it out.")
  var multigrid = 1000

  @Option(help: "Seconds to measure each call for; slow calls take up to ten times that.")
  var seconds = 0.5

  @Option(help: "Threads to use.")
  var threads = 1

  @Option(help: "Write the measurements to this file as JSON.")
  var json: String?

  func run() throws {
    if let json { try Output.check(json) }
    Threads.count = threads
    let progress = ProgressLine()
    let budget = Budget(seconds: seconds, samples: 5, cap: 10 * seconds)
    var sources: [(name: String, make: () throws -> CSRMatrix<Double>)] = matrix.map { path in
      (path, { try CSRMatrix(matrixMarket: path) })
    }
    if matrix.isEmpty {
      sources = [
        ("poisson2d-300", { Grid.poisson(300) }), ("poisson3d-20", { Grid.sevenPoint(20) }),
      ]
    }
    print("| matrix | what | ms, min | median | beside | its min | ratio | |")
    print("|---|---|--:|--:|---|--:|--:|---|")
    var records: [SolverRecord] = []
    func note(_ record: SolverRecord) {
      progress.clear()
      print(record.row)
      fflush(nil)
      records.append(record)
    }
    for (name, make) in sources {
      progress.show(name)
      try SolverCases(name: name, a: try make(), budget: budget, note: note).run()
    }
    if matrix.isEmpty, multigrid > 0 {
      let name = "poisson2d-\(multigrid)"
      progress.show(name)
      try SolverCases(name: name, a: Grid.poisson(multigrid), budget: budget, note: note)
        .multigrid()
    }
    progress.clear()
    if let json { try Output.writeJSON(records, to: json) }
  }
}

/// One line of the table.
struct SolverRecord: Encodable {
  let matrix: String
  let what: String
  let minMs: Double
  let medMs: Double
  let peer: String?
  let peerMinMs: Double?
  let remark: String

  init(
    _ matrix: String, _ what: String, _ ours: Timing, _ peer: String? = nil,
    _ peerMinimum: Double? = nil, _ remark: String = ""
  ) {
    (self.matrix, self.what, self.peer, self.remark) = (matrix, what, peer, remark)
    (minMs, medMs) = (ours.minimum * 1e3, ours.median * 1e3)
    peerMinMs = peerMinimum.map { $0 * 1e3 }
  }

  var row: String {
    let beside =
      peerMinMs.map { [peer ?? "", fixed($0, 3), fixed(minMs / $0, 2)] } ?? ["", "", ""]
    return "| "
      + ([matrix, what, fixed(minMs, 3), fixed(medMs, 3)] + beside + [remark]).joined(
        separator: " | ") + " |"
  }
}
