import SparseAutodiff
import SparseMatrices

/// The generalised method of minimal residuals, for any square matrix, started again every `restart` iterations.
///
/// The preconditioner is applied on the right, so the residual is the true one, and never grows.
///
/// Source: Saad and Schultz, SIAM J. Sci. Stat. Comput. 7(3), 1986.
public struct GMRES: KrylovMethod {
  /// Iterations, and vectors kept, between starts.
  public let restart: Int

  /// The method; fewer vectors take less memory and may take many more iterations, or never end.
  public init(restart: Int = 30) {
    require(restart > 0, "a restart after \(restart) iterations")
    self.restart = restart
  }

  public var assumesSymmetry: Bool { false }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func iterate<S: SparseScalar>(_ run: inout KrylovRun<S>) {
    let size = Kernels.norm(run.residualVector)
    var basis = [run.residualVector]
    Kernels.scale(1 / size, &basis[0])
    // The columns of the Hessenberg matrix, rotated to upper triangular ones, and the right-hand side with them.
    var columns: [[S]] = []
    var rotations: [(cosine: S, sine: S)] = []
    var right = [size]
    var z: [S] = Kernels.uninitialized(run.b.count)
    var goesOn = true
    while goesOn, columns.count < restart {
      run.precondition(basis[columns.count], into: &z)
      var w = run.a.applied(to: z)
      var column: [S] = []
      for v in basis {
        let h = Kernels.dot(w, v)
        Kernels.axpy(-h, v, &w)
        column.append(h)
      }
      let below = Kernels.norm(w)
      for (i, (cosine, sine)) in rotations.enumerated() {
        (column[i], column[i + 1]) = (
          cosine * column[i] + sine * column[i + 1], cosine * column[i + 1] - sine * column[i]
        )
      }
      let k = columns.count
      let length = S.hypot(column[k], below)
      guard length > 0 else {
        // A maps the newest direction into the space of the others: nothing to gain along it.
        run.giveUp(.breakdown)
        break
      }
      let (cosine, sine) = (column[k] / length, below / length)
      rotations.append((cosine, sine))
      column[k] = length
      columns.append(column)
      right.append(-sine * right[k])
      right[k] *= cosine
      goesOn = run.advance(Double(right[k + 1].magnitude))
      guard goesOn, below > 0 else { break }
      Kernels.scale(1 / below, &w)
      basis.append(w)
    }
    // y = R⁻¹ right, x += M⁻¹ V y.
    var y = Array(right.prefix(columns.count))
    for i in y.indices.reversed() {
      for j in (i + 1)..<y.count { y[i] -= columns[j][i] * y[j] }
      y[i] /= columns[i][i]
    }
    var step: [S] = Kernels.zeros(run.b.count)
    for (y, v) in zip(y, basis) { Kernels.axpy(y, v, &step) }
    run.precondition(step, into: &z)
    Kernels.axpy(1, z, &run.x)
  }
}
