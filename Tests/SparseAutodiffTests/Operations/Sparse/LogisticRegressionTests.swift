import RealModule
import SparseAD
import TestSupport
import Testing

/// Second derivatives of a logistic regression on a sparse matrix, which are known in closed form. With `z = X w`, labels
/// `y ∈ {0, 1}` and `s = σ(z)`,
///
///     L = Σ log(1 + eᶻ) − y z + ½ λ ‖w‖²      ∇L = Xᵀ (s − y) + λ w      ∇²L v = Xᵀ (s (1 − s) ⊙ X v) + λ v
///
/// and along V on P(X), in the entries of X, `∇²L V = [(s (1 − s) ⊙ V w) wᵀ]_P(X)`.
@Suite struct LogisticRegressionTests {
  private let lambda = 0.125

  @Test(arguments: PatternCase.all)
  func inTheWeights(_ test: PatternCase) {
    check(test, Double.self, relative: 1e-12)
    check(test, Float.self, relative: 1e-5)
  }

  private func check<S: DifferentiableScalar>(
    _ test: PatternCase, _: S.Type, relative: Double
  ) {
    var random = RandomValues<S>(seed: 1)
    let x = random.sparse(test.pattern)
    let (w, v) = (random.vector(x.columns), random.vector(x.columns))
    let labels = (0..<x.rows).map { S($0 % 3 == 0 ? 1 : 0) }
    let decay = S(lambda) / 2

    func loss(_ w: Variable<[S]>) -> Variable<S> {
      let z = Variable(x) * w
      let surprise: Variable<S> = (softplus(z) - Variable(labels) .* z).sum()
      return surprise + decay * w.squaredNorm()
    }
    // The same, by labels of -1 and 1.
    func lossOfSigns(_ w: Variable<[S]>) -> Variable<S> {
      let margins = Variable(labels.map { 2 * $0 - 1 }) .* (Variable(x) * w)
      let surprise: Variable<S> = softplus(-margins).sum()
      return surprise + decay * w.squaredNorm()
    }

    let model = ClosedForm(x, w)
    let residual = zip(model.s, labels).map { $0 - Double($1) }
    let slope = model.shrunk(Gemv.forward(model.x, residual, transpose: true), along: w, lambda)
    let curved = zip(model.curvature, model.x * v.map { Double($0) }).map { $0 * $1 }
    let product = model.shrunk(
      Gemv.forward(model.x, curved, transpose: true), along: v, lambda)
    for loss in [loss, lossOfSigns] {
      let bar: [S] = gradient(at: w, of: loss)
      expectClose(bar, slope.map { S($0) }, relative: relative, "gradient")
      let forward: [S] = hessianVectorProduct(at: w, along: v, of: loss)
      expectClose(forward, product.map { S($0) }, relative: relative, "forward over reverse")
      let reverse: [S] = gradient(at: w) { w in
        let bar: Variable<[S]> = gradient(at: w, of: loss)
        return matmul(Variable(v), bar)
      }
      expectClose(reverse, product.map { S($0) }, relative: relative, "reverse over reverse")
    }
  }

  @Test(arguments: PatternCase.all)
  func inTheMatrix(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 2)
    let (x, direction) = (random.sparse(test.pattern), random.sparse(test.pattern))
    let w = random.vector(x.columns)
    let labels = (0..<x.rows).map { Double($0 % 2) }
    func loss(_ x: Variable<CSRMatrix<Double>>) -> Variable<Double> {
      let z = x * Variable(w)
      return (softplus(z) - Variable(labels) .* z).sum()
    }
    let model = ClosedForm(x, w)
    let residual = zip(model.s, labels).map { $0 - $1 }
    let bar = gradient(at: x, of: loss)
    #expect(bar.pattern === x.pattern)
    expectClose(bar.values, Gemv.vjpA(x, w, cotangent: residual).values, relative: 1e-12)
    let curved = zip(model.curvature, direction * w).map { $0 * $1 }
    let product = hessianVectorProduct(at: x, along: direction, of: loss)
    #expect(product.pattern === x.pattern)
    expectClose(product.values, Gemv.vjpA(x, w, cotangent: curved).values, relative: 1e-12)
  }
}

/// What the closed forms are made of, in double precision.
private struct ClosedForm {
  let x: CSRMatrix<Double>
  /// `σ(X w)`.
  let s: [Double]
  /// `s (1 − s)`.
  let curvature: [Double]

  init<S: SparseScalar>(_ x: CSRMatrix<S>, _ w: [S]) {
    self.x = CSRMatrix(pattern: x.pattern, values: x.values.map { Double($0) })
    s = (self.x * w.map { Double($0) }).map { 1 / (1 + Double.exp(-$0)) }
    curvature = s.map { $0 * (1 - $0) }
  }

  func shrunk<S: SparseScalar>(_ bar: [Double], along w: [S], _ lambda: Double) -> [Double] {
    zip(bar, w).map { $0 + lambda * Double($1) }
  }
}
