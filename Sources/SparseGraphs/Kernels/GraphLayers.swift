import CSparseKernels
import SparseMatrices

/// The layer `Y = f(A H W + b)`: each block of rows goes through the sparse product, the dense one and the function while
/// it is in the first-level cache, so that neither `A H` nor anything else of the size of `H` is ever stored. Only where
/// the layer is narrowing, `H W` comes first and is stored, in `room`.
///
/// The dense products are our own: with 16 to 64 columns in `Float` they took 0.40 to 0.46 of OpenBLAS's time (AVX-512),
/// and a block at a time cannot go through the BLAS without losing more.
extension Kernels {
  /// `out = f(A H W + b)`; without `bias`, `b` is 0.
  static func layer<S: SparseScalar>(
    _ f: ElementaryFunction?, _ a: Structure, _ values: [S], _ h: [S], _ w: [S], _ bias: [S]?,
    _ shape: LayerShape, room: inout [S], into out: inout [S]
  ) {
    if shape.isNarrowing {
      multiply(h, w, shape, into: &room)
      return narrowingLayer(f, a, values, hw: room, bias, shape, into: &out)
    }
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

  /// `room = H W`.
  static func multiply<S: SparseScalar>(
    _ h: [S], _ w: [S], _ shape: LayerShape, into room: inout [S]
  ) {
    let result = DenseShape(rows: shape.nodes, columns: shape.outputs)
    if room.count < result.count { room = uninitialized(result.count) }
    update(&room) { room in
      h.withUnsafeBufferPointer {
        guard let h = $0.baseAddress else { return }
        overRows(result) { first, last in
          narrowProduct(
            last - first, shape.inputs, shape.outputs, h + first * shape.inputs, w, start: nil, 0,
            room + first * shape.outputs)
        }
      }
    }
  }

  /// `out = f(A (H W) + b)`.
  private static func narrowingLayer<S: SparseScalar>(
    _ f: ElementaryFunction?, _ a: Structure, _ values: [S], hw: [S], _ bias: [S]?,
    _ shape: LayerShape, into out: inout [S]
  ) {
    let rows = LayerRows(a, values, channels: shape.outputs)
    let columns = Int64(shape.outputs)
    update(&out) { out in
      rows.forEachBlock(shape) { block, _ in
        let y = out + block.lowerBound * shape.outputs
        if let bias {
          for i in 0..<block.count {
            S._kernels.table.axpby(columns, 1, bias, 0, bias, y + i * shape.outputs)
          }
        }
        rows.product(block, hw, bias == nil ? 0 : 1, y)
        activate(f, block.count * shape.outputs, y)
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
    require(y.count == m.count, "\(y.count) elements and \(m.count)")
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

  /// `out = start + A B` for `rows × inner` A and `inner × columns` B.
  static func narrowProduct<S: SparseScalar>(
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
