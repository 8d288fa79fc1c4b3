import ArgumentParser
import CommandSupport
import Foundation
import SparseAD

/// `Benchmarks gcde`: the graph convolutional differential equation, forward and with gradients.
struct GCDECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gcde",
    abstract: "Measures time and memory of the graph convolutional differential equation.",
    discussion: """
      dH/dt = relu(A H W) over [0, 1] by Runge-Kutta steps of order 4, then the mean square of H(1) \
      and its gradients in H(0), W and the entries of A, on random graphs of growing size or on the \
      graph given. Nothing N×N is ever dense: the peak of memory says so.
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case discrete, checkpointed, interpolating, backsolve, forward
  }

  @Option(help: "Nodes of a random graph; without it, a series of sizes.")
  var nodes: Int?

  @Option(help: "Stored entries of the random graph's matrix; five times the nodes unless said.")
  var edges: Int?

  @Option(help: "Columns of H.")
  var channels = 16

  @Option(help: "Steps over [0, 1].")
  var steps = 10

  @Option(help: "How to differentiate; may be repeated. All but forward, unless said.")
  var sensitivity: [Mode] = []

  @Option(help: "States that `checkpointed` may keep.")
  var slots = 2

  @Option(help: "float or double.")
  var precision = Precision.float

  @Option(help: "A Matrix Market file with A, .mtx or .mtx.gz.")
  var matrix: String?

  @Flag(help: "Hold A constant: gradients in H(0) and W alone.")
  var constantGraph = false

  @Option(help: "Threads to use.")
  var threads: Int?

  @Option(help: "Calls to time, the first one apart.")
  var repeats = 3

  @Option(help: "Write the measurements to this file as JSON.")
  var json: String?

  func validate() throws {
    if let nodes, nodes < 1 { throw ValidationError("--nodes must be positive, not \(nodes)") }
    if let edges, edges < 0 { throw ValidationError("--edges must not be negative: \(edges)") }
    if channels < 1 || steps < 1 || repeats < 1 || slots < 0 {
      throw ValidationError("--channels, --steps and --repeats must be positive")
    }
    if edges != nil && nodes == nil { throw ValidationError("--edges needs --nodes") }
  }

  func run() throws {
    if let json { try Output.check(json) }
    if let threads { Threads.count = threads }
    FreeMemory.settleAllocator()
    let records =
      switch precision {
      case .float: try run(Float.self)
      case .double: try run(Double.self)
      }
    if let json { try Output.writeJSON(records, to: json) }
  }

  /// One way to differentiate on one graph.
  struct Record: Encodable {
    let graph: String
    let nodes: Int
    let entries: Int
    let channels: Int
    let steps: Int
    let precision: String
    let threads: Int
    /// `solve` without gradients, or how they were computed.
    let sensitivity: String
    let firstMs: Double
    let minMs: Double
    let medMs: Double
    /// Resident memory of the process: with the problem alone, and its peak during the first call.
    let problemMb: Double
    let peakMb: Double
    let loss: Double
    /// Norms of the gradients.
    let gradientH: Double
    let gradientW: Double
    let gradientA: Double?
  }

  private func run<S: SparseScalar>(_ type: S.Type) throws -> [Record] {
    let progress = ProgressLine()
    var records: [Record] = []
    let header =
      ["graph", "mode", "first", "min", "median", "problem MB", "peak MB", "loss"]
    print(Self.line(header))
    for source in try graphs(S.self) {
      progress.show("making \(source.name)")
      let problem = GCDEProblem(
        source.name, try source.make(), channels: channels, learnsGraph: !constantGraph)
      let modes = sensitivity.isEmpty ? Mode.allCases.filter { $0 != .forward } : sensitivity
      for mode in [nil] + modes.map(Optional.some) {
        progress.show("\(source.name), \(mode?.rawValue ?? "solve")")
        guard let record = try measure(problem, mode, progress) else { continue }
        progress.clear()
        print(Self.line(Self.cells(record)))
        records.append(record)
      }
    }
    return records
  }

  private static func cells(_ r: Record) -> [String] {
    [
      r.graph, r.sensitivity, duration(milliseconds: r.firstMs), duration(milliseconds: r.minMs),
      duration(milliseconds: r.medMs),
      fixed(r.problemMb, 0), fixed(r.peakMb, 0), "\(Float(r.loss))",
    ]
  }

  /// Names to the left, numbers to the right.
  private static func line(_ cells: [String]) -> String {
    let names = zip(cells, [25, 14]).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
    let numbers = zip(cells.dropFirst(2), [10, 10, 10, 11, 9, 14]).map { cell, width in
      String(repeating: " ", count: max(1, width - cell.count)) + cell
    }
    return (names + numbers).joined()
  }

  private func graphs<S: SparseScalar>(
    _ type: S.Type
  ) throws -> [(name: String, make: () throws -> CSRMatrix<S>)] {
    if let matrix {
      let name = URL(fileURLWithPath: matrix).lastPathComponent
      return [(name, { try CSRMatrix<S>(matrixMarket: matrix) })]
    }
    let sizes = nodes.map { [$0] } ?? [1_000, 10_000, 100_000]
    return sizes.map { n in
      let count = edges ?? 5 * n
      return ("random \(n), \(count)", { try Graphs.random(n, entries: count, seed: 1) })
    }
  }

  private func measure<S: SparseScalar>(
    _ problem: GCDEProblem<S>, _ mode: Mode?, _ progress: ProgressLine
  ) throws -> Record? {
    let solver = ODESolver(.rungeKutta4, .fixed(steps))
    var method: Sensitivity?
    switch mode {
    case nil: break
    case .discrete: method = .discrete
    case .checkpointed: method = .checkpointed(slots: slots)
    case .interpolating: method = .interpolating
    case .backsolve: method = .backsolve(resetsStates: true)
    case .forward:
      guard problem.coordinateCount <= 2_000 else {
        progress.note(
          "forward: one solution for each of \(problem.coordinateCount) coordinates; left out")
        return nil
      }
      method = .forward
    }
    FreeMemory.giveBack()
    let before = Memory.resident
    Memory.resetPeak()
    var result = GCDEProblem<S>.Result(loss: 0, norms: [])
    let first = try seconds(1) { result = try problem.evaluate(solver, method) }
    let peak = Memory.peak
    let times = try (0..<repeats).map { _ in
      try seconds(1) { _ = try problem.evaluate(solver, method) }
    }
    let timing = Timing(times)
    let megabyte = 1e6
    return Record(
      graph: problem.name, nodes: problem.a.rows, entries: problem.a.count, channels: channels,
      steps: steps, precision: precision.rawValue, threads: Threads.count,
      sensitivity: mode?.rawValue ?? "solve", firstMs: first * 1e3, minMs: timing.minimum * 1e3,
      medMs: timing.median * 1e3, problemMb: Double(before) / megabyte,
      peakMb: Double(peak) / megabyte, loss: result.loss, gradientH: result.norms.first ?? 0,
      gradientW: result.norms.dropFirst().first ?? 0, gradientA: result.norms.dropFirst(2).first)
  }
}
