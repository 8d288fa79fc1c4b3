import CSparseKernels
import SparseMatrices

/// Steps of optimisers, in place: what each computes is said in `kernels.h`. An empty array of state stands for none.
///
/// An element depends on no other, so results are the same for any number of threads.
extension Kernels {
  static func sgd<S: SparseScalar>(
    _ x: inout [S], _ g: [S], velocity v: inout [S], rate: S, decay: S, momentum: S, share: S,
    nesterov: Bool
  ) {
    let n = x.count
    require(g.count == n && (v.isEmpty || v.count == n), "\(g.count), \(v.count) for \(n)")
    update(&x) { x in
      withOptionalBuffer(&v) { v in
        g.withUnsafeBufferPointer { g in
          guard let g = g.baseAddress else { return }
          parallelRanges(n) { range in
            let p = range.lowerBound
            S._kernels.table.sgd(
              Int64(range.count), rate, decay, momentum, share, nesterov, x + p, g + p,
              v.map { $0 + p })
          }
        }
      }
    }
  }

  static func adam<S: SparseScalar>(
    _ x: inout [S], _ g: [S], first m: inout [S], second v: inout [S], rate: S, keep: S, decay: S,
    share1: S, beta2: S, share2: S, root: S, epsilon: S
  ) {
    let n = x.count
    require(
      g.count == n && m.count == n && v.count == n, "\(g.count), \(m.count), \(v.count) for \(n)")
    update(&x) { x in
      update(&m) { m in
        update(&v) { v in
          g.withUnsafeBufferPointer { g in
            guard let g = g.baseAddress else { return }
            parallelRanges(n) { range in
              let p = range.lowerBound
              S._kernels.table.adam(
                Int64(range.count), rate, keep, decay, share1, beta2, share2, root, epsilon, x + p,
                g + p, m + p, v + p)
            }
          }
        }
      }
    }
  }

  static func rmsprop<S: SparseScalar>(
    _ x: inout [S], _ g: [S], square s: inout [S], mean m: inout [S], velocity v: inout [S],
    rate: S, decay: S, alpha: S, share: S, epsilon: S, momentum: S
  ) {
    let n = x.count
    require(
      g.count == n && s.count == n && (m.isEmpty || m.count == n) && (v.isEmpty || v.count == n),
      "\(g.count), \(s.count), \(m.count), \(v.count) for \(n)")
    update(&x) { x in
      update(&s) { s in
        withOptionalBuffer(&m) { m in
          withOptionalBuffer(&v) { v in
            g.withUnsafeBufferPointer { g in
              guard let g = g.baseAddress else { return }
              parallelRanges(n) { range in
                let p = range.lowerBound
                S._kernels.table.rmsprop(
                  Int64(range.count), rate, decay, alpha, share, epsilon, momentum, x + p, g + p,
                  s + p, m.map { $0 + p }, v.map { $0 + p })
              }
            }
          }
        }
      }
    }
  }

  /// Brings every element into `-most ... most`.
  static func clamp<S: SparseScalar>(_ most: S, _ x: inout [S]) {
    let n = x.count
    update(&x) { x in
      parallelRanges(n) { S._kernels.table.clamp(Int64($0.count), most, x + $0.lowerBound) }
    }
  }

  /// Lends an array to write in place, or nil for an empty one.
  private static func withOptionalBuffer<S>(
    _ array: inout [S], _ body: (UnsafeMutablePointer<S>?) -> Void
  ) {
    array.withUnsafeMutableBufferPointer { body($0.isEmpty ? nil : $0.baseAddress) }
  }
}
