import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct ForwardModeTests {
  private let a = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 3, columns: 3) { $0 != 1 || $1 != 1 },
    values: [1, -2, 0.5, 3, 0, -1, 2, 4])

  @Test func alongADirection() {
    let forward = jvp(at: 2.0, 7.0, along: (3, -1)) { $0 * $1 + sin($0) }
    expectClose([forward.value], [14 + Double.sin(2)])
    expectClose([forward.tangent], [3 * (7 + Double.cos(2)) - 2])
  }

  @Test func ofSparseAndDenseArguments() {
    let x = [1.0, 2, -1]
    let (aDot, xDot) = (a.with(coordinates: [1, 0, 2, -1, 3, 0, 1, -2]), [0.5, -1, 2])
    let forward = jvp(at: a, x, along: (aDot, xDot)) { $0 * $1 }
    #expect(forward.value == a * x)
    expectClose(forward.tangent, Gemv.jvp(a, x, aDot: aDot, bDot: xDot))
  }

  /// Arguments that a function does not use contribute nothing.
  @Test func unusedArguments() {
    #expect(jvp(at: a, 2.0, along: (a, 3)) { _, s in s * s }.tangent == 12)
  }

  /// d/dx of the directional derivative (v ∂ₓ) x³ = 3 x² v is 6 x v.
  @Test func insideAGradient() {
    let bar = gradient(at: 2.0) { x in
      jvp(at: x, along: Variable(5.0)) { $0 * $0 * $0 }.tangent
    }
    #expect(bar == 60)
    // The direction may depend on the point: (x ∂ₓ) x³ = 3 x³.
    let along = gradient(at: 2.0) { x in
      jvp(at: x, along: x) { $0 * $0 * $0 }.tangent
    }
    #expect(along == 36)
    let constant = jvp(at: Variable(2.0), along: Variable(1.0)) { $0 * $0 }
    #expect(constant.value.value == 4 && constant.tangent.value == 4)
  }

  /// Forward over forward: x³ twice along 1 is 6 x.
  @Test func insideForwardMode() {
    let second = jvp(at: 2.0, along: 1) { x in
      jvp(at: x, along: Variable(1.0)) { $0 * $0 * $0 }.tangent
    }
    #expect(second.value == 12 && second.tangent == 12)
  }

  @Test func hessianOfACubic() {
    let (x, v) = ([1.0, -2, 0.5], [3.0, 1, -4])
    let product = hessianVectorProduct(at: x, along: v) { ($0 .* $0 .* $0).sum() }
    expectClose(product, zip(x, v).map { 6 * $0 * $1 })
    #expect(hessianVectorProduct(at: 2.0, along: 5.0) { $0 * $0 * $0 } == 60)
    // A linear function has none.
    #expect(hessianVectorProduct(at: x, along: v) { $0.sum() } == [0, 0, 0])
  }

  /// x·A x has the Hessian A + Aᵀ.
  @Test func hessianOfAQuadraticForm() {
    let (x, v) = ([1.0, -2, 0.5], [3.0, 1, -4])
    let a = a
    let product = hessianVectorProduct(at: x, along: v) { x in dot(x, Variable(a) * x) }
    expectClose(product, zip(a * v, a.transposed() * v).map { $0 + $1 })
  }

  /// ½‖A x‖² as a function of A: H V = [(V x) xᵀ] at the stored entries.
  @Test func hessianInASparseMatrix() {
    let x = [1.0, 2, -1]
    let v = a.with(coordinates: [1, 0, 2, -1, 3, 0, 1, -2])
    let product = hessianVectorProduct(at: a, along: v) { a in
      0.5 * (a * Variable(x)).squaredNorm()
    }
    #expect(product.pattern === a.pattern)
    expectClose(product.values, Gemv.vjp(a, x, cotangent: v * x).a.values)
  }
}
