import CSparseKernels
import SparseMatrices

/// Which numbers a text holds.
enum TextField: Int32 {
  case real = 0
  case integer = 1
  case pattern = 2
}

/// Which places of an array a text holds, column by column.
enum TextTriangle: Int32 {
  case none = 0
  case lower = 1
  case strictlyLower = 2

  /// The number of these places in a matrix of given size, each below 2³¹.
  func count(rows: Int, columns: Int) -> Int {
    switch self {
    case .none: rows * columns
    case .lower: rows * (rows + 1) / 2
    case .strictlyLower: rows * max(0, rows - 1) / 2
    }
  }
}

/// Triplets while they are read: arrays with room for more than there are yet.
struct TripletBuffer<S: SparseScalar> {
  private(set) var rows: [Int32]
  private(set) var columns: [Int32]
  private(set) var values: [S]
  private(set) var count = 0

  /// What one triplet takes.
  static var bytesEach: Int { 2 * MemoryLayout<Int32>.size + MemoryLayout<S>.size }

  init(capacity: Int) {
    // One more than asked for, so that also an empty buffer has an address. Pages are taken as they are written.
    rows = Kernels.array(capacity + 1) { _ in }
    columns = Kernels.array(capacity + 1) { _ in }
    values = Kernels.array(capacity + 1) { _ in }
  }

  private mutating func update<R>(
    _ body: (
      UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<S>, inout Int
    ) -> R?
  ) -> R? {
    rows.withUnsafeMutableBufferPointer { rows in
      columns.withUnsafeMutableBufferPointer { columns in
        values.withUnsafeMutableBufferPointer { values in
          guard let i = rows.baseAddress, let j = columns.baseAddress, let v = values.baseAddress
          else { return nil }
          return body(i, j, v, &count)
        }
      }
    }
  }

  /// Reads up to `limit` triplets, the room there is, and checks that their places exist.
  mutating func read(
    _ lines: LineReader, _ field: TextField, rowCount: Int, columnCount: Int, limit: Int
  ) throws(FileError) -> TextFault? {
    try lines.forEachPiece { text, length, place in
      update { i, j, v, count in
        var done = Int64(count)
        defer { count = Int(done) }
        return S._kernels.table.readCoordinates(
          text, length, field.rawValue, Int32(rowCount), Int32(columnCount), Int64(limit), &done,
          i, j, v, &place)
      } ?? 0
    }
  }

  /// Appends the mirror images of the triplets off the diagonal, times `sign`; there must be room for twice as many.
  mutating func appendMirrorImages(sign: S) {
    _ = update { i, j, v, count in count = Int(S._kernels.table.mirror(Int64(count), sign, i, j, v))
    }
  }

  /// Moves triplets above the diagonal below it, times `sign`.
  mutating func foldIntoLowerTriangle(sign: S) {
    _ = update { i, j, v, count in S._kernels.table.fold(Int64(count), sign, i, j, v) }
  }

  /// Gives up the room that is left.
  mutating func shrink() {
    let spare = rows.count - count
    rows.removeLast(spare)
    columns.removeLast(spare)
    values.removeLast(spare)
  }
}

extension Kernels {
  /// Reads an array's entries into row-major `values`, and with a `mirror` of 1 or -1 the mirror images times that.
  /// Also says whether all were there.
  static func readArray<S: SparseScalar>(
    _ lines: LineReader, _ field: TextField, _ triangle: TextTriangle, mirror: S, rowCount: Int,
    columnCount: Int, into values: inout [S]
  ) throws(FileError) -> (fault: TextFault?, complete: Bool) {
    var (row, column) = (Int64(triangle == .strictlyLower ? 1 : 0), Int64(0))
    var nowhere = S(0)
    let fault = try lines.forEachPiece { text, length, place in
      values.withUnsafeMutableBufferPointer { values in
        withUnsafeMutablePointer(to: &nowhere) { nowhere in
          S._kernels.table.readArray(
            text, length, field.rawValue, Int64(rowCount), Int64(columnCount), triangle.rawValue,
            mirror, &row, &column, values.baseAddress ?? nowhere, &place)
        }
      }
    }
    return (fault, row >= rowCount || column >= columnCount)
  }
}
