import CommandSupport
import Foundation
import Testing

@testable import Benchmarks

@Suite struct ReportTests {
  private static func record(_ op: String, ratio: Double?, share: Double) throws -> Record {
    let peer = ratio.map { ", \"peer\": \"CHOLMOD\", \"ratioToPeer\": \($0)" } ?? ""
    let json = """
      {"matrix": "m", "rows": 3, "columns": 3, "nnz": 4, "op": "\(op)", "direction": "forward",
       "dtype": "float64", "threads": 1, "minMs": 1, "medMs": 1, "reps": 5, "minBytes": 100,
       "flops": 50, "gigabytesPerSecond": 1, "gigaflopsPerSecond": 0.5,
       "fractionOfLimit": \(share), "peakExtraBytes": 0\(peer)}
      """
    return try JSONDecoder().decode(Record.self, from: Data(json.utf8))
  }

  private static func report(_ records: [Record]) throws -> Report {
    let limits = """
      {"bandwidths": [{"bytes": 1000, "read": 1e10, "copy": 1e10, "triad": 1e10}],
       "flopsPerSecond": 1e10}
      """
    let machine = Machine(
      precision: "double", limits: try JSONDecoder().decode(Limits.self, from: Data(limits.utf8)))
    return Report(records, machine)
  }

  @Test func theSummarySaysHowWeCompare() throws {
    let records = [
      try Self.record("spmv", ratio: 0.5, share: 0.6),
      try Self.record("spmm", ratio: 2, share: 0.3),
      try Self.record("dot", ratio: nil, share: 0.4),
    ]
    let summary = try Self.report(records).summary
    #expect(summary.hasPrefix("3 measurements on 1 matrix, double precision"))
    #expect(summary.contains("half of them reach 40 % of this machine's limit or more"))
    #expect(
      summary.contains(
        "Of 2 compared with a peer, 1 is as fast or faster, with 1.00 of its time in the geometric mean and "
          + "2.00 at most (spmm on m)"))
  }

  @Test func thePageHasChartsAndTables() throws {
    let html = try Self.report([try Self.record("spmv", ratio: 0.5, share: 0.6)]).page.html
    for part in ["Roofline of m", "Ratio to the peers on m", "<td>spmv</td>", "class='faster'"] {
      #expect(html.contains(part), "\(part)")
    }
    #expect(!html.contains("class='slower'"))
  }

  @Test func nothingMeasuredIsSaid() throws {
    #expect(try Self.report([]).summary == "Nothing was measured.")
  }
}
