import ArgumentParser
import CommandSupport
import Foundation
import SparseAD

/// `Benchmarks kernels`: every operation and its backward pass on matrices of several kinds.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Measures the operations and their backward passes.",
    discussion: """
      First the machine's limits are measured, bandwidth and arithmetic; then each operation and \
      its backward pass, on the matrices of --matrix, on generated ones, and on a small real graph. \
      The table goes to the standard output, progress to the standard error.
      """)

  @Option(
    help: "A Matrix Market file, .mtx or .mtx.gz, to measure on before the generated matrices.")
  var matrix: [String] = []

  @Option(help: "The second operand of products and sums with --matrix.")
  var second: String?

  @Option(
    help: "Measure only what this regular expression finds something in, of matrix/operation.")
  var filter: String?

  @Option(help: "Threads to use.")
  var threads: Int?

  @Option(help: "float or double.")
  var precision = Precision.double

  @Option(help: "Write the measurements to this file as JSON.")
  var json: String?

  @Option(help: "Write a report with charts to this HTML file.")
  var report: String?

  @Flag(help: "Smaller matrices and fewer samples.")
  var quick = false

  @Option(help: "Seconds to measure each call for, however long the whole takes then.")
  var seconds: Double?

  @Flag(
    help: "Without the peers in this process, which take turns with ours and so empty the caches.")
  var alone = false

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads must be from 1 to 256, not \(threads)")
    }
    if let seconds, !(seconds > 0 && seconds <= 60) {
      throw ValidationError("--seconds must be above 0 and at most 60, not \(seconds)")
    }
    if second != nil && matrix.count != 1 {
      throw ValidationError("--second needs exactly one --matrix")
    }
    do { _ = try Filter(filter) } catch {
      throw ValidationError("--filter is not a regular expression: \(error)")
    }
  }

  func run() throws {
    if let threads { Threads.count = threads }
    FreeMemory.settleAllocator()
    switch precision {
    case .double: try run(Double.self)
    case .float: try run(Float.self)
    }
  }

  private func run<S: BenchmarkScalar>(_: S.Type) throws {
    for path in [json, report].compactMap({ $0 }) { try Output.check(path) }
    let sources = try sources(S.self)
    let progress = ProgressLine()
    progress.show("measuring the machine's limits")
    let machine = Machine(precision: precision.rawValue, limits: Limits(S.self, quick: quick))
    progress.clear()
    print(machine.description)
    var records: [Record] = []
    var budget = quick ? Budget.quick : .full
    if let seconds { budget = Budget(seconds: seconds, samples: 5, cap: max(seconds, budget.cap)) }
    let runner = Runner<S>(
      limits: machine.limits, budget: budget, haste: seconds == nil ? .now + .seconds(45) : nil,
      filter: try Filter(filter), takesTurns: !alone, progress: progress,
      onRecord: { record in
        progress.clear()
        if records.last?.matrix != record.matrix { print("\n" + Table.heading(record)) }
        print(Table.line(record))
        records.append(record)
      })
    for source in sources { try runner.run(source) }
    progress.clear()
    print(records.isEmpty ? "\nNothing matches --filter." : Table.footer)
    if let json { try Output.writeJSON(records.map { MachineRecord($0, machine) }, to: json) }
    if let report { try Output.write(Report(records, machine).page.html, to: report) }
  }

  private func sources<S: BenchmarkScalar>(_: S.Type) throws -> [ProblemSource<S>] {
    // A file that is missing should not be found out after minutes.
    for path in matrix + [second].compactMap({ $0 }) {
      _ = try naming(path) { try MatrixMarket.header(ofFile: path) }
    }
    return matrix.map { ProblemSource.file($0, second: second) }
      + ProblemSource.standard(quick: quick)
  }
}
