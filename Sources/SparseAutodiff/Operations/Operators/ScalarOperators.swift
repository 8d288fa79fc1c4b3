import SparseMatrices

// A scalar times anything, anything over a scalar.

/// `a b`, both scalars.
@specialized(where S == Double)
@specialized(where S == Float)
public func * <S: DenseValue>(a: Variable<S>, b: Variable<S>) -> Variable<S> where S.Scalar == S {
  Multiplication()(a, b)
}

/// `α x`.
public func * <Value: DenseValue>(
  alpha: Variable<Value.Scalar>, x: Variable<Value>
) -> Variable<Value> where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Multiplication()(alpha, x)
}

/// `x α`.
public func * <Value: DenseValue>(
  x: Variable<Value>, alpha: Variable<Value.Scalar>
) -> Variable<Value> where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Multiplication()(x, alpha)
}

/// `a / b`, both scalars.
@specialized(where S == Double)
@specialized(where S == Float)
public func / <S: DenseValue>(a: Variable<S>, b: Variable<S>) -> Variable<S> where S.Scalar == S {
  Division()(a, b)
}

/// `x / α`.
public func / <Value: DenseValue>(
  x: Variable<Value>, alpha: Variable<Value.Scalar>
) -> Variable<Value> where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Division()(x, alpha)
}

/// `x c`.
public func * <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value> {
  affine(c, x, -0.0)
}

/// `c x`.
public func * <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  affine(c, x, -0.0)
}

/// `x / c`, rounded once.
public func / <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value>
where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Division()(x, Variable<Value.Scalar>(c))
}

/// `c / x` of a scalar.
public func / <S: DenseValue>(c: S, x: Variable<S>) -> Variable<S> where S.Scalar == S {
  ConstantPower(alpha: c, exponent: -1)(x)
}

// Of sparse matrices: ``Scaling``.
extension Variable {
  /// `A α`.
  public static func * <S: TapeValue>(a: Variable, alpha: Variable<S>) -> Variable
  where Value == CSRMatrix<S>, S.Scalar == S { alpha * a }

  /// `A c`.
  public static func * <S>(a: Variable, c: S) -> Variable where Value == CSRMatrix<S> { c * a }

  /// `A / α`.
  public static func / <S: DenseValue>(a: Variable, alpha: Variable<S>) -> Variable
  where Value == CSRMatrix<S>, S.Scalar == S { (1 / alpha) * a }

  /// `A / c`.
  public static func / <S>(a: Variable, c: S) -> Variable where Value == CSRMatrix<S> { 1 / c * a }
}

@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
func affine<Value: DenseValue>(
  _ alpha: Value.Scalar, _ x: Variable<Value>, _ beta: Value.Scalar
) -> Variable<Value> { Affine(alpha: alpha, beta: beta)(x) }
