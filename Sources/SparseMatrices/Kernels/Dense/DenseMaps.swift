import CSparseKernels

/// A function of one element; see `CSparseKernels.h`.
package enum ElementaryFunction: Int32 {
  // In the order of the C enumeration.
  case exp, log, sqrt, sin, cos, tanh, sigmoid, softplus, relu, step, abs, sign, logOrZero
}

/// A function of two elements; see `CSparseKernels.h`.
package enum BinaryFunction: Int32 {
  case add, subtract, multiply, divide, power, maximum, minimum, greater, either
}

/// Functions of the elements of dense arrays.
extension Kernels {
  /// `f(x)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func map<S: SparseScalar>(_ f: ElementaryFunction, _ x: [S]) -> [S] {
    array(x.count) { out in
      overRanges(x) { n, p, x in S._kernels.table.map(f.rawValue, n, x, out + p) }
    }
  }

  /// `g ⊙ f′(x)`, where `y = f(x)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func mapSlope<S: SparseScalar>(
    _ f: ElementaryFunction, _ x: [S], _ y: [S], _ g: [S]
  ) -> [S] {
    array(x.count) { out in
      y.withUnsafeBufferPointer { y in
        g.withUnsafeBufferPointer { g in
          guard let y = y.baseAddress, let g = g.baseAddress else { return }
          overRanges(x) { n, p, x in
            S._kernels.table.mapSlope(f.rawValue, n, x, y + p, g + p, out + p)
          }
        }
      }
    }
  }

  /// `alpha x + beta`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func affine<S: SparseScalar>(_ alpha: S, _ x: [S], _ beta: S) -> [S] {
    array(x.count) { out in
      overRanges(x) { n, p, x in S._kernels.table.affine(n, alpha, x, beta, out + p) }
    }
  }

  /// `alpha x^exponent`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func power<S: SparseScalar>(_ alpha: S, _ x: [S], _ exponent: S) -> [S] {
    array(x.count) { out in
      overRanges(x) { n, p, x in S._kernels.table.power(n, alpha, x, exponent, out + p) }
    }
  }

  /// `f(a, b)` of arrays of one shape.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func zip<S: SparseScalar>(_ f: BinaryFunction, _ a: [S], _ b: [S]) -> [S] {
    array(a.count) { out in
      b.withUnsafeBufferPointer { b in
        guard let b = b.baseAddress else { return }
        overRanges(a) { n, p, a in
          S._kernels.table.zip(f.rawValue, 1, n, a, 0, 1, b + p, 0, 1, out + p)
        }
      }
    }
  }

  /// `f(a, b)`, each broadcast to `shape`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func zip<S: SparseScalar>(
    _ f: BinaryFunction, _ a: [S], _ aShape: DenseShape, _ b: [S], _ bShape: DenseShape,
    to shape: DenseShape
  ) -> [S] {
    let (s, t) = (aShape.strides, bShape.strides)
    return array(shape.count) { out in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress else { return }
          overRows(shape) { first, last in
            S._kernels.table.zip(
              f.rawValue, Int64(last - first), Int64(shape.columns), a + first * Int(s.row), s.row,
              s.column, b + first * Int(t.row), t.row, t.column, out + first * shape.columns)
          }
        }
      }
    }
  }

  /// Calls `body` with the length and beginning of ranges that together are the array, and where they begin in memory.
  private static func overRanges<S>(
    _ x: [S], _ body: (Int64, Int, UnsafePointer<S>) -> Void
  ) {
    x.withUnsafeBufferPointer { x in
      guard let base = x.baseAddress else { return }
      parallelRanges(x.count) { range in
        body(Int64(range.count), range.lowerBound, base + range.lowerBound)
      }
    }
  }

  /// Calls `body` with ranges of rows that together are all of them.
  package static func overRows(_ shape: DenseShape, _ body: (Int, Int) -> Void) {
    guard shape.count >= Threads.serialCutoff, shape.columns > 0 else {
      if shape.count > 0 { body(0, shape.rows) }
      return
    }
    let grain = max(1, (1 << 15) / shape.columns)
    parallel(chunks: (shape.rows + grain - 1) / grain) { chunk in
      body(chunk * grain, min(shape.rows, (chunk + 1) * grain))
    }
  }
}
