import SparseAutodiff
import SparseMatrices

/// A layer of a graph network, `Y = σ(A H W + b)`.
///
///     A   N×N sparse     H   N×C     W   C×D     b   a row of D     Y   N×D
///
///     tangent     Ẏ = σ′ ⊙ ((A Ḣ + Ȧ H) W + A H Ẇ + ḃ)
///     cotangent   with M = Ȳ ⊙ σ′:   H̄ = Aᵀ M Wᵀ     W̄ = Hᵀ (Aᵀ M)     b̄ = Mᵀ 1     Ā = [M Wᵀ Hᵀ]_P(A)
///
/// `σ′` comes from `Y`: see ``Activation``. All is O(nnz (C + D) + N C D) and done by blocks of rows: besides the results,
/// nothing of the size of `H` is stored, and `M` takes the place of `Ȳ`. Only where D < C, `H W` is, in room that the caller
/// keeps: then `A (H W)` is cheaper than `(A H) W`.
///
/// Source: paper 000, (28)–(33) as corrected: `Aᵀ` in (30), and the mask of `A H W`, not of `H`, in both.
struct GraphConvolution<Scalar: SparseScalar> {
  let adjacency: CSRMatrix<Scalar>
  let weight: DenseMatrix<Scalar>
  let bias: [Scalar]?
  let activation: Activation

  /// `Y ← σ(A H W + b)`.
  func forward(
    _ h: DenseMatrix<Scalar>, room: inout [Scalar], into y: inout DenseMatrix<Scalar>
  ) {
    let shape = checkedShape(h, y)
    Kernels.layer(
      activation.function, adjacency.pattern.structure, adjacency.values, h.values, weight.values,
      bias, shape, room: &room, into: &y.values)
  }

  /// `Ẏ`, where the layer gave `y`.
  func jvp(
    _ h: DenseMatrix<Scalar>, _ y: DenseMatrix<Scalar>, aDot: CSRMatrix<Scalar>?,
    hDot: DenseMatrix<Scalar>, wDot: DenseMatrix<Scalar>, biasDot: [Scalar]?,
    into yDot: inout DenseMatrix<Scalar>
  ) {
    let shape = checkedShape(h, y)
    _ = checkedShape(hDot, yDot)
    if let reason = wDot.mismatch(with: weight) { stop("tangent of W: \(reason)") }
    if let aDot {
      require(aDot.pattern === adjacency.pattern, "a tangent lives on its matrix's pattern")
    }
    require(biasDot == nil || biasDot?.count == shape.outputs, "a tangent of another bias")
    Kernels.layerTangent(
      activation.function, adjacency.pattern.structure, adjacency.values, h.values, weight.values,
      y: y.values, aDot: aDot?.values, hDot: hDot.values, wDot: wDot.values, biasDot: biasDot,
      shape, into: &yDot.values)
  }

  /// `hBar ← H̄`, `aBar += Ā` and `biasBar += b̄` where they are there, and `W̄` is returned.
  ///
  /// - Parameters:
  ///   - y: what the layer gave.
  ///   - m: `Ȳ`, which becomes `M`.
  func vjp(
    _ h: DenseMatrix<Scalar>, _ y: DenseMatrix<Scalar>, cotangent m: inout DenseMatrix<Scalar>,
    room: inout [Scalar], into hBar: inout DenseMatrix<Scalar>,
    addingA aBar: inout CSRMatrix<Scalar>?,
    addingBias biasBar: inout [Scalar]?
  ) -> DenseMatrix<Scalar> {
    let shape = checkedShape(h, y)
    _ = checkedShape(hBar, m)
    Kernels.multiplySlope(activation.function, y.values, &m.values)
    if let pattern = aBar?.pattern {
      require(pattern === adjacency.pattern, "a gradient lives on its matrix's pattern")
    }
    aBar?.updateCoordinateBlocks { _, aBar in
      Kernels.addLayerEdges(
        adjacency.pattern.structure, m.values, h.values, weight.values, shape,
        room: &room, into: &aBar)
    }
    biasBar?.updateCoordinateBlocks { _, biasBar in
      Kernels.axpy(1, Kernels.sum(m.values, m._shape, to: .row(m.columns)), &biasBar)
    }
    // The values first: they bring the pattern along.
    let values = adjacency.valuesOfTranspose()
    return DenseMatrix(
      rows: weight.rows, columns: weight.columns,
      values: Kernels.layerBackward(
        adjacency.pattern.transpose.pattern.structure, values, m.values, h.values, weight.values,
        shape, into: &hBar.values))
  }

  private func checkedShape(_ h: DenseMatrix<Scalar>, _ y: DenseMatrix<Scalar>) -> LayerShape {
    let (a, w) = (adjacency, weight)
    require(a.rows == a.columns, "A is \(a.rows)×\(a.columns), not square")
    require(h.rows == a.columns, "H has \(h.rows) rows, A \(a.columns) columns")
    require(h.columns == w.rows, "H has \(h.columns) columns, W \(w.rows) rows")
    require(
      y.rows == a.rows && y.columns == w.columns,
      "the result is \(y.rows)×\(y.columns), A H W is \(a.rows)×\(w.columns)")
    if let bias {
      require(bias.count == w.columns, "\(bias.count) biases for \(w.columns) columns")
    }
    return LayerShape(nodes: h.rows, inputs: w.rows, outputs: w.columns)
  }
}
