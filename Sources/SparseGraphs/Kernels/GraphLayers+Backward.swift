import CSparseKernels
import SparseAutodiff
import SparseMatrices

/// The cotangents of a graph layer, block by block as the layer itself: with `M = Ȳ ⊙ f′(z)`, neither `Aᵀ M` nor `M Wᵀ`
/// is stored.
extension Kernels {
  /// `hBar = Aᵀ M Wᵀ`, and `W̄ = (A H)ᵀ M = Hᵀ (Aᵀ M)`, which is returned. `at` and `values` are those of `Aᵀ`.
  static func layerBackward<S: SparseScalar>(
    _ at: Structure, _ values: [S], _ m: [S], _ h: [S], _ w: [S], _ shape: LayerShape,
    into hBar: inout [S]
  ) -> [S] {
    let rows = LayerRows(at, values, channels: shape.outputs)
    let weights = DenseShape(rows: shape.inputs, columns: shape.outputs)
    guard weights.count > 0 else {
      update(&hBar) { fill($0, 0, shape.nodes * shape.inputs) }
      return []
    }
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
    _ a: Structure, _ m: [S], _ h: [S], _ w: [S], _ shape: LayerShape, room: inout [S],
    into aBar: inout [S]
  ) {
    if shape.isNarrowing {
      multiply(h, w, shape, into: &room)
      return addSampledProduct(a, m, room, channels: shape.outputs, into: &aBar)
    }
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

  /// `aBar += [M Xᵀ]_P`, rows of so many channels.
  private static func addSampledProduct<S: SparseScalar>(
    _ a: Structure, _ m: [S], _ x: [S], channels: Int, into aBar: inout [S]
  ) {
    let ahead = sddmmPrefetchDistance(a, rowBytes: channels * MemoryLayout<S>.stride)
    update(&aBar) { aBar in
      parallelRows(a.starts, work: a.count * channels) { first, last in
        S._kernels.table.sddmm(
          first, last, a.starts, a.columns, nil, 1, m, x, Int64(channels), 1, aBar, ahead)
      }
    }
  }
}
