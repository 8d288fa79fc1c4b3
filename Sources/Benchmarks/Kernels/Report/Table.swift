import CommandSupport
import Foundation

/// The records as aligned text of at most 110 columns.
enum Table {
  static let titles = [
    "operation", "min", "median", "rate", "of limit", "bwd/fwd", "extra MB", "ours/peer",
  ]

  /// The lines over the records of a matrix, of which this is one.
  static func heading(_ record: Record) -> String {
    let mean = fixed(Double(record.nnz) / Double(max(record.rows, 1)), 1)
    let size = "\(record.rows)×\(record.columns), \(record.nnz) nonzeros, \(mean) a row"
    return "\(record.matrix): \(size)\n" + line(titles)
  }

  static func line(_ record: Record) -> String { line(cells(record)) }

  /// What stands under each of ``titles``.
  static func cells(_ record: Record) -> [String] {
    let rate =
      record.countsFlops
      ? fixed(record.gigaflopsPerSecond, 1) + " GF/s"
      : fixed(record.gigabytesPerSecond, 1) + " GB/s"
    let ratio = record.ratioToPeer.map { fixed($0, 2) + " " + (record.peer ?? "") }
    return [
      record.op, duration(milliseconds: record.minMs), duration(milliseconds: record.medMs), rate,
      fixed(100 * record.fractionOfLimit, 0) + " %",
      record.backwardOverForward.map { fixed($0, 2) } ?? "",
      fixed(Double(record.peakExtraBytes) / 1_048_576, 1), ratio ?? "",
    ]
  }

  static let footer = """

    min, median: time of one call over several samples; how far apart they are is the noise.
    rate: bytes (every operand and result touched once, 4-byte indices) a second or, from 2 operations
      a byte on, operations a second.
    of limit: the least time that the measured bandwidth, for that many bytes, and the peak of the
      arithmetic units allow, over min. Gathers at random places cannot reach it. Over 100 %, part of
      the operands stayed in a cache, or the machine was busy when its limits were measured.
    bwd/fwd: a backward pass (bwd) over its forward one.
    extra MB: growth of the resident memory during a call.
    ours/peer: below 1 we are faster; both measured alternately, sample by sample. The peers run on
      one thread, and CXSparse leaves products, sums and compressed triplets unsorted.
    """

  private static func line(_ cells: [String]) -> String {
    let widths = [18, 11, 11, 13, 10, 9, 10, 0]
    let padded = zip(cells, widths).enumerated().map { column, cell in
      switch column {
      case 0: cell.0.padding(toLength: cell.1, withPad: " ", startingAt: 0)
      case widths.count - 1: "   " + cell.0
      default: cell.0.padded(to: cell.1)
      }
    }
    var text = "  " + padded.joined()
    while text.last == " " { text.removeLast() }
    return text
  }
}
