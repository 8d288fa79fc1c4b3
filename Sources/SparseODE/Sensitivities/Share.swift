/// Where a step is between the times around it: at `t = a + f (b - a)`, of size `h = w (b - a)`.
///
/// `f` and `w` are constants of every derivative: the steps move with the times, in proportion.
struct Share {
  private let f: Double
  private let w: Double

  init(_ t: Double, _ h: Double, from a: Double, to b: Double) {
    (f, w) = ((t - a) / (b - a), h / (b - a))
  }

  /// The tangents of `t` and `h` from those of `a` and `b`.
  func tangents(_ aDot: Double, _ bDot: Double) -> (t: Double, h: Double) {
    ((1 - f) * aDot + f * bDot, w * (bDot - aDot))
  }

  /// Adds the cotangents of `a` and `b` that those of `t` and `h` make.
  func add(_ tBar: Double, _ hBar: Double, to aBar: inout Double, _ bBar: inout Double) {
    bBar += w * hBar + f * tBar
    aBar += (1 - f) * tBar - w * hBar
  }
}
