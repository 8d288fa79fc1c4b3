import CSparseKernels

/// The sizes of a graph layer: nodes, and channels in and out.
struct LayerShape: Equatable {
  let nodes: Int
  let inputs: Int
  let outputs: Int
}

/// The layer `Y = f(A H W + b)`: each block of rows goes through the sparse product, the dense one and the function while
/// it is in the first-level cache, so that neither `A H` nor anything else of the size of `H` is ever stored.
///
/// The dense products are our own: with few columns they are 2.2 times as fast as OpenBLAS's (docs/performance.md).
extension Kernels {
  /// `out = f(A H W + b)`; without `bias`, `b` is 0.
  static func layer<S: SparseScalar>(
    _ f: ElementaryFunction?, _ a: Structure, _ values: [S], _ h: [S], _ w: [S], _ bias: [S]?,
    _ shape: LayerShape, into out: inout [S]
  ) {
    let rows = LayerRows(a, values, channels: shape.inputs)
    update(&out) { out in
      lend(bias) { bias in
        rows.forEachBlock(shape) { block, ah in
          rows.product(block, h, 0, ah)
          let y = out + block.lowerBound * shape.outputs
          narrowProduct(block.count, shape.inputs, shape.outputs, ah, w, start: bias, 0, y)
          activate(f, block.count * shape.outputs, y)
        }
      }
    }
  }

  /// The tangent of a layer, `out = f′(z) ⊙ ((A Ḣ + Ȧ H) W + A H Ẇ + ḃ)`, from what it gave, `y = f(z)`.
  static func layerTangent<S: SparseScalar>(
    _ f: ElementaryFunction?, _ a: Structure, _ values: [S], _ h: [S], _ w: [S], y: [S],
    aDot: [S]?, hDot: [S], wDot: [S], biasDot: [S]?, _ shape: LayerShape, into out: inout [S]
  ) {
    let rows = LayerRows(a, values, channels: shape.inputs)
    let dotRows = aDot.map { LayerRows(a, $0, channels: shape.inputs) }
    update(&out) { out in
      lend(biasDot) { biasDot in
        rows.forEachBlock(shape) { block, ah in
          let (n, first) = (block.count, block.lowerBound * shape.outputs)
          rows.product(block, hDot, 0, ah)
          dotRows?.product(block, h, 1, ah)
          narrowProduct(n, shape.inputs, shape.outputs, ah, w, start: biasDot, 0, out + first)
          rows.product(block, h, 0, ah)
          narrowProduct(
            n, shape.inputs, shape.outputs, ah, wDot, start: out + first, shape.outputs, out + first
          )
          y.withUnsafeBufferPointer {
            guard let y = $0.baseAddress else { return }
            multiplySlope(f, n * shape.outputs, y + first, out + first)
          }
        }
      }
    }
  }

  /// `m ← m ⊙ f′(z)`, where `y = f(z)`.
  static func multiplySlope<S: SparseScalar>(
    _ f: ElementaryFunction?, _ y: [S], _ m: inout [S]
  ) {
    precondition(y.count == m.count, "\(y.count) elements and \(m.count)")
    let count = m.count
    update(&m) { m in
      y.withUnsafeBufferPointer {
        guard let y = $0.baseAddress else { return }
        parallelRanges(count) {
          multiplySlope(f, $0.count, y + $0.lowerBound, m + $0.lowerBound)
        }
      }
    }
  }

  /// `hBar = Aᵀ M Wᵀ`, and `W̄ = (A H)ᵀ M = Hᵀ (Aᵀ M)`, which is returned. `at` and `values` are those of `Aᵀ`.
  static func layerBackward<S: SparseScalar>(
    _ at: Structure, _ values: [S], _ m: [S], _ h: [S], _ w: [S], _ shape: LayerShape,
    into hBar: inout [S]
  ) -> [S] {
    let rows = LayerRows(at, values, channels: shape.outputs)
    let weights = DenseShape(rows: shape.inputs, columns: shape.outputs)
    guard weights.count > 0 else { return [] }
    let wTransposed = transpose(w, weights)
    // Each chunk of nodes has a sum of its own, and neither the chunks nor the order in which their sums are added depend
    // on the number of threads.
    let most = max(1, (4 << 20) / (weights.count * MemoryLayout<S>.stride))
    let chunks = max(1, min(32, most, shape.nodes / 256))
    var wBar: [S] = zeros(chunks * weights.count)
    update(&wBar) { wBar in
      hBar.withUnsafeMutableBufferPointer { hBar in
        h.withUnsafeBufferPointer { h in
          guard let hBar = hBar.baseAddress, let h = h.baseAddress else { return }
          rows.forEachBlock(shape, chunks: chunks) { chunk, block, p in
            let first = block.lowerBound * shape.inputs
            rows.product(block, m, 0, p)
            narrowProduct(
              block.count, shape.outputs, shape.inputs, p, wTransposed, start: nil, 0, hBar + first)
            let sum = wBar + chunk * weights.count
            S._kernels.table.narrowProduct(
              Int64(shape.inputs), Int64(block.count), Int64(shape.outputs), h + first,
              Int64(shape.inputs), true, p, sum, Int64(shape.outputs), sum)
          }
        }
      }
      for chunk in 1..<max(1, chunks) {
        S._kernels.table.axpby(
          Int64(weights.count), 1, wBar, 1, wBar + chunk * weights.count, wBar)
      }
    }
    wBar.removeLast((chunks - 1) * weights.count)
    return wBar
  }

  /// `aBar += [M Wᵀ Hᵀ]_P`.
  static func addLayerEdges<S: SparseScalar>(
    _ a: Structure, _ m: [S], _ h: [S], _ w: [S], _ shape: LayerShape, into aBar: inout [S]
  ) {
    let wTransposed = transpose(w, DenseShape(rows: shape.inputs, columns: shape.outputs))
    let rows = LayerRows<S>(a, [], channels: shape.inputs)
    update(&aBar) { aBar in
      m.withUnsafeBufferPointer {
        guard let m = $0.baseAddress else { return }
        rows.forEachBlock(shape) { block, q in
          narrowProduct(
            block.count, shape.outputs, shape.inputs, m + block.lowerBound * shape.outputs,
            wTransposed, start: nil, 0, q)
          rows.addSampledProduct(block, q, h, aBar)
        }
      }
    }
  }

  /// `out = start + A B` for `rows × inner` A and `inner × columns` B.
  private static func narrowProduct<S: SparseScalar>(
    _ rows: Int, _ inner: Int, _ columns: Int, _ a: UnsafePointer<S>, _ b: [S],
    start: UnsafePointer<S>?, _ startRow: Int, _ out: UnsafeMutablePointer<S>
  ) {
    S._kernels.table.narrowProduct(
      Int64(rows), Int64(inner), Int64(columns), a, Int64(inner), false, b, start, Int64(startRow),
      out)
  }

  private static func activate<S: SparseScalar>(
    _ f: ElementaryFunction?, _ count: Int, _ x: UnsafeMutablePointer<S>
  ) {
    if let f { S._kernels.table.activate(f.rawValue, Int64(count), x) }
  }

  private static func multiplySlope<S: SparseScalar>(
    _ f: ElementaryFunction?, _ count: Int, _ y: UnsafePointer<S>, _ g: UnsafeMutablePointer<S>
  ) {
    if let f { S._kernels.table.multiplySlope(f.rawValue, Int64(count), y, g) }
  }
}

/// The rows of a sparse matrix, block by block, against a dense one of so many channels.
private struct LayerRows<S: SparseScalar> {
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
    ahead = Kernels.prefetchDistance(structure, rowBytes: rowBytes, cache: 1 << 20)
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
    withUnsafeTemporaryAllocation(of: S.self, capacity: blockRows * channels) { room in
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
