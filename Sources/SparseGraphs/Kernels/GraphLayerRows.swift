import CSparseKernels
import SparseMatrices

/// The sizes of a graph layer: nodes, and channels in and out.
struct LayerShape: Equatable {
  let nodes: Int
  let inputs: Int
  let outputs: Int

  /// Whether `H W` has fewer columns than `H`: then `A (H W)` is cheaper than `(A H) W`.
  var isNarrowing: Bool { outputs < inputs }
}

/// The rows of a sparse matrix, block by block, against a dense one of so many channels.
struct LayerRows<S: SparseScalar> {
  let structure: Structure
  let values: [S]
  let channels: Int
  let ahead: Int32
  /// Rows whose products fill a third of a first-level cache: a multiple of the rows of a register tile.
  let blockRows: Int

  init(_ structure: Structure, _ values: [S], channels: Int) {
    self.structure = structure
    self.values = values
    self.channels = channels
    let rowBytes = channels * MemoryLayout<S>.stride
    ahead = Kernels.spmmPrefetchDistance(structure, rowBytes: rowBytes)
    blockRows = max(32, min(256, (1 << 14) / max(1, rowBytes))) & ~7
  }

  private func work(_ shape: LayerShape) -> Int {
    structure.count * channels + shape.nodes * shape.inputs * shape.outputs
  }

  /// Calls `body` with each block of rows and room for its products.
  func forEachBlock(
    _ shape: LayerShape, _ body: (Range<Int>, UnsafeMutablePointer<S>) -> Void
  ) {
    parallelRows(structure.starts, work: work(shape)) { first, last in
      forEachBlock(Int(first)..<Int(last), body)
    }
  }

  /// The same with a number of chunks that is given, and the chunk's number.
  func forEachBlock(
    _ shape: LayerShape, chunks: Int, _ body: (Int, Range<Int>, UnsafeMutablePointer<S>) -> Void
  ) {
    let rows = structure.rowCount
    func run(_ chunk: Int) {
      forEachBlock(rows * chunk / chunks..<rows * (chunk + 1) / chunks) { body(chunk, $0, $1) }
    }
    if work(shape) >= Threads.serialCutoff {
      parallel(chunks: chunks, run)
    } else {
      for chunk in 0..<chunks { run(chunk) }
    }
  }

  private func forEachBlock(
    _ rows: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<S>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: S.self, capacity: max(1, blockRows * channels)) { room in
      guard let room = room.baseAddress else { return }
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
        body(first..<min(first + blockRows, rows.upperBound), room)
      }
    }
  }

  /// `out = A X + beta out` on a block of rows, the first of which is row 0 of `out`.
  func product(_ block: Range<Int>, _ x: [S], _ beta: S, _ out: UnsafeMutablePointer<S>) {
    structure.starts.withUnsafeBufferPointer {
      guard let starts = $0.baseAddress else { return }
      S._kernels.table.spmm(
        0, Int32(block.count), starts + block.lowerBound, structure.columns, values, 1, x,
        Int64(channels), beta, out, out, ahead, false)
    }
  }

  /// `out += [Q Xᵀ]_P` on a block of rows, the first of which is row 0 of `q`.
  func addSampledProduct(
    _ block: Range<Int>, _ q: UnsafePointer<S>, _ x: [S], _ out: UnsafeMutablePointer<S>
  ) {
    structure.starts.withUnsafeBufferPointer {
      guard let starts = $0.baseAddress else { return }
      S._kernels.table.sddmm(
        0, Int32(block.count), starts + block.lowerBound, structure.columns, nil, 1, q, x,
        Int64(channels), 1, out, ahead)
    }
  }
}
